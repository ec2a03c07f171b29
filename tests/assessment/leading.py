"""People who lead the networks of the tests, the letters they get, and rounds on days of our choosing."""

from collections.abc import Mapping
from datetime import date

from django.test import Client
from django.urls import reverse

from tests.assessment.rounds import BOARD, EDITION, NETWORKS, a_workbook, an_england, record
from tests.people import Everybody
from trellis.access.rules import Level, Role
from trellis.accounts.models import Person
from trellis.assessment.actions.rounds import Terms, open_round, plan_round
from trellis.assessment.models import Assessment, Moderation, Round, RoundNetwork
from trellis.assessment.standing import Conclusion
from trellis.post.models import Letter
from trellis.register.actions import join_locality, record_facts, record_locality
from trellis.register.imports.facts import Facts, Place
from trellis.register.rules import Kind

OPENS, DUE = date(2026, 9, 1), date(2026, 10, 30)
LARKSPURS_LEAD = "network-lead.zn103@example.org"
TEASELS_DIRECTOR = "clinical-director.zn101@example.org"


def a_plan(title: str = "Autumn 2026", networks: Mapping[str, str] = NETWORKS, **terms: object) -> Round:
    """A round that is planned and not open, from 1 September to 30 October 2026."""
    decided = Terms(**{"title": title, "opens": OPENS, "due": DUE} | terms)  # type: ignore[arg-type]
    return plan_round(decided, edition=EDITION.id, board=BOARD, networks=list(networks), by=None)


def two_led(people: Everybody) -> None:
    """Teasel has a clinical director and a contributor, Larkspur a lead, Wharf & Weir nobody."""
    people.holding(Role.CLINICAL_DIRECTOR, Level.NETWORK, "ZN101")
    people.holding(Role.CONTRIBUTOR, Level.NETWORK, "ZN101")
    people.network_lead("ZN103")


def letters() -> dict[str, list[str]]:
    """The subjects of the letters in the outbox, oldest first, by whom they are to."""
    found: dict[str, list[str]] = {}
    for letter in Letter.objects.order_by("pk"):
        found.setdefault(letter.to, []).append(letter.subject)
    return found


def letter_to(email: str) -> str:
    """The text of the newest letter to somebody."""
    return Letter.objects.filter(to=email).latest("pk").text


def asked(round_: Round, code: str) -> RoundNetwork:
    """A network in a round, as it is now."""
    return RoundNetwork.objects.get(round=round_, network__code=code)


def has_started(round_: Round, code: str) -> None:
    """Something was entered into the network's draft."""
    RoundNetwork.objects.filter(round=round_, network__code=code).update(version=1)


def moderated(round_: Round, code: str, outcome: Conclusion | None, by: Person | None = None) -> None:
    """The area team looks at the network's return, and perhaps concludes."""
    row = asked(round_, code)
    moment = Assessment.objects.get(asked=row, superseded_at__isnull=True).received_at
    Moderation.objects.create(
        asked=row,
        started_at=moment,
        started_by=by,
        concluded_at=moment if outcome else None,
        outcome=outcome.value if outcome else "",
    )


def many_networks(count: int) -> dict[str, str]:
    """So many more networks of the board on the register, up to 700."""
    places = {f"ZN{number}": f"Network {number}" for number in range(300, 300 + count)}
    opened = date(2019, 7, 1)
    facts = Facts(
        kind=Kind.RECORDED,
        as_at=opened,
        networks=tuple(Place(code, name, "ZSA01", states_dates=True, opened=opened) for code, name in places.items()),
    )
    record_facts(facts, by=None, name="many more")
    return places


# Pages ---------------------------------------------------------------------------------------------------------------


def autumn_in_november(people: Everybody) -> Round:
    """An open round of three networks of which Teasel has returned, two days after its day.

    Teasel and Wharf & Weir are in the Hills, Larkspur is in the Marshes.
    """
    an_england()
    for code, name in (("hills", "Hills"), ("marshes", "Marshes")):
        record_locality(code=code, name=name, board=BOARD, by=None)
    for network, locality in (("ZN101", "hills"), ("ZN102", "hills"), ("ZN103", "marshes")):
        join_locality(network=network, locality=locality, started=date(2019, 7, 1), by=None)
    two_led(people)
    round_ = open_round(a_plan(), by=None)
    record(round_, ("teasel.xlsx", a_workbook()))
    return round_


def at(name: str, *parts: object, **query: str) -> str:
    """The address of one of our pages."""
    return reverse(f"assessment:{name}", args=parts, query=query)


def words(client: Client, address: str) -> str:
    """The page at an address."""
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def pressed(client: Client, address: str, **data: object) -> str:
    """The page after the button of a page was pressed, with what the page itself sends along; redirects followed."""
    response = client.post(address, {"seen": seen_on(client, address)} | data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def seen_on(client: Client, address: str) -> str:
    """What the page says it has shown."""
    page = client.get(address, follow=True).content.decode()
    return page.partition('name="seen" value="')[2].partition('"')[0]
