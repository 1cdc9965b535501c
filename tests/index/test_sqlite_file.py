"""The SQLite file: whose it is, which Lookout wrote it, what happens when it is busy, damaged or out of reach."""

import os
import sqlite3
import stat
import threading
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index import sqlite_upgrade
from index.fields import Collection, Field, Kind
from index.query import Candidate, KeyQuery, Query, Words, equals
from index.rows import Written
from index.schema import COLLECTIONS, FILINGS, JOB_RUNS
from index.sqlite import SqliteStore, open_store
from index.sqlite_connection import Connections
from index.sqlite_schema import Tables
from index.store import Store
from records.errors import QueryError, StoreError, StoreUnavailableError
from tests.conformance.made import LATER, NOW, SOON, filing, job, one, put, row


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where no store is yet, in a folder that is not there either."""
    return tmp_path / "home" / "lookout.db"


def test_sqlite_is_a_store() -> None:
    """The type checker holds the class to the protocol here."""
    store: Store = SqliteStore(":memory:")
    assert store.health(now=NOW).ok
    store.close()


def test_the_file_is_made_for_its_owner_alone(path: Path) -> None:
    """It names clients and where to reach them; the log beside it as well."""
    store = open_store(path)
    put(store, filing(1))
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    store.close()
    assert modes == dict.fromkeys(("lookout.db", "lookout.db-wal", "lookout.db-shm"), 384)


def test_a_store_is_found_again(path: Path) -> None:
    """What was written stands after closing, and nothing but the one file is left."""
    first = open_store(path)
    first.write(FILINGS, [row(filing(1, "TERN"), "k", due_at=SOON)], now=NOW)
    first.close()
    assert [file.name for file in path.parent.iterdir()] == ["lookout.db"]
    second = open_store(path)
    assert one(second, "US:1").due_at == SOON
    assert second.health(now=NOW).collections["filings"].changed_at == NOW
    second.close()


def test_a_store_is_opened_at_its_first_use(path: Path) -> None:
    """So that a doctor can be built on a broken one."""
    store = SqliteStore(path)
    assert not path.exists()
    assert store.health(now=NOW).ok
    assert path.exists()
    store.close()


def test_a_store_in_memory_is_shared_by_threads() -> None:
    """It lives in one connection; threads take turns."""
    store = open_store(":memory:")
    threads = [threading.Thread(target=store.write, args=(JOB_RUNS, [job(f"{n}")]), kwargs={"now": NOW}) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.health(now=NOW).collections["job_runs"].rows == 8
    store.close()


def refused(path: Path, error: type[StoreError], match: str) -> None:
    """Opening raises, and health says the same instead."""
    with pytest.raises(error, match=match):
        open_store(path)
    store = SqliteStore(path)
    health = store.health(now=NOW)
    store.close()
    assert (health.ok, health.collections) == (False, {})
    assert str(path) in health.detail


def test_a_newer_lookouts_file_is_refused(path: Path) -> None:
    """Writing to it would spoil it for its own program."""
    open_store(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    refused(path, StoreError, r"newer Lookout \(schema 99.*upgrade")


def test_another_programs_file_is_refused(tmp_path: Path) -> None:
    """A slip in the settings must not add tables to a browser's history."""
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE urls (url)")
    connection.close()
    refused(path, StoreError, "belongs to another program")
    with sqlite3.connect(path) as connection:
        assert [name for (name,) in connection.execute("SELECT name FROM sqlite_master")] == ["urls"]
    connection.close()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """And left as it is."""
    path = tmp_path / "notes.txt"
    path.write_text("not a database\n" * 100)
    refused(path, StoreError, "damaged or no SQLite database")
    assert path.read_text().startswith("not a database")


def test_a_damaged_file_says_so(path: Path) -> None:
    """An error of the store, not of sqlite3, and not one that asks to try again."""
    store = open_store(path)
    for start in range(0, 3000, 1000):
        put(store, *(filing(n, "TERN " * 50) for n in range(start, start + 1000)))
    store.close()
    with path.open("r+b") as file:
        file.seek(8 * 4096)
        file.write(os.urandom(path.stat().st_size - 16 * 4096))
    store = SqliteStore(path)
    with pytest.raises(StoreError, match=r"damaged|malformed") as caught:
        for _ in store.scan(FILINGS):
            pass
    assert not isinstance(caught.value, StoreUnavailableError)
    store.close()


def test_a_place_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    """A file where the folder should be: said with the path."""
    (tmp_path / "file").write_text("")
    refused(tmp_path / "file" / "lookout.db", StoreUnavailableError, "lookout.db")
    refused(tmp_path, StoreUnavailableError, str(tmp_path))


def test_every_verb_of_a_closed_store_is_unavailable(path: Path) -> None:
    """Rather than an error of sqlite3, or a file opened behind the caller's back."""
    store = open_store(path)
    store.close()
    with pytest.raises(StoreUnavailableError, match="closed"):
        store.get(FILINGS, ["x"])
    with pytest.raises(StoreUnavailableError, match="closed"):
        put(store, filing(1))


def test_a_store_that_stays_busy_is_unavailable_after_patience(path: Path) -> None:
    """Readers go on meanwhile; once the other writer is done, so do writers."""
    open_store(path).close()
    store = SqliteStore(path, patience=0.2)
    put(store, filing(1, "TERN"))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailableError, match="try again"):
        put(store, filing(2))
    assert store.search(FILINGS, Query()).total == 1
    assert store.health(now=NOW).ok
    other.execute("ROLLBACK")
    other.close()
    assert put(store, filing(2)) == (Written.CREATED,)
    store.close()


def test_a_writer_waits_for_another(path: Path) -> None:
    """Within its patience a busy file is no error."""
    store = open_store(path)
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.3, lambda: other.execute("COMMIT"))
    timer.start()
    assert put(store, filing(1)) == (Written.CREATED,)
    timer.join()
    other.close()
    store.close()


def test_a_reader_sees_one_state_throughout(path: Path) -> None:
    """A search counts and reads in one view of the file, whatever is committed between the two."""
    seen: list[tuple[int, int]] = []
    store, other = open_store(path), open_store(path)
    put(store, filing(1))
    connections = Connections(path, prepare=lambda _: None, patience=1)

    def read(connection: sqlite3.Connection) -> None:
        (before,) = connection.execute("SELECT count(*) FROM filings").fetchone()
        put(other, filing(2))
        (after,) = connection.execute("SELECT count(*) FROM filings").fetchone()
        seen.append((before, after))

    connections.read(read)
    assert seen == [(1, 1)]
    for each in (connections, store, other):
        each.close()


def test_values_sqlite_cannot_hold_are_query_errors(path: Path) -> None:
    """Numbers over 64 bits and lone surrogates, in whatever argument they come."""
    store = open_store(path)
    with pytest.raises(QueryError):
        store.get(FILINGS, ["\ud800"])
    with pytest.raises(QueryError):
        put(store, filing(1, record_version=2**63))
    with pytest.raises(QueryError):
        store.candidates(FILINGS, [KeyQuery(("\ud800",))], limit=1)
    with pytest.raises(ValueError, match="zone"):
        store.write(FILINGS, [row(filing(1))], now=NOW.replace(tzinfo=None))
    assert store.search(FILINGS, Query()).total == 0
    store.close()


def with_fields(collection: Collection, *fields: Field) -> Collection:
    """The collection as a newer Lookout may have it: a field more, a scope less."""
    return replace(collection, fields=(*collection.fields[3:], *fields), text=collection.text[:1])


def test_a_changed_schema_is_taken_up_at_the_next_opening(path: Path) -> None:
    """New fields are filled from the bodies; identity, versions, due times, leases and keys stay."""
    store = open_store(path)
    rows = [row(filing(n, f"TERN {n}", classes=(25,), status_text=f"s{n % 2}"), "k", due_at=NOW) for n in range(5)]
    store.write(FILINGS, [*rows, row(filing(5, "X"))], now=NOW)
    store.write(FILINGS, [row(filing(5, "GULL", record_version=4))], now=NOW)
    store.claim(FILINGS, owner="w", limit=2, now=NOW, until=LATER)
    before = store.get(FILINGS, [f"US:{n}" for n in range(6)])
    store.close()

    newer = with_fields(
        FILINGS,
        Field("status_text", Kind.KEYWORD, lambda item: (item.status_text,)),
        Field("word", Kind.KEYWORD, lambda item: (item.mark.verbal_element_text or "").split(), many=True),
    )
    for _ in range(2):  # the second opening finds nothing to do
        upgraded = SqliteStore(path, collections=(newer, JOB_RUNS))
        assert upgraded.get(newer, [f"US:{n}" for n in range(6)]) == before
        assert upgraded.search(newer, Query(where=(equals("status_text", "s1"),))).total == 2
        assert upgraded.search(newer, Query(where=(equals("word", "tern"), equals("class", 25)))).total == 5
        assert upgraded.search(newer, Query(words=(Words("gull", scope="mark"),))).total == 1
        assert [item.shared for item in upgraded.candidates(newer, [KeyQuery(("k",))], limit=9)[0]] == [1] * 5
        assert upgraded.break_leases("nobody") == 0
        assert upgraded.write(newer, [newer.row(filing(5, "GULL", record_version=4))], now=NOW) == (Written.UNCHANGED,)
        with pytest.raises(QueryError):
            upgraded.search(newer, Query(where=(equals("office", "US"),)))
        upgraded.close()


def test_an_older_schema_is_brought_up_step_by_step(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every migration between the file's version and this one runs, in order, once."""
    open_store(path).close()
    ran: list[int] = []
    now = sqlite_upgrade.SCHEMA_VERSION
    steps: Mapping[int, object] = {now: lambda _: ran.append(now), now + 1: lambda _: ran.append(now + 1)}
    monkeypatch.setattr(sqlite_upgrade, "SCHEMA_VERSION", now + 2)
    monkeypatch.setattr(sqlite_upgrade, "MIGRATIONS", steps)
    for _ in range(2):
        open_store(path).close()
    assert ran == [now, now + 1]


def test_a_file_of_schema_1_takes_on_gists_and_change_counts(path: Path) -> None:
    """Rows and keys of the first release stay, without a gist until they are written or keyed anew."""
    store = open_store(path)
    store.write(FILINGS, [row(filing(1, "TERN"), "k")], now=NOW)
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE collections DROP COLUMN changes")
        for collection in COLLECTIONS:
            connection.execute(f'DROP TABLE "{collection.name}__sketch"')
            connection.execute(f'ALTER TABLE "{collection.name}__row_keys" DROP COLUMN gist')
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    store = open_store(path)
    before = store.stamp(FILINGS)
    assert store.candidates(FILINGS, [KeyQuery(("k",))], limit=1) == ((Candidate("US:1", 1),),)
    store.write(FILINGS, [FILINGS.row(filing(2, "GULL"), keys=["k"], gist=b"g")], now=NOW)
    assert store.candidates(FILINGS, [KeyQuery(("k",))], limit=9)[0][1] == Candidate("US:2", 1, b"g")
    assert store.stamp(FILINGS) != before
    store.close()


def test_an_upgrade_that_fails_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The older Lookout can still be used."""
    store = open_store(path)
    put(store, filing(1, "TERN"))
    store.close()

    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("DROP TABLE filings")
        raise sqlite3.OperationalError("no space left")

    with monkeypatch.context() as patched:
        now = sqlite_upgrade.SCHEMA_VERSION
        patched.setattr(sqlite_upgrade, "SCHEMA_VERSION", now + 1)
        patched.setattr(sqlite_upgrade, "MIGRATIONS", {now: fail})
        with pytest.raises(StoreUnavailableError, match="no space left"):
            open_store(path)
    store = open_store(path)
    assert store.search(FILINGS, Query(words=(Words("tern"),))).total == 1
    store.close()


def test_the_shape_of_a_collection_has_a_fingerprint() -> None:
    """Another kind, another name, another scope: another fingerprint; a reader's code alone does not tell."""
    fingerprints = {
        Tables(FILINGS).fingerprint,
        Tables(with_fields(FILINGS)).fingerprint,
        Tables(replace(FILINGS, text=FILINGS.text[:2])).fingerprint,
        Tables(replace(FILINGS, fields=(replace(FILINGS.fields[0], kind=Kind.DATE), *FILINGS.fields[1:]))).fingerprint,
        Tables(replace(FILINGS, fields=(replace(FILINGS.fields[0], many=True), *FILINGS.fields[1:]))).fingerprint,
    }
    assert len(fingerprints) == 5


def test_a_forked_child_opens_its_own_connections(path: Path) -> None:
    """A connection carried over a fork breaks the file's locks; the parent's stay good."""
    store = open_store(path)
    put(store, filing(1))
    child = os.fork()
    if child == 0:
        done = put(store, filing(2)) == (Written.CREATED,)
        os._exit(0 if done else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert put(store, filing(3)) == (Written.CREATED,)
    assert store.search(FILINGS, Query()).total == 3
    store.close()
