"""Names of companies and shops: compared without legal form, place and shop words, in any word order."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import Indel, JaroWinkler

from matcher.fold import fold, words
from matcher.model import CLOSE_CAP
from matcher.packaged import rows
from matcher.views import TELLING, Token, View, generic_words, view
from records.match import Evidence

SAME_NAME = 0.95
"""From here on two names are the same name written differently."""
LIKE_NAME = 0.85
"""From here on a name is worth telling a client who follows it."""


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """A company's or shop's name as it is compared."""

    text: str
    bare: View
    """Without the legal forms at its ends."""
    strong: tuple[Token, ...]
    """Words of its own."""
    weak: frozenset[str]
    """Places and trade words (with their English where Chinese): they confirm, they never carry."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like two names are, 0..1, and why."""

    score: float
    evidence: tuple[Evidence, ...]


@lru_cache(maxsize=20_000)
def company(text: str) -> Name:
    """A company's name: ``广州红星贸易有限公司`` → strong ``hongxing``, weak ``guangzhou``, ``trading``."""
    return _name(text, without_legal_form(text))


@lru_cache(maxsize=10_000)
def shop(text: str) -> Name:
    """A shop's name on any platform: ``HONGXING Official Store US`` → ``hongxing``."""
    bare = _without_ends(words(fold(text)), _shop_words())
    return _name(text, _joined_shop_words().sub("", bare) or bare)


def without_legal_form(text: str) -> str:
    """A folded company name without the legal forms at either end; the whole where nothing else would be left."""
    return _strip_joined(_without_ends(words(fold(text)), _legal_forms()))


def compare_names(a: Name, b: Name) -> Likeness:
    """Compare two names; symmetric. 1 is the same name but for legal form, case, order and spacing."""
    if a.bare.empty or b.bare.empty:
        return Likeness(0.0, ())
    if a.bare.joined == b.bare.joined or sorted(_texts(a)) == sorted(_texts(b)):
        return Likeness(1.0, (_said("same_name", 1.0, a, b),))
    score = _strong_likeness(a, b)
    extra = _places_differ(a, b)
    score = min(CLOSE_CAP, score) * (0.9 if extra else 1.0)
    return Likeness(round(score, 4), (_said("same_words" if score > 0.95 else "like_words", score, a, b),) if score else ())


def _name(text: str, bare: str) -> Name:
    short = _abbreviations()
    seen = view(" ".join(short.get(word, word) for word in bare.split()))
    generic = generic_words()
    strong = tuple(token for token in seen.tokens if not token.gloss and generic.get(token.text, 1.0) > TELLING)
    weak = frozenset(word for token in seen.tokens if token not in strong for word in (token.text, *token.gloss.split()))
    return Name(text, seen, strong, weak)


def _texts(name: Name) -> list[str]:
    return [token.text for token in name.bare.tokens]


def _strong_likeness(a: Name, b: Name) -> float:
    joined_a, joined_b = ("".join(token.text for token in name.strong) for name in (a, b))
    if not joined_a or not joined_b:
        return 0.0
    whole = Indel.normalized_similarity(joined_a, joined_b)
    if joined_a == joined_b:
        return 0.98
    if min(len(joined_a), len(joined_b)) < 4:
        return 0.5 * whole
    return max(whole**2, 0.97 * min(_covered(a.strong, b.strong), _covered(b.strong, a.strong)))


def _covered(of: tuple[Token, ...], by: tuple[Token, ...]) -> float:
    total = sum(len(token.text) for token in of)
    found = sum(len(token.text) * max((_word(token.text, other.text) for other in by), default=0.0) for token in of)
    return found / total


def _word(a: str, b: str) -> float:
    if a == b:
        return 1.0
    short, long = sorted((a, b), key=len)
    if len(short) >= 3 and long.startswith(short):
        return 0.9
    likeness = JaroWinkler.similarity(a, b)
    return likeness**2 if likeness >= 0.9 and len(short) >= 4 else 0.0


def _places_differ(a: Name, b: Name) -> bool:
    places = _places()
    return bool(a.weak & places) and bool(b.weak & places) and not a.weak & b.weak & places


def _said(feature: str, score: float, a: Name, b: Name) -> Evidence:
    return Evidence(feature=feature, score=round(score, 3), weight=1.0, detail=f"{a.text} {'=' if score == 1 else '~'} {b.text}")


def _without_ends(cut: tuple[str, ...], ends: frozenset[tuple[str, ...]]) -> str:
    left = list(cut)
    changed = True
    while changed and len(left) > 1:
        changed = False
        for width in range(min(5, len(left) - 1), 0, -1):
            if tuple(left[-width:]) in ends:
                del left[-width:]
                changed = True
                break
            if tuple(left[:width]) in ends and width < len(left):
                del left[:width]
                changed = True
                break
    return " ".join(left)


def _strip_joined(text: str) -> str:
    """Legal forms that stand without a space (有限公司, 株式会社), at either end."""
    bare = _joined_forms().sub("", text).strip()
    return bare or text


@cache
def _legal_forms() -> frozenset[tuple[str, ...]]:
    return frozenset(words(row["form"]) for row in rows("legal_forms"))


@cache
def _joined_forms() -> re.Pattern[str]:
    forms = sorted((row["form"] for row in rows("legal_forms") if not row["form"].isascii()), key=len, reverse=True)
    either = "|".join(map(re.escape, filter(_east_asian, forms)))
    return re.compile(f"^(?:{either})+|(?:{either})+$")


def _east_asian(form: str) -> bool:
    """East Asian legal forms are written without a space; Cyrillic ones are words."""
    return form[0] > "\u2fff"


@cache
def _abbreviations() -> dict[str, str]:
    return {row["short"]: row["long"] for row in rows("abbreviations")}


@cache
def _joined_shop_words() -> re.Pattern[str]:
    forms = sorted((row["word"] for row in rows("shop_words") if _east_asian(row["word"])), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(forms)})+$")


@cache
def _shop_words() -> frozenset[tuple[str, ...]]:
    return frozenset(words(row["word"]) for row in rows("shop_words")) | _legal_forms()


@cache
def _places() -> frozenset[str]:
    return frozenset(
        word for row in rows("generic_words") if row["kind"] == "place" for word in (row["word"], row["gloss"]) if word
    )
