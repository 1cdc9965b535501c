"""Who this process is to the store, and which others on this machine have died.

A worker holds an advisory lock on its own file in ``LOOKOUT_HOME/workers`` as long as it lives; the kernel lets go of the lock
when the process ends, however it ends. A file that can be locked therefore belongs to a dead worker, whose leases may be
broken at once, without waiting for them to run out and without trusting process ids, which are used again.
"""

import fcntl
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.store import Store
from records.errors import StoreUnavailableError


@contextmanager
def worker(home: Path, store: Store) -> Iterator[Path]:
    """Be a worker: yields its file, whose stem is the owner name for leases. What the file says is ``desk.pulse``'s.

    The leases of dead workers of this home are broken first, its own on the way out.
    """
    bury_dead(home / "workers", store)
    with signed_on(home) as file:
        try:
            yield file
        finally:
            with suppress(StoreUnavailableError):  # they end by themselves
                store.break_leases(file.stem)


@contextmanager
def signed_on(home: Path) -> Iterator[Path]:
    """Hold a file of this process' own in the home, locked as long as it lives."""
    folder = home / "workers"
    folder.mkdir(parents=True, exist_ok=True)
    owner = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
    path = folder / f"{owner}.lock"
    unnamed = folder / f".{owner}.new"  # locked before it has a name that others look for
    with unnamed.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        unnamed.rename(path)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)


def bury_dead(folder: Path, store: Store) -> int:
    """Break the leases of every worker that died; returns how many leases there were."""
    broken = 0
    for path in sorted(folder.glob(f"{socket.gethostname()}-*.lock")):
        try:
            lock = path.open("r+")
        except FileNotFoundError:
            continue  # another worker buried it first
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue  # alive
            broken += store.break_leases(path.stem)
            path.unlink(missing_ok=True)
    return broken
