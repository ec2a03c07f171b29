"""Settings are read strictly."""

import pytest

from trellis.config.environment import UnclearSettingError, switch, whole, words


@pytest.mark.parametrize(
    ("written", "means"), [("true", True), ("TRUE", True), ("1", True), ("false", False), ("0", False)]
)
def test_a_switch_is_true_or_false(monkeypatch: pytest.MonkeyPatch, written: str, means: bool) -> None:
    """In any case, or 1 or 0."""
    monkeypatch.setenv("LAMP", written)
    assert switch("LAMP", default=not means) is means


@pytest.mark.parametrize("written", ["yes", "on", "ture", "no", "2"])
def test_any_other_word_stops_the_start(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    """A server that guesses at DEBUG is a server that shows its secrets."""
    monkeypatch.setenv("LAMP", written)
    with pytest.raises(UnclearSettingError, match="LAMP"):
        switch("LAMP", default=False)


def test_an_empty_switch_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a compose file leaves it."""
    monkeypatch.setenv("LAMP", "")
    assert switch("LAMP", default=True) is True


def test_words_are_parted_by_commas_whatever_the_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    """As people write lists."""
    monkeypatch.setenv("HOSTS", " a.example, b.example ,")
    assert words("HOSTS", default="") == ["a.example", "b.example"]


@pytest.mark.parametrize(("written", "means"), [("2", 2), (" 0 ", 0), ("", 7)])
def test_a_whole_number_is_read_or_the_default_stands(
    monkeypatch: pytest.MonkeyPatch, written: str, means: int
) -> None:
    monkeypatch.setenv("PROXIES", written)
    assert whole("PROXIES", default=7) == means


@pytest.mark.parametrize("written", ["one", "-1", "1.5", "\u00b2"])
def test_what_is_no_whole_number_stops_the_start(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("PROXIES", written)
    with pytest.raises(UnclearSettingError, match="PROXIES"):
        whole("PROXIES", default=0)
