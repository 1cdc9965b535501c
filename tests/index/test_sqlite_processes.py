"""The SQLite file under several processes and threads, and under ``kill -9``."""

import random
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from index.query import KeyQuery, Query, Words, equals
from index.rows import Written
from index.schema import FILINGS, JOB_RUNS
from index.sqlite import SqliteStore, open_store
from tests.conformance.made import LATER, NOW, filing, job, put
from tests.index.writer import CHANGED, NEW

KILLS = 8


def test_nothing_acknowledged_is_lost_when_the_writer_is_killed(tmp_path: Path) -> None:
    """Killed at any moment: what was answered stands, what was not stands whole or not at all; readers never fail."""
    path = tmp_path / "store.db"
    open_store(path).close()
    stop = threading.Event()
    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read_until, stop, path) for _ in range(2)]
        last = -1
        chance = random.Random(4)
        try:
            for _ in range(KILLS):
                last = write_and_kill(path, last + 1, wait=chance.uniform(0, 0.25))
        finally:
            stop.set()
        assert all(reader.result() > 0 for reader in readers)
    assert last > 0
    store = open_store(path)
    check_whole(store, path, last)
    store.close()


def write_and_kill(path: Path, first: int, *, wait: float) -> int:
    """Let a writer run for a moment and kill it; the number of the last batch it wrote (acknowledged, or one more)."""
    command = [sys.executable, "-m", "tests.index.writer", str(path), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        acknowledged = [int(writer.stdout.readline())]
        time.sleep(wait)  # the kill is to come at a moment nobody chose
        writer.kill()
        acknowledged += [int(line) for line in writer.stdout if line.endswith("\n")]
    store = open_store(path)
    try:
        written = {found.id for batch in store.scan(FILINGS) for found in batch}
    finally:
        store.close()
    for number in range(acknowledged[-1] + 1):
        assert f"US:{number:05d}-{NEW - 1:02d}" in written, f"batch {number} was acknowledged and is lost"
    beyond = acknowledged[-1] + 1
    of_beyond = sum(row_id.startswith(f"US:{beyond:05d}-") for row_id in written)
    assert of_beyond in (0, NEW), "half a batch was written"
    assert len(written) == NEW * (beyond + bool(of_beyond))
    return beyond if of_beyond else acknowledged[-1]


def read_until(stop: threading.Event, path: Path) -> int:
    """Query until stopped; how often. Any error is the test's."""
    store = SqliteStore(path)
    reads = 0
    try:
        while not stop.is_set():
            page = store.search(FILINGS, Query(words=(Words("tern shoes"),), limit=5))
            assert page.total % NEW == 0
            (found,) = store.candidates(FILINGS, [KeyQuery(("item 1", "version 1"))], limit=3)
            assert len(found) == 3 or page.total < 3 * NEW
            assert store.health(now=NOW).ok
            reads += 1
    finally:
        store.close()
    return reads


def check_whole(store: SqliteStore, path: Path, last: int) -> None:
    """SQLite's own checks, and every index against the rows."""
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for table in ("filings__text", "filings__posting"):
            connection.execute(f"INSERT INTO {table}({table}) VALUES ('integrity-check')")
    connection.close()
    rows = NEW * (last + 1)
    changed = CHANGED * last
    assert store.search(FILINGS, Query(words=(Words("v0"),))).total == rows - changed
    assert store.search(FILINGS, Query(words=(Words("v1"),), where=(equals("class", 25),))).total == changed
    asked = [KeyQuery(("version 0",)), KeyQuery(("version 1",)), KeyQuery((f"batch {last}",))]
    assert [len(found) for found in store.candidates(FILINGS, asked, limit=10**6)] == [rows - changed, changed, NEW]
    claimed = store.claim(FILINGS, owner="w", limit=10**6, now=NOW, until=LATER)
    assert len(claimed) == rows


def test_threads_share_a_store(tmp_path: Path) -> None:
    """Writers, claimers and readers on one object: nothing lost, no row claimed twice, no error."""
    store = open_store(tmp_path / "store.db")

    def work(thread: int) -> list[str]:
        for number in range(15):
            assert put(store, filing(f"{thread}-{number}", "TERN")) == (Written.CREATED,)
            store.write(JOB_RUNS, [job(f"{thread}-{number}", due_at=NOW)], now=NOW)
            store.search(FILINGS, Query(words=(Words("tern"),)))
        return [row.id for row in store.claim(JOB_RUNS, owner=f"{thread}", limit=15, now=NOW, until=LATER)]

    with ThreadPoolExecutor(6) as pool:
        claimed = [row_id for ids in pool.map(work, range(6)) for row_id in ids]
    claimed += [row.id for row in store.claim(JOB_RUNS, owner="rest", limit=100, now=NOW, until=LATER)]
    assert sorted(claimed) == sorted(f"{thread}-{number}" for thread in range(6) for number in range(15))
    assert store.search(FILINGS, Query(words=(Words("tern"),))).total == 90
    store.close()


def test_processes_open_a_new_file_at_once(tmp_path: Path) -> None:
    """Bot, worker and command line may all be the first: the tables are made once."""
    path = tmp_path / "store.db"
    code = "import sys; from pathlib import Path; from index.sqlite import open_store; open_store(Path(sys.argv[1])).close()"
    openers = [subprocess.Popen([sys.executable, "-c", code, str(path)], stderr=subprocess.PIPE, text=True) for _ in range(4)]
    errors = [opener.communicate(timeout=60)[1] for opener in openers]
    assert [opener.returncode for opener in openers] == [0] * 4, errors


def test_another_process_that_closes_the_store_takes_nothing_away(tmp_path: Path) -> None:
    """With two connections open here, a command that opens and closes the store leaves our log, and what we then write stands."""
    path = tmp_path / "store.db"
    store = SqliteStore(path)
    store.write(JOB_RUNS, [job("first")], now=NOW)
    store._connections.read(lambda _: store.get(JOB_RUNS, ["first"]))  # a second connection, as a second thread makes it
    command = "import sys; from index.sqlite import open_store; store = open_store(sys.argv[1])"
    look = (
        f"{command}; from index.schema import JOB_RUNS; print(*sorted(store.get(JOB_RUNS, ['first', 'second']))); store.close()"
    )

    def seen_elsewhere() -> str:
        return subprocess.run([sys.executable, "-c", look, str(path)], check=True, capture_output=True, text=True).stdout.strip()

    assert seen_elsewhere() == "first"
    store.write(JOB_RUNS, [job("second")], now=NOW)
    assert seen_elsewhere() == "first second"
    store.close()
