"""Records and rows for the suite, all names made up."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from index.fields import Collection
from index.query import Query
from index.rows import Row, Stored, Written
from index.schema import FILINGS, JOB_RUNS
from index.store import Store
from records.crawl import JobRun
from records.filing import Filing, GoodsServices, Mark, Party

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
SOON = NOW + timedelta(minutes=5)
LATER = NOW + timedelta(hours=1)
FIRST_DAY = date(2026, 1, 1)


def filing(
    number: int | str, mark: str | None = None, *, classes: tuple[int, ...] = (), goods: str = "", **fields: Any
) -> Filing:
    """A filing; ``goods`` goes to every class."""
    return Filing(
        office=fields.pop("office", "US"),
        application_number=str(number),
        mark=Mark(verbal_element_text=mark),
        goods_services=tuple(GoodsServices(class_number=item, description_text=goods) for item in classes),
        **fields,
    )


def applicant(name: str, country: str | None = None) -> tuple[Party, ...]:
    """One applicant."""
    return (Party(name=name, country=country),)


def row(record: Filing, *keys: str, due_at: datetime | None = None) -> Row:
    """The filing as a row."""
    return FILINGS.row(record, keys=keys, due_at=due_at)


def job(name: str, *, due_at: datetime | None = None, summary: str = "") -> Row:
    """The smallest row there is, for tests of leases."""
    return JOB_RUNS.row(JobRun(job_id=name, started_at=NOW, summary=summary), due_at=due_at)


def put(store: Store, *filings: Filing) -> tuple[Written, ...]:
    """Write filings."""
    return store.write(FILINGS, [row(item) for item in filings], now=NOW)


def one(store: Store, row_id: str, collection: Collection = FILINGS) -> Stored:
    """The row of that id."""
    return store.get(collection, [row_id])[row_id]


def numbers(store: Store, query: Query) -> list[str]:
    """Application numbers of one page of filings, in order."""
    return [found.id.partition(":")[2] for found in store.search(FILINGS, query).rows]
