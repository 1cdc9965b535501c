"""The last step of a crawl: every item of a batch is validated, told apart from repeats, and written to the spool."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler

from crawler.context import CrawlContext, context_of
from crawler.items import Batch
from crawler.seen import SeenSet, content_hash, hash64
from records.crawl import Quarantined
from records.docket import Docket, DocketEntry
from records.errors import RecordError, WireError
from records.filing import Filing
from records.wire import to_line, type_name

MAX_LINE = 32 * 1024 * 1024
_OFFICE = re.compile(r"[A-Z]{2}")
_COURT = re.compile(r"[a-z0-9]{2,12}")
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]{2,31}")


def validate(record: Filing | DocketEntry) -> None:
    """Refuse a record whose identity is not one: it would be stored under a wrong key. Raises RecordError."""
    if isinstance(record, Filing):
        if not _OFFICE.fullmatch(record.office) or not _NUMBER.fullmatch(record.application_number):
            raise RecordError("bad-key", f"office {record.office!r}, application number {record.application_number!r}")
        return
    if not _COURT.fullmatch(record.court):
        raise RecordError("bad-key", f"court {record.court!r} is no CM/ECF court id")
    if not (record.pacer_case_id or record.docket_number):
        raise RecordError("no-case", "neither a case id nor a docket number")


class SpoolPipeline:
    """Writes batches; keeps the sums of the crawl's Tally right: present = kept + quarantined + duplicates + unchanged."""

    def __init__(self, context: CrawlContext) -> None:
        self.context = context
        self.tally = context.tally
        self._taken = SeenSet()
        self._dockets = SeenSet()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(context_of(crawler))

    def process_item(self, item: Batch) -> Batch:
        """Take one batch. Raises OSError when the spool cannot be written."""
        for record in item.records:
            if isinstance(record, Quarantined):
                self._set_aside(record)
            else:
                self._take(record, item.dockets)
        for failure in item.failures:
            self._write(replace(failure, at=self.context.job.started_at))
        return item

    def _take(self, record: Filing | DocketEntry, dockets: Mapping[str, Docket]) -> None:
        try:
            validate(record)
            line = to_line(record)
        except RecordError as error:
            self._reject(record, error.code, str(error))
        except WireError as error:
            self._reject(record, "bad-text", str(error))
        else:
            if len(line) > MAX_LINE:
                self._reject(record, "too-large", f"the record has {len(line):,} bytes, {MAX_LINE:,} are allowed")
                return
            content = content_hash(line)
            if isinstance(record, Filing):
                self._keep_filing(record, line, content)
            else:
                self._keep_entry(record, line, content, dockets)

    def _keep_filing(self, record: Filing, line: bytes, content: int) -> None:
        # A case may come twice in one crawl; with another content or version both are kept, and the store takes the newer.
        if not self._taken.add(hash64(record.key.encode(), content.to_bytes(8, "big"), _version(record))):
            self.tally.duplicates += 1
            return
        self._put("filing", line)

    def _keep_entry(self, record: DocketEntry, line: bytes, content: int, dockets: Mapping[str, Docket]) -> None:
        key = hash64(record.key.encode())
        # One feed names an entry once; a later poll read in the same crawl may name it again, with another caption.
        new_version = self._taken.add(hash64(record.key.encode(), _version(record)))
        new_content = self._taken.add(hash64(record.key.encode(), b"content", content.to_bytes(8, "big")))
        if not (new_version and new_content):
            self.tally.duplicates += 1
            return
        state = self.context.state
        if state is not None:
            state.note_seen(key, content)
            if state.content(key) == content:
                self.tally.unchanged += 1
                return
        docket = dockets.get(record.docket_key)
        if docket is not None and self._dockets.add(
            hash64(docket.key.encode(), repr(docket.case_name).encode("utf-8", "replace"))
        ):
            self._write(docket)
        self._put("docket_entry", line)

    def _put(self, kind: str, line: bytes) -> None:
        self.context.spool.write(line)
        self.tally.kept += 1
        self.tally.records[kind] += 1

    def _reject(self, record: Filing | DocketEntry, code: str, reason: str) -> None:
        source = self.context.job.source.id
        url = record.source.url if record.source else ""
        raw = repr(record).encode("ascii", "backslashreplace").decode()[: 64 * 1024]
        self._set_aside(Quarantined(source_id=source, url=url, place=f"record {record.key}", code=code, reason=reason, raw=raw))

    def _set_aside(self, record: Quarantined) -> None:
        self.tally.quarantined += 1
        self._write(record if record.at else replace(record, at=self.context.job.started_at))

    def _write(self, record: Docket | Quarantined) -> None:
        try:
            line = to_line(record)
        except WireError:
            line = to_line(_printable(record))
        self.context.spool.write(line)
        self.tally.records[type_name(record)] += 1


def _version(record: Filing | DocketEntry) -> bytes:
    return record.record_version.to_bytes(8, "big", signed=True)


def _printable(record: Docket | Quarantined) -> Docket | Quarantined:
    """The record with characters that UTF-8 cannot carry (lone surrogates) shown as escapes."""
    if isinstance(record, Quarantined):
        return replace(record, reason=_escaped(record.reason), raw=_escaped(record.raw), place=_escaped(record.place))
    return replace(record, case_name=_escaped(record.case_name or ""))


def _escaped(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
