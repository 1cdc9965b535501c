"""Owners of leases: a dead one's are broken at once, a living one's never."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desk.owner import bury_dead, onlooker, worker
from index.schema import FILINGS
from index.sqlite import open_store
from index.store import Store
from records import Filing

NOW = datetime(2026, 11, 18, tzinfo=UTC)

HOLD = """
import sys, time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from desk.owner import worker
from index.schema import FILINGS
from index.sqlite import open_store
now = datetime(2026, 11, 18, tzinfo=UTC)
store = open_store(Path(sys.argv[1]) / "s.db")
with worker(Path(sys.argv[1]), store) as file:
    claimed = store.claim(FILINGS, owner=file.stem, limit=9, now=now, until=now + timedelta(days=1))
    print(len(claimed), flush=True)
    sys.stdin.read()
"""


def _claim(store: Store) -> int:
    return len(store.claim(FILINGS, owner="next", limit=9, now=NOW, until=NOW + timedelta(minutes=1)))


def test_leases_end_with_the_process_that_held_them(tmp_path: Path) -> None:
    """After kill -9 the next round must not wait for leases to run out; while the holder lives it must not touch them."""
    store = open_store(tmp_path / "s.db")
    store.write(FILINGS, [FILINGS.row(Filing(office="US", application_number="1"), due_at=NOW)], now=NOW)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline() == "1\n"
    bury_dead(tmp_path / "workers", store)
    assert _claim(store) == 0
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    holder.stdin.close()
    assert bury_dead(tmp_path / "workers", store) == 1
    assert _claim(store) == 1
    store.close()


def test_a_worker_that_ends_well_leaves_nothing_behind(tmp_path: Path) -> None:
    """Its leases are given back and its lock file is gone."""
    store = open_store(tmp_path / "s.db")
    store.write(FILINGS, [FILINGS.row(Filing(office="US", application_number="1"), due_at=NOW)], now=NOW)
    with worker(tmp_path, store) as file:
        assert len(store.claim(FILINGS, owner=file.stem, limit=9, now=NOW, until=NOW + timedelta(days=1))) == 1
    assert list((tmp_path / "workers").iterdir()) == []
    assert _claim(store) == 1
    store.close()


def test_a_dead_container_is_buried_by_the_next_whatever_it_was_called(tmp_path: Path) -> None:
    """The volume stays where a container is made anew under another host name."""
    store = open_store(tmp_path / "s.db")
    store.write(FILINGS, [FILINGS.row(Filing(office="US", application_number="1"), due_at=NOW)], now=NOW)
    gone = tmp_path / "workers" / "4f1d2c3b4a59-7-00000000.lock"
    gone.parent.mkdir()
    gone.touch()
    assert len(store.claim(FILINGS, owner=gone.stem, limit=9, now=NOW, until=NOW + timedelta(days=1))) == 1
    with worker(tmp_path, store) as file:
        assert list(gone.parent.iterdir()) == [file]
        assert _claim(store) == 1
    store.close()


def test_who_has_no_store_buries_only_who_had_no_leases(tmp_path: Path) -> None:
    """A status page removes what its predecessors left, and leaves a worker's file to who can break the leases."""
    workers = tmp_path / "workers"
    workers.mkdir()
    worked, served = workers / "web-7-00000000.lock", workers / "web-8-00000000.web.lock"
    worked.touch()
    served.touch()
    with onlooker(tmp_path) as file:
        assert set(workers.iterdir()) == {worked, file}
    assert list(workers.iterdir()) == [worked]
