"""What can be asked of a store, the same for every back end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

Scalar = str | int | bool | date | datetime


@dataclass(frozen=True, slots=True)
class Equals:
    """The field has any of the values. Keyword fields are compared after ``index.text.fold``; no values, no rows."""

    field: str
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """A value of the field lies between ``low`` and ``high``, both included; ``None`` is open. Text goes by code point."""

    field: str
    low: Scalar | None = None
    high: Scalar | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """The field has no value."""

    field: str


Filter = Equals | Range | Missing


@dataclass(frozen=True, slots=True)
class Words:
    """Every word stands in the text of the scope (``None``: each in any of the collection's text scopes).

    Words are cut by ``index.text.tokens``, for the stored text and the query alike.
    """

    text: str
    scope: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A search: all filters and all words hold. Ties of the sort field are broken by id, ascending.

    Rows without a value in the sort field come last in either direction.
    """

    where: tuple[Filter, ...] = ()
    words: tuple[Words, ...] = ()
    sort: str | None = None
    """A single-valued field of the collection; ``None``: the collection's own sort field."""
    descending: bool = True
    limit: int = 20
    after: str | None = None
    """``Page.next`` of the page before."""
    count_up_to: int | None = None
    """``Page.total`` is exact up to this, and this where there are more: for who needs no more, at a cost that does not grow."""


MOST_VALUES = 10_000
"""How many values the filters of one query may name in all."""
KEY_ROWS = 20_000
"""How many rows, counted once a key, the keys of one query may choose from."""


@dataclass(frozen=True, slots=True)
class KeyQuery:
    """Candidates that share keys: most shared keys first, then id ascending.

    So that a query costs the same in a large store, frequent keys choose no rows: keys are taken rarest first (ties: key
    ascending) as long as together they stand in at most ``KEY_ROWS`` rows, the first in any case. The ``limit`` rows that share
    most of those, then lowest by id, are the candidates; they are ordered by how many of *all* asked keys they share.
    """

    keys: tuple[str, ...]
    where: tuple[Filter, ...] = ()
    near: int | None = None
    """At most so many rows by nearness, to leave room for those that share keys."""

    def most_near(self, limit: int) -> int:
        """How many rows by nearness, of ``limit`` in all."""
        return limit if self.near is None else min(limit, self.near)


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """A row that shares ``shared`` of the asked keys, with the gist it was written with. There are thousands at a time."""

    id: str
    shared: int
    gist: bytes = b""
    near: float | None = None
    """How near it is to an asked sketch (more is nearer). ``None``: it was found by the keys it shares, which count only then."""


@dataclass(frozen=True, slots=True)
class FacetCount:
    """One value of a field and how many rows have it."""

    value: Scalar
    count: int


def equals(field: str, *values: Scalar) -> Equals:
    """Shorthand for ``Equals(field, values)``."""
    return Equals(field, values)


def any_of(field: str, values: Sequence[Scalar]) -> tuple[Filter, ...]:
    """A filter where there are values, none where there are none."""
    return (Equals(field, tuple(values)),) if values else ()
