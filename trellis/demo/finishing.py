"""How a round ends: the area team moderates every return, the system lead closes and publishes."""

from datetime import date, timedelta
from random import Random

from trellis.assessment.actions.moderating import conclude, leave_as_stated, moderate
from trellis.assessment.actions.rounds import close_round, publish_round
from trellis.assessment.models import Round, RoundNetwork
from trellis.assessment.queries.returns import returns_of
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.queries.scope import asked_networks
from trellis.assessment.rules import Return, suggested_position
from trellis.demo.story import Story, at_nine
from trellis.matrix.rules import Block, Edition

REASONS_BELOW = (
    "The evidence we saw together supports the step before. The network plans to be there in spring.",
    "Two of the practices have not begun; the position speaks for the network as a whole.",
    "The agreement is drafted and not signed yet.",
)
REASONS_ABOVE = (
    "The network was hard on itself: everything of this step is in place in every practice.",
    "Seen at the visit: the group meets and has its own budget.",
)


def finish(story: Story, round_: Round, chance: Random, *, moderated: date, published: date) -> None:
    """Every return is moderated from a day on, a few a day; then the round is closed and published."""
    returned = {each.network_code: each for each in returns_of(round_)}
    for number, asked in enumerate(asked_networks(round_)):
        judge(story, asked, returned[asked.network.code], chance, moderated + timedelta(days=number // 4))
    close_round(round_, by=story.system_lead, leaving_drafts=True, at=at_nine(published - timedelta(days=2)))
    publish_round(round_, by=story.system_lead, at=at_nine(published))


def judge(story: Story, asked: RoundNetwork, returned: Return, chance: Random, day: date) -> None:
    """One or two positions are judged otherwise than stated, the others left; then the moderation is concluded."""
    edition = edition_of_round(asked.round)
    for block in chance.sample(sorted(returned.blocks, key=str), chance.choice((0, 1, 1, 2))):
        judge_otherwise(story, asked, edition, returned, block, chance, day)
    leave_as_stated(asked, by=story.area_team, at=at_nine(day))
    conclude(asked, by=story.area_team, at=at_nine(day + timedelta(days=7)))


def judge_otherwise(  # a judgement is about all of these
    story: Story,
    asked: RoundNetwork,
    edition: Edition,
    returned: Return,
    block: Block,
    chance: Random,
    day: date,
) -> None:
    """A position one step off, mostly lower, and why; where there is nothing lower it stays."""
    said = returned.blocks[block]
    stated = edition.positions.index(said.stated or suggested_position(edition, block, said.marks))
    step = chance.choice((-1, -1, 1))
    place = min(max(stated + step, 0), len(edition.positions) - 1)
    if place != stated:
        reason = chance.choice(REASONS_BELOW if place < stated else REASONS_ABOVE)
        moderate(asked, block, edition.positions[place], reason=reason, by=story.area_team, at=at_nine(day))
