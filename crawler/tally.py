"""The counts of one crawl while it runs."""

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from records.crawl import CrawlReport
from records.source import CrawlJob

MESSAGES = 100
"""So many errors and alarms are told one by one; the rest as a number."""


@dataclass(slots=True)
class Tally:
    """Counters named as in CrawlReport."""

    responses: int = 0
    bytes_received: int = 0
    present: int = 0
    kept: int = 0
    quarantined: int = 0
    duplicates: int = 0
    unchanged: int = 0
    records: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    alarms: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    opened: float = field(default_factory=time.monotonic)

    def now(self, job: CrawlJob) -> datetime:
        """The time by the clock of whoever started the job, which need not be this machine's (a replayed day)."""
        return job.started_at + timedelta(seconds=time.monotonic() - self.opened)

    def stopped(self, words: str) -> None:
        """The crawl ended in the middle of a response: what counts as present is what was taken in hand."""
        self.errors.append(words)
        self.present = self.kept + self.quarantined + self.duplicates + self.unchanged

    def report(self, job: CrawlJob, *, spool_file: str | None) -> CrawlReport:
        """The report of the finished crawl."""
        return CrawlReport(
            source_id=job.source.id,
            started_at=job.started_at,
            finished_at=self.now(job),
            responses=self.responses,
            bytes_received=self.bytes_received,
            present=self.present,
            kept=self.kept,
            quarantined=self.quarantined,
            duplicates=self.duplicates,
            unchanged=self.unchanged,
            records=dict(self.records),
            unread=dict(self.unread),
            spool_file=spool_file,
            alarms=_bounded(self.alarms),
            errors=_bounded(self.errors),
        )


def _bounded(messages: list[str]) -> tuple[str, ...]:
    if len(messages) <= MESSAGES:
        return tuple(messages)
    return (*messages[:MESSAGES], f"and {len(messages) - MESSAGES} more of this kind")
