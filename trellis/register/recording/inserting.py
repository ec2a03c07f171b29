"""Many new rows at once, without making a model instance of each.

Half the time of importing England's register went into Django's preparation of single values. These rows come from
our own readers, are of one shape, and are checked by the database, so they go to it as they are.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Model


def insert(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Insert rows of plain values (text, whole numbers, dates, None; no enums).

    ``columns`` are names of the table's columns, foreign keys with ``_id``.

    Raises IntegrityError where a row breaks a constraint. Runs in the transaction of the caller.
    """
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    adapt = lru_cache(maxsize=None)(connection.ops.adapt_datefield_value)
    values: list[Any] = [tuple([adapt(cell) if isinstance(cell, date) else cell for cell in row]) for row in rows]
    if values:
        with connection.cursor() as cursor:
            table = quote(model._meta.db_table)
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608 - our own names
