"""What every spider does the same way: start from the source or from ``--from``, and never let one response end the others."""

from abc import abstractmethod
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.context import CrawlContext, context_of
from crawler.download import INPUT_SCHEME, UnreachableError
from crawler.items import Batch, Material
from crawler.parse.pages import HEAD, refuse_page
from records.crawl import Quarantined, SourceRef
from records.errors import BlockedError, EmptyResponseError, KeyMissingError, LookoutError, SourceError

RAW_LIMIT = 64 * 1024
WHOLE = "the whole response"
KEY_REFUSED = frozenset({"http-401", "http-403"})


class LookoutSpider(Spider):
    """A source's spider: says what to ask for (``requests``) and how to read an answer (``read``)."""

    name = "lookout"
    to_disk = False
    """Whether a response may be too large to be held in memory."""

    @property
    def context(self) -> CrawlContext:
        """The running crawl."""
        return context_of(self.crawler)

    @abstractmethod
    def requests(self) -> Iterator[Request]:
        """The source's own addresses."""

    @abstractmethod
    def read(self, material: Material, response: Response) -> Iterator[Batch | Request]:
        """Read one response. Raises SourceError, after the batches that could be read."""

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the ``--from`` inputs where the job has any, else for the source's own addresses."""
        job = self.context.job
        if job.inputs:
            for place, address in enumerate(job.inputs):
                yield self._input_request(place, address)
            return
        if job.source.key_setting and not job.api_key:
            source = job.source
            error = KeyMissingError(
                f"{source.id} needs a key: set {source.key_setting}. You get it from {source.key_from or 'the office'}. "
                f"Without it you miss: {source.missed_without or 'this source'}"
            )
            yield self.failure(source.id, next(iter(source.urls.values()), ""), error)
            return
        for request in self.requests():
            yield request

    def request(
        self,
        name: str,
        url: str,
        *,
        callback: Callable[[Response], Iterator[Batch | Request]] | None = None,
        headers: Mapping[str, str] | None = None,
        **meta: Any,
    ) -> Request:
        """One request; ``name`` stands for it in messages and state."""
        return Request(
            url,
            callback=callback or self.receive,
            errback=self.failed,
            headers=dict(headers or {}),
            meta={"name": name, **meta},
            dont_filter=True,
        )

    def receive(self, response: Response) -> Iterator[Batch | Request]:
        """Hand an answer to ``read``; a SourceError becomes an error of the report and a line in quarantine."""
        meta = response.meta
        source: SourceRef = meta["source"]
        path = Path(meta["body_file"]) if meta.get("body_file") else None
        material = Material(name=meta["name"], source=source, size=meta["size"], body=response.body, path=path)
        self.context.tally.responses += 1
        try:
            yield from self.read(material, response)
        except SourceError as error:
            yield self.failure(material.name, material.url, error, raw=start_of(material))
        finally:
            if path is not None and not _is_input(response.url):
                path.unlink(missing_ok=True)

    def failed(self, failure: Failure) -> Iterator[Batch]:
        """Account for a request that got no usable answer."""
        request: Request = failure.request
        error, raw = _explain(failure.value, request)
        if request.meta.get("with_key") and getattr(error, "code", "") in KEY_REFUSED:
            error = UnreachableError(f"{error}: the key in {self.context.job.source.key_setting} was refused", error.code)
        url = request.meta.get("redirect_urls", [request.url])[0]
        yield self.failure(request.meta.get("name", url), self._shown(url), error, raw=raw)

    def failure(self, name: str, url: str, error: LookoutError, *, raw: bytes = b"", place: str = WHOLE) -> Batch:
        """Note a failure of a whole response, or of a whole file in it, in the report, and give its quarantine line."""
        tally = self.context.tally
        told = str(error) if place == WHOLE else f"{place}: {error}"
        words = told if name in told else f"{name}: {told}"
        tally.errors.append(words)
        if isinstance(error, BlockedError | EmptyResponseError) and not self.context.job.inputs:
            tally.alarms.append(words)
        return Batch(
            failures=(
                Quarantined(
                    source_id=self.context.job.source.id,
                    url=url,
                    place=place,
                    code=getattr(error, "code", "source"),
                    reason=str(error),
                    raw=raw[:RAW_LIMIT].decode("utf-8", "replace"),
                ),
            )
        )

    def failures(self, material: Material, problems: Sequence[tuple[str, SourceError]], *, members: int) -> Iterator[Batch]:
        """Note what was wrong with files of an archive, by place; what is wrong with its only one is the archive's own."""
        for place, problem in problems:
            place = place if members > 1 else WHOLE
            yield self.failure(material.name, material.url, problem, raw=start_of(material), place=place)

    def _input_request(self, place: int, address: str) -> Request:
        if urlsplit(address).scheme in {"http", "https"}:
            return self.request(address, address, to_disk=self.to_disk, with_key=True)
        return self.request(address, f"{INPUT_SCHEME}://{place}/", dont_obey_robotstxt=True)

    def _shown(self, url: str) -> str:
        if not _is_input(url):
            return url
        return Path(self.context.job.inputs[int(urlsplit(url).netloc)]).absolute().as_uri()


def _explain(error: BaseException, request: Request) -> tuple[SourceError, bytes]:
    """What a download failure means, and the bytes that came."""
    if isinstance(error, SourceError):
        return error, b""
    if isinstance(error, HttpError):
        answer = error.response
        try:
            refuse_page(answer.body, url=request.url)
        except BlockedError as blocked:
            return blocked, answer.body[:HEAD]
        except SourceError:
            pass
        wait = answer.headers.get("Retry-After")
        asked = f", asks to wait {wait.decode('latin-1')}" if wait else ""
        return UnreachableError(f"{request.url}: HTTP {answer.status}{asked}", f"http-{answer.status}"), answer.body[:HEAD]
    if isinstance(error, IgnoreRequest):
        return UnreachableError(f"{request.url}: not fetched: {error}", "refused"), b""
    code = "truncated" if isinstance(error, ResponseDataLossError) else "unreachable"
    return UnreachableError(str(error) or type(error).__name__, code), b""


def _is_input(url: str) -> bool:
    return urlsplit(url).scheme == INPUT_SCHEME


def start_of(material: Material) -> bytes:
    """The first bytes of a response, for quarantine."""
    if material.path is None:
        return material.body[:HEAD]
    with material.path.open("rb") as file:
        return file.read(HEAD)
