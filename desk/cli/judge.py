"""``lookout judge``: two marks, or a file of pairs, compared and explained."""

import dataclasses
import gc
import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console
from rich.markup import escape

from alerts.display import shown
from alerts.reasons import reason
from alerts.texts import N_, Texts
from config.settings import load_settings
from desk.goods import build_goods
from desk.judge import Asked, Classes, Judged, judged
from desk.judge_pairs import judge_pairs, read_classes
from matcher.goods import GoodsRelation
from matcher.model import FEATURE_SET
from matcher.stretches import Kind, Stretch, stretches

STDIO = "-"
VERDICTS = {
    "high": N_("HIGH – very close"),
    "medium": N_("MEDIUM – close"),
    "low": N_("LOW – some likeness"),
    "none": N_("NONE – not close"),
}
COLOURS = {"high": "bold red", "medium": "yellow", "low": "cyan", "none": "green"}
AXIS_WORDS = {
    "appearance": N_("appearance"),
    "sound": N_("sound"),
    "meaning": N_("meaning"),
    "dominant": N_("dominant element"),
}
STYLES: dict[Kind, str] = {"equal": "green", "changed": "bold red", "added": "yellow", "left_out": "yellow"}
NOTICE = N_("Decision support, not legal advice: confirm with local counsel.")


_SELDOM = (200_000, 50, 50)
"""A batch makes many small objects and no cycles: looking for cycles as often as Python does takes a third of the time."""


class ClassNumbers(click.ParamType[Classes]):
    """Nice classes: ``25``, ``9,25`` or ``9/25``."""

    name = "classes"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Classes:
        """Class numbers 1–45."""
        if isinstance(value, tuple):
            return value
        numbers, wrong = read_classes(str(value))
        if wrong:
            self.fail(wrong, param, ctx)
        return numbers


@click.command("judge")
@click.argument("marks", metavar="[A B]", nargs=-1)
@click.option("--classes", type=ClassNumbers(), default=(), help="Nice classes of both, e.g. 25 or 9,25.")
@click.option("--classes-a", type=ClassNumbers(), default=(), help="Nice classes of A.")
@click.option("--classes-b", type=ClassNumbers(), default=(), help="Nice classes of B.")
@click.option(
    "--pairs", "source", metavar="FILE.csv", help="Judge every row: columns mark_a, mark_b, maybe classes_a, classes_b."
)
@click.option("--out", "target", metavar="FILE.csv", default=STDIO, help="Where the rows go, with scores; default: -, here.")
@click.option("--lang", "language", type=click.Choice(["zh", "en"]), help="Default: alerts.language of the settings.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")
def judge_command(
    marks: tuple[str, ...],
    classes: Classes,
    classes_a: Classes,
    classes_b: Classes,
    source: str | None,
    target: str,
    language: str | None,
    as_json: bool,
) -> None:
    """How near is mark A (new) to mark B (earlier), and why? By appearance, sound, meaning and dominant element, and goods.

    With --pairs every row of a CSV file is judged: score (goods taken in, where classes are given), mark_score, level, the
    strongest feature of each axis (0..1) and the reason are added, columns of these names replaced, all others kept. A row that
    cannot be judged has its reason in the column error, and the exit code is 1.
    """
    texts = Texts(language or load_settings().alerts.language)
    goods = build_goods()
    if source is not None:
        if marks:
            raise click.UsageError("give two marks or --pairs, not both")
        _judge_file(source, target, goods, texts)
        return
    if len(marks) != 2 or not all(map(str.strip, marks)):
        raise click.UsageError("give two marks, A and B, as they are written on the product; or --pairs FILE.csv")
    a, b = (mark.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for mark in marks)
    asked = Asked(a, b, classes_a or classes, classes_b or classes)
    (told,) = judged([asked], goods)
    if as_json:
        click.echo(json.dumps(as_object(asked, told, texts), ensure_ascii=False, indent=2))
    else:
        print_judged(Console(highlight=False), asked, told, texts)


def as_object(asked: Asked, told: Judged, texts: Texts) -> dict[str, object]:
    """The verdict as plain JSON values; ``aligned`` as ``matcher.stretches.Stretch`` says."""
    return {
        "mark_a": asked.a,
        "mark_b": asked.b,
        "classes_a": asked.classes_a,
        "classes_b": asked.classes_b,
        "level": told.level,
        "score": round(told.score, 8),
        "mark_score": round(told.mark_score, 8),
        "class_relation": told.relation,
        "axes": {axis: round(value, 4) for axis, value in told.by_axis().items()},
        "evidence": [dataclasses.asdict(item) | {"sentence": reason(item, texts)} for item in told.evidence],
        "aligned": [dataclasses.asdict(stretch) for stretch in stretches(asked.a, asked.b)],
        "feature_set": FEATURE_SET,
        "notice": texts.say(NOTICE),
    }


def print_judged(console: Console, asked: Asked, told: Judged, texts: Texts) -> None:
    """The verdict for a person: level, reasons, axes, the marks with what differs in colour."""
    console.print(f"[{COLOURS[told.level]}]{texts.say(VERDICTS[told.level])}[/] · {told.score:.2f}")
    cut = stretches(asked.a, asked.b)
    console.print(f"  A  {_coloured(cut, 'a')}")
    console.print(f"  B  {_coloured(cut, 'b')}")
    if not told.evidence or told.evidence[0].feature == "goods":
        console.print(f"  • {texts.say('little in common')}")
    for item in told.evidence:
        console.print(f"  • {escape(reason(item, texts))}")
    if told.relation is None:
        console.print(f"  • {texts.say('classes unknown')}")
    named = [f"{texts.say(AXIS_WORDS[axis])} {value:.2f}" for axis, value in told.by_axis().items()]
    console.print(f"[dim]{' · '.join(named)} · {texts.say('marks alone')} {told.mark_score:.2f}[/]")
    console.print(f"[dim]{texts.say(NOTICE)}[/]")


def _coloured(cut: tuple[Stretch, ...], side: str) -> str:
    """One mark in Rich markup."""
    pieces = ((STYLES[one.kind], one.a if side == "a" else one.b) for one in cut)
    return "".join(f"[{style}]{escape(_plain(text))}[/]" for style, text in pieces if text)


def _plain(text: str) -> str:
    """Fit to be shown, with its spaces at the ends kept."""
    if text.isspace():
        return " "
    return f"{' ' * text[:1].isspace()}{shown(text)}{' ' * text[-1:].isspace()}"


def _judge_file(source: str, target: str, goods: GoodsRelation, texts: Texts) -> None:
    gc.set_threshold(*_SELDOM)
    with _read_from(source) as lines, _written_to(target) as out:
        tally = judge_pairs(lines, out, goods, texts)
    click.echo(f"{tally.rows:,} rows judged, {tally.bad:,} of them could not be: see column error", err=True)
    if tally.bad:
        sys.exit(1)


@contextmanager
def _read_from(source: str) -> Iterator[TextIO]:
    """UTF-8 with or without a byte order mark; bytes that are not UTF-8 are carried through as they are."""
    if source == STDIO:
        yield io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", errors="surrogateescape", newline="")
    else:
        with Path(source).open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            yield file


@contextmanager
def _written_to(target: str) -> Iterator[TextIO]:
    """A file is put in place when it is whole: it may be the one that is read, and a run that is broken off leaves none."""
    path = Path(target)
    if target == STDIO:
        out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="surrogateescape", newline="")
        yield out
        out.flush()
        out.detach()
    elif path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            yield file
    else:
        part = path.with_name(path.name + ".part")
        try:
            with part.open("w", encoding="utf-8", errors="surrogateescape", newline="") as file:
                yield file
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
