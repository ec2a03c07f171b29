"""Invitations: a letter with a link that works once and for a time, and only for whom it was meant."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from tests.access.letters import link_for
from tests.people import PASSWORD, Everybody
from tests.world import BOARD, FAR_NETWORK, LOCALITY, NEIGHBOUR, NETWORK, organisations
from trellis.access.actions.inviting import accept, invite, join, resend, withdraw
from trellis.access.actions.people import remove, switch_off
from trellis.access.models import Appointment, Invitation
from trellis.access.queries import invitation_with
from trellis.access.rules import InvitationStatus, Level, Role
from trellis.accounts.models import Person
from trellis.audit.models import Event
from trellis.common.transitions import NotAllowedNowError
from trellis.post.models import Letter
from trellis.register.actions import record_facts, record_locality

ANN = "ann@example.org"


@pytest.fixture(autouse=True)
def register(db: None) -> None:
    """Two boards and three networks."""
    record_facts(organisations(), by=None, name="Invented organisations")
    record_locality(code=LOCALITY, name="Severn Vale north", board=BOARD, by=None)


def invited_by(person: Person, email: str = ANN, role: Role = Role.CONTRIBUTOR, code: str = NETWORK) -> Invitation:
    """Somebody whom ``person`` invites to a network."""
    return invite(email=email, role=role, level=Level.NETWORK, code=code, by=person)


def test_the_letter_says_who_invites_to_what_until_when_with_a_link(people: Everybody) -> None:
    invited_by(people.network_lead(NETWORK), email=" Ann@Example.org")
    letter = Letter.objects.get()
    assert letter.to == ANN
    assert letter.subject == "You are invited: contributor, Harbourside"
    assert "Network lead, ZN001 invites you to Trellis" in letter.text
    assert "Contributor, Harbourside" in letter.text
    day = timezone.localdate() + timedelta(days=14)
    assert f"by {day.day} {day:%B %Y}" in letter.text
    assert link_for(ANN).startswith("/invitation/")


def test_who_reads_the_table_can_open_no_door(people: Everybody) -> None:
    invitation = invited_by(people.network_lead(NETWORK))
    token = link_for(ANN).split("/")[2]
    assert invitation_with(token) == invitation
    assert token not in str(vars(invitation))
    assert invitation_with(invitation.token_digest) is None


def test_somebody_new_joins_with_a_name_and_a_password(people: Everybody) -> None:
    lead = people.network_lead(NETWORK)
    ann = join(invited_by(lead), name="Ann", password=PASSWORD)
    assert ann.check_password(PASSWORD)
    held = Appointment.objects.get(person=ann)
    assert (held.role, held.code, held.started) == (Role.CONTRIBUTOR, NETWORK, timezone.localdate())
    events = Event.objects.filter(subject=f"person {ANN}").values_list("event", "actor", "board")
    assert list(events.order_by("pk")) == [
        ("access.invited", lead.email, BOARD),
        ("accounts.person_added", ANN, ""),
        ("access.invitation_accepted", ANN, BOARD),
        ("access.appointed", lead.email, BOARD),
    ]


def test_an_account_takes_a_further_role_in_another_organisation(people: Everybody) -> None:
    ann = join(invited_by(people.network_lead(NETWORK)), name="Ann", password=PASSWORD)
    accept(invited_by(people.network_lead(NEIGHBOUR), code=NEIGHBOUR), by=ann)
    assert set(Appointment.objects.filter(person=ann).values_list("code", flat=True)) == {NETWORK, NEIGHBOUR}


def test_a_link_works_once(people: Everybody) -> None:
    invitation = invited_by(people.network_lead(NETWORK))
    ann = join(invitation, name="Ann", password=PASSWORD)
    with pytest.raises(NotAllowedNowError, match="accepted already"):
        accept(invitation, by=ann)
    with pytest.raises(NotAllowedNowError, match="You have an account by now"):
        join(invitation, name="Ann again", password=PASSWORD)


def test_a_link_is_for_its_address_alone(people: Everybody) -> None:
    invitation = invited_by(people.network_lead(NETWORK))
    with pytest.raises(PermissionDenied):
        accept(invitation, by=people.nobody_in_particular())
    assert invitation.status(timezone.now()) is InvitationStatus.WAITING


def test_after_fourteen_days_it_has_expired_and_can_be_sent_again(people: Everybody) -> None:
    lead, now = people.network_lead(NETWORK), timezone.now()
    past = now - timedelta(days=14)
    invitation = invite(email=ANN, role=Role.CONTRIBUTOR, level=Level.NETWORK, code=NETWORK, by=lead, at=past)
    with pytest.raises(NotAllowedNowError, match="expired"):
        join(invitation, name="Ann", password=PASSWORD)
    assert not Person.objects.filter(email=ANN).exists()
    join(resend(invitation, by=lead), name="Ann", password=PASSWORD)


def test_sending_again_makes_a_new_link_and_the_old_one_is_dead(people: Everybody) -> None:
    lead = people.network_lead(NETWORK)
    invitation = invited_by(lead)
    first = link_for(ANN).split("/")[2]
    resend(invitation, by=lead)
    assert invitation_with(first) is None
    assert invitation_with(link_for(ANN).split("/")[2]) == invitation


def test_a_withdrawn_invitation_is_not_accepted_nor_sent_again(people: Everybody) -> None:
    lead = people.network_lead(NETWORK)
    invitation = invited_by(lead)
    assert withdraw(invitation, by=lead)
    assert not withdraw(invitation, by=lead)
    with pytest.raises(NotAllowedNowError, match="withdrawn"):
        join(invitation, name="Ann", password=PASSWORD)
    with pytest.raises(NotAllowedNowError, match="withdrawn"):
        resend(invitation, by=lead)
    invited_by(lead)


def test_an_accepted_invitation_is_not_withdrawn(people: Everybody) -> None:
    lead = people.network_lead(NETWORK)
    invitation = invited_by(lead)
    join(invitation, name="Ann", password=PASSWORD)
    with pytest.raises(NotAllowedNowError, match="end the role instead"):
        withdraw(invitation, by=lead)


def test_a_network_lead_makes_nobody_a_director_and_not_themselves(people: Everybody) -> None:
    lead = people.network_lead(NETWORK)
    for role in (Role.CLINICAL_DIRECTOR, Role.DEPUTY_DIRECTOR):
        for email in (ANN, lead.email):
            with pytest.raises(PermissionDenied):
                invited_by(lead, email=email, role=role)
    assert not Letter.objects.exists()


def test_a_lead_invites_to_no_other_network_and_a_board_to_its_own_alone(people: Everybody) -> None:
    with pytest.raises(PermissionDenied):
        invited_by(people.network_lead(NETWORK), code=NEIGHBOUR)
    system_lead = people.system_lead(BOARD)
    invited_by(system_lead, role=Role.CLINICAL_DIRECTOR)
    with pytest.raises(PermissionDenied):
        invited_by(system_lead, role=Role.CLINICAL_DIRECTOR, code=FAR_NETWORK)


def test_the_system_lead_brings_an_area_team_to_a_locality_of_the_board(people: Everybody) -> None:
    lead = people.system_lead(BOARD)
    invite(email=ANN, role=Role.AREA_TEAM, level=Level.LOCALITY, code=LOCALITY, by=lead)
    assert Event.objects.get(event="access.invited").board == BOARD


def test_auditors_come_from_administrators_alone(people: Everybody) -> None:
    auditor = {"email": ANN, "role": Role.AUDITOR, "level": Level.BOARD, "code": BOARD}
    with pytest.raises(PermissionDenied):
        invite(**auditor, by=people.system_lead(BOARD))  # type: ignore[arg-type]
    invite(**auditor, by=people.administrator())  # type: ignore[arg-type]


def test_a_second_click_invites_nobody_twice(people: Everybody) -> None:
    lead = people.network_lead(NETWORK)
    invited_by(lead)
    with pytest.raises(ValidationError, match="was invited to be contributor here"):
        invited_by(lead)
    with pytest.raises(ValidationError, match="is network lead here already"):
        invited_by(lead, email=lead.email, role=Role.NETWORK_LEAD)
    assert Letter.objects.count() == 1


def test_an_organisation_that_is_not_there_is_said_in_a_sentence(people: Everybody) -> None:
    with pytest.raises(ValidationError, match="The register has no network ZN404"):
        invited_by(people.administrator(), code="ZN404")
    with pytest.raises(ValidationError, match="not in a board"):
        invite(email=ANN, role=Role.NETWORK_LEAD, level=Level.BOARD, code=BOARD, by=people.administrator())


def test_a_role_that_is_ended_is_gone_at_once_and_may_come_again(people: Everybody) -> None:
    lead = people.network_lead(NETWORK)
    ann = join(invited_by(lead), name="Ann", password=PASSWORD)
    held = Appointment.objects.get(person=ann)
    assert remove(held, by=lead)
    assert not remove(held, by=lead)
    assert not ann.has_perm("assessment.answer")
    accept(invited_by(lead), by=ann)
    assert Person.objects.get(pk=ann.pk).has_perm("assessment.answer")


def test_a_role_that_is_ended_held_until_the_day_before(people: Everybody) -> None:
    """A question about the past gets the past's answer."""
    lead = people.network_lead(NETWORK)
    held, today = Appointment.objects.get(person=lead), timezone.localdate()
    remove(held, by=lead)
    days = [today - timedelta(days=1), today, today + timedelta(days=1)]
    assert [Appointment.objects.held_on(day).filter(pk=held.pk).exists() for day in days] == [True, False, False]
    held.refresh_from_db()
    assert [held.is_held_on(day) for day in days] == [True, False, False]


def test_switching_somebody_off_kills_the_invitations_that_they_sent(people: Everybody) -> None:
    lead = people.network_lead(NETWORK)
    invitation = invited_by(lead)
    switch_off(lead, by=people.administrator())
    with pytest.raises(NotAllowedNowError, match="withdrawn"):
        join(invitation, name="Ann", password=PASSWORD)


def test_the_last_administrator_stays_on(people: Everybody) -> None:
    administrator = people.administrator()
    with pytest.raises(ValidationError, match="the last administrator"):
        switch_off(administrator, by=administrator)
    assert Person.objects.get(pk=administrator.pk).is_active
