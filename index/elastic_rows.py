"""Rows as documents and documents as rows."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from index.fields import Kind
from index.query import Scalar
from index.rows import Row, Stored
from index.values import EPOCH, micros, moment, optional_micros
from records.wire import from_line, to_line

ENVELOPE = ["id", "version", "revision", "digest", "due_at", "lease_owner", "lease_until", "changed_at", "op"]
"""Fields of a document that tell how the row stands."""
WHOLE = ["id", "body", "version", "revision", "due_at", "lease_owner", "lease_until"]
"""Fields that make a ``Stored``."""

_LONGEST_ID = 512
_LONGEST_TERM = 8_000
"""Bytes. Elasticsearch refuses terms over 32,766 bytes; longer ones are indexed as their beginning and a hash."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A document as it was read: where it stands, which state of it, and the row's envelope."""

    index: str
    seq_no: int
    term: int
    source: Mapping[str, Any]

    @property
    def version(self) -> int:
        """The row's version."""
        return int(self.source["version"])

    @property
    def revision(self) -> int:
        """The row's revision."""
        return int(self.source["revision"])


def standing(hit: Mapping[str, Any]) -> Standing:
    """Of a found document of a get or a search."""
    return Standing(hit["_index"], hit["_seq_no"], hit["_primary_term"], hit["_source"])


def document_id(row_id: str) -> str:
    """The document's id: the row's own where it can be one (1 to 512 bytes), else a hash of it."""
    if row_id and not row_id.startswith("~") and len(row_id.encode()) <= _LONGEST_ID:
        return row_id
    return "~" + sha256(row_id.encode()).hexdigest()


def term(text: str) -> str:
    """The text as a term of the index: itself, or for an overlong one its beginning and a hash."""
    if len(text) <= _LONGEST_TERM // 4:
        return text
    encoded = text.encode()
    if len(encoded) <= _LONGEST_TERM:
        return text
    return f"{encoded[:_LONGEST_TERM].decode(errors='ignore')}\x00{sha256(encoded).hexdigest()}"


def encoded(value: Scalar) -> str | int | bool:
    """A field's value as the document keeps it."""
    if isinstance(value, str):
        return term(value)
    if isinstance(value, datetime):
        return micros(value)
    return value.isoformat() if isinstance(value, date) else value


def decoded(value: Any, kind: Kind) -> Scalar:
    """The value of a facet's bucket: times come as micros, dates as milliseconds, booleans as 0 and 1."""
    match kind:
        case Kind.TIME:
            return EPOCH + timedelta(microseconds=int(value))
        case Kind.DATE:
            return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(value))).date()
        case Kind.BOOLEAN:
            return bool(value)
        case Kind.INTEGER:
            return int(value)
        case _:
            return str(value)


def content(row: Row) -> dict[str, Any]:
    """What a document says of the record; raises WireError where the record cannot be written down."""
    told: dict[str, Any] = {
        "id": row.id,
        "body": to_line(row.record).decode(),
        "digest": row.digest,
        "f": {name: [encoded(value) for value in values] for name, values in row.fields.items() if values},
        **keyed(row),
    }
    words = {scope: [term(word) for word in dict.fromkeys(text.split())] for scope, text in row.text.items() if text}
    return {**told, "t": words} if words else told


def keyed(row: Row) -> dict[str, Any]:
    """What a document says for candidates."""
    sketches = row.sketches.encode()
    return {
        "keys": [term(key) for key in row.plain_keys],
        "sketches": b64encode(sketches).decode() if sketches else None,
        "gist": b64encode(row.gist).decode() if row.gist else None,
    }


def envelope(
    *, version: int, revision: int, due_at: datetime | None, changed_at: int, op: str, lease: tuple[str, int] | None = None
) -> dict[str, Any]:
    """How a row stands."""
    owner, until = lease or (None, None)
    return {
        "version": version,
        "revision": revision,
        "due_at": optional_micros(due_at),
        "lease_owner": owner,
        "lease_until": until,
        "changed_at": changed_at,
        "op": op,
    }


def held_lease(source: Mapping[str, Any]) -> tuple[str, int] | None:
    """Owner and end of the lease in an envelope."""
    owner = source.get("lease_owner")
    return None if owner is None else (owner, source["lease_until"])


def stored(source: Mapping[str, Any], **changes: Any) -> Stored:
    """The row of a document with the fields of ``WHOLE``."""
    told = {**source, **changes}
    return Stored(
        id=told["id"],
        record=from_line(told["body"].encode(), place=told["id"]),
        version=told["version"],
        revision=told["revision"],
        due_at=moment(told.get("due_at")),
        lease_owner=told.get("lease_owner"),
        lease_until=moment(told.get("lease_until")),
    )
