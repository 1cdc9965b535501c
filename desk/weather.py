"""How the store does, as one process sees it: told once when it goes away and once when it is back."""

import logging
from dataclasses import dataclass
from datetime import datetime

from desk.wiring import Clock
from records.errors import StoreUnavailableError

log = logging.getLogger(__name__)


@dataclass(slots=True)
class StoreWeather:
    """Whether the store is away, since when, and why."""

    clock: Clock
    away_since: datetime | None = None
    reason: str = ""

    def away(self, error: StoreUnavailableError) -> None:
        """The store could not be reached, or stayed busy beyond patience."""
        self.reason = str(error)
        if self.away_since is None:
            self.away_since = self.clock()
            log.error("%s; nothing is lost: work goes on when it is back", error)

    def there(self) -> None:
        """The store has answered."""
        if self.away_since is not None:
            log.warning("the store is back after %.0f s", (self.clock() - self.away_since).total_seconds())
            self.away_since = None

    def words(self, otherwise: str) -> str:
        """What a sign of life says of it."""
        if self.away_since is None:
            return otherwise
        return f"waits for the store since {self.away_since:%H:%M:%S} UTC: {self.reason}"
