"""One mark sifted against very many: which may be like it, and what they have in common with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.columns import Columns, Lists
from matcher.features import TELLING_ENOUGH
from matcher.grams import Floats, Places, Posted
from matcher.pairs import ACROSS, ALPHABETIC, CHINESE
from matcher.sieve_lists import (
    LATIN,
    LATIN_SOUNDS,
    LED_FROM,
    SOUNDS,
    Heard,
    InvertedLists,
    at_edge,
    edges,
)
from matcher.sifted import Sifted

SPELT, WORD = 0.3, 0.55
"""Dice's coefficient of letter pairs from which spellings and words are looked at."""
HEARD = np.linspace(0.42, 0.8, 20, dtype=np.float32)
"""The same of sounds: the more marks sound like one, the more like it they must sound, for these outnumber all others."""
SAME_READING = 0.6
"""The same of spellings and sounds of two marks in Chinese characters, for these are judged by their characters."""
TELLS = 0.2
"""A word is enough by itself if meeting it tells so much,"""
PART = 0.3
"""or if it is so much of either mark."""
SAYS = 0.1
"""Product of the shares of both marks that a common root may say."""

READINGS, LEADS = 4, 1
"""Readings of a mark, and of what leads it, that the others are compared with: of the others a few more are."""

Met = tuple[Places, Floats]
"""Rows, perhaps several times, and what each is met by."""
Said = tuple[Places, Floats, np.float32, NDArray[np.bool_]]
"""Rows that may say a root, the share of each that does, and of the other mark; whether it is more than an equal word."""


class Sifting:
    """One mark against all rows of a sieve."""

    def __init__(self, sieve: InvertedLists, asked: Columns, at: int) -> None:
        self._sieve, self._asked, self._at = sieve, asked, at
        self._scripts = asked.scripts[at]
        self._han = str(asked.han[at])
        self._core = str(asked.core[at])
        self._readings = _texts(asked.forms, at, 0, READINGS)
        self._is_latin = self._scripts == LATIN
        self._said = _texts(asked.broad, at, 0, LATIN_SOUNDS if self._is_latin else SOUNDS)
        self._led = _texts(asked.led, at, LED_FROM, LEADS)
        first = int(asked.tokens.starts[at])
        self._tokens = range(first, first + int(asked.tokens.sizes[at]))
        self._tells = asked.token_tells[first : self._tokens.stop].astype(np.float32)
        (self._start,), (self._end,) = edges(asked.core[at : at + 1])
        self._sounds = self._sounding_alike()
        self._met = np.zeros(len(sieve.columns), bool)
        self._met[sieve.families if asked.in_family[at] else []] = True

    def crowd(self, living: NDArray[np.bool_] | None = None) -> Places:
        """How many rows sound so alike, for each of ``HEARD``; a row counts as often as it is heard so.

        ``living``: whether each row counts; all do where it is not given, which takes less time.
        """
        counts = np.zeros(len(HEARD))
        for sounds in self._sounds:
            for text in self._said:
                if text in sounds.alike:
                    places, told = sounds.alike[text]
                    crowd = self._crowd(sounds.index, places, told, living)
                    counts += np.bincount(np.searchsorted(HEARD, told, "right") - 1, crowd, len(HEARD))
        return counts[::-1].cumsum()[::-1].astype(np.intp)

    def _crowd(self, index: Heard, places: Places, told: Floats, living: NDArray[np.bool_] | None) -> NDArray[Any]:
        """How many rows are met by each of these sounds."""
        if living is not None:
            rows, of = index.of.all_at(places)
            kept = living[rows] & ((told[of] >= SAME_READING) | ~self._by_characters(rows))
            return np.bincount(of[kept], minlength=len(places))
        if self._han:
            return np.where(told < SAME_READING, index.without_characters[places], index.crowd[places])
        return index.crowd[places]

    def sifted(self, heard: float) -> Sifted:
        """What is met, measured. ``heard``: one of ``HEARD``, from which rows are met by their sounds."""
        sieve = self._sieve
        letters = sieve.spelt.letters
        spelt_by = {text: letters.shared(text) for text in dict.fromkeys((*self._readings, self._core))}
        behind = (sieve.spelt.first, SAME_READING if self._han else SPELT)
        spelt = [self._rows(letters.alike(shared, SPELT, behind=behind), sieve.spelt.of) for shared in spelt_by.values()]
        self._hear(heard)
        words, exact, having, meant = self._like_words(), self._exact_words(), self._characters(), self._meant()
        for edge in (sieve.outermost.beginning(self._start), sieve.outermost.ending(self._end)):
            self._met[edge[~self._by_characters(edge)]] = True
        rows = np.flatnonzero(self._met)
        place = np.empty(len(self._met), np.int32)
        place[rows] = np.arange(len(rows), dtype=np.int32)
        apart, han = self._apart(rows), sieve.columns.han_length[rows]
        regime = np.where(apart, ACROSS, np.where((han > 0) & bool(self._han), CHINESE, ALPHABETIC))
        found = _Found(rows, place)
        read = letters.dice(spelt_by[self._readings[0]], sieve.spelt.usual[rows])
        core, overlap = letters.dice_and_overlap(spelt_by[self._core], sieve.spelt.core[rows])
        spelling = np.maximum(np.maximum(read, core), found.most(spelt))
        sound, led = self._sounding(found, regime)
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

    def _rows(self, alike: Met, posted: Posted, *, apart: bool = False) -> Met:
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

    def _sounding_alike(self) -> list["_Sounds"]:
        """What sounds alike: in a common alphabet by its usual sound, else by any, and by what leads it."""
        sieve, several = self._sieve, (*self._said, *self._led)
        if self._is_latin:
            return [_Sounds(sieve.usually_heard, self._said[:1]), _Sounds(sieve.foreign_heard, several)]
        least = SAME_READING if self._han else 0.0
        return [_Sounds(index, several, characters=least) for index in (sieve.foreign_heard, sieve.heard)]

    def _hear(self, least: float) -> None:
        """Meet rows by their sounds."""
        for sounds in self._sounds:
            alike = {text: (places[told >= least], told[told >= least]) for text, (places, told) in sounds.alike.items()}
            sounds.rows = [self._rows(alike[text], sounds.index.of) for text in alike if text in self._said]
            sounds.led = [self._rows(alike[text], sounds.index.led_by, apart=True) for text in self._led if text in alike]

    def _sounding(self, found: "_Found", regime: Places) -> tuple[Floats, Floats]:
        """How alike the rows sound, and how alike they are led."""
        sounds = self._sounds
        sound = np.zeros(len(found.rows), np.float32)
        for one in sounds:
            usual = one.index.usual[found.rows]
            here = np.flatnonzero(usual >= 0)
            sound[here] = one.index.letters.dice(one.shared, usual[here])
        most = found.most([met for one in sounds for met in one.rows])
        led = found.most([met for one in sounds for met in one.led])
        return np.where(regime == ALPHABETIC, sound, np.maximum(sound, most)), led

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

    def _saying(self, found: "_Found", meant: Sequence[Said]) -> Floats:
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

    def _covered(self, found: "_Found", exact: list[tuple[Places, float]]) -> tuple[Floats, Floats, Floats]:
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


class _Sounds:
    """Sounds of one index that are like those of the mark that is asked for."""

    def __init__(self, index: Heard, texts: Sequence[str], *, characters: float = 0.0) -> None:
        """``characters``: from which likeness on those of marks with Chinese characters are looked at, if it is more."""
        self.index, least, behind = index, float(HEARD[0]), (index.first, characters)
        shared = {text: index.letters.shared(text) for text in dict.fromkeys(texts)}
        self.shared = shared[texts[0]]
        """With its usual sound."""
        self.alike = {text: index.letters.alike(one, least, behind=behind) for text, one in shared.items()}
        self.rows: list[Met] = []
        self.led: list[Met] = []


@dataclass(frozen=True, slots=True)
class _Found:
    """Rows, and where each row of the sieve stands among them."""

    rows: Places
    place: NDArray[np.int32]

    def most(self, met: Sequence[Met]) -> Floats:
        """The most that each row is met by, 0 for the others."""
        most = np.zeros(len(self.rows), np.float32)
        for those, told in met:
            np.maximum.at(most, self.place[those], told)
        return most

    def times(self, met: Sequence[Places]) -> Floats:
        """How often each row is met."""
        rows = np.concatenate(met) if met else np.empty(0, np.intp)
        return np.bincount(self.place[rows], minlength=len(self.rows)).astype(np.float32)


def _texts(lists: Lists, at: int, start: int, most: int) -> list[str]:
    """Up to ``most`` texts of a list, from the ``start``-th on."""
    first, size = int(lists.starts[at]), int(lists.sizes[at])
    texts: list[str] = lists.flat[first + min(start, size) : first + min(start + most, size)].tolist()
    return texts
