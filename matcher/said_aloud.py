"""What two marks have in common to the ear, and in what they mean."""

from matcher.english import said
from matcher.meaning import meet
from matcher.met import ALOUD, LOOK, Met, Saying, as_written
from matcher.said_letters import beginning_said, read_as
from matcher.views import View

HEARD_ALIKE = 0.75
"""Share of sounds in common from which two marks are said to sound alike."""
MEANT = 0.99
"""Agreement from which they are said to mean the same."""


def sound_said(met: Met) -> Saying | None:
    """How the marks sound alike; ``None`` where they do not."""
    if ALOUD in met.habits and met.alike >= HEARD_ALIKE:
        form = met.form_a if met.habits[0] == ALOUD else met.form_b
        return Saying("read_aloud", round(met.alike, 3), met.noted(form.upper()))
    if LOOK in met.habits:
        return None
    same_letters = met.alike == 1.0
    if same_letters or _said_the_same(met):
        note = read_as(met)
        return Saying("sounds_same", 1.0, met.noted(note, "=") if note else met.pair("="))
    like = max(met.heard, met.alike if met.across or met.chinese else 0.0)
    if like < HEARD_ALIKE:
        return beginning_said(met) if met.across else None
    note = read_as(met)
    return Saying("sounds_like", round(like, 3), met.noted(note) if note else met.pair())


def meaning_said(met: Met, agreement: float) -> Saying | None:
    """What both marks mean in different words; ``None`` where only equal words meet."""
    met_by = meet(met.a.means, met.b.means)
    if not met_by.met_a or not met_by.met_b:
        return None
    detail = f"{_joined(met.a, met_by.met_a)} = {_joined(met.b, met_by.met_b)}"
    full = min(met_by.covered_a, met_by.covered_b) >= MEANT
    return Saying("means_same" if full else "means_like", round(agreement, 3), detail)


def _said_the_same(met: Met) -> bool:
    """Latin words that an English reader says alike: KOOL, COOL."""
    return met.heard == 1.0 and (met.form_a + met.form_b).isascii() and said(met.form_a) == said(met.form_b)


def _joined(view: View, words: tuple[str, ...]) -> str:
    gap = "" if not any(map(str.isascii, words)) else " "
    return gap.join(as_written(view.text, word) for word in words)
