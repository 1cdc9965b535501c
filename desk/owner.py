"""Who this process is to the store: the name its leases stand under, and the leases of those that died.

A process holds an advisory lock on its own file in ``LOOKOUT_HOME/workers`` as long as it lives; the kernel lets go of the lock
when the process ends, however it ends. A file that can be locked therefore belongs to a dead process, whatever the machine or the
container was called that it ran in: its leases may be broken at once, without waiting for them to run out and without trusting
process ids, which are used again. That holds where the home is on a disk of this machine, as it must be.

Who removes the file of a dead process has broken its leases first. ``lookout web`` may be without a store, so it removes only
files of its own kind, which never held a lease.
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

LEASELESS = ".web.lock"
"""How the file of a process ends that claims nothing."""


@contextmanager
def worker(home: Path, store: Store) -> Iterator[Path]:
    """Be one who claims: yields its file, whose stem is the owner name for leases. What the file says is ``desk.pulse``'s.

    The leases of dead processes of this home are broken first, its own on the way out.
    """
    bury_dead(home / "workers", store)
    with _signed_on(home, ".lock") as file:
        try:
            yield file
        finally:
            with suppress(StoreUnavailableError):  # they end by themselves
                store.break_leases(file.stem)


@contextmanager
def onlooker(home: Path) -> Iterator[Path]:
    """Be one who claims nothing and needs no store: yields its file; those of its dead predecessors are removed first."""
    for path in _dead(home / "workers", f"*{LEASELESS}"):
        path.unlink(missing_ok=True)
    with _signed_on(home, LEASELESS) as file:
        yield file


def bury_dead(folder: Path, store: Store) -> int:
    """Break the leases of every process that died; returns how many leases there were."""
    broken = 0
    for path in _dead(folder, "*.lock"):
        broken += store.break_leases(path.stem)
        path.unlink(missing_ok=True)
    return broken


@contextmanager
def _signed_on(home: Path, ending: str) -> Iterator[Path]:
    """Hold a file of this process' own in the home, locked as long as it lives."""
    folder = home / "workers"
    folder.mkdir(parents=True, exist_ok=True)
    owner = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
    path = folder / f"{owner}{ending}"
    unnamed = folder / f".{owner}.new"  # locked before it has a name that others look for
    with unnamed.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        unnamed.rename(path)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)


def _dead(folder: Path, pattern: str) -> Iterator[Path]:
    """Files of dead processes, each held locked until the next is asked for, so that no two bury the same one."""
    for path in sorted(folder.glob(pattern)):
        try:
            lock = path.open("r+")
        except FileNotFoundError:
            continue  # another process buried it first
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue  # alive
            yield path
