"""What every test may use."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from pytest_django import Settings

from tests.people import Everybody
from trellis.common.memory import memory


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """No test sees what another left in the cache."""
    memory.clear()
    yield
    memory.clear()


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """Hashing a password takes a third of a second by design; no test is about that."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def client() -> Client:
    """A browser's requests without a browser. Served as localhost, like the site itself."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def people(db: None) -> Everybody:
    """People of every role, invented, added through actions as they are asked for."""
    return Everybody(since=date(2019, 7, 1))
