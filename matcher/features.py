"""The features of the model: each a function whose docstring is its explanation, with values in 0..1.

Axes are those of the law: appearance, sound, dominant element; ``against`` speaks against a conflict.
"""

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz.distance import OSA, Indel, JaroWinkler, Prefix

from matcher.pairs import Pair
from matcher.sound import agreement

Measure = Callable[[Pair], float]


@dataclass(frozen=True, slots=True)
class Feature:
    """One line of the model's table."""

    name: str
    axis: str
    measure: Measure

    @property
    def explanation(self) -> str:
        """What it means, in a sentence."""
        return (self.measure.__doc__ or "").strip()


def spelling(pair: Pair) -> float:
    """The readings share most of their letters in the same order."""
    return pair.ratio * pair.ratio


def near_spelling(pair: Pair) -> float:
    """The readings differ in a letter or two."""
    return max(0.0, OSA.normalized_similarity(pair.form_a, pair.form_b) - 0.5) * 2 if pair.ratio > 0.5 else 0.0


def beginning(pair: Pair) -> float:
    """The readings begin alike, where a reader looks first."""
    return max(0.0, JaroWinkler.similarity(pair.form_a, pair.form_b) - 0.6) * 2.5


def same_start(pair: Pair) -> float:
    """The longer reading begins with the letters of the shorter one."""
    return Prefix.similarity(pair.form_a, pair.form_b) / pair.shorter if pair.shorter else 0.0


def sounds_alike(pair: Pair) -> float:
    """The marks are pronounced alike, and their spelling does not contradict it."""
    return agreement(pair.a.codes, pair.b.codes, pair.ratio) ** 2


def consonants(pair: Pair) -> float:
    """The same consonants in the same order, vowels aside."""
    a, b = pair.a.consonants, pair.b.consonants
    return Indel.normalized_similarity(a, b) ** 2 if len(a) > 2 and len(b) > 2 else 0.0


def all_words_shared(pair: Pair) -> float:
    """Each mark's telling words are found in the other one."""
    return min(pair.covered_a, pair.covered_b)


def one_inside_other(pair: Pair) -> float:
    """Every telling word of one mark stands in the other one."""
    return max(pair.covered_a, pair.covered_b) ** 2


def watched_inside(pair: Pair) -> float:
    """Every telling word of the watched mark stands in the new one."""
    return pair.covered_b**2


def shared_word(pair: Pair) -> float:
    """They share a telling word, or one nearly like it."""
    return pair.best_word**2


def contained(pair: Pair) -> float:
    """The letters of one stand unbroken inside the other."""
    short, long = sorted((pair.a.core, pair.b.core), key=len)
    if len(short) < 4 or short not in long:
        return 0.0
    return min(1.0, len(short) / 7) * (1.0 if long.startswith(short) else 0.8)


def core_alike(pair: Pair) -> float:
    """Without generic words and legal forms the marks are alike."""
    a, b = pair.a.core, pair.b.core
    return Indel.normalized_similarity(a, b) ** 2 if len(a) > 2 and len(b) > 2 else 0.0


def same_characters(pair: Pair) -> float:
    """The marks share Chinese characters, look-alike ones included."""
    if not pair.a.han or not pair.b.han:
        return 0.0
    return Indel.normalized_similarity(pair.a.han, pair.b.han)


def other_script(pair: Pair) -> float:
    """Written in different scripts, the marks read the same."""
    if pair.a.scripts == pair.b.scripts or pair.shorter < 3:
        return 0.0
    return pair.ratio**2


def short(pair: Pair) -> float:
    """A short mark: every letter makes a difference."""
    return 1.0 if pair.shorter <= 2 else max(0.0, (6 - pair.shorter) / 4)


def length_differs(pair: Pair) -> float:
    """One is much longer than the other."""
    return 1.0 - pair.shorter / pair.longer if pair.longer else 0.0


def starts_differently(pair: Pair) -> float:
    """They begin with different letters."""
    return float(pair.form_a[:1] != pair.form_b[:1])


def numbers_differ(pair: Pair) -> float:
    """They carry different numbers."""
    return float(bool(pair.a.numbers or pair.b.numbers) and set(pair.a.numbers) != set(pair.b.numbers))


def characters_differ(pair: Pair) -> float:
    """Both are Chinese, read alike perhaps, but written with different characters."""
    return 1.0 - same_characters(pair) if pair.a.han and pair.b.han else 0.0


FEATURES: tuple[Feature, ...] = (
    Feature("spelling", "appearance", spelling),
    Feature("near_spelling", "appearance", near_spelling),
    Feature("beginning", "appearance", beginning),
    Feature("same_start", "appearance", same_start),
    Feature("sounds_alike", "sound", sounds_alike),
    Feature("consonants", "sound", consonants),
    Feature("all_words_shared", "dominant", all_words_shared),
    Feature("one_inside_other", "dominant", one_inside_other),
    Feature("watched_inside", "dominant", watched_inside),
    Feature("shared_word", "dominant", shared_word),
    Feature("contained", "dominant", contained),
    Feature("core_alike", "appearance", core_alike),
    Feature("same_characters", "appearance", same_characters),
    Feature("other_script", "sound", other_script),
    Feature("short", "against", short),
    Feature("length_differs", "against", length_differs),
    Feature("starts_differently", "against", starts_differently),
    Feature("numbers_differ", "against", numbers_differ),
    Feature("characters_differ", "against", characters_differ),
)
