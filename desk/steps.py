"""The steps of a round between the spool and the outbox; ``desk.flow`` puts them in order."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from alerts.bot.feedback import Answers
from alerts.learning import Lesson, lesson
from alerts.outbox import DeliveryReport
from desk.spool import LoadReport, held, load_file, set_aside, waiting_files
from desk.wiring import Desk
from index.fields import Collection
from index.query import KeyQuery
from index.rows import Release, Stored, Written
from index.schema import ALERTS, CLIENTS, DOCKET_ENTRIES, FILINGS, MATCHES, QUARANTINE, SILENCES, WATCHES
from index.threads import in_thread
from index.values import runs
from matcher.candidates import WatchIndex
from matcher.keys import watch_keys
from records import Alert, Client, DocketEntry, Filing, Match, Quarantined, Silence, Watch
from records.errors import LookoutError
from records.wire import to_line

log = logging.getLogger(__name__)

HISTORY_CANDIDATES = 2_000
"""Stored records of a collection that a new watch is compared with at most: those that share most keys."""

WATCHES_AT_ONCE = 20
"""New watches that are matched against history together: one request for the candidates of all."""

MAX_RAW = 4_000
"""Characters of a record that are kept in quarantine; all of it stands in its own collection."""

MATCHED_COLLECTIONS = (FILINGS, DOCKET_ENTRIES)


@dataclass(slots=True)
class MatchReport:
    """How many records and watches were matched, and how many matches are new."""

    records: int = 0
    watches: int = 0
    matches: int = 0


@dataclass(slots=True)
class RaiseReport:
    """The alerts that are new, and the matches that stay silent, with the reason."""

    alerts: list[Alert] = field(default_factory=list)
    silences: list[Silence] = field(default_factory=list)


def load(desk: Desk) -> LoadReport:
    """Take in every complete spool file, oldest first; one that another worker has in hand is left to it."""
    report = LoadReport()
    for path in waiting_files(desk.spool):
        with held(path) as mine:
            if mine and load_file(desk.store, path, now=desk.clock(), report=report, stopping=desk.stopping):
                set_aside(path)
    return report


def match_new_records(desk: Desk, report: MatchReport) -> None:
    """Records that are due, against all watches."""
    for collection in MATCHED_COLLECTIONS:
        for batch in _claimed(desk, collection):
            _each_or_all(desk, batch, lambda rows: _match_records(desk, rows, report))


def match_new_watches(desk: Desk, report: MatchReport) -> None:
    """Watches that are due, against the records already in the store."""
    for batch in _claimed(desk, WATCHES, most=WATCHES_AT_ONCE):
        _each_or_all(desk, batch, lambda rows: _match_watches(desk, rows, report))


def raise_alerts(desk: Desk) -> RaiseReport:
    """Matches that are due become alerts, or stay silent for a named reason."""
    report = RaiseReport()
    for batch in _claimed(desk, MATCHES):
        _each_or_all(desk, batch, lambda rows: _raise_rows(desk, rows, report))
    return report


def _match_records(desk: Desk, rows: Sequence[Stored], report: MatchReport) -> None:
    report.matches += keep_matches(desk, desk.watches.match(_matchable(rows), now=desk.clock()))
    report.records += len(rows)


def _match_watches(desk: Desk, rows: Sequence[Stored], report: MatchReport) -> None:
    watches = [row.record for row in rows if isinstance(row.record, Watch) and row.record.active]
    report.matches += keep_matches(desk, _match_history(desk, watches))
    report.watches += len(watches)


def _raise_rows(desk: Desk, rows: Sequence[Stored], report: RaiseReport) -> None:
    decisions = tuple(_decisions(desk, [row.record for row in rows if isinstance(row.record, Match)]))
    alerts = [item for item in decisions if isinstance(item, Alert)]
    silences = [item for item in decisions if isinstance(item, Silence)]
    now = desk.clock()
    outcomes = desk.store.write(ALERTS, [ALERTS.row(alert, due_at=now) for alert in alerts], now=now, create_only=True)
    desk.store.write(SILENCES, [SILENCES.row(silence) for silence in silences], now=now, create_only=True)
    report.alerts += [alert for alert, outcome in zip(alerts, outcomes, strict=True) if outcome is Written.CREATED]
    report.silences += silences


async def deliver(desk: Desk) -> DeliveryReport:
    """Alerts that are due get a delivery for every address of their client; then the outbox sends what is due."""
    await in_thread(_lay_out, desk)
    return await desk.outbox.deliver(now_fn=desk.clock)


def _lay_out(desk: Desk) -> None:
    for batch in _claimed(desk, ALERTS):
        desk.outbox.lay_out([row.record for row in batch if isinstance(row.record, Alert)], now=desk.clock())


def keep_matches(desk: Desk, matches: Sequence[Match]) -> int:
    """Write matches, due for raising; returns how many are new."""
    now = desk.clock()
    outcomes = desk.store.write(MATCHES, [MATCHES.row(item, due_at=now) for item in matches], now=now, create_only=True)
    return sum(outcome is Written.CREATED for outcome in outcomes)


def _claimed(desk: Desk, collection: Collection, *, most: int | None = None) -> Iterator[tuple[Stored, ...]]:
    """Batches of due rows; a batch is released as done when the caller comes back for the next one."""
    limit = min(desk.settings.round.batch, most or desk.settings.round.batch)
    while not desk.stopping.is_set():
        now = desk.clock()
        until = now + timedelta(seconds=desk.settings.round.lease_seconds)
        batch = desk.store.claim(collection, owner=desk.owner, limit=limit, now=now, until=until)
        if not batch:
            return
        yield batch
        desk.store.release(collection, [Release(id=row.id) for row in batch], owner=desk.owner, now=desk.clock())


def _each_or_all(desk: Desk, batch: Sequence[Stored], work: Callable[[Sequence[Stored]], None]) -> None:
    """Do the work on a batch; where it fails on a row, that row goes to quarantine with the reason and the rest goes on.

    Else one row that nobody foresaw would stop all that comes after it. What is wrong with the store or the settings is raised.
    """
    try:
        work(batch)
    except LookoutError:
        raise
    except Exception:  # noqa: BLE001 – whatever it is, it is looked for row by row
        for row in batch:
            try:
                work((row,))
            except LookoutError:
                raise
            except Exception as error:
                log.exception("%s %s cannot be worked on and is put in quarantine", type(row.record).__name__, row.id)
                _quarantine(desk, row, error)


def _quarantine(desk: Desk, row: Stored, error: Exception) -> None:
    now = desk.clock()
    item = Quarantined(
        source_id="round",
        url=row.id,
        place=type(row.record).__name__,
        code="unworkable",
        reason=f"{type(error).__name__}: {error}",
        raw=to_line(row.record).decode()[:MAX_RAW],
        at=now,
    )
    desk.store.write(QUARANTINE, [QUARANTINE.row(item)], now=now)


def _match_history(desk: Desk, watches: Sequence[Watch]) -> list[Match]:
    """Matches of each watch with the stored records that share most keys with it."""
    desk.watches.refresh()  # what relates goods must be the same for records against watches and for watches against records
    index = WatchIndex(watches, goods=desk.goods)
    queries = [KeyQuery(watch_keys(watch)) for watch in watches]
    found: list[Match] = []
    for collection in MATCHED_COLLECTIONS:
        desk.store.settle(collection)  # a record that another worker matched before these watches came must be seen
        groups = desk.store.candidates(collection, queries, limit=HISTORY_CANDIDATES)
        asked = {watch.id: frozenset(one.id for one in group) for watch, group in zip(watches, groups, strict=True)}
        ids = sorted({one.id for group in groups for one in group})
        for run in runs(ids, desk.settings.round.batch):
            rows = desk.store.get(collection, run)
            matches = index.match(_matchable(rows.values()), now=desk.clock())
            found += [match for match in matches if match.record_id in asked[match.watch_id]]
    return found


def _matchable(rows: Iterable[Stored]) -> list[Filing | DocketEntry]:
    return [row.record for row in rows if isinstance(row.record, Filing | DocketEntry)]


def _decisions(desk: Desk, matches: Sequence[Match]) -> Iterator[Alert | Silence]:
    watches = desk.store.get(WATCHES, sorted({found.watch_id for found in matches}))
    clients = desk.store.get(CLIENTS, sorted({found.client_id for found in matches}))
    records = {
        collection.name: desk.store.get(collection, sorted({m.record_id for m in matches if m.collection == collection.name}))
        for collection in MATCHED_COLLECTIONS
    }
    lessons = _lessons(desk, [row.record for row in watches.values() if isinstance(row.record, Watch)])
    for found in matches:
        watch = _record(watches, found.watch_id)
        client = _record(clients, found.client_id)
        record = _record(records[found.collection], found.record_id)
        if isinstance(watch, Watch) and isinstance(client, Client) and isinstance(record, Filing | DocketEntry):
            yield desk.decider.decide(found, watch, client, record, now=desk.clock(), lesson=lessons.get(watch.id))
        else:
            yield Silence(
                match_id=found.key,
                watch_id=found.watch_id,
                collection=found.collection,
                record_id=found.record_id,
                reason="removed",
                detail="the watch, its client or the record is no longer there",
                at=desk.clock(),
            )


def _lessons(desk: Desk, watches: Sequence[Watch]) -> dict[str, Lesson]:
    """What the watches learned from answers, as they stand at this moment."""
    answered = Answers(desk.store).of([watch.id for watch in watches])
    return {watch.id: lesson(answered[watch.id], watch, desk.scale) for watch in watches if watch.id in answered}


def _record(rows: Mapping[str, Stored], key: str) -> object:
    row = rows.get(key)
    return row.record if row else None
