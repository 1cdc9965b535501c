"""One round: crawl → load → match → raise → deliver. The only file that knows the order.

Every step takes up what is due and leaves the next step's work in the store in the same write that ends its own; all writes are
idempotent. So a round may stop anywhere, be killed anywhere, or run beside another one, whole or in part: the next round goes on
from there. Where one machine is not enough, each process does only some of the steps.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from alerts.outbox import DeliveryReport
from desk.jobs import crawl
from desk.spool import LoadReport
from desk.steps import MatchReport, RaiseReport, deliver, load, match_new_records, match_new_watches, raise_alerts
from desk.wiring import Desk
from index.threads import in_thread
from records import CrawlReport
from records.source import Source


class Step(StrEnum):
    """The steps of a round, in their order."""

    CRAWL = "crawl"
    LOAD = "load"
    MATCH = "match"
    RAISE = "raise"
    DELIVER = "deliver"


ALL_STEPS = frozenset(Step)


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


async def run_round(
    desk: Desk, sources: Sequence[Source] = (), *, steps: frozenset[Step] = ALL_STEPS, progress: Progress | None = None
) -> RoundReport:
    """Crawl the given sources, then take everything that is due through to delivery; or as far as the steps go."""
    report = RoundReport()
    tell = progress or (lambda _step, _report: None)

    if Step.CRAWL in steps:  # the offices' bytes → a spool of JSON lines, raw responses kept as evidence
        with _timed(report, Step.CRAWL):
            for source in sources:
                report.crawls.append(await crawl(desk, source))
                tell(Step.CRAWL, report)

    if Step.LOAD in steps:  # spool → store; a new or changed record is due for matching
        with _timed(report, Step.LOAD):
            report.loaded = await in_thread(load, desk)
        tell(Step.LOAD, report)

    if Step.MATCH in steps:  # records due against all watches, watches due against all records
        with _timed(report, Step.MATCH):
            await in_thread(match_new_records, desk, report.matched)
            await in_thread(match_new_watches, desk, report.matched)
        tell(Step.MATCH, report)

    if Step.RAISE in steps:  # a match becomes an alert, or a named reason for silence
        with _timed(report, Step.RAISE):
            report.raised = await in_thread(raise_alerts, desk)
        tell(Step.RAISE, report)

    if Step.DELIVER in steps:  # an alert goes to every address of its client, through the outbox
        with _timed(report, Step.DELIVER):
            report.delivered = await deliver(desk)
        tell(Step.DELIVER, report)

    return report


@contextmanager
def _timed(report: RoundReport, step: Step) -> Iterator[None]:
    started = time.perf_counter()
    yield
    report.seconds[step] = time.perf_counter() - started
