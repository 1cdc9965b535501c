"""How like two names taken apart are: the trade name decides, place and trade confirm or cast doubt, numbers count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from matcher.party_parts import Own, Parts
from matcher.party_pinyin import is_pinyin
from matcher.party_spelling import abbreviates, same_word, spelling
from matcher.party_words import common_words
from matcher.scripts import han_shape

SAME_WORDS = 0.98
"""The same words of its own, nothing against it."""
_TRANSLATED, _HALF_TRANSLATED = 0.94, 0.88
"""A Chinese trade name in Latin letters before words for the trade that no table holds: on both sides, on one."""
_WEAK_ONLY = 0.96
"""Places and trades only, and all the same (中国银行, Bank of China)."""
_FUZZY = 0.94
"""No higher where a word is spelt differently."""
_HOMOPHONES = 0.8
"""No higher where both are written in Chinese, in other characters, however alike they sound."""
_LOOKALIKES = 0.9
_HOPELESS = 0.6
"""Up to here nothing that is said of places and trades matters any more."""
_NUMBERS_DIFFER, _NUMBER_MISSING, _ID_MISSING = 0.6, 0.85, 0.92
_ID_DIGITS = 4
"""A number of so many digits is an id beside the name, a shorter one a part of it."""
_PUBLIC_BODY = 0.7
"""A county or department bears the name of a person or company, and is neither."""


@dataclass(frozen=True, slots=True)
class _Doubt:
    """What a difference in place or trade leaves of the likeness."""

    place: float
    trade: float
    missing: float = 0.96
    """Where one name has no trade and the other has: told, but not called the same."""


_USUAL = _Doubt(place=0.9, trade=0.9)
_READ_ACROSS = _Doubt(place=0.84, trade=0.88)
"""Chinese against Latin letters: many characters share a reading."""
_THIN = _Doubt(place=0.8, trade=0.75, missing=0.9)
"""Few letters, or one character."""
_COMMON = _Doubt(place=0.8, trade=0.7, missing=0.85)
"""Words that very many names have (Golden Star)."""


def likeness(a: Parts, b: Parts) -> float:
    """Likeness of two names, 0..1, symmetric; ``SAME_WORDS`` at most."""
    own_a, own_b = _spelt_out(a, b), _spelt_out(b, a)
    if not own_a and not own_b:
        return _weak_only(a, b) if a.numbers == b.numbers else 0.0
    if not own_a or not own_b:
        return 0.0
    score = _own(a, b, own_a, own_b)
    if score <= _HOPELESS:
        return score
    kind = _kind_of_doubt(a, b, own_a, own_b)
    told = score < SAME_WORDS or len(own_a) + len(own_b) < len(a.own) + len(b.own)
    return score * _doubt(a, b, kind, trade_told=told and kind is not _COMMON) * _numbers(a, b)


def _own(a: Parts, b: Parts, own_a: Sequence[Own], own_b: Sequence[Own]) -> float:
    """Likeness of the own words alone."""
    if a.han and b.han:
        return _in_characters(a.han, b.han)
    if _one_whole(a, b, own_a, own_b):
        return SAME_WORDS
    if (a.han or b.han) and (_leads(a, b, own_b) or _leads(b, a, own_a)):
        return _TRANSLATED if bool(a.trades.means) == bool(b.trades.means) else _HALF_TRANSLATED
    own_a, own_b = _merged(own_a, own_b), _merged(own_b, own_a)
    return max(_FUZZY * _whole(own_a, own_b), SAME_WORDS * _aligned(own_a, own_b))


def _in_characters(a: str, b: str) -> float:
    """Trade names in characters are the same, look the same (享, 亨), or are two names however they sound."""
    if a == b:
        return SAME_WORDS
    if han_shape(a) == han_shape(b):
        return _LOOKALIKES
    return min(_HOMOPHONES, Indel.normalized_similarity(a, b))


def _one_whole(a: Parts, b: Parts, own_a: Sequence[Own], own_b: Sequence[Own]) -> bool:
    """The own words, joined in some reading and order, are one string."""
    wholes_a = a.wholes if len(own_a) == len(a.own) else (_joined(own_a),)
    wholes_b = b.wholes if len(own_b) == len(b.own) else (_joined(own_b),)
    return any(whole in wholes_b for whole in wholes_a)


def _joined(own: Iterable[Own]) -> str:
    return "".join(word.text for word in own)


def _leads(chinese: Parts, latin: Parts, own: Sequence[Own]) -> bool:
    """A Chinese trade name stands, in Latin letters, before words of a company that are no pinyin."""
    if not chinese.han or not latin.firm or any(word.han for word in own):
        return False
    for length in range(1, min(len(own), 4) + 1):
        told = _joined(own[:length])
        if any(is_pinyin(word.text) for word in own[length:]):
            continue
        if told in chinese.wholes or (len(chinese.han) > 3 and _begins(told, chinese.wholes[:3])):
            return True
    return False


def _begins(told: str, wholes: Iterable[str]) -> bool:
    """The trade name alone, before a Chinese trade that no table holds (大翔伞业, ``Daxiang Umbrella``)."""
    return len(told) > 3 and any(whole.startswith(told) and is_pinyin(whole[len(told) :]) for whole in wholes)


def _merged(own: Sequence[Own], other: Sequence[Own]) -> tuple[Own, ...]:
    """Neighbouring words put together where the other name writes them as one."""
    if len(own) < 2:
        return tuple(own)
    known = {word.text for word in other}
    merged: list[Own] = []
    at = 0
    while at < len(own):
        width = next((size for size in (3, 2) if at + size <= len(own) and _joined(own[at : at + size]) in known), 1)
        text = _joined(own[at : at + width])
        merged.append(own[at] if width == 1 else Own(text, (text,), ()))
        at += width
    return tuple(merged)


def _aligned(own_a: Sequence[Own], own_b: Sequence[Own]) -> float:
    """Share of the letters of both names that find their like in the other, every word used once: the lesser share."""
    pairs = sorted(
        ((same_word(one, other), at, beside) for at, one in enumerate(own_a) for beside, other in enumerate(own_b)),
        key=lambda pair: (-pair[0], abs(pair[1] - pair[2]), pair[1]),
    )
    used_a: set[int] = set()
    used_b: set[int] = set()
    found_a = found_b = 0.0
    told = False
    for like, at, beside in pairs:
        if like and at not in used_a and beside not in used_b:
            used_a.add(at)
            used_b.add(beside)
            told = told or min(len(own_a[at].text), len(own_b[beside].text)) > 1
            found_a += like * _mass(own_a[at])
            found_b += like * _mass(own_b[beside])
    if not told:
        return 0.0
    return min(found_a / sum(map(_mass, own_a)), found_b / sum(map(_mass, own_b)))


def _mass(word: Own) -> float:
    """A single letter (a middle initial) counts little."""
    return len(word.text) if len(word.text) > 1 else 0.4


def _whole(own_a: Sequence[Own], own_b: Sequence[Own]) -> float:
    """Likeness of the names as one string each, for words cut differently and misspelt at once."""
    a, b = _joined(own_a), _joined(own_b)
    if min(len(a), len(b)) < 4:
        return 0.0
    loose = any(word.foreign for word in (*own_a, *own_b))
    spelt = spelling(a, b, loose=loose)
    return spelt or 0.8 * Indel.normalized_similarity(a, b) ** 2


def _spelt_out(name: Parts, other: Parts) -> tuple[Own, ...]:
    """The own words without abbreviations and slips of places and trades that the other name spells out."""
    if len(name.own) < 2 or not other.weak:
        return name.own
    theirs = {word.text for word in other.own}
    said = {one.surface for one in name.weak}
    spelt = [one for one in other.weak if one.latin and one.surface not in said]
    left = tuple(word for word in name.own if word.text in theirs or not any(abbreviates(word.text, one) for one in spelt))
    return left or name.own


def _weak_only(a: Parts, b: Parts) -> float:
    """Names of places and trades only: alike where they are the same words, in Chinese and Latin letters the same things."""
    if not (a.places.means or a.trades.means) or not a.places.agrees(b.places) or not a.trades.agrees(b.trades):
        return 0.0
    if _chinese(a) != _chinese(b):
        same = (a.places.means, a.trades.means) == (b.places.means, b.trades.means)
    else:
        same = _wordings(a) == _wordings(b)
    return _WEAK_ONLY if same else 0.6


def _chinese(parts: Parts) -> bool:
    return any(not one.surface.isascii() for one in parts.weak)


def _wordings(parts: Parts) -> list[str]:
    return sorted(one.surface for one in parts.weak if one.kind != "filler")


def _doubt(a: Parts, b: Parts, kind: _Doubt, *, trade_told: bool) -> float:
    """What different places and trades leave of the likeness; ``trade_told``: a word that is no trade to us may well be one."""
    left = 1.0 if a.places.agrees(b.places) else kind.place
    if ("public" in a.trades.means) != ("public" in b.trades.means) and a.trades.means.isdisjoint(b.trades.means):
        return left * _PUBLIC_BODY
    if bool(a.trades.means) != bool(b.trades.means):
        return left if trade_told else left * kind.missing
    if not a.trades.agrees(b.trades):
        return left * kind.trade
    if kind is _COMMON and _telling(a) != _telling(b):
        return left * kind.missing
    return left


def _telling(parts: Parts) -> frozenset[str]:
    """What its trade words mean, without those that any company may add (Group)."""
    return frozenset().union(*(one.means for one in parts.weak if one.kind in {"field", "filler"})) - _ANY_COMPANY


_ANY_COMPANY = frozenset({"company", "group", "holding", "international"})


def _kind_of_doubt(a: Parts, b: Parts, own_a: Sequence[Own], own_b: Sequence[Own]) -> _Doubt:
    common = common_words()
    if all(word.text in common for word in own_a) and all(word.text in common for word in own_b):
        return _COMMON
    if min(len(_joined(own_a)), len(_joined(own_b))) < 4:
        return _THIN
    return _READ_ACROSS if bool(a.han) != bool(b.han) else _USUAL


def _numbers(a: Parts, b: Parts) -> float:
    if a.numbers == b.numbers:
        return 1.0
    if a.numbers and b.numbers:
        return _NUMBERS_DIFFER
    return _ID_MISSING if all(len(number) >= _ID_DIGITS for number in a.numbers | b.numbers) else _NUMBER_MISSING
