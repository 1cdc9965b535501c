"""Goods texts: how they are cut and read, how near they are, and what they do to the relation of classes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.tables import class_relations, verified_relations
from matcher.goods import IDENTICAL_FLOOR, GoodsRelation
from matcher.goods_kinds import classes_of, kinship
from matcher.goods_language import lemma
from matcher.goods_likeness import compare_goods
from matcher.goods_terms import GoodsTerm, read_goods
from matcher.goods_verdict import LEFT_OF_CLASSES, Goods, judge_goods, nearness
from matcher.model import with_goods
from matcher.packaged import rows

GOODS = GoodsRelation(class_relations(), verified=verified_relations())


def heads(text: str, class_number: int | None = None) -> list[str]:
    """The terms of a text, as they can be shown."""
    return [term.text for term in read_goods(text, class_number).terms]


def only(text: str, class_number: int | None = None) -> GoodsTerm:
    """The one term of a text."""
    (term,) = read_goods(text, class_number).terms
    return term


def near(a: str, b: str, class_a: int | None = None, class_b: int | None = None) -> float:
    """How near two texts are; 0 where they say too little."""
    found = compare_goods(read_goods(a, class_a), read_goods(b, class_b))
    return found.score if found else 0.0


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Kettles; irons and toasters", ["kettles", "irons", "toasters"]),
        ("Clothing, namely, scarves, gloves, and socks", ["scarves", "gloves", "socks"]),
        ("Cosmetics, in particular lipsticks", ["cosmetics", "lipsticks"]),
        ("Mushrooms, dried", ["dried mushrooms"]),
        ("Sauces and spices", ["sauces", "spices"]),
        ("Pumps (Electric -)", ["pumps"]),
        ("雨伞；手提包、钱包", ["雨伞", "手提包", "钱包"]),
    ],
)
def test_an_identification_is_cut_into_its_terms(text: str, terms: list[str]) -> None:
    """ "Namely" leaves what follows, examples leave both, a describing word stays with what it describes."""
    assert heads(text) == terms


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("Furniture, excluding mattresses", ["mattresses"]),
        ("Toys, other than balloons", ["balloons"]),
        ("灯具，手电筒除外", ["手电筒"]),
        ("灯具，不包括手电筒", ["手电筒"]),
    ],
)
def test_what_is_taken_out_is_no_term(text: str, out: list[str]) -> None:
    """An exclusion must not read as a claim."""
    read = read_goods(text)
    assert [term.text for term in read.excluded] == out
    assert not {term.text for term in read.terms} & set(out)


def test_what_is_taken_out_is_farther_than_what_is_left() -> None:
    """The same goods, claimed and excluded."""
    assert near("Furniture, excluding mattresses", "mattresses") < near("Furniture, excluding lamps", "mattresses")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Cases for violins", "music.instrument"),
        ("Retail services connected with the sale of furniture", "furniture.general"),
        ("online shop for wristwatches", "jewel.watch"),
        ("Wholesale of tyres", "vehicle.tyre"),
        ("Rental of bicycles", "vehicle.cycle"),
        ("Spare parts for refrigerators", "appliance.cooling"),
        ("家具批发", "furniture.general"),
        ("汽车维修", "vehicle.car"),
    ],
)
def test_the_goods_behind_a_service_or_a_part_are_read(text: str, kind: str) -> None:
    """A shop of goods is compared by these goods."""
    assert kind in dict(only(text).kinds)


@pytest.mark.parametrize(
    "text", ["Retail store services featuring lamps", "wholesale of lamps", "lamp shop", "灯具零售", "为他人推销灯具"]
)
def test_trade_is_told_from_goods(text: str) -> None:
    """Trade in goods is near these goods, nearer than trade in others, and not the same as they."""
    assert only(text).deed == "retail"
    assert near(text, "cheese") < near(text, "chandeliers") <= near(text, "lamps") < 1.0


def test_the_class_tells_which_of_a_words_goods_are_meant() -> None:
    """Glasses of class 9 are worn, those of class 21 are drunk from."""
    assert [kind for kind, weight in only("Glasses", 9).kinds if weight == 1.0] == ["optic.eyewear"]
    assert [kind for kind, weight in only("Glasses", 21).kinds if weight == 1.0] == ["kitchen.tableware"]


@pytest.mark.parametrize(
    ("near_one", "goods", "far_one"),
    [
        ("gin", "whisky", "tea"),
        ("boots", "sandals", "handbags"),
        ("handbags", "sandals", "herbicides"),
        ("software development", "computer programs", "insurance"),
        ("hotels", "restaurants", "banking"),
        ("pillows", "bed linen", "batteries"),
        ("dog leashes", "pet food", "perfume"),
        ("化妆品", "perfume", "轮胎"),
        ("红酒", "beer", "钢琴"),
        ("男装", "dresses", "冰箱"),
    ],
)
def test_nearer_goods_rank_higher(near_one: str, goods: str, far_one: str) -> None:
    """By kind, across classes and across languages."""
    assert near(near_one, goods) > near(far_one, goods)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("knives", "knife"),
        ("tyres", "tire"),
        ("colours", "color"),
        ("fibres", "fiber"),
        ("jewellery", "jewelry"),
        ("scarves", "scarf"),
    ],
)
def test_plurals_and_spellings_meet(written: str, read: str) -> None:
    """British and American offices write the same goods."""
    assert lemma(written) == lemma(read) == read


def test_the_tables_agree_with_each_other() -> None:
    """Every class has a kind, every kinship names kinds that are there, kinship is symmetric and of 0..1."""
    kinds = classes_of()
    assert {number for classes in kinds.values() for number in classes} == set(range(1, 46))
    branches = {".".join(kind.split(".")[:steps]) for kind in kinds for steps in (1, 2, 3)}
    assert {cell for row in rows("goods_kin") for cell in (row["kind"], row["other"])} <= branches
    assert all(0.0 <= kinship(a, b) == kinship(b, a) <= kinship(a, a) for a in kinds for b in kinds)


def goods(*classes: int, text: str = "") -> Goods:
    """One side."""
    return Goods(classes, ((classes[0] if len(classes) == 1 else None, text),) if text else ())


def test_texts_lower_the_same_class_and_never_undo_it() -> None:
    """Sunglasses and software are both of class 9; an identical mark stays above the floor."""
    apart = nearness(GOODS, goods(9, text="Downloadable software for bookkeeping"), goods(9, text="sunglasses"))
    assert apart is not None
    assert LEFT_OF_CLASSES <= apart < 1.0
    assert with_goods(1.0, apart) >= IDENTICAL_FLOOR
    assert nearness(GOODS, goods(9, text="Sunglasses; eyeglass frames"), goods(9, text="sunglasses")) == 1.0


def test_texts_raise_other_classes() -> None:
    """The same goods in another class, and the shop that sells them, are nearer than their classes."""
    boots = nearness(GOODS, goods(9, text="Safety boots"), goods(25, text="boots"))
    shop = nearness(GOODS, goods(35, text="Retail of clothing"), goods(25, text="shirts"))
    assert (boots or 0) > (GOODS.relation([9], [25]) or 0)
    assert (shop or 0) > (GOODS.relation([35], [25]) or 0)


def test_texts_that_do_not_speak_of_the_class_change_nothing() -> None:
    """A watch for classes 9 and 25 whose words are of clothing alone says nothing of its class 9."""
    words = Goods((9, 25), ((None, "shirts"),))
    assert nearness(GOODS, goods(9, text="Downloadable software"), words) == 1.0
    assert nearness(GOODS, goods(9, text="Qwertzuiop"), goods(9, text="Asdfghjkl")) == 1.0


def test_unknown_stays_unknown_and_words_help_where_classes_are_missing() -> None:
    """No class, no word: unknown. A watch without classes but with words is compared by these."""
    assert nearness(GOODS, goods(11, text="Lamps"), Goods()) is None
    assert (nearness(GOODS, goods(11, text="Lamps"), Goods((), ((None, "灯具"),))) or 0) > 0.8
    assert judge_goods(GOODS, Goods(), goods(9)).evidence.detail == "classes unknown"


def test_evidence_rests_on_the_relation_that_was_used() -> None:
    """The severity takes the goods out of a score by this figure; signs of the code cannot come from a record."""
    verdict = judge_goods(GOODS, goods(25, text='hats | caps = "x"; coats'), goods(18, text="hand|bags"))
    assert verdict.evidence.score == verdict.relation
    assert verdict.evidence.detail.count(";") == 1
    assert verdict.evidence.detail.count("|") == 2


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from([None, 3, 9, 35]))
def test_any_text_is_compared_the_same_both_ways(a: str, b: str, number: int | None) -> None:
    """No text breaks it, and which side is which does not matter."""
    one, other = read_goods(a, number), read_goods(b, number)
    forth, back = compare_goods(one, other), compare_goods(other, one)
    assert (forth and forth.score) == (back and back.score)
    assert forth is None or 0.0 <= forth.score <= 1.0


def test_a_long_text_takes_bounded_time() -> None:
    """The longest identifications run to hundreds of thousands of characters."""
    long = "; ".join(f"lamps for {number}" for number in range(20_000))
    assert len(read_goods(long).terms) <= 150
    assert near("lamp, " * 8_000, long) > 0.9
