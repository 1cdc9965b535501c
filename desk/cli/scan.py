"""``lookout scan``: an answer for each brand."""

import dataclasses
import json
import re
from collections.abc import Sequence

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from alerts.display import shown
from alerts.reasons import reason
from alerts.texts import N_, Texts
from config.settings import load_settings
from config.tables import class_titles, markets
from desk.coverage import Coverage
from desk.goods import goods_in_force
from desk.scan import ScanHit, ScanResult, chosen_markets, scan
from desk.wiring import opened_store
from records import FilingStatus

VERDICTS = {
    "high": N_("HIGH – very close"),
    "medium": N_("MEDIUM – close"),
    "low": N_("LOW – some likeness"),
    "none_found": N_("None found"),
    "unknown": N_("Unknown – no data for these markets"),
}
LEVELS = {"high": N_("high"), "medium": N_("medium"), "low": N_("low")}
STATUSES = {
    FilingStatus.PENDING: N_("pending"),
    FilingStatus.PUBLISHED: N_("published"),
    FilingStatus.OPPOSED: N_("opposed"),
    FilingStatus.REGISTERED: N_("registered"),
    FilingStatus.REFUSED: N_("refused"),
    FilingStatus.WITHDRAWN: N_("withdrawn"),
    FilingStatus.DEAD: N_("dead"),
    FilingStatus.UNKNOWN: N_("unknown"),
}
COLUMNS = (N_("Level"), N_("Mark"), N_("Number"), N_("Classes"), N_("Status"), N_("Owner"), N_("Why"))
COLOURS = {"high": "bold red", "medium": "yellow", "low": "cyan", "none_found": "green", "unknown": "magenta"}


class Numbers(click.ParamType[tuple[int, ...]]):
    """Nice classes: ``25`` or ``9,18,25``."""

    name = "classes"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """Class numbers 1–45."""
        if isinstance(value, tuple):
            return value
        try:
            numbers = tuple(int(part) for part in str(value).replace("，", ",").split(",") if part.strip())
        except ValueError:
            self.fail(f"{value!r} is not a list of class numbers like 9,25", param, ctx)
        if wrong := [number for number in numbers if not 1 <= number <= 45]:
            self.fail(f"{wrong[0]} is no Nice class (1–45)", param, ctx)
        return numbers


class Codes(click.ParamType[tuple[str, ...]]):
    """Markets: ``US,EU`` or ``美国，欧盟``."""

    name = "markets"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:  # noqa: ARG002
        """What stands between commas, of either width."""
        if isinstance(value, tuple):
            return value
        return tuple(part.strip() for part in re.split(r"[,，、;；]", str(value)) if part.strip())


@click.command("scan")
@click.argument("brands", metavar="BRAND...", nargs=-1, required=True)
@click.option("--classes", type=Numbers(), default=(), help="Nice classes of the goods, e.g. 25 or 9,25.")
@click.option("--markets", "codes", type=Codes(), default=(), help="Markets, e.g. US,EU; default: all the index holds.")
@click.option("--limit", default=10, show_default=True, help="Hits shown.")
@click.option("--language", type=click.Choice(["zh", "en"]), default=None, help="Default: alerts.language of the settings.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of tables: one object, or a list for several brands.")
def scan_command(
    brands: tuple[str, ...], classes: tuple[int, ...], codes: tuple[str, ...], limit: int, language: str | None, as_json: bool
) -> None:
    """Is BRAND close to a filing in the index? High, medium, low or none found – with reasons and data dates.

    Several brands are asked together: their candidates come in one request.
    """
    settings = load_settings()
    chosen = chosen_markets(codes, markets())
    if not all(brand.strip() for brand in brands):
        raise click.BadParameter("empty: give the brand as it is written on the product", param_hint="BRAND")
    with opened_store(settings) as store:
        results = scan(store, brands, goods=goods_in_force(store), classes=classes, markets=chosen, limit=limit)
    if as_json:
        told = [as_object(result) for result in results]
        click.echo(json.dumps(told if len(told) > 1 else told[0], ensure_ascii=False, indent=2))
    else:
        console, texts = Console(highlight=False), Texts(language or settings.alerts.language)
        for result in results:
            print_answer(console, result, texts)
        print_grounds(console, results[0].coverage, texts)


def as_object(result: ScanResult) -> dict[str, object]:
    """The result as plain JSON values."""
    return {
        "brand": result.brand,
        "classes": result.classes,
        "level": result.level,
        "hits": [
            {
                "office": hit.filing.office,
                "application_number": hit.filing.application_number,
                "mark": hit.filing.mark.verbal_element_text,
                "status": hit.filing.status,
                "status_date": hit.filing.status_date and hit.filing.status_date.isoformat(),
                "classes": hit.filing.nice_classes,
                "applicants": [party.name for party in hit.filing.applicants],
                "level": hit.level,
                "score": round(hit.score, 4),
                "class_relation": hit.class_relation,
                "evidence": [dataclasses.asdict(item) for item in hit.evidence],
            }
            for hit in result.hits
        ],
        "coverage": [
            {
                "office": item.office,
                "filings": item.filings,
                "newest_status_date": item.newest_status_date and item.newest_status_date.isoformat(),
                "checked_at": item.checked_at and item.checked_at.isoformat(),
            }
            for item in result.coverage
        ],
        "candidates": result.candidates,
        "notice": "Decision support, not legal advice: confirm with local counsel.",
    }


def print_answer(console: Console, result: ScanResult, texts: Texts) -> None:
    """One brand's result for a person at a booth: the verdict first, then the hits."""
    verdict = texts.say(VERDICTS[result.level])
    console.print(f"[{COLOURS[result.level]}]{verdict}[/] · {escape(shown(result.brand))}{_class_words(result.classes, texts)}")
    if result.hits:
        console.print(_table(result, texts))


def print_grounds(console: Console, coverage: Sequence[Coverage], texts: Texts) -> None:
    """What the answers rest on: how much of each office the index holds, and how new that is."""
    for item in coverage:
        if item.filings:
            console.print(
                texts.say(
                    "{office}: {count} filings in the index, newest status of {date}; source last read: {read}",
                    office=item.office,
                    count=f"{item.filings:,}",
                    date=item.newest_status_date or texts.say("unknown"),
                    read=f"{item.checked_at:%Y-%m-%d %H:%M} UTC" if item.checked_at else texts.say("unknown"),
                )
            )
        else:
            console.print(
                f"[magenta]{texts.say('{office}: not in the index – nothing can be said about it', office=item.office)}[/]"
            )
    console.print(f"[dim]{texts.say('Decision support, not legal advice: confirm with local counsel.')}[/]")


def _table(result: ScanResult, texts: Texts) -> Table:
    table = Table(*(texts.say(name) for name in COLUMNS), box=None, pad_edge=False)
    for hit in result.hits:
        filing = hit.filing
        table.add_row(
            f"[{COLOURS[hit.level]}]{texts.say(LEVELS[hit.level])} {hit.score:.2f}[/]",
            escape(shown(hit.record_text)),
            f"{filing.office} {filing.application_number}",
            " ".join(map(str, filing.nice_classes)),
            f"{texts.say(STATUSES[filing.status])} {filing.status_date or ''}",
            escape(shown(filing.applicants[0].name)) if filing.applicants else texts.say("unknown"),
            escape(_why(hit, texts)),
        )
    return table


def _why(hit: ScanHit, texts: Texts) -> str:
    marks = [item for item in hit.evidence if item.feature != "goods"]
    words = [reason(item, texts) for item in marks[:2]]
    words += [reason(item, texts) for item in hit.evidence if item.feature == "goods"]
    return "; ".join(words)


def _class_words(classes: tuple[int, ...], texts: Texts) -> str:
    titles = class_titles()
    column = 1 if texts.language == "zh" else 0
    return "".join(f" · {number} {titles[number][column]}" for number in classes)
