"""What the benches that fit a table to the full model have in common: what they are asked, and how they leave the table."""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

TABLES = Path(__file__).parent.parent / "matcher" / "tables"


def asked(about: str | None, table: str, **sizes: int) -> argparse.Namespace:
    """The command line: ``names``, ``write`` and the sizes with their defaults."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", action="append", default=[], type=Path, metavar="PATH", help="lists of names to make marks of")
    for size, usual in sizes.items():
        parser.add_argument(f"--{size}", type=int, default=usual)
    parser.add_argument("--write", action="store_true", help=f"write {table}.csv")
    return parser.parse_args()


def corpora(names: Sequence[Path]) -> list[Sequence[Path]]:
    """Made-up names, and those at the paths where there are any."""
    return [[], names] if names else [[]]


def leave(table: str, columns: Sequence[str], rows: Iterable[tuple[str, Sequence[float]]], *, write: bool) -> None:
    """Print a table of names and weights, and write it where that is asked for."""
    lines = [",".join([name, *(f"{one:.2f}" for one in weights)]) for name, weights in rows]
    print("\n".join(lines))
    if write:
        (TABLES / f"{table}.csv").write_text("\n".join([",".join(columns), *lines, ""]), encoding="utf-8")
