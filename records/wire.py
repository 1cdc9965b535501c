"""Record ↔ one JSON line: ``{"type": "filing", "version": 1, …fields…}``, dates ISO 8601, times UTC.

The spool between crawl and load is made of these lines, and the store keeps them as its bodies. A reader takes any line whose
version it knows; an unknown field is ignored, so that an older reader survives a newer writer; a wrong type is an error that
names the field.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

import msgspec

from records.alert import Alert, Delivery, Silence
from records.client import Client
from records.crawl import CrawlReport, JobRun, Quarantined
from records.docket import Docket, DocketEntry
from records.errors import WireError
from records.feedback import Feedback
from records.filing import Filing
from records.goods import CoFiling
from records.match import Match
from records.watch import Watch

Record = (
    Filing
    | Docket
    | DocketEntry
    | Client
    | Watch
    | Match
    | Alert
    | Silence
    | Delivery
    | Quarantined
    | CrawlReport
    | JobRun
    | CoFiling
    | Feedback
)

VERSION = 1
TYPES: dict[str, type] = {
    "filing": Filing,
    "docket": Docket,
    "docket_entry": DocketEntry,
    "client": Client,
    "watch": Watch,
    "match": Match,
    "alert": Alert,
    "silence": Silence,
    "delivery": Delivery,
    "feedback": Feedback,
    "quarantined": Quarantined,
    "crawl_report": CrawlReport,
    "job_run": JobRun,
    "co_filing": CoFiling,
}
_NAMES = {record_type: name for name, record_type in TYPES.items()}
_HEADS = {record_type: f'{{"type":"{name}","version":{VERSION},'.encode() for name, record_type in TYPES.items()}


class _Envelope(msgspec.Struct):
    type: str
    version: int


_encoder = msgspec.json.Encoder()
_envelope = msgspec.json.Decoder(_Envelope)
_decoders: dict[str, msgspec.json.Decoder[Any]] = {name: msgspec.json.Decoder(kind) for name, kind in TYPES.items()}


def type_name(record: Record) -> str:
    """The ``type`` of a record's lines."""
    return _NAMES[type(record)]


def to_line(record: Record) -> bytes:
    """One record as one JSON line, without the line end.

    Raises WireError for text that is not encodable as UTF-8 (lone surrogates).
    """
    try:
        return _HEADS[type(record)] + _encoder.encode(record)[1:]
    except UnicodeEncodeError as error:
        raise WireError(f"{type_name(record)}: text is not valid Unicode: {error}") from error


def from_line(line: bytes | str, *, place: str = "line") -> Record:
    """Read one line. ``place`` (file and line number) goes into the error.

    Raises WireError: not JSON, no or unknown ``type``, a newer ``version``, a field of the wrong type.
    """
    try:
        head = _envelope.decode(line)
        decoder = _decoders.get(head.type)
        if decoder is None:
            raise WireError(f"{place}: unknown record type {head.type!r}; known: {', '.join(sorted(TYPES))}")
        if head.version > VERSION:
            raise WireError(f"{place}: {head.type} has version {head.version}, this Lookout reads up to {VERSION}: upgrade it")
        return decoder.decode(line)  # type: ignore[no-any-return]
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise WireError(f"{place}: not a valid record: {error}") from error


def read_lines(lines: Iterable[bytes], *, name: str = "spool") -> Iterator[Record | WireError]:
    """Read a spool: a record for every good line, the error itself for every bad one (blank lines are passed over)."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield from_line(line, place=f"{name}:{number}")
        except WireError as error:
            yield error


def content_digest(record: Record) -> str:
    """SHA-256 (first 32 hexadecimal digits) of a record without its ``source`` and ``record_version``.

    The same case fetched again from another file has the same digest, so re-reading a source changes nothing.
    """
    if isinstance(record, Filing | Docket | DocketEntry):
        record = replace(record, source=None, record_version=0)
    return sha256(to_line(record)).hexdigest()[:32]
