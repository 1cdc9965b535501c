"""A source of records as config/sources.yml describes it, and one crawl of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One block of sources.yml: what is fetched, how politely, and what is to be expected of it."""

    id: str
    """Name on the command line: ``uspto-daily``, ``cmecf-rss``."""
    title: str
    spider: str
    """Name of the Scrapy spider that reads it."""
    urls: Mapping[str, str] = field(default_factory=dict)
    """Name → address. For court feeds the name is the court id; for an API the name of the end point."""
    enabled: bool = True
    schedule: str = "every 24h"
    """``every 10m``, ``every 24h`` or five cron fields in UTC (``15 6 * * *``)."""
    key_setting: str | None = None
    """Setting that holds the key the source needs, e.g. ``uspto.api_key``; ``None``: no key needed."""
    key_from: str = ""
    """Where a user gets the key."""
    missed_without: str = ""
    """What is not seen without this source."""
    robots: str = "obey"
    """``obey``, or ``published feed: <why>`` where the office publishes the address for machines."""
    max_bytes: int = 64 * 1024 * 1024
    """Cap of one response body as received, and of a feed unpacked."""
    max_unpacked_bytes: int = 4 * 1024 * 1024 * 1024
    """Cap of an archive's contents."""
    delay_seconds: float = 1.0
    concurrency: int = 1
    """Requests at a time to one host."""
    timeout_seconds: float = 60.0
    min_items: int = 1
    """Fewer cases or items than this in one crawl is an alarm."""
    stale_after_hours: float | None = None
    """A feed whose own build date is older than this is an alarm."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Spider's own settings (``product``, ``days`` …)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlJob:
    """Everything one crawl needs to know; it is handed to the crawl's own process as JSON."""

    source: Source
    home: str
    """LOOKOUT_HOME: spool/, warc/, state/ lie in it."""
    contact: str
    """Web page or e-mail address that goes into the User-Agent."""
    started_at: datetime
    inputs: tuple[str, ...] = ()
    """``--from``: files or URLs to read in place of the source's own; the source's state is then neither read nor kept."""
    out: str | None = None
    """Spool file to write; ``None``: a new one in ``home/spool``."""
    api_key: str | None = None
