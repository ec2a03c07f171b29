"""The pages on which an assessment is read before it is signed, signed, recalled, reopened and read afterwards."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.assessment.drafts import COMPONENTS, FIRST, SECOND, THIRD, asked_of, block, mark, note, private, says
from tests.assessment.rounds import a_round, a_workbook, an_england, record
from tests.assessment.signing import a_deputy, a_director, signed, signs
from tests.people import Everybody, signed_in
from trellis.access.rules import Level, Role
from trellis.accounts.models import Person
from trellis.assessment.actions.signing import ask_to_sign, recall
from trellis.assessment.drafting import Field
from trellis.assessment.models import Assessment, Evidence, Moderation, Round, RoundNetwork
from trellis.assessment.queries.signed import to_sign
from trellis.matrix.models import Component
from trellis.matrix.shipped import shipped_edition

HERE = "/rounds/spring-2026/networks/ZN101"
SECRET = "We are short of a chair."
FRAGMENT = re.compile(r'<div class="assessment-returned".*</section>\n</div>', re.DOTALL)


@pytest.fixture
def spring(db: None) -> Round:
    """An open round that asks Teasel."""
    an_england()
    return a_round()


@pytest.fixture
def teasel(spring: Round) -> RoundNetwork:
    """Teasel, asked in it."""
    return asked_of(spring)


@pytest.fixture
def cara(people: Everybody) -> Person:
    """Cara is Teasel's clinical director."""
    return a_director(people)


@pytest.fixture
def ann(people: Everybody) -> Person:
    """Ann manages Teasel, and may not sign for it."""
    return people.network_lead("ZN101")


@pytest.fixture
def sam(people: Everybody) -> Person:
    """Sam leads the board's programme."""
    return people.system_lead("ZSA")


def page(person: Person, where: str, status: int = 200) -> str:
    """A page of Teasel as somebody gets it."""
    response = signed_in(person).get(f"{HERE}/{where}")
    assert response.status_code == status
    return response.content.decode()


def sends(client: Client, where: str, said: Mapping[str, str], status: int = 302) -> str:
    """A form is sent; what comes back, followed where it leads elsewhere."""
    response = client.post(f"{HERE}/{where}", dict(said))
    assert response.status_code == status
    return (client.get(response.headers["Location"]) if status == 302 else response).content.decode()


def form_of(asked: RoundNetwork) -> dict[str, str]:
    """What the page's form holds, ticked."""
    standing = to_sign(asked_of(asked.round, asked.network.code))
    return {"version": str(standing.version), "shown": standing.token, "read": "on"}


def fragment(content: str) -> str:
    """What is said of the return on a page."""
    found = FRAGMENT.search(content)
    assert found
    return found[0]


def a_full_draft(asked: RoundNetwork, by: Person) -> None:
    """Something in every kind of place, and a piece of evidence of each kind."""
    says(
        asked,
        by,
        *((mark(), "in_place"), (note(), "Chair elected."), (private(), SECRET)),
        *((mark(SECOND), "does_not_apply"), (note(SECOND), "We have one practice."), (mark(THIRD), "not_sure")),
        *((block(Field.POSITION), "step_1"), (block(Field.COMMENT), "We are <b>nearly</b> there.")),
        *((block(Field.TARGET), "step_2"), (block(Field.TARGET_BY), "2027-03-31")),
    )
    component = Component.objects.get(edition=asked.round.edition, slug=FIRST)
    parts = {"asked": asked, "component": component, "added_at": datetime(2026, 3, 3, tzinfo=UTC)}
    Evidence.objects.create(title="Minutes", link="https://example.org/minutes", **parts)
    Evidence.objects.create(title="Terms", file_name="terms.pdf", stored_as="ab12", sha256="ab" * 32, size=3, **parts)


# Before and after -----------------------------------------------------------------------------------------------------


def test_before_signing_cara_sees_exactly_what_the_board_sees_afterwards(
    teasel: RoundNetwork, cara: Person, sam: Person
) -> None:
    a_full_draft(teasel, cara)
    before = fragment(page(cara, "sign/"))
    signs(teasel, cara)
    after = page(sam, "submitted/")
    assert fragment(after) == before
    assert fragment(page(cara, "submitted/")) == before
    for said in ("Chair elected.", "Minutes", "Terms", "Not sure", "&lt;b&gt;nearly", "Step 2, by 31 March 2027"):
        assert said in before
    assert SECRET not in before
    assert SECRET not in after


def test_the_same_holds_of_a_workbook_and_of_what_was_asked_anew(
    spring: Round, teasel: RoundNetwork, cara: Person, sam: Person
) -> None:
    record(spring, ("teasel.xlsx", a_workbook(comment="As agreed on Tuesday.")))
    before = fragment(page(cara, "sign/"))
    assert fragment(page(sam, "submitted/")) == before
    signs(teasel, cara)
    assert fragment(page(sam, "submitted/")) == before


def test_questions_are_asked_as_at_a_table(teasel: RoundNetwork, cara: Person) -> None:
    says(teasel, cara, (mark(), "in_plan"), (block(Field.POSITION), "step_2"))
    content = page(cara, "sign/")
    assert "The stated position is Step 2, above anything that is marked" in content
    assert "What does it rest on?" in content
    assert "Nothing is answered here and no position is stated. Is it meant to be blank?" in content


def test_something_in_place_above_something_that_is_not_is_asked_about(teasel: RoundNetwork, cara: Person) -> None:
    higher = next(
        one.id
        for one in shipped_edition("pcn-2019-08").components
        if (one.theme, one.audience, one.step) == ("leadership", "network", "step_1")
    )
    says(teasel, cara, (mark(higher), "in_place"))
    content = page(cara, "sign/")
    assert "Something of Step 1 is in place while something of Foundation is not. What is missing at" in content
    assert "No position is stated, and the answers suggest Pre-foundation." in content


# What is left to do ---------------------------------------------------------------------------------------------------


def test_what_is_left_is_said_and_what_is_only_asked_does_not_hold_it_up(teasel: RoundNetwork, cara: Person) -> None:
    says(teasel, cara, (mark(), "in_place"), (block(Field.POSITION), "step_2"))
    content = page(cara, "sign/")
    assert "If you want to (it can be signed without):" in content
    assert "not answered: Leadership, planning and partnerships, for the network" in content
    assert "Say why you state Step 2 where the answers suggest Pre-foundation" in content
    assert "Before anybody can sign" not in content
    assert "Sign for Teasel" in content


def test_two_versions_of_an_answer_are_named_and_there_is_no_button(
    teasel: RoundNetwork, cara: Person, ann: Person
) -> None:
    says(teasel, cara, (note(), "Chair elected."), (mark(), "in_place"), seen=0)
    says(teasel, ann, (note(), "Chair to be elected in May."), seen=0)
    content = page(cara, "sign/")
    assert "Choose one of two versions: note for your board to “" in content
    assert "Sign for Teasel" not in content


def test_of_an_empty_draft_the_page_says_that_something_is_to_be_answered(teasel: RoundNetwork, cara: Person) -> None:
    content = page(cara, "sign/")
    assert "Answer something: nothing is answered yet" in content
    assert "Sign for Teasel" not in content


# Signing --------------------------------------------------------------------------------------------------------------


def test_cara_ticks_and_signs(teasel: RoundNetwork, cara: Person) -> None:
    says(teasel, cara, (mark(), "in_place"))
    client = signed_in(cara)
    content = sends(client, "sign/", form_of(teasel))
    assert "You signed the assessment of Teasel. Your board can see it now." in content
    assert f"Signed by {cara.name} (clinical director)" in content


def test_without_the_tick_nothing_is_signed(teasel: RoundNetwork, cara: Person) -> None:
    says(teasel, cara, (mark(), "in_place"))
    content = sends(signed_in(cara), "sign/", form_of(teasel) | {"read": ""}, 200)
    assert "<title>Error: " in content
    assert "Tick that you have read it. Nothing was signed." in content
    assert not Assessment.objects.exists()


def test_the_form_sent_twice_signs_once(teasel: RoundNetwork, cara: Person) -> None:
    says(teasel, cara, (mark(), "in_place"))
    form, client = form_of(teasel), signed_in(cara)
    sends(client, "sign/", form)
    sends(client, "sign/", form)
    assert Assessment.objects.count() == 1


def test_of_two_who_sign_at_once_the_second_reads_who_was_first(
    teasel: RoundNetwork, cara: Person, people: Everybody
) -> None:
    says(teasel, cara, (mark(), "in_place"))
    form = form_of(teasel)
    sends(signed_in(cara), "sign/", form)
    content = sends(signed_in(a_deputy(people)), "sign/", form)
    assert f"It was already signed by {cara.name} at " in content
    assert "nothing was changed." in content


def test_what_changed_meanwhile_is_shown_with_who_and_what_and_can_then_be_signed(
    teasel: RoundNetwork, cara: Person, ann: Person
) -> None:
    says(teasel, cara, (mark(), "in_place"))
    form, client = form_of(teasel), signed_in(cara)
    says(teasel, ann, (mark(SECOND), "in_plan"), (private(SECOND), SECRET))
    content = sends(client, "sign/", form, 200)
    assert "The assessment has changed since you opened this page. Nothing was signed." in content
    assert re.search(rf"{ann.name}, \d\d:\d\d: answer to “.*”: .*in plan", content)
    assert SECRET not in content
    assert not Assessment.objects.exists()
    sends(client, "sign/", form_of(teasel))
    assert Assessment.objects.count() == 1


def test_ann_may_not_sign_and_asks_for_the_signature(teasel: RoundNetwork, cara: Person, ann: Person) -> None:
    says(teasel, ann, (mark(), "in_place"))
    client = signed_in(ann)
    content = page(ann, "sign/")
    assert "Ask the clinical director to sign" in content
    assert "Sign for Teasel" not in content
    assert client.post(f"{HERE}/sign/", form_of(teasel)).status_code == 403
    content = sends(client, "sign/ask/", {})
    assert f"A letter goes to {cara.name}." in content
    assert "Take the request back" in content
    assert "asked for your signature" in page(cara, "sign/")
    assert "The request to sign was taken back." in sends(client, "sign/ask/", {"take-back": "yes"})


def test_where_there_is_no_director_ann_reads_whom_to_ask(teasel: RoundNetwork, ann: Person) -> None:
    says(teasel, ann, (mark(), "in_place"))
    assert "Ask your system lead to appoint one" in page(ann, "sign/")
    assert "Ask your system lead to appoint one" in sends(signed_in(ann), "sign/ask/", {})


def test_a_contributor_and_the_board_do_not_get_to_the_signature(
    teasel: RoundNetwork, sam: Person, people: Everybody
) -> None:
    page(people.holding(Role.CONTRIBUTOR, Level.NETWORK, "ZN101"), "sign/", 403)
    page(sam, "sign/", 404)
    page(people.network_lead("ZN102"), "sign/", 404)


def test_a_closed_round_says_so_and_offers_nothing(spring: Round, teasel: RoundNetwork, cara: Person) -> None:
    says(teasel, cara, (mark(), "in_place"))
    Round.objects.filter(pk=spring.pk).update(status="closed", closed_at=datetime(2026, 5, 2, tzinfo=UTC))
    form, client = form_of(teasel), signed_in(cara)
    content = page(cara, "sign/")
    assert "The round was closed on 2 May 2026." in content
    assert "<button" not in content.split("<main")[1]
    assert "so nothing was signed" in sends(client, "sign/", form)


def test_the_page_takes_the_same_queries_however_much_is_answered(teasel: RoundNetwork, cara: Person) -> None:
    client = signed_in(cara)
    counts = []
    for components in (COMPONENTS[:1], COMPONENTS):
        says(teasel, cara, *((mark(component), "in_place") for component in components))
        client.get(f"{HERE}/sign/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{HERE}/sign/")
        counts.append(len(queries))
    assert counts[0] == counts[1] < 25


# Recalling and reopening ----------------------------------------------------------------------------------------------


def test_ann_recalls_it_and_the_board_sees_that_and_why(
    teasel: RoundNetwork, cara: Person, ann: Person, sam: Person
) -> None:
    signed(teasel, cara)
    assert "Recall what was signed?" in page(ann, "recall/")
    content = sends(signed_in(ann), "recall/", {"why": "One answer was a slip."})
    assert "It is recalled." in content
    seen = page(sam, "submitted/")
    assert "No signed copy stands now. Status: in progress." in seen
    assert "recalled by the network" in seen
    assert "One answer was a slip." in seen
    assert "In place" not in seen
    assert "In place" in page(sam, "submitted/?copy=1")


def test_once_it_is_moderated_the_page_says_to_ask_for_reopening(teasel: RoundNetwork, cara: Person) -> None:
    signed(teasel, cara)
    Moderation.objects.create(asked=teasel, started_at=datetime.now(UTC))
    assert "Ask your system lead to reopen it" in page(cara, "recall/")
    assert "Recall it" not in page(cara, "submitted/")
    assert "so it was not recalled" in sends(signed_in(cara), "recall/", {}, 200)


def test_sam_reopens_with_a_reason_that_the_network_reads(teasel: RoundNetwork, cara: Person, sam: Person) -> None:
    signed(teasel, cara)
    client = signed_in(sam)
    assert "Say why it is reopened" in sends(client, "reopen/", {"why": ""}, 200)
    assert "is reopened" in sends(client, "reopen/", {"why": "Two answers contradict each other."})
    assert "Two answers contradict each other." in page(cara, "sign/")
    assert "There is nothing to reopen" in page(sam, "reopen/")


def test_only_the_system_lead_of_the_board_reopens(teasel: RoundNetwork, cara: Person, people: Everybody) -> None:
    signed(teasel, cara)
    page(cara, "reopen/", 403)
    page(people.holding(Role.AREA_TEAM, Level.BOARD, "ZSA"), "reopen/", 403)
    page(people.system_lead("ZSB"), "reopen/", 404)


# What is seen afterwards ----------------------------------------------------------------------------------------------


def test_of_a_draft_the_board_sees_the_status_and_nothing_else(teasel: RoundNetwork, cara: Person, sam: Person) -> None:
    a_full_draft(teasel, cara)
    content = page(sam, "submitted/")
    assert "Nothing has been signed yet. Status: in progress." in content
    assert not FRAGMENT.search(content)
    assert "Chair elected." not in content
    page(sam, "submitted.csv", 404)


def test_earlier_copies_stay_and_can_be_opened(teasel: RoundNetwork, cara: Person, sam: Person) -> None:
    signed(teasel, cara, (mark(), "in_place"), (note(), "First version."))
    recall(teasel, by=cara)
    signed(asked_of(teasel.round), cara, (note(), "Second version."))
    for person in (cara, sam):
        content = page(person, "submitted/")
        assert "Second version." in content
        assert "First version." not in content
        assert "recalled by the network" in content
        assert "First version." in page(person, "submitted/?copy=1")
        assert "This copy counts no longer." in page(person, "submitted/?copy=1")
        for nonsense in ("3", "0", "one", "-1", "²"):
            page(person, f"submitted/?copy={nonsense}", 404)


def test_the_csv_says_what_the_page_says_and_no_private_note(teasel: RoundNetwork, cara: Person, sam: Person) -> None:
    a_full_draft(teasel, cara)
    signs(teasel, cara)
    response = signed_in(sam).get(f"{HERE}/submitted.csv")
    text = response.content.decode("utf-8-sig")
    assert response.headers["Content-Disposition"] == 'attachment; filename="signed-teasel-spring-2026.csv"'
    assert text.splitlines()[0].startswith("Row,Theme,For whom,Step,Statement,Answer or stated position")
    for said in ("Chair elected.", "Minutes (https://example.org/minutes)", "Terms (file)", "Step 2, by 31 March 2027"):
        assert said in text
    assert SECRET not in text


def test_an_area_team_sees_its_own_localities_only(teasel: RoundNetwork, cara: Person, people: Everybody) -> None:
    signed(teasel, cara)
    page(people.holding(Role.AREA_TEAM, Level.LOCALITY, "elsewhere"), "submitted/", 404)
    page(people.holding(Role.ANALYST, Level.BOARD, "ZSA"), "submitted/")
    page(people.holding(Role.AUDITOR, Level.ENGLAND, ""), "submitted/")
    page(people.holding(Role.CONTRIBUTOR, Level.NETWORK, "ZN101"), "submitted/")
    page(people.holding(Role.PANEL_MEMBER, Level.BOARD, "ZSA"), "submitted/", 404)


def test_what_a_director_was_asked_is_gone_from_the_page_once_signed(
    teasel: RoundNetwork, cara: Person, ann: Person
) -> None:
    says(teasel, ann, (mark(), "in_place"))
    ask_to_sign(teasel, by=ann)
    signs(teasel, cara)
    content = page(ann, "sign/")
    assert f"Signed by {cara.name}" in content
    assert "See what was signed" in content
    assert "Ask the clinical director" not in content
