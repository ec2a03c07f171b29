"""The first round: 18 networks fill in a workbook, and the area team records what comes back.

The stated positions give exactly the published counts. Most marks lead to the positions stated; three networks leave
something to ask about, as networks do.
"""

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from trellis.assessment.actions.recording import record_returns
from trellis.assessment.actions.rounds import Terms, open_round, plan_round
from trellis.assessment.matching import IncomingFile
from trellis.demo.answers import IN_PLACE, Answers, answers_at, october_2019
from trellis.demo.finishing import finish
from trellis.demo.severn_vale import BOARD, NETWORKS, NetworkPlan
from trellis.demo.story import Story, at_nine
from trellis.matrix.rules import PRE_FOUNDATION, Block, Edition
from trellis.matrix.shipped import shipped_edition
from trellis.matrix.workbook import national_workbook

EDITION = "pcn-2019-08"
TITLE = "October 2019"
OPENED, DUE = date(2019, 9, 16), date(2019, 10, 31)
RECORDED = datetime(2019, 11, 1, 9, 30, tzinfo=ZoneInfo("Europe/London"))


def tell(story: Story) -> None:
    """The round opens, the workbooks come back, all are recorded together."""
    edition = shipped_edition(EDITION)
    asked = [network for network in NETWORKS if network.opened <= OPENED]
    planned = plan_round(
        Terms(TITLE, OPENED, DUE),
        edition=EDITION,
        board=BOARD,
        networks=[network.code for network in asked],
        by=story.system_lead,
    )
    round_ = open_round(planned, by=story.system_lead, at=at_nine(OPENED))
    returned = returned_answers(edition, asked)
    files = [
        workbook(edition, network, OPENED + timedelta(days=15 + number * 30 // 17), returned[network.code])
        for number, network in enumerate(asked)
    ]
    record_returns(round_, files, by=story.area_team, received_at=RECORDED)
    finish(story, round_, Random(201911), moderated=date(2019, 11, 20), published=date(2019, 12, 12))  # noqa: S311


def returned_answers(edition: Edition, asked: list[NetworkPlan]) -> dict[str, Answers]:
    """What each network (by code) answers."""
    chance = Random(201910)  # noqa: S311  a story, not a secret
    positions = october_2019([network.code for network in asked])
    answers = {code: answers_at(edition, stated, chance) for code, stated in positions.items()}
    leave_something_to_ask(edition, answers, positions)
    return answers


def leave_something_to_ask(
    edition: Edition, answers: dict[str, Answers], positions: dict[str, dict[Block, str]]
) -> None:
    """Three questions for the area team: a mark above an unsecured step, and two positions above what is marked."""
    skipped, ahead, hopeful = (
        first_at(edition, positions, "foundation", after=code) for code in ("ZN001", "ZN006", "ZN011")
    )
    code, block = skipped
    later = next(component for component in edition.of_block(block) if component.step == "step_2")
    answers[code].marks[later.id] = IN_PLACE
    code, block = ahead
    del answers[code].marks[edition.of_block(block)[0].id]
    answers[code].comments[block] = "One practice is behind on the first point. As a network we judge ourselves there."
    code, block = hopeful
    for component in edition.of_block(block):
        answers[code].marks.pop(component.id, None)
    answers[code].comments[block] = "We ran out of time to mark each line; this is our overall view."


def first_at(edition: Edition, positions: dict[str, dict[Block, str]], position: str, after: str) -> tuple[str, Block]:
    """The first network after a code, with its first block, that stands at ``position``."""
    return next(
        (code, block)
        for code in sorted(positions)
        if code > after
        for block in edition.blocks
        if positions[code].get(block, PRE_FOUNDATION) == position
    )


def workbook(edition: Edition, network: NetworkPlan, dated: date, answers: Answers) -> IncomingFile:
    """A network's workbook as it comes back."""
    content = national_workbook(
        edition,
        network_name=network.name,
        network_code=network.code,
        dated=dated,
        marks=answers.marks,
        stated=answers.stated,
        comments=answers.comments,
    )
    return IncomingFile(f"{network.name}.xlsx", content)
