"""Signs of life: each process says in its worker file, every few seconds, that it lives and what it is about.

They stand on the machine's own disk, not in the store, so that they can be read while the store is away.
"""

import fcntl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

EVERY = timedelta(seconds=10)
STALE = timedelta(seconds=90)
"""A process that has not spoken for so long hangs. It is silent for longer than ``EVERY`` where a step keeps its thread busy."""


class Sign(msgspec.Struct, frozen=True):
    """What a process said last."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Life:
    """A process of this home as its file shows it."""

    owner: str
    running: bool
    sign: Sign | None

    def hangs(self, now: datetime) -> bool:
        """It runs, but has not spoken lately."""
        return self.running and (self.sign is None or now - self.sign.at >= STALE)


def beat(file: Path, words: str, *, now: datetime) -> None:
    """Say that this process lives; the file is the one it holds locked, so it is written in place."""
    told = msgspec.json.encode(Sign(now, words))
    with file.open("r+b") as held:
        held.truncate(len(told))
        held.write(told)


def lives(home: Path) -> Iterator[Life]:
    """Every process of this home that runs, or died without a word."""
    for file in sorted((home / "workers").glob("*.lock")):
        try:
            with file.open("rb") as held:
                running = _is_locked(held.fileno())
                told = held.read()
        except FileNotFoundError:
            continue  # it has just ended well
        yield Life(file.stem, running, _sign(told))


def _sign(told: bytes) -> Sign | None:
    try:
        return msgspec.json.decode(told, type=Sign)
    except msgspec.MsgspecError:
        return None  # it has said nothing yet


def _is_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    return False
