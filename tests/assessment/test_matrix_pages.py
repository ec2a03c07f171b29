"""The pages of a network's matrix: at a glance, a theme, and why it is this step."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.assessment.answering import AtTheMatrix, at_the_matrix
from tests.assessment.drafts import EDITION, FIRST, SECOND, asked_of, block, mark, note, private, says
from tests.assessment.rounds import a_round, a_workbook, an_england, record
from tests.people import Everybody, signed_in
from trellis.access.rules import Level, Role
from trellis.assessment.actions.asking import ask_for_components
from trellis.assessment.actions.moderating import moderate
from trellis.assessment.actions.questioning import ask
from trellis.assessment.actions.rounds import close_round
from trellis.assessment.drafting import Field
from trellis.assessment.models import Round
from trellis.assessment.naming import block_place, component_place
from trellis.assessment.standing import ModerationSeen
from trellis.matrix.rules import Audience, Block

NOON = datetime(2026, 4, 20, 12, tzinfo=UTC)


@pytest.fixture
def spring(db: None) -> Round:
    """A round that asks Teasel and two others."""
    an_england()
    return a_round()


@pytest.fixture
def ann(people: Everybody, spring: Round) -> AtTheMatrix:
    """Ann leads Teasel."""
    return at_the_matrix(people.network_lead("ZN101"), spring)


@pytest.fixture
def ben(people: Everybody, spring: Round) -> AtTheMatrix:
    """Ben contributes in Teasel."""
    return at_the_matrix(people.holding(Role.CONTRIBUTOR, Level.NETWORK, "ZN101"), spring)


def test_it_works(ann: AtTheMatrix) -> None:
    assert "69 statements: 69 not answered. The clinical director has not signed yet." in ann.reads()
    assert "Start: Leadership, planning and partnerships" in ann.reads()


@time_machine.travel(NOON)
def test_ann_sees_at_a_glance_what_is_answered_and_where_to_go_on(ann: AtTheMatrix, spring: Round) -> None:
    says(asked_of(spring), ann.person, (mark(FIRST), "in_place"), (mark(SECOND), "in_progress"))
    says(asked_of(spring), ann.person, (block(Field.TARGET), "step_2"), (block(Field.TARGET_BY), "2027-03-31"))
    page = ann.reads()
    assert "69 statements: 1 in place, 1 in progress, 67 not answered." in page
    assert "It is due on 30 April 2026, in 10 days." in page
    assert "1 of 2 in place: 1 in place, 1 in progress" in page
    assert "not stated suggested Pre-foundation, why?" in page
    assert "Step 2 by 31 March 2027" in page
    assert "Continue: Leadership, planning and partnerships" in page
    assert "Last saved 13:00 by you." in page


@time_machine.travel(datetime(2026, 5, 3, 12, tzinfo=UTC))
def test_what_is_overdue_says_so_and_is_taken_all_the_same(ann: AtTheMatrix) -> None:
    assert "It was due on 30 April 2026, 3 days ago. It is taken all the same." in ann.reads()


def test_the_green_button_leads_to_signing_once_everything_is_answered_and_stated(
    ann: AtTheMatrix, ben: AtTheMatrix, spring: Round
) -> None:
    answers = [(component_place(Field.MARK, one), "in_place") for one in EDITION.components]
    stated = [(block_place(Field.POSITION, one), "step_3") for one in EDITION.blocks]
    says(asked_of(spring), ann.person, *answers)
    assert "Continue: Leadership" in ann.reads()
    says(asked_of(spring), ann.person, *stated)
    assert "Review and sign" in ann.reads()
    assert "Read it through before it is signed" in ben.reads()


def test_what_the_board_asks_again_is_named_with_its_reason_and_alone_can_be_changed(
    ann: AtTheMatrix, spring: Round, people: Everybody
) -> None:
    record(spring, ("a.xlsx", a_workbook()))
    assert "It has been with your board since" in ann.reads()
    assert "See what is with your board" in ann.reads()
    assert "Save" not in ann.reads("themes/leadership/")
    lead = people.system_lead("ZSA")
    ask_for_components(spring, networks=["ZN101"], components=[SECOND], words="Is there a coach?", by=lead)
    page = ann.reads()
    assert "Your board asked again about 1 statement" in page
    assert "Is there a coach?" in page
    assert "Answer the 1 statement asked again" in page
    theme = ann.opens("themes/leadership/")
    assert f'name="mark:{SECOND}"' in theme
    assert f'name="mark:{FIRST}"' not in theme
    ann.saves((mark(SECOND), "in_plan"))
    assert "Review and sign again" in ann.reads()


def test_a_closed_round_is_read_and_not_written(ann: AtTheMatrix, spring: Round) -> None:
    says(asked_of(spring), ann.person, (mark(), "in_plan"), (note(), "A chair in May."), (private(), "We hope."))
    close_round(spring, by=None, leaving_drafts=True)
    page = ann.reads("themes/leadership/")
    assert "The round was closed on" in page
    assert "In plan" in page
    assert "Note for your board: A chair in May." in page
    assert "Private note, never leaves Teasel: We hope." in page
    assert "<textarea" not in ann.opens("themes/leadership/")


def test_a_theme_shows_who_changed_an_answer_and_the_round_before(
    ann: AtTheMatrix, ben: AtTheMatrix, spring: Round
) -> None:
    record(spring, ("a.xlsx", a_workbook(mark="in progress", dated=date(2026, 3, 20))))
    summer = a_round("Summer 2026")
    says(asked_of(summer), ben.person, (mark(SECOND), "in_plan"))
    page = at_the_matrix(ann.person, summer).reads("themes/leadership/")
    assert f"Changed by {ben.person.name}," in page
    assert "Last round: in progress. Same as before" in page
    assert "1 of 8 statements answered" in page


def test_a_theme_explains_the_suggested_step_down_to_the_statements(ann: AtTheMatrix, spring: Round) -> None:
    says(asked_of(spring), ann.person, (mark(FIRST), "in_place"), (mark(SECOND), "in_progress"))
    page = ann.reads("themes/leadership/")
    assert "The answers suggest Pre-foundation. Something of Foundation is not in place yet." in page
    why = ann.reads("why/leadership/network/")
    assert "Why Pre-foundation?" in why
    assert "One statement in place would lift it to Foundation:" in why
    assert f"{EDITION.by_id[SECOND].statement} (in progress)" in why
    assert "Not secured, 1 of 2 statements in place." in why


def test_all_themes_can_be_had_on_one_page(ann: AtTheMatrix) -> None:
    page = ann.opens("themes/whole/")
    assert page.count('data-row="') == 69
    assert page.count('data-block="') == 10


@pytest.mark.parametrize("ending", ["themes/nonsense/", "why/leadership/nobody/", "why/nonsense/network/"])
def test_what_the_round_does_not_ask_about_is_not_found(ann: AtTheMatrix, ending: str) -> None:
    assert ann.client.get(ann.address(ending)).status_code == 404


def test_the_board_is_led_to_what_is_signed_and_sees_no_draft(
    people: Everybody, spring: Round, ann: AtTheMatrix
) -> None:
    ann.saves((note(), "Not for the board yet."))
    response = signed_in(people.system_lead("ZSA")).get(ann.address(), follow=True)
    assert response.redirect_chain[0][0].endswith("/submitted/")
    assert "Not for the board yet." not in response.content.decode()


def test_a_neighbour_finds_nothing_and_no_page_shows_anothers_words(people: Everybody, spring: Round) -> None:
    wharf = at_the_matrix(people.network_lead("ZN102"), spring, "ZN102")
    teasel = at_the_matrix(people.network_lead("ZN101"), spring)
    teasel.saves((note(), "Teasel’s own words"))
    wharf.saves((private(), "Words of Wharf & Weir"))
    for page in ("", "themes/leadership/", "themes/whole/", "quick/", "changes/?since=0"):
        assert wharf.client.get(teasel.address(page)).status_code == 404
        assert "Teasel’s own words" not in wharf.opens(page)
        assert "Words of Wharf" not in teasel.opens(page)


@pytest.mark.parametrize("ending", ["", "themes/leadership/", "themes/whole/", "quick/", "why/leadership/network/"])
def test_a_page_takes_the_same_few_queries_however_much_is_answered(
    ann: AtTheMatrix, spring: Round, ending: str
) -> None:
    counts = []
    for many in (1, 69):
        answers = [(component_place(Field.MARK, one), "in_plan") for one in EDITION.components[:many]]
        notes = [(component_place(Field.NOTE, one), "Words.") for one in EDITION.components[:many]]
        says(asked_of(spring), ann.person, *answers, *notes)
        ann.opens(ending)  # the edition is remembered from now on
        with CaptureQueriesContext(connection) as queries:
            ann.opens(ending)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 22


def test_words_that_look_like_markup_stay_words(ann: AtTheMatrix, spring: Round) -> None:
    says(asked_of(spring), ann.person, (note(), "<script>alert(1)</script>"), (mark(), "in_plan"))
    says(asked_of(spring), ann.person, (note(), "<b>bold</b>"), seen=0)
    assert "<script>alert" not in ann.opens("themes/leadership/")
    assert "<b>bold" not in ann.opens("themes/leadership/")
    assert "<b>bold" not in ann.client.get(ann.address("changes/?since=0")).json()["rows"][0]["conflicts"]


def test_what_the_area_team_says_shows_beside_what_the_network_says_once_the_round_lets_it(
    ann: AtTheMatrix, spring: Round, people: Everybody
) -> None:
    record(spring, ("a.xlsx", a_workbook()))
    team = people.holding(Role.AREA_TEAM, Level.BOARD, "ZSA")
    leadership = Block("leadership", Audience.NETWORK)
    moderate(asked_of(spring), leadership, "step_1", reason="The minutes show it.", by=team)
    ask(asked_of(spring), leadership, "Who chairs?", by=team)
    page = ann.opens()
    assert '<strong class="assessment-step assessment-step--moderated">Step 1</strong>' in page
    assert "1 question open" in page
    Round.objects.filter(pk=spring.pk).update(moderation_seen=ModerationSeen.WHEN_PUBLISHED.value)
    assert '<strong class="assessment-step assessment-step--moderated">' not in ann.opens()
