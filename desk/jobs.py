"""One crawl as a job of the desk: run it in its own process and keep what became of it for the schedule and the doctor."""

from dataclasses import replace
from datetime import datetime

from crawler.run import run_crawl_async
from desk.wiring import Desk
from index.schema import JOB_RUNS
from index.store import Store
from index.threads import in_thread
from records import CrawlReport, JobRun
from records.source import Source


def crawl_job_id(source_id: str) -> str:
    """The id of the job that crawls a source."""
    return f"crawl:{source_id}"


async def crawl(desk: Desk, source: Source) -> CrawlReport:
    """Crawl a source in a child process; cancelling this ends the child."""
    report = await run_crawl_async(desk.job(source))
    run = JobRun(
        job_id=crawl_job_id(source.id),
        started_at=report.started_at,
        finished_at=report.finished_at,
        ok=went_well(report),
        summary=crawl_summary(report),
        alarms=troubles(report),
    )
    await in_thread(record_job, desk.store, run, now=desk.clock())
    return report


def went_well(report: CrawlReport) -> bool:
    """True where something was read: one court of eighty that does not answer is an alarm, not a failed crawl."""
    return not report.errors or report.present > 0


def troubles(report: CrawlReport) -> tuple[str, ...]:
    """Everything wrong with a crawl, errors first, each once."""
    return tuple(dict.fromkeys((*report.errors, *report.alarms)))


def crawl_summary(report: CrawlReport) -> str:
    """The counts of a crawl in one line."""
    also = {"quarantined": report.quarantined, "duplicates": report.duplicates, "unchanged": report.unchanged}
    parts = (f"{number:,} {name}" for name, number in also.items() if number)
    return ", ".join((f"{report.present:,} present", f"{report.kept:,} kept", *parts))


def record_job(store: Store, run: JobRun, *, now: datetime) -> None:
    """Keep the last run of a job, and when it last went well."""
    before = last_run(store, run.job_id)
    success = run.finished_at if run.ok else (before.last_success_at if before else None)
    store.write(JOB_RUNS, [JOB_RUNS.row(replace(run, last_success_at=success))], now=now)


def last_run(store: Store, job_id: str) -> JobRun | None:
    """The last run of a job, ``None`` where it never ran."""
    row = store.get(JOB_RUNS, [job_id]).get(job_id)
    return row.record if row and isinstance(row.record, JobRun) else None
