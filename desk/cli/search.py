"""``lookout search``: filings and dockets with filters, as a table, JSON lines or CSV."""

import csv
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TextIO

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from alerts.display import shown
from config.settings import load_settings
from config.tables import courts, markets
from desk.cli.scan import Numbers
from desk.coverage import not_in_the_index
from desk.scan import chosen_markets
from desk.search import DocketFilters, FilingFilters, Found, search_dockets, search_filings
from desk.wiring import opened_store
from records import DocketEntry, DocketEvent, Filing, FilingStatus
from records.errors import SettingsError
from records.wire import to_line

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that a spreadsheet would take for a formula; such cells get an apostrophe."""


class Day(click.ParamType[date]):
    """An ISO date."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """``2026-11-17``."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date like 2026-11-17", param, ctx)


@dataclass(frozen=True, slots=True)
class Output:
    """How the rows are shown and how many."""

    form: str
    limit: int


def _output(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1_000_000), help="Rows shown."),
        click.option("--json", "form", flag_value="json", help="One JSON record a line."),
        click.option("--csv", "form", flag_value="csv", help="CSV with a header row."),
        click.option("--from", "start", type=Day(), help="First day."),
        click.option("--to", "end", type=Day(), help="Last day."),
    ):
        command = option(command)
    return command


@click.group("search")
def search_command() -> None:
    """Search the index; all filters given must hold."""


@search_command.command("filings")
@click.argument("text", default="")
@click.option("--mark", default="", help="Words in the mark, its pseudo marks, translation or transliteration.")
@click.option("--applicant", default="", help="Words in an applicant's name.")
@click.option("--goods", default="", help="Words in the goods and services.")
@click.option("--office", multiple=True, help="ST.3 office code.")
@click.option("--class", "classes", type=Numbers(), default=(), help="Nice classes, any of them.")
@click.option("--status", multiple=True, type=click.Choice([status.value for status in FilingStatus]), help="Where it stands.")
@click.option("--country", multiple=True, help="Country of an applicant.")
@click.option("--number", default="", help="Application or registration number.")
@click.option(
    "--by",
    "date_field",
    type=click.Choice(["application", "publication", "registration", "status"]),
    default="application",
    show_default=True,
    help="Date that --from, --to and the order go by.",
)
@_output
def filings_command(**given: object) -> None:
    """Search trademark filings for TEXT (marks, applicants, goods, representatives)."""
    output = Output(form=str(given.pop("form") or "table"), limit=int(str(given.pop("limit"))))
    offices = tuple(map(_office, _strings(given.pop("office"))))
    with opened_store(load_settings()) as store:
        for office in not_in_the_index(store, offices):
            click.echo(f"! {office}: no filing of this office is in the index, so nothing can be said about it", err=True)
        found = search_filings(store, FilingFilters(office=offices, **given), limit=output.limit)  # type: ignore[arg-type]
        _show(found, output, FILING_COLUMNS)


@search_command.command("dockets")
@click.argument("text", default="")
@click.option("--court", multiple=True, help="CM/ECF court id, e.g. ilnd.")
@click.option("--plaintiff", default="", help="Words in the part of the caption before the v.")
@click.option("--caption", default="", help="Words in the caption.")
@click.option("--event", multiple=True, type=click.Choice([event.value for event in DocketEvent]), help="What the entry does.")
@click.option("--number", default="", help="Docket number, e.g. 1:22-cv-07087.")
@click.option("--schedule-a/--no-schedule-a", default=None, help="Only cases (not) against defendants on a schedule.")
@_output
def dockets_command(**given: object) -> None:
    """Search docket entries for TEXT (captions, event names, docket texts)."""
    output = Output(form=str(given.pop("form") or "table"), limit=int(str(given.pop("limit"))))
    known = {court.id for court in courts()}
    asked = tuple(court.lower() for court in _strings(given.pop("court")))
    if unknown := [court for court in asked if court not in known]:
        raise SettingsError(f"unknown court {unknown[0]!r}: give its CM/ECF id, e.g. ilnd")
    with opened_store(load_settings()) as store:
        found = search_dockets(store, DocketFilters(court=asked, **given), limit=output.limit)  # type: ignore[arg-type]
        _show(found, output, DOCKET_COLUMNS)


def _strings(values: object) -> tuple[str, ...]:
    return tuple(map(str, values)) if isinstance(values, tuple) else ()


def _office(name: str) -> str:
    """The office of a market as people write it (EU is EM); another two-letter code is left as it is (WO)."""
    if re.fullmatch("[A-Za-z]{2}", name) and name.upper() not in {market.code for market in markets()}:
        return name.upper()
    return chosen_markets([name], markets())[0].office


FILING_COLUMNS = ("office", "number", "mark", "status", "filed", "published", "classes", "applicant", "country")
UNBROKEN = frozenset({"office", "court", "number", "filed"})
"""Columns to be copied from, so never cut or wrapped."""
DOCKET_COLUMNS = ("court", "number", "caption", "filed", "event", "event name", "schedule A", "document")


def _cells(record: object) -> tuple[str, ...]:
    match record:
        case Filing():
            return (
                record.office,
                record.application_number,
                record.mark.verbal_element_text or "",
                record.status,
                _day(record.application_date),
                _day(record.publication_date),
                " ".join(map(str, record.nice_classes)),
                "; ".join(party.name for party in record.applicants),
                " ".join(party.country or "?" for party in record.applicants),
            )
        case DocketEntry():
            return (
                record.court,
                record.docket_number or "",
                record.case_name or "",
                f"{record.filed_at:%Y-%m-%d %H:%M}" if record.filed_at else "",
                record.event or "",
                record.event_name or "",
                {True: "yes", False: "no", None: "?"}[record.schedule_a],
                record.document_url or "",
            )
        case _:
            raise TypeError(f"{type(record).__name__} is not searched")


def _day(value: date | datetime | None) -> str:
    return value.isoformat() if value else ""


def _show(found: Found, output: Output, columns: Sequence[str]) -> None:
    match output.form:
        case "json":
            for record in found.records:
                click.echo(to_line(record))
        case "csv":
            _write_csv(sys.stdout, columns, (_cells(record) for record in found.records))
        case _:
            table = Table(box=None, pad_edge=False)
            for name in columns:
                table.add_column(name, no_wrap=name in UNBROKEN, overflow="fold")
            for record in found.records:
                table.add_row(*(escape(shown(cell)) for cell in _cells(record)))
            Console(highlight=False).print(table)
            click.echo(f"{len(found.records)} of {found.total}")


def _write_csv(stream: TextIO, columns: Sequence[str], rows: Iterator[tuple[str, ...]]) -> None:
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row])
