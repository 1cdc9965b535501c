"""Views laid out in columns, so that thousands of pairs are compared in one call instead of one by one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from matcher.meaning import Sense
from matcher.rarity import Rarity
from matcher.scripts import SCRIPTS
from matcher.views import Token, View, counts_of_words

Numbers = npt.NDArray[np.intp]
Shares = npt.NDArray[np.float64]
Strings = npt.NDArray[np.object_]
Masks = npt.NDArray[np.uint64]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lists:
    """A list of strings for every view, laid end to end: those of view ``n`` are ``flat[starts[n]:starts[n] + sizes[n]]``."""

    flat: Strings
    starts: Numbers
    sizes: Numbers


class Columns:
    """The views of one side of a comparison; ``len`` is their number."""

    def __init__(self, views: Sequence[View], rarity: Rarity) -> None:
        self.views = views
        self._senses: dict[int, Sense] = {}
        self.joined = _strings(view.joined for view in views)
        self.core = _strings(view.core for view in views)
        self.core_length = _numbers(len(view.core) for view in views)
        known = counts_of_words()
        self.known = np.fromiter((view.core in known for view in views), bool, len(views))
        self.han = _strings(view.han for view in views)
        self.han_length = _numbers(len(view.han) for view in views)
        self.forms = _lists(views, lambda view: view.forms or ("",))
        self.broad = _lists(views, lambda view: view.broad or ("",))
        self.led = _lists(views, lambda view: view.led or ("",))
        self.scripts = np.array([_script_bits(view.scripts) for view in views], dtype=np.uint64)
        self.numbers = _numbers(hash(view.numbers) if view.numbers else 0 for view in views)
        self.stems = [view.stems for view in views]
        self.meaning = _masks(self.stems)
        self.crowd = np.fromiter((view.crowd for view in views), np.float64, len(views))
        self.empty = np.fromiter((view.empty for view in views), bool, len(views))
        layers = [_layers(view) for view in views]
        tokens = [token for one in layers for token, _ in one]
        self.tokens = _lists(layers, lambda one: tuple(token.text for token, _ in one))
        self.token_broad = _strings(token.broad for token in tokens)
        self.token_gloss = _strings(token.gloss for token in tokens)
        count = len(tokens)
        rare = np.fromiter((rarity.weight(token.text) for token in tokens), np.float64, count)
        self.token_weight = np.fromiter((token.weight for token in tokens), np.float64, count)
        self.token_rare = self.token_weight * rare
        self.token_length = np.fromiter((len(token.text) for token in tokens), np.float64, count)
        own = np.repeat(self.tokens.starts, self.tokens.sizes)
        self.token_whole = own + np.fromiter((whole for one in layers for _, whole in one), np.intp, count)
        self.token_part = self.token_whole != np.arange(count)
        self.token_mass = self.token_rare * np.sqrt(self.token_length)
        in_whole = np.bincount(self.token_whole[self.token_part], self.token_mass[self.token_part], minlength=count)
        self.token_share = np.where(self.token_part, self.token_mass / np.maximum(in_whole[self.token_whole], 1e-9), 1.0)
        self.most_telling = _most(self.token_rare, self.tokens)
        self.mass = _sums(np.where(self.token_part, 0.0, self.token_mass), self.tokens)

    def sense(self, place: int) -> Sense:
        """The meanings of a view, laid out for comparing."""
        if place not in self._senses:
            self._senses[place] = Sense(self.views[place].means)
        return self._senses[place]

    def __len__(self) -> int:
        return len(self.views)


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


def _numbers(values: Iterable[int]) -> Numbers:
    return np.array(list(values), dtype=np.intp)


def _lists(views: Sequence[T], texts: Callable[[T], tuple[str, ...]]) -> Lists:
    lists = [texts(view) for view in views]
    sizes = _numbers(map(len, lists))
    return Lists(_strings(text for one in lists for text in one), np.cumsum(sizes) - sizes, sizes)


def _sums(values: Shares, lists: Lists) -> Shares:
    totals = np.concatenate(([0.0], np.cumsum(values)))
    return np.asarray(totals[lists.starts + lists.sizes] - totals[lists.starts], dtype=np.float64)


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


def _masks(sets: Iterable[Iterable[str]]) -> Masks:
    """64-bit sieves: two sets whose masks share no bit share no element."""
    return np.array([_mask(one) for one in sets], dtype=np.uint64)


def _mask(texts: Iterable[str]) -> int:
    mask = 0
    for text in texts:
        mask |= 1 << (hash(text) & 63)
    return mask
