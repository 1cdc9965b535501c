"""Stores by address, so that a test's other processes open the same one."""

from collections.abc import Sequence
from pathlib import Path

from index.fields import Collection
from index.schema import COLLECTIONS
from index.sqlite import open_store
from index.store import Store

SQLITE = "sqlite:///"


def new_address(backend: str, folder: Path) -> str:
    """The address of a store that does not exist yet."""
    if backend == "sqlite":
        return f"{SQLITE}{folder / 'store.db'}"
    raise ValueError(f"no back end {backend!r}")


def open_address(address: str) -> Store:
    """Open the store there; the caller closes it."""
    if address.startswith(SQLITE):
        return open_store(Path(address.removeprefix(SQLITE)))
    raise ValueError(f"no store can be opened at {address!r}")


def empty(store: Store, collections: Sequence[Collection] = COLLECTIONS) -> None:
    """Delete every row."""
    for collection in collections:
        for batch in store.scan(collection):
            store.delete(collection, [row.id for row in batch])
