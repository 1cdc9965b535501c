"""Writes as a bulk request carries them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from index.elastic_rows import Standing
from index.values import runs

DONE = (200, 201)
"""Statuses of an item that was carried out."""
_ITEMS = 1000
_BYTES = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One item of a bulk request.

    ``seq_no`` and ``term``: only where the document is still the one that was read. ``version``: only over no newer copy, and
    ``index`` must be an alias, as it must without any condition: what is written by name would make an index that is gone.
    """

    kind: str
    """``create``, ``index``, ``update`` or ``delete``."""
    index: str
    id: str
    body: Mapping[str, Any] | None = None
    seq_no: int | None = None
    term: int | None = None
    version: int | None = None

    def lines(self) -> tuple[bytes, ...]:
        """As a bulk request wants it."""
        head: dict[str, Any] = {"_index": self.index, "_id": self.id}
        if self.version is not None:
            head |= {"version": self.version, "version_type": "external_gte", "require_alias": True}
        elif self.seq_no is None:
            head["require_alias"] = True
        else:
            head |= {"if_seq_no": self.seq_no, "if_primary_term": self.term}
        body = {"doc": self.body} if self.kind == "update" else self.body
        encoded = msgspec.json.encode({self.kind: head})
        return (encoded,) if body is None else (encoded, msgspec.json.encode(body))


def update(document: str, before: Standing, changes: Mapping[str, Any]) -> Action:
    """Change some fields of a document that is still as it was read."""
    return Action(kind="update", index=before.index, id=document, body=changes, seq_no=before.seq_no, term=before.term)


def portions(actions: Sequence[Action], numbers: Sequence[int]) -> list[list[int]]:
    """Numbers of actions in runs that one request carries."""
    portions: list[list[int]] = []
    for run in runs(numbers, _ITEMS):
        size = _BYTES
        for number in run:
            weight = len((actions[number].body or {}).get("body", "")) * 2 + 500
            if size + weight > _BYTES or not portions:
                portions.append([])
                size = 0
            portions[-1].append(number)
            size += weight
    return portions
