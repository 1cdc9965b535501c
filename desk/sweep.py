"""The nightly sweep: matches the last days' records again. It must find nothing; what it finds is delivered and is an alarm."""

from dataclasses import dataclass
from datetime import timedelta

from desk.steps import MATCHED_COLLECTIONS, keep_matches
from desk.wiring import Desk
from index.query import Range
from index.schema import FILINGS, WATCHES
from records import DocketEntry, Filing

DAYS = 7


@dataclass(frozen=True, slots=True)
class SweepReport:
    """Records looked at, and matches that were missing."""

    records: int
    found: int


def sweep(desk: Desk, *, days: int = DAYS) -> SweepReport:
    """Match filings and docket entries of the last days again with the watches of this moment.

    Records that wait for a round, and watches that have not been matched against history yet, have not been missed.
    """
    since = desk.clock() - timedelta(days=days)
    desk.watches.refresh()
    waiting = frozenset(row.id for batch in desk.store.scan(WATCHES) for row in batch if row.due_at is not None)
    records = found = 0
    for collection in MATCHED_COLLECTIONS:
        desk.store.settle(collection)
        recent = Range("status_date", low=since.date()) if collection is FILINGS else Range("filed_at", low=since)
        for batch in desk.store.scan(collection, [recent]):
            if desk.stopping.is_set():
                break
            settled = [row.record for row in batch if row.due_at is None and isinstance(row.record, Filing | DocketEntry)]
            matches = desk.watches.match(settled, now=desk.clock(), fresh=False)
            found += keep_matches(desk, [match for match in matches if match.watch_id not in waiting])
            records += len(settled)
    return SweepReport(records=records, found=found)
