"""People who sign at the same moment, each over a connection of their own."""

import threading

import pytest
from django.db import connection

from tests.assessment.drafts import asked_of, mark, says
from tests.assessment.rounds import a_round, an_england
from tests.assessment.signing import a_deputy, a_director
from tests.people import Everybody
from trellis.accounts.models import Person
from trellis.assessment.actions.signing import sign
from trellis.assessment.models import Assessment, RoundNetwork, SignOff
from trellis.audit.queries import verify
from trellis.common.transitions import NotAllowedNowError


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("second", ["the deputy", "the director again"])
def test_of_those_who_sign_at_once_one_does_and_nothing_is_signed_twice(people: Everybody, second: str) -> None:
    an_england()
    teasel = asked_of(a_round())
    cara = a_director(people)
    says(teasel, cara, (mark(), "in_place"))
    together = threading.Barrier(2)
    done: list[str] = []

    def signs(person: Person) -> None:
        asked = RoundNetwork.objects.get(pk=teasel.pk)
        together.wait()
        try:
            sign(asked, version=1, by=person)
            done.append("signed")
        except NotAllowedNowError as error:
            done.append(str(error))
        finally:
            connection.close()

    both = [cara, a_deputy(people) if second == "the deputy" else cara]
    threads = [threading.Thread(target=signs, args=[person]) for person in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Assessment.objects.count() == SignOff.objects.count() == 1
    if second == "the deputy":
        told = next(each for each in done if each != "signed")
        assert told.startswith(f"It was already signed by {SignOff.objects.get().signed_by.name} at ")
    else:
        assert done == ["signed", "signed"]
    assert len(done) == 2
    assert verify() == []
