"""One mark sifted against very many: which may be like it, and what they have in common with it."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.columns import Columns
from matcher.features import TELLING_ENOUGH
from matcher.grams import Floats, Places, Posted
from matcher.hearing import SAME_READING, Hearing
from matcher.pairs import ACROSS, ALPHABETIC, CHINESE
from matcher.sieve_lists import InvertedLists, at_edge, edges, texts_of
from matcher.sifted import Found, Met, Sifted

SPELT, WORD = 0.3, 0.55
"""Dice's coefficient of letter pairs from which spellings and words are looked at."""
TELLS = 0.2
"""A word is enough by itself if meeting it tells so much,"""
PART = 0.3
"""or if it is so much of either mark."""
SAYS = 0.1
"""Product of the shares of both marks that a common root may say."""

ASKED_READINGS = 4
"""Readings of a mark that those of the others are compared with, of which there are a few more."""

Said = tuple[Places, Floats, np.float32, NDArray[np.bool_]]
"""Rows that may say a root, the share of each that does, and of the other mark; whether it is more than an equal word."""


class Sifting:
    """One mark against all rows of a sieve."""

    def __init__(self, sieve: InvertedLists, asked: Columns, at: int) -> None:
        self._sieve, self._asked, self._at = sieve, asked, at
        self._scripts = asked.scripts[at]
        self._han = str(asked.han[at])
        self._core = str(asked.core[at])
        self._readings = texts_of(asked.forms, at, 0, ASKED_READINGS)
        first = int(asked.tokens.starts[at])
        self._tokens = range(first, first + int(asked.tokens.sizes[at]))
        self._tells = asked.token_tells[first : self._tokens.stop].astype(np.float32)
        (self._start,), (self._end,) = edges(asked.core[at : at + 1])
        self.hearing = Hearing(sieve, asked, at)
        self._met = np.zeros(len(sieve.columns), bool)
        self._met[sieve.families if asked.in_family[at] else []] = True

    def sifted(self, heard: float) -> Sifted:
        """What is met, measured. ``heard``: one of ``HEARD``, from which rows are met by their sounds."""
        sieve = self._sieve
        letters = sieve.spelt.letters
        spelt_by = {text: letters.shared(text) for text in dict.fromkeys((*self._readings, self._core))}
        behind = (sieve.spelt.first, SAME_READING if self._han else SPELT)
        spelt = [self._rows(letters.alike(shared, SPELT, behind=behind), sieve.spelt.of) for shared in spelt_by.values()]
        self.hearing.meet(heard, self._rows)
        words, exact, having, meant = self._like_words(), self._exact_words(), self._characters(), self._meant()
        for edge in (sieve.outermost.beginning(self._start), sieve.outermost.ending(self._end)):
            self._met[edge[~self._by_characters(edge)]] = True
        rows = np.flatnonzero(self._met)
        place = np.empty(len(self._met), np.int32)
        place[rows] = np.arange(len(rows), dtype=np.int32)
        apart, han = self._apart(rows), sieve.columns.han_length[rows]
        regime = np.where(apart, ACROSS, np.where((han > 0) & bool(self._han), CHINESE, ALPHABETIC))
        found = Found(rows, place)
        read = letters.dice(spelt_by[self._readings[0]], sieve.spelt.usual[rows])
        core, overlap = letters.dice_and_overlap(spelt_by[self._core], sieve.spelt.core[rows])
        spelling = np.maximum(np.maximum(read, core), found.most(spelt))
        sound, led = self.hearing.told(found, regime)
        word, said = found.most(words), self._saying(found, meant)
        characters = 2 * found.times(having) / np.maximum(han + len(self._han), 1) * (regime == CHINESE)
        measured = (
            spelling, spelling**2, read**2, core**2, overlap**2,
            sound, sound**2, led**2, spelling * sound,
            word, word**2, *self._covered(found, exact),
            *self._at_edges(rows), said, said > SAYS, characters, characters**2,
            sieve.columns.in_family[rows] & self._asked.in_family[self._at], *self._against(rows),
        )  # fmt: skip
        return Sifted(rows, regime, np.stack([np.asarray(one, np.float32) for one in measured]))

    def _apart(self, rows: Places) -> NDArray[np.bool_]:
        """Whether each row has no writing system in common with the mark."""
        return np.asarray((self._sieve.columns.scripts[rows] & self._scripts) == 0)

    def _by_characters(self, rows: Places) -> NDArray[np.bool_]:
        """Whether each row is judged by its Chinese characters, as the mark is."""
        return np.asarray(self._sieve.columns.han_length[rows] > 0) if self._han else np.zeros(len(rows), bool)

    def _rows(self, alike: Met, posted: Posted, apart: bool = False) -> Met:
        """Rows of alike texts, which count as met. ``apart``: those in other writing systems only."""
        rows, of = posted.all_at(alike[0])
        told = alike[1][of]
        if apart:
            kept = self._apart(rows)
            rows, told = rows[kept], told[kept]
        if self._han:
            kept = (told >= SAME_READING) | ~self._by_characters(rows)
            rows, told = rows[kept], told[kept]
        self._met[rows] = True
        return rows, told

    def _like_words(self) -> list[Met]:
        """Rows with a word like one of these, and what it tells."""
        words, asked = self._sieve.words, self._asked
        found = []
        for token, tell in zip(self._tokens, self._tells, strict=True):
            text = asked.tokens.flat[token]
            if len(text) < 3:
                continue
            texts, dice = words.letters.alike(words.letters.shared(text), WORD)
            places, of = words.at.all_at(texts)
            told = dice[of] * np.minimum(words.tells[places], tell)
            telling = told >= TELLS
            rows = self._sieve.columns.token_owner[places[telling]]
            self._met[rows] = True
            found.append((rows, told[telling]))
        return found

    def _exact_words(self) -> list[tuple[Places, float]]:
        """Places of words that are the same as one of these; and what share of this mark that one is."""
        words, asked, columns = self._sieve.words, self._asked, self._sieve.columns
        found = []
        for token, tell in zip(self._tokens, self._tells, strict=True):
            share = float(asked.token_counts[token])
            places = words.same_as(asked.tokens.flat[token], asked.token_gloss[token])
            much = np.maximum(columns.token_counts[places], share) >= PART
            kept = much | (np.minimum(words.tells[places], tell) >= TELLS)
            self._met[columns.token_owner[places[kept]]] = True
            found.append((places, share))
        return found

    def _characters(self) -> list[Places]:
        found = [self._sieve.characters.having(char) for char in sorted(set(self._han))]
        for having in found:
            self._met[having] = True
        return found

    def _meant(self) -> list[Said]:
        """What rows may say that this mark may say, too."""
        asked = self._asked
        first = int(asked.roots.starts[self._at])
        found = []
        for place in range(first, first + int(asked.roots.sizes[self._at])):
            own = np.float32(asked.root_share[place])
            rows, share, translated = self._sieve.roots.saying(asked.roots.flat[place])
            apart = ~self._by_characters(rows)
            rows, share, translated = rows[apart], share[apart], translated[apart] | asked.root_translated[place]
            self._met[rows[share * own > SAYS]] = True
            found.append((rows, share, own, translated))
        return found

    def _saying(self, found: Found, meant: Sequence[Said]) -> Floats:
        """What ``features`` bounds a meaning by: shares of both marks that roots in common may say, unless by equal words."""
        theirs, owned = np.zeros(len(found.rows), np.float32), np.zeros(len(found.rows), np.float32)
        more = np.zeros(len(found.rows), bool)
        for rows, share, own, translated in meant:
            here = self._met[rows]
            at = found.place[rows[here]]
            theirs[at] += share[here]  # a row has a root once
            owned[at] += own
            more[at[translated[here]]] = True
        return np.asarray(np.minimum(theirs, 1.0) * np.minimum(owned, 1.0) * more, np.float32)

    def _covered(self, found: Found, exact: list[tuple[Places, float]]) -> tuple[Floats, Floats, Floats]:
        """How much of either mark is words of the other one: of the one that is covered more; the same, telling; of both."""
        columns = self._sieve.columns
        places = np.concatenate([np.empty(0, np.intp), *(places for places, _ in exact)])
        met = np.unique(places[self._met[columns.token_owner[places]]])
        rows = columns.token_owner[met]
        theirs = np.minimum(1.0, np.bincount(found.place[rows], columns.token_counts[met], len(found.rows)))
        own = np.zeros(len(found.rows))
        for places, share in exact:
            owners = columns.token_owner[places]
            having = np.zeros(len(own), bool)
            having[found.place[owners[self._met[owners]]]] = True
            own += share * having
        own = np.minimum(1.0, own)
        telling = np.minimum(1.0, columns.most_telling[found.rows] / TELLING_ENOUGH)
        asked = min(1.0, float(self._asked.most_telling[self._at]) / TELLING_ENOUGH)
        return np.maximum(theirs, own), np.maximum(theirs**3 * telling, own**3 * asked), np.minimum(theirs, own) ** 3

    def _at_edges(self, rows: Places) -> Iterator[NDArray[Any]]:
        """Letters in common at the start and at the end."""
        shorter = np.maximum(np.minimum(self._sieve.columns.core_length[rows], len(self._core)), 1)
        outermost = self._sieve.outermost
        for one, others in ((self._start, outermost.starts), (self._end, outermost.ends)):
            yield at_edge(one, others[rows], shorter)

    def _against(self, rows: Places) -> Iterator[NDArray[Any]]:
        """What makes much or little of it: unlike length, shortness, a crowd of like words, other numbers, two known words."""
        asked, at, columns = self._asked, self._at, self._sieve.columns
        length, own = self._sieve.length[rows], len(self._readings[0])
        shorter = np.minimum(length, own)
        yield 1.0 - shorter / np.maximum(np.maximum(length, own), 1)
        yield np.log(np.maximum(shorter, 1)) / 4
        yield np.clip((6 - shorter) / 3, 0.0, 1.0)
        yield np.minimum(columns.crowd[rows], asked.crowd[at]) / 6
        yield columns.numbers[rows] != asked.numbers[at]
        yield columns.known[rows] & asked.known[at]
