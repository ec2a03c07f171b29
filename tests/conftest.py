"""What every test may use."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

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


@pytest.fixture(scope="session")
def file_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of this run of the tests are kept."""
    return tmp_path_factory.mktemp("files")


@pytest.fixture(autouse=True)
def files_of_tests(settings: Settings, file_store: Path) -> None:
    """No test leaves a file among those of the site."""
    settings.MEDIA_ROOT = file_store


@pytest.fixture
def client() -> Client:
    """A browser's requests without a browser. Served as localhost, like the site itself."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def people(db: None) -> Everybody:
    """People of every role, invented, added through actions as they are asked for."""
    return Everybody(since=date(2019, 7, 1))
