"""The collections and their fields, written once for every back end."""

from typing import Any

from index.fields import Collection, Field, Kind, Reader
from records.alert import Alert, Delivery, Silence
from records.client import Client
from records.crawl import JobRun, Quarantined
from records.docket import Docket, DocketEntry
from records.feedback import Feedback
from records.filing import Filing
from records.goods import CoFiling
from records.match import Match, short_hash
from records.watch import Watch
from records.words import MarkWords


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
    led_by="office",
    sort="application_date",
    fields=(
        Field("office", Kind.KEYWORD, _one("office"), counted=True),
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

FEEDBACK = Collection(
    name="feedback",
    record_type=Feedback,
    key=_record_key,
    sort="answered_at",
    fields=(
        _keyword("client_id"),
        Field("answered_at", Kind.TIME, lambda feedback: (max((answer.at for answer in feedback.answers), default=None),)),
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

CO_FILINGS = Collection(
    name="co_filings",
    record_type=CoFiling,
    key=_record_key,
    sort="counted_at",
    fields=(_time("counted_at"),),
)

MARK_WORDS = Collection(
    name="mark_words",
    record_type=MarkWords,
    key=_record_key,
    sort="counted_at",
    fields=(_time("counted_at"),),
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
    FEEDBACK,
    QUARANTINE,
    JOB_RUNS,
    CO_FILINGS,
    MARK_WORDS,
)
