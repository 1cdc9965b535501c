"""An upgrade for the tests, to be killed: ``python -m tests.index.upgrader URL PREFIX``."""

import sys

from index.elastic import ElasticStore
from index.elastic_client import ElasticAccess
from index.elastic_upgrade import upgrade
from index.fields import Collection
from index.rows import Row
from records.wire import Record
from tests.index.busy import COLLECTIONS


def rows_of(collection: Collection, record: Record) -> Row:
    """As a newer matcher makes them."""
    return collection.row(record, keys=["new key"])


def main() -> None:
    """Upgrade over and over; tell each line of progress at once."""
    url, prefix = sys.argv[1:]
    store = ElasticStore(ElasticAccess(urls=(url,), prefix=prefix, shards=2), collections=COLLECTIONS)
    while True:
        upgrade(store, rows_of, force=True, watch=0, tell=lambda words: print(words, flush=True))


if __name__ == "__main__":
    main()
