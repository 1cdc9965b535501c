"""What a channel tells of an address, written to every client that has it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from index.query import Query, equals
from index.schema import CLIENTS
from index.store import Store
from records.client import Address, Client
from records.errors import ConflictError

_ATTEMPTS = 5
_PAGE = 200


def mark_gone(store: Store, channel: str, address: str, *, now: datetime) -> None:
    """Stop sending to the address; subscriptions stay."""

    def off(item: Address) -> Address:
        return replace(item, active=False)

    _change(store, channel, address, off, now=now)


def move(store: Store, channel: str, old: str, new: str, *, now: datetime) -> None:
    """Put the new address in the place of the old one."""

    def moved(item: Address) -> Address:
        return replace(item, address=new, active=True)

    _change(store, channel, old, moved, now=now)


def _change(store: Store, channel: str, address: str, change: Callable[[Address], Address], *, now: datetime) -> None:
    while True:
        page = store.search(CLIENTS, Query(where=(equals("address", f"{channel}:{address}"),), limit=_PAGE))
        pending = [row.id for row in page.rows if _changed(row.record, channel, address, change) != row.record]
        if not pending:
            return
        for client_id in pending:
            _change_one(store, client_id, channel, address, change, now)


def _change_one(
    store: Store, client_id: str, channel: str, address: str, change: Callable[[Address], Address], now: datetime
) -> None:
    for attempt in range(_ATTEMPTS):
        row = store.get(CLIENTS, [client_id]).get(client_id)
        if row is None:
            return
        client = _changed(row.record, channel, address, change)
        try:
            store.replace(CLIENTS, CLIENTS.row(client, due_at=row.due_at), if_revision=row.revision, now=now)
        except ConflictError:
            if attempt + 1 == _ATTEMPTS:
                raise
            continue
        return


def _changed(record: object, channel: str, address: str, change: Callable[[Address], Address]) -> Client:
    if not isinstance(record, Client):
        raise TypeError(f"clients hold Client, not {type(record).__name__}")
    addresses = (change(item) if (item.channel, item.address) == (channel, address) else item for item in record.addresses)
    return replace(record, addresses=tuple(dict.fromkeys(addresses)))
