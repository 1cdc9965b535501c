"""Recent docket entries of the federal courts, from their CM/ECF RSS feeds."""

from collections.abc import Iterator

from scrapy import Request
from scrapy.http import Response

from crawler.health import feed_alarms
from crawler.items import Batch, Material, batches
from crawler.parse.cmecf_rss import PARSER_VERSION, Feed, parse_feed
from crawler.politeness import header
from crawler.spiders.base import LookoutSpider
from crawler.state import Resource
from records.errors import NotTheFormatError, TooLargeError

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
        """Entries of one feed, with their dockets."""
        context = self.context
        if response.status == NOT_MODIFIED:
            context.not_modified += 1
            context.expects_items = context.not_modified < len(context.job.source.urls)
            return
        feed = parse_feed(
            self._body(material),
            url=material.url,
            source_id=context.job.source.id,
            court=self._court(material),
            source=material.source,
        )
        context.tally.present += feed.items
        context.tally.unread.update(feed.unread)
        if context.job.inputs:
            if feed.items == 0:
                raise NotTheFormatError(f"{material.url}: the feed holds no items")
        else:
            alarms = feed_alarms(
                material.name, feed, before=self._before(material.name), source=context.job.source, now=context.job.started_at
            )
            context.tally.alarms.extend(alarms)
        dockets = {docket.key: docket for docket in feed.dockets}
        for batch in batches((*feed.entries, *feed.rejects)):
            yield Batch(records=batch.records, dockets=dockets)
        if feed.problem is not None:
            raise feed.problem
        if context.state is not None:
            context.state.note_read(_as_read(material, feed, response))

    def _body(self, material: Material) -> bytes:
        limit = self.context.job.source.max_bytes
        if material.size > limit:
            raise TooLargeError(f"{material.url}: {material.size:,} bytes, {limit:,} allowed")
        return material.body if material.path is None else material.path.read_bytes()

    def _court(self, material: Material) -> str | None:
        return material.name if material.name in self.context.job.source.urls else None

    def _before(self, court: str) -> Resource | None:
        state = self.context.state
        return state.resource(court) if state is not None else None


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
