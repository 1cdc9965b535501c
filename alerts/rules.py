"""Match → Alert, or a named reason for silence. Pure: what is muted or snoozed is decided at delivery, never here."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from alerts.actions import docket_actions, filing_actions
from alerts.court_days import local_date
from alerts.deadlines import answer_due, opposition, tro_due
from alerts.headline import Headline, entry_group, entry_headline, filing_headline
from alerts.learning import Lesson, class_weight, silences, weighed
from alerts.parties import named_among_defendants, same_company
from alerts.severity import (
    UNKNOWN,
    Assessment,
    assess,
    docket_stage_factor,
    filing_stage_factor,
    goods_factor,
    mark_factor,
    market_factors,
)
from alerts.time_left import closed, days_left
from records.alert import Alert, DueDate, Factor, Severity, Silence
from records.client import Client
from records.codes import DocketEvent, FilingStatus, WatchKind
from records.docket import DocketEntry
from records.feedback import Learned
from records.filing import Filing
from records.match import Match
from records.tables import Court, Market, OppositionPeriod
from records.watch import Watch

_DEAD = frozenset({FilingStatus.DEAD, FilingStatus.WITHDRAWN, FilingStatus.REFUSED})

ROUTINE_EVENTS = frozenset(
    {
        DocketEvent.APPEARANCE,
        DocketEvent.BOND,
        DocketEvent.EXTENSION,
        DocketEvent.HEARING,
        DocketEvent.TRANSFERRED,
        DocketEvent.OTHER_MOTION,
        DocketEvent.OTHER_ORDER,
        DocketEvent.OTHER,
    }
)
"""Events that do not move the stage of a case. Unsealing does not either, but it is when a seller can first find its name."""

CASE_SEEN = "docket_case_seen"
"""The client stands among the defendants and the entry itself is routine: told once a case, since its first papers may not have
been in any feed."""

_NAMES_OF_CLIENT = frozenset({WatchKind.COMPANY, WatchKind.SHOP})
_SURE = 0.9
"""Name match from which a caption is taken to mean the client."""

_US = "US"
_STATUS_PAGE = "https://tsdr.uspto.gov/#caseNumber={}&caseType=SERIAL_NO&searchType=statusSearch"


class Decider:
    """The rules with the tables they work from."""

    def __init__(self, markets: Sequence[Market], periods: Sequence[OppositionPeriod], courts: Sequence[Court] = ()) -> None:
        self._markets = tuple(markets)
        self._periods = tuple(periods)
        self._courts = {court.id: court for court in courts}
        self._zones = {court.id: court.timezone for court in courts}
        self._office_zones = {market.office: market.timezone for market in markets}

    def decide(
        self,
        match: Match,
        watch: Watch,
        client: Client,
        record: Filing | DocketEntry,
        *,
        now: datetime,
        lesson: Lesson | None = None,
    ) -> Alert | Silence:
        """One match decided: an alert, or why there is none. The same input gives the same alert but for ``created_at``.

        ``lesson``: what the watch learned from its client's answers. It silences filings only: a suit gives days to act.
        """
        reason = _out_of_scope(watch, record) or (
            _filing_silence(watch, client, record) or _learned_silence(match, record, lesson)
            if isinstance(record, Filing)
            else _entry_silence(match, watch, client, record)
        )
        if reason:
            return _silence(match, reason[0], reason[1], now)
        alert = (
            replace(self._filing_alert(match, watch, client, record, now), learned=_learned(record, lesson))
            if isinstance(record, Filing)
            else self._entry_alert(match, watch, client, record, now)
        )
        lowest = _lowest(watch)
        if alert.severity.rank < lowest.rank:
            return _silence(match, "below_min_severity", f"{alert.severity.value} < {lowest.value}", now)
        return alert

    def _filing_alert(self, match: Match, watch: Watch, client: Client, filing: Filing, now: datetime) -> Alert:
        found = opposition(filing, self._periods, self._office_zones)
        due = found if isinstance(found, DueDate) else None
        over = due is not None and closed(due, now)
        open_due = None if over else due
        factors = [
            mark_factor(match),
            goods_factor(match, filing, client),
            *self._market_factors(filing, client),
            filing_stage_factor(filing, window_open=None if due is None else not over, today=now.date()),
        ]
        assessed = assess(factors, days_left=max(days_left(open_due, now), 0) if open_due else None)
        closing = (("opposition_closed", due.on.isoformat()),) if due and over else ()
        without = (("no_due_date", found.reason),) if not isinstance(found, DueDate) else ()
        alert = _alert(match, watch, assessed, record=filing, now=now)
        return replace(
            alert,
            record_id=filing.key,
            event=f"filing_{filing.status.value}",
            due=open_due,
            actions=filing_actions(filing, due=open_due, window_closed=over, today=now.date()),
            headline=(
                *filing_headline(filing),
                *self._place(filing.office),
                *closing,
                *without,
                ("watch_kind", watch.kind.value),
            ),
            source_url=_STATUS_PAGE.format(quote(filing.application_number, safe="")) if filing.office == _US else None,
        )

    def _entry_alert(self, match: Match, watch: Watch, client: Client, entry: DocketEntry, now: datetime) -> Alert:
        named = _names_client(match, watch, client, entry)
        routine = entry.event in ROUTINE_EVENTS
        dates = [*tro_due(entry, self._zones), *filter(None, [answer_due(entry, self._zones)])]
        ahead = [date for date in dates if days_left(date, now) >= 0]
        due = ahead[0] if ahead else None
        factors = [
            mark_factor(match),
            Factor(name="goods", value=None, reason="goods_unknown_in_suit"),
            next(iter(market_factors(_US, client, self._markets))),
            docket_stage_factor(entry.event),
        ]
        pressing = days_left(due, now) if due else None
        assessed = assess(factors, days_left=pressing, named_defendant=named and not routine)
        further = tuple((f"also_due_{date.kind}", date.on.isoformat()) for date in ahead[1:])
        local = (("filed_on", local_date(entry.filed_at, entry.court, self._zones)[0].isoformat()),) if entry.filed_at else ()
        about = (("watch_kind", watch.kind.value), *((("named_defendant", "yes"),) if named else ()))
        alert = _alert(match, watch, assessed, record=entry, now=now)
        return replace(
            alert,
            record_id=entry.docket_key if routine else entry_group(entry),
            event=CASE_SEEN if routine else f"docket_{entry.event.value if entry.event else 'unread'}",
            due=due,
            actions=docket_actions(entry.event, named=named, due=due),
            headline=(*entry_headline(entry), *self._seat(entry.court), *local, *further, *about),
            source_url=entry.document_url or _docket_page(entry),
        )

    def _market_factors(self, filing: Filing, client: Client) -> tuple[Factor, ...]:
        """Those of the office, or of the designated office that matters most to the client."""
        offices = filing.designated_offices or (filing.office,)
        reached = [market_factors(office, client, self._markets) for office in offices]
        return max(reached, key=lambda factors: factors[0].value or UNKNOWN)

    def _place(self, office: str) -> Headline:
        market = next((item for item in self._markets if item.office == office), None)
        return (("market_en", market.name_en), ("market_zh", market.name_zh)) if market else ()

    def _seat(self, court: str) -> Headline:
        return (("court_name", self._courts[court].name),) if court in self._courts else ()


def _alert(match: Match, watch: Watch, assessed: Assessment, *, record: Filing | DocketEntry, now: datetime) -> Alert:
    return Alert(
        client_id=match.client_id,
        watch_id=watch.id,
        collection=match.collection,
        record_id=match.record_id,
        event="",
        severity=assessed.severity,
        score=assessed.score,
        factors=assessed.factors,
        match_ids=(match.key,),
        term=match.term,
        record_text=match.record_text,
        evidence=match.evidence,
        data_as_of=record.source.fetched_at if record.source else None,
        note=watch.note,
        created_at=now,
    )


def _out_of_scope(watch: Watch, record: Filing | DocketEntry) -> tuple[str, str] | None:
    if not watch.active:
        return "watch_inactive", ""
    if isinstance(record, Filing):
        reached = {record.office, *record.designated_offices}
        if watch.offices and not reached & set(watch.offices):
            return "not_in_scope", f"office {record.office}"
    elif watch.courts and record.court not in watch.courts:
        return "not_in_scope", f"court {record.court}"
    return None


def _filing_silence(watch: Watch, client: Client, filing: Filing) -> tuple[str, str] | None:
    names = [name for party in filing.applicants for name in (party.name, *party.other_names)]
    own = same_company(client.names, names)
    if own is not None and watch.kind is not WatchKind.NUMBER:
        return "own_filing", own
    if filing.status in _DEAD and watch.kind is not WatchKind.NUMBER:
        return "dead_record", filing.status_text or filing.status.value
    return None


def _learned_silence(match: Match, filing: Filing, lesson: Lesson | None) -> tuple[str, str] | None:
    if lesson is None:
        return None
    if (match.collection, match.record_id) in lesson.refused:
        return "not_relevant", "you said so of this filing"
    learned = lesson.learned
    if not silences(match, learned, filing.nice_classes):
        return None
    weight = class_weight(learned, filing.nice_classes)
    counted = f"{match.score:.2f}" + (f" × {weight.factor:g} for class {weight.number}" if weight else "")
    answers = learned.relevant + learned.not_relevant
    return "below_own_line", (
        f"{counted}{f' = {weighed(match, learned, filing.nice_classes):.2f}' if weight else ''}"
        f" is below this watch's line {learned.line:.3f}, learned from {answers} answers"
    )


def _learned(filing: Filing, lesson: Lesson | None) -> Learned | None:
    """What an alert on the filing says of its watch's line; nothing as long as no answer has moved it."""
    if lesson is None or not lesson.learned.moved:
        return None
    weight = class_weight(lesson.learned, filing.nice_classes)
    return replace(lesson.learned, classes=(weight,) if weight else ())


def _entry_silence(match: Match, watch: Watch, client: Client, entry: DocketEntry) -> tuple[str, str] | None:
    if entry.event in ROUTINE_EVENTS and not _names_client(match, watch, client, entry):
        return "routine_event", entry.event.value if entry.event else ""
    return None


def _names_client(match: Match, watch: Watch, client: Client, entry: DocketEntry) -> bool:
    names = [*client.names, *(shop.name for shop in client.shops)]
    if watch.kind in _NAMES_OF_CLIENT and match.score >= _SURE:
        names += [match.term, match.record_text]
    return named_among_defendants(entry.case_name, names)


def _docket_page(entry: DocketEntry) -> str | None:
    if entry.guid and entry.guid.startswith("http"):
        return entry.guid
    if entry.pacer_case_id is None:
        return None
    return f"https://ecf.{entry.court}.uscourts.gov/cgi-bin/DktRpt.pl?{quote(entry.pacer_case_id, safe='')}"


def _lowest(watch: Watch) -> Severity:
    try:
        return Severity(watch.min_severity)
    except ValueError:
        return Severity.LOW


def _silence(match: Match, reason: str, detail: str, now: datetime) -> Silence:
    return Silence(
        match_id=match.key,
        watch_id=match.watch_id,
        collection=match.collection,
        record_id=match.record_id,
        reason=reason,
        detail=detail,
        at=now,
    )
