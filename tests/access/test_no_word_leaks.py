"""Nobody reads a word that is not for them: random people, roles and networks, and every address there is.

Each network's words are marked so that they can be told from all others. Whoever asks, whatever they hold and whatever
was signed, moderated and consented to, no answer holds a word that the rule below does not give them. The rule is
written anew here, from what was promised, and not taken from the code.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.assessment.drafts import FIRST, asked_of, block, mark, note, private
from tests.people import Everybody, signed_in
from trellis.access.actions import add_person, appoint
from trellis.access.rules import LEVELS_OF_ROLE, Level, Role
from trellis.accounts.models import Person
from trellis.assessment.actions.drafting import Input, enter
from trellis.assessment.actions.evidence import add_link
from trellis.assessment.actions.moderating import conclude, leave_as_stated, moderate
from trellis.assessment.actions.questioning import ask, reply
from trellis.assessment.actions.rounds import Terms, open_round, plan_round
from trellis.assessment.actions.sharing import share
from trellis.assessment.actions.signing import sign
from trellis.assessment.drafting import Field
from trellis.assessment.models import Assessment, Evidence, OfferedReturn, Query, RoundNetwork, Upload
from trellis.assessment.standing import Conclusion, ModerationSeen, Sharing
from trellis.common.memory import memory
from trellis.matrix.actions import ship_editions
from trellis.matrix.rules import Audience, Block
from trellis.register.actions import join_locality, record_facts, record_locality
from trellis.register.imports.facts import Facts, Organisation, Place
from trellis.register.rules import Kind

BOARDS = {"ZSA": ("ZN101", "ZN102", "ZN103"), "ZSB": ("ZN201",)}
LOCALITIES = {"upland-north": ("ZN101", "ZN103"), "upland-south": ("ZN102",)}
CODES = [code for codes in BOARDS.values() for code in codes]
BOARD_OF = {code: board for board, codes in BOARDS.items() for code in codes}
LOCALITY_OF = {code: locality for locality, codes in LOCALITIES.items() for code in codes}
KINDS = ("note", "private", "comment", "evidence", "question", "reply", "reason")
LEADERSHIP = Block("leadership", Audience.NETWORK)
WORD = re.compile(r"leak[a-z]+zn\d{3}")

OF_A_NETWORK = {Role.CLINICAL_DIRECTOR, Role.DEPUTY_DIRECTOR, Role.NETWORK_LEAD, Role.CONTRIBUTOR}
OF_A_BOARD = {Role.SYSTEM_LEAD, Role.AREA_TEAM, Role.COMMITTEE_SECRETARY, Role.ANALYST, Role.AUDITOR}


@dataclass(frozen=True)
class State:
    """How far a network is: what was signed and moderated, and who else may see what it signed."""

    signed: bool
    moderated: bool
    sharing: Sharing


Holding = tuple[Role, Level, str]


def word(kind: str, code: str) -> str:
    """The word that stands for what a network wrote somewhere, or what was written about it."""
    return f"leak{kind}{code.lower()}"


# What was promised ----------------------------------------------------------------------------------------------------


def may_read(held: list[Holding], kind: str, code: str, state: State, seen: ModerationSeen) -> bool:
    """Whether somebody with these roles may read a word of a network. Consent never opens words, only marks."""
    own = any(role in OF_A_NETWORK and (level, at) == (Level.NETWORK, code) for role, level, at in held)
    above = any(
        role in OF_A_BOARD
        and (
            level is Level.ENGLAND
            or (level, at) in {(Level.BOARD, BOARD_OF[code]), (Level.LOCALITY, LOCALITY_OF.get(code))}
        )
        for role, level, at in held
    )
    if kind == "private":
        return own
    if kind in {"note", "comment", "evidence"}:
        return own or (above and state.signed)
    if kind in {"question", "reply"}:
        return own or above
    return above or (own and seen is not ModerationSeen.WHEN_PUBLISHED)


# The world ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def england(people: Everybody) -> Mapping[str, Person]:
    """Two boards, two localities, four networks; a clinical director for each network; an area team for all."""
    opened = date(2019, 7, 1)
    facts = Facts(
        kind=Kind.RECORDED,
        as_at=opened,
        regions=(Organisation("Z00", "Western Shires"),),
        boards=tuple(Organisation(board, f"Board {board}", "Z00") for board in BOARDS),
        sub_icbs=tuple(Organisation(f"{board}01", f"Location {board}", board) for board in BOARDS),
        networks=tuple(
            Place(code, f"Network {code}", f"{BOARD_OF[code]}01", states_dates=True, opened=opened) for code in CODES
        ),
    )
    record_facts(facts, by=None, name="made for tests")
    for locality, codes in LOCALITIES.items():
        record_locality(code=locality, name=locality, board="ZSA", by=None)
        for code in codes:
            join_locality(network=code, locality=locality, started=opened, by=None)
    ship_editions(by=None)
    return {code: people.holding(Role.CLINICAL_DIRECTOR, Level.NETWORK, code) for code in CODES}


def tell(directors: Mapping[str, Person], states: Mapping[str, State], seen: ModerationSeen) -> None:
    """A round of each board, in which every network is as far as its state says."""
    for board, codes in BOARDS.items():
        planned = plan_round(
            Terms(f"Round {board}", date(2026, 9, 1), date(2026, 12, 1), moderation_seen=seen),
            edition="pcn-2019-08",
            board=board,
            networks=list(codes),
            by=None,
        )
        round_ = open_round(planned, by=None)
        for code in codes:
            tell_of(asked_of(round_, code), directors[code], states[code])


def tell_of(asked: RoundNetwork, director: Person, state: State) -> None:
    """One network's part."""
    code = asked.network.code
    said = [
        (mark(), "in_place"),
        (note(), word("note", code)),
        (private(), word("private", code)),
        (block(Field.POSITION), "foundation"),
        (block(Field.COMMENT), word("comment", code)),
    ]
    enter(asked, [Input(place, value) for place, value in said], by=director)
    add_link(asked, component=FIRST, title=word("evidence", code), link="https://example.org/", by=director)
    share(asked, state.sharing, by=director)
    if state.signed:
        sign(asked, version=asked.version, by=director)
    if state.signed and state.moderated:
        query = ask(asked, LEADERSHIP, word("question", code), component=FIRST, by=None)
        reply(query, word("reply", code), by_network=True, by=director)
        moderate(asked, LEADERSHIP, "step_1", reason=word("reason", code), by=None)
        leave_as_stated(asked, by=None)
        conclude(asked, outcome=Conclusion.AGREED, by=None)


# Every address --------------------------------------------------------------------------------------------------------


def every_address() -> Iterator[str]:
    """Every address of rounds, insight, the front door and the audit, for everything there is in them."""
    asked = list(RoundNetwork.objects.values_list("round__slug", "network__code"))
    slugs = sorted({slug for slug, _ in asked})
    numbers = {
        key
        for model in (Evidence, OfferedReturn, Query, Upload, Assessment)
        for key in model.objects.values_list("pk", flat=True)
    }
    values: dict[str, list[Any]] = {
        "slug": list(slugs),
        "theme": ["leadership"],
        "theme_id": ["leadership"],
        "audience": ["network"],
        "component": [FIRST],
        "number": sorted(numbers),
        "ending": ["docx", "html"],
        "at": ["network-foundation"],
        "verb": ["open", "close", "publish"],
        "what": ["remind", "ask", "extend", "withdraw"],
    }
    for space, name, parts in patterns(get_resolver().url_patterns):
        if space not in {"assessment", "insight", "web", "audit"}:
            continue
        pairs = asked if {"slug", "code"} <= parts else [(None, None)]
        others = sorted(parts - {"slug", "code"}) if pairs is asked else sorted(parts)
        for (slug, code), rest in product(pairs, product(*(values.get(part, ["x"]) for part in others))):
            known = {"slug": slug, "code": code} if slug else {}
            try:
                yield reverse(f"{space}:{name}", kwargs=known | dict(zip(others, rest, strict=True)))
            except Exception:  # noqa: S112  a part that this pattern does not take
                continue


def patterns(found: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, str, set[str]]]:
    """Namespace, name and variable parts of every address pattern."""
    for each in found:
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns, each.namespace or space)
        else:
            converters = {*each.pattern.converters} or {*each.pattern.regex.groupindex}
            yield space, str(each.name), converters


def words_in(client: Client, address: str) -> set[str]:
    """The marked words that an address answers with, in whatever kind of file."""
    response = client.get(address)
    content = response.getvalue() if response.streaming else response.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(content)) as archive:
            content = b" ".join(archive.read(name) for name in archive.namelist())
    return set(WORD.findall(content.decode("utf-8", "replace")))


# The property ---------------------------------------------------------------------------------------------------------

holdings = st.one_of(
    *(
        st.tuples(st.just(role), st.just(level), st.sampled_from(codes))
        for role in Role
        for level in sorted(LEVELS_OF_ROLE[role])
        for codes in [
            {"network": CODES, "board": list(BOARDS), "locality": list(LOCALITIES), "england": [""]}.get(level.value)
        ]
        if codes
    )
)
states = st.fixed_dictionaries(
    {code: st.builds(State, st.booleans(), st.booleans(), st.sampled_from(Sharing)) for code in CODES}
)


@pytest.mark.django_db
def test_no_answer_holds_a_word_that_is_not_for_the_one_who_asks(england: Mapping[str, Person]) -> None:
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(
        states,
        st.sampled_from(ModerationSeen),
        st.lists(st.lists(holdings, min_size=1, max_size=2), min_size=2, max_size=2),
    )
    def nothing_leaks(of: dict[str, State], seen: ModerationSeen, viewers: list[list[Holding]]) -> None:
        with transaction.atomic():
            forget()
            tell(england, of, seen)
            for number, held in enumerate(viewers):
                read = read_by(somebody(number, held))
                wrong = {
                    (kind, code, address)
                    for address, words in read.items()
                    for kind, code in product(KINDS, CODES)
                    if word(kind, code) in words and not may_read(held, kind, code, of[code], seen)
                }
                assert wrong == set(), held
            transaction.set_rollback(True)

    nothing_leaks()


def test_the_crawl_finds_what_people_may_read(england: Mapping[str, Person]) -> None:
    """Else the property above would hold of empty pages."""
    with transaction.atomic():
        forget()
        tell(england, dict.fromkeys(CODES, State(True, True, Sharing.SYSTEM)), ModerationSeen.AT_ONCE)
        director = {each for words in read_by(england["ZN101"]).values() for each in words}
        team = {
            each for words in read_by(somebody(7, [(Role.AREA_TEAM, Level.BOARD, "ZSA")])).values() for each in words
        }
        transaction.set_rollback(True)
    assert director == {word(kind, "ZN101") for kind in KINDS}
    assert team == {word(kind, code) for kind in KINDS for code in BOARDS["ZSA"] if kind != "private"}


def forget() -> None:
    """Nothing that another example left is remembered."""
    cache.clear()
    memory.clear()


def somebody(number: int, held: list[Holding]) -> Person:
    """Somebody new, with these roles."""
    person = add_person(email=f"viewer{number}@example.org", name=f"Viewer {number}", by=None)
    for role, level, code in held:
        appoint(person, role=role, level=level, code=code, started=date(2019, 7, 1), by=None)
    return person


def read_by(person: Person) -> dict[str, set[str]]:
    """The marked words that somebody reads, by address."""
    client = signed_in(person)
    return {address: words for address in every_address() if (words := words_in(client, address))}
