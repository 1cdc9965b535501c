"""What is configured, reachable, fresh or stale; every finding says what to do about it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

import aiohttp

from config.addresses import store_secrets
from config.settings import Settings, mask_url, variable_of
from desk.jobs import crawl_job_id, last_run
from desk.pulse import lives
from desk.schedule import interval_of
from desk.wiring import source_key
from index.schema import JOB_RUNS
from index.store import Store
from records import JobRun
from records.source import Source

MIN_FREE_BYTES = 2 * 1024**3
PROBE_SECONDS = 8.0
ROUND_LIMIT = timedelta(hours=1)
SWEEP_LIMIT = timedelta(hours=49)
FORGOTTEN = timedelta(days=7)
"""Who has done no round for so long was taken out of service."""
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class Grade(StrEnum):
    """How a finding is to be taken."""

    OK = "ok"
    NOTE = "note"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor."""

    grade: Grade
    subject: str
    words: str


def examine(settings: Settings, store: Store, sources: dict[str, Source], *, now: datetime) -> Iterator[Finding]:
    """Everything that can be seen without the network."""
    yield from _home(settings)
    yield from _store(settings, store, now=now)
    yield _contact(settings)
    for source in sources.values():
        yield from _source(settings, store, source, now=now)
    yield from _processes(settings, now=now)
    yield from _jobs(store, now=now)


def examine_without_store(settings: Settings, trouble: str, *, now: datetime) -> Iterator[Finding]:
    """What can be seen where the store cannot be asked; ``trouble`` says of the store what is wrong with it."""
    yield from _home(settings)
    yield Finding(Grade.FAIL, "store", f"{mask_url(settings.store_url)} {trouble}")
    yield from _processes(settings, now=now)
    yield _contact(settings)


def _contact(settings: Settings) -> Finding:
    if settings.crawl.contact:
        return Finding(Grade.OK, "contact", settings.crawl.contact)
    return Finding(
        Grade.WARN, "contact", "not set, so nothing is crawled: set LOOKOUT_CRAWL_CONTACT to a page or address of yours"
    )


async def probe(settings: Settings, sources: dict[str, Source]) -> AsyncIterator[Finding]:
    """What the network says: one address of every source, and the bot's own name."""
    timeout = aiohttp.ClientTimeout(total=PROBE_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        checks = [_reach(session, source) for source in sources.values() if source.enabled and source.urls]
        for finding in await asyncio.gather(*checks, _bot(session, settings)):
            yield finding


def _home(settings: Settings) -> Iterator[Finding]:
    home = settings.home
    try:
        home.mkdir(parents=True, exist_ok=True)
        mark = home / ".writable"
        mark.touch()
        mark.unlink()
    except OSError as error:
        yield Finding(Grade.FAIL, "home", f"{home} cannot be written: {error.strerror}; set LOOKOUT_HOME")
        return
    free = shutil.disk_usage(home).free
    grade = Grade.OK if free >= MIN_FREE_BYTES else Grade.WARN
    yield Finding(grade, "home", f"{home}, {free / 1024**3:.1f} GB free")


def _store(settings: Settings, store: Store, *, now: datetime) -> Iterator[Finding]:
    health = store.health(now=now)
    size = f", {health.size_bytes / 1024**2:.1f} MB" if health.size_bytes is not None else ""
    yield Finding(
        Grade.OK if health.ok else Grade.FAIL,
        "store",
        f"{mask_url(settings.store_url)} ({health.backend}{size}): {health.detail}",
    )
    if bare := _bare_addresses(settings):
        words = f"password or key go to {', '.join(bare)} for everybody on the way to read: let the nodes speak TLS, https://…"
        yield Finding(Grade.WARN, "store: network", words)
    for name, part in health.collections.items():
        if part.rows or part.due:
            late = part.oldest_due_at is not None and now - part.oldest_due_at > timedelta(hours=1)
            words = f"{part.rows:,} rows, {part.due:,} due" + (
                f", the oldest since {part.oldest_due_at:%Y-%m-%d %H:%M}" if part.oldest_due_at else ""
            )
            yield Finding(Grade.WARN if late else Grade.OK, f"store: {name}", words)


def _bare_addresses(settings: Settings) -> list[str]:
    """Other machines to which what lets one in is sent without TLS."""
    urls = [mask_url(url.strip()) for url in settings.store_url.split(",")] if store_secrets(settings) else []
    return [url for url in urls if url.startswith("http://") and urlsplit(url).hostname not in LOCAL]


def _source(settings: Settings, store: Store, source: Source, *, now: datetime) -> Iterator[Finding]:
    subject = f"source {source.id}"
    if not source.enabled:
        yield Finding(Grade.NOTE, subject, f"switched off; missed without it: {source.missed_without}")
        return
    if source.key_setting and source_key(settings, source) is None:
        variable = variable_of(source.key_setting)
        yield Finding(Grade.WARN, subject, f"needs {variable}: {source.key_from}. Missed without it: {source.missed_without}")
        return
    last = last_run(store, crawl_job_id(source.id))
    if last is None:
        yield Finding(Grade.WARN, subject, f"never crawled; its schedule is {source.schedule}")
    else:
        yield _freshness(source, last, now=now)
    if not_covered := source.options.get("no_feed"):
        yield Finding(Grade.NOTE, subject, f"{len(source.urls)} addresses; not covered, because they give no feed: {not_covered}")


def _freshness(source: Source, last: JobRun, *, now: datetime) -> Finding:
    limit = interval_of(source.schedule, now=now) * 2 + timedelta(minutes=10)
    if last.last_success_at is None:
        return Finding(
            Grade.FAIL, f"source {source.id}", f"never read with success; last try: {'; '.join(last.alarms) or last.summary}"
        )
    stale = now - last.last_success_at > limit
    words = f"{'stale: ' if stale else ''}last read {last.last_success_at:%Y-%m-%d %H:%M} UTC, {last.summary}"
    if last.alarms:
        words += f"; {len(last.alarms)} alarm(s): " + "; ".join(last.alarms[:3])
    return Finding(Grade.WARN if stale or last.alarms else Grade.OK, f"source {source.id}", words)


def _processes(settings: Settings, *, now: datetime) -> Iterator[Finding]:
    """What the processes of this home said last; it is on this machine's disk, whatever became of the store."""
    for life in lives(settings.home):
        words = f"{life.sign.words} (said {life.sign.at:%Y-%m-%d %H:%M:%S} UTC)" if life.sign else "it never spoke"
        if not life.running:
            yield Finding(Grade.WARN, f"process {life.owner}", f"died; the next one to start takes over its work. {words}")
        else:
            yield Finding(Grade.WARN if life.hangs(now) else Grade.OK, f"process {life.owner}", words)


def _jobs(store: Store, *, now: datetime) -> Iterator[Finding]:
    """The rounds, the workers and the sweep.

    A worker's run is kept when it did something, so its age says nothing: whether workers live is seen by what is due. Where one
    process did all steps (job ``round``) and several share them now (``round:…``), or the other way round, a record stays behind.
    """
    runs = [row.record for batch in store.scan(JOB_RUNS) for row in batch if isinstance(row.record, JobRun)]
    rounds = [run for run in runs if run.job_id.partition(":")[0] == "round"]
    ways = {":" in run.job_id for run in rounds if not _stale(run, ROUND_LIMIT, now=now)}
    for run in rounds:
        left = now - run.started_at > FORGOTTEN or (":" not in run.job_id) in ways
        yield _job(run, limit=ROUND_LIMIT, left=left, now=now)
    for run in runs:
        if run.job_id == "worker":
            yield Finding(Grade.NOTE, "job worker", _last(run))
        elif run.job_id == "sweep":
            yield _job(run, limit=SWEEP_LIMIT, now=now)


def _job(run: JobRun, *, limit: timedelta, left: bool = False, now: datetime) -> Finding:
    """``left``: nobody is thought to do it any more, so that its silence is no trouble."""
    if not _stale(run, limit, now=now):
        return Finding(Grade.WARN if run.alarms else Grade.OK, f"job {run.job_id}", _last(run))
    if left:
        return Finding(Grade.NOTE, f"job {run.job_id}", f"no longer done: {_last(run)}")
    return Finding(Grade.WARN, f"job {run.job_id}", f"stale: {_last(run)}")


def _stale(run: JobRun, limit: timedelta, *, now: datetime) -> bool:
    return run.last_success_at is None or now - run.last_success_at > limit


def _last(run: JobRun) -> str:
    return "; ".join((f"last run {run.started_at:%Y-%m-%d %H:%M} UTC: {run.summary}", *run.alarms))


async def _reach(session: aiohttp.ClientSession, source: Source) -> Finding:
    name, url = next(iter(source.urls.items()))
    try:
        async with session.get(url, allow_redirects=False) as response:
            return Finding(Grade.OK, f"reach {source.id}", f"{name}: HTTP {response.status}")
    except (aiohttp.ClientError, TimeoutError) as error:
        return Finding(Grade.FAIL, f"reach {source.id}", f"{url}: {type(error).__name__} {error}".rstrip())


async def _bot(session: aiohttp.ClientSession, settings: Settings) -> Finding:
    token = settings.telegram.token
    if token is None:
        return Finding(Grade.NOTE, "telegram", "no bot: set LOOKOUT_TELEGRAM_TOKEN to the token of @BotFather")
    try:
        async with session.get(f"{settings.telegram.api_url}/bot{token.get_secret_value()}/getMe") as response:
            answer = await response.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return Finding(Grade.FAIL, "telegram", f"{settings.telegram.api_url} does not answer: {type(error).__name__}")
    if isinstance(answer, dict) and answer.get("ok"):
        return Finding(Grade.OK, "telegram", f"@{answer['result'].get('username', '?')}")
    return Finding(Grade.FAIL, "telegram", f"the server refuses the token: HTTP {response.status}")
