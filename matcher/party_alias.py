"""Other names that stand beside a party's name: d/b/a, a/k/a, f/k/a, 又名, lists of sellers, the same name in another script."""

import re
from collections.abc import Iterator
from itertools import islice

from matcher.party_legal import name_words, without_forms
from matcher.scripts import scripts_of

MAX_NAMES = 8
"""Names that are read from one text."""
_MARKS = re.compile(
    r"(?<=\S)[\s,;(\[]*(?:\b(?:[dafnp]\s?/\s?[bk]|t)\s?/\s?a(?![\w/])\.?|\b[daf]\.\s?[bk]\.\s?a\.|\b(?:dba|aka|fka|nka)\b"
    r"|\b(?:also|formerly|previously|now|otherwise|commonly|better)\s+known\s+as\b|\b(?:formerly\s+)?(?:doing\s+business|trading)\s+(?:as|under)\b"
    r"|\bformerly\b(?!\s+known)|\boperating\s+(?:as|under)\b|曾用名|又名|原名|别名|又称|亦称|简称|商号|店铺名|网店名)\s*[::]?\s*",
    re.IGNORECASE,
)
_LIST = re.compile(r"\s*(?:[;；](?![^(（]*[)）])|[\n|、])\s*|\s+/\s+")
_NUMBERED = re.compile(
    r"^\s*(?:defendants?\s+)?(?:no\.?\s*)?\(?\d{1,4}[.):]\s+|^\s*defendants?\s+(?:no\.?\s*)?\d{1,4}\s*[-–—:.,]?\s+", re.IGNORECASE
)
_INSIDE = re.compile(r"[(（\[【]([^()（）\[\]【】]{2,80})[)）\]】]")
_CUT = re.compile(
    r"[,\s]*\b(?:individually,?\s+and\s+(?:on\s+behalf|as\b|in\b)|(?:individually\s+)?on\s+behalf\s+of\s+(?:all\s+others|himself|herself|themselves|itself)"
    r"|(?:and|&)\s+(?:(?:john|jane)\s+)?does?\b|et\.?\s*al\b|and\s+others\b|c/o\b|an?\s+(?:[a-z]+\s){1,4}?(?:corporation|company|partnership|individual)\s*$).*$",
    re.IGNORECASE | re.DOTALL,
)


def names_in(text: str) -> tuple[str, ...]:
    """The names that a text gives for one party or a list of them, the first first; ``()`` where it holds none.

    ``"Golabs, Inc d/b/a GOTRAX"`` → ``("Golabs, Inc", "GOTRAX")``.
    """
    found = (name for listed in _LIST.split(text) for name in _of_one(_NUMBERED.sub("", listed)))
    return tuple(islice(dict.fromkeys(filter(None, found)), MAX_NAMES))


def _of_one(text: str) -> Iterator[str]:
    outside = _INSIDE.sub(" ", text)
    others = [inner for inner in _INSIDE.findall(text) if _is_other_name(inner, outside)]
    for part in _MARKS.split(outside if others else text):
        bare = _CUT.sub("", part).strip(" ,;:\"'“”")
        yield bare if bare.count("(") == bare.count(")") else bare.strip(" ()")
    yield from others


def _is_other_name(inside: str, outside: str) -> bool:
    """What stands in brackets is the name again: in another script, or with a legal form of its own."""
    if not outside.strip():
        return False
    words = name_words(inside)
    if len(words) > 1 and without_forms(words).firm and len(without_forms(words).words) < len(words):
        return name_words(outside) != words and _tells(words)
    here, there = scripts_of(inside), scripts_of(outside)
    return bool(here and there) and not here & there


def _tells(words: tuple[str, ...]) -> bool:
    """More than a legal form in full (``limited liability company``)."""
    return bool(set(without_forms(words).words) - _FORM_WORDS)


_FORM_WORDS = frozenset(name_words("limited liability company corporation partnership incorporated individual sole joint stock"))
