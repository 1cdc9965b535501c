"""The sentence an alert begins with: who filed what, where, why it matters, by when."""

from collections.abc import Mapping
from datetime import datetime

from alerts.display import shown
from alerts.texts import Texts
from alerts.time_left import days_left
from alerts.words import COMPARISONS, DUE_KINDS, EVENTS, FILED, NO_DATE, OUTCOMES, UNREAD_EVENT, coded
from records.alert import Alert, DueDate
from records.codes import DocketEvent, Outcome

MAX_CAPTION = 160
MAX_COUNTRY = 3
EVERY_SCHEDULE_A = "*"
"""Term of a plaintiff watch that follows every Schedule A case."""


def filing_subject(alert: Alert, facts: Mapping[str, str], texts: Texts) -> str:
    """Applicant, mark, market and classes, by the stage of the filing."""
    who = shown(facts["applicant"]) if "applicant" in facts else texts.say("an unnamed applicant")
    if country := facts.get("applicant_country"):
        who = texts.say("{name} ({country})", name=who, country=shown(country, limit=MAX_COUNTRY))
    classes = facts.get("classes", "").split()
    return texts.say(
        FILED.get(alert.event, FILED["filing_unknown"]),
        who=who,
        mark=shown(facts["mark"]) if "mark" in facts else texts.say("a mark without words"),
        where=_market(facts, texts),
        classes=texts.say_many(", class {classes}", ", classes {classes}", len(classes), classes=_classes(classes, texts))
        if classes
        else "",
    )


def _market(facts: Mapping[str, str], texts: Texts) -> str:
    return facts.get(f"market_{texts.language}") or shown(facts.get("office", "?"))


def _classes(classes: list[str], texts: Texts) -> str:
    return texts.say(", ").join(classes)


def docket_subject(facts: Mapping[str, str], texts: Texts) -> str:
    """Court, case and what was entered."""
    number = shown(facts.get("docket_number") or facts.get("docket", "?"))
    return texts.say(
        "{court}, case {number}, {caption}: {event}",
        court=shown(facts.get("court_name") or facts.get("court", "?")),
        number=number,
        caption=shown(facts["case_name"], limit=MAX_CAPTION) if "case_name" in facts else texts.say("caption not given"),
        event=_event(facts, texts),
    )


def _event(facts: Mapping[str, str], texts: Texts) -> str:
    try:
        words = texts.say(EVENTS[DocketEvent(facts.get("event", ""))])
    except ValueError:
        words = texts.say(UNREAD_EVENT)
    if "outcome" in facts:
        return texts.say("{event} ({outcome})", event=words, outcome=texts.say(OUTCOMES[Outcome(facts["outcome"])]))
    return words


def comparison(alert: Alert, facts: Mapping[str, str], texts: Texts) -> str:
    """Why it matters to this client: its own term and what it was held against."""
    term = shown(alert.term)
    if "named_defendant" in facts:
        return texts.say("“{term}” stands among the defendants", term=term)
    if facts.get("watch_kind") == "plaintiff" and alert.term == EVERY_SCHEDULE_A:
        return texts.say("you follow every Schedule A case")
    if facts.get("watch_kind") == "plaintiff":
        return texts.say("you follow the plaintiff “{term}”", term=term)
    mark = next((factor.reason for factor in alert.factors if factor.name == "mark"), "")
    name, _, value = mark.partition("=")
    if name not in COMPARISONS:
        return texts.say("close to your “{term}”", term=term)
    return texts.say(COMPARISONS[name], term=term, value=shown(value))


def when(alert: Alert, facts: Mapping[str, str], texts: Texts, now: datetime) -> str:
    """By when, or why there is no date."""
    if alert.due is not None:
        return due_line(alert.due, texts, now)
    if "opposition_closed" in facts:
        return texts.say("Opposition closed on {date}; the next remedy remains.", date=facts["opposition_closed"])
    if "no_due_date" in facts:
        return coded(texts, NO_DATE, facts["no_due_date"])
    return texts.say("No date follows from this entry.")


def due_line(due: DueDate, texts: Texts, now: datetime) -> str:
    """The date with the days left."""
    kind = "tro_if_granted" if due.kind == "tro" and "outcome_unknown" in due.note.split() else due.kind
    words = texts.say(DUE_KINDS.get(kind, DUE_KINDS["opposition"]))
    return texts.say("{kind} {date} ({left}).", kind=words, date=due.on.isoformat(), left=_left(due, texts, now))


def _left(due: DueDate, texts: Texts, now: datetime) -> str:
    """Days left, in words."""
    days = days_left(due, now)
    if days < 0:
        return texts.say("passed")
    return texts.say_many("{n} day left", "{n} days left", days) if days else texts.say("today")
