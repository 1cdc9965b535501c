"""One round: crawl → load → match → raise → deliver. The only file that knows the order.

Every step takes up what is due and leaves the next step's work in the store in the same write that ends its own; all writes are
idempotent. So a round may stop anywhere, be killed anywhere, or run beside another one: the next round goes on from there.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from alerts.outbox import DeliveryReport
from desk.jobs import crawl
from desk.spool import LoadReport
from desk.steps import MatchReport, RaiseReport, deliver, load, match_new_records, match_new_watches, raise_alerts
from desk.stopping import in_thread
from desk.wiring import Desk
from records import CrawlReport
from records.source import Source


@dataclass(slots=True)
class RoundReport:
    """What one round did, and how long each step took in seconds."""

    crawls: list[CrawlReport] = field(default_factory=list)
    loaded: LoadReport = field(default_factory=LoadReport)
    matched: MatchReport = field(default_factory=MatchReport)
    raised: RaiseReport = field(default_factory=RaiseReport)
    delivered: DeliveryReport | None = None
    seconds: dict[str, float] = field(default_factory=dict)


Progress = Callable[[str, RoundReport], None]


async def run_round(desk: Desk, sources: Sequence[Source] = (), *, progress: Progress | None = None) -> RoundReport:
    """Crawl the given sources, then take everything that is due through to delivery."""
    report = RoundReport()
    tell = progress or (lambda _step, _report: None)

    with _timed(report, "crawl"):  # the offices' bytes → a spool of JSON lines, raw responses kept as evidence
        for source in sources:
            report.crawls.append(await crawl(desk, source))
            tell("crawl", report)

    with _timed(report, "load"):  # spool → store; a new or changed record is due for matching
        report.loaded = await in_thread(load, desk)
    tell("load", report)

    with _timed(report, "match"):  # records due against all watches, watches due against all records
        await in_thread(match_new_records, desk, report.matched)
        await in_thread(match_new_watches, desk, report.matched)
    tell("match", report)

    with _timed(report, "raise"):  # a match becomes an alert, or a named reason for silence
        report.raised = await in_thread(raise_alerts, desk)
    tell("raise", report)

    with _timed(report, "deliver"):  # an alert goes to every address of its client, through the outbox
        report.delivered = await deliver(desk)
    tell("deliver", report)

    return report


@contextmanager
def _timed(report: RoundReport, step: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    report.seconds[step] = time.perf_counter() - started
