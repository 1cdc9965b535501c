"""Stores by address, so that a test's other processes open the same one."""

from collections.abc import Sequence
from pathlib import Path

from index.elastic import open_store as open_elastic
from index.elastic_client import ElasticAccess
from index.fields import Collection
from index.schema import COLLECTIONS
from index.sqlite import open_store as open_sqlite
from index.store import Store
from matcher.gallery import Gallery

SQLITE = "sqlite:///"


def elastic_address(url: str, prefix: str) -> str:
    """The address of a store on that node."""
    return f"{url}/{prefix}"


def open_address(address: str) -> Store:
    """Open the store there; the caller closes it."""
    if address.startswith(SQLITE):
        return open_sqlite(Path(address.removeprefix(SQLITE)), gallery=Gallery)
    url, _, prefix = address.rpartition("/")
    return open_elastic(ElasticAccess(urls=(url,), prefix=prefix), gallery=Gallery)


def empty(store: Store, collections: Sequence[Collection] = COLLECTIONS) -> None:
    """Delete every row."""
    for collection in collections:
        for batch in store.scan(collection):
            store.delete(collection, [row.id for row in batch])
