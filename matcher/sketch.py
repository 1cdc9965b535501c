"""A sketch: what makes one wording of a mark like or unlike another, in one short line of text that a store can keep.

It is a key (``matcher.keys``) of its own sort: rows meet under it by being alike, not by being equal. Fields are parted by
``\\x1f``, lists within a field by ``\\x1e``; neither can come out of folding.
"""

from dataclasses import dataclass
from functools import lru_cache

from matcher.meaning import sense
from matcher.rarity import packaged
from matcher.views import View

MARK = "~"
"""First character of a sketch, which no other key begins with."""
READINGS = 6
"""At most so many readings, and so many spellings by sound, of one wording."""
WORDS = 8
STEMS = 12
SAYS = 0.3
"""Roots that say less of a mark are left out."""
FIELDS = 12
FIELD = "\x1f"
ITEM = "\x1e"


@dataclass(frozen=True, slots=True)
class Sketch:
    """A sketch taken apart."""

    readings: tuple[str, ...]
    """In Latin letters without spaces, the usual one first."""
    core: str
    """The telling words joined."""
    sounds: tuple[str, ...]
    """Readings spelt broadly as they sound."""
    words: tuple[str, ...]
    word_sounds: tuple[str, ...]
    word_weights: tuple[float, ...]
    """How much each word tells, 0..1."""
    han: str
    stems: tuple[str, ...]
    """English stems that its words may stand for."""
    slots: int
    """How many of its words have a meaning."""
    scripts: str
    numbers: str
    crowd: float
    """How many known words are written nearly like its core."""


def sketch_of(view: View) -> str:
    """The sketch of a view; empty where there is nothing to compare."""
    if view.empty:
        return ""
    readings = view.forms[:READINGS]
    words = view.tokens[:WORDS]
    told = sense(view.means)
    reached = sorted(told.reach().items(), key=lambda one: (-one[1], one[0]))
    stems = [root for root, share in reached if share >= SAYS][:STEMS]
    return MARK + FIELD.join(
        (
            ITEM.join(readings),
            "" if view.core in readings[:1] else view.core,
            ITEM.join(view.broad[:READINGS]),
            ITEM.join(word.text for word in words),
            ITEM.join("" if word.broad == word.text else word.broad for word in words),
            ITEM.join(str(round(100 * word.weight * packaged().weight(word.text))) for word in words),
            view.han,
            ITEM.join(stems),
            str(len(told.units)),
            ",".join(sorted(view.scripts)),
            ",".join(sorted(set(view.numbers))),
            f"{view.crowd:g}",
        )
    )


@lru_cache(maxsize=4096)
def taken_apart(line: str) -> Sketch | None:
    """The sketch that was written as this line; ``None`` for a line of another make."""
    fields = line.removeprefix(MARK).split(FIELD)
    if len(fields) != FIELDS:
        return None
    readings, core, sounds, words, word_sounds, weights, han, stems, slots, scripts, numbers, crowd = fields
    texts = items(words)
    return Sketch(
        readings=items(readings),
        core=core or readings.partition(ITEM)[0],
        sounds=items(sounds),
        words=texts,
        word_sounds=tuple(sound or text for sound, text in zip(word_sounds.split(ITEM), texts, strict=False)),
        word_weights=tuple(int(weight) / 100 for weight in items(weights)),
        han=han,
        stems=items(stems),
        slots=int(slots),
        scripts=scripts,
        numbers=numbers,
        crowd=float(crowd),
    )


def items(field: str) -> tuple[str, ...]:
    """The list in a field."""
    return tuple(field.split(ITEM)) if field else ()
