"""Where tests find the real input that may not be copied into the project."""

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
SHARED = PROJECT.parent / "shared"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir() and os.environ.get("CI") != "true",
    reason="the real workbooks and national files are not beside this clone (../shared); CI has them",
)
"""Marks a test that reads real input. Under CI=true it runs whatever happens, so that its absence fails there."""
