"""Views of a mark: everything about its text that comparing needs, computed once."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import islice

import msgspec

from matcher import meaning, sound
from matcher.crowd import crowd
from matcher.fold import fold, symbols_as_letters, words
from matcher.packaged import rows
from matcher.readings import heads, sounds, spellings
from matcher.scripts import disguise, han_shape, readings, romanised, runs, scripts_of, simplified, unmask

MAX_FORMS = 10
MAX_SOUNDS = 8
MAX_TOKENS = 12


class Token(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One word of a mark in Latin letters, how much it tells (0..1)."""

    text: str
    weight: float
    broad: str
    """Spelt broadly as it sounds."""
    gloss: str
    """English for a generic Chinese word, so that 银行 meets BANK."""
    parts: tuple["Token", ...] = ()
    """The two known words that it is made of (``skydrive``); they have no parts."""


class View(msgspec.Struct, frozen=True, array_like=True, eq=False, gc=False):
    """A mark's text seen from all sides; ``forms[0]`` is its usual reading.

    A struct, so that ``matcher.gist`` can write it down and read it back in a fraction of the time it takes to make.
    """

    text: str
    """As given."""
    folded: str
    """Folded, simplified, words joined by spaces, in its own script."""
    joined: str
    """``folded`` without spaces: two views with the same ``joined`` are identical but for dress."""
    scripts: frozenset[str]
    forms: tuple[str, ...]
    """Readings in Latin letters without spaces: usual, other pinyin, look-alikes folded, read aloud."""
    tokens: tuple[Token, ...]
    """Words of the usual reading."""
    core: str
    """The telling words of the usual reading, joined; the whole where none tells."""
    broad: tuple[str, ...]
    """Readings spelt broadly as they sound."""
    led: tuple[str, ...]
    """How its leading part sounds, alone and with the rest: what names it where a trade stands behind."""
    han: str
    """Its Han characters, look-alikes folded."""
    means: tuple[meaning.Slot, ...]
    """What its words say in English; empty where that is not known."""
    numbers: tuple[str, ...]
    crowd: float
    """How many known words are written nearly like its core, as ``matcher.crowd`` counts them."""

    @property
    def empty(self) -> bool:
        """Nothing in it can be compared: no word, no Han character."""
        return not self.joined


@lru_cache(maxsize=50_000)
def view(text: str) -> View:
    """The view of a text; the same text gives the same view."""
    cut = _cut(text)
    spelt = _spelt(cut)
    pieces = tuple(piece for word in spelt for piece in _pieces(word))
    latin = tuple("".join(latin_words((piece,))) for piece in pieces)
    usual = "".join(latin)
    telling = weigh(pieces)
    tokens = tuple(_token(piece, word, weight) for piece, word, weight in zip(pieces, latin, telling, strict=True) if word)[
        :MAX_TOKENS
    ]
    told = tuple(piece for piece, weight in zip(pieces, telling, strict=True) if weight > TELLING) or pieces
    core = "".join(token.text for token in tokens if token.weight > TELLING)
    if len(core) < SHORTEST_CORE:
        core = usual
    joined = "".join(spelt)
    forms = _forms(usual, spelt, cut)
    return View(
        text=text,
        folded=" ".join(spelt),
        joined=joined,
        scripts=scripts_of(joined),
        forms=forms,
        tokens=tokens,
        core=core,
        broad=tuple(dict.fromkeys((*sounds(spelt), *sounds(told), *map(sound.broad, _shown_and_spoken(cut)))))[:MAX_SOUNDS],
        led=_led(spelt),
        han=han_shape("".join(run for word in spelt for script, run in runs(word) if script == "han")),
        means=meaning.slots(pieces[:MAX_TOKENS]),
        numbers=tuple(word for word in spelt if word.isdigit()),
        crowd=crowd(core),
    )


def token_texts(text: str) -> tuple[str, ...]:
    """The texts of a view's tokens, without the rest of the view: for counting words."""
    latin = ("".join(latin_words((piece,))) for word in _spelt(_cut(text)) for piece in _pieces(word))
    return tuple(filter(None, latin))[:MAX_TOKENS]


def _cut(text: str) -> tuple[str, ...]:
    """Words and symbols of a text, masks taken off, Chinese simplified."""
    cut = tuple(unmask(word) for word in words(symbols_as_letters(fold(text))))
    if not text.isascii() and "han" in scripts_of(text):
        return tuple(simplified(word) for word in cut)
    return cut


def _spelt(cut: tuple[str, ...]) -> tuple[str, ...]:
    """The words among them; the symbols where there is nothing else."""
    return tuple(word for word in cut if word[0].isalnum()) or cut


_HAN = frozenset({"han"})
TELLING = 0.5
"""Words weighing no more than this are generic: they count little, and never alone."""


SHORTEST_CORE = 3
"""Letters that the telling words must have to stand for the mark: of T-MOBILE the T alone does not."""

ALL_GENERIC = 0.75
"""What the weightiest word of a mark of generic words only tells."""


def latin_words(spelt: Iterable[str]) -> Iterable[str]:
    """Words in Latin letters: Han runs in their usual pinyin, other scripts romanised; a word of several scripts is cut."""
    for word in spelt:
        if word.isascii():
            yield word
            continue
        for script, run in runs(word):
            latin = (readings(run) or ("",))[0] if script == "han" else romanised(run)
            if latin:
                yield latin


@lru_cache(maxsize=16384)
def own_words(folded: str) -> tuple[str, ...]:
    """The words of a view's ``folded`` in their own script, one for each of its ``tokens``."""
    if folded.isascii():
        return tuple(folded.split(" ")[:MAX_TOKENS]) if folded else ()
    pieces = (piece for word in folded.split(" ") if word for piece in _pieces(word))
    return tuple(piece for piece in pieces if any(latin_words((piece,))))[:MAX_TOKENS]


def weigh(pieces: tuple[str, ...]) -> tuple[float, ...]:
    """How much each word (in its own script) tells: 1 for a word of its own, less for generic and very short ones.

    Where all are generic they are all the mark has, so they count in proportion, up to ``ALL_GENERIC``.
    """
    generic = generic_words()
    weights = [generic.get(word, 1.0) * (_length_weight(word)) for word in pieces]
    if len(weights) > 1 and weights[-1] == 1.0 and pieces[-1] in legal_words():
        weights[-1] = 0.1
    top = max(weights, default=0.0)
    return tuple(ALL_GENERIC * weight / top for weight in weights) if 0 < top <= TELLING else tuple(weights)


def _length_weight(word: str) -> float:
    if not word.isascii():
        return 1.0
    return 0.5 if len(word) == 1 else 0.8 if len(word) == 2 else 1.0


def _token(piece: str, word: str, weight: float) -> Token:
    return Token(
        text=word,
        weight=weight,
        broad=sound.broad(word),
        gloss=glosses().get(piece, ""),
        parts=tuple(_token(part, part, _generic_weight(part)) for part in compound(piece)),
    )


def _generic_weight(word: str) -> float:
    return generic_words().get(word, 1.0) * _length_weight(word)


SHORTEST_PART = 3


@lru_cache(maxsize=65536)
def compound(word: str) -> tuple[str, ...]:
    """The two known words that a word unknown itself is made of, ``worldlink`` → ``world``, ``link``; nothing for others.

    Of several ways to cut, the one whose rarer half is the commonest.
    """
    known = counts_of_words()
    if len(word) < 2 * SHORTEST_PART or word in known or not word.isalpha() or not word.isascii():
        return ()
    cuts = [(word[:at], word[at:]) for at in range(2, len(word) - SHORTEST_PART + 1)]
    whole = [(min(known[head], known[tail]), head, tail) for head, tail in cuts if head in known and tail in known]
    whole = [one for one in whole if len(one[1]) >= SHORTEST_PART]
    return max(whole)[1:] if whole else ()


_CUT = frozenset({"han", "hangul"})
"""Writing systems that put a trade behind a name without a space."""


def _pieces(word: str) -> tuple[str, ...]:
    """A word cut where its script changes and, in Chinese and Korean, where a generic word stands (星展银行 → 星展 · 银行)."""
    if word.isascii():
        return (word,)
    pieces: list[str] = []
    for script, run in runs(word):
        pieces += filter(None, _han_generic().split(run)) if script in _CUT else (run,)
    return tuple(pieces)


def _forms(usual: str, spelt: tuple[str, ...], cut: tuple[str, ...]) -> tuple[str, ...]:
    forms = dict.fromkeys((usual, *_shown_and_spoken(cut)))
    if not all(map(str.isascii, spelt)):
        forms.update((reading.text, None) for reading in spellings(spelt))
    return tuple(islice(filter(None, forms), MAX_FORMS))


def _led(spelt: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*sounds(spelt)[:2], *heads(spelt))))[:MAX_SOUNDS]


def _shown_and_spoken(cut: tuple[str, ...]) -> Iterable[str]:
    """What the words pass for at a glance, and how their digits and symbols are read aloud, where that is anything else."""
    seen = [disguise(word) for word in cut]
    if any(seen):
        shown = (other or "".join(latin_words((word,))) for other, word in zip(seen, cut, strict=True) if word[0].isalnum())
        yield "".join(shown)
    spoken = sound.read_aloud(cut)
    if spoken != cut:
        yield "".join(latin_words(word for word in spoken if word[0].isalnum()))


@cache
def generic_words() -> dict[str, float]:
    """Weight of every generic word, in its own script."""
    weights: dict[str, float] = {}
    for row in rows("generic_words"):
        weights.setdefault(row["word"], float(row["weight"]))
    return weights


@cache
def counts_of_words() -> dict[str, int]:
    """In how many of the marks of the packaged list each known word stands.

    What is learned from filings does not come in here: how a word is cut is kept with every filing.
    """
    counts = {row["word"]: int(row["marks"]) for row in rows("word_counts") if row["word"].isascii()}
    return counts | {word: max(3, counts.get(word, 0)) for word in generic_words() if word.isascii() and len(word) > 2}


@cache
def glosses() -> dict[str, str]:
    """English of the generic Chinese words."""
    return {row["word"]: row["gloss"] for row in rows("generic_words") if row["gloss"]}


@cache
def _han_generic() -> re.Pattern[str]:
    longest_first = sorted((word for word in glosses() if len(word) > 1), key=len, reverse=True)
    return re.compile("(" + "|".join(map(re.escape, longest_first)) + ")")


@cache
def legal_words() -> frozenset[str]:
    """Single-word legal forms that mean nothing else in a mark."""
    return frozenset(row["form"] for row in rows("legal_forms") if " " not in row["form"] and len(row["form"]) > 2) | {"co", "ag"}
