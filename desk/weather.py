"""How the store does, as one process sees it: told once when it goes away and once when it is back."""

import logging
from dataclasses import dataclass
from datetime import datetime

from desk.wiring import Desk
from index.threads import in_thread
from records.errors import StoreUnavailableError

log = logging.getLogger(__name__)


@dataclass(slots=True)
class StoreWeather:
    """Whether the store is away, since when, and why."""

    desk: Desk
    away_since: datetime | None = None
    reason: str = ""
    leases_left: bool = False
    """The step that failed may have left leases of this process behind."""

    def away(self, error: StoreUnavailableError) -> None:
        """The store could not be reached, or stayed busy beyond patience, and what was in hand was let go."""
        self.reason = str(error)
        self.leases_left = True
        if self.away_since is None:
            self.away_since = self.desk.clock()
            log.error("%s; nothing is lost: work goes on when it is back", error)

    def there(self) -> None:
        """The store has answered."""
        if self.away_since is not None:
            log.warning("the store is back after %.0f s", (self.desk.clock() - self.away_since).total_seconds())
            self.away_since = None

    async def begin(self) -> None:
        """Before a step, with nothing in hand: give back what an outage left leased, so that it need not run out."""
        if self.leases_left:
            await in_thread(self.desk.store.break_leases, self.desk.owner)
            self.leases_left = False

    def words(self, otherwise: str) -> str:
        """What a sign of life says of it."""
        if self.away_since is None:
            return otherwise
        return f"waits for the store since {self.away_since:%H:%M:%S} UTC: {self.reason}"
