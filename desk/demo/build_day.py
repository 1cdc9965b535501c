"""Writes the bundled day again, byte for byte the same: ``python -m desk.demo.build_day [FOLDER]``."""

import sys
from collections.abc import Mapping
from pathlib import Path

from desk.demo.case_stages import TODAY
from desk.demo.case_xml import daily_file
from desk.demo.court_days import COURT_DAYS
from desk.demo.crafted_cases import broken_cases, crafted_cases
from desk.demo.docket_noise import day_items
from desk.demo.doctype import doctype
from desk.demo.draw import Draw
from desk.demo.feed_xml import nyed_feed, usual_feed
from desk.demo.noise_cases import noise_cases

DAY = Path(__file__).parent / "day"
APPLICATIONS = f"uspto/apc{TODAY:%y%m%d}.xml"


def applications_xml() -> bytes:
    """The USPTO's file of the day: crafted, broken and other cases mixed, one of the others twice."""
    noise = noise_cases()
    cases = Draw("order of the file").shuffled((*crafted_cases(), *broken_cases(), *noise))
    repeated = next(case for case in noise if case.action_key == "TX")
    text = "\n".join(daily_file((*cases, repeated), doctype=doctype(), created=f"{TODAY:%Y%m%d}1926"))
    return text.encode()


def day_files() -> Mapping[str, bytes]:
    """Every generated file of the day by its path below desk/demo/day."""
    feeds = {
        f"rss/{day.court.id}.xml": (nyed_feed if day.court.id == "nyed" else usual_feed)(day.court, day_items(day))
        for day in COURT_DAYS
    }
    return {APPLICATIONS: applications_xml(), **feeds}


def main(folder: Path = DAY) -> None:
    """Writes the files below ``folder``."""
    for name, content in day_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))
