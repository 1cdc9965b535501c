"""Alert → neutral message in the client's language; channels turn it into their own form.

Every string here is plain text in one language: names from outside are cleaned (``alerts.display``) and isolated, but not
escaped: escaping belongs to the channel, which alone knows its markup.
"""

from dataclasses import dataclass
from enum import StrEnum

from records.alert import Severity


class Form(StrEnum):
    """How much of an alert a message shows."""

    FULL = "full"
    BRIEF = "brief"
    """One line: colour, number, what and by when."""
    NUMBER = "number"
    """Its number only, in a list at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertView:
    """One alert in words, first the sentence that says it all."""

    alert_id: str
    """Key of the alert; the buttons of the view act on it."""
    number: str
    """What people quote: ``3F9A01BC``."""
    severity: Severity
    level: str
    """The severity in words."""
    summary: str
    """Who filed what, where, why it matters, by when, do what."""
    line: str = ""
    """The alert in one line, for a long burst."""
    deadlines: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    """Hidden characters, sealed docket: what must not be missed."""
    actions: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    """(label, value)."""
    reasons: tuple[str, ...] = ()
    """Why it was raised and how the level came about."""
    source_url: str | None = None
    """http or https only."""
    footer: str = ""
    """Date of the data and the limits of what is said."""
    covers: tuple[str, ...] = ()
    """Keys of further alerts on the same record that this view speaks for."""
    form: Form = Form.FULL

    @property
    def alert_ids(self) -> tuple[str, ...]:
        """Every alert this view tells."""
        return (self.alert_id, *self.covers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one client is told at one time."""

    language: str
    views: tuple[AlertView, ...]
    """Most severe first."""
    heading: str = ""
    """``12 new alerts``; empty for a single one."""
    repeat: bool = False
    """An earlier try may have arrived; the channel shows ``repeat_notice``."""
    repeat_notice: str = ""
