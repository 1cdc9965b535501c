"""What sounds like one mark, of very many: the sounds alike, how many rows they are of, and how alike each row sounds."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.columns import Columns
from matcher.grams import Floats, Places, Posted
from matcher.pairs import ALPHABETIC
from matcher.sieve_lists import LATIN, LATIN_SOUNDS, LED_FROM, SOUNDS, Heard, InvertedLists, texts_of
from matcher.sifted import Found, Met

HEARD = np.linspace(0.42, 0.8, 20, dtype=np.float32)
"""Dice's coefficient of letter pairs from which sounds are looked at: the more marks sound like one, the more like it they must
sound, for these outnumber all others."""
SAME_READING = 0.6
"""The same of spellings and sounds of two marks in Chinese characters, for these are judged by their characters."""
ASKED_LEADS = 1
"""So much of what leads a mark is compared with that of the others, of which there is a little more."""

Meet = Callable[[Met, Posted, bool], Met]
"""Meets the rows of texts that are alike; of those only in other writing systems, if so told."""


class Hearing:
    """One mark heard among all rows of a sieve: in a common alphabet by its usual sound, else by any, and by what leads it."""

    def __init__(self, sieve: InvertedLists, asked: Columns, at: int) -> None:
        self._columns, self._has_characters = sieve.columns, bool(asked.han_length[at])
        is_latin = asked.scripts[at] == LATIN
        self._said = texts_of(asked.broad, at, 0, LATIN_SOUNDS if is_latin else SOUNDS)
        self._led = texts_of(asked.led, at, LED_FROM, ASKED_LEADS)
        several = (*self._said, *self._led)
        if is_latin:
            self._sounds = [_Sounds(sieve.usually_heard, self._said[:1]), _Sounds(sieve.foreign_heard, several)]
        else:
            least = SAME_READING if self._has_characters else 0.0
            self._sounds = [_Sounds(index, several, characters=least) for index in (sieve.foreign_heard, sieve.heard)]

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

    def meet(self, least: float, meet: Meet) -> None:
        """Meet the rows that sound, or are led, at least so much alike."""
        for sounds in self._sounds:
            alike = {text: (places[told >= least], told[told >= least]) for text, (places, told) in sounds.alike.items()}
            sounds.rows = [meet(alike[text], sounds.index.of, False) for text in alike if text in self._said]
            sounds.led = [meet(alike[text], sounds.index.led_by, True) for text in self._led if text in alike]

    def told(self, found: Found, regime: Places) -> tuple[Floats, Floats]:
        """How alike the rows sound, and how alike those are led that were met."""
        sound = np.zeros(len(found.rows), np.float32)
        for one in self._sounds:
            usual = one.index.usual[found.rows]
            here = np.flatnonzero(usual >= 0)
            sound[here] = one.index.letters.dice(one.shared, usual[here])
        most = found.most([met for one in self._sounds for met in one.rows])
        led = found.most([met for one in self._sounds for met in one.led])
        return np.where(regime == ALPHABETIC, sound, np.maximum(sound, most)), led

    def _crowd(self, index: Heard, places: Places, told: Floats, living: NDArray[np.bool_] | None) -> NDArray[Any]:
        """How many rows are met by each of these sounds."""
        if living is not None:
            rows, of = index.of.all_at(places)
            kept = living[rows]
            if self._has_characters:
                kept &= (told[of] >= SAME_READING) | (self._columns.han_length[rows] == 0)
            return np.bincount(of[kept], minlength=len(places))
        crowd = index.of.sizes(places)
        return np.where(told < SAME_READING, index.without_characters[places], crowd) if self._has_characters else crowd


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
