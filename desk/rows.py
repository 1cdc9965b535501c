"""The one place that knows which collection a record is kept in, and what it is found by there."""

from collections.abc import Mapping
from datetime import datetime

from index.fields import Collection
from index.rows import Row
from index.schema import COLLECTIONS, DOCKET_ENTRIES, FILINGS
from matcher.gist import packed
from matcher.keys import entry_keys, filing_keys
from records import DocketEntry, Filing
from records.wire import Record

KEYED = (FILINGS, DOCKET_ENTRIES)
"""Collections whose rows have keys and gists, which a newer matcher makes otherwise."""

_HOME: Mapping[type, Collection] = {collection.record_type: collection for collection in COLLECTIONS}


def row_of(record: Record, *, due_at: datetime | None = None) -> tuple[Collection, Row]:
    """The record as a row of its collection, with the keys and the gist of the present matcher.

    Raises TypeError for a record that is not kept (a crawl report).
    """
    collection = _HOME.get(type(record))
    if collection is None:
        raise TypeError(f"no collection holds {type(record).__name__}")
    return collection, row_in(collection, record, due_at=due_at)


def row_in(collection: Collection, record: Record, *, due_at: datetime | None = None) -> Row:
    """As ``row_of``, for a collection that is already known; raises TypeError where it holds other records."""
    match record:
        case Filing():
            return collection.row(record, keys=filing_keys(record), gist=packed(record), due_at=due_at)
        case DocketEntry():
            return collection.row(record, keys=entry_keys(record), due_at=due_at)
        case _:
            return collection.row(record, due_at=due_at)
