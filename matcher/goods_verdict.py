"""What the goods of two sides say: the relation of their classes, refined by their texts where both are known.

The words of the evidence are codes (``same_class=25;near=t-shirts|retail of clothing``), which ``alerts.goods_words`` turns into
sentences: a code, its values after ``=`` parted by ``|``, the next code after ``;``.
"""

import importlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from matcher.goods import SAME, GoodsRelation, factor
from records.filing import Filing
from records.match import Evidence
from records.watch import Watch

if TYPE_CHECKING:
    from matcher.goods_likeness import TextLikeness

FEATURE = "goods"
NEAR = 0.5
"""Texts at least this near leave the relation of the classes as it is; below it, it is lowered by and by."""
LEFT_OF_CLASSES = 0.5
"""What texts that have nothing in common leave of the relation of the classes: they lower it, they do not undo it."""
RAISED = 0.95
"""Of their likeness, what texts alone are worth, whatever their classes: classes are an office's order, not the market's."""
SAME_GOODS = 0.9
_SHOWN = 60
_SIGNS = re.compile(r"[;|=\s]+")


@dataclass(frozen=True, slots=True)
class Goods:
    """The goods of one side: Nice classes, and texts with the class they are of (``None``: not known)."""

    classes: tuple[int, ...] = ()
    texts: tuple[tuple[int | None, str], ...] = ()


@dataclass(frozen=True, slots=True)
class GoodsVerdict:
    """How near the goods are, 0..1 (``None``: nothing known), and why."""

    relation: float | None
    evidence: Evidence


def goods_of(filing: Filing) -> Goods:
    """The goods of a filing."""
    texts = tuple(
        (goods.class_number, goods.description_text) for goods in filing.goods_services if goods.description_text.strip()
    )
    return Goods(filing.nice_classes, texts)


def goods_watched(watch: Watch) -> Goods:
    """The goods a watch is for."""
    return Goods(watch.classes, tuple((None, words) for words in watch.goods if words.strip()))


def nearness(relation: GoodsRelation, a: Goods, b: Goods) -> float | None:
    """How near the goods of two sides are, 0..1, ``None`` where nothing is known: ``judge_goods`` without the words.

    Texts may raise the relation of the classes to ``RAISED`` times their own likeness, and lower it to ``LEFT_OF_CLASSES``. They
    lower it only where they speak about the classes that meet, and the less, the less of them is understood.
    """
    text = _compared(a, b)
    by_class = relation.relation(a.classes, b.classes)
    return _refined(by_class, text, speaks=text is not None and _speak(relation, a, b))


def judge_goods(relation: GoodsRelation, a: Goods, b: Goods) -> GoodsVerdict:
    """How near the goods of two sides are, and why."""
    refined = nearness(relation, a, b)
    said = Evidence(
        feature=FEATURE,
        score=0.0 if refined is None else refined,
        weight=0.0 if refined is None else 1.0 - factor(0.0),
        detail=_detail(relation, a, b, _compared(a, b)),
    )
    return GoodsVerdict(refined, said)


def replaced(evidence: Iterable[Evidence], verdict: GoodsVerdict) -> tuple[Evidence, ...]:
    """Evidence with what it says of the goods replaced by the verdict."""
    return (*(one for one in evidence if one.feature != FEATURE), verdict.evidence)


def _refined(by_class: float | None, text: "TextLikeness | None", *, speaks: bool) -> float | None:
    if text is None:
        return by_class
    if by_class is None:
        return text.score
    missing = max(0.0, 1.0 - text.score / NEAR) * text.clear if speaks else 0.0
    return round(max(RAISED * text.score, by_class * (1.0 - LEFT_OF_CLASSES * missing)), 4)


def _compared(a: Goods, b: Goods) -> "TextLikeness | None":
    """The texts against each other; the pipelines are loaded at the first call."""
    return _reader().compare_texts(a.texts, b.texts) if a.texts and b.texts else None


def _speak(relation: GoodsRelation, a: Goods, b: Goods) -> bool:
    """The texts of both sides speak about every pair of classes that is nearest."""
    nearest = relation.relation(a.classes, b.classes)
    pairs = [(one, other) for one in a.classes for other in b.classes if relation.relation((one,), (other,)) == nearest]
    speaks_of = _reader().speaks_of
    return all(speaks_of(a.texts, one) and speaks_of(b.texts, other) for one, other in pairs)


@cache
def _reader() -> Any:
    """The module that reads texts, which loads spaCy: a comparison of classes alone does not wait for it."""
    return importlib.import_module("matcher.goods_likeness")


def _detail(relation: GoodsRelation, a: Goods, b: Goods, text: "TextLikeness | None") -> str:
    codes = list(_class_codes(relation, a, b))
    if text is not None:
        one, other = _quoted(text.a.text), _quoted(text.b.text)
        codes.append(f"{_text_code(text)}={one}|{other}")
    return ";".join(codes)


def _class_codes(relation: GoodsRelation, a: Goods, b: Goods) -> Iterator[str]:
    link = relation.link(a.classes, b.classes)
    if link is None:
        yield "classes unknown"
    elif link.source == SAME:
        yield f"same_class={link.a}"
    elif not link.weight:
        yield f"unrelated_classes={link.a}|{link.b}"
    else:
        yield f"{link.source}_classes={link.a}|{link.b}"
        if link.co_filed:
            yield f"co_filed={link.lift:.1f}|{link.together}"


def _text_code(text: "TextLikeness") -> str:
    if text.score < NEAR:
        return "far"
    if text.retail:
        return "retail"
    return "same_goods" if text.score >= SAME_GOODS else "near"


def _quoted(words: str) -> str:
    """A term as it can stand in a code: without its signs, and short."""
    clean = _SIGNS.sub(" ", words).strip()
    return clean if len(clean) <= _SHOWN else f"{clean[: _SHOWN - 1].rstrip()}…"
