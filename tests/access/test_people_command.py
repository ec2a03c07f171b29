"""The command that adds the first administrator, and everybody else where there is no page yet."""

import io

import pytest
from django.core.management import CommandError, call_command

from trellis.accounts.models import Person


def test_the_first_administrator_comes_from_the_command_line(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the password read from standard input."""
    monkeypatch.setattr("sys.stdin", io.StringIO("a long invented password\n"))
    call_command("people", "add", "ann@example.org", "--name", "Ann", "--administrator")
    ann = Person.objects.get(email="ann@example.org")
    assert ann.is_administrator
    assert ann.check_password("a long invented password")


def test_a_role_is_given_and_listed(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As words, not codes of ours."""
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    call_command("people", "add", "ann@example.org", "--name", "Ann")
    call_command("people", "appoint", "ANN@example.org", "--role", "system-lead", "--level", "board", "--code", "ZSV")
    call_command("people", "list")
    assert "Ann <ann@example.org>: System lead, ZSV" in capsys.readouterr().out


def test_a_role_for_an_unknown_address_is_refused_in_a_sentence(db: None) -> None:
    """And says what to do first."""
    with pytest.raises(CommandError, match="Nobody has the address"):
        call_command("people", "appoint", "x@example.org", "--role", "analyst", "--level", "england")


def test_a_role_at_the_wrong_level_is_refused_in_a_sentence(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same sentence as everywhere."""
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    call_command("people", "add", "ann@example.org", "--name", "Ann")
    with pytest.raises(CommandError, match="not in a board"):
        call_command(
            "people", "appoint", "ann@example.org", "--role", "network-lead", "--level", "board", "--code", "ZSV"
        )
