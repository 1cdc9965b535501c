"""The store as a dictionary: the plainest thing that keeps the protocol, for the real ones to be compared with."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from index.fields import Collection, comparable
from index.query import Equals, Filter, Missing, Query, Range, Words
from index.rows import Release, Row, Stored, Written
from index.text import query_tokens
from records.errors import ConflictError


@dataclass(frozen=True, slots=True)
class Kept:
    """One row: what was written and how it stands."""

    row: Row
    stored: Stored


class Model:
    """One collection in memory."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self.kept: dict[str, Kept] = {}

    def write(self, rows: Sequence[Row], *, create_only: bool) -> tuple[Written, ...]:
        """As ``Store.write``."""
        return tuple(self._write(row, create_only=create_only) for row in rows)

    def _write(self, row: Row, *, create_only: bool) -> Written:
        kept = self.kept.get(row.id)
        if kept is None:
            self.kept[row.id] = Kept(
                row, Stored(id=row.id, record=row.record, version=row.version, revision=1, due_at=row.due_at)
            )
            return Written.CREATED
        if create_only:
            return Written.EXISTS
        at = kept.stored
        if row.version < at.version:
            return Written.STALE
        if row.digest == kept.row.digest:
            self.kept[row.id] = Kept(kept.row, replace(at, version=row.version))
            return Written.UNCHANGED
        revision = at.revision + 1
        self.kept[row.id] = Kept(
            row, Stored(id=row.id, record=row.record, version=row.version, revision=revision, due_at=row.due_at)
        )
        return Written.CHANGED

    def put(self, row: Row, *, if_revision: int) -> Stored:
        """As ``Store.replace``."""
        kept = self.kept.get(row.id)
        if kept is None or kept.stored.revision != if_revision:
            raise ConflictError(row.id)
        at = kept.stored
        version = max(at.version, row.version)
        stored = replace(at, record=row.record, version=version, revision=at.revision + 1, due_at=row.due_at)
        self.kept[row.id] = Kept(row, stored)
        return stored

    def claim(self, *, owner: str, limit: int, now: datetime, until: datetime) -> tuple[Stored, ...]:
        """As ``Store.claim``."""
        due = [
            (kept.stored.due_at, row_id)
            for row_id, kept in self.kept.items()
            if kept.stored.due_at is not None
            and kept.stored.due_at <= now
            and (kept.stored.lease_until is None or kept.stored.lease_until <= now)
        ]
        return tuple(self._change(row_id, lease_owner=owner, lease_until=until) for _, row_id in sorted(due)[:limit])

    def release(self, releases: Sequence[Release], *, owner: str) -> int:
        """As ``Store.release``."""
        ended = 0
        for item in releases:
            kept = self.kept.get(item.id)
            if kept is None or kept.stored.lease_owner != owner:
                continue
            ended += 1
            stored = self._change(item.id, lease_owner=None, lease_until=None, due_at=item.due_at)
            if item.row is not None:
                version = max(stored.version, item.row.version)
                self.kept[item.id] = Kept(item.row, replace(stored, record=item.row.record, version=version))
        return ended

    def break_leases(self, owner: str) -> int:
        """As ``Store.break_leases``."""
        held = [row_id for row_id, kept in self.kept.items() if kept.stored.lease_owner == owner]
        for row_id in held:
            self._change(row_id, lease_owner=None, lease_until=None)
        return len(held)

    def delete(self, ids: Sequence[str]) -> int:
        """As ``Store.delete``."""
        return sum(self.kept.pop(row_id, None) is not None for row_id in ids)

    def found(self, query: Query) -> list[Stored]:
        """All rows that answer the query, in order."""
        field = query.sort or self.collection.sort
        passing = [kept for kept in self.kept.values() if self._answers(kept.row, query)]
        passing.sort(key=lambda kept: kept.row.id)
        passing.sort(key=lambda kept: kept.row.fields[field][:1], reverse=query.descending)
        return [kept.stored for kept in sorted(passing, key=lambda kept: not kept.row.fields[field])]

    def facets(self, query: Query, field: str) -> list[tuple[object, int]]:
        """As ``Store.facets`` without a limit."""
        counts: dict[object, int] = {}
        for kept in self.kept.values():
            if self._answers(kept.row, query):
                for value in kept.row.fields[field]:
                    counts[value] = counts.get(value, 0) + 1
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))

    def candidates(self, keys: Sequence[str], where: Sequence[Filter], limit: int) -> list[tuple[str, int]]:
        """As ``Store.candidates``, where no key is frequent."""
        counts = [
            (kept.row.id, len(set(keys) & set(kept.row.keys)))
            for kept in self.kept.values()
            if all(self._passes(kept.row, item) for item in where)
        ]
        return sorted(((row_id, count) for row_id, count in counts if count), key=lambda item: (-item[1], item[0]))[:limit]

    def _change(self, row_id: str, **changes: object) -> Stored:
        kept = self.kept[row_id]
        stored = replace(kept.stored, revision=kept.stored.revision + 1, **changes)  # type: ignore[arg-type]
        self.kept[row_id] = Kept(kept.row, stored)
        return stored

    def _answers(self, row: Row, query: Query) -> bool:
        return all(self._passes(row, item) for item in query.where) and all(self._says(row, words) for words in query.words)

    def _passes(self, row: Row, item: Filter) -> bool:
        field = self.collection.field(item.field)
        values = row.fields[item.field]
        if isinstance(item, Missing):
            return not values
        if isinstance(item, Equals):
            return bool(set(values) & {comparable(field, value) for value in item.values})
        return any(_between(value, item) for value in values)

    def _says(self, row: Row, words: Words) -> bool:
        said = {token for scope in self.collection.scopes(words.scope) for token in row.text[scope].split()}
        return set(query_tokens(words.text)) <= said


def _between(value: object, item: Range) -> bool:
    return (item.low is None or item.low <= value) and (item.high is None or value <= item.high)  # type: ignore[operator]
