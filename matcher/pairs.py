"""Two views laid side by side: best readings, words aligned. The features of the model read from here."""

from dataclasses import dataclass

from rapidfuzz.distance import Indel, JaroWinkler

from matcher.views import Token, View

ALIGNED = 0.75
"""Words less alike than this are different words."""
UNLIKE = 0.5
"""Words that share less of their letters are not looked at further."""
SOUNDS = 0.94
"""What words are worth that sound the same and are spelt differently."""


@dataclass(slots=True)
class Pair:
    """What the features look at; made once for every comparison."""

    a: View
    b: View
    form_a: str
    form_b: str
    """The readings of both that come closest, in Latin letters without spaces."""
    ratio: float
    """Indel similarity of these readings, 0..1."""
    sound_a: str
    sound_b: str
    """The readings, spelt broadly as they sound, that come closest."""
    covered_a: float
    covered_b: float
    """Share of each side's telling weight that finds its like in the other."""
    best_word: float
    """Likeness of the best pair of telling words, 0..1, less for short ones."""
    best_words: tuple[str, str]

    @property
    def shorter(self) -> int:
        """Length of the shorter reading."""
        return min(len(self.form_a), len(self.form_b))

    @property
    def longer(self) -> int:
        """Length of the longer reading."""
        return max(len(self.form_a), len(self.form_b))


def lay(a: View, b: View) -> Pair:
    """Lay two views side by side."""
    form_a, form_b, ratio = _closest(a.forms, b.forms)
    sound_a, sound_b, _ = _closest(a.broad, b.broad)
    covered_a, covered_b, best, best_words = _align(a, b)
    return Pair(a, b, form_a, form_b, ratio, sound_a, sound_b, covered_a, covered_b, best, best_words)


def _closest(forms_a: tuple[str, ...], forms_b: tuple[str, ...]) -> tuple[str, str, float]:
    if not forms_a or not forms_b:
        return (forms_a or ("",))[0], (forms_b or ("",))[0], 0.0
    best, best_a, best_b = -1.0, "", ""
    for a in forms_a:
        for b in forms_b:
            ratio = Indel.normalized_similarity(a, b)
            if ratio > best or (ratio == best and sorted((a, b)) < sorted((best_a, best_b))):
                best, best_a, best_b = ratio, a, b
    return best_a, best_b, best


def _align(a: View, b: View) -> tuple[float, float, float, tuple[str, str]]:
    found_a, found_b = [0.0] * len(a.tokens), [0.0] * len(b.tokens)
    best, best_words = 0.0, ("", "")
    for at_a, one in enumerate(a.tokens):
        for at_b, other in enumerate(b.tokens):
            likeness = word_likeness(one, other)
            if likeness < UNLIKE:
                continue
            if likeness >= ALIGNED:
                found_a[at_a] = max(found_a[at_a], likeness)
                found_b[at_b] = max(found_b[at_b], likeness)
            told = likeness * min(one.tells, other.tells)
            if told > best:
                best, best_words = told, (one.text, other.text)
    return _covered(a, found_a), _covered(b, found_b), best, best_words


def word_likeness(a: Token, b: Token) -> float:
    """Likeness of two words, 0..1: spelling, from a common beginning on; a little less for sound; a gloss that is the word."""
    if a.text == b.text or (a.gloss and a.gloss == b.text) or (b.gloss and b.gloss == a.text):
        return 1.0
    shared = Indel.normalized_similarity(a.text, b.text, score_cutoff=UNLIKE)
    if not shared or len(a.text) < 3 or len(b.text) < 3:
        return 0.0
    spelt = 0.5 * (JaroWinkler.similarity(a.text, b.text) + shared)
    return max(spelt, SOUNDS * Indel.normalized_similarity(a.broad, b.broad))


def _covered(view: View, found: list[float]) -> float:
    if not view.mass or not any(found):
        return 0.0
    return sum(token.mass * share for token, share in zip(view.tokens, found, strict=True)) / view.mass
