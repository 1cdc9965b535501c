"""Names of companies, persons and shops: compared without legal form, place and shop words, in any word order and script."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from matcher.party_alias import names_in
from matcher.party_legal import Bare, name_words, without_forms
from matcher.party_likeness import likeness
from matcher.party_parts import Own, Parts, anatomy
from matcher.party_shop import shop_words
from matcher.views import View, view
from records.match import Evidence

SAME_NAME = 0.95
"""From here on two names are the same name written differently."""
LIKE_NAME = 0.85
"""From here on a name is worth telling a client who follows it."""
_UNLIKE = 0.5
"""Up to here there is nothing to explain."""
_MAX_CHARS = 1000
"""Of a text that lists parties; each name is folded to ``matcher.fold.MAX_CHARS``."""


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """A company's, person's or shop's name as it is compared."""

    text: str
    words: tuple[str, ...]
    """Folded, without the legal forms (of a shop: the shop words) at its ends."""
    parts: Parts
    aliases: tuple["Name", ...] = ()
    """Other names that the text gives: d/b/a, a/k/a, 又名, the same name in another script."""

    @property
    def bare(self) -> View:
        """Its words as a mark."""
        return view(" ".join(self.words))

    @property
    def strong(self) -> tuple[Own, ...]:
        """Words of its own, in Latin letters."""
        return self.parts.own

    @property
    def weak(self) -> frozenset[str]:
        """Places and trade words by what they mean: they confirm, they never carry."""
        return frozenset().union(*(one.means for one in self.parts.weak))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like two names are, 0..1, and why."""

    score: float
    evidence: tuple[Evidence, ...]


@lru_cache(maxsize=50_000)
def company(text: str) -> Name:
    """A company's or person's name: ``广州红星贸易有限公司`` → strong ``hongxing``, weak ``guangzhou``, ``trading``."""
    first, *others = names_in(text[:_MAX_CHARS]) or (text,)
    return _named(text, _company(first), tuple(map(_company, others)))


@lru_cache(maxsize=10_000)
def shop(text: str) -> Name:
    """A shop's name on any platform: ``HONGXING Official Store US`` → ``hongxing``; its number stays apart."""
    first, *others = names_in(text[:_MAX_CHARS]) or (text,)
    return _named(text, _shop(first), tuple(map(_shop, others)))


def without_legal_form(text: str) -> str:
    """A folded company name without the legal forms at either end; the whole where nothing else would be left."""
    return " ".join(without_forms(name_words(text)).words)


def compare_names(a: Name, b: Name) -> Likeness:
    """Compare two names, each with its aliases; symmetric. 1 is the same name but for legal form, case, order and spacing."""
    best = (0.0, a, b)
    for one, other in product((a, *a.aliases), (b, *b.aliases)):
        score = _score(one, other)
        if score > best[0]:
            best = score, one, other
    score, one, other = best
    return Likeness(score, (_said(score, one, other),) if score > _UNLIKE else ())


def _company(text: str) -> Name:
    bare = without_forms(name_words(text))
    return Name(text, bare.words, anatomy(bare))


def _shop(text: str) -> Name:
    named, numbers = shop_words(text)
    parts = anatomy(Bare((*named, *numbers), firm=False, pinyin=False))
    return Name(text, named, parts)


def _named(text: str, first: Name, others: tuple[Name, ...]) -> Name:
    return Name(text, first.words, first.parts, tuple(one for one in others if one.words))


def _score(a: Name, b: Name) -> float:
    if not a.words or not b.words:
        return 0.0
    if a.parts.numbers == b.parts.numbers and _written_alike(a.words, b.words):
        return 1.0
    first, second = (a, b) if a.text <= b.text else (b, a)
    return round(likeness(first.parts, second.parts), 4)


def _written_alike(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return a == b or "".join(a) == "".join(b) or (len(a) == len(b) and sorted(a) == sorted(b))


def _said(score: float, a: Name, b: Name) -> Evidence:
    feature = "same_name" if score == 1.0 else "same_words" if score >= SAME_NAME else "like_words"
    return Evidence(feature=feature, score=round(score, 3), weight=1.0, detail=f"{a.text} {'=' if score == 1 else '~'} {b.text}")
