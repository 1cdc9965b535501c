"""Workers: a dead one's leases are broken at once, a living one's never."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desk.worker import bury_dead, worker
from index.schema import FILINGS
from index.sqlite import open_store
from index.store import Store
from records import Filing

NOW = datetime(2026, 11, 18, tzinfo=UTC)

HOLD = """
import sys, time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from desk.worker import worker
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
