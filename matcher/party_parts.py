"""Anatomy of a company's name in any script: place, trade name, trade, legal form (深圳市 · 云帆 · 科技 · 有限公司)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, product

from matcher import party_words, sound
from matcher.party_cut import in_pinyin, pieces_of
from matcher.party_legal import Bare
from matcher.party_pinyin import is_pinyin, syllables
from matcher.party_words import Weak
from matcher.scripts import romanised, script_of, scripts_of
from matcher.views import view

MAX_OWN = 12
"""Own words of a name that are compared."""
_MAX_WHOLES = 12


@dataclass(frozen=True, slots=True)
class Own:
    """A word of the name's own."""

    text: str
    """In Latin letters."""
    readings: tuple[str, ...]
    """All ways to read it in Latin letters, the usual first."""
    codes: tuple[str, ...]
    """Phonetic codes of ``text``."""
    han: str = ""
    """Its Chinese characters, simplified."""
    foreign: bool = False
    """Of a script whose romanisation differs from system to system (kana, hangul, Cyrillic, Arabic, Thai …)."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the places, or the trades, of a name say."""

    means: frozenset[str]
    inside: frozenset[str]
    """For places, what they lie in."""

    def agrees(self, other: "Said") -> bool:
        """Nothing said on one side, or one thing on both; a city agrees with its province and country."""
        if not self.means or not other.means:
            return True
        return not (
            self.means.isdisjoint(other.means) and self.means.isdisjoint(other.inside) and self.inside.isdisjoint(other.means)
        )


@dataclass(frozen=True, slots=True)
class Parts:
    """A name, taken apart."""

    own: tuple[Own, ...]
    weak: tuple[Weak, ...]
    numbers: frozenset[str]
    firm: bool
    """It is surely a company's: a legal form or a place stands in it."""
    wholes: tuple[str, ...]
    """The own words joined: as they stand, in other readings, with words moved from the front to the end."""
    joined: str
    """The own words joined as they stand."""
    han: str
    """The own words, where all are Chinese characters."""
    places: Said
    trades: Said


def anatomy(bare: Bare) -> Parts:
    """Take a name apart whose legal forms are off; where every word is a place or a trade, none is its own."""
    if bare.pinyin and all(map(is_pinyin, bare.words)):
        own, weak = in_pinyin(bare.words)
    else:
        own, weak = _sorted([piece for word in bare.words for piece in pieces_of(word, firm=bare.firm)], bare)
    numbers = frozenset(word.lstrip("0") or "0" for word in own if word.isdecimal())
    named = [word for word in own if not word.isdecimal()]
    own = named if named or weak else own
    own = _without_links(own, weak) or ([] if weak else own)
    words = tuple(word for word in map(_own, own[:MAX_OWN]) if word.text)
    firm = bare.firm or any(one.kind == "place" for one in weak)
    return Parts(
        own=words,
        weak=tuple(weak),
        numbers=numbers,
        firm=firm,
        wholes=_wholes(words),
        joined="".join(word.text for word in words),
        han="".join(word.han for word in words) if all(word.han for word in words) else "",
        places=_said(one for one in weak if one.kind == "place"),
        trades=_said(one for one in weak if one.kind == "field"),
    )


def _said(words: Iterable[Weak]) -> Said:
    told = tuple(words)
    return Said(frozenset().union(*(one.means for one in told)), frozenset().union(*(one.inside for one in told)))


def _without_links(own: Sequence[str], weak: Sequence[Weak]) -> list[str]:
    """Articles and prepositions left out, but not syllables of a pinyin name (``Hang Da``)."""
    links = party_words.link_words()
    told = [word for word in own if word not in links]
    if not weak and told and all(map(is_pinyin, own)):
        return list(own)
    if any("china" in one.inside for one in weak):
        return [word for at, word in enumerate(own) if word not in links or _beside_syllable(own, at)]
    return told


def _beside_syllable(own: Sequence[str], at: int) -> bool:
    return is_pinyin(own[at]) and any(len(syllables(word)) == 1 for word in (*own[max(0, at - 1) : at], *own[at + 1 : at + 2]))


def _sorted(pieces: Sequence[str], bare: Bare) -> tuple[list[str], list[Weak]]:
    """Own words and weak ones, each in their order."""
    table = party_words.weak_words()
    placed = [known for piece in pieces if (known := table.get((piece,))) is not None and known.kind == "place"]
    own: list[str] = []
    weak: list[Weak] = []
    at = 0
    while at < len(pieces):
        found = _weak_at(pieces, at, bare, placed=placed, after=bool(own))
        if found is None:
            own.append(pieces[at])
            at += 1
        else:
            weak.append(found[0])
            at += found[1]
    return _named(pieces, own, weak, bare)


def _named(pieces: Sequence[str], own: list[str], weak: list[Weak], bare: Bare) -> tuple[list[str], list[Weak]]:
    """A place that is the name itself counts as its own: 汕头 · 锦华, ``Dongying Li``."""
    places = [one for one in weak if one.kind == "place"]
    if not own and len(places) > 1:
        last = places[-1]
        around = frozenset().union(*(one.means | one.inside for one in places[:-1])) - {"china"}
        if last.inside and (not last.inside & around or last.means <= _minor_names()):
            return [last.surface], [one for one in weak if one is not last]
    if places and len(places) == len(weak) and not bare.firm and own and all(len(syllables(word)) == 1 for word in own):
        return list(pieces), []
    return own, weak


@cache
def _minor_names() -> frozenset[str]:
    return frozenset().union(*(weak.means for weak in party_words.minor_places().values()))


def _weak_at(pieces: Sequence[str], at: int, bare: Bare, *, placed: Sequence[Weak], after: bool) -> tuple[Weak, int] | None:
    """The longest weak word that starts there, and how many words it takes."""
    table = party_words.weak_words()
    pinyin = party_words.pinyin_words() if bare.pinyin or (after and (bare.firm or placed)) else {}
    for width in range(min(party_words.MAX_WORDS, len(pieces) - at), 0, -1):
        form = tuple(pieces[at : at + width])
        if (weak := table.get(form)) is not None:
            return weak, width
        if (weak := pinyin.get(form)) is not None and after != (weak.kind == "place"):
            return weak, width
        if width == 1 and (weak := party_words.minor_places().get(form)) and _is_place(form[0], weak, placed):
            return weak, width
    return None


def _is_place(word: str, minor: Weak, placed: Sequence[Weak]) -> bool:
    """A county marked as one (``baoanqu``), or beside a place of its province."""
    if word.isascii() and word not in minor.means:
        return True
    return any(minor.inside & (place.means | place.inside) - {"china"} for place in placed)


def _own(word: str) -> Own:
    if word.isascii():
        return Own(word, (word,), sound.codes(word))
    script = script_of(word[0])
    if script != "han":
        latin = romanised(word)
        read = _unique((latin, *view(word).forms[:3])) if scripts_of(word) else (latin,)
        return Own(latin, read, sound.codes(latin), foreign=bool(scripts_of(word)))
    read = view(word).forms[:4]
    usual = read[0] if read else ""
    return Own(usual, read, sound.codes(usual), han=word)


def _wholes(own: tuple[Own, ...]) -> tuple[str, ...]:
    if not own:
        return ()
    choices = ["".join(choice) for choice in islice(product(*(word.readings for word in own)), 4)]
    usual = [word.text for word in own]
    turned = ("".join((*usual[at:], *usual[:at])) for at in range(1, min(len(usual), 5)))
    return _unique((*choices, *turned))


def _unique(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(islice(filter(None, dict.fromkeys(forms)), _MAX_WHOLES))
