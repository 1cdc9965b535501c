"""What was made to last is no garbage: the collector need not look through it again and again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

LASTING = 5_000
"""Terms or filings laid out at once from which on it pays."""
YOUNG = 20_000
"""New objects from which on the collector looks through these: a scan makes and drops some 100,000."""


def keep_from_collector(count: int) -> None:
    """Where so many were laid out, take everything that lives now out of the garbage collector's rounds, garbage cleared first.

    Called after what is kept for long was laid out; with 30,000 watches or filings in memory these rounds took a third of the
    time of matching and scanning. What is dropped later is still freed by its reference count.
    """
    if count >= LASTING:
        gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG)


def keep_table() -> None:
    """The same for a large table that was loaded when it was first asked for; garbage is not cleared, which takes too long."""
    gc.freeze()


@contextmanager
def collector_paused() -> Iterator[None]:
    """No rounds of the garbage collector meanwhile: for a batch of bounded size that makes very much at once and keeps it.

    With 40,000 matches made of 4,000 filings the rounds took an eighth of the time. What is dropped is still freed by its
    reference count; whoever found the collector off leaves it off. It rests for the whole process, whatever other threads do.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
