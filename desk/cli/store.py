"""``lookout store``: copying all that Lookout keeps from one store to another."""

import sys
import time
from collections.abc import Sequence

import click
from rich.console import Console
from rich.table import Table

from config.addresses import ELASTIC, node_addresses
from config.settings import Settings, load_settings, mask_url
from desk.copy import Copied, copy_store
from desk.wiring import SQLITE, opened_store, store_path, utc_now
from records.errors import SettingsError

_SIDE = "sqlite, elastic, or an address (sqlite:///PATH, https://HOST:9200)"


@click.group("store")
def store_command() -> None:
    """Look after the store as a whole."""


@store_command.command("copy")
@click.option("--from", "source", required=True, metavar="STORE", help=f"Where the rows are: {_SIDE}.")
@click.option("--to", "target", required=True, metavar="STORE", help="Where they are to go, named in the same way.")
@click.option("--exact", is_flag=True, help="Remove from the target what the source does not have.")
@click.option("--live", is_flag=True, help="Copy although the source is being worked on.")
def copy_command(source: str, target: str, exact: bool, live: bool) -> None:
    """Copy every row and compare both stores; cut off anywhere, it goes on where it was. Exit code 1 where they differ."""
    settings = load_settings()
    left, right = side(settings, source), side(settings, target)
    _check_sides(left, right)
    started = time.monotonic()
    with opened_store(left) as here, opened_store(right) as there:
        copied = copy_store(here, there, now=utc_now(), exact=exact, live=live, tell=click.echo)
    _show(copied)
    for words in _remarks(copied):
        click.echo(words)
    click.echo(f"{sum(item.source.rows for item in copied):,} rows gone through in {time.monotonic() - started:.1f} s")
    sys.exit(0 if all(item.equal for item in copied) else 1)


def side(settings: Settings, word: str) -> Settings:
    """The settings with the store that the word means; raises SettingsError where it means none."""
    url = settings.store_url
    if word == "sqlite":
        address = url if url.startswith(SQLITE) else f"{SQLITE}{settings.home / 'lookout.db'}"
    elif word == "elastic":
        if not url.startswith(ELASTIC):
            raise SettingsError(
                "`elastic` is the cluster that store.url (LOOKOUT_STORE_URL) names, and it names none: set it to"
                " https://HOST:9200, or give that address instead of the word"
            )
        address = url
    elif word.startswith((SQLITE, *ELASTIC)):
        address = word
    else:
        raise SettingsError(f"{mask_url(word)!r} names no store: give {_SIDE}")
    return settings.model_copy(update={"store": settings.store.model_copy(update={"url": address})})


def _check_sides(source: Settings, target: Settings) -> None:
    """Raises SettingsError where both sides are one store, or the source is a file that is not there."""
    if _identity(source) & _identity(target):
        raise SettingsError(f"both sides are the same store, {mask_url(source.store_url)}: there is nothing to copy")
    path = store_path(source)
    if path is not None and not path.is_file():
        raise SettingsError(f"there is no store to copy from at {path}")


def _identity(settings: Settings) -> frozenset[str]:
    path = store_path(settings)
    if path is not None:
        return frozenset({str(path.resolve())})
    return frozenset(node_addresses(settings.store_url)[0])


def _show(copied: Sequence[Copied]) -> None:
    table = Table("collection", "created", "changed", "removed", "source", "target", "content", box=None, pad_edge=False)
    for item in copied:
        hashes = {item.source.sha256[:12], item.target.sha256[:12]}
        table.add_row(
            item.collection,
            f"{item.tally.created:,}",
            f"{item.tally.changed:,}",
            f"{item.tally.removed:,}",
            f"{item.source.rows:,}",
            f"{item.target.rows:,}",
            f"equal {hashes.pop()}"
            if item.equal
            else f"[bold red]DIFFERS[/] {item.source.sha256[:12]} {item.target.sha256[:12]}",
        )
    Console(highlight=False).print(table)


def _remarks(copied: Sequence[Copied]) -> list[str]:
    """Why the two differ, as far as the copy saw it."""
    only = sum(item.tally.only_there for item in copied)
    newer = sum(item.tally.newer_there for item in copied)
    missed = sum(item.tally.missed for item in copied)
    remarks = []
    if only:
        remarks.append(f"{only:,} rows are in the target only and were left there: --exact removes them")
    if newer:
        remarks.append(f"{newer:,} rows have a greater version in the target and were left so: --exact puts the source's there")
    if missed:
        remarks.append(f"{missed:,} rows were written to the target by somebody else meanwhile: run the copy again")
    if not remarks and not all(item.equal for item in copied):
        remarks.append("rows were written while they were copied: run the copy again when nobody is at work")
    return remarks
