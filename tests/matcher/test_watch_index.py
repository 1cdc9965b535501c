"""The forward direction: every kind of watch against filings and docket entries."""

import time
from dataclasses import replace

import numpy as np
import pytest

from bench.corpus import Corpus
from matcher.class_sets import class_sets
from matcher.gist import gist_of
from matcher.goods import IDENTICAL_FLOOR, factor
from matcher.model import FEATURE_SET, THRESHOLDS, mark_score, scored, side
from matcher.pairs import Pairs
from matcher.prefilter import Prefilter
from matcher.rarity import packaged
from matcher.scan import Brand, ranked
from matcher.views import view
from records import DocketEvent, FilingStatus, InternationalRegistration, Mark, WatchKind
from tests.matcher.made import GOODS, NOW, entry, filing, marks, matches, names, tallied, watch

SELLERS = "The Partnerships and Unincorporated Associations Identified on Schedule A"


def test_a_close_mark_is_found_and_explained() -> None:
    """Protects the core of the product: one match, with score, reason, classes, stage and model."""
    new = replace(filing("SUNVALLE", 25), status=FilingStatus.PUBLISHED)
    (match,) = matches([watch(WatchKind.MARK, "SUNVALE", "阳光谷", classes=(25,))], new, filing("TABLE WORLD", 25, number="2"))
    assert (match.collection, match.record_id, match.term, match.record_text) == ("filings", "US:98000001", "SUNVALE", "SUNVALLE")
    assert (match.stage, match.feature_set, match.class_overlap, match.created_at) == ("published", FEATURE_SET, 1.0, NOW)
    assert match.score >= THRESHOLDS.high
    assert match.evidence


def test_goods_in_words_refine_classes() -> None:
    """Sunglasses and software are of class 9 both; boots stand in classes 9 and 25; an identical mark stays above the floor."""
    ours = watch(WatchKind.MARK, "SUNVALE", classes=(9,), goods=("sunglasses",))
    near, far = (
        matches([ours], filing("SUNVALLE", 9, goods=goods))[0]
        for goods in ("Sunglasses; eyeglass cases", "Downloadable accounting software")
    )
    assert (near.class_overlap, far.class_overlap) == (1.0, 0.5)
    assert near.score > far.score
    (same,) = matches([ours], filing("SUNVALE", 9, goods="Downloadable accounting software"))
    assert same.score >= IDENTICAL_FLOOR
    boots = watch(WatchKind.MARK, "SUNVALE", classes=(25,), goods=("boots",))
    (elsewhere,) = matches([boots], filing("SUNVALLE", 9, goods="Protective boots for workers"))
    assert (elsewhere.class_overlap or 0) > 0.4, "the table of this test knows no relation of 9 and 25"
    assert next(one.detail for one in elsewhere.evidence if one.feature == "goods").startswith("unrelated_classes=9|25;")


def test_classes_weigh_and_unknown_is_said() -> None:
    """Protects the order same class, related, unrelated, and that an identical mark is never filtered away."""
    ours = watch(WatchKind.MARK, "SUNVALE", classes=(25,))
    near, same = [
        [match.score for match in matches([ours], *(filing(text, one, number=str(one)) for one in (25, 18, 3)))]
        for text in ("SUNVALLE", "SUNVALE")
    ]
    assert near == sorted(near, reverse=True)
    assert same[0] == 1.0
    assert len(same) == 3
    (unknown,) = matches([watch(WatchKind.MARK, "SUNVALE")], filing("SUNVALE", 25))
    assert unknown.class_overlap is None
    assert any(one.detail == "classes unknown" for one in unknown.evidence)


def test_offices_courts_and_inactive_watches_are_respected() -> None:
    """Protects a client from what they did not ask for; a designation counts as the office."""
    abroad = watch(WatchKind.MARK, "SUNVALE", offices=("EM",))
    assert matches([abroad], filing("SUNVALE", 25)) == []
    assert len(matches([abroad], replace(filing("SUNVALE", 25), designated_offices=("EM", "JP")))) == 1
    assert matches([watch(WatchKind.MARK, "SUNVALE", active=False)], filing("SUNVALE", 25)) == []
    florida = watch(WatchKind.PLAINTIFF, "*", courts=("flsd",))
    assert matches([florida], entry(f"Ninghai Toys LLC v. {SELLERS}")) == []
    assert len(matches([florida], entry(f"Ninghai Toys LLC v. {SELLERS}", court="flsd"))) == 1


def test_pseudo_marks_and_translations_are_compared() -> None:
    """Protects what only the office's own words reveal."""
    told = Mark(
        verbal_element_text="SAULES ZVAIGZNE",
        translation=('The English translation of "SAULES ZVAIGZNE" in the mark is "SUN STAR".',),
    )
    (match,) = matches([watch(WatchKind.MARK, "SUN STAR")], replace(filing(None), mark=told))
    assert match.record_text == "SUN STAR"
    assert any(one.feature == "translation" for one in match.evidence)


def test_company_watch_finds_owners_and_parties() -> None:
    """Protects the watch on a competitor or on oneself: applicants, and both sides of a case, in any script."""
    company = watch(WatchKind.COMPANY, "广州红星贸易有限公司")
    owned = filing("ANYTHING", 25, owner="Guangzhou Hongxing Trading Co., Ltd.")
    found = matches(
        [company],
        owned,
        entry("Ninghai Toys LLC v. Guangzhou Hongxing Trading Co., Ltd. et al"),
        filing("X", 25, owner="Guangzhou Trading"),
    )
    assert [match.record_id for match in found] == ["US:98000001", entry("x").key]
    assert found[1].record_text == "Guangzhou Hongxing Trading Co., Ltd."


def test_shop_watch() -> None:
    """Protects a shop's name from squatters and shows it as a party; half-like marks are not shops."""
    shop = watch(WatchKind.SHOP, "Nokturi Official Store", platform="amazon")
    assert len(matches([shop], filing("NOKTURI", 25))) == 1
    assert len(matches([shop], entry("Ninghai Toys LLC v. Nokturi Store"))) == 1
    assert matches([shop], filing("NOKTURNAL", 25)) == []


def test_brand_in_a_caption_must_be_the_same_name() -> None:
    """Protects from mixing a brand up with companies of a like name."""
    brand = watch(WatchKind.MARK, "NINGHAI")
    assert len(matches([brand], entry(f"Ninghai Group S.p.A. et al v. {SELLERS}"))) == 1
    assert matches([brand], entry(f"Ninghaus LLC v. {SELLERS}")) == []


def test_parties_of_a_caption_in_other_dress() -> None:
    """Protects captions that name a Chinese company in pinyin, a trading name after d/b/a, a shop with its shop words."""
    firm, brand = watch(WatchKind.COMPANY, "广州胜威电子商务有限公司"), watch(WatchKind.COMPANY, "Velmora")
    seller = watch(WatchKind.SHOP, "velmora_2020")
    spelt = entry(f"Guang Zhou Sheng Wei Dian Zi Shang Wu You Xian Gong Si v. {SELLERS}")
    trading = entry("Ninghai Toys LLC v. Golabs, Inc d/b/a Velmora et al")
    sold = entry("Ninghai Toys LLC v. VelmoraDirect")
    other = entry("Ninghai Toys LLC v. velmora_2021")
    assert [match.watch_id for match in matches([firm, brand], spelt)] == [firm.id]
    assert [match.watch_id for match in matches([firm, brand], trading)] == [brand.id]
    assert [match.watch_id for match in matches([seller], sold)] == [seller.id]
    assert matches([seller], other) == []


def test_plaintiff_watch() -> None:
    """Protects the two ways to follow plaintiffs: by name, and every Schedule A case."""
    named, every = watch(WatchKind.PLAINTIFF, "Ninghai Toys"), watch(WatchKind.PLAINTIFF, "*")
    caption = f"Ninghai Toys, LLC v. {SELLERS}"
    assert {match.watch_id for match in matches([named, every], entry(caption))} == {named.id, every.id}
    assert matches([named, every], entry("Sunny Shop v. Ninghai Toys LLC")) == []
    assert matches([every], filing("SCHEDULE A", 25)) == []


def test_number_watch() -> None:
    """Protects a watch on one case or one filing, however its number is written."""
    number = watch(WatchKind.NUMBER, "26-cv-123", "98/000,001", "1 234 567")
    assert len(matches([number], entry("A v. B"))) == 1
    assert len(matches([number], filing("X", 25))) == 1
    madrid = replace(filing("X", 25, number="5"), international_registration=InternationalRegistration(number="1234567"))
    assert len(matches([number], madrid)) == 1
    assert matches([number], entry("A v. B", number="1:26-cv-01230"), filing("X", 25, number="980000010")) == []


def test_product_watch() -> None:
    """Protects products in marks, goods and captions, singular or plural, in the client's classes."""
    product = watch(WatchKind.PRODUCT, "solar lamp", classes=(11,))
    assert [match.score for match in matches([product], filing("X", 11, goods="Electric fans; solar lamps for gardens"))]
    assert matches([product], filing("X", 11, goods="Solar panels; lamp shades")) == []
    in_other_class = matches([product], filing("X", 30, goods="solar lamps"))
    assert in_other_class == []
    assert len(matches([product], filing("BEST SOLAR LAMP", 11))) == 1
    assert len(matches([product], entry("Solar Lamp Makers, Inc. v. Sunny Shop"))) == 1
    assert len(matches([watch(WatchKind.PRODUCT, "太阳能灯")], filing("X", 11, goods="户外太阳能灯具"))) == 1


def test_one_match_for_a_watch_and_a_record() -> None:
    """Protects from double alerts where several terms and wordings meet: the closest counts."""
    both = watch(WatchKind.MARK, "SUNVALLEY", "SUNVALE")
    mark = Mark(verbal_element_text="SUNVALE", pseudo_marks=("SUNVALLEY",))
    (match,) = matches([both], replace(filing(None, 25), mark=mark))
    assert (match.term, match.score) == ("SUNVALE", 1.0)


def test_stage_of_an_entry_is_its_event() -> None:
    """Protects that each step of a case is matched anew."""
    (match,) = matches([watch(WatchKind.PLAINTIFF, "*")], replace(entry(f"A v. {SELLERS}"), event=DocketEvent.TRO_RULED))
    assert match.stage == "tro_ruled"


def test_nothing_to_compare_matches_nothing() -> None:
    """Protects from empty marks, empty terms and empty batches."""
    assert (
        matches([watch(WatchKind.MARK, "!!!"), watch(WatchKind.MARK, "SUNVALE")], filing(None, 25), filing("★", 25, number="2"))
        == []
    )
    assert matches([]) == []


def _through_prefilter(filed: list[str], watched: list[str]) -> tuple[int, int, float]:
    """How many pairs the full model flags, how many of these the prefilter loses, and what share of all pairs it keeps."""
    new, old = (side([view(text) for text in texts]) for texts in (filed, watched))
    kept = Prefilter(old).pairs(new)
    let = np.zeros((len(new), len(old)), bool)
    let[kept.left, kept.right] = True
    flagged = lost = 0
    for row in range(0, len(new), 100):
        left, right = np.divmod(np.arange(100 * len(old)), len(old))
        over = scored(Pairs(new, left + row, old, right)).scores >= THRESHOLDS.medium
        flagged += int(over.sum())
        lost += int((over & ~let[left + row, right]).sum())
    return flagged, lost, float(let.mean())


def test_prefilter_keeps_what_the_model_flags() -> None:
    """Protects against loss before the full model: of all pairs above its operating line, at least 99.5 % get to it."""
    corpus = Corpus(seed=3)
    filed, watched = ([corpus.mark(at) for at in places] for places in (range(1_500), range(5_000, 6_000)))
    flagged, lost, share = _through_prefilter(filed, watched)
    assert flagged > 1_000
    assert share < 0.04
    assert lost <= 0.005 * flagged


def test_prefilter_keeps_what_the_model_flags_in_many_scripts() -> None:
    """Protects the same where a third of the marks are in other scripts; made of few syllables, many more of them are alike."""
    flagged, lost, share = _through_prefilter(marks(900, 10), marks(600, 20))
    assert flagged > 10_000
    assert share < 0.15
    assert lost <= 0.005 * flagged


@pytest.mark.parametrize("learned", [False, True], ids=["packaged", "learned"])
def test_both_roads_decide_alike(learned: bool) -> None:
    """Protects one answer to one question: what a watch is told of a new filing is what a scan for it says, score for score.

    So it must be by what was learned from these very filings, too, which makes common words of some.
    """
    told = marks(300, 5)
    rarity = packaged().learn(tallied(told * 3 + marks(2_000, 9)) if learned else None)
    assert (rarity != packaged()) is learned
    filings = {f"US:{at}": filing(name, 1 + at % 45, number=str(at)) for at, name in enumerate(told)}
    for name in dict.fromkeys(marks(12, 6)):
        ours = watch(WatchKind.MARK, name, classes=(25,))
        forward = {match.record_id: match.score for match in matches([ours], *filings.values(), rarity=rarity)}
        brand = Brand(name, classes=(25,), goods=GOODS, rarity=rarity)
        (backward,) = ranked([(brand, [(key, gist_of(one)) for key, one in filings.items()])])
        assert {one.key: one.score for one in backward} == forward
        near = [(mark_score(view(one.mark.verbal_element_text or ""), view(name)), one.nice_classes) for one in filings.values()]
        most = dict(zip(filings, brand.at_most(near), strict=True))
        assert all(score <= most[key] for key, score in forward.items())


def test_what_goods_leave_is_the_same_by_the_table() -> None:
    """Protects the table of factors: the scalar rule for every two lists of classes, unknown and impossible ones included."""
    lists: list[tuple[int, ...]] = [(), (25,), (18, 25), (3,), (99,), (45, 1, 3), (18,)]
    table = class_sets(lists).factors(class_sets(lists), GOODS)
    assert table.tolist() == [[factor(GOODS.relation(a, b)) for b in lists] for a in lists]


@pytest.mark.timeout(60)
def test_a_day_of_filings_takes_seconds() -> None:
    """Protects the round: 3,000 filings against 100 watches well under ten seconds on a slow machine."""
    filings = [filing(name, 25, number=str(at)) for at, name in enumerate(names(3_000, 3))]
    watches = [watch(WatchKind.MARK, name, classes=(25,)) for name in dict.fromkeys(names(100, 4))]
    start = time.perf_counter()
    assert matches(watches, *filings)
    assert time.perf_counter() - start < 10
