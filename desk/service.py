"""``lookout run``: the service, or a part of it. Rounds by the clock, the bot beside them, a clean stop on SIGTERM.

A stop is clean because nothing is ever half done: the step in hand ends with its batch, a crawl in progress is cut off (its
spool file never becomes complete, so the next start crawls again), the message in flight is recorded, leases are given back.
"""

import asyncio
import fcntl
import logging
import signal
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from desk.flow import ALL_STEPS, RoundReport, Step, run_round
from desk.goods import learn_goods
from desk.jobs import crawl, crawl_job_id, crawl_summary, last_run, record_job, troubles
from desk.pulse import EVERY, beat
from desk.schedule import add_job, overdue
from desk.steps import deliver
from desk.sweep import sweep
from desk.tidy import tidy
from desk.weather import StoreWeather
from desk.wiring import Desk, source_key
from index.threads import in_thread
from records import JobRun
from records.errors import LookoutError, SettingsError, StoreUnavailableError
from records.source import Source

log = logging.getLogger(__name__)

SWEEP_SCHEDULE = "10 18 * * *"
"""Daily at 18:10 UTC, 02:10 in Guangzhou."""
TIDY_SCHEDULE = "40 18 * * *"
GOODS_SCHEDULE = "10 17 * * 0"
"""Sundays at 17:10 UTC, before the sweep: which classes are filed together changes slowly."""

Bot = Callable[[asyncio.Event], Awaitable[None]]


@dataclass(slots=True)
class Service:
    """The running service. ``bots`` are polled beside the rounds until the stop event.

    ``steps``: those of a round that this process does; the source of crawls also sweeps and tidies.
    """

    desk: Desk
    bots: Sequence[Bot] = ()
    steps: frozenset[Step] = ALL_STEPS
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    _round: asyncio.Lock = field(default_factory=asyncio.Lock)
    _jobs: set[asyncio.Task[object]] = field(default_factory=set)
    _weather: StoreWeather = field(init=False)

    def __post_init__(self) -> None:
        """The store of the desk is watched."""
        self._weather = StoreWeather(self.desk)

    async def run(self) -> None:
        """Run until SIGTERM or SIGINT (or ``stop``); raises what ended a bot, so that a supervisor sees a failure and why."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop.set)
        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.add_listener(_complain, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
        self._declare(scheduler)
        scheduler.start()
        log.info("running: %s; home %s", ", ".join(job.id for job in scheduler.get_jobs()), self.desk.settings.home)
        bots = [asyncio.create_task(self._polled(bot)) for bot in self.bots]
        await self.stop.wait()
        log.info("stopping")
        scheduler.pause()
        self.desk.stopping.set()
        for task in self._jobs:
            task.cancel()
        await asyncio.gather(*self._jobs, *bots, return_exceptions=True)  # all has ended before the store is closed
        scheduler.shutdown(wait=False)
        log.info("stopped")
        for bot in bots:
            bot.result()

    def _declare(self, scheduler: AsyncIOScheduler) -> None:
        now = self.desk.clock()
        self._beat()
        add_job(scheduler, "pulse", self._pulse, schedule=f"every {EVERY.seconds}s", at_once=None)
        rounds = self.desk.settings.round
        add_job(scheduler, "round", partial(self._job, self.round), schedule=f"every {rounds.every_seconds}s", at_once=now)
        seconds = self.desk.settings.alerts.batch_seconds
        if seconds and Step.DELIVER in self.steps:
            add_job(scheduler, "deliver", partial(self._job, self.deliver), schedule=f"every {seconds}s", at_once=None)
        if Step.CRAWL in self.steps:
            self._declare_crawls(scheduler, now)

    def _declare_crawls(self, scheduler: AsyncIOScheduler, now: datetime) -> None:
        for source in usable_sources(self.desk):
            last = last_run(self.desk.store, crawl_job_id(source.id))
            late = overdue(source.schedule, last_success=last.last_success_at if last else None, now=now)
            add_job(
                scheduler,
                crawl_job_id(source.id),
                partial(self._job, partial(self._crawl, source)),
                schedule=source.schedule,
                at_once=now if late else None,
            )
        by_the_clock = (
            ("goods", self._learn, GOODS_SCHEDULE),
            ("sweep", self._sweep, SWEEP_SCHEDULE),
            ("tidy", self._tidy, TIDY_SCHEDULE),
        )
        for job_id, action, schedule in by_the_clock:
            last = last_run(self.desk.store, job_id)
            late = last is not None and overdue(schedule, last_success=last.last_success_at, now=now)
            add_job(scheduler, job_id, partial(self._job, action), schedule=schedule, at_once=now if late else None)

    async def _polled(self, bot: Bot) -> None:
        try:
            await bot(self.stop)
        finally:
            if not self.stop.is_set():
                log.error("the bot ended by itself, so the service stops, for its supervisor to start anew")
                self.stop.set()

    async def _job(self, action: Callable[[], Awaitable[None]]) -> None:
        """Do a job unless the service is stopping; one that the stop cuts off has not failed. A store away is told once."""
        task = asyncio.current_task()
        if self.stop.is_set() or task is None:
            return
        self._jobs.add(task)
        task.add_done_callback(self._jobs.discard)
        try:
            await action()
        except StoreUnavailableError as error:
            self._weather.away(error)
        except asyncio.CancelledError:
            if not self.stop.is_set():
                raise
            log.info("a job was cut off by the stop; it goes on at the next start")
        self._beat()

    async def _pulse(self) -> None:
        self._beat()

    def _beat(self) -> None:
        beat(self.desk.file, self._weather.words(f"does {', '.join(sorted(self.steps))}"), now=self.desk.clock())

    async def _crawl(self, source: Source) -> None:
        report = await crawl(self.desk, source)
        log.info("crawled %s: %s", source.id, crawl_summary(report))
        for words in troubles(report):
            log.warning("%s: %s", source.id, words)
        if report.kept:
            await self.round()

    async def round(self) -> None:
        """Take what is due through to delivery."""
        async with self._round:
            await self._weather.begin()
            started = self.desk.clock()
            report = await run_round(self.desk, steps=self.steps, progress=self._progress)
            await self._record(self._round_id, started, summary=_summary(report))
            if report.loaded.lines or report.raised.alerts:
                log.info("round: %s", _summary(report))

    def _progress(self, step: str, _: RoundReport) -> None:
        if step in {Step.MATCH, Step.RAISE, Step.DELIVER}:  # these ask the store, whether there is work or not
            self._weather.there()

    @property
    def _round_id(self) -> str:
        """A process that does a part of the steps keeps a record of its own."""
        return "round" if self.steps == ALL_STEPS else f"round:{'+'.join(step for step in Step if step in self.steps)}"

    async def deliver(self) -> None:
        """Send what waits in the outbox."""
        if self._round.locked():
            return  # the round in hand delivers itself
        async with self._round:
            await self._weather.begin()
            await deliver(self.desk)
            self._weather.there()

    async def _sweep(self) -> None:
        async with self._round:
            started = self.desk.clock()
            report = await in_thread(sweep, self.desk)
            alarms = (f"the sweep found {report.found} matches that the rounds had missed",) if report.found else ()
            await self._record("sweep", started, summary=f"{report.records} records, {report.found} new matches", alarms=alarms)

    async def _learn(self) -> None:
        """Count co-filings; where that changes a relation, what it makes of the last days is delivered and no alarm."""
        async with self._round:
            started = self.desk.clock()
            learned = await in_thread(partial(learn_goods, self.desk.store, now=started))
            found = (await in_thread(sweep, self.desk)).found if learned.changed else 0
            told = f"relations changed, {found} new matches by them" if learned.changed else "no relation changed"
            await self._record("goods", started, summary=f"{learned.count.filings} filings counted, {told}")

    async def _tidy(self) -> None:
        started = self.desk.clock()
        removed = await in_thread(tidy, self.desk.settings, now=started)
        await self._record("tidy", started, summary=f"{removed} old files removed")

    async def _record(self, job_id: str, started: datetime, *, summary: str, alarms: tuple[str, ...] = ()) -> None:
        now = self.desk.clock()
        run = JobRun(job_id=job_id, started_at=started, finished_at=now, ok=True, summary=summary, alarms=alarms)
        await in_thread(record_job, self.desk.store, run, now=now)
        self._weather.there()


def usable_sources(desk: Desk) -> Iterator[Source]:
    """Sources that are on and whose key is there; one without its key is named in the log and left out."""
    for source in desk.sources.values():
        if not source.enabled:
            continue
        if source.key_setting and source_key(desk.settings, source) is None:
            log.warning("%s is off: %s is not set (%s)", source.id, source.key_setting, source.key_from)
            continue
        yield source


@contextmanager
def only_scheduler(home: Path) -> Iterator[None]:
    """Hold the lock of this home's one scheduler; raises SettingsError where another process holds it."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "scheduler.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SettingsError(f"another `lookout run` is at work in {home}") from None
        yield


def _summary(report: RoundReport) -> str:
    sent = report.delivered.sent if report.delivered else 0
    return (
        f"{report.loaded.lines} lines loaded, {report.matched.records} records matched, "
        f"{len(report.raised.alerts)} alerts raised, {sent} messages sent"
    )


def _complain(event: JobExecutionEvent) -> None:
    if event.exception is not None:
        trace = None if isinstance(event.exception, LookoutError) else event.exception  # what is ours says enough
        log.error("job %s failed and is tried again at its next time: %s", event.job_id, event.exception, exc_info=trace)
    else:
        log.warning("job %s was late", event.job_id)
