"""The loose cut before the full model: whole-matrix passes and inverted lists that keep every pair worth a look.

A pair is kept where the marks' letters or sounds are alike, where they begin or end alike, share a telling word, Chinese
characters or a meaning. Of what the full model flags at its operating line a few in a thousand are lost, measured by brute force
(``python -m bench.match --loss``).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from matcher.columns import Columns, Numbers
from matcher.views import View

Flags = npt.NDArray[np.bool_]

LOOSE_SPELLING, STRICT_SPELLING = 53, 65
LOOSE_SOUND, STRICT_SOUND = 61, 70
LOOSE_OTHER_SOUND, STRICT_OTHER_SOUND = 67, 78
LOOSE_HAN, STRICT_HAN = 50, 66
"""Per cent of Indel similarity from which spellings, sounds, sounds across scripts and Chinese characters are kept.

Pairs from the strict one on are kept even where the goods ask for a close likeness."""
LOOSE_WORD = 72
"""The same for telling words of marks of several words."""
START, END, STRICT_END = 4, 3, 4
"""Letters at the beginning or end of the telling words that are enough by themselves."""
TELLS = 0.7
"""A word that tells so much is enough by itself."""
TELLS_FUZZY = 0.8
"""So is one nearly like another, if both tell so much."""
PART = 0.4
"""So is one that makes up this share of its mark."""
SAYS, STRICT_SAYS = 0.12, 0.5
"""Product of the shares of both marks that a common root may say."""
_TILE = 24_000_000
"""Cells of one matrix: its bytes."""

Texts = Callable[[View], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Postings:
    """Distinct texts, and in which rows each stands: those of text ``n`` are ``rows[starts[n]:starts[n] + sizes[n]]``."""

    texts: list[str]
    rows: Numbers
    starts: Numbers
    sizes: Numbers
    places: dict[str, int]

    def rows_of(self, texts: Numbers) -> tuple[Numbers, Numbers]:
        """(place in ``texts``, row) for every row of every text that is asked for."""
        sizes = self.sizes[texts]
        of = np.repeat(np.arange(len(texts)), sizes)
        within = np.arange(len(of)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return of, self.rows[self.starts[texts][of] + within]


@dataclass(frozen=True, slots=True)
class Kept:
    """Pairs of rows, each once: ``left`` of the new views, ``right`` of the watched ones."""

    left: Numbers
    right: Numbers
    strict: Flags
    """Alike enough to be looked at whatever the goods are."""


def postings(pairs: Iterable[tuple[str, int]]) -> Postings:
    """Texts and their rows in order."""
    places: dict[str, int] = {}
    rows: list[int] = []
    of: list[int] = []
    for text, row in pairs:
        of.append(places.setdefault(text, len(places)))
        rows.append(row)
    texts = np.array(of, dtype=np.intp)
    order = np.argsort(texts, kind="stable")
    sizes = np.bincount(texts, minlength=len(places))
    return Postings(list(places), np.array(rows, dtype=np.intp)[order], np.cumsum(sizes) - sizes, sizes, places)


class _Side:
    """Everything of one side that pairs are kept by."""

    def __init__(self, columns: Columns) -> None:
        views = columns.views
        latin = [view.joined.isascii() for view in views]
        self.spelt = _spread(views, _spellings)
        self.heard = _spread(views, lambda view: view.broad[:1])
        self.foreign_heard = postings(
            (text, row) for row, view in enumerate(views) if not latin[row] for text in (*view.broad[:4], *view.led[2:4])
        )
        self.latin_heard = postings(
            (text, row) for row, view in enumerate(views) if latin[row] for text in (*view.broad[:3], *view.led[2:3])
        )
        self.starts = _spread(views, lambda view: (view.core[:START],) if len(view.core) >= START else ())
        self.ends = _spread(views, lambda view: (view.core[-END:],) if len(view.core) >= END else ())
        self.strict_ends = _spread(views, lambda view: (view.core[-STRICT_END:],) if len(view.core) >= STRICT_END else ())
        self.han = _spread(views, lambda view: (view.han,) if view.han else ())
        owners = np.repeat(np.arange(len(views)), columns.tokens.sizes)
        told = columns.token_rare * np.minimum(1.0, columns.token_length / 5)
        mass = np.where(columns.token_part, columns.token_mass * columns.token_share, columns.token_mass)
        self.share = np.divide(mass, columns.mass[owners], out=np.zeros(len(mass)), where=columns.mass[owners] > 0)
        texts = columns.tokens.flat.tolist()
        self.words = postings(zip(texts, range(len(texts)), strict=True))
        self.glosses = postings((gloss, row) for row, gloss in enumerate(columns.token_gloss.tolist()) if gloss)
        self.owners = owners
        self.tells = told
        several = columns.tokens.sizes > 1
        telling = np.flatnonzero(told >= TELLS_FUZZY).tolist()
        self.telling = postings((texts[at], int(owners[at])) for at in telling if several[owners[at]])
        self.alone = postings((texts[at], int(owners[at])) for at in telling if not several[owners[at]])
        roots = [
            (root, row, share) for row in range(len(views)) for root, share in columns.sense(row).reach().items() if share > SAYS
        ]
        self.roots = postings((root, at) for at, (root, _, _) in enumerate(roots))
        self.root_rows = np.array([row for _, row, _ in roots], dtype=np.intp)
        self.root_shares = np.array([share for _, _, share in roots])


class Prefilter:
    """Watched views, indexed once; ``pairs`` gives the pairs worth the full model."""

    def __init__(self, watched: Columns) -> None:
        self._watched = _Side(watched)
        self._width = len(watched)

    def pairs(self, new: Columns) -> Kept:
        """Pairs that may be close, in order."""
        found = [(left * self._width + right, strict) for left, right, strict in self._passes(_Side(new))]
        keys = np.concatenate([keys for keys, _ in found]) if found else np.zeros(0, np.intp)
        strict = np.concatenate([flags for _, flags in found]) if found else np.zeros(0, bool)
        packed = keys * 2 + ~strict  # of a pair that was found strictly and loosely, the strict one comes first
        packed.sort()
        first = np.ones(len(packed), bool)
        first[1:] = packed[1:] // 2 != packed[:-1] // 2
        packed = packed[first]
        left, right = np.divmod(packed // 2, max(1, self._width))
        return Kept(left, right, packed % 2 == 0)

    def _passes(self, new: _Side) -> Iterator[tuple[Numbers, Numbers, Flags]]:
        old = self._watched
        yield from _near(new.spelt, old.spelt, LOOSE_SPELLING, STRICT_SPELLING)
        yield from _near(new.heard, old.heard, LOOSE_SOUND, STRICT_SOUND)
        yield from _near(new.foreign_heard, old.latin_heard, LOOSE_OTHER_SOUND, STRICT_OTHER_SOUND)
        yield from _near(new.latin_heard, old.foreign_heard, LOOSE_OTHER_SOUND, STRICT_OTHER_SOUND)
        yield from _near(new.foreign_heard, old.foreign_heard, LOOSE_OTHER_SOUND, STRICT_OTHER_SOUND)
        yield from _near(new.han, old.han, LOOSE_HAN, STRICT_HAN)
        for a, b in ((new.telling, old.telling), (new.telling, old.alone), (new.alone, old.telling)):
            yield from _near(a, b, LOOSE_WORD, LOOSE_WORD)
        yield _equal(new.starts, old.starts, strict=True)
        yield _equal(new.ends, old.ends, strict=False)
        yield _equal(new.strict_ends, old.strict_ends, strict=True)
        yield _shared_words(new, new.words, old, old.words)
        yield _shared_words(new, new.glosses, old, old.words)
        yield _shared_words(new, new.words, old, old.glosses)
        yield _shared_roots(new, old)


def _spellings(view: View) -> Iterable[str]:
    return dict.fromkeys(filter(None, (view.core,) if view.joined.isascii() else (view.core, *view.forms[:2])))


def _spread(views: Sequence[View], texts: Texts) -> Postings:
    return postings((text, row) for row, view in enumerate(views) for text in texts(view) if text)


def _near(new: Postings, old: Postings, loose: int, strict: int) -> Iterator[tuple[Numbers, Numbers, Flags]]:
    """Rows of every pair of texts at least ``loose`` per cent alike, by tiles of bounded memory."""
    if not new.texts or not old.texts:
        return
    height = max(1, _TILE // len(old.texts))
    for start in range(0, len(new.texts), height):
        matrix = cdist(
            new.texts[start : start + height],
            old.texts,
            scorer=Indel.normalized_similarity,
            score_multiplier=100,
            score_cutoff=loose / 100,
            dtype=np.uint8,
            workers=-1,
        )
        cells = np.flatnonzero(matrix)
        rows, columns = np.divmod(cells, len(old.texts))
        yield _owners(new, rows + start, old, columns, matrix.ravel()[cells] >= strict)


def _owners(new: Postings, rows: Numbers, old: Postings, columns: Numbers, strict: Flags) -> tuple[Numbers, Numbers, Flags]:
    """Pairs of texts as pairs of the rows they stand in."""
    of, left = new.rows_of(rows)
    of_old, right = old.rows_of(columns[of])
    return left[of_old], right, strict[of][of_old]


def _equal(new: Postings, old: Postings, *, strict: bool) -> tuple[Numbers, Numbers, Flags]:
    """Rows that share a text."""
    rows, columns = _common(new, old)
    return _owners(new, rows, old, columns, np.full(len(rows), strict))


def _common(new: Postings, old: Postings) -> tuple[Numbers, Numbers]:
    """Places of the texts that both sides hold."""
    shared = [(place, old.places[text]) for place, text in enumerate(new.texts) if text in old.places]
    both = np.array(shared, dtype=np.intp).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _shared_words(new: _Side, new_words: Postings, old: _Side, old_words: Postings) -> tuple[Numbers, Numbers, Flags]:
    """Rows that share a word which tells much, or is much of either mark."""
    rows, columns = _common(new_words, old_words)
    of, left = new_words.rows_of(rows)
    of_old, right = old_words.rows_of(columns[of])
    left = left[of_old]
    kept = (np.maximum(new.share[left], old.share[right]) >= PART) | (np.minimum(new.tells[left], old.tells[right]) >= TELLS)
    left, right = left[kept], right[kept]
    return new.owners[left], old.owners[right], np.ones(len(left), bool)


def _shared_roots(new: _Side, old: _Side) -> tuple[Numbers, Numbers, Flags]:
    """Rows of which a common root may say enough."""
    rows, columns = _common(new.roots, old.roots)
    of, left = new.roots.rows_of(rows)
    of_old, right = old.roots.rows_of(columns[of])
    left = left[of_old]
    said = new.root_shares[left] * old.root_shares[right]
    kept = said > SAYS
    return new.root_rows[left[kept]], old.root_rows[right[kept]], said[kept] >= STRICT_SAYS
