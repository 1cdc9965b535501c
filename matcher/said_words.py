"""What two marks have in common word by word: added, left out, in another order, shared, alike."""

from typing import NamedTuple

from matcher.columns import Columns
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
    rare: float


def words_said(met: Met) -> Saying | None:
    """How the words of the marks meet; ``None`` where none does."""
    found = _aligned(met)
    if not found:
        return None
    words_a = _words(met.a, met.pairs.a, met.place_a, {at_a: (like, at_b) for like, at_a, at_b in found}, met.b)
    words_b = _words(met.b, met.pairs.b, met.place_b, {at_b: (like, at_a) for like, at_a, at_b in found}, met.a)
    return _whole(met, words_a, words_b) or _shared(met, words_a)


def _aligned(met: Met) -> list[tuple[float, int, int]]:
    """Words that are alike as (likeness, place in a, place in b), the best last; those written otherwise are not the same."""
    words = met.pairs.words
    start, end = words.rows.searchsorted((met.row, met.row + 1)).tolist()
    if start == end:
        return []
    base_a, base_b = int(met.pairs.a.tokens.starts[met.place_a]), int(met.pairs.b.tokens.starts[met.place_b])
    own_a, own_b = _flat(met.a), _flat(met.b)
    likes, at_a, at_b = (column[start:end].tolist() for column in (words.like, words.at_a, words.at_b))
    found = [(like, one - base_a, other - base_b) for like, one, other in zip(likes, at_a, at_b, strict=True) if like >= ALIGNED]
    if not met.across:
        found = [item for item in found if own_a[item[1]] == own_b[item[2]] or (own_a[item[1]] + own_b[item[2]]).isascii()]
    return sorted(found)


def _flat(view: View) -> list[str]:
    """Its words, each followed by its parts, as ``Columns`` lays them out."""
    return [
        text
        for token, own in zip(view.tokens, own_words(view.folded), strict=True)
        for text in (own, *(part.text for part in token.parts))
    ]


def _words(view: View, side: Columns, place: int, best: dict[int, tuple[float, int]], other: View) -> list[Word]:
    """The words of a mark; of a compound that is met by its parts only, the parts."""
    others = _flat(other)
    rare = side.token_rare
    base = int(side.tokens.starts[place])
    words: list[Word] = []
    at = 0
    for token, own in zip(view.tokens, own_words(view.folded), strict=True):
        like, counterpart = best.get(at, (0.0, 0))
        inner = range(at + 1, at + 1 + len(token.parts))
        if like < EXACT and any(best.get(part, (0.0, 0))[0] >= EXACT for part in inner):
            for part, piece in zip(inner, token.parts, strict=True):
                like, counterpart = best.get(part, (0.0, 0))
                words.append(Word(piece.text, others[counterpart], like, piece.weight > TELLING, float(rare[base + part])))
        else:
            words.append(Word(own, others[counterpart], like, token.weight > TELLING, float(rare[base + at])))
        at += 1 + len(token.parts)
    return words


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
    same = [word for word in words_a if word.like >= EXACT]
    telling = [word for word in same if word.telling and word.rare > COMMON]
    if telling:
        return Saying("shared_word", 1.0, met.noted(_shown(met.a, telling)))
    best = max(words_a, key=lambda word: word.like * word.telling * word.rare)
    if not met.across and best.like < EXACT and best.telling and len(words_a) + len(met.b.tokens) > 2:
        return Saying("like_word", best.like, f"{as_written(met.text_a, best.own)} / {as_written(met.text_b, best.other)}")
    return Saying("common_word", 1.0, _shown(met.a, same)) if same else None


def _shown(view: View, words: list[Word]) -> str:
    gap = "" if all(word.own and not word.own.isascii() for word in words) else " "
    return gap.join(as_written(view.text, word.own) for word in words)
