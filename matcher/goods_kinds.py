"""Kinds of goods and services: a tree of own making, and how near its branches are in trade.

A kind is a path, ``wear.clothing.upper``; goods of one branch are near, the nearer the longer the way that they share. Branches
that are bought, used or sold together are kin (goods_kin.csv). The factors are those of Canon (CJEU C-39/97, paragraph 23):
nature, purpose, use, whether in competition or complementary; the figures are judgement.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import product

from matcher.packaged import rows

SAME_KIND = 0.85
"""Two different goods of one kind: a shirt and a blouse."""
_SHARED = {1: 0.45, 2: 0.7}
"""Goods that share so many steps of their paths, where goods_kin.csv does not say otherwise."""


@cache
def classes_of() -> Mapping[str, frozenset[int]]:
    """Kind → the Nice classes its goods are filed in."""
    return {row["kind"]: frozenset(int(number) for number in row["classes"].split(";")) for row in rows("goods_kinds")}


@cache
def words_of(language: str) -> Mapping[str, tuple[str, ...]]:
    """Product word as written in the table → its kinds; ``language`` is ``en`` or ``zh``."""
    found: dict[str, dict[str, None]] = {}
    for row in rows("goods_kinds"):
        for word in row[language].split(";"):
            found.setdefault(word, {})[row["kind"]] = None
    return {word: tuple(kinds) for word, kinds in found.items()}


@lru_cache(maxsize=100_000)
def kinship(a: str, b: str) -> float:
    """How near two kinds are, 0..1; symmetric, ``SAME_KIND`` for one and the same."""
    if a == b:
        return SAME_KIND
    told = _told(a, b)
    if told is not None:
        return told
    shared = _common(a.split("."), b.split("."))
    return _SHARED.get(shared, SAME_KIND if shared else 0.0)


def _told(a: str, b: str) -> float | None:
    """What the table says of the nearest branches that hold the two."""
    kin = _kin()
    pairs = sorted(product(_branches(a), _branches(b)), key=lambda pair: -pair[0].count(".") - pair[1].count("."))
    found = [(one.count(".") + other.count("."), kin[one, other]) for one, other in pairs if (one, other) in kin]
    shared = _common(a.split("."), b.split("."))
    near = [weight for depth, weight in found if depth == found[0][0] and depth >= 2 * (shared - 1)]
    return max(near, default=None)


@cache
def _kin() -> Mapping[tuple[str, str], float]:
    one_way = {(row["kind"], row["other"]): float(row["weight"]) for row in rows("goods_kin")}
    return one_way | {(b, a): weight for (a, b), weight in one_way.items()}


def _branches(kind: str) -> list[str]:
    """The kind and all branches above it, the kind first."""
    steps = kind.split(".")
    return [".".join(steps[:count]) for count in range(len(steps), 0, -1)]


def _common(a: list[str], b: list[str]) -> int:
    return next((at for at, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))
