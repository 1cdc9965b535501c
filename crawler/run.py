"""Start a crawl in a process of its own and bring back its report."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from records.crawl import CrawlReport
from records.errors import WireError
from records.source import CrawlJob
from records.wire import from_line

COMMAND = (sys.executable, "-m", "crawler.child")
STOP_SECONDS = (5.0, 10.0)
"""A child that is asked to stop gets so long to finish what it reads; asked again, so long to make durable what it has."""
_MAX_LOG = 5 * 1024 * 1024


def run_crawl(job: CrawlJob) -> CrawlReport:
    """Crawl, and wait for the end. Never raises for what happens to the crawl: that stands in ``errors``."""
    with open_log(job) as log:
        process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)  # noqa: S603
        try:
            answer, _ = process.communicate(msgspec.json.encode(job))
        except BaseException:
            _stop(process)
            raise
    return read_report(job, answer, process.returncode)


async def run_crawl_async(job: CrawlJob, *, on_start: Callable[[int], None] | None = None) -> CrawlReport:
    """As ``run_crawl``; ``on_start`` is told the child's process id. Cancelling it stops the child, which keeps what it has."""
    with open_log(job) as log:
        process = await asyncio.create_subprocess_exec(*COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        if on_start is not None:
            on_start(process.pid)
        try:
            answer, _ = await process.communicate(msgspec.json.encode(job))
        except BaseException:
            await _stop_async(process)
            raise
    return read_report(job, answer, process.returncode)


def _stop(process: subprocess.Popen[bytes]) -> None:
    for seconds in STOP_SECONDS:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
        return
    process.kill()
    process.wait()


async def _stop_async(process: asyncio.subprocess.Process) -> None:
    for seconds in STOP_SECONDS:
        if process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), seconds)
        except TimeoutError:
            continue
        return
    process.kill()
    await process.wait()


def log_path(job: CrawlJob) -> Path:
    """Where the child's log goes."""
    return Path(job.home) / "logs" / f"crawl-{job.source.id}.log"


def open_log(job: CrawlJob) -> BinaryIO:
    """The log, to be added to; one that has grown large is set aside first."""
    path = log_path(job)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _MAX_LOG:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def read_report(job: CrawlJob, answer: bytes, status: int | None) -> CrawlReport:
    """The child's report; for a child that died without one, a report that says so."""
    lines = answer.strip().splitlines()
    if lines and status == 0:
        try:
            report = from_line(lines[-1], place="crawl report")
        except WireError:
            report = None
        if isinstance(report, CrawlReport):
            return report
    return CrawlReport(
        source_id=job.source.id,
        started_at=job.started_at,
        finished_at=datetime.now(UTC),
        errors=(f"{job.source.id}: the crawl's process ended with status {status} and no report; see {log_path(job)}",),
    )
