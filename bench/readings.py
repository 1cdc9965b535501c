"""How far each sound view carries across scripts: ``python -m bench.readings GOLD_FOLDER [--bulk BRANDS.csv] [--half 0|1]``.

Recall at 1 and 5 false alerts per 10,000 names, the haystack being ``background_dev.csv``; every view is scored by the best
Indel similarity of its strings and by nothing else. Both directions are measured: the Latin name watched, the other one watched.
"""

import argparse
import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist, cpdist

from matcher.fold import fold, symbols_as_letters, words
from matcher.readings import skeletons, sounds, spellings
from matcher.scripts import scripts_of, simplified, unmask

Strings = tuple[str, ...]
Ratios = NDArray[np.float32]
BACKING = 0.8
"""Characters by which a shared string is discounted: short ones collide."""


def cut(text: str) -> Strings:
    """Words of a mark as ``matcher.views`` cuts them."""
    spelt = tuple(unmask(word) for word in words(symbols_as_letters(fold(text))))
    if not text.isascii() and "han" in scripts_of(text):
        spelt = tuple(simplified(word) for word in spelt)
    return tuple(word for word in spelt if word[0].isalnum()) or spelt


def plain(text: str) -> Strings:
    """The mark as it is written, folded."""
    return ("".join(cut(text)),)


def usual(text: str) -> Strings:
    """Its usual reading."""
    return tuple(reading.text for reading in spellings(cut(text))[:1])


def spelt(text: str) -> Strings:
    """Every Latin spelling."""
    return tuple(reading.text for reading in spellings(cut(text)))


def broad(text: str) -> Strings:
    """Broad sounds."""
    return sounds(cut(text))


def bones(text: str) -> Strings:
    """Consonant classes."""
    return skeletons(cut(text))


VIEWS: dict[str, Callable[[str], Strings]] = {"usual": usual, "spelt": spelt, "broad": broad, "skeleton": bones}


def discounted(ratio: Ratios, length: NDArray[np.int32]) -> Ratios:
    """Similarity less what strings of that joint length share by chance."""
    return (ratio * np.maximum(0.0, 1.0 - BACKING * 2 / np.maximum(length, 1))).astype(np.float32)


class Side:
    """Strings of many marks under one view, laid end to end."""

    def __init__(self, marks: Sequence[str], of: Callable[[str], Strings]) -> None:
        each = [of(mark) or ("",) for mark in marks]
        self.flat = [text for strings in each for text in strings]
        self.starts = np.cumsum([0, *map(len, each)])[:-1]
        self.lengths = np.array([len(text) for text in self.flat], dtype=np.int32)
        self.counts = list(map(len, each))


def matrix(a: Side, b: Side) -> Ratios:
    """Best discounted similarity of every mark of a with every mark of b."""
    ratio = cdist(a.flat, b.flat, scorer=Indel.normalized_similarity, dtype=np.float32, workers=1)
    ratio = discounted(ratio, a.lengths[:, None] + b.lengths[None, :])
    by_row = np.maximum.reduceat(ratio, a.starts, axis=0)
    return np.asarray(np.maximum.reduceat(by_row, b.starts, axis=1), dtype=np.float32)


def diagonal(a: Side, b: Side) -> Ratios:
    """Best discounted similarity of every mark of a with its mate in b."""
    left, right, owner = [], [], []
    for at, (start_a, count_a, start_b, count_b) in enumerate(zip(a.starts, a.counts, b.starts, b.counts, strict=True)):
        for one in a.flat[start_a : start_a + count_a]:
            for other in b.flat[start_b : start_b + count_b]:
                left.append(one)
                right.append(other)
                owner.append(at)
    ratio = cpdist(left, right, scorer=Indel.normalized_similarity, dtype=np.float32)
    lengths = np.array([len(one) + len(other) for one, other in zip(left, right, strict=True)], dtype=np.int32)
    best = np.zeros(len(a.starts), dtype=np.float32)
    np.maximum.at(best, np.array(owner), discounted(ratio, lengths))
    return best


class Haystack:
    """Background names under every view, for one direction of watching."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.scripts = [scripts_of(fold(name)) for name in names]
        self.plain = Side(names, plain)
        self.views = {name: Side(names, of) for name, of in VIEWS.items()}
        self.keys = np.array([plain(name)[0] for name in names])


def scores(new: Sequence[str], watched: Sequence[str], hay: Haystack) -> Iterable[tuple[str, Ratios, Ratios]]:
    """Per view: scores of the pairs, scores of the haystack. A sound view speaks only where the scripts differ."""
    own = np.zeros((len(watched), len(hay.names)), dtype=bool)
    for at, (one, other) in enumerate(zip(new, watched, strict=True)):
        own[at] = np.isin(hay.keys, [plain(one)[0], plain(other)[0]])
    differs = np.array([[scripts_of(fold(mark)) != scripts for scripts in hay.scripts] for mark in watched])
    apart = np.array([scripts_of(fold(a)) != scripts_of(fold(b)) for a, b in zip(new, watched, strict=True)])
    base_hit = diagonal(Side(new, plain), Side(watched, plain))
    base_hay = matrix(Side(watched, plain), hay.plain)
    base_hay[own] = 0
    yield "plain", base_hit, base_hay
    total_hit, total_hay, parts = base_hit.copy(), base_hay.copy(), []
    for name, of in VIEWS.items():
        hit = diagonal(Side(new, of), Side(watched, of))
        far = matrix(Side(watched, of), hay.views[name])
        far[own] = 0
        hit, far = np.where(apart, hit, base_hit), np.where(differs, far, base_hay)
        parts.append((hit, far))
        yield name, hit, far
        total_hit, total_hay = np.maximum(total_hit, hit), np.maximum(total_hay, far)
    yield "max", total_hit, total_hay
    yield "mean", np.mean([hit for hit, _ in parts], axis=0), np.mean([far for _, far in parts], axis=0)


def recall(hit: Ratios, far: Ratios, rate: int) -> float:
    """Share of pairs above the score that ``rate`` of 10,000 haystack comparisons exceed."""
    allowed = round(far.size * rate / 10_000)
    line = np.partition(far.ravel(), -allowed - 1)[-allowed - 1]
    return float(np.mean(hit > line))


def report(title: str, pairs: Sequence[tuple[str, str]], hay: Haystack, *, missed: int = 0) -> None:
    """Print recall of every view, in both directions."""
    for way in ("latin watched", "name watched"):
        new, watched = zip(*(pairs if way == "latin watched" else [(b, a) for a, b in pairs]), strict=True)
        line = []
        for view, hit, far in scores(new, watched, hay):
            line.append(f"{view} {recall(hit, far, 1):.2f}/{recall(hit, far, 5):.2f}")
            if view == "mean" and missed:
                allowed = round(far.size * 5 / 10_000)
                cutoff = np.partition(far.ravel(), -allowed - 1)[-allowed - 1]
                print("   missed:", [pair for pair, got in zip(pairs, hit, strict=True) if got <= cutoff][:missed])
        print(f"{title:16s} n={len(pairs):4d} {way:14s}", " ".join(line))


def read(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def pure(name: str) -> bool:
    """Written in other scripts than Latin only."""
    return "latin" not in scripts_of(fold(name))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--lang", action="append")
    parser.add_argument("--missed", type=int, default=0)
    told = parser.parse_args()
    hay = Haystack([row["name"] for row in read(told.gold / "background_dev.csv")])
    rows = read(told.gold / "crossscript_dev.csv")
    if told.half is not None:
        rows = rows[told.half :: 2]
    for lang in told.lang or ("zh", "ja", "ko", "ru", "ar", "th"):
        mine = [(row["name"], row["latin"]) for row in rows if row["lang"] == lang]
        if all(map(pure, (name for name, _ in mine))):
            report(lang, mine, hay, missed=told.missed)
            continue
        report(lang, mine, hay)
        report(f"{lang} pure", [pair for pair in mine if pure(pair[0])], hay, missed=told.missed)
    pairs = [row for row in read(told.gold / "pairs_dev.csv") if row["label"] == "1"]
    for ground in ("transliteration", "sound", "script"):
        mine = [(row["mark_a"], row["mark_b"]) for row in pairs if row["ground"] == ground]
        report(ground, mine, hay, missed=told.missed)


if __name__ == "__main__":
    main()
