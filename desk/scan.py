"""``lookout scan``: is a brand close to anything in the index? Answers from the index alone, for one person at one booth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desk.jobs import crawl_job_id, last_run
from index.query import KeyQuery, Query, any_of, equals
from index.schema import FILINGS
from index.store import Store
from index.text import fold
from matcher.goods import GoodsRelation
from matcher.keys import query_keys
from matcher.scan import ScanHit, rank
from records import Filing, FilingStatus
from records.errors import QueryError, SettingsError
from records.tables import Market

CANDIDATES = 1_000
"""Filings looked at in full, those that share most keys with the brand."""

GONE = frozenset({FilingStatus.DEAD, FilingStatus.REFUSED, FilingStatus.WITHDRAWN})


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """The answer: hits best first, a level for the worst of those that still stand, and what the answer rests on."""

    brand: str
    classes: tuple[int, ...]
    level: str
    """``high``, ``medium``, ``low``, ``none_found``, or ``unknown`` where the index covers none of the markets."""
    hits: tuple[ScanHit, ...]
    coverage: tuple[Coverage, ...]
    candidates: int

    @property
    def uncovered(self) -> tuple[Coverage, ...]:
        """Offices asked for of which the index holds nothing."""
        return tuple(item for item in self.coverage if not item.filings)


def scan(
    store: Store,
    brand: str,
    *,
    goods: GoodsRelation,
    classes: Sequence[int] = (),
    markets: Sequence[Market] = (),
    limit: int = 10,
) -> ScanResult:
    """Compare a brand with the filings of the markets' offices (no market: all that the index holds).

    Raises QueryError for a brand without a letter, digit or character: that nothing is found for it would say nothing.
    """
    keys = query_keys(brand)
    if not keys or not any(map(str.isalnum, brand)):
        raise QueryError(f"{brand!r} holds no letter, digit or character that could be compared with a mark")
    offices = tuple(dict.fromkeys(market.office for market in markets)) or _offices_held(store)
    coverage = tuple(_coverage(store, office, markets) for office in offices)
    query = KeyQuery(keys, where=any_of("office", offices))
    (candidates,) = store.candidates(FILINGS, [query], limit=CANDIDATES)
    rows = store.get(FILINGS, [candidate.id for candidate in candidates])
    filings = [row.record for row in rows.values() if isinstance(row.record, Filing)]
    hits = rank(brand, filings, classes=tuple(classes), goods=goods)
    return ScanResult(
        brand=brand,
        classes=tuple(classes),
        level=_verdict(hits, coverage),
        hits=tuple(hits[:limit]),
        coverage=coverage,
        candidates=len(filings),
    )


def chosen_markets(codes: Sequence[str], table: Sequence[Market]) -> tuple[Market, ...]:
    """The markets of these codes (market or office codes) or names; raises SettingsError for an unknown one."""
    known = {fold(name): market for market in table for name in (market.name_en, market.name_zh, market.office)}
    known |= {fold(market.code): market for market in table}
    unknown = [code for code in codes if fold(code) not in known]
    if unknown:
        raise SettingsError(f"unknown market {unknown[0]!r}; known: {' '.join(sorted(market.code for market in table))}")
    return tuple(known[fold(code)] for code in codes)


def not_in_the_index(store: Store, offices: Sequence[str]) -> tuple[str, ...]:
    """Those of the offices of which the index holds no filing: that a search finds nothing there says nothing."""
    held = set(_offices_held(store))
    return tuple(office for office in offices if office not in held)


def _verdict(hits: Sequence[ScanHit], coverage: Sequence[Coverage]) -> str:
    live = [hit for hit in hits if hit.filing.status not in GONE]
    if live:
        return live[0].level
    if hits:
        return "low"  # only what no longer stands: worth a look, for it shows who wanted the name
    return "none_found" if any(item.filings for item in coverage) else "unknown"


def _offices_held(store: Store) -> tuple[str, ...]:
    counts = store.facets(FILINGS, Query(limit=0), "office", limit=200)
    return tuple(str(count.value).upper() for count in counts)


def _coverage(store: Store, office: str, markets: Sequence[Market]) -> Coverage:
    page = store.search(FILINGS, Query(where=(equals("office", office),), sort="status_date", limit=1))
    newest = page.rows[0].record if page.rows else None
    source_id = newest.source.source_id if isinstance(newest, Filing) and newest.source else None
    job = last_run(store, crawl_job_id(source_id)) if source_id else None
    return Coverage(
        office=office,
        market=next((market.name_en for market in markets if market.office == office), office),
        filings=page.total,
        newest_status_date=newest.status_date if isinstance(newest, Filing) else None,
        checked_at=job.last_success_at if job else None,
    )
