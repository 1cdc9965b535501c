"""``lookout store copy``: the rows of one store into another, whatever back ends the two have.

Both are read side by side in order of id, and only what differs is written. So a copy that was cut off goes on where it was when
it is started again, and one more finds nothing to do. A row is brought over with its record, its version and its due time; keys
and gist are made anew; leases are not copied.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

import msgspec

from desk.progress import Progress, Tell
from desk.rows import row_in
from index.fields import Collection
from index.rows import Row, Stored, StoreHealth, Written
from index.schema import COLLECTIONS
from index.store import Store
from index.values import optional_micros
from records.errors import ConflictError, StoreError, StoreUnavailableError
from records.wire import to_line

BATCH = 500

Pair = tuple[Stored | None, Stored | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a collection holds, in two figures: equal ones hold the same records, versions and due times under the same ids."""

    rows: int
    sha256: str


@dataclass(slots=True, kw_only=True)
class Tally:
    """What a copy did to one collection."""

    created: int = 0
    changed: int = 0
    removed: int = 0
    only_there: int = 0
    """Rows of the target that the source does not have, left as they are."""
    newer_there: int = 0
    """Rows of the target in a version greater than the source's, left as they are."""
    missed: int = 0
    """Rows that somebody else wrote to the target meanwhile, left as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """One collection after a copy."""

    collection: str
    tally: Tally
    source: Contents
    target: Contents

    @property
    def equal(self) -> bool:
        """Whether both sides hold the same."""
        return self.source == self.target


def copy_store(
    source: Store, target: Store, *, now: datetime, exact: bool = False, live: bool = False, tell: Tell
) -> tuple[Copied, ...]:
    """Bring every collection over and compare what the two then hold.

    ``exact``: rows that only the target has, or has in a greater version, give way too. Raises StoreError where the source is
    empty, or is being worked on and ``live`` does not allow that.
    """
    source.settle(*COLLECTIONS)
    target.settle(*COLLECTIONS)
    health = source.health(now=now)
    _check_source(health, live=live)
    tallies = {
        collection: _copy(
            source, _Writer(target, collection, now=now, exact=exact), total=health.collections[collection.name].rows, tell=tell
        )
        for collection in COLLECTIONS
    }
    tell("comparing …")
    return tuple(
        Copied(collection=collection.name, tally=tally, source=contents(source, collection), target=contents(target, collection))
        for collection, tally in tallies.items()
    )


def contents(store: Store, collection: Collection) -> Contents:
    """Count and hash of a collection: SHA-256 over id, version, due time and record of every row, in order of id."""
    store.settle(collection)
    told = sha256()
    rows = 0
    for batch in store.scan(collection, batch=BATCH):
        for row in batch:
            told.update(_state(row))
        rows += len(batch)
    return Contents(rows=rows, sha256=told.hexdigest())


def _check_source(health: StoreHealth, *, live: bool) -> None:
    if not health.ok:
        raise StoreUnavailableError(health.detail)
    if not any(collection.rows for collection in health.collections.values()):
        raise StoreError(f"nothing to copy: the source is empty ({health.detail})")
    leased = [f"{item.leased} of {name}" for name, item in health.collections.items() if item.leased]
    if leased and not live:
        raise StoreError(
            f"the source is at work, rows are leased ({', '.join(leased)}): stop `lookout run` and the workers, wait until their"
            " leases have ended, and copy then; or copy now with --live, and once more when they have stopped"
        )


def _state(row: Stored) -> bytes:
    """All that a copy is to bring over, leases apart."""
    return b"%s\n%s\n" % (msgspec.json.encode((row.id, row.version, optional_micros(row.due_at))), to_line(row.record))


def _copy(source: Store, writer: "_Writer", *, total: int, tell: Tell) -> Tally:
    progress = Progress(writer.collection.name, total=total, tell=tell)
    for ours, theirs in _paired(source.scan(writer.collection, batch=BATCH), writer.rows()):
        if ours is not None:
            progress.step(1)
        writer.take(ours, theirs)
    writer.flush()
    return writer.tally


def _paired(source: Iterator[Sequence[Stored]], target: Iterator[Sequence[Stored]]) -> Iterator[Pair]:
    """The rows of both, those of the same id together; both come in order of id."""
    left, right = _each(source), _each(target)
    ours, theirs = next(left, None), next(right, None)
    while ours is not None or theirs is not None:
        if theirs is None or (ours is not None and ours.id < theirs.id):
            yield ours, None
            ours = next(left, None)
        elif ours is None or theirs.id < ours.id:
            yield None, theirs
            theirs = next(right, None)
        else:
            yield ours, theirs
            ours, theirs = next(left, None), next(right, None)


def _each(batches: Iterator[Sequence[Stored]]) -> Iterator[Stored]:
    for batch in batches:
        yield from batch


@dataclass(slots=True)
class _Writer:
    """Gathers what one collection of the target is to take, and writes it in batches."""

    target: Store
    collection: Collection
    now: datetime = field(kw_only=True)
    exact: bool = field(kw_only=True)
    tally: Tally = field(default_factory=Tally)
    _new: list[Stored] = field(default_factory=list)
    _other: list[tuple[Stored, Stored]] = field(default_factory=list)
    _spare: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[Sequence[Stored]]:
        """What the target holds."""
        return self.target.scan(self.collection, batch=BATCH)

    def take(self, ours: Stored | None, theirs: Stored | None) -> None:
        """One row as it stands on both sides, or on one of them."""
        if ours is not None and theirs is not None:
            self._compare(ours, theirs)
        elif ours is not None:
            self._new.append(ours)
        elif theirs is not None and self.exact:
            self._spare.append(theirs.id)
        else:
            self.tally.only_there += 1
        if max(len(self._new), len(self._other), len(self._spare)) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what was gathered."""
        if self._spare:
            self.tally.removed += self.target.delete(self.collection, self._spare)
        if self._new:
            rows = [self._row(ours) for ours in self._new]
            outcomes = self.target.write(self.collection, rows, now=self.now, create_only=True)
            self.tally.created += outcomes.count(Written.CREATED)
            self.tally.missed += outcomes.count(Written.EXISTS)
        if self._other:
            self._overwrite(self._other)
        self._new, self._other, self._spare = [], [], []

    def _compare(self, ours: Stored, theirs: Stored) -> None:
        if _state(ours) == _state(theirs):
            return
        if ours.version >= theirs.version:
            self._other.append((ours, theirs))
        elif self.exact:  # no write lets a version fall
            self._spare.append(theirs.id)
            self._new.append(ours)
        else:
            self.tally.newer_there += 1

    def _overwrite(self, pairs: Sequence[tuple[Stored, Stored]]) -> None:
        """Other content goes in by the batch; a write leaves the due time of equal content, which is then set row by row."""
        rows = [self._row(ours) for ours, _ in pairs]
        outcomes = self.target.write(self.collection, rows, now=self.now)
        for outcome, row, (ours, theirs) in zip(outcomes, rows, pairs, strict=True):
            if outcome is Written.UNCHANGED and _state(ours) != _state(replace(theirs, version=ours.version)):
                self._put(row, theirs)
            elif outcome is Written.STALE:
                self.tally.missed += 1
            else:
                self.tally.changed += 1

    def _put(self, row: Row, theirs: Stored) -> None:
        try:
            self.target.replace(self.collection, row, if_revision=theirs.revision, now=self.now)
        except ConflictError:
            self.tally.missed += 1
        else:
            self.tally.changed += 1

    def _row(self, stored: Stored) -> Row:
        return replace(row_in(self.collection, stored.record, due_at=stored.due_at), version=stored.version)
