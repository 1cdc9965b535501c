"""``lookout index``: the versions of the indexes on Elasticsearch, and the keys that rows are found by."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from config.settings import Settings, load_settings
from desk.rekey import rekey
from desk.rows import row_in
from desk.wiring import elastic_access, opened_store, store_path, utc_now
from index.elastic import ElasticStore
from index.elastic_upgrade import Listed, listed, open_for_upgrade, prune, upgrade


@click.group("index")
def index_command() -> None:
    """Look after the indexes: their versions, and the keys that rows are found by."""


@index_command.command("list")
def list_command() -> None:
    """Show every version of every index: whether it is in force, what is in it, how large it is."""
    with _indexes(load_settings()) as store:
        if store is not None:
            _show(listed(store))


@index_command.command("upgrade")
@click.option("--force", is_flag=True, help="Make all indexes anew, current ones too: for another number of shards, say.")
@click.option("--prune", "pruned", is_flag=True, help="Then delete the versions that are no longer in force.")
def upgrade_command(force: bool, pruned: bool) -> None:
    """Bring the indexes up to this Lookout while everybody goes on working; cut off anywhere, run it again.

    A version that was put out of force is kept, closed to writing, until --prune. Processes of an older Lookout go on, but what
    they write from now on is not found by what is new: start them anew soon.
    """
    with _indexes(load_settings()) as store:
        if store is None:
            return
        done = upgrade(store, row_in, force=force, tell=click.echo)
        for item in done:
            again = f", {item.caught_up:,} once more as they changed meanwhile" if item.caught_up else ""
            removed = f", {item.removed:,} deleted meanwhile" if item.removed else ""
            click.echo(f"{item.new_index}: {item.copied:,} rows copied{again}{removed}")
        if not done:
            click.echo("every index in force is current")
        elif not pruned:
            click.echo("the older versions are kept, closed to writing, until `lookout index upgrade --prune`")
        if pruned and not prune(store, tell=click.echo):
            click.echo("no older version to delete")


@index_command.command("rekey")
def rekey_command() -> None:
    """Make keys and gists anew for all filings and docket entries, as after a change of the matcher; on either back end."""
    with opened_store(load_settings()) as store:
        for item in rekey(store, now=utc_now(), tell=click.echo):
            click.echo(f"{item.collection}: {item.taken:,} of {item.rows:,} rows took their keys anew")


@contextmanager
def _indexes(settings: Settings) -> Iterator[ElasticStore | None]:
    """The store on Elasticsearch, whichever Lookout made its indexes; ``None``, and a word of why, where it is a file.

    SIGTERM ends the command in order, so that an upgrade puts back what it has begun.
    """
    path = store_path(settings)
    if path is not None:
        click.echo(f"the store is a SQLite file, {path}: it is brought up to date whenever it is opened, there is nothing to do")
        yield None
        return
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    store = open_for_upgrade(elastic_access(settings))
    try:
        yield store
    finally:
        store.close()
        signal.signal(signal.SIGTERM, before)


def _show(versions: list[Listed]) -> None:
    table = Table("collection", "index", "state", "mapping", "rows", "size", box=None, pad_edge=False)
    for column in table.columns[-2:]:
        column.justify = "right"
    for item in versions:
        table.add_row(
            item.collection,
            item.index,
            escape(_state(item)),
            "current" if item.current else "[bold red]outdated[/]" if item.in_force else "outdated",
            f"{item.rows:,}",
            f"{item.size_bytes / 1e6:,.1f} MB",
        )
    Console(highlight=False).print(table)
    if not versions:
        click.echo("there is no index yet: the first command that needs the store makes them")
    elif any(item.in_force and not item.current for item in versions):
        click.echo("another version of Lookout made what is outdated: run `lookout index upgrade`")


def _state(item: Listed) -> str:
    half = f"copy of {item.copied_by}" if item.copied_by else "out of force"
    return ("in force" if item.in_force else half) + (", closed to writing" if item.closed else "")
