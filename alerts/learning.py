"""What a watch learns from its answers: a line of its own, and what each Nice class counts. Pure; their order does not matter.

**Line.** It is the lowest score t, from the model's own line ``low`` to ``high``, at which the cost

    not relevant answers at or above t  +  RELEVANT_COST × relevant answers below t  +  PRIOR × (t − low) / (high − low)

is least. The last part is a prior: the weight of ``PRIOR`` answers, spread evenly over the scores, that want the line where the
model has it, so that a line goes up only as far as answers pay for. An answer adds to the cost of one side of t alone, so
another "not relevant" never lowers the line and another "relevant" never raises it. (Choosing a cut by minimal weighted error
under a penalty on leaving the default is ordinary regularised risk minimisation.)

**Classes.** With n not relevant and r relevant answers on filings that name the class – an answer on k classes is shared, 1/k to
each – the balance is b = (r − n) / (r + n + PSEUDO_ANSWERS), and the class counts 1 + b × .15 where b > 0, 1 + b × .3 where
b < 0. A class that the watch itself names never counts less than 1: what is unlike there is the mark, not the goods. Of a
filing's classes the one that counts most decides, as it does for goods.

**Held back.** Fewer than ``LEAST_ANSWERS`` not relevant answers move no line and damp no class. Identical marks and names,
``high`` scores in the same class or with unknown classes, and everything of the courts are never silenced (``alerts.rules``).
"""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alerts.severity import IDENTICAL_CORE, mark_factor
from index.schema import FILINGS
from records.codes import WatchKind
from records.feedback import Answer, ClassWeight, Feedback, Learned
from records.match import Match
from records.watch import Watch

LEAST_ANSWERS = 3
"""Not relevant answers before a line goes up or a class counts less: one angry press silences nothing."""
RELEVANT_COST = 3.0
"""A relevant answer below the line costs as much as three not relevant ones above it."""
PRIOR = 8.0
"""Weight of the prior over the whole range of scores. This and ``LEAST_ANSWERS`` were picked by hand on ``bench.feedback``, with
all figures in view (docs/alerts.md); the other constants are judgement and were not fitted."""
PSEUDO_ANSWERS = 4.0
"""Balanced answers that every class begins with."""
LEAST_FACTOR = 0.7
MOST_FACTOR = 1.15
STEP = 1_000
"""Lines stand on thousandths."""

_LIKENESS = frozenset({WatchKind.MARK, WatchKind.SHOP, WatchKind.COMPANY})
"""Kinds whose score is a likeness. A product's is a constant: any line would silence all of its mentions or none."""

_SAME_CLASS = 1.0


@dataclass(frozen=True, slots=True)
class Scale:
    """The model in force: its line, the score called ``high``, its name and version; and what holds a line back (see above)."""

    low: float
    high: float
    feature_set: str
    prior: float = PRIOR


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the raising of alerts takes from a watch's feedback."""

    learned: Learned
    refused: frozenset[tuple[str, str]]
    """(collection, record) that were called not relevant."""


def lesson(feedback: Feedback, watch: Watch, scale: Scale) -> Lesson:
    """The watch's line and classes, and the records it is done with."""
    refused = frozenset(answer.about for answer in feedback.answers if not answer.relevant)
    return Lesson(learn(feedback.answers, watch, scale), refused)


def learn(answers: Sequence[Answer], watch: Watch, scale: Scale) -> Learned:
    """Line and class weights from the answers that stand, one a record.

    Only answers on filings teach. Those given on another model's scores still count for classes and for ``refused``, no longer
    for the line.
    """
    told = [answer for answer in answers if answer.collection == FILINGS.name]
    return Learned(
        line=_line(told, scale) if watch.kind in _LIKENESS else scale.low,
        lowest=scale.low,
        highest=scale.high,
        relevant=sum(answer.relevant for answer in told),
        not_relevant=sum(not answer.relevant for answer in told),
        classes=tuple(_class_weights(told, frozenset(watch.classes))),
    )


def class_weight(learned: Learned, classes: Iterable[int]) -> ClassWeight | None:
    """The weight that a filing in these classes goes by, ``None`` where that is 1."""
    weights = {weight.number: weight for weight in learned.classes}
    numbers = set(classes)
    known = [weights[number] for number in numbers if number in weights]
    best = max(known, key=lambda weight: (weight.factor, -weight.number), default=None)
    if best is None or (best.factor < 1.0 and len(known) < len(numbers)):
        return None
    return best


def weighed(match: Match, learned: Learned, classes: Iterable[int]) -> float:
    """The score that is held against the watch's line: the match's, times its class weight, at most 1."""
    weight = class_weight(learned, classes)
    return round(min(match.score * (weight.factor if weight else 1.0), 1.0), 4)


def silences(match: Match, learned: Learned, classes: Iterable[int]) -> bool:
    """Whether a match stays below its watch's own line."""
    return weighed(match, learned, classes) < learned.line and not protected(match, learned.highest)


def protected(match: Match, high: float) -> bool:
    """What no answer silences: the identical, and what is ``high`` in the same class or with unknown classes."""
    return same(match) or (match.score >= high and match.class_overlap in {None, _SAME_CLASS})


def same(match: Match) -> bool:
    """The marks or names are the same, at least in their distinctive part."""
    return (mark_factor(match).value or 0.0) >= IDENTICAL_CORE


def _line(answers: Sequence[Answer], scale: Scale) -> float:
    told = [answer for answer in answers if answer.feature_set == scale.feature_set and not answer.identical]
    spared = sorted(score for score in _scores(told, relevant=False) if score < scale.high)
    wanted = sorted(_scores(told, relevant=True))
    if len(spared) < LEAST_ANSWERS:
        return scale.low
    lines = sorted({scale.low, *(min(_above(score), scale.high) for score in spared if score >= scale.low)})

    def cost(line: float) -> float:
        kept = len(spared) - bisect_left(spared, line)
        lost = bisect_left(wanted, line)
        return round(kept + RELEVANT_COST * lost + scale.prior * (line - scale.low) / (scale.high - scale.low), 9)

    return min(lines, key=lambda line: (cost(line), line))


def _scores(answers: Iterable[Answer], *, relevant: bool) -> Iterable[float]:
    return (answer.score for answer in answers if answer.relevant is relevant and answer.score is not None)


def _above(score: float) -> float:
    """The next thousandth above a score."""
    return (math.floor(round(score * STEP, 6)) + 1) / STEP


def _class_weights(answers: Iterable[Answer], own: frozenset[int]) -> Iterable[ClassWeight]:
    on_class: dict[int, list[tuple[bool, float]]] = defaultdict(list)
    for answer in answers:
        for number in set(answer.classes):
            on_class[number].append((answer.relevant, 1.0 / len(set(answer.classes))))
    for number, said in sorted(on_class.items()):
        yes = math.fsum(share for relevant, share in said if relevant)
        no = math.fsum(share for relevant, share in said if not relevant)
        refused = sum(not relevant for relevant, _ in said)
        balance = (yes - no) / (yes + no + PSEUDO_ANSWERS)
        factor = round(1.0 + balance * (MOST_FACTOR - 1.0 if balance > 0 else 1.0 - LEAST_FACTOR), 2)
        if factor < 1.0 and (refused < LEAST_ANSWERS or number in own):
            continue
        if factor != 1.0:
            yield ClassWeight(number=number, factor=factor, relevant=len(said) - refused, not_relevant=refused)
