"""Trademark applications of the United States, from the daily files of the USPTO's Open Data Portal."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from urllib.parse import quote, urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.health import stale
from crawler.items import Batch, Material, batches
from crawler.parse.archive import open_members
from crawler.parse.odp import DataFile, plan, read_manifest
from crawler.parse.pages import HEAD, refuse_page
from crawler.parse.uspto import PARSER_VERSION, CaseCounts, parse_cases
from crawler.spiders.base import WHOLE, LookoutSpider
from crawler.state import Resource
from records.crawl import SourceRef
from records.errors import EmptyResponseError, SourceError, TruncatedError

MANIFEST = "manifest"


class UsptoDailySpider(LookoutSpider):
    """Asks which days the office has, fetches the ones not yet known, oldest first, and streams the cases from disk."""

    name = "uspto_daily"
    to_disk = True

    def requests(self) -> Iterator[Request]:
        """The product's manifest."""
        source = self.context.job.source
        url, product = source.urls["manifest"].rstrip("/"), self._product
        if not url.endswith(f"/{product}"):
            url = f"{url}/{product}"
        yield self.request(MANIFEST, url, headers={"Accept": "application/json"}, with_key=True)

    def read(self, material: Material, response: Response) -> Iterator[Batch | Request]:
        """The manifest gives requests for files; a file gives its cases."""
        if material.name == MANIFEST and not self.context.job.inputs:
            yield from self._due(material)
        else:
            yield from self._cases(material, response)

    def _due(self, material: Material) -> Iterator[Request]:
        context, source = self.context, self.context.job.source
        state = context.state
        known = {resource.name: resource.edition for resource in state.resources()} if state else {}
        files = read_manifest(material.body, url=material.url)
        found = plan(files, known, days=int(source.options.get("days", "7")))
        if found.missed:
            context.tally.alarms.append(
                f"{source.id}: {len(found.missed)} days from {found.missed[0].day} to {found.missed[-1].day} were never fetched: "
                f"set the option days to more than {source.options.get('days', '7')} for one crawl"
            )
        complete = datetime.combine(found.newest + timedelta(days=1), time(), UTC)
        context.tally.alarms.extend(stale(source.id, complete, limit_hours=source.stale_after_hours, now=context.job.started_at))
        context.expects_items = bool(found.due)
        for place, file in enumerate(found.due):
            yield self.request(file.name, self._address(file), with_key=True, to_disk=True, data_file=file).replace(
                priority=-place
            )

    def _address(self, file: DataFile) -> str:
        """Where the file is: as the manifest says if that is a host of the source's block, else below ``urls.files``."""
        urls = self.context.job.source.urls
        hosts = {urlsplit(url).netloc for url in urls.values()}
        if file.url and urlsplit(file.url).netloc in hosts:
            return file.url
        return f"{urls.get('files', urls['manifest'] + '/files').rstrip('/')}/{self._product}/{quote(file.name)}"

    @property
    def _product(self) -> str:
        return self.context.job.source.options.get("product", "TRTDXFAP")

    def _cases(self, material: Material, response: Response) -> Iterator[Batch]:
        context = self.context
        file: DataFile | None = response.meta.get("data_file")
        assert material.path is not None
        if file is not None:
            _check_download(material, file)
        origin = replace(material.source, parser_version=PARSER_VERSION)
        counted: list[CaseCounts] = []
        problems: list[tuple[str, SourceError]] = []
        try:
            yield from self._members(material, origin, counted, problems)
        except SourceError as error:
            problems.append((WHOLE, error))
        yield from self.failures(material, problems, members=len(counted))
        if problems:
            return
        items = sum(counts.present for counts in counted)
        if items == 0:
            if not any(counts.data_available == "N" for counts in counted):
                raise EmptyResponseError(f"{material.url}: the file holds no cases")
            context.expects_items = False
        if file is not None and context.state is not None:
            context.state.note_read(_as_read(material, file, items))

    def _members(
        self, material: Material, origin: SourceRef, counted: list[CaseCounts], problems: list[tuple[str, SourceError]]
    ) -> Iterator[Batch]:
        """Cases of every file of an archive; what ends one of them early is noted with its name, and the next is read."""
        tally, source = self.context.tally, self.context.job.source
        assert material.path is not None
        for member, stream in open_members(material.path, max_unpacked_bytes=source.max_unpacked_bytes):
            counts = CaseCounts()
            counted.append(counts)
            self.logger.info("Reading %s of %s", member, material.name)
            try:
                yield from batches(parse_cases(stream, url=material.url, source_id=source.id, source=origin, counts=counts))
            except SourceError as error:
                problems.append((f"member {member}", error))
            finally:
                tally.present += counts.present
                tally.unread.update(counts.unread)


def _check_download(material: Material, file: DataFile) -> None:
    """Refuse a page in place of the file, and a file shorter than the manifest says. Raises SourceError."""
    assert material.path is not None
    with material.path.open("rb") as stream:
        refuse_page(stream.read(HEAD), url=material.url)
    if file.size is not None and material.size < file.size:
        raise TruncatedError(f"{material.url}: {material.size:,} bytes came, the manifest says {file.size:,}")


def _as_read(material: Material, file: DataFile, items: int) -> Resource:
    return Resource(
        name=file.name,
        url=material.url,
        fetched_at=int(material.source.fetched_at.timestamp()),
        sha256=material.source.sha256,
        size=material.size,
        items=items,
        built_at=int(datetime.combine(file.day, time(), UTC).timestamp()),
        edition=file.edition,
    )
