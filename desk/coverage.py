"""How far the index can speak for an office: silence about what it does not hold is not safety."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desk.jobs import crawl_job_id
from index.query import Query, equals
from index.rows import Stored
from index.schema import FILINGS, JOB_RUNS
from index.store import Store
from records import Filing, JobRun
from records.tables import Market

MOST_OFFICES = 200
COUNTED = 1_000
"""The newest filing is looked for without counting further than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How far the index can speak for one office."""

    office: str
    market: str
    filings: int
    """0: the index holds nothing of this office, so nothing can be said about it."""
    newest_status_date: date | None
    checked_at: datetime | None
    """When its source was last read with success."""


def filings_held(store: Store) -> dict[str, int]:
    """Offices of which the index holds filings, most first, with how many."""
    counts = store.facets(FILINGS, Query(limit=0), "office", limit=MOST_OFFICES)
    return {str(count.value).upper(): count.count for count in counts}


def not_in_the_index(store: Store, offices: Sequence[str]) -> tuple[str, ...]:
    """Those of the offices of which the index holds no filing: that a search finds nothing there says nothing."""
    held = filings_held(store)
    return tuple(office for office in offices if office not in held)


def coverage_of(
    store: Store, offices: Sequence[str], markets: Sequence[Market], *, held: Mapping[str, int]
) -> tuple[Coverage, ...]:
    """For each office what the index holds of it, how new that is, and when its source was last read."""
    newest = _newest(store, [office for office in offices if held.get(office)])
    sources = {office: filing.source.source_id for office, filing in newest.items() if filing.source}
    runs = store.get(JOB_RUNS, sorted({crawl_job_id(source_id) for source_id in sources.values()}))
    return tuple(
        Coverage(
            office=office,
            market=next((market.name_en for market in markets if market.office == office), office),
            filings=held.get(office, 0),
            newest_status_date=filing.status_date if (filing := newest.get(office)) else None,
            checked_at=run.last_success_at if (run := _run(runs, sources.get(office))) else None,
        )
        for office in offices
    )


def _newest(store: Store, offices: Sequence[str]) -> dict[str, Filing]:
    """Of each office the filing whose status is the newest."""
    queries = [Query(where=(equals("office", one),), sort="status_date", limit=1, count_up_to=COUNTED) for one in offices]
    rows = (row for page in store.searches(FILINGS, queries) for row in page.rows)
    return {row.record.office: row.record for row in rows if isinstance(row.record, Filing)}


def _run(runs: Mapping[str, Stored], source_id: str | None) -> JobRun | None:
    row = runs.get(crawl_job_id(source_id)) if source_id else None
    return row.record if row and isinstance(row.record, JobRun) else None
