"""Families of marks: a beginning that its owner puts before plain words, so that it alone tells whose they are.

MCPRETZEL and MCSLEEP INN come near to MCDONALD'S by MC and by nothing else (J & J Snack Foods v. McDonald's, 932 F.2d 1460,
Fed. Cir. 1991). Before a name MC tells nothing: MCLAREN stays as far from MCDONALD'S as its letters are.
"""

import re
from functools import cache, lru_cache

from matcher.cedict import dictionary
from matcher.goods import stem
from matcher.goods_kinds import words_of
from matcher.roots import split_compound, vocabulary

_BEGINNING = re.compile("ma?c(?=.{3})")

_NAMES = frozenset({"arthur", "bride", "call", "cool", "coy", "hale", "key", "lane", "lean", "master", "nab", "queen"})
"""Plain words that make a family name behind MC."""


def same(one: str, other: str) -> bool:
    """Whether two marks, their telling words joined, begin with the family's letters, and a plain word follows in either."""
    ends = behind(one), behind(other)
    return all(ends) and any(map(_plain, ends))


def beginning(core: str) -> str:
    """The family's letters that a mark begins with; empty where it does not."""
    found = _BEGINNING.match(core)
    return found[0] if found else ""


def behind(core: str) -> str:
    """What stands behind the family's letters; empty where a mark does not begin with them."""
    return core[len(beginning(core)) :] if beginning(core) else ""


@lru_cache(maxsize=16384)
def _plain(word: str) -> bool:
    """A word of the dictionary or of goods, or two in one, that makes no name."""
    return word not in _NAMES and bool({word, stem(word)} & _words() or split_compound(word))


@cache
def _words() -> frozenset[str]:
    goods = (word for words in words_of("en") for word in words.split())
    return frozenset((*goods, *vocabulary(), *dictionary().english()))
