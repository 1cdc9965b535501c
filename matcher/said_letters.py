"""What two marks have in common to the eye: letters and characters."""

from rapidfuzz.distance import OSA, Levenshtein, Postfix, Prefix

from matcher import family
from matcher.met import ALOUD, AS_WRITTEN, LOOK, Met, Saying
from matcher.scripts import runs, script_of

SHORTEST = 3
"""Letters or characters in common that are worth naming."""
WRITTEN_ALIKE = 0.7
"""Share of letters in common from which two marks are said to be written alike."""
SHARED_CHARACTERS = 0.5


def letters_said(met: Met) -> Saying | None:
    """How marks in one alphabet look alike; ``None`` where they do not."""
    disguised = LOOK in met.habits
    if met.alike == 1.0:
        return Saying("look_alike", 1.0, met.noted(_swapped(met))) if disguised else None
    if met.across or ALOUD in met.habits:
        return None
    few = _few_letters(met)
    if few is not None or disguised:
        return few or Saying("look_alike", round(met.alike, 3), met.pair())
    return _edges(met, met.form_a, met.form_b)


def characters_said(met: Met) -> Saying | None:
    """How marks in Chinese characters look alike; ``None`` where they do not."""
    han_a, han_b = _han(met.a.folded), _han(met.b.folded)
    if met.a.han == met.b.han:
        changed = "、".join(f"{one}/{other}" for one, other in zip(han_a, han_b, strict=True) if one != other)
        return Saying("look_alike", 1.0, met.noted(changed)) if changed and len(changed) < SHORTEST * len(han_a) else None
    if len(han_a) == len(han_b) > 1:
        changes = [(one, other) for one, other in zip(met.a.han, met.b.han, strict=True) if one != other]
        if len(changes) == 1 and all(script_of(char) == "han" for char in changes[0]):
            at = next(place for place, char in enumerate(met.a.han) if char != met.b.han[place])
            return Saying("one_character", 1 - 1 / len(han_a), met.noted(f"{han_a[at]}→{han_b[at]}"))
    shared = "".join(char for char in han_a if char in han_b)
    like = float(met.pairs.han_ratio[met.row])
    return Saying("same_characters", round(like, 3), met.noted(shared)) if like >= SHARED_CHARACTERS and shared else None


def characters_added(met: Met) -> Saying | None:
    """All characters of one mark stand together in the other."""
    han_a, han_b = met.a.han, met.b.han
    if len(han_a) == len(han_b) or min(len(han_a), len(han_b)) < 2:
        return None
    if han_b in han_a:
        return Saying("added", 1.0, f"{met.text_b} + {_without(_han(met.a.folded), han_a, han_b)}")
    if han_a in han_b:
        return Saying("left_out", 1.0, f"{met.text_b} − {_without(_han(met.b.folded), han_b, han_a)}")
    return None


def contained(met: Met) -> Saying | None:
    """The letters of one mark stand unbroken in the other."""
    short, long = sorted((met.form_a, met.form_b), key=len)
    if len(short) < SHORTEST or len(short) == len(long) or short not in long:
        return None
    inner, outer = (met.text_a, met.text_b) if len(met.form_a) < len(met.form_b) else (met.text_b, met.text_a)
    return Saying("contained", round(len(short) / len(long), 3), f"{inner} / {outer}")


def family_said(met: Met) -> Saying | None:
    """Both begin with the letters of one family of marks."""
    if not family.same(met.a.core, met.b.core):
        return None
    return Saying("begins_alike", 1.0, met.noted(family.beginning(met.a.core).upper()))


def _few_letters(met: Met) -> Saying | None:
    """A letter or two put in, left out, changed or swapped."""
    edits = OSA.distance(met.form_a, met.form_b)
    longer = max(len(met.form_a), len(met.form_b))
    if edits > 2 or longer < 2 * edits + 1:
        return None
    return Saying("one_letter" if edits == 1 else "two_letters", round(met.alike, 3), met.noted(_changes(met)))


def _changes(met: Met) -> str:
    """The letters that differ, ``F→B``, ``+S``, ``−S``."""
    one, other = met.form_a, met.form_b
    told: list[str] = []
    for edit in Levenshtein.editops(one, other):
        old, new = one[edit.src_pos : edit.src_pos + 1].upper(), other[edit.dest_pos : edit.dest_pos + 1].upper()
        told.append(f"{old}→{new}" if edit.tag == "replace" else f"+{new}" if edit.tag == "insert" else f"−{old}")
    return ", ".join(dict.fromkeys(told))


def beginning_said(met: Met) -> Saying | None:
    """A beginning or an ending that the telling words of both have in common, as they are usually read."""
    found = _edges(met, met.a.core, met.b.core)
    return found if found is not None and found.code != "spelt_alike" else None


def _edges(met: Met, one: str, other: str) -> Saying | None:
    """A beginning or an ending in common, or most letters."""
    start, end = Prefix.similarity(one, other), Postfix.similarity(one, other)
    shared = max(start, end)
    shorter = min(len(one), len(other))
    if shared >= SHORTEST and 2 * shared >= shorter and one != other:
        code, letters = ("begins_alike", one[:start]) if start >= end else ("ends_alike", one[-end:])
        return Saying(code, round(shared / shorter, 3), met.noted(letters.upper()))
    return Saying("spelt_alike", round(met.alike, 3), met.pair()) if met.alike >= WRITTEN_ALIKE else None


def _swapped(met: Met) -> str:
    """The signs that pass for others, ``0/O``."""
    joined_a, joined_b = met.a.joined, met.b.joined
    if len(joined_a) != len(joined_b):
        return f"{joined_a}/{joined_b}"
    changed = dict.fromkeys(f"{one}/{other}".upper() for one, other in zip(joined_a, joined_b, strict=True) if one != other)
    return ", ".join(changed)


def _han(folded: str) -> str:
    """Its Chinese characters and the digits behind them, in the places of ``View.han``."""
    return "".join(run for word in folded.split(" ") for script, run in runs(word) if script == "han")


def _without(shown: str, shapes: str, inner: str) -> str:
    at = shapes.index(inner)
    return shown[:at] + shown[at + len(inner) :]


def read_as(met: Met) -> str:
    """The habit by which they are read alike, with the reading where the other mark is not spelt so."""
    habit = next((one for one in met.habits if one not in {AS_WRITTEN, LOOK, ALOUD}), "")
    if not habit:
        return ""
    form = met.form_a if met.habits[0] == habit else met.form_b
    return habit if met.alike == 1.0 else f"{habit} {form}"
