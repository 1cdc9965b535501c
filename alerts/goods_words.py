"""What the evidence on goods says, in words: the codes of ``matcher.goods_verdict`` as sentences."""

from collections.abc import Mapping

from alerts.display import shown
from alerts.texts import N_, Texts
from alerts.words import GOODS, coded

MAX_TERM = 60

SAID: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "same_class": (N_("same class {a}"), ("a",)),
    "seed_classes": (N_("related classes {a}–{b}"), ("a", "b")),
    "verified_classes": (N_("related classes {a}–{b} (coordinated by the USPTO)"), ("a", "b")),
    "learned_classes": (N_("related classes {a}–{b} (learned from filings)"), ("a", "b")),
    "co_filed": (N_("filed together {lift} times as often as by chance, in {count} filings"), ("lift", "count")),
    "unrelated_classes": (N_("unrelated classes {a} and {b}"), ("a", "b")),
    "same_goods": (N_("the same goods: “{one}” and “{other}”"), ("one", "other")),
    "near": (N_("similar goods: “{one}” and “{other}”"), ("one", "other")),
    "retail": (N_("trade in the goods against the goods: “{one}” and “{other}”"), ("one", "other")),
    "far": (N_("the goods named differ: “{one}” and “{other}”"), ("one", "other")),
}
"""Code → its text and the names of its values, in their order."""


def goods_words(texts: Texts, detail: str) -> str:
    """The sentence for a detail of evidence ``goods``; what older versions wrote is told, too, and an unknown code as it is."""
    return texts.say("; ").join(_said(texts, code) for code in detail.split(";"))


def _said(texts: Texts, code: str) -> str:
    name, _, values = code.partition("=")
    told = SAID.get(name)
    given = values.split("|") if values else []
    if told is None or len(told[1]) != len(given):
        return coded(texts, GOODS, code)
    msgid, names = told
    return texts.say(msgid, **{key: _value(key, value) for key, value in zip(names, given, strict=True)})


def _value(name: str, value: str) -> str:
    return f"{int(value):,}" if name == "count" and value.isdecimal() else shown(value, limit=MAX_TERM)
