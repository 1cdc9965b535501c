"""The gallery: what the full model would flag is among the nearest, whatever the texts and however they came."""

import csv
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.corpus import Corpus
from index.near import BETWEEN
from matcher import gallery as gallery_of
from matcher import sieve as sieve_of
from matcher.columns import Columns
from matcher.gallery import LEAST, Gallery
from matcher.hearing import HEARD
from matcher.model import THRESHOLDS, mark_score, scored, side
from matcher.pairs import Pairs
from matcher.sieve import Sieve, heard_from
from matcher.sketch import sketch_of, view_of
from matcher.views import view
from tests.matcher.made import marks

TEXTS = st.text(max_size=40) | st.sampled_from(["SUNVALE", "红星", "G00GRA", "ทดสอบ", "한글", "a\x1fb\x1ec\x1dd", "\n", "~"])


def held(texts: Sequence[str]) -> Gallery:
    """A gallery of marks, by their place."""
    gallery = Gallery()
    gallery.put([(f"{at:05d}", sketch_of(view(text))) for at, text in enumerate(texts)])
    return gallery


def ranked(gallery: Gallery, text: str, *, limit: int = 100) -> dict[int, float]:
    """Places of the nearest marks and how near they are, the nearest first."""
    return {int(row_id): near for row_id, near in gallery.nearest([sketch_of(view(text))], limit=limit)}


def nearest(gallery: Gallery, text: str) -> list[int]:
    """Places of the nearest marks."""
    return [*ranked(gallery, text)]


def shown(columns: Columns, brand: str, line: float = THRESHOLDS.low) -> set[int]:
    """Places of the marks that the full model says are as close, by brute force."""
    asked = np.zeros(len(columns), np.intp)
    scores = scored(Pairs(columns, np.arange(len(columns)), side([view(brand)]), asked)).scores
    return set(np.flatnonzero(scores >= line).tolist())


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
        ("MCPRETZEL", "MCDONALD'S"),
    ],
)
def test_close_marks_come_first(haystack: list[str], a: str, b: str) -> None:
    """Protects the backward search: an edit, an addition, another spelling or script or language, a family still meets."""
    gallery = held([*haystack, b])
    assert len(haystack) in nearest(gallery, a)[:20]
    gallery = held([*haystack, a])
    assert len(haystack) in nearest(gallery, b)[:20]


def test_the_nearest_keep_what_the_full_model_flags(haystack: list[str]) -> None:
    """Protects the reason for it all: of 3,000 marks a hundred candidates hold what brute force flags."""
    columns = side([view(text) for text in haystack])
    wanted = {brand: shown(columns, brand, THRESHOLDS.medium) for brand in Corpus().brands(30, among=3000)}
    flagged = sum(map(len, wanted.values()))
    assert flagged > 30
    gallery = held(haystack)
    kept = sum(len(told.intersection(nearest(gallery, brand))) for brand, told in wanted.items())
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


def test_a_row_is_as_near_as_the_model_says() -> None:
    """Protects one score on both roads: the number of a row that is shown at all is that of its mark, in every script."""
    told = [*marks(600, 5), "红星", "HONGXING", "白兔", "WHITE RABBIT", "MCPRETZEL", "G00GRA"]
    views = [view(text) for text in told]
    columns, gallery = side(views), held(told)
    every = frozenset(f"{at:05d}" for at in range(len(told)))
    met = 0
    for brand in [*marks(30, 6), "HONG XING", "紅星", "WHITE RABBIT", "MCDONALD'S", "GOOGRA"]:
        asked = view(brand)
        wanted = {at: mark_score(views[at], asked) for at in shown(columns, brand)}
        near = {at: one for at, one in ranked(gallery, brand, limit=len(told)).items() if one >= THRESHOLDS.low}
        assert near == {at: wanted[at] for at in near}
        among = gallery.nearest([sketch_of(asked)], limit=len(told), among=every)
        assert {int(row_id): one for row_id, one in among if one >= THRESHOLDS.low} == wanted
        met += len(near)
    assert met > 100


def test_the_nearest_few_are_those_of_many() -> None:
    """Protects what is not looked for in rows that are roughly far: it changes neither who is nearest nor how near."""
    gallery = held([*marks(600, 5), "红星", "HONGXING", "白兔", "WHITE RABBIT", "MCPRETZEL", "G00GRA"])
    for brand in [*marks(30, 6), "HONG XING", "WHITE RABBIT", "MCDONALD'S"]:
        asked = [sketch_of(view(brand))]
        every = gallery.nearest(asked, limit=606)
        for limit in (1, 3, 20):
            assert gallery.nearest(asked, limit=limit) == every[:limit]


def test_of_several_sketches_the_best_counts() -> None:
    """Protects filings with wordings of their own, and brands that are asked for in several: each row once, by its closest."""
    wordings = [("LEDGER", "SUNVALE"), ("SUNVALLE", "LEDGER", "红星"), ("KOLTEX",), ("月谷", "SUMVALE")]
    gallery = Gallery()
    gallery.put([(str(at), BETWEEN.join(sketch_of(view(text)) for text in texts)) for at, texts in enumerate(wordings)])
    assert len(gallery) == len(wordings)
    for brands in (("SUNVALE",), ("SUNVALE", "HONGXING"), ("HONGXING", "COLTECS", "LEDGER")):
        best = {
            str(at): max(mark_score(view(text), view(brand)) for text in texts for brand in brands)
            for at, texts in enumerate(wordings)
        }
        found = gallery.nearest([sketch_of(view(brand)) for brand in brands], limit=9)
        assert [row_id for row_id, _ in found] == [*dict.fromkeys(row_id for row_id, _ in found)]
        close = {row_id: near for row_id, near in best.items() if near >= THRESHOLDS.low}
        assert close
        assert {row_id: near for row_id, near in found if near >= THRESHOLDS.low} == close


def test_among_some_rows_all_are_looked_at(haystack: list[str]) -> None:
    """Protects filters that few rows pass: all of these are ranked, near or not, and no others; unknown ids are nothing."""
    gallery = held([*haystack, "SUNVALE", "SUNVALLE"])
    some = frozenset(["00003", "00017", "03001", "unheard of"])
    found = gallery.nearest([sketch_of(view("SUNVALE"))], limit=9, among=some)
    assert found[0][0] == "03001"
    assert {row_id for row_id, _ in found} == some - {"unheard of"}
    assert gallery.nearest([sketch_of(view("SUNVALE"))], limit=1, among=some) == found[:1]
    assert gallery.nearest([sketch_of(view("SUNVALE"))], limit=9, among=frozenset()) == []


def test_within_some_rows_it_is_as_if_there_were_no_others() -> None:
    """Protects scans of one market: what leads the ids chooses the rows before they are ranked, whatever else is held."""
    filed = [f"{('US', 'EM', 'GB')[at % 3]}:{at}" for at in range(600)]
    told = [(row_id, sketch_of(view(name))) for row_id, name in zip(filed, marks(600, 5), strict=True)]
    gallery, lonely = Gallery(), Gallery()
    gallery.put([(row_id, sketch_of(view("SUNVALE"))) for row_id, _ in told[::7]])
    for start in range(0, 600, 250):
        gallery.put(told[start : start + 250])
    lonely.put([one for one in told if one[0].startswith(("EM", "GB"))])
    every = frozenset(filed)
    for brand in marks(20, 6):
        asked = [sketch_of(view(brand))]
        alone = lonely.nearest(asked, limit=100, among=every)
        assert gallery.nearest(asked, limit=100, within=frozenset({"em", "gb", "fr"})) == alone
        some = frozenset(filed[:200])
        among = gallery.nearest(asked, limit=100, within=frozenset({"em", "gb"}), among=some)
        assert among == [one for one in lonely.nearest(asked, limit=600, among=every) if one[0] in some][:100]
    assert gallery.nearest(asked, limit=9, within=frozenset()) == []
    assert gallery.nearest(asked, limit=9, within=frozenset({"fr"})) == []


def test_rows_that_went_or_changed_are_gone() -> None:
    """Protects from candidates that the store no longer has, whether their batch was laid together with others or not."""
    asked = [sketch_of(view("SUNVALE"))]
    for others in (0, 3, 200):
        gallery = Gallery()
        gallery.put([("1", sketch_of(view("SUNVALE"))), ("2", sketch_of(view("SUNVALLE"))), ("3", sketch_of(view("SUMVALE")))])
        gallery.put([("1", ""), ("2", sketch_of(view("LEDGER")))])
        gallery.put([(f"other {at}", sketch_of(view(name))) for at, name in enumerate(marks(others, 2))])
        close = [row_id for row_id, near in gallery.nearest(asked, limit=9) if near >= THRESHOLDS.low]
        assert len(gallery) == others + 2
        assert close[0] == "3"
        assert not {"1", "2"}.intersection(close)
        every = frozenset("123")
        assert [row_id for row_id, _ in gallery.nearest(asked, limit=9, among=every)] == ["3", "2"]
        gallery.put([("2", sketch_of(view("SUNVALE")))])
        assert [row_id for row_id, _ in gallery.nearest(asked, limit=2)] == ["2", "3"]


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


def test_the_same_rows_are_scored_however_they_came(monkeypatch: pytest.MonkeyPatch) -> None:
    """Protects the order of both back ends where more rows are met than are scored: equal marks are passed on together.

    And where a crowd sounds alike: who is of it is decided among all rows that are still so.
    """
    monkeypatch.setattr(sieve_of, "CROWD", 0.5)  # no test holds as many rows as crowd a store
    filed, times = marks(500, 5), 48
    told = [(f"{at:05d}", sketch_of(view(name))) for at, name in enumerate(filed * times)]
    whole, parted = Gallery(), Gallery()
    whole.put(told)
    parted.put([(row_id, told[at - 1][1]) for at, (row_id, _) in enumerate(told[:9_000])])
    for start in range(0, len(told), 4_340):
        parted.put(told[start : start + 4_340])
    sieve, narrow, crowded = Sieve(side([view(name) for name in filed])), 0, 0
    for brand in marks(30, 6):
        asked = [sketch_of(view(brand))]
        sifting = sieve.sifting(side([view(brand)]), 0)
        narrow += times * len(sifting.sifted(float(HEARD[0])).rows) > LEAST
        crowded += heard_from([times * sifting.hearing.crowd()], LEAST) > HEARD[0]
        assert parted.nearest(asked, limit=200) == whole.nearest(asked, limit=200)
    assert narrow > 5, "the gallery scores all rows that are met"
    assert crowded > 5, "no mark sounds like very many"


def test_who_asks_for_more_is_told_the_same_and_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Protects what is remembered of a mark: a second question is answered as a first one, and after a change anew."""
    monkeypatch.setattr(gallery_of, "LEAST", 120)
    monkeypatch.setattr(gallery_of, "LEAST_ACROSS", 120)
    monkeypatch.setattr(gallery_of, "ENOUGH", 40)
    told = [(f"{at:04d}", sketch_of(view(name))) for at, name in enumerate(marks(1_500, 5))]
    gallery = Gallery()
    gallery.put(told[1:])
    narrow = 0
    for brand in [*marks(12, 6), "白兔", "WHITE RABBIT"]:
        asked = [sketch_of(view(brand))]
        few = gallery.nearest(asked, limit=20)
        scored = dict(gallery.nearest(asked, limit=120))
        again = Gallery()
        again.put(told[1:])
        many = gallery.nearest(asked, limit=200)
        assert many == again.nearest(asked, limit=200)
        assert scored.items() <= dict(gallery.nearest(asked, limit=1_499)).items()
        narrow += len(scored) < len(many)
        assert gallery.nearest(asked, limit=20) == few
    assert narrow > 3, "all rows that are met are scored"
    gallery.put([("0000", asked[0])])
    assert gallery.nearest(asked, limit=20)[0] == ("0000", 1.0)


@given(TEXTS)
def test_a_sketch_is_read_back_as_it_was_made(text: str) -> None:
    """One line, whatever the text, in every process the same; nothing to compare, no sketch."""
    seen = view(text)
    line = sketch_of(seen)
    assert bool(line) is not seen.empty
    if line:
        assert "\n" not in line
        assert BETWEEN not in line
        read = view_of(line)
        assert read is not None
        assert msgspec.structs.asdict(read) == msgspec.structs.asdict(seen) | {"text": "", "folded": ""}
        assert sketch_of(read) == line


def test_sketches_of_another_make_are_passed_over() -> None:
    """Protects a store whose keys are being made anew: what an older or newer version wrote is not there, and breaks nothing."""
    line = sketch_of(view("SUNVALE"))
    made, _, told = line.partition(" ")
    others = ["", "~", f"~lookout-0 {told}", f"{made}9 {told}", line[:-1], f"{line}]", f"{made} []", f"{made} {{}}", "SUNVALE"]
    assert [view_of(one) for one in others] == [None] * len(others)
    gallery = Gallery()
    gallery.put([(str(at), one) for at, one in enumerate(others)])
    assert len(gallery) == 0
    assert gallery.nearest([line], limit=9) == []
    assert gallery.nearest(others, limit=9) == []
    gallery.put([("both", f"{others[2]}{BETWEEN}{line}")])
    assert gallery.nearest([line], limit=9) == [("both", 1.0)]
    assert gallery.nearest([*others, line], limit=9, among=frozenset(["both", "3"])) == [("both", 1.0)]
