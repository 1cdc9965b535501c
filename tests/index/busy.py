"""Workers for the tests of upgrades: each does everything to rows of its own, and remembers how they must stand."""

import random
import threading
import time
from dataclasses import dataclass, field, replace
from datetime import timedelta

from index.elastic import ElasticStore
from index.elastic_client import ElasticAccess
from index.fields import Collection
from index.query import Query, equals
from index.rows import Release, Row, Stored, Written
from index.schema import FILINGS, JOB_RUNS
from records.filing import Filing
from tests.conformance.made import LATER, NOW, filing, one, row

COLLECTIONS: tuple[Collection, ...] = (FILINGS, JOB_RUNS)
_ROWS = 40


@dataclass
class Worker(threading.Thread):
    """Writes, claims, releases, replaces, rekeys and deletes at random until it is stopped.

    ``model`` is what the store has acknowledged: every row with its version, revision, due time and lease.
    """

    access: ElasticAccess
    number: int
    stopping: threading.Event
    model: dict[str, Stored] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    calls: int = 0
    slowest: float = 0.0
    error: BaseException | None = None

    def __post_init__(self) -> None:
        """Take a store of its own, as another process would."""
        super().__init__(daemon=True)
        self.store = ElasticStore(self.access, collections=COLLECTIONS)
        self.random = random.Random(self.number)
        self.office = f"W{self.number}"

    def __hash__(self) -> int:
        """Threads are told apart by what they are."""
        return id(self)

    def run(self) -> None:
        """Work until stopped or failed."""
        verbs = (self.write, self.write, self.claim, self.release, self.release, self.swap, self.rekey, self.delete)
        try:
            while not self.stopping.is_set():
                started = time.monotonic()
                self.random.choice(verbs)()
                self.slowest = max(self.slowest, time.monotonic() - started)
                self.calls += 1
        except BaseException as error:  # noqa: BLE001 – told to the test
            self.error = error
        finally:
            self.store.close()

    def write(self) -> None:
        """Some rows, new or not, due or not."""
        numbers = self.random.sample(range(_ROWS), 5)
        rows = [self._made(number) for number in numbers]
        for made, outcome in zip(rows, self.store.write(FILINGS, rows, now=NOW), strict=True):
            before = self.model.get(made.id)
            assert outcome is (Written.CHANGED if before else Written.CREATED), (outcome, before)
            self._stands(made, revision=before.revision + 1 if before else 1)
            self.deleted.discard(made.id)

    def claim(self) -> None:
        """Some due rows; they must be due and free."""
        where = (equals("office", self.office),)
        for got in self.store.claim(FILINGS, owner=self.office, limit=3, now=NOW, until=LATER, where=where):
            before = self.model[got.id]
            assert before.due_at is not None
            assert before.lease_owner is None
            expected = replace(before, revision=before.revision + 1, lease_owner=self.office, lease_until=LATER)
            assert got == expected
            self.model[got.id] = expected

    def release(self) -> None:
        """Some of what is held, as done, for later, or with another record."""
        held = [found for found in self.model.values() if found.lease_owner][:2]
        again = [(found, self.random.choice((None, NOW)), self._made(found.id)) for found in held]
        releases = [Release(id=found.id, due_at=due, row=made if due else None) for found, due, made in again]
        assert self.store.release(FILINGS, releases, owner=self.office, now=NOW) == len(held)
        for (found, due, made), release in zip(again, releases, strict=True):
            if release.row is None:
                free = replace(found, revision=found.revision + 1, due_at=due, lease_owner=None, lease_until=None)
                self.model[found.id] = free
            else:
                self._stands(replace(made, due_at=due), revision=found.revision + 1)

    def swap(self) -> None:
        """Replace a row at its revision."""
        for found in self._some(1):
            made = self._made(found.id)
            stored = self.store.replace(FILINGS, made, if_revision=found.revision, now=NOW)
            self.model[found.id] = replace(
                found, record=made.record, version=made.version, revision=found.revision + 1, due_at=made.due_at
            )
            assert stored == self.model[found.id]

    def rekey(self) -> None:
        """Which changes nothing that can be read."""
        rows = [row(found.record, "rekeyed") for found in self._some(3) if isinstance(found.record, Filing)]
        assert self.store.rekey(FILINGS, rows) == len(rows)

    def delete(self) -> None:
        """One row, now and then."""
        ids = [found.id for found in self._some(1)]
        assert self.store.delete(FILINGS, ids) == len(ids)
        for row_id in ids:
            del self.model[row_id]
            self.deleted.add(row_id)

    def _some(self, count: int) -> list[Stored]:
        return self.random.sample(list(self.model.values()), min(count, len(self.model)))

    def _made(self, number: int | str) -> Row:
        """A row in a newer version than any before."""
        local = str(number).rpartition(":")[2]
        due = self.random.choice((None, NOW, NOW - timedelta(minutes=1)))
        record = filing(local, f"TERN {self.calls}", office=self.office, record_version=self.calls + 1)
        return row(record, "k", due_at=due)

    def _stands(self, made: Row, *, revision: int) -> None:
        self.model[made.id] = Stored(id=made.id, record=made.record, version=made.version, revision=revision, due_at=made.due_at)


@dataclass
class Reader(threading.Thread):
    """Reads one standing row by every kind of read until it is stopped."""

    access: ElasticAccess
    stopping: threading.Event
    calls: int = 0
    error: BaseException | None = None

    def __post_init__(self) -> None:
        """Take a store of its own, as another process would."""
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        """Threads are told apart by what they are."""
        return id(self)

    def run(self) -> None:
        """Read until stopped or failed."""
        store = ElasticStore(self.access, collections=COLLECTIONS)
        where = (equals("office", "STANDING"),)
        try:
            while not self.stopping.is_set():
                assert one(store, "STANDING:1").record == filing(1, "ROCK", office="STANDING")
                assert store.search(FILINGS, Query(where=where)).total == 1
                assert [found.id for batch in store.scan(FILINGS, where) for found in batch] == ["STANDING:1"]
                assert store.stamp(FILINGS)
                assert store.health(now=NOW).ok
                self.calls += 1
        except BaseException as error:  # noqa: BLE001 – told to the test
            self.error = error
        finally:
            store.close()
