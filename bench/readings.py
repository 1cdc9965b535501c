"""How far each sound view carries across scripts: ``python -m bench.readings GOLD_FOLDER [--half 0|1] [--lang zh]``.

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

from matcher import english, sound
from matcher.fold import fold, symbols_as_letters, words
from matcher.readings import heads, skeletons, sounds, spellings
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


def led(text: str) -> Strings:
    """Broad sounds of the whole and of what leads it."""
    return tuple(dict.fromkeys(sounds(cut(text)) + heads(cut(text))))


def said_in_english(text: str) -> Strings:
    """One letter a sound, as an English reader says it."""
    return ("".join(map(english.said, cut(text))),)


def merged_english(text: str) -> Strings:
    """The same, sounds that are easily confused merged."""
    return (sound.merged(said_in_english(text)[0]),)


def bones(text: str) -> Strings:
    """Consonant classes."""
    return skeletons(cut(text))


VIEWS: dict[str, Callable[[str], Strings]] = {"usual": usual, "spelt": spelt, "broad": broad, "led": led, "skeleton": bones}
LATIN_VIEWS: dict[str, Callable[[str], Strings]] = {"said": said_in_english, "merged": merged_english}


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
    """Background names, their scripts, and their strings under every view asked for."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.scripts = [scripts_of(fold(name)) for name in names]
        self.keys = np.array([plain(name)[0] for name in names])
        self._sides: dict[Callable[[str], Strings], Side] = {}

    def side(self, of: Callable[[str], Strings]) -> Side:
        """Its strings under one view."""
        if of not in self._sides:
            self._sides[of] = Side(self.names, of)
        return self._sides[of]

    def of_scripts(self, scripts: frozenset[str]) -> "Haystack":
        """The names written in no other scripts."""
        return Haystack([name for name, own in zip(self.names, self.scripts, strict=True) if own <= scripts])


Scores = tuple[str, Ratios, Ratios]


def across(new: Sequence[str], watched: Sequence[str], hay: Haystack) -> Iterable[Scores]:
    """Per view: scores of the pairs, scores of the haystack. Comparisons within one script score nothing."""
    foreign = np.array([[scripts_of(fold(mark)) != scripts for scripts in hay.scripts] for mark in watched])
    allowed = foreign & ~_own(new, watched, hay)
    return _scores(new, watched, hay, {"plain": plain, **VIEWS}, allowed)


def within(new: Sequence[str], watched: Sequence[str], hay: Haystack) -> Iterable[Scores]:
    """The same for Latin marks among Latin names, by spelling and by English sound."""
    return _scores(new, watched, hay, {"plain": plain, **LATIN_VIEWS}, ~_own(new, watched, hay))


def _own(new: Sequence[str], watched: Sequence[str], hay: Haystack) -> NDArray[np.bool_]:
    """Where the haystack holds the very marks of the pair."""
    each = [np.isin(hay.keys, [plain(one)[0], plain(other)[0]]) for one, other in zip(new, watched, strict=True)]
    return np.array(each)


def _scores(
    new: Sequence[str],
    watched: Sequence[str],
    hay: Haystack,
    views: dict[str, Callable[[str], Strings]],
    allowed: NDArray[np.bool_],
) -> Iterable[Scores]:
    hits, fars = [], []
    for name, of in views.items():
        side = Side(watched, of)
        hits.append(diagonal(Side(new, of), side))
        fars.append(np.where(allowed, matrix(side, hay.side(of)), np.float32(0)))
        yield name, hits[-1], fars[-1]
    yield "max", np.max(hits, axis=0), np.max(fars, axis=0)
    yield "mean", np.mean(hits, axis=0), np.mean(fars, axis=0)


def line_of(far: Ratios, rate: int) -> float:
    """The score that ``rate`` of 10,000 haystack comparisons exceed."""
    allowed = round(far.size * rate / 10_000)
    return float(np.partition(far.ravel(), -allowed - 1)[-allowed - 1])


def report(title: str, pairs: Sequence[tuple[str, str]], hay: Haystack, measure: Callable[..., Iterable[Scores]]) -> None:
    """Print recall of every view at 1 and 5 false alerts per 10,000, in both directions."""
    for way in ("second watched", "first watched"):
        new, watched = zip(*(pairs if way == "second watched" else [(b, a) for a, b in pairs]), strict=True)
        line = [
            f"{view} " + "/".join(f"{float(np.mean(hit > line_of(far, rate))):.2f}" for rate in (1, 5))
            for view, hit, far in measure(new, watched, hay)
        ]
        print(f"{title:24s} n={len(pairs):4d} {way:15s}", " ".join(line), flush=True)


def read(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def written_in(name: str, scripts: frozenset[str]) -> bool:
    """Written in no other scripts than these."""
    return scripts_of(fold(name)) <= scripts


LATIN = frozenset({"latin"})


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--half", type=int, choices=(0, 1), help="every other cross-script pair only")
    parser.add_argument("--lang", action="append")
    told = parser.parse_args()
    hay = Haystack([row["name"] for row in read(told.gold / "background_dev.csv")])
    rows = read(told.gold / "crossscript_dev.csv")
    if told.half is not None:
        rows = rows[told.half :: 2]
    for lang in told.lang or ("zh", "ja", "ko", "ru", "ar", "th"):
        mine = [(row["name"], row["latin"]) for row in rows if row["lang"] == lang]
        report(f"{lang} without Latin letters", [pair for pair in mine if "latin" not in scripts_of(fold(pair[0]))], hay, across)
    pairs = [row for row in read(told.gold / "pairs_dev.csv") if row["label"] == "1"]
    latin_hay = hay.of_scripts(LATIN)
    for ground in ("transliteration", "sound", "appearance"):
        mine = [(row["mark_a"], row["mark_b"]) for row in pairs if row["ground"] == ground]
        latin = [pair for pair in mine if all(written_in(mark, LATIN) for mark in pair)]
        foreign = [(a, b) for a, b in mine if scripts_of(fold(a)) != scripts_of(fold(b))]
        if foreign:
            report(f"{ground}, across", foreign, hay, across)
        if latin:
            report(f"{ground}, Latin", latin, latin_hay, within)


if __name__ == "__main__":
    main()
