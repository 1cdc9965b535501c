"""A home, a playing office and a way to crawl it, for every test of the crawler."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.run import run_crawl
from records.crawl import CrawlReport, Quarantined
from records.docket import Docket, DocketEntry
from records.errors import WireError
from records.filing import Filing
from records.source import CrawlJob, Source
from records.wire import Record, read_lines
from tests.fakes.office import OfficeServer

NOW = datetime(2024, 2, 6, 15, 30, tzinfo=UTC)
"""A quarter of an hour after the golden district feed was built."""
COURTS = Source(
    id="cmecf-rss",
    title="Court feeds",
    spider="cmecf_rss",
    robots="published feed: the courts publish them",
    stale_after_hours=3,
    delay_seconds=0,
    timeout_seconds=2,
    concurrency=4,
    max_bytes=1_000_000,
    options={"back_off_seconds": "0.05", "patience_seconds": "3", "retry_times": "2"},
)


@dataclass(frozen=True, slots=True)
class Crawled:
    """What a crawl left behind."""

    report: CrawlReport
    records: Sequence[Record] = field(default_factory=tuple)

    @property
    def entries(self) -> list[DocketEntry]:
        return [record for record in self.records if isinstance(record, DocketEntry)]

    @property
    def dockets(self) -> list[Docket]:
        return [record for record in self.records if isinstance(record, Docket)]

    @property
    def filings(self) -> list[Filing]:
        return [record for record in self.records if isinstance(record, Filing)]

    @property
    def quarantined(self) -> list[Quarantined]:
        return [record for record in self.records if isinstance(record, Quarantined)]


Crawl = Callable[..., Crawled]


@pytest.fixture
def office() -> Iterator[OfficeServer]:
    """A server that plays the offices."""
    with OfficeServer() as server:
        yield server


@pytest.fixture
def make_job(tmp_path: Path) -> Callable[..., CrawlJob]:
    """A job in a home of its own; later crawls of one test are five minutes apart."""
    started: list[datetime] = []

    def make(source: Source, *, now: datetime | None = None, **more: Any) -> CrawlJob:
        started.append(now or NOW + timedelta(minutes=5 * len(started)))
        return CrawlJob(source=source, home=str(tmp_path), contact="https://example.org/contact", started_at=started[-1], **more)

    return make


@pytest.fixture
def crawl(make_job: Callable[..., CrawlJob]) -> Crawl:
    """Run a real crawl in its child process, and read its spool."""

    def run(source: Source, **more: Any) -> Crawled:
        report = run_crawl(make_job(source, **more))
        assert report.present == report.kept + report.quarantined + report.duplicates + report.unchanged
        return Crawled(report, read_spool(report.spool_file))

    return run


def read_spool(name: str | None) -> list[Record]:
    """Every record of a spool; a bad line fails the test."""
    if name is None:
        return []
    records = []
    with Path(name).open("rb") as lines:
        for record in read_lines(lines, name=name):
            assert not isinstance(record, WireError), record
            records.append(record)
    return records


def court_feed(
    court: str, items: Mapping[int, str], *, built: str = "Tue, 06 Feb 2024 15:15:02 GMT", scope: str = "all"
) -> bytes:
    """A feed with one order for each case id → caption."""
    host = f"https://ecf.{court}.uscourts.gov"
    body = "".join(
        f"<item><title>1:24-cv-{case:05} {caption}</title><link>{host}/cgi-bin/DktRpt.pl?{case}</link>"
        f"<description>[Order] (&#x3C;a href=&#x22;{host}/doc1/06713{case:07}?caseid={case}&#x26;de_seq_num=7&#x22; &#x3E;3"
        f"&#x3C;/a&#x3E;)</description><guid isPermaLink='true'>{host}/cgi-bin/DktRpt.pl?{case}&#x26;7</guid>"
        "<pubDate>Tue, 06 Feb 2024 10:00:00 GMT</pubDate></item>\n"
        for case, caption in items.items()
    )
    return (
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n<rss version="2.0"><channel>'
        f"<title>{court} - Recent Entries</title><link>{host}</link><description>Docket entries of type: {scope}</description>"
        f"<lastBuildDate>{built}</lastBuildDate>\n{body}</channel></rss>"
    ).encode()
