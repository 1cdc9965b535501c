"""``lookout search``: an analyst's filters as queries of the store."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from index.fields import Collection
from index.query import Filter, Query, Range, Words, any_of
from index.rows import Stored
from index.schema import DOCKET_ENTRIES, FILINGS
from index.store import Store
from index.text import tokens
from matcher.captions import split_caption
from records import DocketEntry
from records.errors import QueryError
from records.wire import Record

PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingFilters:
    """What a filing must have; empty: anything."""

    text: str = ""
    mark: str = ""
    applicant: str = ""
    goods: str = ""
    office: tuple[str, ...] = ()
    classes: tuple[int, ...] = ()
    status: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    number: str = ""
    date_field: str = "application"
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketFilters:
    """What a docket entry must have; empty: anything."""

    text: str = ""
    caption: str = ""
    plaintiff: str = ""
    court: tuple[str, ...] = ()
    event: tuple[str, ...] = ()
    number: str = ""
    schedule_a: bool | None = None
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Records in order, newest first, and how many there are in all."""

    records: tuple[Record, ...]
    total: int | str


def search_filings(store: Store, filters: FilingFilters, *, limit: int) -> Found:
    """Filings that pass all filters."""
    date_field = f"{filters.date_field}_date"
    where = [
        *any_of("office", filters.office),
        *any_of("class", filters.classes),
        *any_of("status", filters.status),
        *any_of("applicant_country", filters.country),
        *_between(date_field, filters.start, filters.end),
    ]
    words = _words(None, filters.text) + _words("mark", filters.mark) + _words("applicant", filters.applicant)
    query = Query(where=tuple(where), words=words + _words("goods", filters.goods), sort=date_field)
    if not filters.number:
        return _all_pages(store, FILINGS, query, limit=limit)
    numbers = tuple(dict.fromkeys((filters.number, "".join(filter(str.isalnum, filters.number)))))  # 98/765,432 is 98765432
    by_application = replace(query, where=(*query.where, *any_of("application_number", numbers)))
    found = _all_pages(store, FILINGS, by_application, limit=limit)
    if found.records:
        return found
    return _all_pages(store, FILINGS, replace(query, where=(*query.where, *any_of("registration_number", numbers))), limit=limit)


def search_dockets(store: Store, filters: DocketFilters, *, limit: int) -> Found:
    """Docket entries that pass all filters."""
    where = [
        *any_of("court", filters.court),
        *any_of("event", filters.event),
        *any_of("docket_number", (filters.number,) if filters.number else ()),
        *any_of("schedule_a", () if filters.schedule_a is None else (filters.schedule_a,)),
        *_between("filed_at", _midnight(filters.start), _last_moment(filters.end)),
    ]
    words = _words(None, filters.text) + _words("caption", filters.caption) + _words("caption", filters.plaintiff)
    keep = _plaintiff_has(filters.plaintiff) if filters.plaintiff else None
    return _all_pages(store, DOCKET_ENTRIES, Query(where=tuple(where), words=words, sort="filed_at"), limit=limit, keep=keep)


def _all_pages(
    store: Store, collection: Collection, query: Query, *, limit: int, keep: Callable[[Record], bool] | None = None
) -> Found:
    records: list[Record] = []
    total = 0
    seen = 0
    for rows, counted in _pages(store, collection, replace(query, limit=min(limit, PAGE))):
        total = counted
        seen += len(rows)
        records += [row.record for row in rows if keep is None or keep(row.record)]
        if len(records) >= limit:
            break
    shown = tuple(records[:limit])
    if keep is None:
        return Found(shown, total)
    return Found(shown, len(records) if seen >= total and len(records) <= limit else f"at least {len(records)}")


def _pages(store: Store, collection: Collection, query: Query) -> Iterator[tuple[tuple[Stored, ...], int]]:
    while True:
        page = store.search(collection, query)
        yield page.rows, page.total
        if page.next is None:
            return
        query = replace(query, after=page.next)


def _plaintiff_has(words: str) -> Callable[[Record], bool]:
    asked = set(tokens(words))

    def keep(record: Record) -> bool:
        if not isinstance(record, DocketEntry):
            return False
        return any(asked <= set(tokens(name)) for name in split_caption(record.case_name or "").plaintiffs)

    return keep


def _words(scope: str | None, text: str) -> tuple[Words, ...]:
    if not text.strip():
        return ()
    if not tokens(text):
        raise QueryError(f"{text!r} holds no letter or digit to search for")
    return (Words(text, scope),)


def _between(name: str, low: date | datetime | None, high: date | datetime | None) -> tuple[Filter, ...]:
    return (Range(name, low, high),) if low or high else ()


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, UTC) if day else None


def _last_moment(day: date | None) -> datetime | None:
    return datetime.combine(day, time.max, UTC) if day else None
