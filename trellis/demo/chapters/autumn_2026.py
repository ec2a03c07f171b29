"""The round that is open now: 11 of 18 networks have returned, most of them further on than seven years before."""

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from trellis.assessment.actions.recording import record_returns
from trellis.assessment.actions.rounds import Terms, open_round, plan_round
from trellis.demo.answers import answers_at, october_2019, seven_years_on
from trellis.demo.chapters.october_2019 import EDITION, workbook
from trellis.demo.severn_vale import BOARD, NETWORKS
from trellis.demo.story import Story
from trellis.matrix.shipped import shipped_edition

TITLE = "Autumn 2026"
OPENED, DUE = date(2026, 9, 14), date(2026, 12, 11)
RETURNED = 11
CAME_FROM = {"ZN019": "ZN017", "ZN020": "ZN017"}
"""Networks that were part of another in 2019."""


def tell(story: Story) -> None:
    """The round opens on the same edition; what has come back so far came in two uploads."""
    edition = shipped_edition(EDITION)
    chance = Random(202609)  # noqa: S311  a story, not a secret
    asked = [network for network in NETWORKS if network.closed is None]
    planned = plan_round(
        Terms(TITLE, OPENED, DUE),
        edition=EDITION,
        board=BOARD,
        networks=[network.code for network in asked],
        by=story.system_lead,
    )
    round_ = open_round(planned, by=story.system_lead)
    before = october_2019([network.code for network in NETWORKS if network.opened < date(2019, 10, 1)])
    early = sorted(chance.sample(asked, RETURNED), key=lambda network: network.code)
    files = []
    for number, network in enumerate(early):
        then = before[CAME_FROM.get(network.code, network.code)]
        answers = answers_at(edition, seven_years_on(then, chance, edition), chance)
        files.append(workbook(edition, network, OPENED + timedelta(days=14 + 3 * number), answers))
    record_returns(round_, files[:7], by=story.area_team, received_at=at_nine(date(2026, 10, 20)))
    record_returns(round_, files[7:], by=story.area_team, received_at=at_nine(date(2026, 11, 2)))


def at_nine(day: date) -> datetime:
    """That morning."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Europe/London"))
