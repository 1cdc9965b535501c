"""The forward match beside one bare rapidfuzz pass over the same matrix: ``python -m bench.match [filings] [watches]``.

Names are made by recombining syllables, seeded, so that anybody can repeat it. Views are cold at the first match.
"""

import random
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cdist

from matcher.candidates import WatchIndex
from matcher.goods import GoodsRelation
from matcher.keys import filing_keys
from matcher.model import mark_score
from matcher.views import view
from records import Filing, GoodsServices, Mark, Watch, WatchKind

_ONSETS = (
    "b",
    "br",
    "c",
    "ch",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "z",
)
_VOWELS = ("a", "e", "i", "o", "u", "ia", "ea", "oo")
_CODAS = ("", "", "", "l", "n", "r", "s", "t", "x", "nd", "rt", "m")
_HAN = "红星光明美华金龙天海福安东方宝丽新世纪乐家佳康"


def made_names(count: int, *, seed: int) -> list[str]:
    """Made-up marks: one to three words, one in eight Chinese."""
    draw = random.Random(seed)

    def word() -> str:
        return "".join(draw.choice(_ONSETS) + draw.choice(_VOWELS) + draw.choice(_CODAS) for _ in range(draw.randint(2, 3)))

    def name() -> str:
        if draw.random() < 0.125:
            return "".join(draw.choice(_HAN) for _ in range(draw.randint(2, 4)))
        return " ".join(word() for _ in range(draw.randint(1, 3)))

    return [name() for _ in range(count)]


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(filing_count: int, watch_count: int) -> None:
    """Print the cost of one forward match and of its parts."""
    names, terms = made_names(filing_count, seed=1), made_names(watch_count, seed=2)
    filings = [
        Filing(
            office="US",
            application_number=str(at),
            mark=Mark(verbal_element_text=name),
            goods_services=(GoodsServices(class_number=at % 45 + 1),),
        )
        for at, name in enumerate(names)
    ]
    watches = [
        Watch(id=str(at), client_id="c", kind=WatchKind.MARK, terms=(term,), classes=(at % 45 + 1,))
        for at, term in enumerate(terms)
    ]
    now = datetime(2026, 3, 2, tzinfo=UTC)
    cells = filing_count * watch_count
    bare = timed(lambda: cdist(names, terms, scorer=ratio, dtype=np.uint8, workers=-1))
    index = WatchIndex([], goods=GoodsRelation({}))

    def build() -> None:
        nonlocal index
        index = WatchIndex(watches, goods=GoodsRelation({}))

    built = timed(build)
    cold = timed(lambda: index.match(filings, now=now))
    warm = timed(lambda: index.match(filings, now=now))
    found = len(index.match(filings, now=now))
    pairs = [(view(names[at % filing_count]), view(terms[at % watch_count])) for at in range(30_000)]
    scored = timed(lambda: [mark_score(a, b) for a, b in pairs])
    keyed = timed(lambda: [filing_keys(filing) for filing in filings])
    print(f"{filing_count} filings x {watch_count} watches = {cells / 1e6:.1f} M pairs")
    print(f"bare rapidfuzz cdist(ratio, uint8)  {bare:7.3f} s")
    print(f"index of the watches                {built:7.3f} s")
    print(f"forward match, views cold           {cold:7.3f} s  ({cold / bare:.0f} x bare), {found} matches explained")
    print(f"forward match, views cached         {warm:7.3f} s  ({warm / bare:.0f} x bare)")
    print(f"full scorer, views cached           {len(pairs) / scored / 1e3:7.1f} thousand pairs/s")
    print(f"keys for the store                  {len(filings) / keyed / 1e3:7.1f} thousand filings/s")
    print(f"peak memory                         {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:7.0f} MB")


if __name__ == "__main__":
    arguments = [int(one) for one in sys.argv[1:3]]
    main(*arguments) if len(arguments) == 2 else main(12_000, 200)
