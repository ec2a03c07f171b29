"""The story, told once for all tests of it and undone at the end."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from trellis.demo.actions import tell_story
from trellis.demo.story import Story


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
    """Severn Vale in the database. Each test's own changes are undone on top of it."""
    with django_db_blocker.unblock():
        undo = transaction.atomic()
        undo.__enter__()
        try:
            with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
                story = tell_story()
            yield story
        finally:
            transaction.set_rollback(True)
            undo.__exit__(None, None, None)
