"""Every watch in memory, made ready for matching once, and kept as they come, change and go, with the relation of goods in force.

The store's stamp is asked before each batch, after the batch was claimed. So a record is matched against every watch that stood
when it was claimed; a watch that came later finds the record in the store when it is matched against history.
"""

from collections.abc import Sequence
from datetime import datetime

from desk.goods import last_count
from index.query import equals
from index.schema import CO_FILINGS, WATCHES
from index.store import Store
from matcher.candidates import WatchIndex
from matcher.goods import GoodsRelation
from records import DocketEntry, Filing, Match, Watch

FEW_CHANGES = 200
"""So many changed watches, or a tenth of all, are matched beside the others before all are made ready anew."""


class LiveWatches:
    """The watches that are switched on, as they stand in the store. For one thread at a time."""

    def __init__(self, store: Store, *, goods: GoodsRelation) -> None:
        self._store, self.goods = store, goods
        self._stamp = self._goods_stamp = ""
        self._ready: dict[str, Watch] = {}
        self._indexed = goods.snapshot
        self._index = WatchIndex((), goods=goods)
        self._outdated: frozenset[str] = frozenset()
        self._changed = WatchIndex((), goods=goods)

    def match(self, records: Sequence[Filing | DocketEntry], *, now: datetime, fresh: bool = True) -> list[Match]:
        """Matches of the records with the watches of this moment: in the order of the records, closest watch first.

        ``fresh`` False: with the watches as they were when last looked at.
        """
        if fresh:
            self.refresh()
        found = [match for match in self._index.match(records, now=now) if match.watch_id not in self._outdated]
        found += self._changed.match(records, now=now)
        place = {record.key: at for at, record in enumerate(records)}
        return sorted(found, key=lambda match: (place[match.record_id], -match.score, match.watch_id))

    def refresh(self) -> bool:
        """Take in what became of the watches and of the relation of goods; True where anything did."""
        self._learn()
        relearned = self.goods.snapshot != self._indexed
        stamp = self._store.stamp(WATCHES)
        if stamp == self._stamp and not relearned:
            return False
        standing = {watch.id: watch for watch in active_watches(self._store)}
        changed = [watch for watch in standing.values() if self._ready.get(watch.id) != watch]
        if relearned or len(changed) > max(FEW_CHANGES, len(self._ready) // 10):
            self._index, self._ready, changed = WatchIndex(list(standing.values()), goods=self.goods), standing, []
        self._outdated = frozenset(watch_id for watch_id, watch in self._ready.items() if standing.get(watch_id) != watch)
        self._changed = WatchIndex(changed, goods=self.goods)
        self._stamp, self._indexed = stamp, self.goods.snapshot
        return True

    def _learn(self) -> None:
        """Take in a new count of co-filings."""
        stamp = self._store.stamp(CO_FILINGS)
        if stamp != self._goods_stamp:
            self.goods, self._goods_stamp = self.goods.learn(last_count(self._store)), stamp


def active_watches(store: Store) -> list[Watch]:
    """Every watch that is not switched off, of whoever wrote it."""
    store.settle(WATCHES)
    batches = store.scan(WATCHES, [equals("active", True)])
    return [row.record for batch in batches for row in batch if isinstance(row.record, Watch)]
