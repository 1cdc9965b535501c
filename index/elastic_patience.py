"""How long one call waits for a cluster that is busy or away, and how long a single request may take of that."""

import random
import time

from records.errors import StoreUnavailableError

_FIRST_PAUSE = 0.05
_HURRIED_PAUSE = 0.5
_LONGEST_PAUSE = 3.0
_LONGEST_REQUEST_SECONDS = 30.0
_HURRIED_REQUEST_SECONDS = 4.0
"""While the cluster is known to be away, calls soon say so, and whoever they hold up can do something else."""


class Patience:
    """How long one call still waits: ever longer pauses with jitter, so that many waiters do not come back together.

    ``hurried``: a single request is not waited for long either.
    """

    def __init__(self, seconds: float, *, hurried: bool = False) -> None:
        self.hurried = hurried
        self.began = time.monotonic()
        self._seconds = seconds
        self._pause = _HURRIED_PAUSE if hurried else _FIRST_PAUSE

    def wait(self, reason: str) -> None:
        """Pause; raises StoreUnavailableError with the reason where patience is at its end."""
        if time.monotonic() + self._pause >= self.began + self._seconds:
            raise StoreUnavailableError(reason)
        time.sleep(self._pause * random.uniform(0.5, 1.0))  # noqa: S311 – jitter needs no secrecy
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    def request_seconds(self, first: float, round_number: int) -> float:
        """How long one request may take: more each time that every node has been tried, as the cluster may just be slow."""
        if self.hurried:
            return _HURRIED_REQUEST_SECONDS
        first = min(first, max(_HURRIED_REQUEST_SECONDS, self._seconds / 2))
        return min(first * 2.0 ** min(round_number, 9), _LONGEST_REQUEST_SECONDS)
