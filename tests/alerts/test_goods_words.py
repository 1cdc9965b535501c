"""What the evidence on goods says to a reader, in both languages."""

import pytest

from alerts.goods_words import SAID, goods_words
from alerts.texts import Texts
from matcher.goods import CLASSES, GoodsRelation
from matcher.goods_verdict import Goods, judge_goods


@pytest.mark.parametrize(
    ("detail", "en", "zh"),
    [
        ("same_class=25", "same class 25", "同属第25类"),
        (
            "verified_classes=25|18;co_filed=3.2|1204",
            "related classes 25–18 (coordinated by the USPTO); filed together 3.2 times as often as by chance, in 1,204 filings",
            "关联类别 25–18（美国专利商标局列为协调类别）；共同申请 1,204 件，为随机情形的 3.2 倍",
        ),
        (
            "seed_classes=35|25;retail=retail of clothing|clothing",
            "related classes 35–25; trade in the goods against the goods: “retail of clothing” and “clothing”",
            "关联类别 35–25；商品销售服务与该商品：“retail of clothing”与“clothing”",
        ),
        ("related classes", "related classes", "关联类别"),
        ("classes unknown", "classes unknown", "类别未知"),
    ],
)
def test_codes_are_told_in_sentences(detail: str, en: str, zh: str) -> None:
    """Those of today and those that older versions left in the store."""
    assert goods_words(Texts("en"), detail) == en
    assert goods_words(Texts("zh"), detail) == zh


@pytest.mark.parametrize("detail", ["", "novel=1|2", "near=one", "co_filed=x|y;;", "same_class=1|2"])
def test_what_is_not_understood_is_shown_as_it_is(detail: str) -> None:
    """A newer version's code must not break an older one's message."""
    assert goods_words(Texts("en"), detail) is not None


def test_every_code_of_the_matcher_has_words() -> None:
    """Over all pairs of classes, and texts near, far and traded."""
    goods = GoodsRelation({(25, 18): 0.75}, verified=frozenset({(25, 18)}))
    texts = ("shirts", "retail of shirts", "herbicides", "blouses")
    details = {judge_goods(goods, Goods((a,)), Goods((b,))).evidence.detail for a in range(1, CLASSES + 1) for b in (18, 25)}
    details |= {
        judge_goods(goods, Goods((25,), ((25, a),)), Goods((25,), ((25, b),))).evidence.detail for a in texts for b in texts
    }
    codes = {code.partition("=")[0] for detail in details for code in detail.split(";")}
    assert codes <= set(SAID)
    assert codes >= {"same_class", "verified_classes", "unrelated_classes", "same_goods", "near", "far", "retail"}
