"""The inverted lists of the sieve: for every text, sound, word, edge, root and character the marks that have it."""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.columns import Columns, Lists, Strings, spans
from matcher.features import EDGE
from matcher.grams import Floats, Grams, Numbered, Places, Posted
from matcher.scripts import SCRIPTS

LATIN = np.uint64(1 << SCRIPTS.index("latin"))
"""Scripts of marks in Latin letters, as ``Columns`` writes them."""
READINGS = 6
"""So many readings of a mark are listed,"""
SOUNDS, LEADS = 3, 2
"""so many of its sounds, and so many of what leads it, where it is not in Latin letters;"""
LATIN_SOUNDS, LATIN_LEADS = 2, 1
"""and so many where it is, and others are not."""
LED_FROM = 2
"""What leads a mark comes behind its two usual sounds."""
END = 3
"""Letters at the end that are enough by themselves; at the beginning it takes ``EDGE``."""
Edges = NDArray[np.uint32]
"""Outermost letters of a text as a number, the outermost in the lowest byte."""


class Spelt:
    """Readings and telling words of all marks."""

    def __init__(self, columns: Columns) -> None:
        own = np.arange(len(columns))
        readings, owners = first_of(columns.forms, own, 0, READINGS)
        owned = np.concatenate((owners, own))
        told = Numbered([*readings, *columns.core.tolist()], columns.han_length[owned] > 0)
        self.letters = Grams(list(told), beyond=True)
        self.first = told.first
        """From this place on texts belong to marks with Chinese characters only."""
        self.core = told.of[len(readings) :]
        """Place of each mark's telling words."""
        self.usual = told.of[: len(readings)][np.searchsorted(owners, own)]
        """Place of each mark's usual reading."""
        self.of = Posted.of(told.of, owned, len(told))


class Heard:
    """Sounds of some marks, and of what leads them."""

    def __init__(self, columns: Columns, rows: Places, sounds: int, leads: int) -> None:
        """``sounds``, ``leads``: how many of each mark's."""
        said, owners = first_of(columns.broad, rows, 0, sounds)
        led, leading = first_of(columns.led, rows, LED_FROM, leads)
        characters = columns.han_length[np.concatenate((owners, leading))] > 0
        told = Numbered([*said, *led], characters)
        self.letters = Grams(list(told))
        self.first = told.first
        """From this place on sounds belong to marks with Chinese characters only."""
        self.of = Posted.of(told.of[: len(said)], owners, len(told))
        self.led_by = Posted.of(told.of[len(said) :], leading, len(told))
        self.without_characters = np.bincount(told.of[: len(said)], ~characters[: len(said)], len(told))
        """Marks with each sound that have no Chinese characters."""
        self.usual = np.full(len(columns), -1, np.intp)
        """Place of each mark's usual sound, -1 for the marks that are not here."""
        self.usual[owners[::-1]] = told.of[: len(said)][::-1]


class Words:
    """Words of all marks and their parts, by place in ``columns.tokens``."""

    def __init__(self, columns: Columns) -> None:
        self._told = Numbered(columns.tokens.flat.tolist())
        self.letters = Grams(list(self._told))
        self.at = Posted.of(self._told.of, np.arange(len(columns.tokens.flat)), len(self._told))
        glossed = np.flatnonzero(columns.token_gloss != "")
        self._glosses = Numbered(columns.token_gloss[glossed].tolist())
        self._glossed = Posted.of(self._glosses.of, glossed, len(self._glosses))
        self.tells = columns.token_tells.astype(np.float32)

    def same_as(self, text: str, gloss: str) -> Places:
        """Places of the words that are the same as this one, or mean it, or are what it means."""
        found = (
            _of_one(self._told, self.at, text),
            _of_one(self._glosses, self._glossed, text),
            _of_one(self._told, self.at, gloss),
        )
        return np.concatenate(found)


class Roots:
    """What the words of all marks may say."""

    def __init__(self, columns: Columns) -> None:
        self._told = Numbered(columns.roots.flat.tolist())
        self._at = Posted.of(self._told.of, np.arange(len(columns.roots.flat)), len(self._told))
        self._owners = np.repeat(np.arange(len(columns)), columns.roots.sizes)
        self._share, self._translated = columns.root_share, columns.root_translated

    def saying(self, root: str) -> tuple[Places, Floats, NDArray[np.bool_]]:
        """Marks that may say it, the share of each that does, and whether a word of another root says it."""
        places = _of_one(self._told, self._at, root)
        return self._owners[places], np.asarray(self._share[places], np.float32), self._translated[places]


class Characters:
    """Chinese characters of all marks."""

    def __init__(self, columns: Columns) -> None:
        some = np.flatnonzero(columns.han_length).tolist()
        told = [(char, row) for row in some for char in sorted(set(columns.han[row]))]
        self._told = Numbered([char for char, _ in told])
        self._of = Posted.of(self._told.of, np.array([row for _, row in told], np.intp), len(self._told))

    def having(self, char: str) -> Places:
        """Marks in which it stands."""
        return _of_one(self._told, self._of, char)


class Outermost:
    """First and last letters of marks, their telling words joined."""

    def __init__(self, core: Strings) -> None:
        self.starts, self.ends = edges(core)
        self._by_start, self._by_end = _ordered(self.starts, EDGE), _ordered(self.ends, END)

    def beginning(self, start: np.uint32) -> Places:
        """Marks that begin with the same ``EDGE`` letters."""
        return _equal(*self._by_start, start, EDGE)

    def ending(self, end: np.uint32) -> Places:
        """Marks that end with the same ``END`` letters."""
        return _equal(*self._by_end, end, END)


class InvertedLists:
    """Marks laid out in all of these lists."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.spelt, self.words = Spelt(columns), Words(columns)
        self._latin = np.flatnonzero(columns.scripts == LATIN)
        self.usually_heard = Heard(columns, self._latin, 1, 0)
        self.foreign_heard = Heard(columns, np.flatnonzero(columns.scripts != LATIN), SOUNDS, LEADS)
        self.roots, self.characters, self.outermost = Roots(columns), Characters(columns), Outermost(columns.core)
        self.families = np.flatnonzero(columns.in_family)
        """Marks that begin as families of marks do."""
        self.length = np.array([len(text) for text in columns.forms.flat[columns.forms.starts]], np.float32)

    @cached_property
    def heard(self) -> Heard:
        """All sounds of the marks in Latin letters, which marks in other scripts are compared with."""
        return Heard(self.columns, self._latin, LATIN_SOUNDS, LATIN_LEADS)


def first_of(lists: Lists, rows: Places, start: int, most: int) -> tuple[list[str], Places]:
    """Up to ``most`` texts of the lists of some rows end to end, from the ``start``-th on, and whose each is."""
    sizes = np.clip(lists.sizes[rows] - start, 0, most)
    of, at = spans(lists.starts[rows] + start, sizes)
    return lists.flat[at].tolist(), rows[of]


def texts_of(lists: Lists, at: int, start: int, most: int) -> list[str]:
    """Up to ``most`` texts of one row's list, from the ``start``-th on."""
    texts, _ = first_of(lists, np.array([at]), start, most)
    return texts


def edges(core: Strings) -> tuple[Edges, Edges]:
    """The first and the last ``EDGE`` letters of each text."""
    starts = b"".join(text[:EDGE].encode("latin-1", "replace").ljust(EDGE, b"\0") for text in core)
    ends = b"".join(text[: -EDGE - 1 : -1].encode("latin-1", "replace").ljust(EDGE, b"\0") for text in core)
    return np.frombuffer(starts, "<u4"), np.frombuffer(ends, "<u4")


def alike(one: np.uint32 | Edges, edges: Edges) -> Floats:
    """Outermost letters in common, up to ``EDGE``; beyond the end of a text they count as in common."""
    unlike = one ^ edges
    shared = np.zeros(len(edges), np.float32)
    for letters in range(1, EDGE + 1):
        shared += (unlike & _mask(letters)) == 0
    return shared


def at_edge(one: np.uint32 | Edges, others: Edges, shorter: NDArray[Any]) -> NDArray[Any]:
    """What outermost letters in common tell, 0..1; ``shorter``: length of the shorter text of each pair."""
    shared = np.minimum(alike(one, others), shorter)
    return np.asarray(shared / shorter * np.minimum(1, shared / EDGE))


def _of_one(told: Numbered, posted: Posted, text: str) -> Places:
    place = told.place(text)
    return np.empty(0, np.intp) if place < 0 or not text else posted.at(place)


def _ordered(edges: Edges, letters: int) -> tuple[Places, Edges]:
    """Rows with so many letters, in order of these, and the letters."""
    rows = np.flatnonzero(edges >> np.uint32(8 * (letters - 1)))
    numbers = edges[rows] & _mask(letters)
    order = np.argsort(numbers, kind="stable")
    return rows[order], numbers[order]


def _equal(rows: Places, numbers: Edges, edge: np.uint32, letters: int) -> Places:
    if not edge >> np.uint32(8 * (letters - 1)):
        return rows[:0]
    wanted = edge & _mask(letters)
    return rows[np.searchsorted(numbers, wanted, "left") : np.searchsorted(numbers, wanted, "right")]


def _mask(letters: int) -> np.uint32:
    return np.uint32((1 << 8 * letters) - 1)
