"""What can be wrong with a daily file: the fault costs the case it stands in, has a name and a place, and the rest goes on."""

import re
from collections.abc import Callable
from io import BytesIO
from itertools import chain

import pytest

from crawler.parse.uspto import CaseCounts, parse_cases
from crawler.parse.uspto_split import CHUNK, MAX_CASE, CaseSplitter, Cut
from records.crawl import Quarantined
from records.errors import EmptyResponseError, NotTheFormatError, SourceError, TooLargeError, TruncatedError
from tests.crawler.parse.uspto_files import HEAD, TAIL, URL, Outcome, case, day, goods

WHOLE = [case(98000001), case(98000002), case(98000003)]
BREAKS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "mismatched tag": (lambda raw: raw.replace(b"</mark-identification>", b"</mark>"), "not-xml"),
    "lost end tag of a leaf": (lambda raw: raw.replace(b"</filing-date>", b""), "not-xml"),
    "lost end tag of the case": (lambda raw: raw.replace(b"</case-file>", b""), "not-xml"),
    "lost start tag of the case": (lambda raw: raw.replace(b"<case-file>", b""), "not-xml"),
    "damaged start tag": (lambda raw: raw.replace(b"<case-file>", b"<case-fi"), "not-xml"),
    "stray ampersand": (lambda raw: raw.replace(b"NORDVAAG", b"A & B"), "not-xml"),
    "stray angle bracket": (lambda raw: raw.replace(b"NORDVAAG", b"A < B"), "not-xml"),
    "control character": (lambda raw: raw.replace(b"NORDVAAG", b"A\x0bB"), "not-xml"),
    "unknown entity": (lambda raw: raw.replace(b"NORDVAAG", b"A&nbsp;B"), "not-xml"),
    "latin-1 byte": (lambda raw: raw.replace(b"NORDVAAG", b"CAF\xc9"), "bad-encoding"),
    "utf-16 text": (lambda raw: raw.replace(b"NORDVAAG", "CAFÉ".encode("utf-16-le")), "not-xml"),
    "open comment": (lambda raw: raw.replace(b"NORDVAAG", b"A<!-- B"), "not-xml"),
    "open CDATA": (lambda raw: raw.replace(b"NORDVAAG", b"A<![CDATA[ B"), "not-xml"),
    "deep nesting": (lambda raw: raw.replace(b"NORDVAAG", b"<a>" * 5000 + b"</a>" * 5000), "not-xml"),
    "no serial number": (lambda raw: re.sub(rb"<serial-number>\d+</serial-number>", b"", raw), "missing-key"),
    "short serial number": (lambda raw: re.sub(rb">\d{8}</serial", b">123</serial", raw), "bad-key"),
    "empty case": (lambda _: b"<case-file/>", "not-xml"),
}


@pytest.mark.parametrize("position", range(3))
@pytest.mark.parametrize("fault", BREAKS)
def test_broken_case_costs_only_itself(fault: str, position: int) -> None:
    """Protects a day of thirty thousand cases from one bad byte, wherever it stands."""
    break_it, code = BREAKS[fault]
    cases = list(WHOLE)
    cases[position] = break_it(cases[position])
    outcome = Outcome(day(*cases))
    assert outcome.error is None
    assert outcome.serials == [f"9800000{number}" for number in (1, 2, 3) if number != position + 1]
    (reject,) = outcome.rejects
    assert reject.code == code
    assert reject.reason
    assert f"case-file {position + 1}, " in reject.place
    assert outcome.counts.present == 3


def test_place_names_the_serial_number_where_it_can_be_read() -> None:
    """Protects the one who has to look the case up at the office."""
    (reject,) = Outcome(day(case(98000001, mark="A").replace(b"</case-file-header>", b""))).rejects
    assert reject.place == "case-file 1, serial-number 98000001"
    assert reject.raw.startswith("<case-file><serial-number>98000001")


def test_quarantined_text_is_cut() -> None:
    """Protects the spool from a case of many megabytes."""
    (reject,) = Outcome(day(case("x", mark="A" * 200_000))).rejects
    assert len(reject.raw) == 64 * 1024


@pytest.mark.parametrize("cut", range(0, len(day(*WHOLE)) - 1, 7))
def test_truncated_file_gives_what_came_before(cut: int) -> None:
    """Protects the first half of a download that broke off, at every place it can break."""
    content = day(*WHOLE)[:cut]
    outcome = Outcome(content)
    whole = content.count(b"</case-file>")
    begun = content.count(b"<case-file>")
    assert outcome.serials == [f"9800000{number + 1}" for number in range(whole)]
    assert [reject.code for reject in outcome.rejects] == ["truncated"] * (begun - whole)
    assert isinstance(outcome.error, EmptyResponseError if cut == 0 else TruncatedError)
    assert outcome.counts.present == begun


LAUGHS = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 12))
BOMBS = {
    "billion laughs": f'<!ENTITY l0 "ha">{LAUGHS}',
    "quadratic blow-up": f'<!ENTITY l11 "{"a" * 100_000}">',
    "file on disk": '<!ENTITY l11 SYSTEM "file:///etc/passwd">',
    "address on the network": '<!ENTITY l11 SYSTEM "http://127.0.0.1:9/x">',
    "parameter entity": '<!ENTITY % l11 SYSTEM "http://127.0.0.1:9/x.dtd"> %l11;',
}


@pytest.mark.parametrize("name", BOMBS)
def test_entities_are_refused(name: str) -> None:
    """Protects the machine: nothing is expanded, no file and no address is opened, and the user is told why."""
    prolog = f'<?xml version="1.0"?><!DOCTYPE trademark-applications-daily [{BOMBS[name]}]>\n<trademark-applications-daily>'
    outcome = Outcome(prolog.encode() + case(98000001).replace(b"NORDVAAG", b"&l11;") + b"</trademark-applications-daily>")
    assert isinstance(outcome.error, NotTheFormatError)
    assert "entities" in str(outcome.error)
    assert outcome.records == []


def test_entity_used_without_declaration_is_not_expanded() -> None:
    """Protects against a bomb whose declaration hides after the prolog."""
    hidden = case(98000001).replace(b"NORDVAAG", b"&l11;")
    outcome = Outcome(day(f"<!DOCTYPE x [{BOMBS['billion laughs']}]>".encode() + hidden, case(98000002)))
    assert outcome.serials == ["98000002"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<!doctype html><html><head><title>Sign in</title></head></html>", "HTML page"),
        (b"<html><body>case-file</body></html>", "HTML page"),
        (b'{"message": "Forbidden"}', "JSON"),
        (b"PK\x03\x04 packed", "zip"),
        (b"\x1f\x8b packed", "gzip"),
        (b"%PDF-1.7", "PDF"),
        (b"serial,mark\n1,A\n", "not XML"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "<rss>"),
        ("<trademark-applications-daily/>".encode("utf-16"), "UTF-16"),
        ("<trademark-applications-daily/>".encode("utf-16-le"), "UTF-16"),
        (b"<?xml version='1.0' encoding='klingon'?><trademark-applications-daily/>", "klingon"),
        (b"<?xml version='1.0' encoding='utf-16'?><trademark-applications-daily/>", "utf-16"),
        (b"<!-- " + b"x" * 3_000_000, "no root element"),
    ],
)
def test_other_bytes_in_place_of_the_file(content: bytes, words: str) -> None:
    """Protects against reading a sign-in page as a day without cases."""
    outcome = Outcome(content)
    assert isinstance(outcome.error, NotTheFormatError)
    assert words in str(outcome.error)
    assert outcome.records == []


@pytest.mark.parametrize("content", [b"", b" \n", b"\xef\xbb\xbf"])
def test_empty_file(content: bytes) -> None:
    """Protects silence from passing for a quiet day."""
    assert isinstance(Outcome(content).error, EmptyResponseError)


def test_declared_encodings_are_honoured() -> None:
    """Protects older files: a byte means what the prolog says it means."""
    latin = day(case(98000001, mark="CAFÉ")).decode().replace("utf-8", "iso-8859-1").encode("iso-8859-1")
    marked = b"\xef\xbb\xbf" + day(case(98000001, mark="CAFÉ 云"))
    assert [Outcome(content).filings[0].mark.verbal_element_text for content in (latin, marked)] == ["CAFÉ", "CAFÉ 云"]


def test_one_record_in_another_encoding_among_good_ones() -> None:
    """Protects the neighbours of a record that was pasted in from another system."""
    wrong = case(98000002, mark="CAFÉ").decode().encode("cp1252")
    outcome = Outcome(day(case(98000001, mark="CAFÉ"), wrong, case(98000003, mark="云蓝")))
    assert [filing.mark.verbal_element_text for filing in outcome.filings] == ["CAFÉ", "云蓝"]
    assert [reject.code for reject in outcome.rejects] == ["bad-encoding"]


def test_comments_cdata_and_loose_tags_are_xml() -> None:
    """Protects against a splitter that knows less of XML than a parser does."""
    odd = case(98000002).replace(b"NORDVAAG", b"NORD<!-- </case-file> --><![CDATA[</case-file><&]]>VAAG<?pi x?>")
    spaced = case(98000003).replace(b"<case-file>", b"<case-file\n a='1'>").replace(b"</case-file>", b"</case-file >")
    hidden = b"<!-- " + case(98000009) + b" -->"
    outcome = Outcome(day(case(98000001), hidden, odd, spaced, case(98000004)))
    assert outcome.error is None
    assert outcome.serials == ["98000001", "98000002", "98000003", "98000004"]
    assert outcome.rejects == []
    assert outcome.filings[1].mark.verbal_element_text == "NORD</case-file><&VAAG"


def test_stray_text_between_cases_is_not_passed_over() -> None:
    """Protects against junk that may once have been a case."""
    outcome = Outcome(day(case(98000001), b"0x00 lost sector", case(98000002)))
    assert outcome.serials == ["98000001", "98000002"]
    (reject,) = outcome.rejects
    assert "lost sector" in reject.raw


def test_oversized_case_is_set_aside() -> None:
    """Protects memory: a case that never ends is given up, and the next one is read."""
    endless = chain(
        [HEAD, b"<case-file><serial-number>98000001</serial-number>"], [b"<text>a</text>" * 20_000] * 150, [case(98000002), TAIL]
    )
    counts = CaseCounts()
    records = list(parse_cases(BytesIO(b"".join(endless)), url=URL, counts=counts))
    assert [record.code if isinstance(record, Quarantined) else record.application_number for record in records] == [
        "too-large",
        "98000002",
    ]
    assert counts.present == 2


def test_case_of_too_many_tags_is_set_aside() -> None:
    """Protects memory: a tree takes many times the bytes of its tags."""
    outcome = Outcome(day(case(98000001, more="<a/>" * 1_600_000), case(98000002)))
    assert outcome.serials == ["98000002"]
    assert [reject.code for reject in outcome.rejects] == ["too-large"]


def test_the_largest_real_case_fits() -> None:
    """Protects the largest cases of the office, of 10.9 MB."""
    event = (
        "<case-file-event-statement><code>NWAP</code><type>I</type><description-text>NEW APPLICATION ENTERED</description-text>"
        "<date>20240925</date><number>1</number></case-file-event-statement>"
    )
    count = 10_900_000 // len(event)
    more = f"<case-file-event-statements>{event * count}</case-file-event-statements>{goods('GS0091', 'clocks; ' * 900_000)}"
    outcome = Outcome(day(case(98000001, more=more)))
    assert len(outcome.filings[0].events) == count
    assert len(outcome.filings[0].goods_services[0].description_text) > 7_000_000


@pytest.mark.parametrize("error", [TooLargeError("too much"), TruncatedError("cut"), NotTheFormatError("check sum")])
def test_failure_of_the_stream_comes_after_what_was_read(error: SourceError) -> None:
    """Protects the cases before a break of the archive, and the archive's own words for it."""

    class Breaking(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if chunk := super().read(size):
                return chunk
            raise error

    read: list[object] = []
    with pytest.raises(type(error), match=str(error)):
        read.extend(parse_cases(Breaking(HEAD + WHOLE[0] + WHOLE[1][:60]), url=URL))
    counts = CaseCounts()
    records = parse_cases(Breaking(HEAD + WHOLE[0] + WHOLE[1][:60]), url=URL, counts=counts)
    assert next(records)
    reject = next(records)
    assert isinstance(reject, Quarantined)
    assert reject.code == "truncated"
    with pytest.raises(type(error)):
        next(records)
    with pytest.raises(type(error)):
        list(parse_cases(Breaking(HEAD[:40]), url=URL))


@pytest.mark.parametrize("shift", range(0, 40, 3))
def test_tags_that_fall_across_chunks_are_seen(shift: int) -> None:
    """Protects cases whose tags are torn apart by the reading in chunks."""
    first = case(98000001, mark="A" * (CHUNK - len(HEAD) - len(case(98000001, mark="")) - shift))
    assert Outcome(day(first, *WHOLE[1:])).serials == ["98000001", "98000002", "98000003"]


def test_splitter_gives_every_byte_back() -> None:
    """Protects the evidence: what is cut apart can be put together again."""
    content = day(case(98000001), b"junk", case(98000002), case(98000003))
    pieces = list(CaseSplitter(BytesIO(content), max_case=MAX_CASE))
    kept = b"".join(piece.raw for piece in pieces)
    assert kept.replace(b"\n", b"") in content.replace(b"\n", b"").replace(b"</trademark-applications-daily>", b"")
    assert [piece.cut for piece in pieces].count(Cut.WHOLE) == 3


def test_files_put_one_after_the_other_are_read_as_one() -> None:
    """Protects the counts from a prolog in the middle: a document type with its own declarations is no stray text."""
    files = [day(case(98000001 + number)) for number in range(3)]
    outcome = Outcome(b"".join(files))
    assert outcome.serials == ["98000001", "98000002", "98000003"]
    assert (outcome.counts.present, len(outcome.records), outcome.error) == (3, 3, None)
    broken = Outcome(files[0] + files[1].replace(b"]>", b"") + files[2])
    assert [type(record).__name__ for record in broken.records] == ["Filing", "Quarantined", "Filing", "Filing"]


def test_a_broken_first_case_leaves_the_date_of_the_file_to_the_others() -> None:
    """Protects the versions of the other cases: the file's own date stands in the same stretch as the broken case."""
    whole, cut = Outcome(day(case(98000001), case(98000002))), Outcome(day(case(98000001)[11:], case(98000002)))
    assert cut.filings[0].record_version == whole.filings[1].record_version
