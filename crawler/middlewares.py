"""Lookout's downloader middlewares: patience with a busy office, the key for the right host only, evidence of every response."""

import asyncio
import logging
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.context import CrawlContext, context_of
from crawler.download import INPUT_SCHEME
from crawler.evidence import digest_stream
from crawler.politeness import REDIRECT_SLOT, RETRY_STATUSES, header, read_retry_after
from records.crawl import SourceRef

_log = logging.getLogger(__name__)
_TRY_AGAIN = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)


_OF_REDIRECTS = (
    "redirect_times",
    "redirect_ttl",
    "redirect_urls",
    "redirect_reasons",
    "download_slot",
    "autothrottle_dont_adjust_delay",
)


class _Component:
    """What middlewares and extensions get from Scrapy."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.context: CrawlContext = context_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)


class PatienceMiddleware(_Component):
    """Tries a failed request again, as late as the office asks; until then nothing at all is sent to that host."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._times = crawler.settings.getint("LOOKOUT_RETRY_TIMES")
        self._back_off = crawler.settings.getfloat("LOOKOUT_BACK_OFF")
        self._patience = crawler.settings.getfloat("LOOKOUT_PATIENCE")

    def process_request(self, request: Request) -> None:
        """Follow a redirect at once, for its address may be signed for seconds only."""
        if request.meta.get("redirect_times"):
            request.meta["download_slot"] = REDIRECT_SLOT
            request.meta["autothrottle_dont_adjust_delay"] = True

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Repeat what the office asked to repeat, within patience."""
        expired = response.status == 403 and bool(request.meta.get("redirect_times"))
        if response.status not in RETRY_STATUSES and not expired:
            return response
        asked = read_retry_after(header(response.headers, "Retry-After"), now=datetime.now(UTC))
        return self._again(request, f"HTTP {response.status}", asked) or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Repeat after a lost connection."""
        return self._again(request, str(exception), None) if isinstance(exception, _TRY_AGAIN) else None

    def _again(self, request: Request, reason: str, asked: float | None) -> Request | None:
        tries = int(request.meta.get("lookout_tries", 0)) + 1
        wait = asked if asked is not None else self._back_off * 2 ** (tries - 1)
        if tries > self._times or wait > self._patience:
            _log.warning("Giving up %s after %d tries: %s (Retry-After %s)", request.url, tries, reason, asked)
            return None
        _log.info("Trying %s again in %.1f s: %s", request.url, wait, reason)
        self.context.gate.hold(request.url, wait)
        # A signed address is used once: trying again starts where the redirects began.
        again = request.replace(url=request.meta.get("redirect_urls", [request.url])[0], dont_filter=True)
        for name in _OF_REDIRECTS:
            again.meta.pop(name, None)
        again.meta["lookout_tries"] = tries
        return again


class KeyMiddleware(_Component):
    """Puts the source's key on a request that asks for it, if it goes to a host the source's block names and is no redirect."""

    HEADER = "x-api-key"

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._origins = {_origin(url) for url in self.context.job.source.urls.values()}

    def process_request(self, request: Request) -> None:
        """Set or take off the key."""
        request.headers.pop(self.HEADER, None)
        redirected = bool(request.meta.get("redirect_times"))
        key = self.context.job.api_key
        if key and request.meta.get("with_key") and not redirected and _origin(request.url) in self._origins:
            request.headers[self.HEADER] = key


class EvidenceMiddleware(_Component):
    """Stores every response as it came; ``meta["source"]`` and ``meta["size"]`` are what a record needs to refer to it."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._one_at_a_time = asyncio.Lock()

    async def process_response(self, request: Request, response: Response) -> Response:
        """Write the response's WARC record."""
        async with self._one_at_a_time:
            source, size = await asyncio.to_thread(self._keep, request, response)
        request.meta["source"], request.meta["size"] = source, size
        self.context.tally.bytes_received += size
        return response

    def _keep(self, request: Request, response: Response) -> tuple[SourceRef, int]:
        job, fetched_at = self.context.job, self.context.tally.now(self.context.job)
        body_file = request.meta.get("body_file") if not response.body else None
        if urlsplit(request.url).scheme == INPUT_SCHEME:
            path = Path(str(body_file))
            with path.open("rb") as stream:
                digest, size = digest_stream(stream)
            return SourceRef(source_id=job.source.id, url=path.as_uri(), fetched_at=fetched_at, sha256=digest), size
        stream_of: BinaryIO
        if body_file:
            with Path(body_file).open("rb") as stream_of:
                digest, size = digest_stream(stream_of)
                offset = self._store(request, response, stream_of, digest, fetched_at)
        else:
            digest, size = sha256(response.body).hexdigest(), len(response.body)
            offset = self._store(request, response, BytesIO(response.body), digest, fetched_at)
        source = SourceRef(
            source_id=job.source.id,
            # The address that was asked for: what it redirects to may be signed and short-lived.
            url=request.meta.get("redirect_urls", [request.url])[0],
            fetched_at=fetched_at,
            sha256=digest,
            warc_file=self.context.warc.path.name,
            warc_offset=offset,
        )
        return source, size

    def _store(self, request: Request, response: Response, body: BinaryIO, digest: str, fetched_at: datetime) -> int:
        headers = [
            (name.decode("latin-1"), value.decode("latin-1")) for name, values in response.headers.items() for value in values
        ]
        return self.context.warc.write_response(
            request.url, fetched_at=fetched_at, status=response.status, headers=headers, body=body, digest=digest
        )


class ErrorListener(_Component):
    """Turns what goes wrong inside a spider or pipeline into an error of the report: it must not be seen in a log file only."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        crawler.signals.connect(self.failed, signal=signals.spider_error)
        crawler.signals.connect(self.failed, signal=signals.item_error)
        crawler.signals.connect(self.closed, signal=signals.spider_closed)

    def failed(self, failure: Failure) -> None:
        """A callback or the pipeline raised."""
        self.context.tally.errors.append(f"internal error: {type(failure.value).__name__}: {failure.value}")

    def closed(self, spider: Spider, reason: str) -> None:
        """The crawl ended; any reason but ``finished`` is an error."""
        if reason != "finished":
            self.context.tally.errors.append(f"{spider.name}: the crawl was stopped before its end ({reason})")


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
