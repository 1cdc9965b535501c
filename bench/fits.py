"""What the benches that fit a table to the full model have in common: what they are asked, and how they leave the table."""

import argparse
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from matcher.model import FEATURE_SET
from matcher.packaged import rows as table_rows

TABLES = Path(__file__).parent.parent / "matcher" / "tables"
MODEL = ("model", "calibration")
"""Tables of the full model."""


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
        _write(table, columns, lines)
        known = {row["table"]: row["fitted_to"] for row in table_rows("fitted")} | {table: full_model()}
        _write("fitted", ("table", "fitted_to"), [f"{name},{model}" for name, model in sorted(known.items())])


def full_model() -> str:
    """The full model's name and a digest of its tables: what a table that was fitted to it is good for."""
    digest = sha256(b"".join((TABLES / f"{name}.csv").read_bytes() for name in MODEL))
    return f"{FEATURE_SET} {digest.hexdigest()[:12]}"


def _write(table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    (TABLES / f"{table}.csv").write_text("\n".join([",".join(columns), *lines, ""]), encoding="utf-8")
