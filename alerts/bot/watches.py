"""A client's watches: add, extend, list, remove, mute. A new or changed watch is due, and the round matches it with history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from alerts.bot.edits import change
from index.query import Query, equals
from index.rows import Written
from index.schema import WATCHES
from index.store import Store
from index.text import fold
from records.client import Client
from records.codes import WatchKind
from records.errors import LookoutError
from records.match import short_hash
from records.watch import Watch

MAX_WATCHES = 200
"""Watches a client may have at a time."""
MAX_TERMS = 12
"""Spellings of one watch."""


class WatchLimitError(LookoutError):
    """The client has as many watches as it may; ``limit`` says how many."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"at most {limit}")
        self.limit = limit


class TermLimitError(WatchLimitError):
    """The watch would have more spellings than it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A watch as asked for; ``None`` is not said, which leaves an existing watch's as it is."""

    kind: WatchKind
    terms: tuple[str, ...]
    classes: tuple[int, ...] | None = None
    offices: tuple[str, ...] | None = None
    goods: tuple[str, ...] | None = None
    platform: str | None = None
    note: str | None = None


class Outcome(StrEnum):
    """What became of a draft."""

    CREATED = "created"
    CHANGED = "changed"
    """A watch on the same name was there and now has what the draft adds."""
    DUPLICATE = "duplicate"
    """A watch already had all of it."""


@dataclass(frozen=True, slots=True)
class Added:
    """A draft's watch, and what became of it."""

    watch: Watch
    outcome: Outcome


class Watches:
    """What clients follow."""

    def __init__(self, store: Store, *, limit: int = MAX_WATCHES) -> None:
        self._store = store
        self.limit = limit

    def of(self, client_ids: Sequence[str]) -> tuple[Watch, ...]:
        """Active watches, oldest first."""
        if not client_ids:
            return ()
        where = (equals("client_id", *client_ids), equals("active", True))
        page = self._store.search(WATCHES, Query(where=where, sort="created_at", descending=False, limit=1000))
        found = [row.record for row in page.rows if isinstance(row.record, Watch)]
        return tuple(watch for watch in found if watch.client_id in client_ids)

    def find(self, client_ids: Sequence[str], code: str) -> Watch | None:
        """The clients' watch with that short code (``watch_code``), removed ones too; ``None`` where there is none."""
        if not client_ids:
            return None
        for batch in self._store.scan(WATCHES, (equals("client_id", *client_ids),)):
            for row in batch:
                watch = row.record
                if isinstance(watch, Watch) and watch.client_id in client_ids and watch_code(watch) == code:
                    return watch
        return None

    def add(self, client: Client, draft: Draft, *, now: datetime) -> Added:
        """Make the draft a watch, due at once; a watch on the same name takes it in. Raises WatchLimitError, TermLimitError."""
        active = self.of([client.id])
        same = next((watch for watch in active if _same_name(watch, draft)), None)
        if same is not None:
            return self._extend(same, draft, now)
        if len(draft.terms) > MAX_TERMS:
            raise TermLimitError(MAX_TERMS)
        if len(active) >= self.limit:
            raise WatchLimitError(self.limit)
        watch = Watch(
            id=short_hash("watch", client.id, draft.kind, fold(draft.terms[0]))[:16],
            client_id=client.id,
            kind=draft.kind,
            terms=draft.terms,
            classes=draft.classes or (),
            offices=draft.offices or (),
            goods=draft.goods or (),
            platform=draft.platform,
            note=draft.note or "",
            muted_until=muted_until(active, now),
            created_at=now,
        )
        written = self._store.write(WATCHES, [WATCHES.row(watch, due_at=now)], now=now, create_only=True)
        if written == (Written.EXISTS,):
            # Removed earlier: the row stays for the alerts that point at it, and is taken into use again.
            change(self._store, WATCHES, watch.id, lambda _: watch, now=now, due_at=now)
        return Added(watch, Outcome.CREATED)

    def _extend(self, watch: Watch, draft: Draft, now: datetime) -> Added:
        def extended(old: Watch) -> Watch:
            return replace(
                old,
                terms=_union(old.terms, draft.terms),
                classes=old.classes if draft.classes is None else draft.classes,
                offices=old.offices if draft.offices is None else draft.offices,
                goods=old.goods if draft.goods is None else draft.goods,
                platform=draft.platform or old.platform,
                note=old.note if draft.note is None else draft.note,
            )

        wanted = extended(watch)
        if wanted == watch:
            return Added(watch, Outcome.DUPLICATE)
        if len(wanted.terms) > MAX_TERMS:
            raise TermLimitError(MAX_TERMS)
        changed = change(self._store, WATCHES, watch.id, extended, now=now, due_at=now)
        return Added(changed or wanted, Outcome.CHANGED)

    def remove(self, client_ids: Sequence[str], watch_id: str, *, now: datetime) -> Watch | None:
        """Follow it no more; ``None`` where the clients have no such watch. The row stays, so that it can be restored."""
        return self._switch(client_ids, watch_id, active=False, now=now)

    def restore(self, client_ids: Sequence[str], watch_id: str, *, now: datetime) -> Watch | None:
        """Take a removed watch into use again. Raises WatchLimitError."""
        if len(self.of(client_ids)) >= self.limit:
            raise WatchLimitError(self.limit)
        return self._switch(client_ids, watch_id, active=True, now=now)

    def _switch(self, client_ids: Sequence[str], watch_id: str, *, active: bool, now: datetime) -> Watch | None:
        stored = self._store.get(WATCHES, [watch_id]).get(watch_id)
        if stored is None or not isinstance(stored.record, Watch) or stored.record.client_id not in client_ids:
            return None
        return change(
            self._store, WATCHES, watch_id, lambda w: replace(w, active=active), now=now, due_at=now if active else None
        )

    def mute(self, client_ids: Sequence[str], until: datetime | None, *, now: datetime) -> int:
        """Send nothing about the clients' watches until then (``None``: from now on again); returns how many watches."""
        watches = self.of(client_ids)
        for watch in watches:
            change(self._store, WATCHES, watch.id, lambda w: replace(w, muted_until=until), now=now)
        return len(watches)


def watch_code(watch: Watch) -> str:
    """Short code of a watch for buttons, whatever its id looks like."""
    return short_hash("button", watch.id)[:16]


def muted_until(watches: Iterable[Watch], now: datetime) -> datetime | None:
    """Until when all of the watches are muted; ``None`` where any of them is heard, or there are none."""
    ends = [watch.muted_until for watch in watches]
    running = [end for end in ends if end is not None and end > now]
    return min(running) if running and len(running) == len(ends) else None


def _same_name(watch: Watch, draft: Draft) -> bool:
    """The main name of one is among the names of the other."""
    if watch.kind is not draft.kind:
        return False
    old, new = ([fold(term) for term in terms] for terms in (watch.terms, draft.terms))
    return new[0] in old or old[0] in new


def _union(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    seen = {fold(term) for term in old}
    return (*old, *(term for term in new if fold(term) not in seen))
