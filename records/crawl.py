"""Where a record came from, what a crawl did, what it had to set aside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRef:
    """The response a record was read from; enough to fetch the stored bytes again and check them."""

    source_id: str
    url: str
    fetched_at: datetime
    sha256: str
    """Of the response body as received, lower-case hexadecimal."""
    warc_file: str | None = None
    """Name of the WARC file in ``LOOKOUT_HOME/warc`` that holds the response."""
    warc_offset: int | None = None
    """Byte offset of the WARC record in that file."""
    parser_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A record that could not be taken, with the reason and the place; the rest of its file went on."""

    source_id: str
    url: str
    place: str
    """Where in the response: ``case-file 17, serial-number 98763166``, ``item 4``."""
    code: str
    """Short stable name of the reason: ``missing-key``, ``bad-date``, ``not-xml``, ``too-large`` …"""
    reason: str
    raw: str = ""
    """The offending text, cut to 64 KiB."""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlReport:
    """Counts of one crawl of one source. ``present = kept + quarantined + duplicates + unchanged``."""

    source_id: str
    started_at: datetime
    finished_at: datetime
    responses: int = 0
    bytes_received: int = 0
    present: int = 0
    """Cases or items the responses hold."""
    kept: int = 0
    quarantined: int = 0
    duplicates: int = 0
    """Repeats, inside this crawl, of a record already taken in it."""
    unchanged: int = 0
    """Items already taken by an earlier crawl and not changed since."""
    records: Mapping[str, int] = field(default_factory=dict)
    """Spool lines by record type; one item may give more than one line (an entry and its docket)."""
    unread: Mapping[str, int] = field(default_factory=dict)
    """Elements of the format that the parser met and did not read, with how often."""
    spool_file: str | None = None
    alarms: tuple[str, ...] = ()
    """What is wrong with the source's health, in words; empty is healthy."""
    errors: tuple[str, ...] = ()
    """Failures that cut the crawl short, in words."""

    @property
    def ok(self) -> bool:
        """True where nothing failed and the counts add up."""
        return not self.errors and self.present == self.kept + self.quarantined + self.duplicates + self.unchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRun:
    """The last run of one scheduled job, kept so that a restart knows what to catch up."""

    job_id: str
    started_at: datetime
    finished_at: datetime | None = None
    ok: bool | None = None
    summary: str = ""
    last_success_at: datetime | None = None
    alarms: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """One row a job."""
        return self.job_id
