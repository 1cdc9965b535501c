"""Download handlers: HTTP that streams a body to disk where the request asks for it, and the user's own ``--from`` files.

Scrapy 2.19 holds every body in memory. A request with ``meta["to_disk"]`` gets an empty ``response.body`` and the path of the
bytes in ``meta["body_file"]``; any other gets its body as usual. Both are capped while they are received. The handler sends what
the middlewares made of the request and nothing else, follows no redirect, keeps no cookie and verifies certificates.
"""

import asyncio
import ssl
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from yarl import URL

from crawler.context import context_of
from crawler.politeness import RETRY_STATUSES, read_retry_after
from records.errors import SourceError, TooLargeError

INPUT_SCHEME = "input"
"""``input://0/`` is the first of the job's ``--from`` files; no other file can be named this way."""
_CONNECT_SECONDS = 30.0
_PIECE = 64 * 1024


class HttpHandler(BaseDownloadHandler):
    """HTTP and HTTPS over aiohttp."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._session: aiohttp.ClientSession | None = None
        self._maxsize = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        context = context_of(crawler)
        self._downloads, self._gate = context.downloads, context.gate
        self._patience = crawler.settings.getfloat("LOOKOUT_PATIENCE")

    async def download_request(self, request: Request) -> Response:
        """Send one request.

        Raises Scrapy's download errors, and TooLargeError for a body over the cap.
        """
        await self._gate.passed(request.url)
        started = time.monotonic()
        async with self._exchange(request) as answer:
            request.meta["download_latency"] = time.monotonic() - started
            headers = Headers(list(answer.headers.items()))
            asked = read_retry_after(answer.headers.get("Retry-After"), now=datetime.now(UTC))
            if answer.status in RETRY_STATUSES and asked is not None and asked <= self._patience:
                # Here and not in the middleware: the next request to the host may leave before that runs.
                self._gate.hold(request.url, asked)
            limit = int(request.meta.get("download_maxsize", self._maxsize))
            declared = answer.content_length
            if declared is not None and declared > limit:
                raise TooLargeError(f"{request.url}: {declared:,} bytes announced, {limit:,} allowed")
            if request.meta.get("to_disk") and answer.status == 200:
                request.meta["body_file"] = str(await self._to_disk(answer, limit, request.url))
                return Response(request.url, status=answer.status, headers=headers)
            body = b"".join([piece async for piece in _capped(answer, limit, request.url)])
        kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
        return kind(url=request.url, status=answer.status, headers=headers, body=body)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _to_disk(self, answer: aiohttp.ClientResponse, limit: int, url: str) -> Path:
        with tempfile.NamedTemporaryFile(dir=self._downloads, prefix="body-", delete=False) as file:
            try:
                async for piece in _capped(answer, limit, url):
                    file.write(piece)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
            return Path(file.name)

    @asynccontextmanager
    async def _exchange(self, request: Request) -> AsyncIterator[aiohttp.ClientResponse]:
        if self._session is None:
            self._session = _open_session()
        timeout = float(request.meta.get("download_timeout") or 60.0)
        headers = request.headers.copy()
        proxy_authorization = headers.pop(b"Proxy-Authorization", None)
        try:
            async with self._session.request(
                request.method,
                URL(request.url, encoded=True),
                data=request.body or None,
                headers=headers.to_tuple_list(),
                timeout=aiohttp.ClientTimeout(total=timeout, sock_connect=min(timeout, _CONNECT_SECONDS)),
                allow_redirects=False,
                proxy=request.meta.get("proxy"),
                proxy_headers={"Proxy-Authorization": proxy_authorization[0].decode()} if proxy_authorization else None,
            ) as answer:
                yield answer
        except TimeoutError as error:
            raise DownloadTimeoutError(f"{request.url}: no complete answer in {timeout:g} seconds") from error
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as error:
            raise UnsupportedURLSchemeError(f"{request.url}: not an HTTP address") from error
        except aiohttp.ClientConnectorDNSError as error:
            raise CannotResolveHostError(f"{request.url}: the host name is not known") from error
        except aiohttp.ClientConnectorError as error:
            raise DownloadConnectionRefusedError(f"{request.url}: no connection: {error}") from error
        except aiohttp.ClientPayloadError as error:
            raise ResponseDataLossError(f"{request.url}: the answer was cut short: {error}") from error
        except aiohttp.ClientError as error:
            raise DownloadFailedError(f"{request.url}: {type(error).__name__}: {error}") from error


class InputHandler(BaseDownloadHandler):
    """The job's ``--from`` files, read in place: nothing is copied or held."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._inputs = context_of(crawler).job.inputs

    async def download_request(self, request: Request) -> Response:
        """Give an empty response with the file's path in ``meta["body_file"]``. Raises UnreachableError."""
        path = Path(self._inputs[int(urlsplit(request.url).netloc)])
        if not path.is_file():
            raise UnreachableError(f"{path}: no such file", "no-file")
        request.meta["body_file"] = str(path.resolve())
        return Response(request.url)


class UnreachableError(SourceError):
    """No answer that could be read: no file, no connection, an HTTP status that is an error."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


def _open_session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=ssl.create_default_context(), limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        trust_env=False,
    )


async def _capped(answer: aiohttp.ClientResponse, limit: int, url: str) -> AsyncIterator[bytes]:
    received = 0
    async for piece in answer.content.iter_chunked(_PIECE):
        received += len(piece)
        if received > limit:
            raise TooLargeError(f"{url}: more than the {limit:,} bytes allowed")
        yield piece
        await asyncio.sleep(0)
