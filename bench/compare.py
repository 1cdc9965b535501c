"""Lookout beside what one can install, all by the same ``evaluate``: recall, negatives, speed.

    python -m bench.compare PAIRS.csv --background NAMES.csv [--sample 1000] [--with nomenklatura] [--only lookout]

nomenklatura comes with ``pip install 'lookout-ip[bench]'``; at some thousand pairs a second it wants a ``--sample`` of the
background.
"""

import argparse
import random
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from anyascii import anyascii
from opencc import OpenCC
from pypinyin import lazy_pinyin
from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler
from rapidfuzz.process import cpdist
from rapidfuzz.utils import default_process

from desk.labelled import read_names, read_pairs
from matcher.columns import Numbers, Shares
from matcher.evaluate import Report, evaluate
from matcher.haystack import RATES, Scorer, Table, by_model

JUDGED = 5
"""Rate at which grounds and negatives are told."""
ALGORITHMS = ("logic-v1", "logic-v2", "name-based")
_SIMPLIFIED = OpenCC("t2s")
_FRESH = count()


def main() -> None:
    """Print one table, a row for each scorer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--background", type=Path, required=True)
    parser.add_argument("--sample", type=int, help="names drawn from the background, seeded; the same for all")
    parser.add_argument("--with", dest="more", choices=["nomenklatura"], help="measure it too")
    parser.add_argument("--only", help="scorers whose name holds this")
    chosen = parser.parse_args()
    pairs, names = read_pairs(chosen.pairs), read_names(chosen.background)
    if chosen.sample and chosen.sample < len(names):
        names = random.Random(7).sample(names, chosen.sample)
    scorers = {**installable(), **(nomenklatura() if chosen.more else {}), "Lookout": by_model}
    print(f"{sum(pair.conflict for pair in pairs)} conflicts, {len(names):,} names\n")
    header = True
    for name, scorer in scorers.items():
        if chosen.only and chosen.only.lower() not in name.lower():
            continue
        started = time.perf_counter()
        report = evaluate(pairs, names, score=scorer)
        for line in rows(name, report, header=header):
            print(line, flush=True)
        header = False
        print(f"{name}: {time.perf_counter() - started:.0f} s", file=sys.stderr)


def installable() -> dict[str, Scorer]:
    """Scorers of rapidfuzz on names in lower case without punctuation, and folded."""
    plain: Mapping[str, tuple[Callable[..., Any], Callable[[str], str]]] = {
        "ratio": (fuzz.ratio, default_process),
        "WRatio": (fuzz.WRatio, default_process),
        "token_set_ratio": (fuzz.token_set_ratio, default_process),
        "ratio, folded": (fuzz.ratio, folded),
        "WRatio, folded": (fuzz.WRatio, folded),
        "token_set_ratio, folded": (fuzz.token_set_ratio, folded),
        "Jaro-Winkler, folded": (JaroWinkler.similarity, folded),
        "Damerau-Levenshtein, folded": (DamerauLevenshtein.normalized_similarity, folded),
    }
    return {name: _by_rapidfuzz(scorer, fold) for name, (scorer, fold) in plain.items()}


def nomenklatura() -> dict[str, Scorer]:
    """The three name algorithms of nomenklatura, marks as companies."""
    return {f"nomenklatura {name}": _by_nomenklatura(name) for name in ALGORITHMS}


def folded(text: str) -> str:
    """Compatible forms in lower case, simplified, in pinyin and Latin letters, punctuation as spaces."""
    simplified = _SIMPLIFIED.convert(unicodedata.normalize("NFKC", text).casefold())
    latin = anyascii("".join(lazy_pinyin(simplified))).lower()
    return " ".join("".join(char if char.isalnum() else " " for char in latin).split())


def rows(name: str, report: Report, *, header: bool) -> Iterator[str]:
    """The report as a row of a Markdown table, below its header where that is wanted."""
    grounds = list(report.grounds)
    if header:
        yield "| scorer | " + " | ".join((*(f"at {rate}" for rate in RATES), *grounds, "hard", "pairs/s")) + " |"
        yield "| --- " * (len(RATES) + len(grounds) + 3) + "|"
    shares = [report.conflicts.above[rate].share for rate in RATES]
    shares += [report.grounds[ground].above[JUDGED].share for ground in grounds]
    hard = f"{report.hard.above[JUDGED].share:.2f}" if report.hard else ""
    yield f"| {name} | " + " | ".join((*(f"{share:.2f}" for share in shares), hard, f"{report.speed:,.0f}")) + " |"


def _by_rapidfuzz(scorer: Callable[..., Any], fold: Callable[[str], str]) -> Scorer:
    def ready(new: Sequence[str], watched: Sequence[str]) -> Table:
        a, b = (np.array([*map(fold, texts), None], dtype=object)[:-1] for texts in (new, watched))

        def table(left: Numbers, right: Numbers) -> Shares:
            return np.asarray(cpdist(a[left], b[right], scorer=scorer, dtype=np.float64))

        return table

    return ready


def _by_nomenklatura(name: str) -> Scorer:
    """It keeps what it has read of an entity under the entity's id, so every name gets an id that was never used."""
    make: Any = import_module("followthemoney").model.make_entity
    algorithm: Any = import_module("nomenklatura.matching").get_algorithm(name)
    config = algorithm.default_config()

    def entity(text: str) -> Any:
        made = make("Company")
        made.id = f"mark-{next(_FRESH)}"
        made.add("name", text)
        return made

    def ready(new: Sequence[str], watched: Sequence[str]) -> Table:
        a, b = [entity(text) for text in new], [entity(text) for text in watched]

        def table(left: Numbers, right: Numbers) -> Shares:
            pairs = zip(left.tolist(), right.tolist(), strict=True)
            return np.array([algorithm.compare(b[two], a[one], config).score for one, two in pairs], dtype=np.float64)

        return table

    return ready


if __name__ == "__main__":
    main()
