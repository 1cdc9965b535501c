"""``lookout goods``: which Nice classes are related, what that rests on, and how near two goods texts are."""

import json
from dataclasses import asdict

import click

from alerts.goods_words import goods_words
from alerts.texts import Texts
from config.settings import load_settings
from config.tables import class_titles
from desk.cli.scan import Numbers
from desk.goods import goods_in_force, last_count, learn_goods
from desk.wiring import opened_store, utc_now
from matcher.goods import CLASSES, GoodsRelation
from matcher.goods_verdict import Goods, judge_goods
from records import CoFiling

LISTED = 12


@click.group("goods")
def goods_command() -> None:
    """Which Nice classes are related, and how near two goods texts are."""


@goods_command.command("classes")
@click.argument("class_a", type=click.IntRange(1, CLASSES))
@click.argument("class_b", type=click.IntRange(1, CLASSES), required=False)
@click.option("--language", type=click.Choice(["zh", "en"]), default=None, help="Default: alerts.language of the settings.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def classes_command(class_a: int, class_b: int | None, language: str | None, as_json: bool) -> None:
    """Tell how near CLASS_A and CLASS_B are, or which classes are nearest to CLASS_A, and whether table or filings say so."""
    settings = load_settings()
    texts = Texts(language or settings.alerts.language)
    with opened_store(settings) as store:
        goods, count = goods_in_force(store), last_count(store)
    for other in (class_b,) if class_b else _nearest(goods, class_a):
        if as_json:
            click.echo(json.dumps(asdict(goods.between(class_a, other))))
        else:
            click.echo(_line(goods, class_a, other, texts))
    if not as_json:
        click.echo(_learned_from(count, texts))


@goods_command.command("learn")
def learn_command() -> None:
    """Count in the store which classes are filed together, now; the service does so every week."""
    with opened_store(load_settings()) as store:
        learned = learn_goods(store, now=utc_now())
    changed = "the relation of classes changed" if learned.changed else "no relation of two classes changed"
    click.echo(f"{learned.count.filings:,} filings, {len(learned.count.pairs):,} pairs of classes filed together; {changed}")


@goods_command.command("compare")
@click.argument("text_a")
@click.argument("text_b")
@click.option("--classes-a", type=Numbers(), default=(), help="Nice classes of TEXT_A.")
@click.option("--classes-b", type=Numbers(), default=(), help="Nice classes of TEXT_B.")
@click.option("--language", type=click.Choice(["zh", "en"]), default=None, help="Default: alerts.language of the settings.")
def compare_command(
    text_a: str, text_b: str, classes_a: tuple[int, ...], classes_b: tuple[int, ...], language: str | None
) -> None:
    """Tell how near two goods texts are, such as "clothing, namely shirts" and "retail of clothing"."""
    settings = load_settings()
    with opened_store(settings) as store:
        verdict = judge_goods(goods_in_force(store), _goods(text_a, classes_a), _goods(text_b, classes_b))
    near = "?" if verdict.relation is None else f"{verdict.relation:.2f}"
    click.echo(f"{near}  {goods_words(Texts(language or settings.alerts.language), verdict.evidence.detail)}")


def _goods(text: str, classes: tuple[int, ...]) -> Goods:
    return Goods(classes, ((classes[0] if len(classes) == 1 else None, text),))


def _line(goods: GoodsRelation, a: int, b: int, texts: Texts) -> str:
    link = goods.between(a, b)
    said = goods_words(texts, judge_goods(goods, Goods((a,)), Goods((b,))).evidence.detail)
    titles = " – ".join(class_titles()[number][texts.language == "zh"] for number in (a, b))
    if link.together and not link.co_filed:
        said += texts.say("; ") + texts.say("{count} filings hold both, no more than by chance", count=f"{link.together:,}")
    return f"{link.weight:.2f}  {said} · {titles}"


def _learned_from(count: CoFiling | None, texts: Texts) -> str:
    if count is None:
        return texts.say("From the table alone: nothing has been learned from filings yet (lookout goods learn).")
    return texts.say(
        "From the table and {count} filings, counted on {date}.", count=f"{count.filings:,}", date=f"{count.counted_at:%Y-%m-%d}"
    )


def _nearest(goods: GoodsRelation, number: int) -> list[int]:
    row = goods.matrix()[number]
    others = sorted((other for other in range(1, CLASSES + 1) if other != number and row[other]), key=lambda other: -row[other])
    return others[:LISTED]
