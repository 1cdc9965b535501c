"""How a source wants to be treated: its block in sources.yml → Scrapy's settings, and how long to wait when it says so."""

import asyncio
import re
import time
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import urlsplit

from records.source import CrawlJob

# A block's options may set ``retry_times``, ``back_off_seconds`` and ``patience_seconds`` in place of these.
MAX_REDIRECTS = 3
RETRY_TIMES = 3
RETRY_STATUSES = (408, 429, 500, 502, 503, 504)
BACK_OFF_SECONDS = 2.0
"""First wait after a failure without Retry-After; it doubles with every further one."""
REDIRECT_SLOT = "redirected"
"""Slot of requests that follow a redirect: the delay was kept by the request that was redirected."""
PATIENCE_SECONDS = 180.0
"""The longest Retry-After that is waited for; a source that wants more is left until its next crawl."""


def software() -> str:
    """Name and version, as it stands in the User-Agent and in WARC files."""
    try:
        return f"Lookout/{version('lookout-ip')}"
    except PackageNotFoundError:
        return "Lookout"


def user_agent(contact: str) -> str:
    """Who crawls, and where to complain (RFC 9110 §10.1.5)."""
    reachable = re.sub(r"[^\x21-\x7e]+", " ", contact).replace("(", "").replace(")", "").strip()
    return f"{software()} (+{reachable})" if reachable else software()


def obeys_robots(robots: str) -> bool:
    """False only where the block says that the office publishes the address for machines (``published feed: …``)."""
    return not robots.strip().lower().startswith("published feed")


def polite_settings(job: CrawlJob) -> dict[str, Any]:
    """Scrapy settings of the source's block."""
    source = job.source
    return {
        "USER_AGENT": user_agent(job.contact),
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "*/*",
            # As received is as stored: the SHA-256 of the evidence is the SHA-256 of the document itself.
            "Accept-Encoding": "identity",
        },
        "ROBOTSTXT_OBEY": obeys_robots(source.robots),
        "ROBOTSTXT_USER_AGENT": "Lookout",
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_DELAY": source.delay_seconds,
        # An office that allows five files in ten seconds means it: no random shortening of the delay.
        "DOWNLOAD_DELAY_JITTER": 0,
        "DOWNLOAD_SLOTS": {REDIRECT_SLOT: {"concurrency": source.concurrency, "delay": 0, "jitter": 0}},
        "DOWNLOAD_MAXSIZE": source.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": source.timeout_seconds,
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": source.concurrency,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": source.delay_seconds,
        "AUTOTHROTTLE_MAX_DELAY": 60.0,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": float(source.concurrency),
        "REDIRECT_MAX_TIMES": MAX_REDIRECTS,
        "LOOKOUT_RETRY_TIMES": int(source.options.get("retry_times", RETRY_TIMES)),
        "LOOKOUT_BACK_OFF": float(source.options.get("back_off_seconds", BACK_OFF_SECONDS)),
        "LOOKOUT_PATIENCE": float(source.options.get("patience_seconds", PATIENCE_SECONDS)),
    }


class HostGate:
    """Holds back what is sent to a host until a time; the download handler waits at it, with the request's slot taken."""

    def __init__(self) -> None:
        self._not_before: dict[str, float] = {}

    def hold(self, url: str, seconds: float) -> None:
        """Nothing goes to the host of ``url`` for so long."""
        self._not_before[urlsplit(url).netloc] = time.monotonic() + seconds

    async def passed(self, url: str) -> None:
        """Wait until the host may be asked again."""
        while (wait := self._not_before.get(urlsplit(url).netloc, 0.0) - time.monotonic()) > 0:
            await asyncio.sleep(wait)


def read_retry_after(value: str | None, *, now: datetime) -> float | None:
    """Seconds a Retry-After header asks for (RFC 9110 §10.2.3: seconds or a date); ``None`` where it says nothing readable."""
    text = (value or "").strip()
    if re.fullmatch(r"\d{1,9}", text):
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (TypeError, ValueError):
        return None


def header(headers: Mapping[bytes, bytes | None], name: str) -> str | None:
    """A header's value as text."""
    value = headers.get(name.encode())
    return value.decode("latin-1") if value is not None else None
