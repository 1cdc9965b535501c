"""The Store protocol: the one door to everything Lookout keeps.

A row is a record with what it can be found by (fields, text, keys) and, where work waits on it, ``due_at``. The round lives on
that: a record is due until it is matched, a match until it is raised, an alert until its deliveries are laid out, a delivery
until it is sent. A worker *claims* due rows (a lease with an owner and an end), does the work with idempotent writes, and
*releases* them. A worker that dies leaves leases behind: they end by themselves, or ``break_leases`` ends them at once.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from index.fields import Collection
from index.query import Candidate, FacetCount, Filter, KeyQuery, Query
from index.rows import Page, Release, Row, Stored, StoreHealth, Written


class Store(Protocol):
    """One protocol, two back ends; ``tests/conformance`` is its full statement.

    Every method may raise StoreUnavailableError. Fields and scopes unknown to the schema, values of another type than the
    field's and texts without a word raise QueryError, as do values that cannot be encoded.
    Times are aware UTC; they are kept to the microsecond.

    What a call has written is seen by every later ``get`` and ``claim`` of anybody, and by every later read of the same object.
    The other reads (search, facets, candidates, scan, health) of another object may be a moment behind, a few seconds at most,
    unless it calls ``settle`` first or has only just been opened.
    """

    def write(
        self, collection: Collection, rows: Sequence[Row], *, now: datetime, create_only: bool = False
    ) -> tuple[Written, ...]:
        """Write rows, one outcome a row in the given order. No row is written where one cannot be encoded (WireError).

        A call that raises StoreUnavailableError may have written some of its rows, each of them whole; the same call again
        ends in the same store.

        A created or changed row takes ``row.due_at`` and loses any lease; an unchanged, stale or existing one is left
        untouched, its due time included. A smaller version is STALE whatever the content; an unchanged row still takes on a
        greater version, so that what is older than that never wins. Equal version with other content is CHANGED. Rows of one
        call with the same id are taken in order.
        """
        ...

    def get(self, collection: Collection, ids: Sequence[str]) -> dict[str, Stored]:
        """The rows that exist, by id."""
        ...

    def replace(self, collection: Collection, row: Row, *, if_revision: int, now: datetime) -> Stored:
        """Put a row in the place of the one read at ``if_revision``; raises ConflictError where it moved on or is gone.

        Keeps the lease, takes ``row.due_at``; the version never falls.
        """
        ...

    def search(self, collection: Collection, query: Query) -> Page:
        """One page of what answers the query."""
        ...

    def searches(self, collection: Collection, queries: Sequence[Query]) -> tuple[Page, ...]:
        """As ``search``, for any number of queries in one request."""
        ...

    def facets(self, collection: Collection, query: Query, field: str, *, limit: int = 20) -> tuple[FacetCount, ...]:
        """Values of a field over all rows that answer the query (its page apart): most frequent first, then by value."""
        ...

    def candidates(self, collection: Collection, queries: Sequence[KeyQuery], *, limit: int) -> tuple[tuple[Candidate, ...], ...]:
        """For every key query, at most ``limit`` rows that share keys."""
        ...

    def scan(self, collection: Collection, where: Sequence[Filter] = (), *, batch: int = 500) -> Iterator[tuple[Stored, ...]]:
        """All rows that pass the filters, in order of id, in batches. Rows written meanwhile may or may not be seen."""
        ...

    def claim(
        self, collection: Collection, *, owner: str, limit: int, now: datetime, until: datetime, where: Sequence[Filter] = ()
    ) -> tuple[Stored, ...]:
        """Lease up to ``limit`` due rows (``due_at`` ≤ now, no lease running), oldest due first, then by id.

        No row is ever leased to two owners at a time, nor twice to one. A lease runs as long as now < ``lease_until``.
        """
        ...

    def release(self, collection: Collection, releases: Sequence[Release], *, owner: str, now: datetime) -> int:
        """End the owner's leases; returns how many were still its own (a lost lease is left to its new owner).

        A lease past its end is the owner's until somebody claims the row.
        """
        ...

    def break_leases(self, owner: str) -> int:
        """End every lease of an owner known to be dead, in all collections; returns how many."""
        ...

    def rekey(self, collection: Collection, rows: Sequence[Row]) -> int:
        """Give rows the keys and gists that go with a newer matcher; returns how many took them.

        A row takes them where it stands with the same content (``digest``); all else of it stays, revision and lease included.
        """
        ...

    def delete(self, collection: Collection, ids: Sequence[str]) -> int:
        """Delete rows; returns how many there were."""
        ...

    def settle(self, *collections: Collection) -> None:
        """Let the reads that follow, this object's and everybody's, see all that was written to the collections until now."""
        ...

    def stamp(self, collection: Collection) -> str:
        """An opaque word that is another one whenever a row was created, changed or deleted since; whoever did it, at once.

        Read the stamp first and the rows after it (``settle`` between the two): as long as the stamp stays, so do the rows.
        """
        ...

    def health(self, *, now: datetime) -> StoreHealth:
        """Figures for ``lookout doctor``; never raises for a broken store, it says so."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
