"""The ``trellis`` console script: Django's commands behind one name."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run ``trellis COMMAND ...``; ``trellis help`` lists the commands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.config.settings")
    execute_from_command_line(["trellis", *sys.argv[1:]])
