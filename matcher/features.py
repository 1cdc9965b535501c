"""The features of the model: each a function whose docstring is its explanation, with values in 0..1.

Axes are those of the law: appearance, sound, meaning, dominant element; ``against`` speaks against a conflict.
"""

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz.distance import OSA, Indel, Prefix

from matcher.meaning import agreement as agreement_of_meaning
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
    """The readings share most of their letters in the same order, generic words counting half."""
    a, b = pair.a.core, pair.b.core
    core = pair.ratio if a == pair.form_a and b == pair.form_b else Indel.normalized_similarity(a, b)
    return (0.5 * (pair.ratio + core)) ** 2


def near_spelling(pair: Pair) -> float:
    """The readings differ in a letter or two; the shorter they are, the more a letter counts."""
    return _few_edits(pair.form_a, pair.form_b) if pair.ratio > 0.5 else 0.0


def same_start(pair: Pair) -> float:
    """The telling words of both begin with the same letters, where a reader looks first."""
    shorter = min(len(pair.a.core), len(pair.b.core))
    return Prefix.similarity(pair.a.core, pair.b.core) / shorter if shorter else 0.0


def sounds_alike(pair: Pair) -> float:
    """The marks are pronounced alike, and their spelling does not contradict it."""
    return agreement(pair.a.codes, pair.b.codes, pair.ratio) ** 2


def near_sound(pair: Pair) -> float:
    """Said aloud, the marks differ in a sound or two at most."""
    return _few_edits(pair.sound_a, pair.sound_b)


def one_inside_other(pair: Pair) -> float:
    """Every telling word of one mark stands in the other one."""
    return max(pair.covered_a, pair.covered_b) ** 2


def shared_word(pair: Pair) -> float:
    """They share a telling word, or one nearly like it."""
    return pair.best_word**2


def contained(pair: Pair) -> float:
    """The letters of one stand unbroken inside the other."""
    short, long = sorted((pair.a.core, pair.b.core), key=len)
    if len(short) < 4 or short not in long:
        return 0.0
    return min(1.0, len(short) / 7) * (1.0 if long.startswith(short) else 0.8)


def same_characters(pair: Pair) -> float:
    """The marks share Chinese characters, look-alike ones included."""
    if not pair.a.han or not pair.b.han:
        return 0.0
    return Indel.normalized_similarity(pair.a.han, pair.b.han)


def other_script(pair: Pair) -> float:
    """Written in different scripts, the marks read the same."""
    if pair.a.scripts == pair.b.scripts or pair.shorter < 4:
        return 0.0
    return max(pair.ratio, Indel.normalized_similarity(pair.sound_a, pair.sound_b)) ** 2


def same_meaning(pair: Pair) -> float:
    """In different words or languages, the marks say the same."""
    return agreement_of_meaning(pair.a.means, pair.b.means) ** 2 if pair.a.means and pair.b.means else 0.0


def short(pair: Pair) -> float:
    """A short mark that is not the same: every letter makes a difference."""
    return 0.0 if pair.form_a == pair.form_b else min(1.0, max(0.0, (6 - pair.shorter) / 3))


def length_differs(pair: Pair) -> float:
    """One is much longer than the other."""
    return 1.0 - pair.shorter / pair.longer if pair.longer else 0.0


def numbers_differ(pair: Pair) -> float:
    """They carry different numbers."""
    return float(bool(pair.a.numbers or pair.b.numbers) and set(pair.a.numbers) != set(pair.b.numbers))


def characters_differ(pair: Pair) -> float:
    """Both are Chinese, read alike perhaps, but written with different characters."""
    return 1.0 - same_characters(pair) if pair.a.han and pair.b.han else 0.0


def _few_edits(a: str, b: str) -> float:
    longer = max(len(a), len(b))
    if longer < 3:
        return 0.0
    edits = OSA.distance(a, b)
    return 1.0 if edits == 0 else max(0.0, 1.0 - 2.0 * edits / (longer - 1))


FEATURES: tuple[Feature, ...] = (
    Feature("spelling", "appearance", spelling),
    Feature("near_spelling", "appearance", near_spelling),
    Feature("same_start", "appearance", same_start),
    Feature("sounds_alike", "sound", sounds_alike),
    Feature("near_sound", "sound", near_sound),
    Feature("one_inside_other", "dominant", one_inside_other),
    Feature("shared_word", "dominant", shared_word),
    Feature("contained", "dominant", contained),
    Feature("same_characters", "appearance", same_characters),
    Feature("other_script", "sound", other_script),
    Feature("same_meaning", "meaning", same_meaning),
    Feature("short", "against", short),
    Feature("length_differs", "against", length_differs),
    Feature("numbers_differ", "against", numbers_differ),
    Feature("characters_differ", "against", characters_differ),
)
