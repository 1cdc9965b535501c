"""Alert → neutral message in the client's language; channels turn it into their own form.

Every string here is plain text in one language: names from outside are cleaned (``alerts.display``) and isolated, but not
escaped: escaping belongs to the channel, which alone knows its markup.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from alerts.display import clean, safe_url, shown
from alerts.learned import sentences
from alerts.reasons import reason
from alerts.sentence import comparison, docket_subject, due_line, filing_subject, when
from alerts.texts import Texts
from alerts.words import (
    ACTIONS,
    DUE_KINDS,
    FACTS,
    NOTES,
    REASONS,
    SEVERITIES,
    coded,
)
from records.alert import Alert, Severity

MAX_FACT = 200
MAX_EVIDENCE = 5

_IN_SENTENCE = frozenset({"applicant", "case_name", "court_name", "docket_number"})


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
    why: str = ""
    """The reasons in one line."""
    reasons: tuple[str, ...] = ()
    """Why it was raised and how the level came about, a line each."""
    source_url: str | None = None
    """http or https only."""
    footer: str = ""
    """Date of the data and the limits of what is said."""
    covers: tuple[str, ...] = ()
    """Keys of further alerts on the same record that this view speaks for."""
    also: tuple[str, ...] = ()
    """A line for each of them, with its number."""
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


def view(alert: Alert, texts: Texts, *, now: datetime) -> AlertView:
    """The alert in words, all parts filled; ``now`` is what days left are counted from."""
    facts = dict(alert.headline)
    filing = alert.event.startswith("filing_")
    subject = filing_subject(alert, facts, texts) if filing else docket_subject(facts, texts)
    days = when(alert, facts, texts, now)
    first = _action(alert.actions[0].name, alert.actions[0].by, texts) if alert.actions else ""
    return AlertView(
        alert_id=alert.key,
        number=alert.number,
        severity=alert.severity,
        level=texts.say(SEVERITIES[alert.severity]),
        summary=texts.say("{what} – {why}. {when}", what=subject, why=comparison(alert, facts, texts), when=days)
        + (texts.say(" Do now: {action}.", action=first) if first else ""),
        line=texts.say("{what} · {when}", what=subject, when=days),
        deadlines=tuple(_deadlines(alert, facts, texts, now)),
        warnings=tuple(_warnings(alert, facts, texts)),
        actions=tuple(_action(item.name, item.by, texts) for item in alert.actions),
        facts=tuple(_facts(facts, texts, subject)),
        why=texts.say("; ").join(_factor_words(alert, texts)),
        reasons=tuple(_reasons(alert, texts)),
        source_url=safe_url(alert.source_url),
        footer=_footer(alert, texts),
    )


def _deadlines(alert: Alert, facts: Mapping[str, str], texts: Texts, now: datetime) -> Iterable[str]:
    due = alert.due
    if due is None:
        return
    yield due_line(due, texts, now)
    for name, value in facts.items():
        if name.startswith("also_due_"):
            yield texts.say("{kind} {date}.", kind=coded(texts, DUE_KINDS, name.removeprefix("also_due_")), date=shown(value))
    if due.note:
        yield texts.say("; ").join(coded(texts, NOTES, code) for code in due.note.split())
    rule = texts.say(
        "Rule: {rule}. Counted from {trigger}. Source: {source}.",
        rule=shown(due.rule),
        trigger=due.trigger.isoformat(),
        source=shown(due.source),
    )
    yield rule if due.verified else rule + texts.say(" Unconfirmed in the table: have counsel check it.")


def _warnings(alert: Alert, facts: Mapping[str, str], texts: Texts) -> Iterable[str]:
    names = ("mark", "applicant", "representative", "case_name", "description", "event_name")
    if any(clean(facts[name]).hidden for name in names if name in facts) or clean(alert.record_text).hidden:
        yield texts.say("The record contains hidden characters, taken out here: that is itself a sign of risk.")
    if "sealed" in facts or alert.event in {"docket_seal_order", "docket_sealed_document"}:
        yield texts.say("Sealed: silence is not safety. What is under seal is not in any feed.")
    elif "schedule_a" in facts:
        yield texts.say("The defendants stand on a schedule that is sealed at first: silence is not safety.")
    if "pseudonymous_plaintiff" in facts:
        yield texts.say("The plaintiff sues under a pseudonym: the brand is not known yet.")
    if alert.event == "docket_case_seen":
        yield texts.say("This entry is routine; it is told because it is the first seen of this case. Read the whole docket.")


def _action(name: str, by: date | None, texts: Texts) -> str:
    words = coded(texts, ACTIONS, name)
    return texts.say("{action} (by {date})", action=words, date=by.isoformat()) if by else words


def _facts(facts: Mapping[str, str], texts: Texts, said: str) -> Iterable[tuple[str, str]]:
    """Label and value of what the sentence has not said already."""
    for name, label in FACTS.items():
        value = shown(facts.get(name, ""), limit=MAX_FACT)
        if value and not (name in _IN_SENTENCE and value in said):
            yield texts.say(label), value


def _factor_words(alert: Alert, texts: Texts) -> list[str]:
    return [coded(texts, REASONS, factor.reason) for factor in alert.factors]


def _reasons(alert: Alert, texts: Texts) -> Iterable[str]:
    yield texts.say("Your watch: “{term}”. In the record: “{found}”.", term=shown(alert.term), found=shown(alert.record_text))
    for item in alert.evidence[:MAX_EVIDENCE]:
        yield reason(item, texts)
    for factor, words in zip(alert.factors, _factor_words(alert, texts), strict=True):
        if factor.value is None:
            yield texts.say("{words} (unknown, counted ×0.7)", words=words)
        else:
            yield texts.say("{words} (×{value})", words=words, value=f"{factor.value:g}")
    yield texts.say("Score {score} of 100: {level}.", score=f"{alert.score:g}", level=texts.say(SEVERITIES[alert.severity]))
    if alert.learned is not None:
        yield from sentences(alert.learned, texts)
    if alert.note:
        yield texts.say("Your note: {note}", note=shown(alert.note))


def _footer(alert: Alert, texts: Texts) -> str:
    as_of = alert.data_as_of.date().isoformat() if alert.data_as_of else texts.say("not known")
    return texts.say("Data as of {date}. No legal advice: confirm with local counsel.", date=as_of)
