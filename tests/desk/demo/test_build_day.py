"""The bundled day is what its builder writes, and has the offices' forms."""

from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from desk.demo.build_day import APPLICATIONS, DAY, day_files, main
from desk.demo.doctype import header_flags


@pytest.mark.parametrize("name", sorted(day_files()))
def test_committed_file_is_the_builders(name: str) -> None:
    """Protects reviewability: nobody edits a file of the day by hand."""
    assert (DAY / name).read_bytes() == day_files()[name]


def test_builder_writes_only_below_the_folder_it_is_given(tmp_path: Path) -> None:
    """Protects the committed day from a trial run elsewhere."""
    main(tmp_path)
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.xml")) == sorted(day_files())


def test_every_case_but_the_broken_one_is_valid_by_the_files_own_dtd() -> None:
    """Protects the shape: element names and their order are those of version 2.0."""
    tree = etree.fromstring(day_files()[APPLICATIONS]).getroottree()
    dtd = tree.docinfo.internalDTD
    assert dtd is not None
    unkeyed = [
        (keys, case) for keys in tree.iter("action-keys") for case in keys.iter("case-file") if case.find("serial-number") is None
    ]
    assert len(unkeyed) == 1
    unkeyed[0][0].remove(unkeyed[0][1])
    assert dtd.validate(tree), dtd.error_log


def test_size_and_variety_of_the_applications_file() -> None:
    """Protects the demo from becoming slow to read or too tame: size, flags, statuses, bases, languages."""
    content = day_files()[APPLICATIONS]
    assert len(content) < 1_500_000
    root = etree.fromstring(content)
    headers = list(root.iter("case-file-header"))
    assert len(header_flags()) == 47
    assert all(header.findtext(flag) in {"T", "F"} for header in headers for flag in header_flags())
    statuses = Counter(header.findtext("status-code") for header in headers)
    assert len(statuses) >= 30
    assert sum(header.find("mark-identification") is None for header in headers) >= 15
    assert sum(header.findtext("filing-basis-current-66a-in") == "T" for header in headers) >= 8
    assert sum((header.findtext("filing-date") or "").endswith("0000") for header in headers) >= 2
    assert sum(owner.findtext("country") == "CN" for owner in root.iter("case-file-owner")) >= 60
    codes = Counter((code.text or "")[:2] for code in root.iter("type-code"))
    assert min(codes["PM"], codes["TR"], codes["TL"], codes["DM"]) >= 3
    assert root.findtext("creation-datetime") == "202611171926"


def test_feeds_have_the_courts_peculiarities() -> None:
    """Protects the traps that the demo is to show: Latin-1 bytes, double escaping, shared guids, CDATA, missing links."""
    feeds = {name: content for name, content in day_files().items() if name.startswith("rss/")}
    ilnd, flsd, nyed = feeds["rss/ilnd.xml"], feeds["rss/flsd.xml"], feeds["rss/nyed.xml"]
    assert b"Pe\xf1a" in ilnd
    assert b"O&#x26;#039;Kelgaard" in ilnd
    assert b"Schedule &#x26;quot;A&#x26;quot;" in flsd
    assert b"5:26-~gr-00031" in flsd
    assert b"[Order] </description>" in flsd
    assert b"<![CDATA[[Complaint]" in nyed
    assert b"show_case_doc?1,540127,,," in nyed
    assert b"[~Util - " in ilnd
    assert b"[1 - Terminate" in ilnd
    for content in feeds.values():
        root = etree.fromstring(content)
        guids = Counter(guid.text for guid in root.iter("guid"))
        assert max(guids.values()) > 1
        assert root.findtext("channel/lastBuildDate", "").startswith("Wed, 18 Nov 2026 00:")
