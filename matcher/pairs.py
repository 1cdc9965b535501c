"""Pairs of views laid side by side, many at once: closest readings, words aligned. The features of the model read from here."""

from functools import cached_property

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA, JaroWinkler

from matcher.columns import Columns, Lists, Numbers, Shares, Strings
from matcher.couples import Couples

Flags = npt.NDArray[np.bool_]

ALIGNED = 0.75
"""Words less alike than this are different words."""
UNLIKE = 0.5
"""Words that share less of their letters are not looked at further."""
EXACT = 0.999
"""Words from here on are the same word."""
PARTS = 0.97
"""What the parts of a word are worth, where it stands in one piece in the one mark and in two in the other."""
SOUNDS = 0.94
"""What words are worth that sound the same and are spelt differently."""


REGIMES = ("alphabetic", "chinese", "across")
"""How two marks stand to each other: a writing system in common; both with Chinese characters; no writing system in common."""
ALPHABETIC, CHINESE, ACROSS = range(3)
READINGS = 3
"""Where both sides may be read in several ways, so many of each are laid against each other."""


class Pairs:
    """``a[left[n]]`` against ``b[right[n]]`` for every n; all attributes are columns of that length."""

    def __init__(self, a: Columns, left: Numbers, b: Columns, right: Numbers) -> None:
        self.a, self.left, self.b, self.right = a, left, b, right

    def __len__(self) -> int:
        return len(self.left)

    @cached_property
    def forms(self) -> "Closest":
        """The readings of both that come closest, in Latin letters."""
        return Closest(self, self.a.forms, self.b.forms)

    @cached_property
    def heard(self) -> "Closest":
        """The readings, spelt broadly as they sound, that come closest; of two marks in a common alphabet, the usual ones."""
        return Closest(self, self.a.broad, self.b.broad, usual=self.regime == ALPHABETIC)

    def only(self, rows: Numbers) -> "Pairs":
        """Some of the pairs."""
        return Pairs(self.a, self.left[rows], self.b, self.right[rows])

    @cached_property
    def cores(self) -> Couples:
        """The telling words of both, joined."""
        return Couples(self.a.core, self.left, self.b.core, self.right)

    @cached_property
    def core_lengths(self) -> tuple[Numbers, Numbers]:
        return self.a.core_length[self.left], self.b.core_length[self.right]

    @cached_property
    def words(self) -> "Aligned":
        """Their words, each with its like in the other one."""
        return Aligned(self)

    @cached_property
    def same(self) -> Flags:
        """Identical but for dress."""
        found: Flags = np.asarray(self.a.joined_hash[self.left] == self.b.joined_hash[self.right], bool)
        alike = np.flatnonzero(found)
        found[alike] = self.a.joined[self.left[alike]] == self.b.joined[self.right[alike]]
        return found

    @cached_property
    def regime(self) -> Numbers:
        """Place in ``REGIMES``."""
        apart = (self.a.scripts[self.left] & self.b.scripts[self.right]) == 0
        han = (self.a.han_length[self.left] > 0) & (self.b.han_length[self.right] > 0)
        return np.where(apart, ACROSS, np.where(han, CHINESE, ALPHABETIC))

    @cached_property
    def han_ratio(self) -> Shares:
        """Indel similarity of their Chinese characters, look-alike ones folded; 0 where one has none."""
        found = np.zeros(len(self))
        both = np.flatnonzero((self.a.han_length[self.left] > 0) & (self.b.han_length[self.right] > 0))
        found[both] = Couples(self.a.han, self.left[both], self.b.han, self.right[both]).ratio()
        return found

    @cached_property
    def nothing(self) -> Flags:
        """One of them holds nothing that can be compared."""
        return np.asarray(self.a.empty[self.left] | self.b.empty[self.right], dtype=bool)


class Closest:
    """Of two lists of strings, the two that share most letters."""

    def __init__(self, pairs: Pairs, a: Lists, b: Lists, usual: Flags | None = None) -> None:
        """``usual``: rows of which only the first string of each side counts."""
        rows, at_a, at_b = crossed(pairs, a, b, limit=READINGS, single=usual)
        self.couples = Couples(a.flat, at_a, b.flat, at_b)
        """The strings of both."""
        self.ratio = self.couples.ratio()
        if len(rows) != len(pairs):
            found, starts = self.ratio, np.flatnonzero(np.diff(rows, prepend=-1))
            self.ratio = np.maximum.reduceat(found, starts) if len(starts) else found
            hits = np.flatnonzero(found == self.ratio[rows])
            first = hits[np.searchsorted(rows[hits], np.arange(len(pairs)))]
            self.couples, at_a, at_b = self.couples.only(first), at_a[first], at_b[first]
        self.length_a, self.length_b = a.lengths[at_a], b.lengths[at_b]

    @property
    def a(self) -> Strings:
        return self.couples.a

    @property
    def b(self) -> Strings:
        return self.couples.b

    @property
    def shorter(self) -> Numbers:
        return np.minimum(self.length_a, self.length_b)

    @property
    def longer(self) -> Numbers:
        return np.maximum(self.length_a, self.length_b)

    @cached_property
    def few_edits(self) -> Shares:
        """1 for the same letters, down to 0 where half of the longer one is edited: letters put in, left out, changed or swapped.

        Letters that are not in common cost an edit for two at best: where these are too many, the edits are not counted.
        """
        longer = self.longer
        apart = (1.0 - self.ratio) * (self.length_a + self.length_b)
        near = np.flatnonzero((longer >= 3) & (apart < longer - 0.5))
        edits = self.couples.only(near).told(OSA.distance)
        found = np.zeros(len(longer))
        found[near] = np.where(edits == 0, 1.0, np.clip(1.0 - 2.0 * edits / np.maximum(longer[near] - 1, 1), 0.0, 1.0))
        return found


class Aligned:
    """Words of both sides, laid against each other."""

    def __init__(self, pairs: Pairs) -> None:
        self.count = len(pairs)
        a, b = pairs.a, pairs.b
        rows, at_a, at_b = crossed(pairs, a.tokens, b.tokens)
        like = likeness(a, at_a, b, at_b)
        kept = np.flatnonzero(like >= UNLIKE)
        self.rows, self.at_a, self.at_b, self.like = rows[kept], at_a[kept], at_b[kept], like[kept]
        self.a, self.b = a, b
        self.exact_a = self._met(a, pairs.left, self.at_a)
        self.exact_b = self._met(b, pairs.right, self.at_b)

    def _met(self, side: Columns, views: Numbers, words: Numbers) -> Shares:
        """Share of each view's mass that stands in the other one; a word by itself or by its parts."""
        met = np.flatnonzero(self.like >= EXACT)
        rows, words, like = self.rows[met], words[met], self.like[met]
        order = np.lexsort((-like, words, rows))
        rows, words, like = rows[order], words[order], like[order]
        first = np.ones(len(rows), bool)
        first[1:] = (rows[1:] != rows[:-1]) | (words[1:] != words[:-1])
        rows, words, like = rows[first], words[first], like[first]
        whole = side.token_whole[words]
        part = side.token_part[words]
        # words come in the order of their wholes: group them by row and whole
        new = np.ones(len(rows), bool)
        new[1:] = (rows[1:] != rows[:-1]) | (whole[1:] != whole[:-1])
        group = np.cumsum(new) - 1
        count = int(group[-1]) + 1 if len(group) else 0
        by_parts = PARTS * np.bincount(group[part], like[part] * side.token_share[words[part]], minlength=count)
        by_whole = np.bincount(group[~part], like[~part], minlength=count)
        told = np.maximum(by_parts, by_whole) * side.token_mass[whole[new]]
        told = np.bincount(rows[new], told, minlength=self.count)
        mass = side.mass[views]
        return np.divide(told, mass, out=np.zeros(self.count), where=mass > 0)

    @cached_property
    def tells(self) -> Shares:
        """What meeting each pair of words tells: less for generic, common and short ones."""
        a, b = self.a, self.b
        short = np.minimum(a.token_length[self.at_a], b.token_length[self.at_b]) / 5
        return np.minimum(a.token_rare[self.at_a], b.token_rare[self.at_b]) * np.minimum(1.0, short)

    def best(self, told: Shares) -> Shares:
        """The most that a pair of words tells, given what each pair of ``like`` tells."""
        found = np.zeros(self.count)
        np.maximum.at(found, self.rows, told)
        return found


def likeness(a: Columns, at_a: Numbers, b: Columns, at_b: Numbers) -> Shares:
    """Likeness of words, 0..1: spelling, from a common beginning on; a little less for sound; a gloss that is the word."""
    shared = np.zeros(len(at_a))
    worth = np.flatnonzero(_most_alike(a, at_a, b, at_b) >= UNLIKE)
    words = Couples(a.tokens.flat, at_a, b.tokens.flat, at_b)
    shared[worth] = words.only(worth).ratio(cutoff=UNLIKE)
    short = (a.token_length[at_a] < 3) | (b.token_length[at_b] < 3)
    shared[short & (shared < 1.0)] = 0.0
    near = np.flatnonzero((shared > 0.0) & (shared < 1.0))
    spelt = 0.5 * (words.only(near).told(JaroWinkler.similarity) + shared[near])
    heard = SOUNDS * Couples(a.token_broad, at_a[near], b.token_broad, at_b[near]).ratio()
    shared[near] = np.maximum(spelt, heard)
    glossed = np.flatnonzero(a.token_glossed[at_a] | b.token_glossed[at_b])
    told = a.token_gloss[at_a[glossed]], b.token_gloss[at_b[glossed]]
    words = words.only(glossed)
    shared[glossed[((told[0] != "") & (told[0] == words.b)) | ((told[1] != "") & (told[1] == words.a))]] = 1.0
    return shared


def _most_alike(a: Columns, at_a: Numbers, b: Columns, at_b: Numbers) -> Shares:
    """What the Indel similarity of words is at most: letters that only one of them has are not shared."""
    letters_a, letters_b = a.token_letters[at_a], b.token_letters[at_b]
    length_a, length_b = a.token_length[at_a], b.token_length[at_b]
    shared = np.minimum(length_a - np.bitwise_count(letters_a & ~letters_b), length_b - np.bitwise_count(letters_b & ~letters_a))
    return np.asarray(2.0 * shared / (length_a + length_b), dtype=np.float64)


def crossed(pairs: Pairs, a: Lists, b: Lists, *, limit: int = 0, single: Flags | None = None) -> tuple[Numbers, Numbers, Numbers]:
    """Every string of the one view with every string of the other, pair by pair: (row, place in a, place in b).

    ``limit``: where both sides have several, so many of each; ``single``: rows of which only the first of each side is taken.
    """
    sizes_a, sizes_b = a.sizes[pairs.left], b.sizes[pairs.right]
    starts_a, starts_b = a.starts[pairs.left], b.starts[pairs.right]
    if single is not None:
        sizes_a, sizes_b = np.where(single, np.minimum(sizes_a, 1), sizes_a), np.where(single, np.minimum(sizes_b, 1), sizes_b)
    if limit:
        many = (sizes_a > 1) & (sizes_b > 1)
        sizes_a, sizes_b = (np.where(many, np.minimum(sizes, limit), sizes) for sizes in (sizes_a, sizes_b))
    totals = sizes_a * sizes_b
    if bool((totals == 1).all()):
        return np.arange(len(totals)), starts_a, starts_b
    rows = np.repeat(np.arange(len(totals)), totals)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(totals) - totals, totals)
    row_of_a, row_of_b = np.divmod(within, sizes_b[rows])
    return rows, starts_a[rows] + row_of_a, starts_b[rows] + row_of_b
