"""The loose cut before the full model: whole-matrix passes and inverted lists that keep every pair worth a look."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from matcher.meaning import stems
from matcher.views import TELLING, View, generic_words

LOOSE_SPELLING = 55
LOOSE_WORD = 62
LOOSE_CODE = 80
LOOSE_SOUND = 60
"""Per cent of Indel similarity from which readings, telling words, phonetic codes and broad spellings are kept."""
SEED = 4
"""Letters a contained mark must begin with somewhere in the other one."""
_TILE = 4_000_000
"""Cells of one matrix: its bytes."""

Spread = tuple[list[str], Sequence[int]]
TextsOf = Callable[[View], Iterable[str]]


class Prefilter:
    """Watched views, indexed once; ``pairs`` gives (row of new view, number of watched view) worth the full model."""

    def __init__(self, watched: Sequence[View]) -> None:
        self._forms, self._form_owners = _spread(watched, _forms)
        self._codes, self._code_owners = _spread(watched, _codes)
        self._broad, self._broad_owners = _spread(watched, _broad)
        self._meant = _lists((stem, number) for number, seen in enumerate(watched) for stem in _stems(seen))
        self._words, self._word_owners = _grouped(watched, _words)
        self._characters = _lists((char, number) for number, seen in enumerate(watched) for char in set(seen.han))
        self._seeds = _lists((seen.core[:SEED], number) for number, seen in enumerate(watched) if len(seen.core) >= SEED)
        self._inner = _lists((piece, number) for number, seen in enumerate(watched) for piece in _pieces(seen.forms[:1]))

    def pairs(self, views: Sequence[View]) -> list[tuple[int, int]]:
        """Pairs that may be close, each once, in order."""
        found: set[int] = set()
        width = 1 << 32
        for new, known, cut in self._passes(views):
            found.update(row * width + number for row, number in _near(new, known, cut))
        words, owners = _grouped(views, _words)
        for at, number in _near((words, range(len(words))), (self._words, range(len(self._words))), LOOSE_WORD):
            found.update(row * width + watched for row in owners[at] for watched in self._word_owners[number])
        for row, seen in enumerate(views):
            found.update(row * width + number for number in self._listed(seen))
        return [divmod(pair, width) for pair in sorted(found)]

    def _passes(self, views: Sequence[View]) -> Iterator[tuple[Spread, Spread, int]]:
        yield _spread(views, _forms), (self._forms, self._form_owners), LOOSE_SPELLING
        yield _spread(views, _codes), (self._codes, self._code_owners), LOOSE_CODE
        yield _spread(views, _broad), (self._broad, self._broad_owners), LOOSE_SOUND

    def _listed(self, seen: View) -> Iterator[int]:
        for char in seen.han:
            yield from self._characters.get(char, ())
        for stem in _stems(seen):
            yield from self._meant.get(stem, ())
        for piece in _pieces(seen.forms[:1]):
            yield from self._seeds.get(piece, ())
        if len(seen.core) >= SEED:
            yield from self._inner.get(seen.core[:SEED], ())


def _near(new: Spread, known: Spread, cut: int) -> Iterator[tuple[int, int]]:
    """(owner, owner) of every pair of texts at least ``cut`` per cent alike, by tiles of bounded memory."""
    texts, owners = new
    others, other_owners = known
    if not texts or not others:
        return
    height = max(1, _TILE // len(others))
    for start in range(0, len(texts), height):
        matrix = cdist(
            texts[start : start + height], others, scorer=Indel.normalized_similarity, score_multiplier=100, dtype=np.uint8,
            score_cutoff=cut / 100, workers=-1,
        )  # fmt: skip
        rows, columns = np.nonzero(matrix)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            yield owners[start + row], other_owners[column]


def _forms(seen: View) -> Iterable[str]:
    return dict.fromkeys((*seen.forms, seen.core)) if seen.core else seen.forms


def _codes(seen: View) -> Iterable[str]:
    return seen.codes[:3]


def _broad(seen: View) -> Iterable[str]:
    return (broad for broad in seen.broad if len(broad) > 2)


def _stems(seen: View) -> set[str]:
    generic = generic_words()
    return {stem for stem in stems(seen.means) if stem not in generic}


def _words(seen: View) -> Iterable[str]:
    return {word for token in seen.tokens if token.weight > TELLING for word in (token.text, token.gloss) if len(word) > 1}


def _spread(views: Sequence[View], texts: TextsOf) -> Spread:
    spread = [(text, owner) for owner, seen in enumerate(views) for text in texts(seen)]
    return [text for text, _ in spread], [owner for _, owner in spread]


def _grouped(views: Sequence[View], texts: TextsOf) -> tuple[list[str], list[list[int]]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for owner, seen in enumerate(views):
        for text in texts(seen):
            groups[text].append(owner)
    return list(groups), list(groups.values())


def _lists(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    lists: dict[str, list[int]] = defaultdict(list)
    for key, number in pairs:
        lists[key].append(number)
    return dict(lists)


def _pieces(readings: Iterable[str]) -> set[str]:
    return {reading[at : at + SEED] for reading in readings for at in range(len(reading) - SEED + 1)}
