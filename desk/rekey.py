"""``lookout index rekey``: the keys and gists of the present matcher for what an older one left in the store."""

from dataclasses import dataclass
from datetime import datetime

from desk.progress import Progress, Tell
from desk.rows import KEYED, row_in
from index.store import Store

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Rekeyed:
    """How many rows of a collection there were, and how many took their keys.

    The others were changed or deleted meanwhile: whoever changed them made their keys.
    """

    collection: str
    rows: int
    taken: int


def rekey(store: Store, *, now: datetime, tell: Tell) -> tuple[Rekeyed, ...]:
    """Give every filing and docket entry its keys and its gist anew; cut off anywhere, it may simply be run again."""
    counted = store.health(now=now).collections
    done: list[Rekeyed] = []
    for collection in KEYED:
        health = counted.get(collection.name)
        progress = Progress(collection.name, total=health.rows if health else 0, tell=tell)
        taken = 0
        for batch in store.scan(collection, batch=BATCH):
            taken += store.rekey(collection, [row_in(collection, row.record) for row in batch])
            progress.step(len(batch))
        done.append(Rekeyed(collection=collection.name, rows=progress.rows, taken=taken))
    return tuple(done)
