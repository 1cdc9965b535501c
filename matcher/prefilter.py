"""The loose cut before the full model: whole-matrix passes and inverted lists that keep every pair worth a look.

A pair is kept where the marks' letters or sounds are alike, where they begin or end alike, share a telling word, Chinese
characters or a meaning. Of what the full model flags at its operating line a few in a thousand are lost, measured by brute force
(``python -m bench.match --loss``).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from matcher.columns import Columns, Numbers
from matcher.features import EDGE
from matcher.glance import Latin, glanced
from matcher.grades import BEST, Grades, graded
from matcher.grams import Posted
from matcher.in_common import LONGEST, Likeness, enough, height, in_common, likeness
from matcher.sieve_lists import END, LATIN
from matcher.views import View

Flags = npt.NDArray[np.bool_]
_T = TypeVar("_T", bound=np.generic)

LOOSE_LATIN = 50
"""Per cent of the letters of usual reading and sound together, from which marks in Latin letters get a glance."""
SPELLING, OTHER_SOUND, HAN = (56, 64, 65), (67, 70, 78), (50, 55, 66)
"""Per cent of Indel similarity from which other spellings, sounds across scripts and Chinese characters are of each grade."""
KIN_SOUND = 72
"""The least of the sounds of marks with a script in common, as ``APPLE`` and ``APEL 苹果``, which are spelt alike as well."""
SAME_READING = 85
"""The least of the readings of two marks in Chinese characters, for these are judged by their characters."""
WORD = 69
"""Per cent of Indel similarity from which telling words of marks of several words are of the best grade."""
TELLS = 0.7
"""A word that tells so much is enough by itself."""
TELLS_FUZZY = 0.8
"""So is one nearly like another, if both tell so much."""
PART = 0.4
"""So is one that makes up this share of its mark."""
SAYS = (0.2, 0.25, 0.4)
"""Product of the shares of both marks that common roots may say, for each grade."""
ROOT = 0.1
"""Roots that say no more of a mark are left out."""

Texts = Callable[[View], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Postings:
    """Distinct texts, and in which rows each stands."""

    texts: list[str]
    """The shorter first."""
    lengths: Numbers
    of: Posted
    """The rows of each, by its place."""
    places: dict[str, int]


@dataclass(frozen=True, slots=True)
class Kept:
    """Pairs of rows, each once: ``left`` of the new views, ``right`` of the watched ones."""

    left: Numbers
    right: Numbers
    grade: Grades
    """As in ``matcher.grades``."""


def postings(pairs: Iterable[tuple[str, int]]) -> Postings:
    """Texts, the shorter first, and their rows in order."""
    told = list(pairs)
    texts = sorted({text for text, _ in told}, key=lambda text: (len(text), text))
    places = dict(zip(texts, range(len(texts)), strict=True))
    of = np.fromiter((places[text] for text, _ in told), np.intp, len(told))
    rows = np.fromiter((row for _, row in told), np.intp, len(told))
    return Postings(texts, np.fromiter(map(len, texts), np.intp, len(texts)), Posted.of(of, rows, len(texts)), places)


class _Side:
    """Everything of one side that pairs are kept by."""

    def __init__(self, columns: Columns) -> None:
        views = columns.views
        latin = columns.scripts == LATIN
        self.latin = Latin(columns, np.flatnonzero(latin))
        foreign = np.flatnonzero(~latin).tolist()
        self.spelt, self.foreign_spelt = _spread(views, _spellings), _spread(views, _spellings, foreign)
        self.starts, self.foreign_starts = _spread(views, _start), _spread(views, _start, foreign)
        self.ends, self.foreign_ends = _spread(views, _end), _spread(views, _end, foreign)
        self.family = postings(("", row) for row in np.flatnonzero(columns.in_family).tolist())
        self.foreign_heard = _spread(views, lambda view: (*view.broad[:4], *view.led[2:4]), foreign)
        self.latin_heard = _spread(views, lambda view: (*view.broad[:3], *view.led[2:3]), self.latin.rows.tolist())
        self.foreign_more = _spread(views, lambda view: view.broad[4:], foreign)
        self.latin_once = _spread(views, lambda view: view.broad if len(view.broad) == 1 else (), self.latin.rows.tolist())
        self.scripts, self.chinese = columns.scripts, columns.han_length > 0
        self.han = _spread(views, lambda view: (view.han,) if view.han else ())
        owners = columns.token_owner
        texts = columns.tokens.flat.tolist()
        self.words = postings(zip(texts, range(len(texts)), strict=True))
        self.glosses = postings((gloss, row) for row, gloss in enumerate(columns.token_gloss.tolist()) if gloss)
        self.owners, self.tells, self.share = owners, columns.token_tells, columns.token_counts
        several = columns.tokens.sizes > 1
        telling = np.flatnonzero(self.tells >= TELLS_FUZZY).tolist()
        self.telling = postings((texts[at][:LONGEST], int(owners[at])) for at in telling if several[owners[at]])
        self.alone = postings((texts[at][:LONGEST], int(owners[at])) for at in telling if not several[owners[at]])
        some = np.flatnonzero(columns.root_share > ROOT)
        self.roots = postings((root, at) for at, root in enumerate(columns.roots.flat[some].tolist()))
        self.root_rows = np.repeat(np.arange(len(views)), columns.roots.sizes)[some]
        self.root_shares = columns.root_share[some]


class Prefilter:
    """Watched views, indexed once; ``pairs`` gives the pairs worth the full model."""

    def __init__(self, watched: Columns) -> None:
        self._watched = _Side(watched)
        self._width = len(watched)

    def pairs(self, new: Columns) -> Kept:
        """Pairs that may be close, in order."""
        found = [(left * self._width + right, grade) for left, right, grade in self._passes(_Side(new))]
        keys = np.concatenate([keys for keys, _ in found]) if found else np.zeros(0, np.intp)
        grades = np.concatenate([grade for _, grade in found]) if found else np.zeros(0, np.int8)
        packed = keys * (BEST + 1) + (BEST - grades)  # of a pair that was found more than once, the best grade comes first
        packed.sort()
        keys, behind = np.divmod(packed, BEST + 1)
        first = np.diff(keys, prepend=-1) > 0
        left, right = np.divmod(keys[first], max(1, self._width))
        return Kept(left, right, (BEST - behind[first]).astype(np.int8))

    def _passes(self, new: _Side) -> Iterator[tuple[Numbers, Numbers, Grades]]:
        old = self._watched
        yield from glanced(new.latin, old.latin, least=LOOSE_LATIN)
        yield from _read(new, old)
        yield from _edges(new, old)
        yield _equal(new.family, old.family, BEST)
        for left, right, alike in _near(new.han, old.han, HAN[0]):
            yield left, right, graded(alike, _shares(HAN))
        for a, b in ((new.telling, old.telling), (new.telling, old.alone), (new.alone, old.telling)):
            for left, right, alike in _near(a, b, WORD):
                yield left, right, np.full(len(alike), BEST, np.int8)
        yield _shared_words(new, new.words, old, old.words)
        yield _shared_words(new, new.glosses, old, old.words)
        yield _shared_words(new, new.words, old, old.glosses)
        left, right, grade = _shared_roots(new, old)
        kept = ~_both_chinese(new, left, old, right)
        yield left[kept], right[kept], grade[kept]


def _read(new: _Side, old: _Side) -> Iterator[tuple[Numbers, Numbers, Grades]]:
    """Rows that are spelt or sound alike, one of them at least not in Latin letters."""
    for one, other in ((new.foreign_spelt, old.spelt), (new.spelt, old.foreign_spelt)):
        for left, right, alike in _near(one, other, SPELLING[0]):
            kept = _reading_counts(new, left, old, right, alike, SPELLING[0])
            yield left[kept], right[kept], graded(alike[kept], _shares(SPELLING))
    for one, other in (
        (new.foreign_heard, old.latin_heard),
        (new.latin_heard, old.foreign_heard),
        (new.foreign_heard, old.foreign_heard),
        (new.foreign_more, old.latin_once),
        (new.latin_once, old.foreign_more),
    ):
        for left, right, alike in _near(one, other, OTHER_SOUND[0]):
            kept = _reading_counts(new, left, old, right, alike, KIN_SOUND)
            yield left[kept], right[kept], graded(alike[kept], _shares(OTHER_SOUND))


def _edges(new: _Side, old: _Side) -> Iterator[tuple[Numbers, Numbers, Grades]]:
    """Rows that begin alike, or end alike in a common script, one of them at least not in Latin letters."""
    for one, other in ((new.foreign_starts, old.starts), (new.starts, old.foreign_starts)):
        left, right, grade = _equal(one, other)
        kept = ~_both_chinese(new, left, old, right)
        yield left[kept], right[kept], grade[kept]
    for one, other in ((new.foreign_ends, old.ends), (new.ends, old.foreign_ends)):
        left, right, grade = _equal(one, other)
        kept = _kin(new, left, old, right) & ~_both_chinese(new, left, old, right)
        yield left[kept], right[kept], grade[kept]


def _reading_counts(new: _Side, left: Numbers, old: _Side, right: Numbers, alike: Likeness, of_kin: int) -> Flags:
    """Whether a reading counts: from ``of_kin`` per cent on where the marks have a script in common, any where they have none."""
    least = np.where(_kin(new, left, old, right), of_kin, 0)
    least[_both_chinese(new, left, old, right)] = SAME_READING
    return alike >= np.asarray(least / 100, np.float32)


def _shares(lines: Sequence[int]) -> list[float]:
    return [line / 100 for line in lines]


def _kin(new: _Side, left: Numbers, old: _Side, right: Numbers) -> Flags:
    """Whether they have a script in common."""
    return np.asarray((new.scripts[left] & old.scripts[right]) != 0, dtype=bool)


def _both_chinese(new: _Side, left: Numbers, old: _Side, right: Numbers) -> Flags:
    return new.chinese[left] & old.chinese[right]


def _spellings(view: View) -> Iterable[str]:
    return dict.fromkeys(filter(None, (view.core,) if view.joined.isascii() else (view.core, *view.forms[:2])))


def _start(view: View) -> Iterable[str]:
    """How its telling words begin."""
    return (view.core[:EDGE],) if len(view.core) >= EDGE else ()


def _end(view: View) -> Iterable[str]:
    """How they end."""
    return (view.core[-END:],) if len(view.core) >= END else ()


def _spread(views: Sequence[View], texts: Texts, of: Sequence[int] | None = None) -> Postings:
    """The texts of all views, or of some."""
    rows = range(len(views)) if of is None else of
    return postings((text[:LONGEST], row) for row in rows for text in texts(views[row]) if text)


def _near(new: Postings, old: Postings, loose: int) -> Iterator[tuple[Numbers, Numbers, Likeness]]:
    """Rows of every pair of texts at least ``loose`` per cent alike, and how alike they are, by tiles of bounded memory."""
    if not new.texts or not old.texts:
        return
    share = loose / (200 - loose)
    """Of the longer text's letters, what the shorter one must have at least to be so alike."""
    tall = height(len(old.texts))
    for start in range(0, len(new.texts), tall):
        tile = slice(start, start + tall)
        lengths = new.lengths[tile]
        first, last = np.searchsorted(old.lengths, (lengths[0] * share, lengths[-1] / share + 1))
        if first == last:
            continue
        counts = in_common(old.texts[first:last], new.texts[tile])
        cells = np.flatnonzero(enough(counts, old.lengths[first:last], lengths, loose))
        columns, rows = np.divmod(cells, counts.shape[1])
        columns, rows = columns + first, rows + start
        alike = likeness(counts.ravel()[cells], old.lengths[columns] + new.lengths[rows])
        yield _owners(new, rows, old, columns, alike)


def _owners(
    new: Postings, rows: Numbers, old: Postings, columns: Numbers, told: npt.NDArray[_T]
) -> tuple[Numbers, Numbers, npt.NDArray[_T]]:
    """Pairs of texts as pairs of the rows they stand in, with what is told of each."""
    left, of = new.of.all_at(rows)
    right, of_old = old.of.all_at(columns[of])
    return left[of_old], right, told[of][of_old]


def _equal(new: Postings, old: Postings, grade: int = 0) -> tuple[Numbers, Numbers, Grades]:
    """Rows that share a text."""
    rows, columns = _common(new, old)
    return _owners(new, rows, old, columns, np.full(len(rows), grade, np.int8))


def _common(new: Postings, old: Postings) -> tuple[Numbers, Numbers]:
    """Places of the texts that both sides hold."""
    shared = [(place, old.places[text]) for place, text in enumerate(new.texts) if text in old.places]
    both = np.array(shared, dtype=np.intp).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _shared_words(new: _Side, new_words: Postings, old: _Side, old_words: Postings) -> tuple[Numbers, Numbers, Grades]:
    """Rows that share a word which tells much, or is much of either mark."""
    rows, columns = _common(new_words, old_words)
    left, of = new_words.of.all_at(rows)
    right, of_old = old_words.of.all_at(columns[of])
    left = left[of_old]
    kept = (np.maximum(new.share[left], old.share[right]) >= PART) | (np.minimum(new.tells[left], old.tells[right]) >= TELLS)
    left, right = left[kept], right[kept]
    return new.owners[left], old.owners[right], np.full(len(left), BEST, np.int8)


def _shared_roots(new: _Side, old: _Side) -> tuple[Numbers, Numbers, Grades]:
    """Rows of which common roots may say enough."""
    rows, columns = _common(new.roots, old.roots)
    left, of = new.roots.of.all_at(rows)
    right, of_old = old.roots.of.all_at(columns[of])
    left = left[of_old]
    width = int(old.root_rows.max(initial=0)) + 1
    keys = new.root_rows[left] * width + old.root_rows[right]
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    if not len(starts):
        return keys, keys, keys.astype(np.int8)
    said, meant = (
        np.minimum(1.0, np.add.reduceat(shares[order], starts)) for shares in (new.root_shares[left], old.root_shares[right])
    )
    kept = said * meant >= SAYS[0]
    return *np.divmod(keys[starts[kept]], width), graded((said * meant)[kept], SAYS)
