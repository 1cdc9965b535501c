"""Lines that tell people how far a long walk through a store has come."""

import time
from collections.abc import Callable

Tell = Callable[[str], None]

_SECONDS = 5.0


class Progress:
    """Counts the rows of one collection and tells, every few seconds, how many there were and how fast."""

    def __init__(self, name: str, *, total: int, tell: Tell) -> None:
        self.rows = 0
        self._name = name
        self._total = total
        self._tell = tell
        self._started = self._told = time.monotonic()

    def step(self, rows: int) -> None:
        """So many rows further."""
        self.rows += rows
        now = time.monotonic()
        if now - self._told >= _SECONDS:
            self._told = now
            speed = self.rows / (now - self._started)
            self._tell(f"{self._name}: {self.rows:,} of about {max(self.rows, self._total):,} rows, {speed:,.0f} a second")
