"""Meaning: how much of two marks says the same, in different words or languages.

English is the pivot (``matcher.sayings``): two marks agree as far as their units are met by meanings of the other one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache

import msgspec

from matcher.roots import own_root
from matcher.sayings import Gloss, Slot, slots, stems, wholes

__all__ = ["Meeting", "Sense", "Slot", "agreement", "agreement_of", "meet", "sense", "slots", "stems", "wholes"]

VAGUE = 0.7
"""What a single character counts that is met alone, in a longer mark that is not met as a whole."""

Rarity = Callable[[str], float]
"""Root → how much it tells to share it, 0..1."""


class Meeting(msgspec.Struct, frozen=True, gc=False):
    """How two marks meet in meaning."""

    covered_a: float
    """Share of a's telling units that are met by meanings of b, 0..1."""
    covered_b: float
    met_a: tuple[str, ...]
    """Words of a that are met, the longest reading of each."""
    met_b: tuple[str, ...]
    rest_a: tuple[str, ...]
    """Units of a that are not met: what the sound may still explain."""
    rest_b: tuple[str, ...]
    shared: frozenset[str]
    """Roots by which they meet."""


NOTHING = Meeting(0.0, 0.0, (), (), (), (), frozenset())


class Sense:
    """A mark's slots laid out for comparing: made once for a mark, compared often, never stored.

    Or laid out to be compared with a single one: then only with what that one may meet, which takes a third of the time.
    """

    __slots__ = ("by_root", "han", "roots", "said_by", "slots", "units", "whole")

    def __init__(self, told: tuple[Slot, ...], against: "Sense | None" = None) -> None:
        """``told``: what ``slots`` gave for the mark; nothing meets an empty one. ``against``: all that it is compared with."""
        by_root: dict[str, list[tuple[Slot, Gloss]]] = defaultdict(list)
        said_by: dict[str, set[str]] = defaultdict(set)
        for slot in told:
            for said in slot.says:
                met = said if against is None else tuple(one for one in said if one in against.roots)
                if len(met) == len(said):
                    by_root[said[0]].append((slot, said))
                for one in met:
                    said_by[one].add(own_root(slot.word))
        self.slots = told
        self.by_root = dict(by_root)
        """First root of a meaning → the slots that say it so."""
        self.said_by = dict(said_by)
        """Root → own roots of the words that say it: where these are equal in two marks, equal words meet and no more."""
        self.roots: frozenset[str] = frozenset(said_by)
        self.units = tuple(slot for slot in told if slot.weight)
        self.whole = sum(slot.weight for slot in self.units)
        self.han = frozenset(slot.word for slot in self.units if slot.vague)

    def reach(self) -> dict[str, float]:
        """``reach`` of its slots."""
        return reach(self.slots)


@lru_cache(maxsize=65536)
def sense(told: tuple[Slot, ...]) -> Sense:
    """The slots laid out for comparing."""
    return Sense(told)


def reach(told: tuple[Slot, ...]) -> dict[str, float]:
    """Root → share of the mark, 0..1, that may be met by it: a bound by which to choose what is worth comparing."""
    reached: dict[str, int] = {}
    for slot in told:
        for said in slot.says:
            for one in said:
                reached[one] = reached.get(one, 0) | slot.part
    units = [slot for slot in told if slot.weight]
    if len(units) == 1:
        return dict.fromkeys(reached, 1.0)
    whole = sum(unit.weight for unit in units)
    return {one: sum(unit.weight for unit in units if unit.part & part) / whole for one, part in reached.items()}


def translated(told: tuple[Slot, ...]) -> set[str]:
    """Roots that are said by a word of another root: where marks share none of these on either side, they share equal words."""
    return {one for slot in told for own in (own_root(slot.word),) for said in slot.says for one in said if one != own}


def agreement(a: tuple[Slot, ...], b: tuple[Slot, ...], rarity: Rarity | None = None) -> float:
    """How far two marks say the same, 0..1, symmetric: share met of the one times share met of the other.

    1 where each says all that the other says; 0 where only equal words meet, which is no translation. Roots that ``rarity``
    calls common lower it.
    """
    return agreement_of(sense(a), sense(b), rarity)


def agreement_of(a: Sense, b: Sense, rarity: Rarity | None = None) -> float:
    """``agreement`` of marks laid out before."""
    said = _said(a, b)
    if said is None:
        return 0.0
    full = _share(a, said[0]) * _share(b, said[1])
    return full if rarity is None else full * min(1.0, sum(map(rarity, _shared(*said))))


def meet(a: tuple[Slot, ...], b: tuple[Slot, ...]) -> Meeting:
    """Which parts of two marks are met by meaning, and which are left; ``NOTHING`` where none is, or only equal words are."""
    one, other = sense(a), sense(b)
    said = _said(one, other)
    if said is None:
        return NOTHING
    return Meeting(
        covered_a=_share(one, said[0]),
        covered_b=_share(other, said[1]),
        met_a=_longest(said[0]),
        met_b=_longest(said[1]),
        rest_a=_rest(one, said[0]),
        rest_b=_rest(other, said[1]),
        shared=_shared(*said),
    )


_Said = list[tuple[Slot, Gloss]]


def _said(a: Sense, b: Sense) -> tuple[_Said, _Said] | None:
    """The slots of both that say what the other says, in full: a meaning of two roots wants both."""
    pool: Iterable[str] = a.roots & b.roots
    if not pool or all(a.said_by[one] == b.said_by[one] for one in pool):
        return None
    both_han = a.han & b.han
    for _ in range(3):
        said_a, said_b = _within(a, pool, both_han), _within(b, pool, both_han)
        left = _shared(said_a, said_b)
        if left == pool:
            break
        pool = left
    return None if not said_a or not said_b or _only_equal(said_a, said_b) else (said_a, said_b)


def _within(told: Sense, pool: Iterable[str], equal: frozenset[str]) -> _Said:
    """Slots with a meaning made of the pool's roots, those left out that hold characters which stand in both marks."""
    by_root = told.by_root
    return [
        (slot, said)
        for one in pool
        for slot, said in by_root.get(one, ())
        if (len(said) == 1 or all(other in pool for other in said)) and (not equal or equal.isdisjoint(slot.word))
    ]


def _shared(said_a: _Said, said_b: _Said) -> frozenset[str]:
    return frozenset(one for _, said in said_a for one in said).intersection(one for _, said in said_b for one in said)


def _only_equal(said_a: _Said, said_b: _Said) -> bool:
    return {own_root(slot.word) for slot, _ in said_a} == {own_root(slot.word) for slot, _ in said_b}


def _share(told: Sense, said: _Said) -> float:
    """Weight of the units that are met in that of all; a lone character of a longer mark is vague (``金``: gold, money)."""
    met = by_word = 0
    for slot, _ in said:
        met |= slot.part
        if not slot.vague:
            by_word |= slot.part
    counted = full = 0.0
    for unit in told.units:
        if unit.part & met:
            full += unit.weight
            counted += unit.weight if unit.part & by_word else VAGUE * unit.weight
    return 1.0 if full >= told.whole else counted / told.whole


def _rest(told: Sense, said: _Said) -> tuple[str, ...]:
    met = 0
    for slot, _ in said:
        met |= slot.part
    return tuple(unit.word for unit in told.units if not unit.part & met)


def _longest(said: _Said) -> tuple[str, ...]:
    """Words that are met, those left out that lie inside longer ones, in the order of the mark."""
    parts = sorted({(slot.part, slot.word) for slot, _ in said}, key=lambda one: -one[0].bit_count())
    taken: list[tuple[int, str]] = []
    for part, word in parts:
        if all(part & other != part for other, _ in taken):
            taken.append((part, word))
    return tuple(word for _, word in sorted(taken))
