"""In how many filed marks each word stands: counted in the store, kept there, and used by whoever compares marks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from index.schema import FILINGS, MARK_WORDS
from index.store import Store
from matcher.rarity import Rarity, packaged
from matcher.tally import Tally
from records import Filing, MarkWords

COUNTED = "filings"
"""Key of the one row that is kept."""
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class LearnedWords:
    """A new count, and whether it changed how much any word tells."""

    count: MarkWords
    changed: bool


def rarity_in_force(store: Store) -> Rarity:
    """How much words tell, from the packaged list and the count that the store keeps."""
    return packaged().learn(last_words(store))


def last_words(store: Store) -> MarkWords | None:
    """The count that the store keeps, ``None`` before the first one."""
    row = store.get(MARK_WORDS, [COUNTED]).get(COUNTED)
    return row.record if row and isinstance(row.record, MarkWords) else None


def learn_words(store: Store, count: MarkWords, *, now: datetime) -> LearnedWords:
    """Keep a new count."""
    before = rarity_in_force(store)
    store.write(MARK_WORDS, [MARK_WORDS.row(count)], now=now)
    return LearnedWords(count, changed=before.learn(count) != before)


def count_words(store: Store, *, now: datetime, stopping: Callable[[], bool] = lambda: False) -> MarkWords:
    """Count the words of all filed marks; every filing is read, batch by batch.

    ``stopping``: asked between batches; True ends the counting, and what is given back is then no count of all.
    """
    store.settle(FILINGS)
    tally = Tally()
    for batch in store.scan(FILINGS, batch=_BATCH):
        for row in batch:
            if isinstance(row.record, Filing) and row.record.mark.verbal_element_text:
                tally.add(row.record.mark.verbal_element_text)
        if stopping():
            break
    return tally.count(now=now)
