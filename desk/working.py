"""``lookout worker``: match and raise, over and over, as many of them on as many machines as the records need.

Workers need nothing of each other: each claims batches of what is due and writes what cannot be written twice. One that dies
leaves leases behind, which end by themselves; one whose store is away waits.
"""

import asyncio
import contextlib
import logging
import signal
from dataclasses import dataclass, field
from datetime import datetime

from desk.flow import RoundReport, Step, run_round
from desk.jobs import record_job
from desk.pulse import EVERY, beat
from desk.weather import StoreWeather
from desk.wiring import Desk
from index.threads import in_thread
from records import JobRun
from records.errors import LookoutError, StoreUnavailableError

log = logging.getLogger(__name__)

STEPS = frozenset({Step.MATCH, Step.RAISE})
FIRST_PAUSE = 0.5
"""Seconds before the next look where nothing was due; they double up to ``worker.idle_seconds``."""


@dataclass(slots=True)
class Worker:
    """The running worker."""

    desk: Desk
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    matched: int = 0
    raised: int = 0
    _weather: StoreWeather = field(init=False)

    def __post_init__(self) -> None:
        """The store of the desk is watched."""
        self._weather = StoreWeather(self.desk)

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT (or ``stop``)."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        log.info("worker %s is at work", self.desk.owner)
        pulse = asyncio.create_task(self._live())
        try:
            await self._work()
        finally:
            pulse.cancel()
            await asyncio.gather(pulse, return_exceptions=True)
        log.info("worker stopped: %s", self._summary())

    def _stop(self) -> None:
        self.stop.set()
        self.desk.stopping.set()

    async def _work(self) -> None:
        longest = self.desk.settings.worker.idle_seconds
        pause = FIRST_PAUSE
        while not self.stop.is_set():
            busy = await self._once()
            pause = FIRST_PAUSE if busy else min(pause * 2, longest)
            if not busy:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.stop.wait(), pause)

    async def _once(self) -> bool:
        """One pass over what is due; whether there was anything. A store that is away is waited for."""
        started = self.desk.clock()
        try:
            await self._weather.begin()
            report = await run_round(self.desk, steps=STEPS)
            if done := _done(report):
                self.matched += report.matched.records + report.matched.watches
                self.raised += len(report.raised.alerts)
                await in_thread(self._record, started)
        except StoreUnavailableError as error:
            self._weather.away(error)
            return False
        except LookoutError:
            raise  # settings, credentials, an index of another version: nothing that the next pass would not meet again
        except Exception:  # a worker must outlive what it did not foresee; the pause keeps it from spinning
            log.exception("a pass failed and is made again")
            self._weather.leases_left = True
            return False
        self._weather.there()
        return done

    def _record(self, started: datetime) -> None:
        now = self.desk.clock()
        run = JobRun(job_id="worker", started_at=started, finished_at=now, ok=True, summary=self._summary())
        record_job(self.desk.store, run, now=now)

    def _summary(self) -> str:
        return f"{self.matched:,} records and watches matched, {self.raised:,} alerts raised by {self.desk.owner}"

    async def _live(self) -> None:
        while True:
            beat(self.desk.file, self._weather.words(self._summary()), now=self.desk.clock())
            await asyncio.sleep(EVERY.total_seconds())


def _done(report: RoundReport) -> bool:
    return bool(report.matched.records or report.matched.watches or report.raised.alerts or report.raised.silences)
