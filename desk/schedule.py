"""When what runs: the sources' own schedules, the rounds, the outbox, the nightly sweep; APScheduler keeps the time.

Jobs are declared here with fixed ids and kept in memory; what must outlive a restart is the ``job_runs`` collection. A job that
was due while the service was down runs once at start.
"""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from records.errors import SettingsError

_EVERY = re.compile(r"every (\d+)([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def trigger_of(schedule: str) -> BaseTrigger:
    """``every 20m`` or five cron fields in UTC; raises SettingsError for anything else."""
    if found := _EVERY.fullmatch(schedule):
        if not int(found[1]):
            raise SettingsError(f"schedule {schedule!r}: the interval is zero")
        return IntervalTrigger(timezone="UTC", **{_UNITS[found[2]]: int(found[1])})
    try:
        return CronTrigger.from_crontab(schedule, timezone="UTC")
    except ValueError as error:
        raise SettingsError(f"schedule {schedule!r} is neither 'every N[smhd]' nor five cron fields: {error}") from error


def interval_of(schedule: str, *, now: datetime) -> timedelta:
    """The time between two runs of a schedule, as from now."""
    trigger = trigger_of(schedule)
    first: datetime = trigger.get_next_fire_time(None, now)
    second: datetime = trigger.get_next_fire_time(first, first + timedelta(seconds=1))
    return second - first


def overdue(schedule: str, *, last_success: datetime | None, now: datetime) -> bool:
    """True where the job never went well, or not within its own interval."""
    return last_success is None or now - last_success >= interval_of(schedule, now=now)


def add_job(
    scheduler: AsyncIOScheduler, job_id: str, action: Callable[[], Awaitable[object]], *, schedule: str, at_once: datetime | None
) -> None:
    """Declare a job: late is better than never (no misfire limit), missed runs are one run, and it never overlaps itself."""
    first = {"next_run_time": at_once} if at_once else {}
    scheduler.add_job(
        action,
        trigger_of(schedule),
        id=job_id,
        name=job_id,
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
        replace_existing=True,
        **first,
    )
