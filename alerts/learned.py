"""What a watch has learned, in sentences: for "why", for /list and for the command line."""

from collections.abc import Iterator

from alerts.learning import LEAST_ANSWERS
from alerts.texts import Texts
from records.feedback import ClassWeight, Learned

CLASSES_SAID = 4
"""Classes named, those that count least first."""


def sentences(learned: Learned, texts: Texts) -> Iterator[str]:
    """Where the line stands, what moved it, and its bounds; then the classes that do not count 1."""
    yield texts.say(
        "This watch's own line is {line}% (it can stand from {lowest}%, the model's, to {highest}%).",
        line=_percent(learned.line),
        lowest=_percent(learned.lowest),
        highest=_percent(learned.highest),
    )
    yield texts.say(
        "Your answers: {refused} not relevant, {wanted} relevant.", refused=learned.not_relevant, wanted=learned.relevant
    )
    if not learned.moved:
        yield texts.say("They have moved nothing yet: that takes at least {least} that are not relevant.", least=LEAST_ANSWERS)
    for weight in sorted(learned.classes, key=lambda one: (one.factor, one.number))[:CLASSES_SAID]:
        yield class_sentence(weight, texts)


def class_sentence(weight: ClassWeight, texts: Texts) -> str:
    """What filings in a class count."""
    return texts.say(
        "Class {number} counts ×{factor} ({refused} not relevant, {wanted} relevant).",
        number=weight.number,
        factor=f"{weight.factor:g}",
        refused=weight.not_relevant,
        wanted=weight.relevant,
    )


def _percent(score: float) -> str:
    return f"{round(100 * score, 1):g}"
