"""``lookout doctor`` and ``lookout settings``."""

import asyncio
import json
import sys

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from config.settings import Settings, config_file, load_settings, setting_lines
from config.sources import load_sources
from desk.doctor import Finding, Grade, probe
from desk.examination import Examiner
from desk.wiring import utc_now

COLOURS = {Grade.OK: "green", Grade.NOTE: "dim", Grade.WARN: "yellow", Grade.FAIL: "bold red"}


@click.command("doctor")
@click.option("--offline", is_flag=True, help="Do not ask the network.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a finding.")
def doctor_command(offline: bool, as_json: bool) -> None:
    """Say what is configured, reachable, fresh or stale; exit code 1 where something fails."""
    findings = asyncio.run(_findings(load_settings(), offline=offline))
    if as_json:
        for item in findings:
            click.echo(json.dumps({"grade": item.grade, "subject": item.subject, "words": item.words}, ensure_ascii=False))
    else:
        table = Table("", "what", "finding", box=None, pad_edge=False, show_header=False)
        for item in findings:
            table.add_row(f"[{COLOURS[item.grade]}]{item.grade}[/]", escape(item.subject), escape(item.words))
        Console(highlight=False).print(table)
    sys.exit(1 if any(item.grade is Grade.FAIL for item in findings) else 0)


async def _findings(settings: Settings, *, offline: bool) -> list[Finding]:
    sources = load_sources(settings.sources)
    findings = list(Examiner(settings, sources, utc_now).examine())
    if not offline:
        findings += [item async for item in probe(settings, sources)]
    return findings


@click.command("settings")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def settings_command(as_json: bool) -> None:
    """Print the settings in force and where each value came from, secrets masked."""
    settings = load_settings()
    lines = list(setting_lines(settings))
    if as_json:
        click.echo(
            json.dumps({line.name: {"value": line.value, "origin": line.origin} for line in lines}, ensure_ascii=False, indent=2)
        )
        return
    table = Table("variable", "value", "from", "meaning", box=None, pad_edge=False)
    for line in lines:
        table.add_row(line.variable, escape(line.value), escape(line.origin), escape(line.description))
    Console(highlight=False).print(table)
    path = config_file()
    click.echo(f"file: {path}{'' if path.is_file() else ' (not there)'}")
