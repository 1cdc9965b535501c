"""The gallery: what the full model would flag is among the nearest, whatever the texts and however they came."""

import csv
from itertools import pairwise
from math import ceil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.corpus import Corpus
from matcher.gallery import Gallery
from matcher.letter_pairs import LEAST, LIKENESS, MARK, LetterPairs
from matcher.model import THRESHOLDS, mark_score
from matcher.sketch import FIELD, READINGS, sketch_of, taken_apart
from matcher.views import view

TEXTS = st.text(max_size=40) | st.sampled_from(["SUNVALE", "红星", "G00GRA", "ทดสอบ", "한글", "a\x1fb\x1ec\x1dd", "\n", "~"])


def held(texts: list[str]) -> Gallery:
    """A gallery of marks, by their place."""
    gallery = Gallery()
    gallery.put([(f"{at:05d}", sketch_of(view(text))) for at, text in enumerate(texts)])
    return gallery


def nearest(gallery: Gallery, text: str) -> list[int]:
    """Places of the nearest marks."""
    return [int(row_id) for row_id, _ in gallery.nearest([sketch_of(view(text))], limit=100)]


@pytest.fixture(scope="module")
def haystack() -> list[str]:
    """Marks that have nothing to do with those of the tests."""
    corpus = Corpus()
    return [corpus.mark(number) for number in range(3000)]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("SUNVALE", "SUNVALLE"),
        ("SUNVALE", "SUMVALE"),
        ("SUNVALE", "SUNVALE COFFEE"),
        ("KOLTEX", "COLTECS"),
        ("红星", "HONGXING"),
        ("红星", "HONG XING"),
        ("紅星", "红星美"),
        ("G00GRA", "GOOGRA"),
        ("白兔", "WHITE RABBIT"),
    ],
)
def test_close_marks_come_first(haystack: list[str], a: str, b: str) -> None:
    """Protects the backward search: an edit, an addition, another spelling or script or language still meets."""
    gallery = held([*haystack, b])
    assert len(haystack) in nearest(gallery, a)[:20]
    gallery = held([*haystack, a])
    assert len(haystack) in nearest(gallery, b)[:20]


def test_the_nearest_keep_what_the_full_model_flags(haystack: list[str]) -> None:
    """Protects the reason for it all: of 3,000 marks a hundred candidates hold what brute force flags."""
    gallery = held(haystack)
    views = [view(text) for text in haystack]
    flagged = kept = 0
    for brand in Corpus().brands(30, among=3000):
        asked = view(brand)
        wanted = {at for at, seen in enumerate(views) if mark_score(seen, asked) >= THRESHOLDS.medium}
        flagged += len(wanted)
        kept += len(wanted.intersection(nearest(gallery, brand)[:100]))
    assert flagged > 30
    assert kept >= 0.98 * flagged


@pytest.mark.real
def test_recall_on_gold(samples: Path) -> None:
    """Protects the share of real conflicts where a thousandth of the register would hold the one that is looked for."""
    with (samples / "gold" / "pairs_dev.csv").open(encoding="utf-8") as file:
        conflicts = [row for row in csv.DictReader(file) if row["label"] == "1"]
    with (samples / "gold" / "background_dev.csv").open(encoding="utf-8") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    gallery = held([*names, *(row["mark_b"] for row in conflicts)])
    met = {ground: [0, 0] for ground in {row["ground"] for row in conflicts}}
    for at, row in enumerate(conflicts):
        met[row["ground"]][0] += len(names) + at in nearest(gallery, row["mark_a"])[:50]
        met[row["ground"]][1] += 1
    whole = sum(hits for hits, _ in met.values()) / len(conflicts)
    print(f"\ncandidates: {whole:.3f} of {len(conflicts)}", {ground: f"{a}/{b}" for ground, (a, b) in sorted(met.items())})
    assert whole >= 0.82
    assert all(hits / of >= 0.9 for ground, (hits, of) in met.items() if ground in {"sound", "appearance", "script"})


@settings(deadline=None, max_examples=60)
@given(texts=st.lists(TEXTS, max_size=12), asked=TEXTS, cuts=st.lists(st.integers(0, 12), max_size=3))
def test_answers_depend_on_the_rows_alone(texts: list[str], asked: str, cuts: list[int]) -> None:
    """Any Unicode, in any batches, with rows that came before as something else; a mark is nearest to itself."""
    sketches = [(f"{at:02d}", sketch_of(view(text))) for at, text in enumerate(texts)]
    whole, parted = Gallery(), Gallery()
    whole.put(sketches)
    parted.put([(row_id, sketch_of(view("SOMETHING ELSE"))) for row_id, _ in sketches[::2]])
    edges = [0, *sorted(cuts), len(sketches)]
    for start, end in pairwise(edges):
        parted.put(sketches[start:end])
    found = whole.nearest([sketch_of(view(asked))], limit=20)
    assert parted.nearest([sketch_of(view(asked))], limit=20) == found
    assert len(whole) == sum(bool(sketch) for _, sketch in sketches)
    ranks = dict(found)
    for row_id, sketch in sketches:
        if sketch and sketch == sketch_of(view(asked)):
            assert ranks[row_id] == max(ranks.values())
    some = frozenset(row_id for row_id, _ in sketches[:3])
    assert {row_id for row_id, _ in whole.nearest([sketch_of(view(asked))], limit=9, among=some)} <= some


@given(TEXTS)
def test_a_sketch_is_taken_apart_as_it_was_made(text: str) -> None:
    """One line, whatever the text; nothing to compare, no sketch."""
    seen = view(text)
    line = sketch_of(seen)
    assert bool(line) is not seen.empty
    if line:
        sketch = taken_apart(line)
        assert sketch is not None
        assert "\n" not in line
        assert sketch.readings == seen.forms[:READINGS]
        assert sketch.core == (seen.core or (seen.forms or ("",))[0])
        assert sketch.han == seen.han
        assert taken_apart(line + FIELD) is None


@given(st.lists(st.text("abcx19", max_size=9), max_size=20), st.text("abcx19", min_size=1, max_size=9))
def test_ranks_are_dices_coefficient(texts: list[str], asked: str) -> None:
    """Of the sets of letter pairs with edges."""

    def pairs(text: str) -> set[str]:
        edged = f"^{text}^"
        return {edged[at : at + 2] for at in range(len(edged) - 1)}

    places, ranks = LetterPairs(texts).ranks(asked)
    likeness = dict(zip(places.tolist(), (np.asarray(ranks) >> MARK).tolist(), strict=True))
    for at, text in enumerate(texts):
        shared = len(pairs(text) & pairs(asked))
        if shared >= max(1, ceil(LEAST * len(pairs(asked)))):
            assert likeness[at] == (2 * shared << LIKENESS) // (len(pairs(asked)) + len(pairs(text)))
        else:
            assert at not in likeness
