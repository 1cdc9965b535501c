"""Tables of the SQLite back end, made from ``index.schema``.

Every collection has

- ``<name>``: one narrow row a record, with its identity, version, due time, lease, and a column for each single-valued field;
- ``<name>__body``: the record as its wire line (apart, so that filters and counts never read it);
- ``<name>__field_<field>``: value and row of a many-valued field;
- ``<name>__count_<field>``: how many rows have each value of a counted field, kept by triggers;
- ``<name>__text``: an FTS5 table with one column a scope. Its words were cut and folded in ``index.text``, so the tokenizer
  is ``ascii``, which parts at ASCII white space and punctuation only and takes every other character as it stands;
- ``<name>__key``, ``__posting``, ``__row_keys``: candidate keys, the rows that have each, the keys that a row has
  and its gist (``index.sqlite_keys``);
- ``<name>__sketch``: the sketches of a row, and a stamp that grows with every change of any (``index.sqlite_near``).
"""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from index.fields import Collection, Field, Kind
from index.text import VERSION as TEXT_VERSION

_TYPES = {Kind.KEYWORD: "TEXT", Kind.INTEGER: "INTEGER", Kind.DATE: "TEXT", Kind.TIME: "INTEGER", Kind.BOOLEAN: "INTEGER"}
_ENVELOPE = (
    "row INTEGER PRIMARY KEY",
    "id TEXT NOT NULL UNIQUE",
    "version INTEGER NOT NULL",
    "revision INTEGER NOT NULL",
    "digest TEXT NOT NULL",
    "due_at INTEGER",
    "lease_owner TEXT",
    "lease_until INTEGER",
)


@dataclass(frozen=True)
class Tables:
    """Names of one collection's tables and columns, and the statements that make them."""

    collection: Collection

    @property
    def main(self) -> str:
        """Table of the rows."""
        return f'"{self.collection.name}"'

    @property
    def body(self) -> str:
        """Table of the wire lines."""
        return self._part("body")

    @property
    def text(self) -> str:
        """FTS5 table."""
        return self._part("text")

    @property
    def key(self) -> str:
        """Table of candidate keys with how many rows have each."""
        return self._part("key")

    @property
    def posting(self) -> str:
        """FTS5 table of key numbers."""
        return self._part("posting")

    @property
    def row_keys(self) -> str:
        """Table of a row's key numbers."""
        return self._part("row_keys")

    @property
    def sketch(self) -> str:
        """Table of sketches."""
        return self._part("sketch")

    def values(self, field: Field) -> str:
        """Table of a many-valued field."""
        return self._part(f"field_{field.name}")

    def counts(self, field: Field) -> str:
        """Table of a counted field's values with how many rows have each."""
        return self._part(f"count_{field.name}")

    def index(self, field: Field) -> str:
        """Index of a field by value."""
        return self._part(f"by_{field.name}")

    @cached_property
    def single(self) -> tuple[Field, ...]:
        """Fields with a column of their own."""
        return tuple(field for field in self.collection.fields if not field.many)

    @cached_property
    def many(self) -> tuple[Field, ...]:
        """Fields with a table of their own."""
        return tuple(field for field in self.collection.fields if field.many)

    @cached_property
    def scopes(self) -> tuple[str, ...]:
        """Text scopes, in the order of the FTS5 columns."""
        return self.collection.scopes(None)

    @cached_property
    def fingerprint(self) -> str:
        """Changes when the collection's fields or scopes do, or the way its text is folded and cut."""
        shape = [(field.name, field.kind.value, field.many, field.counted) for field in self.collection.fields]
        return sha256(repr((shape, self.scopes, TEXT_VERSION)).encode()).hexdigest()[:16]

    def statements(self) -> tuple[str, ...]:
        """What makes all tables and indexes."""
        return (*self._kept(), *self.derived())

    def derived(self) -> tuple[str, ...]:
        """What makes the tables that can be made again from the bodies."""
        columns = [*_ENVELOPE, *(f"{column(field)} {_TYPES[field.kind]}" for field in self.single)]
        made = [
            f"CREATE TABLE {self.main} ({', '.join(columns)})",
            f"CREATE INDEX {self._part('due')} ON {self.main} (due_at, id) WHERE due_at IS NOT NULL",
            f"CREATE INDEX {self._part('lease')} ON {self.main} (lease_owner) WHERE lease_owner IS NOT NULL",
        ]
        made += [f"CREATE INDEX {self.index(field)} ON {self.main} ({column(field)}, id)" for field in self.single]
        for field in self.single:
            made += self._counting(field) if field.counted else ()
        for field in self.many:
            table = self.values(field)
            made.append(f"CREATE TABLE {table} (row INTEGER, value, PRIMARY KEY (row, value)) WITHOUT ROWID")
            made.append(f"CREATE INDEX {self.index(field)} ON {table} (value, row)")
        if self.scopes:
            scopes = ", ".join(scope_column(scope) for scope in self.scopes)
            made.append(f"CREATE VIRTUAL TABLE {self.text} USING fts5({scopes}, tokenize='ascii', detail=column, columnsize=0)")
        return tuple(made)

    def sketching(self) -> tuple[str, ...]:
        """What makes the table of sketches."""
        return (
            f"CREATE TABLE {self.sketch} (id TEXT PRIMARY KEY, stamp INTEGER NOT NULL, sketches TEXT NOT NULL) WITHOUT ROWID",
            f"CREATE INDEX {self._part('sketched')} ON {self.sketch} (stamp)",
        )

    def _kept(self) -> tuple[str, ...]:
        return (
            f"CREATE TABLE {self.body} (row INTEGER PRIMARY KEY, line BLOB NOT NULL)",
            f"CREATE TABLE {self.key} (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, rows INTEGER NOT NULL)",
            f"CREATE VIRTUAL TABLE {self.posting} USING fts5(keys, content='', tokenize='ascii', detail=none, columnsize=0)",
            f"CREATE TABLE {self.row_keys} (row INTEGER PRIMARY KEY, keys BLOB NOT NULL, gist BLOB NOT NULL)",
            *self.sketching(),
        )

    def _counting(self, field: Field) -> tuple[str, ...]:
        """The table of a counted field, and what keeps it true whoever writes rows."""
        table, name = self.counts(field), column(field)
        more = (
            f"INSERT INTO {table} SELECT new.{name}, 1 WHERE new.{name} IS NOT NULL"
            " ON CONFLICT (value) DO UPDATE SET rows = rows + 1;"
        )
        less = f"UPDATE {table} SET rows = rows - 1 WHERE value = old.{name}; DELETE FROM {table} WHERE rows = 0;"
        events = (("new", "INSERT", more), ("gone", "DELETE", less), ("other", f"UPDATE OF {name}", less + more))
        return (
            f"CREATE TABLE {table} (value PRIMARY KEY, rows INTEGER NOT NULL) WITHOUT ROWID",
            *(
                f"CREATE TRIGGER {self._part(f'{event}_{field.name}')} AFTER {when} ON {self.main} BEGIN {what} END"
                for event, when, what in events
            ),
        )

    def _part(self, part: str) -> str:
        return f'"{self.collection.name}__{part}"'


def column(field: Field) -> str:
    """The column of a single-valued field; the prefix keeps it apart from the row's own columns."""
    return f'"f_{field.name}"'


def scope_column(scope: str) -> str:
    """The FTS5 column of a text scope."""
    return f"s_{scope}"
