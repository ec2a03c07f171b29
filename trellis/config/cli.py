"""The ``trellis`` console script: Django's commands behind one name."""

import os
import sys

from django.core.management import execute_from_command_line

CLOSED_PIPE, STOPPED_BY_HAND = 128 + 13, 128 + 2
"""How a shell knows a command that was cut short: 128 and the number of the signal."""


def main() -> None:
    """Run ``trellis COMMAND ...``; ``trellis help`` lists the commands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.config.settings")
    try:
        execute_from_command_line(["trellis", *sys.argv[1:]])
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads what we print (head, less) has seen enough; what is still to be printed goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(CLOSED_PIPE)
    except KeyboardInterrupt:
        sys.exit(STOPPED_BY_HAND)
