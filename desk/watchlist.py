"""Reads a watch list: a YAML file of clients, each with its watches.

Ids are derived from what is watched, so that importing the same list again changes nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from index.rows import Stored
from index.schema import CLIENTS, WATCHES
from index.store import Store
from records import Client, Watch
from records.errors import SettingsError
from records.match import short_hash

_clients = TypeAdapter(Client)
_watches = TypeAdapter(Watch)


def read_watchlist(path: Path, *, now: datetime) -> tuple[list[Client], list[Watch]]:
    """Clients and watches of the file; raises SettingsError that names the entry and the field that is wrong."""
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"{path}: cannot be read as a watch list: {error}") from error
    if not isinstance(entries, list) or not entries:
        raise SettingsError(f"{path}: a watch list is a YAML list of clients")
    clients: list[Client] = []
    watches: list[Watch] = []
    for number, entry in enumerate(entries, start=1):
        client, own = _client(entry, place=f"{path}, client {number}", now=now)
        clients.append(client)
        watches += own
    return clients, watches


def import_watchlist(store: Store, path: Path, *, now: datetime) -> tuple[int, int]:
    """Write the list; returns how many clients and watches it holds. A new or changed watch is due for matching."""
    clients, watches = read_watchlist(path, now=now)
    known_clients = store.get(CLIENTS, [client.key for client in clients])
    known_watches = store.get(WATCHES, [watch.key for watch in watches])
    store.write(CLIENTS, [CLIENTS.row(_since(client, known_clients)) for client in clients], now=now)
    store.write(WATCHES, [WATCHES.row(_since(watch, known_watches), due_at=now) for watch in watches], now=now)
    return len(clients), len(watches)


def _since(record: Any, known: Mapping[str, Stored]) -> Any:
    """The record with the day it was first imported, so that a second import finds it unchanged."""
    row = known.get(record.key)
    first = getattr(row.record, "created_at", None) if row else None
    return replace(record, created_at=first or record.created_at)


def _client(entry: Any, *, place: str, now: datetime) -> tuple[Client, list[Watch]]:
    if not isinstance(entry, Mapping):
        raise SettingsError(f"{place}: a client is a mapping with id, names and watches")
    fields = {name: value for name, value in entry.items() if name != "watches"}
    client = _valid(_clients, {**fields, "created_at": now}, Client, place=place)
    return client, list(_own_watches(client, entry.get("watches") or [], place=place, now=now))


def _own_watches(client: Client, entries: list[Any], *, place: str, now: datetime) -> Iterator[Watch]:
    for number, entry in enumerate(entries, start=1):
        where = f"{place} ({client.id}), watch {number}"
        if not isinstance(entry, Mapping):
            raise SettingsError(f"{where}: a watch is a mapping with kind and terms")
        terms = tuple(str(term) for term in entry.get("terms") or ())
        if not terms:
            raise SettingsError(f"{where}: terms: at least one is needed")
        identity = short_hash("watch", client.id, str(entry.get("kind")), *terms)
        fields = {**entry, "terms": terms, "id": identity, "client_id": client.id, "created_at": now}
        yield _valid(_watches, fields, Watch, place=where)


def _valid(adapter: TypeAdapter[Any], fields: Mapping[str, Any], record_type: type, *, place: str) -> Any:
    unknown = sorted(set(fields) - {item.name for item in dataclass_fields(record_type)})
    if unknown:
        raise SettingsError(f"{place}: unknown field {unknown[0]!r}")
    try:
        return adapter.validate_python(fields)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise SettingsError(f"{place}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
