"""Two marks cut into stretches that are the same, changed, added or left out: for a reader's eye.

Both are spelt out character by character (folded; Chinese characters by the reading that comes closest), the spellings are
aligned by the fewest edits (Levenshtein), and the cuts are made where both marks have a boundary between characters.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import Indel, Levenshtein

from matcher.fold import MAX_CHARS, fold
from matcher.readings import word_spellings
from matcher.scripts import romanised, script_of, scripts_of, simplified

Kind = Literal["equal", "changed", "added", "left_out"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters of the new mark ``a`` beside those of the earlier mark ``b``, as given.

    Joined in order, the ``a`` of all stretches are the whole mark a, and the ``b`` the whole mark b. ``added`` has an empty
    ``b``, ``left_out`` an empty ``a``. As JSON: ``{"kind": "equal", "a": "HONG", "b": "红"}``.
    """

    kind: Kind
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class _Spelt:
    """A mark's characters as they are compared: ``ends[n]`` is where the spelling of character ``n`` ends."""

    text: str
    spelling: str
    ends: tuple[int, ...]


def stretches(a: str, b: str) -> tuple[Stretch, ...]:
    """Cut mark ``a`` (new) and mark ``b`` (earlier); beyond ``MAX_CHARS`` characters the rest is one stretch."""
    one, other = _spelt_towards(a[:MAX_CHARS], b[:MAX_CHARS])
    return tuple(_joined([*_cut(one, other), *_rest(a[MAX_CHARS:], b[MAX_CHARS:])]))


def _spelt_towards(a: str, b: str) -> tuple[_Spelt, _Spelt]:
    """Both marks spelt: as they stand where they share a script, else by the readings that come closest."""
    if scripts_of(fold(a)) & scripts_of(fold(b)) or not a or not b:
        return _spelt(a, ""), _spelt(b, "")
    ways = [(_spelt(a, one), _spelt(b, other)) for one in _systems(a) for other in _systems(b)]
    return max(ways, key=lambda way: Indel.normalized_similarity(way[0].spelling, way[1].spelling))


_HABITS = ("usual", "hong kong", "wade-giles", "postal", "hokkien", "jyutping", "on")


def _systems(text: str) -> tuple[str, ...]:
    return _HABITS if "han" in scripts_of(text) else ("usual",)


def _spelt(text: str, system: str) -> _Spelt:
    pieces = [_character(char, system) for char in text]
    ends: list[int] = []
    at = 0
    for piece in pieces:
        at += len(piece)
        ends.append(at)
    return _Spelt(text, "".join(pieces), tuple(ends))


@lru_cache(maxsize=16384)
def _character(char: str, system: str) -> str:
    """A character folded, and read by a habit where one is given; empty for spaces, quotes and what has no shape."""
    if char.isascii():
        return char.lower().strip()
    plain = simplified(fold(char))
    if not system or plain.isascii():
        return plain
    if script_of(plain[0]) != "han":
        return romanised(plain)
    known = word_spellings(plain)
    return next((text for name, text in known if name == system), known[0].text if known else "")


def _cut(one: _Spelt, other: _Spelt) -> Iterator[Stretch]:
    """Stretches between the cuts; what is spelt behind the last one goes with it."""
    cuts = list(_cuts(one, other)) or [(0, 0, one.text == other.text)]
    at_a = at_b = 0
    for number, (cut_a, cut_b, equal) in enumerate(cuts, 1):
        last = number == len(cuts)
        end_a, end_b = _upto(one, cut_a, last=last), _upto(other, cut_b, last=last)
        if end_a > at_a or end_b > at_b:
            yield _stretch(one.text[at_a:end_a], other.text[at_b:end_b], equal=equal)
        at_a, at_b = end_a, end_b


def _cuts(one: _Spelt, other: _Spelt) -> Iterator[tuple[int, int, bool]]:
    """Places where both spellings are between two characters, and whether all is equal since the place before."""
    bounds_a, bounds_b = {0, *one.ends}, {0, *other.ends}
    same = True
    for block in Levenshtein.opcodes(one.spelling, other.spelling):
        equal = block.tag == "equal"
        same = same and equal
        steps = range(1, block.src_end - block.src_start + 1) if equal else (0,)
        for step in steps:
            at_a = block.src_start + step if equal else block.src_end
            at_b = block.dest_start + step if equal else block.dest_end
            if at_a in bounds_a and at_b in bounds_b:
                yield at_a, at_b, same
                same = True


def _upto(spelt: _Spelt, end: int, *, last: bool) -> int:
    """How many characters are spelt out before ``end``; those that have no spelling go with the one before them."""
    return len(spelt.text) if last else bisect_right(spelt.ends, end)


def _rest(a: str, b: str) -> Iterator[Stretch]:
    if a or b:
        yield _stretch(a, b, equal=a == b)


def _stretch(a: str, b: str, *, equal: bool) -> Stretch:
    kind: Kind = "left_out" if not a else "added" if not b else "equal" if equal else "changed"
    return Stretch(kind, a, b)


def _joined(cut: list[Stretch]) -> Iterator[Stretch]:
    """Neighbours of one kind together; equal ones only where they are spelt letter by letter, so that 红 stays beside HONG."""
    held: Stretch | None = None
    for one in cut:
        if held is not None and held.kind == one.kind and _may_join(held, one):
            held = Stretch(one.kind, held.a + one.a, held.b + one.b)
            continue
        if held is not None:
            yield held
        held = one
    if held is not None:
        yield held


def _may_join(one: Stretch, other: Stretch) -> bool:
    return one.kind != "equal" or not (_read(one) or _read(other))


def _read(one: Stretch) -> bool:
    """Its two sides are written in different scripts."""
    return not scripts_of(fold(one.a)) & scripts_of(fold(one.b)) and any(map(str.isalpha, one.a)) and any(map(str.isalpha, one.b))
