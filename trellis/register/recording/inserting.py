"""Many new rows at once, without making a model instance of each.

Half the time of importing England's register went into Django's preparation of single values. These rows come from
our own readers, are of one shape, and are checked by the database, so they go to it as they are.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Model

MOST_PARAMETERS = 30_000
"""In one statement, where the database names no limit of its own: PostgreSQL's protocol ends at 65,535."""


def insert(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Insert rows of plain values (text, whole numbers, dates, None; no enums).

    ``columns`` are names of the table's columns, foreign keys with ``_id``.

    Raises IntegrityError where a row breaks a constraint. Runs in the transaction of the caller.
    """
    quote = connection.ops.quote_name
    head = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) VALUES "  # noqa: S608 - our names
    marks = f"({', '.join(['%s'] * len(columns))})"
    adapt = lru_cache(maxsize=None)(connection.ops.adapt_datefield_value)
    plain = [[adapt(cell) if isinstance(cell, date) else cell for cell in row] for row in rows]
    at_a_time = (connection.features.max_query_params or MOST_PARAMETERS) // len(columns)
    with connection.cursor() as cursor:
        for start in range(0, len(plain), at_a_time):
            batch = plain[start : start + at_a_time]
            values: list[Any] = list(chain.from_iterable(batch))
            cursor.execute(head + ", ".join([marks] * len(batch)), values)
