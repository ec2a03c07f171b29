"""The second round, a year after the first: the same 18 networks, most where they were or a step further on."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from trellis.assessment.actions.recording import record_returns
from trellis.assessment.actions.rounds import Terms, open_round, plan_round
from trellis.demo.answers import A_YEAR_ON, answers_at, later, october_2019
from trellis.demo.chapters.october_2019 import EDITION, workbook
from trellis.demo.finishing import finish
from trellis.demo.severn_vale import BOARD, NETWORKS
from trellis.demo.story import Story, at_nine
from trellis.matrix.rules import Block, Edition
from trellis.matrix.shipped import shipped_edition

TITLE = "October 2020"
OPENED, DUE, RECORDED = date(2020, 9, 14), date(2020, 10, 30), date(2020, 11, 2)


def tell(story: Story) -> None:
    """As the paper of January 2020 asks: reassess in autumn."""
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
    chance, standing = Random(202010), positions(edition)  # noqa: S311  a story, not a secret
    files = [
        workbook(
            edition, network, OPENED + timedelta(days=14 + number), answers_at(edition, standing[network.code], chance)
        )
        for number, network in enumerate(asked)
    ]
    record_returns(round_, files, by=story.area_team, received_at=at_nine(RECORDED))
    finish(story, round_, Random(202011), moderated=date(2020, 11, 16), published=date(2020, 12, 10))  # noqa: S311


def positions(edition: Edition) -> Mapping[str, dict[Block, str]]:
    """Where each network (by code) stands a year after the first round; the same on every call."""
    chance = Random(2020)  # noqa: S311  a story, not a secret
    first = october_2019([network.code for network in NETWORKS if network.opened < date(2019, 10, 1)])
    return {code: later(before, A_YEAR_ON, chance, edition) for code, before in first.items()}
