"""Recent docket entries of the federal courts, from their CM/ECF RSS feeds."""

from collections.abc import Iterator
from pathlib import Path

from scrapy import Request
from scrapy.http import Response

from crawler.health import feed_alarms
from crawler.items import Batch, Material, batches
from crawler.parse.archive import is_packed, open_members
from crawler.parse.cmecf_rss import PARSER_VERSION, Feed, parse_feed
from crawler.politeness import header
from crawler.spiders.base import WHOLE, LookoutSpider
from crawler.state import Resource
from records.errors import NotTheFormatError, SourceError, TooLargeError

NOT_MODIFIED = 304


class CmecfRssSpider(LookoutSpider):
    """One request a court; the court is read from the feed itself."""

    name = "cmecf_rss"

    def requests(self) -> Iterator[Request]:
        """Every court of the source's block, asked for what is new since the last read where the court supports that."""
        for court, url in self.context.job.source.urls.items():
            before = self._before(court)
            headers = {}
            if before is not None and before.etag:
                headers["If-None-Match"] = before.etag
            if before is not None and before.last_modified:
                headers["If-Modified-Since"] = before.last_modified
            yield self.request(court, url, headers=headers, handle_httpstatus_list=[NOT_MODIFIED])

    def read(self, material: Material, response: Response) -> Iterator[Batch | Request]:
        """Entries of one feed; a file of the user's may be a zip or gzip of feeds."""
        context = self.context
        if response.status == NOT_MODIFIED:
            context.not_modified += 1
            context.expects_items = context.not_modified < len(context.job.source.urls)
            return
        if context.job.inputs and material.path is not None and _is_packed(material.path):
            yield from self._members(material, material.path)
            return
        feed = self._feed(material, self._body(material))
        if not context.job.inputs:
            alarms = feed_alarms(
                material.name, feed, before=self._before(material.name), source=context.job.source, now=context.job.started_at
            )
            context.tally.alarms.extend(alarms)
        yield from self._entries(feed, material)
        if context.state is not None:
            context.state.note_read(_as_read(material, feed, response))

    def _members(self, material: Material, path: Path) -> Iterator[Batch]:
        """Entries of every feed in an archive of the user's; one that is broken is noted with its name, and the next is read."""
        source, members = self.context.job.source, 0
        problems: list[tuple[str, SourceError]] = []
        try:
            for member, stream in open_members(path, max_unpacked_bytes=source.max_unpacked_bytes, suffixes=(".xml", ".rss")):
                members += 1
                try:
                    body = stream.read(source.max_bytes + 1)
                    self._check_size(len(body), f"{material.url}, {member}")
                    yield from self._entries(self._feed(material, body), material)
                except SourceError as error:
                    problems.append((f"member {member}", error))
        except SourceError as error:
            problems.append((WHOLE, error))
        yield from self.failures(material, problems, members=members)

    def _feed(self, material: Material, body: bytes) -> Feed:
        context = self.context
        feed = parse_feed(
            body, url=material.url, source_id=context.job.source.id, court=self._court(material), source=material.source
        )
        context.tally.present += feed.items
        context.tally.unread.update(feed.unread)
        return feed

    def _entries(self, feed: Feed, material: Material) -> Iterator[Batch]:
        """Entries of one feed, with their dockets. Raises SourceError after them where the feed as a whole is not right."""
        if feed.items == 0 and self.context.job.inputs:
            raise NotTheFormatError(f"{material.url}: the feed holds no items")
        dockets = {docket.key: docket for docket in feed.dockets}
        for batch in batches((*feed.entries, *feed.rejects)):
            yield Batch(records=batch.records, dockets=dockets)
        if feed.problem is not None:
            raise feed.problem

    def _body(self, material: Material) -> bytes:
        self._check_size(material.size, material.url)
        return material.body if material.path is None else material.path.read_bytes()

    def _check_size(self, size: int, url: str) -> None:
        limit = self.context.job.source.max_bytes
        if size > limit:
            raise TooLargeError(f"{url}: {size:,} bytes, {limit:,} allowed")

    def _court(self, material: Material) -> str | None:
        return material.name if material.name in self.context.job.source.urls else None

    def _before(self, court: str) -> Resource | None:
        state = self.context.state
        return state.resource(court) if state is not None else None


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return is_packed(file.read(8))


def _as_read(material: Material, feed: Feed, response: Response) -> Resource:
    return Resource(
        name=material.name,
        url=material.url,
        fetched_at=int(material.source.fetched_at.timestamp()),
        sha256=material.source.sha256,
        size=material.size,
        items=feed.items,
        etag=header(response.headers, "ETag"),
        last_modified=header(response.headers, "Last-Modified"),
        built_at=int(feed.built_at.timestamp()) if feed.built_at else None,
        scope=feed.scope,
        edition=PARSER_VERSION,
    )
