"""Indexes of the Elasticsearch back end, made from ``index.schema``.

A collection is one index behind an alias: ``lookout-filings`` → ``lookout-filings-000001``. The alias is what all reading and
creating goes by; an upgrade makes the next number and moves the alias. A document has

- ``id``, ``body`` (the wire line), ``version``, ``revision``, ``digest``, ``due_at``, ``lease_owner``, ``lease_until``,
  ``changed_at``, ``op`` (a mark of the call that wrote it last);
- ``f.<field>``: values to filter, sort and count by; ``t.<scope>``: the words of a text, each once; ``words``: of all scopes;
- ``keys``, ``sketches`` and ``gist``: for candidates.

Words, folded values and keys are made in Python, so every node that knows keywords will do: no analyzer, no script, no plugin.
Times are whole microseconds in a ``long``, which neither rounds nor ends in 2262.
"""

import json
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from index.elastic_client import ElasticAccess
from index.fields import Collection, Field, Kind
from index.schema import DOCKET_ENTRIES, FILINGS
from index.text import VERSION as TEXT_VERSION

SCHEMA_VERSION = 1
"""Version of the document's form; that of a collection's fields is its fingerprint."""

_KINDS: dict[Kind, dict[str, Any]] = {
    Kind.KEYWORD: {"type": "keyword"},
    Kind.INTEGER: {"type": "long"},
    Kind.DATE: {"type": "date", "format": "strict_date"},
    Kind.TIME: {"type": "long", "meta": {"unit": "micros"}},
    Kind.BOOLEAN: {"type": "boolean"},
}
_NUMBER = {"type": "long"}
_MICROS = {"type": "long", "meta": {"unit": "micros"}}
_KEPT = {"type": "keyword", "index": False, "doc_values": False}
_FOUND = {"type": "keyword", "doc_values": False}
_LARGE = (FILINGS.name, DOCKET_ENTRIES.name)


@dataclass(frozen=True)
class Place:
    """Names and settings of one collection's index."""

    collection: Collection
    prefix: str

    @property
    def alias(self) -> str:
        """The name that all reading and creating goes by."""
        return f"{self.prefix}-{self.collection.name}"

    def index(self, number: int) -> str:
        """The name of a version of the index."""
        return f"{self.alias}-{number:06d}"

    def number(self, index: str) -> int:
        """The version that an index name tells."""
        return int(index.removeprefix(f"{self.alias}-"))

    @cached_property
    def properties(self) -> dict[str, Any]:
        """The strict mapping's properties."""
        fields: dict[str, Any] = {field.name: _KINDS[field.kind] for field in self.collection.fields}
        scopes: dict[str, Any] = {scope: {**_FOUND, "copy_to": "words"} for scope in self.collection.scopes(None)}
        return {
            "id": {"type": "keyword"},
            "body": _KEPT,
            "version": _NUMBER,
            "revision": _NUMBER,
            "digest": _KEPT,
            "op": _KEPT,
            "due_at": _MICROS,
            "lease_owner": {"type": "keyword"},
            "lease_until": _MICROS,
            "changed_at": _MICROS,
            "keys": {**_FOUND, "similarity": "boolean"},
            "sketches": {"type": "binary", "doc_values": True},
            "gist": {"type": "binary", "doc_values": True},
            "f": {"properties": fields},
            **({"t": {"properties": scopes}, "words": _FOUND} if scopes else {}),
        }

    @cached_property
    def fingerprint(self) -> str:
        """Changes when the mapping does, or the way text is folded and cut."""
        shape = json.dumps([SCHEMA_VERSION, TEXT_VERSION, self.properties], sort_keys=True)
        return sha256(shape.encode()).hexdigest()[:16]

    @property
    def mapping(self) -> dict[str, Any]:
        """The whole mapping: nothing is indexed that it does not name."""
        made = {"schema": SCHEMA_VERSION, "fingerprint": self.fingerprint}
        return {"dynamic": "strict", "_meta": {"lookout": made}, "properties": self.properties}

    def settings(self, access: ElasticAccess) -> dict[str, Any]:
        """Shards for what is large, replicas as configured."""
        copies = "auto_expand_replicas" if "-" in access.replicas else "number_of_replicas"
        shards = access.shards if self.collection.name in _LARGE else 1
        return {"number_of_shards": shards, copies: access.replicas, "refresh_interval": "1s"}


def field_path(field: Field) -> str:
    """Where a field stands in the document."""
    return f"f.{field.name}"
