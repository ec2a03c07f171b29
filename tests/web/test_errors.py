"""Error pages say what happened, what was kept and what to do."""

import pytest
from django.http import Http404, HttpRequest
from django.test import Client, RequestFactory

from tests.people import Everybody, signed_in
from trellis.web.views.errors import bad_request, server_error


def test_a_page_that_is_not_there_offers_the_search(people: Everybody) -> None:
    """And looks the same as one that this person may not see."""
    response = signed_in(people.nobody_in_particular()).get("/rounds/no-such-round/")
    assert response.status_code == 404
    page = response.content.decode()
    assert "or nothing that you may see" in page
    assert 'href="/register/search/"' in page


def test_an_expired_form_says_that_what_was_typed_is_still_there(people: Everybody) -> None:
    """The commonest fault of all: a tab open since yesterday."""
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    response = client.post("/account/sign-in/", {"login": "ann@example.org"})
    assert response.status_code == 403
    assert "what you typed is still there" in response.content.decode()


def test_a_fault_of_ours_gives_a_reference_that_stands_in_the_log(
    db: None, rf: RequestFactory, caplog: pytest.LogCaptureFixture
) -> None:
    """So that somebody on the telephone can be helped."""
    response = server_error(rf.get("/rounds/"))
    reference = caplog.records[0].getMessage().split()[2]
    assert response.status_code == 500
    assert reference in response.content.decode()


def test_a_request_that_makes_no_sense_changes_nothing_and_says_so(db: None, rf: RequestFactory) -> None:
    """A sentence, not a code."""
    request: HttpRequest = rf.get("/")
    assert "Nothing was changed" in bad_request(request, Http404()).content.decode()
