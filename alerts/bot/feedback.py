"""Answers on alerts as they are kept: one row a watch, one answer a record, the last word counts.

An answer that lets more through again – relevant, taken back, all forgotten – has what was silenced by answers decided anew.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from alerts.bot.edits import change
from alerts.learning import same
from index.query import Range, equals
from index.rows import Stored, Written
from index.schema import FEEDBACK, FILINGS, MATCHES, SILENCES
from index.store import Store
from records.alert import Alert, Silence
from records.errors import ConflictError
from records.feedback import Answer, Feedback
from records.filing import Filing
from records.match import Match

MOST_ANSWERS = 500
"""Answers that are kept for a watch, the newest."""
REOPENED_DAYS = 90
"""What was silenced longer ago stays so when answers change: hardly any period to oppose is longer."""
BELOW_OWN_LINE = "below_own_line"
REFUSED = "not_relevant"
"""Reasons of silence that come from answers."""


class Answers:
    """What clients said of their alerts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, watch_ids: Sequence[str]) -> dict[str, Feedback]:
        """The feedback of these watches, where there is any, by watch."""
        rows = self._store.get(FEEDBACK, list(watch_ids)) if watch_ids else {}
        return {row_id: row.record for row_id, row in rows.items() if isinstance(row.record, Feedback)}

    def say(self, alert: Alert, *, relevant: bool, by: str, now: datetime) -> None:
        """Keep the answer in the place of an earlier one on the same record."""
        answer = self._answer(alert, relevant=relevant, by=by, now=now)

        def answered(old: Feedback) -> Feedback:
            others = (one for one in old.answers if one.about != answer.about)
            return replace(old, answers=(*others, answer)[-MOST_ANSWERS:])

        self._edit(alert.watch_id, alert.client_id, answered, now)
        if relevant:
            self._decide_anew(alert.watch_id, now)

    def take_back(self, alert: Alert, *, now: datetime) -> None:
        """As if the record had never been answered."""

        def without(old: Feedback) -> Feedback:
            return replace(old, answers=tuple(one for one in old.answers if one.about != (alert.collection, alert.record_id)))

        if change(self._store, FEEDBACK, alert.watch_id, without, now=now) is not None:
            self._decide_anew(alert.watch_id, now)

    def reset(self, watch_id: str, *, by: str, now: datetime) -> int:
        """Forget all answers on a watch's alerts; returns how many stood."""
        stood = 0

        def emptied(old: Feedback) -> Feedback:
            nonlocal stood
            stood = len(old.answers)
            return replace(old, answers=(), reset_at=now, reset_by=by) if old.answers else old

        change(self._store, FEEDBACK, watch_id, emptied, now=now)
        self._decide_anew(watch_id, now)
        return stood

    def silenced(self, watch_id: str, *, now: datetime) -> int:
        """How many matches of the last ``REOPENED_DAYS`` stay silent below the watch's own line."""
        return sum(len(batch) for batch in self._silences(watch_id, BELOW_OWN_LINE, now=now))

    def _edit(self, watch_id: str, client_id: str, edit: Callable[[Feedback], Feedback], now: datetime) -> None:
        first = edit(Feedback(watch_id=watch_id, client_id=client_id))
        if self._store.write(FEEDBACK, [FEEDBACK.row(first)], now=now, create_only=True) == (Written.EXISTS,):
            change(self._store, FEEDBACK, watch_id, edit, now=now)

    def _answer(self, alert: Alert, *, relevant: bool, by: str, now: datetime) -> Answer:
        answer = Answer(
            collection=alert.collection, record_id=alert.record_id, relevant=relevant, at=now, by=by, alert_id=alert.key
        )
        found = self._store.get(MATCHES, alert.match_ids[:1])
        match = next((row.record for row in found.values() if isinstance(row.record, Match)), None)
        if match is None:
            return answer
        filings = self._store.get(FILINGS, [match.record_id]) if match.collection == FILINGS.name else {}
        filing = next((row.record for row in filings.values() if isinstance(row.record, Filing)), None)
        return replace(
            answer,
            match_id=match.key,
            score=match.score,
            class_relation=match.class_overlap,
            classes=filing.nice_classes if filing else (),
            identical=same(match),
            feature_set=match.feature_set,
        )

    def _decide_anew(self, watch_id: str, now: datetime) -> None:
        """Make matches due that answers had silenced. The silence goes last: where this is cut off, the next call ends it."""
        for batch in self._silences(watch_id, BELOW_OWN_LINE, REFUSED, now=now):
            silences = {row.record.match_id: row.id for row in batch if isinstance(row.record, Silence)}
            for row in self._store.get(MATCHES, list(silences)).values():
                try:
                    self._store.replace(MATCHES, MATCHES.row(row.record, due_at=now), if_revision=row.revision, now=now)
                except ConflictError:  # somebody is deciding it at this moment
                    del silences[row.id]
            self._store.delete(SILENCES, list(silences.values()))

    def _silences(self, watch_id: str, *reasons: str, now: datetime) -> list[tuple[Stored, ...]]:
        self._store.settle(SILENCES)
        recent = Range("at", low=now - timedelta(days=REOPENED_DAYS))
        return list(self._store.scan(SILENCES, (equals("watch_id", watch_id), equals("reason", *reasons), recent)))
