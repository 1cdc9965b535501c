"""What two marks have in common word by word: added, left out, in another order, shared, alike."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from matcher.met import Met, Saying, as_written
from matcher.pairs import ALIGNED, EXACT
from matcher.views import TELLING, View, own_words

COMMON = 0.5
"""Words that tell no more than this by rarity are common ones."""
WHOLE = frozenset({"added", "left_out", "core_added", "core_left_out", "same_core", "word_order", "compound"})
"""Said where every word of one mark stands in the other: letters and sounds in common follow from it."""


class Word(NamedTuple):
    """A word of a mark, or a part of a compound, with how like its best counterpart in the other mark is (0 where none)."""

    own: str
    other: str
    like: float
    telling: bool
    at: int
    """Its place among the words of the mark, as ``Columns`` lays them out."""


def words_said(met: Met) -> Saying | None:
    """How the words of the marks meet; ``None`` where none does."""
    if not met.aligned.found:
        return None
    own_a, own_b = _laid_out(met.a), _laid_out(met.b)
    found = _aligned(met, own_a, own_b)
    if not found:
        return None
    words_a = _words(met.a, own_a, {at_a: (like, own_b[at_b]) for like, at_a, at_b in found})
    words_b = _words(met.b, own_b, {at_b: (like, own_a[at_a]) for like, at_a, at_b in found})
    return _whole(met, words_a, words_b) or _shared(met, words_a)


def _aligned(met: Met, own_a: tuple[str, ...], own_b: tuple[str, ...]) -> list[tuple[float, int, int]]:
    """Words that are alike as (likeness, place in a, place in b), the best last; those written otherwise are not the same."""
    across = met.across
    least = EXACT if across else ALIGNED
    return sorted(
        (like, one, other)
        for like, one, other in met.aligned.found
        if like >= least and (across or own_a[one] == own_b[other] or (own_a[one] + own_b[other]).isascii())
    )


@lru_cache(maxsize=16384)
def _laid_out(view: View) -> tuple[str, ...]:
    """Its words in their own script, each followed by its parts, as ``Columns`` lays them out."""
    own = own_words(view.folded)
    return tuple(
        text for token, word in zip(view.tokens, own, strict=True) for text in (word, *(part.text for part in token.parts))
    )


def _words(view: View, own: tuple[str, ...], best: Mapping[int, tuple[float, str]]) -> list[Word]:
    """The words of a mark; of a compound that is met by its parts only, the parts."""
    words: list[Word] = []
    at = 0
    for token in view.tokens:
        like, other = best.get(at, _UNMET)
        parts = token.parts
        if parts and like < EXACT and any(best.get(part, _UNMET)[0] >= EXACT for part in range(at + 1, at + 1 + len(parts))):
            for part, piece in enumerate(parts, at + 1):
                like, other = best.get(part, _UNMET)
                words.append(Word(own[part], other, like, piece.weight > TELLING, part))
        else:
            words.append(Word(own[at], other, like, token.weight > TELLING, at))
        at += 1 + len(parts)
    return words


_UNMET = (0.0, "")


def _whole(met: Met, words_a: list[Word], words_b: list[Word]) -> Saying | None:
    """All words of one mark, or all telling ones of both, stand in the other."""
    rest_a, rest_b = ([word for word in words if word.like < EXACT] for words in (words_a, words_b))
    if not rest_a and not rest_b:
        if met.across:
            return None
        cut_up = len(words_a) != len(met.a.tokens) or len(words_b) != len(met.b.tokens)
        return Saying("compound" if cut_up else "word_order", 1.0, met.pair("="))
    core = "core_" if not met.across and _same_core(words_a, words_b) else ""
    if not rest_b:
        return Saying(f"{core}added", 1.0, f"{met.text_b} + {_shown(met.a, rest_a)}")
    if not rest_a:
        return Saying(f"{core}left_out", 1.0, f"{met.text_b} − {_shown(met.b, rest_b)}")
    return Saying("same_core", 1.0, met.pair("=")) if core else None


def _same_core(words_a: list[Word], words_b: list[Word]) -> bool:
    """Words that tell are met, and no word that is not met tells."""
    return all(word.telling <= (word.like >= EXACT) for word in (*words_a, *words_b)) and any(word.telling for word in words_a)


def _shared(met: Met, words_a: list[Word]) -> Saying | None:
    """Some words are the same, or nearly so."""
    base, rare = met.aligned.base_a, met.pairs.a.token_rare
    same = [word for word in words_a if word.like >= EXACT]
    telling = [word for word in same if word.telling and rare[base + word.at] > COMMON]
    if telling:
        return Saying("shared_word", 1.0, met.noted(_shown(met.a, telling)))
    best = max(words_a, key=lambda word: word.like * word.telling)
    if not met.across and ALIGNED <= best.like < EXACT and best.telling and len(words_a) + len(met.b.tokens) > 2:
        return Saying("like_word", best.like, f"{as_written(met.text_a, best.own)} / {as_written(met.text_b, best.other)}")
    return Saying("common_word", 1.0, _shown(met.a, same)) if same else None


def _shown(view: View, words: list[Word]) -> str:
    gap = "" if all(word.own and not word.own.isascii() for word in words) else " "
    return gap.join(as_written(view.text, word.own) for word in words)
