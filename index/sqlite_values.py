"""Values between Python and SQLite: times are whole microseconds, dates ISO text, booleans 0 and 1."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from index.fields import Kind
from index.query import Scalar
from index.rows import Row, Stored
from index.values import EPOCH, micros, moment, runs
from records.wire import from_line

T = TypeVar("T")

Sql = str | int | bytes | None
Condition = tuple[str, list[Sql]]
"""An SQL condition and the values of its placeholders."""

_CHUNK = 500

STORED_COLUMNS = "m.id, b.line, m.version, m.revision, m.due_at, m.lease_owner, m.lease_until"


def to_sql(value: Scalar) -> Sql:
    """A field's value as SQLite keeps it."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return micros(value)
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def from_sql(value: Any, kind: Kind) -> Scalar:
    """The value that ``to_sql`` wrote."""
    if kind is Kind.TIME:
        return EPOCH + timedelta(microseconds=int(value))
    if kind is Kind.DATE:
        return date.fromisoformat(str(value))
    if kind is Kind.BOOLEAN:
        return bool(value)
    return int(value) if kind is Kind.INTEGER else str(value)


def single_value(row: Row, field: str) -> Sql:
    """The value of a single-valued field of a row."""
    values = row.fields.get(field, ())
    return to_sql(values[0]) if values else None


def stored(line: tuple[Any, ...]) -> Stored:
    """A row of ``STORED_COLUMNS`` as it is handed out."""
    row_id, body, version, revision, due_at, owner, until = line
    return Stored(
        id=row_id,
        record=from_line(body, place=row_id),
        version=version,
        revision=revision,
        due_at=moment(due_at),
        lease_owner=owner,
        lease_until=moment(until),
    )


def chunks(values: Sequence[T]) -> Iterable[Sequence[T]]:
    """The values in runs that fit into one statement."""
    return runs(values, _CHUNK)


def marks(count: int) -> str:
    """So many placeholders."""
    return ",".join("?" * count)
