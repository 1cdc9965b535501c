"""Anatomy of a company's name in any script: place, trade name, trade, legal form (深圳市 · 云帆 · 科技 · 有限公司)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from matcher import party_words, sound
from matcher.party_legal import Bare, name_words, without_forms
from matcher.party_pinyin import is_pinyin, syllables
from matcher.party_words import Weak
from matcher.scripts import han_shape, romanised, runs, script_of, scripts_of
from matcher.views import view

MAX_OWN = 12
"""Own words of a name that are compared."""
_MAX_WHOLES = 12
_MARKED_TRADES = 3
"""Trade words taken off the end of one Chinese name."""


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
    """Its Chinese characters, simplified, look-alikes folded."""
    foreign: bool = False
    """Of a script whose romanisation differs from system to system (kana, hangul, Cyrillic, Arabic, Thai …)."""


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

    @property
    def han(self) -> str:
        """Its own words, where all are Chinese characters."""
        return "".join(word.han for word in self.own) if all(word.han for word in self.own) else ""


@lru_cache(maxsize=32768)
def parts_of(text: str) -> Parts:
    """Take a name apart; where every word is a place or a trade, none is its own."""
    return anatomy(without_forms(name_words(text)))


def anatomy(bare: Bare) -> Parts:
    """Take a name apart whose legal forms are off."""
    if bare.pinyin and all(map(is_pinyin, bare.words)):
        pieces = list(_unglued([syllable for word in bare.words for syllable in syllables(word)]))
    else:
        pieces = [piece for word in bare.words for piece in _opened(word, bare)]
    own, weak = _sorted(pieces, bare)
    numbers = frozenset(word.lstrip("0") or "0" for word in own if word.isdecimal())
    named = [word for word in own if not word.isdecimal()]
    own = named if named or weak else own
    own = _without_links(own) or ([] if weak else own)
    words = tuple(word for word in map(_own, own[:MAX_OWN]) if word.text)
    firm = bare.firm or any(one.kind == "place" for one in weak)
    return Parts(words, tuple(weak), numbers, firm, _wholes(words))


def _without_links(own: Sequence[str]) -> list[str]:
    """Articles and prepositions left out, but not syllables of a pinyin name (``Hang Da``)."""
    links = party_words.link_words()
    told = [word for word in own if word not in links]
    return list(own) if told and all(map(is_pinyin, own)) else told


def _opened(word: str, bare: Bare) -> Iterator[str]:
    """A word cut where its script changes and, in scripts without spaces, into place, own part and trades."""
    if word.isascii():
        yield word
        return
    cut = runs(word)
    for at, (script, run) in enumerate(cut):
        if script == "han":
            yield from _han_cut(run, alone=len(cut) == 1, first=at == 0, firm=bare.firm)
        elif script in {"kana", "hangul", "thai"}:
            yield from _trades_off(run, least=1)
        else:
            yield run


def _han_cut(run: str, *, alone: bool, first: bool, firm: bool) -> Iterator[str]:
    places: list[str] = []
    rest = run
    while first and len(places) < _MARKED_TRADES and (hit := _place_at_start(rest, minor=bool(places))):
        places.append(hit[0])
        rest = hit[1]
    tail = list(_trades_off(rest, least=1 if firm else 2)) if rest else []
    if alone and places and not firm and len(tail) == 1 and len(tail[0]) == 1:
        yield run
        return
    yield from places
    yield from tail


def _place_at_start(run: str, *, minor: bool) -> tuple[str, str] | None:
    if hit := party_words.han_places(minor=minor).match(run):
        return hit[1] or hit[2], run[hit.end() :]
    hit = party_words.marked_han_places().match(run)
    return (hit[1], run[hit.end() :]) if hit else None


def _trades_off(run: str, *, least: int) -> Iterator[str]:
    """The word without the trades at its end, then these; ``least`` characters of its own must be left, or none."""
    gone: list[str] = []
    weak = party_words.weak_words()
    while len(gone) < _MARKED_TRADES and run and (run,) not in weak and (hit := party_words.joined_trades().search(run)):
        spare = hit.start()
        if spare < (least if len(hit[1]) > 1 else 2):
            break
        gone.insert(0, hit[1])
        run = run[:spare]
    yield from filter(None, (run, *gone))


def _unglued(words: Sequence[str]) -> Iterator[str]:
    """A whole name in pinyin, however spaced: ``shen zhen shi yunfankeji`` → ``shenzhen``, ``yunfan``, ``keji``."""
    place, left = _city_off(words)
    gone: list[str] = []
    while len(gone) < _MARKED_TRADES and (trade := _known(left, at_end=True)):
        gone.insert(0, "".join(left[-trade:]))
        left = left[:-trade]
    if place:
        mark = "sheng" if party_words.weak_words()[place,].inside == {"china"} else "shi"
        yield place
        left = left[1:] if len(left) > 2 and left[0] == mark else left
    yield from ("".join(left), *gone)


def _city_off(words: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The city at the start of a name in pinyin, empty where there is none, and the syllables after it."""
    hit = party_words.pinyin_cities().match(words[0])
    if hit and (hit.end() == len(words[0]) or is_pinyin(words[0][hit.end() :])):
        left = (words[0][hit.end() :], *words[1:])
        return hit.group(), tuple(syllable for word in left for syllable in syllables(word))
    cut = tuple(syllable for word in words for syllable in syllables(word))
    place = _known(cut, at_end=False)
    return "".join(cut[:place]), cut[place:]


def _known(left: Sequence[str], *, at_end: bool) -> int:
    """Syllables of the longest place at the start or trade at the end, two left over; 0 where there is none."""
    known = party_words.pinyin_words()
    for width in range(min(party_words.MAX_WORDS, len(left) - 2), 0, -1):
        weak = known.get(tuple(left[-width:] if at_end else left[:width]))
        if weak is not None and (weak.kind != "place") == at_end:
            return width
    return 0


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
    minor = party_words.minor_places()
    if not own and (named := [(piece, minor[piece,]) for piece in pieces if (piece,) in minor]):
        own = [named[-1][0]]
        weak = [one for one in weak if one is not named[-1][1]]
    return own, weak


def _weak_at(pieces: Sequence[str], at: int, bare: Bare, *, placed: Sequence[Weak], after: bool) -> tuple[Weak, int] | None:
    """The longest weak word that starts there, and how many words it takes."""
    table = party_words.weak_words()
    pinyin = party_words.pinyin_words() if bare.pinyin or (after and (bare.firm or placed)) else {}
    for width in range(min(party_words.MAX_WORDS, len(pieces) - at), 0, -1):
        form = tuple(pieces[at : at + width])
        if (weak := table.get(form)) is not None:
            return weak, width
        if (weak := pinyin.get(form)) is not None and (after or weak.kind == "place"):
            return weak, width
        if width == 1 and (weak := party_words.minor_places().get(form)) and _is_place(form[0], weak, placed):
            return weak, width
    return None


def _is_place(word: str, minor: Weak, placed: Sequence[Weak]) -> bool:
    """A county marked as one (``baoanqu``), or beside a place of its province."""
    if word.isascii() and len(word) > len(minor.surface):
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
    return Own(usual, read, sound.codes(usual), han=han_shape(word))


def _wholes(own: tuple[Own, ...]) -> tuple[str, ...]:
    if not own:
        return ()
    choices = ["".join(choice) for choice in islice(product(*(word.readings for word in own)), 4)]
    usual = [word.text for word in own]
    turned = ("".join((*usual[at:], *usual[:at])) for at in range(1, min(len(usual), 5)))
    return _unique((*choices, *turned))


def _unique(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(islice(filter(None, dict.fromkeys(forms)), _MAX_WHOLES))
