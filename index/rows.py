"""What goes into a store and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from index.near import BETWEEN, parted
from index.query import Scalar
from records.wire import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A record as it goes into the store. Made by ``Collection.row``."""

    id: str
    record: Record
    version: int
    """The source's own version: a write with a smaller one than stored is STALE."""
    digest: str
    """Of the record's content: a write with the stored one is UNCHANGED (and the newer version is remembered)."""
    fields: Mapping[str, tuple[Scalar, ...]] = field(default_factory=dict)
    text: Mapping[str, str] = field(default_factory=dict)
    """Scope → tokens joined by spaces."""
    keys: tuple[str, ...] = ()
    """Candidate keys (``matcher.keys``), each once."""
    gist: bytes = b""
    """What a candidate brings with it, so that it can be compared without reading its record; opaque to the store."""
    due_at: datetime | None = None

    @property
    def plain_keys(self) -> tuple[str, ...]:
        """Keys without sketches."""
        return parted(self.keys)[0]

    @property
    def sketches(self) -> str:
        """The sketches among the keys, as one text."""
        return BETWEEN.join(parted(self.keys)[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A record as it stands in the store."""

    id: str
    record: Record
    version: int
    revision: int
    """Grows with every change of the row, leases included."""
    due_at: datetime | None = None
    lease_owner: str | None = None
    lease_until: datetime | None = None


class Written(StrEnum):
    """What became of one row of a write."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    STALE = "stale"
    EXISTS = "exists"
    """Only of create-only writes: the row is there already and was left as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The end of a claim: ``due_at`` None is done, a time is when to come again; ``row`` replaces the record too."""

    id: str
    due_at: datetime | None = None
    row: Row | None = None

    def __post_init__(self) -> None:
        """Raises ValueError where ``row`` is another one."""
        if self.row is not None and self.row.id != self.id:
            raise ValueError(f"release of {self.id!r} with row {self.row.id!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a search."""

    rows: tuple[Stored, ...]
    total: int
    """All rows that answer the query, or ``Query.count_up_to`` of them."""
    next: str | None
    """To be given as ``Query.after`` for the next page; ``None`` at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionHealth:
    """Size and backlog of one collection."""

    rows: int
    due: int
    """Rows that could be claimed now."""
    leased: int
    """Rows under a running lease."""
    oldest_due_at: datetime | None = None
    """The earliest time a row that could be claimed now has been waiting since."""
    changed_at: datetime | None = None
    """When a row was last created or changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreHealth:
    """Whether the store works, in figures."""

    backend: str
    ok: bool
    detail: str
    size_bytes: int | None = None
    collections: Mapping[str, CollectionHealth] = field(default_factory=dict)
