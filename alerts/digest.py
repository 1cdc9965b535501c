"""Many alerts to one receiver → one message: the most severe in full, the rest in a line each, a flood by number."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from alerts.display import shown
from alerts.render import AlertView, Form, Message, view
from alerts.texts import Texts
from records.alert import Alert, Severity

ALL_FULL = 3
"""Up to so many records are all shown in full."""
MOST_FULL = 4
"""Of more, at most so many: the critical and high ones."""
MOST_LINES = 40
"""Records with a line of their own after those; the rest by number."""
REPEATED_LINES = 15
"""Of a repeat, up to so many records have a line: what was one message must come back as one message."""


def compose(alerts: Sequence[Alert], language: str, *, now: datetime, repeat: bool = False) -> Message:
    """One message for one receiver. Every alert is in it; alerts on one record share a view, the most severe speaking."""
    texts = Texts(language)
    groups = sorted(_by_record(alerts).values(), key=lambda group: _order(group[0]))
    forms = _repeat_forms(len(groups)) if repeat else _forms(groups)
    views = [_view(group, texts, now=now, form=form) for group, form in zip(groups, forms, strict=True)]
    total = sum(len(group) for group in groups)
    return Message(
        language=texts.language,
        views=tuple(views),
        heading=texts.say_many("{n} new alert", "{n} new alerts", total) if total > 1 else "",
        repeat=repeat,
        repeat_notice=texts.say("This may be a repeat: an earlier try was cut off, so you may have it already.")
        if repeat
        else "",
    )


def _view(group: Sequence[Alert], texts: Texts, *, now: datetime, form: Form) -> AlertView:
    first, *others = group
    shown_view = view(first, texts, now=now)
    also = tuple(
        texts.say("Also #{number}, by your watch “{term}”.", number=other.number, term=shown(other.term)) for other in others
    )
    return replace(
        shown_view, form=form, covers=tuple(other.key for other in others), reasons=(*shown_view.reasons, *also), also=also
    )


def _by_record(alerts: Sequence[Alert]) -> Mapping[tuple[str, ...], list[Alert]]:
    groups: dict[tuple[str, ...], list[Alert]] = {}
    for alert in sorted(alerts, key=_order):
        stage = () if alert.collection == "docket_entries" else (alert.event,)
        groups.setdefault((alert.client_id, alert.collection, alert.record_id, *stage), []).append(alert)
    return groups


def _order(alert: Alert) -> tuple[int, date, float, str]:
    return -alert.severity.rank, alert.due.on if alert.due else date.max, -alert.score, alert.key


def _forms(groups: Sequence[Sequence[Alert]]) -> list[Form]:
    full = len(groups)
    if full > ALL_FULL:
        pressing = sum(1 for group in groups if group[0].severity.rank >= Severity.HIGH.rank)
        full = min(max(pressing, 1), MOST_FULL)
    lines = min(len(groups) - full, MOST_LINES)
    return [Form.FULL] * full + [Form.BRIEF] * lines + [Form.NUMBER] * (len(groups) - full - lines)


def _repeat_forms(count: int) -> list[Form]:
    form = Form.FULL if count == 1 else Form.BRIEF if count <= REPEATED_LINES else Form.NUMBER
    return [form] * count
