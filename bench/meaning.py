"""What meaning alone finds: recall at 5 false meets per 10,000, brand names across scripts, cost.

python -m bench.meaning --gold ../shared/samples/gold [--brands ../shared/samples/bulk/brands-nsi-a.csv] [--show]
"""

import argparse
import csv
import time
import tracemalloc
from collections.abc import Iterable, Sequence
from pathlib import Path

from rapidfuzz.distance import Indel

from matcher.meaning import Meeting, Slot, agreement, meet, slots, stems
from matcher.views import latin_words, view

UNLIKE = 0.5
"""Below this likeness of pinyin and Latin name, sound does not explain a pair."""


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--brands", type=Path)
    parser.add_argument("--show", action="store_true", help="print the pairs one by one")
    chosen = parser.parse_args()
    started = time.perf_counter()
    slots(("大白兔",))
    print(f"cold: {time.perf_counter() - started:.3f} s to the first mark")
    haystack = [row["name"] for row in _rows(chosen.gold / "background_dev.csv")]
    cut = [tuple(view(name).folded.split()) for name in haystack]
    slots.cache_clear()
    tracemalloc.start()
    started = time.perf_counter()
    told = [slots.__wrapped__(one) for one in cut]
    spent = time.perf_counter() - started
    print(f"slots(): {spent / len(cut) * 1e6:.0f} µs a name over {len(cut)} names with the memory traced, peak {_peak():.0f} MB")
    started = time.perf_counter()
    told = [slots.__wrapped__(one) for one in cut]
    print(f"slots(): {(time.perf_counter() - started) / len(cut) * 1e6:.0f} µs a name when warm; {_size(told)}")
    told = [means(name) for name in haystack]
    gold = _rows(chosen.gold / "pairs_dev.csv")
    for ground in ("translation", "meaning"):
        pairs = [(row["mark_a"], row["mark_b"], row["label"]) for row in gold if row["ground"] == ground]
        _watch(ground, pairs, told, show=chosen.show)
    brands = _rows(chosen.gold / "crossscript_dev.csv")
    for language in ("zh", "ja", "ko", "ru"):
        _across(language, [(row["name"], row["latin"]) for row in brands if row["lang"] == language], told, show=chosen.show)
    if chosen.brands:
        rows = {(row["brand_zh"], row["brand_en"]) for row in _rows(chosen.brands) if row["brand_zh"] and row["brand_en"]}
        _across("nsi", sorted(pair for pair in rows if pair[0].isascii() is False), told, show=chosen.show)


def _watch(ground: str, pairs: Sequence[tuple[str, str, str]], told: Sequence[tuple[Slot, ...]], *, show: bool) -> None:
    line = _line([means(b) for _, b, label in pairs if label == "1"] + [means(a) for a, _, label in pairs if label == "1"], told)
    found = [(agreement(means(a), means(b)), a, b, label) for a, b, label in pairs]
    right = [score for score, _, _, label in found if label == "1"]
    wrong = [score for score, _, _, label in found if label == "0"]
    above = sum(score >= line for score in right), sum(score >= line for score in wrong)
    print(f"{ground}: {above[0]} of {len(right)} conflicts and {above[1]} of {len(wrong)} others at or above {line:.2f}")
    if show:
        for score, a, b, label in sorted(found, reverse=True):
            print(f"  {label} {score:.2f} {a} / {b} {_short(meet(means(a), means(b)))}")


def _across(language: str, pairs: Sequence[tuple[str, str]], told: Sequence[tuple[Slot, ...]], *, show: bool) -> None:
    """Pairs of one brand in two scripts: met by sound, by meaning in full, in part."""
    if not pairs:
        return
    line = _line([means(a) for a, _ in pairs[::4]], told)
    scored = []
    for name, latin in pairs:
        sound = Indel.normalized_similarity("".join(latin_words([view(name).joined])), view(latin).joined)
        scored.append((agreement(means(name), means(latin)), sound, name, latin))
    unlike = [one for one in scored if one[1] < UNLIKE]
    found, full, half, some = (sum(one[0] >= least for one in unlike) for least in (line, 0.99, 0.5, 0.01))
    every = sum(one[0] >= line for one in scored)
    print(
        f"{language}: {every} of {len(scored)} by meaning alone at or above {line:.2f}; of {len(unlike)} that do not sound alike"
    )
    print(f"    {found} (in full {full}, half or more {half}, at all {some})")
    if show:
        for score, sound, name, latin in sorted(unlike, reverse=True):
            print(f"  {score:.2f} {sound:.2f} {name} / {latin} {_short(meet(means(name), means(latin)))}")


def _line(watched: Sequence[tuple[Slot, ...]], told: Sequence[tuple[Slot, ...]]) -> float:
    """The agreement that 5 of 10,000 comparisons of watched marks with unrelated names reach."""
    pools = [stems(one) for one in told]
    scores = []
    for one in watched:
        mine = stems(one)
        scores += [agreement(one, other) for other, pool in zip(told, pools, strict=True) if not mine.isdisjoint(pool)]
    fires = max(1, round(5e-4 * len(watched) * len(told)))
    scores.sort(reverse=True)
    return max(scores[fires] + 1e-9 if fires < len(scores) else 0.0, 0.01)


def means(text: str) -> tuple[Slot, ...]:
    """Slots of a text."""
    return view(text).means


def _short(met: Meeting) -> str:
    return f"{met.covered_a:.2f}×{met.covered_b:.2f} {'+'.join(met.met_a)}={'+'.join(met.met_b)}" if met.met_a else ""


def _size(told: Iterable[tuple[Slot, ...]]) -> str:
    filled = [one for one in told if one]
    return f"{len(filled)} names say something, {sum(map(len, filled)) / len(filled):.1f} slots each"


def _peak() -> float:
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return peak


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
