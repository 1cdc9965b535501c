"""Views laid out in columns, so that thousands of pairs are compared in one call instead of one by one."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from matcher import family
from matcher.meaning import Sense, Slot, reach, translated
from matcher.rarity import Rarity
from matcher.scripts import SCRIPTS
from matcher.views import Token, View, counts_of_words

Numbers = npt.NDArray[np.intp]
Shares = npt.NDArray[np.float64]
Strings = npt.NDArray[np.object_]
Masks = npt.NDArray[np.uint64]

Means = Callable[[int], tuple[Slot, ...]]
"""What the words of a view say, by its place."""

_REMEMBERED = 20_000
"""Views of which the meanings laid out are kept: some 1 KB each."""


@dataclass(frozen=True, slots=True)
class Lists:
    """A list of strings for every view, laid end to end: those of view ``n`` are ``flat[starts[n]:starts[n] + sizes[n]]``."""

    flat: Strings
    starts: Numbers
    sizes: Numbers
    lengths: Numbers
    """Characters of each string of ``flat``."""


class Columns:
    """The views of one side of a comparison; ``len`` is their number."""

    def __init__(self, views: Sequence[View], rarity: Rarity, means: Means | None = None) -> None:
        """``views`` are gone through once; later single ones are asked for, and ``means``, if given, for what they mean."""
        laid = _Laid()
        for view in views:
            laid.add(view)
        self.views = views
        self._means = means or (lambda place: views[place].means)
        self._senses: OrderedDict[int, Sense] = OrderedDict()
        self.joined, self.core, self.han = _strings(laid.joined), _strings(laid.core), _strings(laid.han)
        self.joined_hash = np.fromiter(map(hash, laid.joined), np.int64, len(views))
        self.core_length, self.han_length = _lengths(laid.core), _lengths(laid.han)
        known = counts_of_words()
        self.known = np.fromiter((core in known for core in laid.core), bool, len(views))
        self.in_family = np.fromiter((bool(family.behind(core)) for core in laid.core), bool, len(views))
        """Whether each begins as a family of marks does."""
        self.forms, self.broad, self.led = laid.forms.lists(), laid.broad.lists(), laid.led.lists()
        self.scripts = np.array(laid.scripts, dtype=np.uint64)
        self.numbers = np.array(laid.numbers, dtype=np.intp)
        self.roots = laid.roots.lists()
        self.root_share = np.array(laid.root_shares, dtype=np.float64)
        """Share of the mark that each root may say."""
        self.root_translated = np.array(laid.root_translated, dtype=bool)
        """Whether a word of another root says it."""
        self.root_hash = np.fromiter(map(hash, self.roots.flat), np.int64, len(self.roots.flat)).astype(np.uint32)
        """The same for the same root, and seldom for another."""
        self.meaning = _masks(self.roots)
        self.crowd = np.array(laid.crowd, dtype=np.float64)
        self.empty = _lengths(laid.joined) == 0
        self.tokens = laid.tokens.lists()
        self.token_broad, self.token_gloss = _strings(laid.token_broad), _strings(laid.token_gloss)
        self.token_glossed = self.token_gloss != ""
        texts = laid.tokens.flat
        self.token_length = _lengths(texts).astype(np.float64)
        self.token_letters = _letters(texts)
        """Which letters stand in each word, a bit each."""
        own = np.repeat(self.tokens.starts, self.tokens.sizes)
        self.token_whole = own + np.array(laid.token_whole, dtype=np.intp)
        self.token_part = self.token_whole != np.arange(len(texts))
        told = {text: rarity.weight(text) for text in set(texts)}
        self.token_rare = np.array(laid.token_weight, dtype=np.float64) * np.fromiter(
            map(told.__getitem__, texts), np.float64, len(texts)
        )
        self.token_mass = self.token_rare * np.sqrt(self.token_length)
        in_whole = np.bincount(self.token_whole[self.token_part], self.token_mass[self.token_part], minlength=len(texts))
        self.token_share = np.where(self.token_part, self.token_mass / np.maximum(in_whole[self.token_whole], 1e-9), 1.0)
        self.most_telling = _most(self.token_rare, self.tokens)
        self.mass = _sums(np.where(self.token_part, 0.0, self.token_mass), self.tokens)
        self.token_owner = np.repeat(np.arange(len(views)), self.tokens.sizes)
        """Place of the view that each word belongs to."""
        self.token_tells = self.token_rare * np.minimum(1.0, self.token_length / 5)
        """How much it tells to meet each word: less for generic, common and short ones."""
        self.token_counts = self.token_mass * self.token_share / np.maximum(self.mass[self.token_owner], 1e-9)
        """Share of its view that each word is, or each part of one."""

    def sense(self, place: int) -> Sense:
        """The meanings of a view, laid out for comparing; kept for the next who asks, but not for all, however long it lives."""
        found = self._senses.get(place)
        if found is None:
            found = Sense(self._means(place))
            if len(self._senses) >= _REMEMBERED:
                self._senses.popitem(last=False)  # one at a time: to forget all at once takes as long as a tenth of a scan
            self._senses[place] = found
        return found

    def sense_against(self, place: int, other: Sense) -> Sense:
        """The same, for comparing with this one only."""
        return Sense(self._means(place), other)

    def root_places(self, places: Numbers, hashes: npt.NDArray[np.uint32]) -> Numbers:
        """Where each view has the root of that hash, as a place in ``roots.flat``; -1 for a view that has none."""
        keys, order = self._root_keys
        wanted = _key(places, hashes)
        at = np.minimum(np.searchsorted(keys, wanted), max(0, len(keys) - 1))
        return np.where(keys[at] == wanted, order[at], -1) if len(keys) else np.full(len(places), -1)

    @cached_property
    def _root_keys(self) -> tuple[Masks, Numbers]:
        """Owners and hashes of all roots, ascending, and where each is."""
        keys = _key(np.repeat(np.arange(len(self)), self.roots.sizes), self.root_hash)
        order = np.argsort(keys, kind="stable")
        return keys[order], order

    def __len__(self) -> int:
        return len(self.joined)


class _Lists:
    """Lists of strings that are being laid end to end; equal strings are kept once."""

    def __init__(self, known: dict[str, str]) -> None:
        self.flat: list[str] = []
        self.sizes: list[int] = []
        self._known = known

    def add(self, texts: Iterable[str]) -> None:
        before = len(self.flat)
        self.flat += [self._known.setdefault(text, text) for text in texts]
        self.sizes.append(len(self.flat) - before)

    def lists(self) -> Lists:
        sizes = np.array(self.sizes, dtype=np.intp)
        return Lists(_strings(self.flat), np.cumsum(sizes) - sizes, sizes, _lengths(self.flat))


class _Laid:
    """What is taken from every view."""

    def __init__(self) -> None:
        known: dict[str, str] = {}
        self._same = known.setdefault
        self.joined: list[str] = []
        self.core: list[str] = []
        self.han: list[str] = []
        self.forms, self.broad, self.led, self.tokens, self.roots = (_Lists(known) for _ in range(5))
        self.scripts: list[int] = []
        self.numbers: list[int] = []
        self.root_shares: list[float] = []
        self.root_translated: list[bool] = []
        self.crowd: list[float] = []
        self.token_broad: list[str] = []
        self.token_gloss: list[str] = []
        self.token_weight: list[float] = []
        self.token_whole: list[int] = []

    def add(self, view: View) -> None:
        same = self._same
        self.joined.append(same(view.joined, view.joined))
        self.core.append(same(view.core, view.core))
        self.han.append(view.han)
        self.forms.add(view.forms or ("",))
        self.broad.add(view.broad or ("",))
        self.led.add(view.led or ("",))
        self.scripts.append(_script_bits(view.scripts))
        self.numbers.append(hash(view.numbers) if view.numbers else 0)
        self.crowd.append(view.crowd)
        reached = reach(view.means)
        self.roots.add(reached)
        self.root_shares += reached.values()
        said = translated(view.means)
        self.root_translated += [root in said for root in reached]
        layers = _layers(view)
        self.tokens.add(token.text for token, _ in layers)
        for token, whole in layers:
            self.token_broad.append(same(token.broad, token.broad))
            self.token_gloss.append(token.gloss)
            self.token_weight.append(token.weight)
            self.token_whole.append(whole)


def spans(starts: Numbers, sizes: Numbers) -> tuple[Numbers, Numbers]:
    """Places of runs end to end, each of some size from its start on: (which run, place)."""
    of = np.repeat(np.arange(len(sizes)), sizes)
    return of, np.arange(len(of)) + (starts - (np.cumsum(sizes) - sizes))[of]


def _layers(view: View) -> list[tuple[Token, int]]:
    """Words of a view, each followed by its parts, with the place of the whole that it belongs to."""
    layers: list[tuple[Token, int]] = []
    for token in view.tokens:
        place = len(layers)
        layers.append((token, place))
        layers += ((part, place) for part in token.parts)
    return layers


def _strings(texts: Iterable[str]) -> Strings:
    return np.array([*texts, None], dtype=object)[:-1]


def _lengths(texts: Sequence[str]) -> Numbers:
    return np.fromiter(map(len, texts), np.intp, len(texts))


def _sums(values: Shares, lists: Lists) -> Shares:
    """The sum of every list, each added up by itself: to the last bit it does not depend on the lists around it."""
    count = len(lists.sizes)
    return np.asarray(np.bincount(np.repeat(np.arange(count), lists.sizes), values, minlength=count), dtype=np.float64)


@cache
def _script_bits(scripts: frozenset[str]) -> int:
    """A bit of its own for every script: what is decided by them is the same in every process."""
    return sum(1 << SCRIPTS.index(script) for script in scripts)


def _most(values: Shares, lists: Lists) -> Shares:
    """The greatest value of every list, 0 for an empty one."""
    found = np.zeros(len(lists.sizes))
    some = lists.sizes > 0
    if some.any():
        found[some] = np.maximum.reduceat(values, lists.starts[some])
    return found


def _letters(texts: Sequence[str]) -> npt.NDArray[np.uint64]:
    """The sets of letters of texts: a to z have a bit each, which some of them share with a digit or another letter."""
    joined = np.frombuffer("".join(f"{text} " for text in texts).encode("latin-1", "replace"), np.uint8)
    bits = np.where(joined == ord(" "), np.uint64(0), np.left_shift(np.uint64(1), (joined & 63).astype(np.uint64)))
    sizes = _lengths(texts) + 1
    return np.bitwise_or.reduceat(bits, np.cumsum(sizes) - sizes) if len(texts) else bits


def _key(places: Numbers, hashes: npt.NDArray[np.uint32]) -> Masks:
    return places.astype(np.uint64) << np.uint64(32) | hashes


def _masks(lists: Lists) -> Masks:
    """Two 64-bit sieves each: two lists whose masks share no bit share no text."""
    hashes = np.fromiter(map(hash, lists.flat), np.int64, len(lists.flat)).astype(np.uint64)
    places = np.stack((hashes, hashes >> np.uint64(6)), axis=1) & np.uint64(63)
    masks = np.zeros((len(lists.sizes), 2), np.uint64)
    some = lists.sizes > 0
    if some.any():
        masks[some] = np.bitwise_or.reduceat(np.left_shift(np.uint64(1), places), lists.starts[some], axis=0)
    return masks
