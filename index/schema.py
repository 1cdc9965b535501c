"""Collections and their fields, written once for every back end."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from index.query import Scalar
from index.rows import Row
from index.text import fold, tokens
from records.alert import Alert, Delivery, Silence
from records.client import Client
from records.crawl import JobRun, Quarantined
from records.docket import Docket, DocketEntry
from records.errors import QueryError
from records.filing import Filing
from records.match import Match, short_hash
from records.watch import Watch
from records.wire import Record, content_digest

Reader = Callable[[Any], Iterable[Any]]


class Kind(StrEnum):
    """Type of a field's values."""

    KEYWORD = "keyword"
    """Text compared whole, folded by ``index.text.fold``."""
    INTEGER = "integer"
    DATE = "date"
    TIME = "time"
    BOOLEAN = "boolean"


_PYTHON_TYPES: dict[Kind, type] = {Kind.KEYWORD: str, Kind.INTEGER: int, Kind.DATE: date, Kind.TIME: datetime, Kind.BOOLEAN: bool}


@dataclass(frozen=True, slots=True)
class Field:
    """One field to filter, sort or count by. ``read`` gives its values; a ``many`` field cannot be sorted by."""

    name: str
    kind: Kind
    read: Reader
    many: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A set of records of one type. ``text`` maps a scope to the texts it holds; ``version`` is the source's own."""

    name: str
    record_type: type
    key: Callable[[Any], str]
    sort: str
    fields: tuple[Field, ...]
    text: tuple[tuple[str, Reader], ...] = ()
    version: Callable[[Any], int] = lambda _: 0

    def field(self, name: str) -> Field:
        """The field of that name; raises QueryError, naming the fields there are."""
        for item in self.fields:
            if item.name == name:
                return item
        raise QueryError(f"{self.name} has no field {name!r}; fields: {', '.join(item.name for item in self.fields)}")

    def scopes(self, scope: str | None) -> tuple[str, ...]:
        """The text scopes meant by ``scope`` (None: all); raises QueryError for one that does not exist."""
        names = tuple(name for name, _ in self.text)
        if scope is None:
            return names
        if scope not in names:
            raise QueryError(f"{self.name} has no text scope {scope!r}; scopes: {', '.join(names) or 'none'}")
        return (scope,)

    def row(self, record: Record, *, keys: Iterable[str] = (), due_at: datetime | None = None) -> Row:
        """The record as a row; raises TypeError for a record of another type."""
        if not isinstance(record, self.record_type):
            raise TypeError(f"{self.name} holds {self.record_type.__name__}, not {type(record).__name__}")
        return Row(
            id=self.key(record),
            record=record,
            version=self.version(record),
            digest=content_digest(record),
            fields={item.name: _values(item, record) for item in self.fields},
            text={scope: " ".join(_tokens(read(record))) for scope, read in self.text},
            keys=tuple(dict.fromkeys(keys)),
            due_at=due_at,
        )


def folded(value: Scalar, kind: Kind) -> Scalar:
    """A value as a field of that kind keeps and compares it."""
    return fold(str(value)) if kind is Kind.KEYWORD else value


def comparable(item: Field, value: Scalar) -> Scalar:
    """A value of a filter as the field keeps it; raises QueryError for one of another type.

    A keyword takes text (folded here) or a number as its digits; a date field takes dates, a time field aware times, an
    integer field what fits into 64 bits.
    """
    if item.kind is Kind.KEYWORD and isinstance(value, str | int):
        return fold(str(value))
    if isinstance(value, datetime) and value.tzinfo is None:
        raise QueryError(f"field {item.name!r}: time {value} has no zone")
    if type(value) is not _PYTHON_TYPES[item.kind]:
        raise QueryError(f"field {item.name!r} holds values of type {item.kind}, not {type(value).__name__} {value!r}")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise QueryError(f"field {item.name!r}: {value} is out of range")
    return value


def _values(item: Field, record: Record) -> tuple[Scalar, ...]:
    values = (folded(value, item.kind) for value in item.read(record) if value is not None and value != "")
    return tuple(dict.fromkeys(values))


def _tokens(texts: Iterable[str | None]) -> Iterable[str]:
    for text in texts:
        if text:
            yield from tokens(text)


def _one(name: str) -> Reader:
    return lambda record: (getattr(record, name),)


def _keyword(name: str) -> Field:
    return Field(name, Kind.KEYWORD, _one(name))


def _date(name: str) -> Field:
    return Field(name, Kind.DATE, _one(name))


def _time(name: str) -> Field:
    return Field(name, Kind.TIME, _one(name))


def _record_key(record: Any) -> str:
    return str(record.key)


def _mark_texts(filing: Filing) -> tuple[str | None, ...]:
    mark = filing.mark
    return (mark.verbal_element_text, *mark.pseudo_marks, *mark.translation, *mark.transliteration)


def _applicant_names(filing: Filing) -> tuple[str, ...]:
    return tuple(name for party in filing.applicants for name in (party.name, *party.other_names))


FILINGS = Collection(
    name="filings",
    record_type=Filing,
    key=_record_key,
    version=lambda filing: int(filing.record_version),
    sort="application_date",
    fields=(
        _keyword("office"),
        _keyword("application_number"),
        _keyword("registration_number"),
        _keyword("status"),
        _date("application_date"),
        _date("publication_date"),
        _date("registration_date"),
        _date("status_date"),
        Field("class", Kind.INTEGER, lambda filing: filing.nice_classes, many=True),
        Field("feature", Kind.KEYWORD, lambda filing: (filing.mark.feature,)),
        Field("applicant_country", Kind.KEYWORD, lambda filing: (p.country for p in filing.applicants), many=True),
        Field("applicant", Kind.KEYWORD, _applicant_names, many=True),
        Field("month", Kind.KEYWORD, lambda filing: (filing.application_date and f"{filing.application_date:%Y-%m}",)),
        Field("source", Kind.KEYWORD, lambda filing: (filing.source and filing.source.source_id,)),
    ),
    text=(
        ("mark", _mark_texts),
        ("applicant", _applicant_names),
        ("representative", lambda filing: (party.name for party in filing.representatives)),
        ("goods", lambda filing: (goods.description_text for goods in filing.goods_services)),
    ),
)

DOCKETS = Collection(
    name="dockets",
    record_type=Docket,
    key=_record_key,
    version=lambda docket: int(docket.record_version),
    sort="date_filed",
    fields=(
        _keyword("court"),
        _keyword("docket_number"),
        _keyword("nature_of_suit"),
        _date("date_filed"),
        Field("schedule_a", Kind.BOOLEAN, _one("schedule_a")),
        Field("source", Kind.KEYWORD, lambda docket: (docket.source and docket.source.source_id,)),
    ),
    text=(
        ("caption", lambda docket: (docket.case_name,)),
        ("party", lambda docket: (party.name for party in docket.parties)),
    ),
)

DOCKET_ENTRIES = Collection(
    name="docket_entries",
    record_type=DocketEntry,
    key=_record_key,
    version=lambda entry: int(entry.record_version),
    sort="filed_at",
    fields=(
        _keyword("court"),
        _keyword("docket_number"),
        Field("docket", Kind.KEYWORD, lambda entry: (entry.docket_key,)),
        Field("event", Kind.KEYWORD, _one("event")),
        _time("filed_at"),
        Field("schedule_a", Kind.BOOLEAN, _one("schedule_a")),
        Field("sealed", Kind.BOOLEAN, _one("sealed")),
        Field("month", Kind.KEYWORD, lambda entry: (entry.filed_at and f"{entry.filed_at:%Y-%m}",)),
        Field("source", Kind.KEYWORD, lambda entry: (entry.source and entry.source.source_id,)),
    ),
    text=(
        ("caption", lambda entry: (entry.case_name,)),
        ("text", lambda entry: (entry.event_name, entry.description)),
    ),
)

CLIENTS = Collection(
    name="clients",
    record_type=Client,
    key=_record_key,
    sort="created_at",
    fields=(
        _time("created_at"),
        Field("language", Kind.KEYWORD, _one("language")),
        Field("address", Kind.KEYWORD, lambda client: (f"{a.channel}:{a.address}" for a in client.addresses), many=True),
    ),
    text=(("name", lambda client: client.names),),
)

WATCHES = Collection(
    name="watches",
    record_type=Watch,
    key=_record_key,
    sort="created_at",
    fields=(
        _keyword("client_id"),
        _keyword("kind"),
        _time("created_at"),
        Field("active", Kind.BOOLEAN, _one("active")),
    ),
    text=(("term", lambda watch: watch.terms),),
)

MATCHES = Collection(
    name="matches",
    record_type=Match,
    key=_record_key,
    sort="created_at",
    fields=(
        _keyword("watch_id"),
        _keyword("client_id"),
        _keyword("collection"),
        _keyword("record_id"),
        _time("created_at"),
    ),
)

ALERTS = Collection(
    name="alerts",
    record_type=Alert,
    key=_record_key,
    sort="created_at",
    fields=(
        _keyword("client_id"),
        _keyword("watch_id"),
        _keyword("collection"),
        _keyword("record_id"),
        _keyword("event"),
        _keyword("severity"),
        _keyword("state"),
        Field("number", Kind.KEYWORD, lambda alert: (alert.number,)),
        Field("due_date", Kind.DATE, lambda alert: (alert.due and alert.due.on,)),
        _time("created_at"),
    ),
)

SILENCES = Collection(
    name="silences",
    record_type=Silence,
    key=_record_key,
    sort="at",
    fields=(_keyword("watch_id"), _keyword("record_id"), _keyword("reason"), _time("at")),
)

DELIVERIES = Collection(
    name="deliveries",
    record_type=Delivery,
    key=_record_key,
    sort="created_at",
    fields=(
        _keyword("alert_id"),
        _keyword("client_id"),
        _keyword("channel"),
        Field("address", Kind.KEYWORD, lambda delivery: (f"{delivery.channel}:{delivery.address}",)),
        _keyword("state"),
        _time("created_at"),
    ),
)

QUARANTINE = Collection(
    name="quarantine",
    record_type=Quarantined,
    key=lambda item: short_hash("quarantined", item.source_id, item.url, item.place, item.code, item.raw),
    sort="at",
    fields=(_keyword("source_id"), _keyword("code"), _time("at")),
)

JOB_RUNS = Collection(
    name="job_runs",
    record_type=JobRun,
    key=_record_key,
    sort="started_at",
    fields=(_time("started_at"), _time("last_success_at"), Field("ok", Kind.BOOLEAN, _one("ok"))),
)

COLLECTIONS: tuple[Collection, ...] = (
    FILINGS,
    DOCKETS,
    DOCKET_ENTRIES,
    CLIENTS,
    WATCHES,
    MATCHES,
    ALERTS,
    SILENCES,
    DELIVERIES,
    QUARANTINE,
    JOB_RUNS,
)
