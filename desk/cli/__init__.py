"""The command line. Commands are loaded when they are called, so that `lookout scan` does not wait for the crawler's imports."""

import importlib
import sys
from collections.abc import Mapping

import click

from records.errors import LookoutError

COMMANDS: Mapping[str, tuple[str, str]] = {
    "run": ("desk.cli.rounds", "Be the service: rounds by the clock, the bot, deliveries; stops cleanly on SIGTERM."),
    "worker": ("desk.cli.worker", "Match and raise, as one of any number of workers on a shared store."),
    "alive": ("desk.cli.alive", "What the processes of this home are about, without asking the store."),
    "round": ("desk.cli.rounds", "Do one round: crawl, load, match, raise, deliver."),
    "crawl": ("desk.cli.crawl", "Crawl one source into a spool of JSON lines."),
    "load": ("desk.cli.load", "Load spool files into the store."),
    "quarantine": ("desk.cli.load", "Show records that could not be taken, and why."),
    "watch": ("desk.cli.watch", "Add, list, show, import and remove watches; forget what one learned."),
    "alerts": ("desk.cli.watch", "Show alerts and what became of them."),
    "alert": ("desk.cli.alert", "Answer an alert: relevant, not relevant."),
    "scan": ("desk.cli.scan", "Is a brand close to anything in the index?"),
    "judge": ("desk.cli.judge", "How near are two marks, and why? Or a whole file of pairs."),
    "search": ("desk.cli.search", "Search filings and dockets with filters."),
    "evaluate": ("desk.cli.evaluate", "How much the matcher finds, at which rate of false alerts."),
    "train": ("desk.cli.train", "Make the matcher's tables from labelled pairs and lists of names."),
    "words": ("desk.cli.train", "Make the matcher's table of common and rare words from lists of names."),
    "doctor": ("desk.cli.doctor", "What is configured, reachable, fresh or stale."),
    "web": ("desk.cli.web", "Serve the status page."),
    "settings": ("desk.cli.doctor", "Settings in force and where each came from."),
    "goods": ("desk.cli.goods", "Which Nice classes are related, and how near two goods texts are."),
    "store": ("desk.cli.store", "Copy all that is kept from one store to another."),
    "index": ("desk.cli.index", "List and upgrade the indexes on Elasticsearch; make keys anew."),
    "demo": ("desk.cli.demo", "Run the main job on one bundled day."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported on use; the table above holds their one-line help."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 – click's signature
        """Every command, in the table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the module that holds the command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lookout-ip", prog_name="lookout")
def cli() -> None:
    """Lookout 瞭望 watches foreign trademark registers and US court dockets for exporters."""


def main() -> None:
    """Entry point: an error of ours, or a folder that cannot be used, is one clear line and exit code 1, not a traceback."""
    try:
        cli(prog_name="lookout")
    except LookoutError as error:
        click.echo(f"lookout: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:  # the reader of our output went away, as `| head` does
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        if error.filename is None:
            raise
        click.echo(f"lookout: {error.filename}: {error.strerror}; is LOOKOUT_HOME a folder that can be written?", err=True)
        sys.exit(1)
