"""What a collection is: fields to filter, sort and count by, texts to search, a key and a version."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from index.query import Scalar
from index.rows import Row
from index.text import fold, tokens
from records.errors import QueryError
from records.wire import Record, content_digest

Reader = Callable[[Any], Iterable[Any]]


class Kind(StrEnum):
    """Type of a field's values."""

    KEYWORD = "keyword"
    """Text compared whole, folded by ``index.text.fold``."""
    INTEGER = "integer"
    DATE = "date"
    TIME = "time"
    BOOLEAN = "boolean"


_PYTHON_TYPES: dict[Kind, type] = {Kind.KEYWORD: str, Kind.INTEGER: int, Kind.DATE: date, Kind.TIME: datetime, Kind.BOOLEAN: bool}


@dataclass(frozen=True, slots=True)
class Field:
    """One field to filter, sort or count by. ``read`` gives its values; a ``many`` field cannot be sorted by.

    ``counted``: it has few values, and how many rows have each must be told at once, however many there are.
    """

    name: str
    kind: Kind
    read: Reader
    many: bool = False
    counted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A set of records of one type. ``text`` maps a scope to the texts it holds; ``version`` is the source's own.

    ``led_by``: the field, if there is one, whose value each row's key begins with, a colon behind it.
    """

    name: str
    record_type: type
    key: Callable[[Any], str]
    sort: str
    fields: tuple[Field, ...]
    text: tuple[tuple[str, Reader], ...] = ()
    version: Callable[[Any], int] = lambda _: 0
    led_by: str | None = None

    def field(self, name: str) -> Field:
        """The field of that name; raises QueryError, naming the fields there are."""
        for item in self.fields:
            if item.name == name:
                return item
        raise QueryError(f"{self.name} has no field {name!r}; fields: {', '.join(item.name for item in self.fields)}")

    def scopes(self, scope: str | None) -> tuple[str, ...]:
        """The text scopes meant by ``scope`` (None: all); raises QueryError for one that does not exist."""
        names = tuple(name for name, _ in self.text)
        if scope is None:
            return names
        if scope not in names:
            raise QueryError(f"{self.name} has no text scope {scope!r}; scopes: {', '.join(names) or 'none'}")
        return (scope,)

    def row(self, record: Record, *, keys: Iterable[str] = (), gist: bytes = b"", due_at: datetime | None = None) -> Row:
        """The record as a row; raises TypeError for a record of another type."""
        if not isinstance(record, self.record_type):
            raise TypeError(f"{self.name} holds {self.record_type.__name__}, not {type(record).__name__}")
        return Row(
            id=self.key(record),
            record=record,
            version=self.version(record),
            digest=content_digest(record),
            fields={item.name: _values(item, record) for item in self.fields},
            text={scope: " ".join(_tokens(read(record))) for scope, read in self.text},
            keys=tuple(dict.fromkeys(keys)),
            gist=gist,
            due_at=due_at,
        )


def folded(value: Scalar, kind: Kind) -> Scalar:
    """A value as a field of that kind keeps and compares it."""
    return fold(str(value)) if kind is Kind.KEYWORD else value


def comparable(item: Field, value: Scalar) -> Scalar:
    """A value of a filter as the field keeps it; raises QueryError for one of another type.

    A keyword takes text (folded here) or a number as its digits; a date field takes dates, a time field aware times, an
    integer field what fits into 64 bits.
    """
    if item.kind is Kind.KEYWORD and isinstance(value, str | int):
        return fold(str(value))
    if isinstance(value, datetime) and value.tzinfo is None:
        raise QueryError(f"field {item.name!r}: time {value} has no zone")
    if type(value) is not _PYTHON_TYPES[item.kind]:
        raise QueryError(f"field {item.name!r} holds values of type {item.kind}, not {type(value).__name__} {value!r}")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise QueryError(f"field {item.name!r}: {value} is out of range")
    return value


def _values(item: Field, record: Record) -> tuple[Scalar, ...]:
    values = (folded(value, item.kind) for value in item.read(record) if value is not None and value != "")
    return tuple(dict.fromkeys(values))


def _tokens(texts: Iterable[str | None]) -> Iterable[str]:
    for text in texts:
        if text:
            yield from tokens(text)
