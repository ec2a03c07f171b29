"""The round that is open now: 11 of 18 networks have submitted, six by workbook and five on the page.

Three are moderated to the end, two are being moderated, four more have begun, three have not.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from trellis.assessment.actions.asking import ask_for_components
from trellis.assessment.actions.drafting import Input, enter
from trellis.assessment.actions.evidence import publish_standard
from trellis.assessment.actions.moderating import conclude, leave_as_stated, moderate, say_of_position
from trellis.assessment.actions.questioning import ask, reply
from trellis.assessment.actions.recording import record_returns
from trellis.assessment.actions.rounds import Terms, open_round, plan_round
from trellis.assessment.actions.sharing import share
from trellis.assessment.actions.signing import sign
from trellis.assessment.models import Round, RoundNetwork
from trellis.assessment.queries.returns import return_of
from trellis.assessment.queries.scope import asked_networks
from trellis.assessment.standing import Conclusion, Sharing
from trellis.demo.answers import SIX_YEARS_ON, Answers, answers_at, later, on_the_page
from trellis.demo.chapters.october_2019 import EDITION, workbook
from trellis.demo.chapters.october_2020 import positions
from trellis.demo.severn_vale import BOARD, NETWORKS, NetworkPlan
from trellis.demo.story import Story, at_nine
from trellis.matrix.rules import PRE_FOUNDATION, Audience, Block, Edition
from trellis.matrix.shipped import shipped_edition

TITLE = "Autumn 2026"
OPENED, DUE, MODERATED_BY = date(2026, 9, 14), date(2026, 12, 11), date(2027, 1, 22)
BY_WORKBOOK = ("ZN002", "ZN005", "ZN008", "ZN011", "ZN014", "ZN019")
ON_THE_PAGE = ("ZN003", "ZN006", "ZN009", "ZN013", "ZN016")
BEGUN = ("ZN004", "ZN007", "ZN012")
"""Those who are at it, beside Harbourside, whose chapter comes next. ZN010, ZN015 and ZN020 have not begun."""
CAME_FROM = {"ZN019": "ZN017", "ZN020": "ZN017"}
"""Networks that were part of another in 2020."""
MESSAGE = (
    "Please go through the statements together with your practices. What you write is for an honest conversation "
    "about what would help; there is no league table."
)
LEADERSHIP = Block("leadership", Audience.NETWORK)
RESOURCES = Block("resources", Audience.NETWORK)


def tell(story: Story) -> None:
    """The round opens; networks answer in their ways; the area team begins to moderate."""
    edition, chance = shipped_edition(EDITION), Random(202609)  # noqa: S311  a story, not a secret
    round_ = opened(story)
    standard_evidence(story, round_)
    answered = what_they_answer(edition, chance)
    by_workbook(story, round_, edition, answered)
    asked = {each.network.code: each for each in asked_networks(round_)}
    for number, code in enumerate(ON_THE_PAGE):
        on_page(story, asked[code], edition, answered[code], date(2026, 9, 21) + timedelta(days=7 * number))
        sign(
            asked[code],
            version=asked[code].version,
            by=story.director(code),
            at=at_nine(date(2026, 9, 29) + timedelta(days=7 * number)),
        )
    for number, code in enumerate(BEGUN):
        begun = Answers(marks=dict(list(answered[code].marks.items())[: 9 + 8 * number]))
        on_page(story, asked[code], edition, begun, date(2026, 11, 10) + timedelta(days=3 * number))
    moderation(story, asked)
    for code, sharing in (("ZN003", Sharing.NETWORKS), ("ZN006", Sharing.LOCALITY), ("ZN008", Sharing.NETWORKS)):
        share(asked[code], sharing, by=story.director(code), at=at_nine(date(2026, 11, 3)))


def opened(story: Story) -> Round:
    """The board plans the round and opens it."""
    asked = [network for network in NETWORKS if network.closed is None]
    planned = plan_round(
        Terms(TITLE, OPENED, DUE, moderation_ends=MODERATED_BY, message=MESSAGE),
        edition=EDITION,
        board=BOARD,
        networks=[network.code for network in asked],
        by=story.system_lead,
    )
    return open_round(planned, by=story.system_lead, at=at_nine(OPENED))


def standard_evidence(story: Story, round_: Round) -> None:
    """What the board has for all its networks, published once for them to accept."""
    for block, title, says in (
        (LEADERSHIP, "Severn Vale network agreement, 2026", "The agreement that all 18 networks signed in April 2026."),
        (RESOURCES, "Shared posts framework", "How networks employ people together; in force since May 2026."),
    ):
        component = shipped_edition(EDITION).of_block(block)[0].id
        link = "https://severnvale.example/development/"
        publish_standard(
            round_, component, title=title, link=link, says=says, by=story.system_lead, at=at_nine(date(2026, 9, 16))
        )


def what_they_answer(edition: Edition, chance: Random) -> dict[str, Answers]:
    """What each network (by code) would answer: most are further on than six years before."""
    before = positions(edition)
    codes = [network.code for network in NETWORKS if network.closed is None]
    return {
        code: answers_at(edition, later(before[CAME_FROM.get(code, code)], SIX_YEARS_ON, chance, edition), chance)
        for code in codes
    }


def by_workbook(story: Story, round_: Round, edition: Edition, answered: dict[str, Answers]) -> None:
    """Six workbooks come back, in two uploads."""
    networks = [network_of(code) for code in BY_WORKBOOK]
    files = [
        workbook(edition, network, OPENED + timedelta(days=14 + 3 * number), answered[network.code])
        for number, network in enumerate(networks)
    ]
    record_returns(round_, files[:4], by=story.area_team, received_at=at_nine(date(2026, 10, 20)))
    record_returns(round_, files[4:], by=story.area_team, received_at=at_nine(date(2026, 11, 2)))


def network_of(code: str) -> NetworkPlan:
    """The network with a code."""
    return next(network for network in NETWORKS if network.code == code)


def on_page(story: Story, asked: RoundNetwork, edition: Edition, answers: Answers, day: date) -> None:
    """A network's lead enters its answers, a theme a day."""
    said = on_the_page(edition, answers)
    for number, theme in enumerate(edition.themes):
        inputs = [Input(place, value) for place, value in said if place.theme == theme.id]
        if inputs:
            enter(asked, inputs, by=story.lead(asked.network.code), at=at_nine(day + timedelta(days=number)))


# Moderation ----------------------------------------------------------------------------------------------------------


def moderation(story: Story, asked: dict[str, RoundNetwork]) -> None:
    """Three are concluded, one of them agreed to differ; two are under way, with questions."""
    for code, day in (("ZN002", date(2026, 11, 4)), ("ZN003", date(2026, 11, 5))):
        leave_as_stated(asked[code], by=story.area_team, at=at_nine(day))
        conclude(asked[code], by=story.area_team, at=at_nine(day + timedelta(days=8)))
    differ(story, asked["ZN005"])
    question(story, asked["ZN006"])
    judged = lower(asked["ZN009"], LEADERSHIP)
    reason = "The plan that we saw has no dates yet."
    moderate(asked["ZN009"], LEADERSHIP, judged, reason=reason, by=story.area_team, at=at_nine(date(2026, 11, 19)))
    components = first_of(asked["ZN011"], RESOURCES)
    words = "Two of your practices have joined since: do these still hold?"
    ask_for_components(
        asked["ZN011"].round, networks=["ZN011"], components=components, by=story.system_lead, words=words
    )


def differ(story: Story, asked: RoundNetwork) -> None:
    """The area team sees a network one step lower; the network says why not; they agree to differ."""
    judged = lower(asked, RESOURCES)
    reason = "The shared budget covers two of five practices."
    moderate(asked, RESOURCES, judged, reason=reason, by=story.area_team, at=at_nine(date(2026, 11, 6)))
    leave_as_stated(asked, by=story.area_team, at=at_nine(date(2026, 11, 6)))
    words = "The other three joined it on 1 November; the papers follow."
    lead = story.director(asked.network.code)
    say_of_position(asked, RESOURCES, agrees=False, words=words, by=lead, at=at_nine(date(2026, 11, 11)))
    conclude(asked, outcome=Conclusion.DIFFER, by=story.area_team, at=at_nine(date(2026, 11, 17)))


def question(story: Story, asked: RoundNetwork) -> None:
    """Two questions to a network, of which it has answered one."""
    component = first_of(asked, LEADERSHIP)[0]
    text = "Is this the same in all five practices, or in the two that we visited?"
    first = ask(asked, LEADERSHIP, text, component=component, by=story.area_team, at=at_nine(date(2026, 11, 12)))
    ask(asked, RESOURCES, "What does the position rest on?", by=story.area_team, at=at_nine(date(2026, 11, 12)))
    lead = story.lead(asked.network.code)
    reply(first, "In all five since October.", by_network=True, by=lead, at=at_nine(date(2026, 11, 16)))


def lower(asked: RoundNetwork, block: Block) -> str:
    """A position one step lower than stated; one higher where there is nothing lower."""
    returned = return_of(asked)
    order = shipped_edition(EDITION).positions
    stated = returned.blocks[block].stated if returned and block in returned.blocks else None
    place = order.index(stated or PRE_FOUNDATION)
    return order[place - 1] if place else order[1]


def first_of(asked: RoundNetwork, block: Block) -> Sequence[str]:
    """The first three components of a theme and audience."""
    return [component.id for component in shipped_edition(EDITION).of_block(block)[:3]]
