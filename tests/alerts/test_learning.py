"""The rule by which answers move a watch's line and its classes: bounded, monotone, the order of answers does not matter."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.learning import LEAST_ANSWERS, LEAST_FACTOR, MOST_FACTOR, Scale, class_weight, learn, lesson, silences, weighed
from records.codes import WatchKind
from records.feedback import Answer, Feedback
from records.match import Evidence, Match
from records.watch import Watch

SCALE = Scale(low=0.5, high=0.85, feature_set="m1")
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
WATCH = Watch(id="w", client_id="c", kind=WatchKind.MARK, terms=("HETOOVA",), classes=(25,))


def answer(number: int, score: float | None, *, relevant: bool = False, classes: tuple[int, ...] = (), **more: object) -> Answer:
    made = Answer(
        collection="filings",
        record_id=f"US:{number}",
        relevant=relevant,
        at=NOW + timedelta(minutes=number),
        score=score,
        classes=classes,
        feature_set="m1",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def refused(*scores: float, classes: tuple[int, ...] = ()) -> list[Answer]:
    return [answer(number, score, classes=classes) for number, score in enumerate(scores)]


def match(score: float, *, overlap: float | None = 0.0, identical: bool = False) -> Match:
    said = (Evidence(feature="identical", score=1.0, weight=1.0),) if identical else ()
    return Match(
        watch_id="w",
        client_id="c",
        collection="filings",
        record_id="US:1",
        term="HETOOVA",
        record_text="HETTOVA",
        score=score,
        class_overlap=overlap,
        evidence=said,
    )


SCORES = st.floats(SCALE.low, 1.0).map(lambda score: round(score, 4))
CLASSES = st.lists(st.sampled_from([9, 25, 35]), max_size=3, unique=True).map(lambda some: tuple(sorted(some)))
ANSWERS = st.lists(
    st.builds(
        lambda score, relevant, classes, identical: answer(0, score, relevant=relevant, classes=classes, identical=identical),
        st.none() | SCORES,
        st.booleans(),
        CLASSES,
        st.booleans(),
    ),
    max_size=14,
).map(lambda some: [replace(one, record_id=f"US:{number}") for number, one in enumerate(some)])
MATCHES = st.builds(match, SCORES, overlap=st.sampled_from([None, 0.0, 0.5, 1.0]), identical=st.booleans())
KINDS = st.sampled_from([WatchKind.MARK, WatchKind.SHOP, WatchKind.COMPANY, WatchKind.PRODUCT])


def test_no_answers_change_nothing() -> None:
    """Every watch begins at the model's line."""
    learned = learn([], WATCH, SCALE)
    assert (learned.line, learned.classes, learned.moved) == (SCALE.low, (), False)


def test_a_few_angry_presses_silence_nothing() -> None:
    """Below the least number of answers neither line nor class moves."""
    learned = learn(refused(*[0.6] * (LEAST_ANSWERS - 1), classes=(35,)), WATCH, SCALE)
    assert not learned.moved
    assert learned.not_relevant == LEAST_ANSWERS - 1


def test_the_line_goes_just_above_what_was_not_wanted() -> None:
    """Three alike go below the line; a score above them stays above it."""
    learned = learn(refused(0.55, 0.56, 0.58), WATCH, SCALE)
    assert learned.line == 0.581
    assert silences(match(0.57), learned, ())
    assert not silences(match(0.60), learned, ())


def test_a_line_far_up_must_be_paid_for_by_answers() -> None:
    """The prior: what lies high is spared by many answers, not by three."""
    few, many = refused(*[0.80] * 3), refused(*[0.80] * 9)
    assert learn(few, WATCH, SCALE).line == SCALE.low
    assert learn(many, WATCH, SCALE).line == 0.801


def test_relevant_answers_hold_the_line_down() -> None:
    """One relevant alert below the would-be line outweighs three not relevant ones."""
    nots = refused(0.55, 0.56, 0.58)
    wanted = answer(90, 0.56, relevant=True)
    assert learn([*nots, wanted], WATCH, SCALE).line < 0.57
    assert not silences(match(0.56), learn([*nots, wanted], WATCH, SCALE), ())


def test_a_class_that_brings_nothing_counts_less_but_never_the_own_one() -> None:
    """Class 35 is damped, class 25, which the watch names, is not; a filing in both goes by the better one."""
    learned = learn(refused(*[0.9] * 6, classes=(35,)) + refused(*[0.9] * 6, classes=(25,)), WATCH, SCALE)
    assert [(weight.number, weight.factor, weight.not_relevant) for weight in learned.classes] == [(35, 0.82, 6)]
    assert weighed(match(0.6), learned, (35,)) == pytest.approx(0.492)
    assert silences(match(0.6), learned, (35,))
    assert not silences(match(0.6), learned, (25, 35))
    assert not silences(match(0.6), learned, (9, 35))
    assert not silences(match(0.6), learned, ())


def test_a_class_that_brings_what_is_wanted_counts_more() -> None:
    """It lifts what lies a little below the own line."""
    answers = [answer(number, 0.7, relevant=True, classes=(9,)) for number in range(20)]
    learned = learn(answers, WATCH, SCALE)
    weight = class_weight(learned, (9, 35))
    assert weight is not None
    assert (weight.number, weight.factor, weight.relevant) == (9, 1.12, 20)


def test_answers_on_another_models_scores_move_no_line() -> None:
    """Scores of two models are not comparable; the classes and the refused records stay."""
    old = [replace(one, feature_set="m0") for one in refused(*[0.55] * 9, classes=(35,))]
    taught = lesson(Feedback(watch_id="w", client_id="c", answers=tuple(old)), WATCH, SCALE)
    assert taught.learned.line == SCALE.low
    assert [weight.number for weight in taught.learned.classes] == [35]
    assert ("filings", "US:3") in taught.refused


def test_a_products_line_stays() -> None:
    """All mentions of a product have one score: a line would silence every one of them."""
    product = replace(WATCH, kind=WatchKind.PRODUCT)
    assert learn(refused(*[0.6] * 50), product, SCALE).line == SCALE.low


@given(ANSWERS, KINDS, st.randoms())
def test_order_does_not_matter(answers: list[Answer], kind: WatchKind, random: object) -> None:
    """The same answers teach the same, whenever each was given."""
    watch = replace(WATCH, kind=kind)
    shuffled = list(answers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert learn(shuffled, watch, SCALE) == learn(answers, watch, SCALE)


@given(ANSWERS, KINDS)
def test_bounds_hold(answers: list[Answer], kind: WatchKind) -> None:
    """Line and factors stay where they may stand, whatever is pressed."""
    learned = learn(answers, replace(WATCH, kind=kind), SCALE)
    assert SCALE.low <= learned.line <= SCALE.high
    assert all(LEAST_FACTOR <= weight.factor <= MOST_FACTOR for weight in learned.classes)
    assert all(weight.factor >= 1 for weight in learned.classes if weight.number in WATCH.classes)


@given(ANSWERS, MATCHES, CLASSES)
def test_the_identical_and_the_high_in_the_same_class_are_never_silenced(
    answers: list[Answer], found: Match, classes: tuple[int, ...]
) -> None:
    """Nor what is high where classes are unknown."""
    worst = [*answers, *refused(*[0.84] * 60, classes=(9,)), *refused(*[0.84] * 60, classes=(35,))]
    learned = learn(worst, WATCH, SCALE)
    if any(item.feature == "identical" for item in found.evidence) or (
        found.score >= SCALE.high and found.class_overlap in {None, 1.0}
    ):
        assert not silences(found, learned, classes)


@given(ANSWERS, SCORES, CLASSES, MATCHES, CLASSES)
def test_one_more_answer_moves_one_way_only(
    answers: list[Answer], score: float, on: tuple[int, ...], found: Match, classes: tuple[int, ...]
) -> None:
    """Another "not relevant" never lets more through, another "relevant" never less: line, classes and decisions."""
    before = learn(answers, WATCH, SCALE)
    harder = learn([*answers, answer(900, score, classes=on)], WATCH, SCALE)
    softer = learn([*answers, answer(900, score, relevant=True, classes=on)], WATCH, SCALE)
    assert softer.line <= before.line <= harder.line
    assert silences(found, softer, classes) <= silences(found, before, classes) <= silences(found, harder, classes)
    assert weighed(found, harder, classes) <= weighed(found, before, classes) <= weighed(found, softer, classes)


@given(ANSWERS, st.data())
def test_a_changed_answer_is_the_other_way_round(answers: list[Answer], data: st.DataObject) -> None:
    """Calling relevant what was not relevant never raises the line."""
    nots = [number for number, one in enumerate(answers) if not one.relevant]
    if nots:
        at = data.draw(st.sampled_from(nots))
        changed = [replace(one, relevant=True) if number == at else one for number, one in enumerate(answers)]
        assert learn(changed, WATCH, SCALE).line <= learn(answers, WATCH, SCALE).line
