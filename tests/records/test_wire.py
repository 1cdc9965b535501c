"""The wire form: what is written is read again, by this Lookout and by others."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from datetime import UTC, date, datetime, time
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.crawl import SourceRef
from records.docket import Docket
from records.errors import WireError
from records.filing import Filing, Mark
from records.wire import TYPES, VERSION, Record, content_digest, from_line, read_lines, to_line, type_name

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NOW = datetime(2026, 3, 1, 8, 30, 0, 5, tzinfo=UTC)

st.register_type_strategy(str, TEXT)
st.register_type_strategy(int, st.integers(-(2**63), 2**63 - 1))
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
st.register_type_strategy(time, st.times())


def made(kind: type) -> st.SearchStrategy[Any]:
    """Any record of a type: every field drawn, nested ones too."""
    return st.builds(kind, **{name: field(hint) for name, hint in get_type_hints(kind).items()})


def field(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a field's type; lists are short."""
    arguments = get_args(hint)
    if hint in (bool, int, float, str, date, datetime, time, type(None)):
        return st.from_type(hint)
    if type(None) in arguments:
        return st.none() | st.one_of([field(item) for item in arguments if item is not type(None)])
    origin = getattr(hint, "__origin__", None)
    if origin is tuple and arguments[1:] == (Ellipsis,):
        return st.lists(field(arguments[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*(field(item) for item in arguments))
    if origin is Mapping:
        return st.dictionaries(field(arguments[0]), field(arguments[1]), max_size=2)
    return made(hint) if hasattr(hint, "__dataclass_fields__") else st.sampled_from(tuple(hint))


@pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES.keys())
def test_every_record_comes_back_as_it_was(kind: type) -> None:
    """All types, all fields, any content; a line is one line."""

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(made(kind))
    def check(record: Record) -> None:
        line = to_line(record)
        assert b"\n" not in line
        assert from_line(line) == from_line(line.decode()) == record
        assert content_digest(from_line(line)) == content_digest(record)

    check()


@pytest.mark.parametrize(("name", "kind"), TYPES.items(), ids=TYPES.keys())
def test_a_line_names_its_type_and_version_first(name: str, kind: type) -> None:
    """One envelope for every source; the smallest record of each type."""
    samples: dict[Any, Any] = {str: "x", str | None: None, datetime: NOW, int: 1, float: 1.0}
    hints = get_type_hints(kind)
    needed = {
        item.name: samples.get(hints[item.name], ())
        for item in fields(kind)
        if item.default is MISSING and item.default_factory is MISSING
    }
    needed |= {key: next(iter(hints[key])) for key in needed if hasattr(hints[key], "__members__")}
    record = kind(**needed)
    assert to_line(record).startswith(f'{{"type":"{name}","version":{VERSION},'.encode())
    assert type_name(record) == name
    assert from_line(to_line(record)) == record


def test_dates_are_iso_and_times_utc() -> None:
    """Another program reads them without knowing Lookout."""
    source = SourceRef(source_id="s", url="u", fetched_at=NOW, sha256="0")
    spoken = json.loads(to_line(Filing(office="US", application_number="1", application_date=date(2026, 1, 9), source=source)))
    assert spoken["application_date"] == "2026-01-09"
    assert spoken["source"]["fetched_at"] == "2026-03-01T08:30:00.000005Z"


def test_an_unknown_field_is_ignored() -> None:
    """An older reader survives a newer writer; in nested records too."""
    spoken = json.loads(to_line(Filing(office="US", application_number="1", mark=Mark(verbal_element_text="TERN"))))
    spoken["invented_later"] = {"a": [1]}
    spoken["mark"]["invented_later"] = True
    assert from_line(json.dumps(spoken)) == Filing(office="US", application_number="1", mark=Mark(verbal_element_text="TERN"))


def test_a_missing_field_has_its_default() -> None:
    """A newer reader survives an older writer."""
    assert from_line('{"type":"docket","version":1,"court":"ilnd","docket_number":null}') == Docket(
        court="ilnd", docket_number=None
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"", "place:7"),
        (b"not json", "place:7"),
        (b"[]", "place:7"),
        (b'{"type":"filing"}', "version"),
        (b'{"version":1}', "type"),
        (b'{"type":"patent","version":1}', "unknown record type 'patent'; known: alert, client"),
        (b'{"type":"filing","version":2}', "version 2, this Lookout reads up to 1: upgrade"),
        (b'{"type":"filing","version":"1"}', "version"),
        (b'{"type":"filing","version":1,"office":"US"}', "application_number"),
        (b'{"type":"filing","version":1,"office":"US","application_number":7}', r"\$\.application_number"),
        (b'{"type":"filing","version":1,"office":"US","application_number":"7","status":"odd"}', r"\$\.status"),
        (
            b'{"type":"filing","version":1,"office":"US","application_number":"7","application_date":"20260109"}',
            "application_date",
        ),
        (b'{"type":"docket","version":1,"court":"\xff","docket_number":null}', "place:7"),
        (b'{"type":"docket","version":1,"court":"ilnd","docket_number":null} {}', "place:7"),
        (
            b'{"type":"docket","version":1,"court":"ilnd","docket_number":null,"x":' + b"[" * 10**5 + b"]" * 10**5 + b"}",
            "place:7",
        ),
        (
            b'{"type":"docket","version":1,"court":"ilnd","docket_number":null,"record_version":' + b"9" * 9999 + b"}",
            "record_version",
        ),
        ('{"type":"docket","version":1,"court":"\ud800","docket_number":null}', "place:7"),
        ('{"type":"docket","version":1,"court":"\\ud800","docket_number":null}', "place:7"),
    ],
    ids=lambda value: repr(value)[:90],
)
def test_a_bad_line_is_refused_with_place_and_field(line: bytes | str, reason: str) -> None:
    """Every way a line can be wrong gives one error that says where."""
    with pytest.raises(WireError, match=reason) as caught:
        from_line(line, place="place:7")
    assert "place:7" in str(caught.value)


def test_lone_surrogates_have_no_wire_form() -> None:
    """Text that is no Unicode would poison every reader; it is refused where it is written."""
    with pytest.raises(WireError, match="filing: text is not valid Unicode"):
        to_line(Filing(office="US", application_number="1", mark=Mark(verbal_element_text="a\ud800b")))
    with pytest.raises(WireError):
        content_digest(Filing(office="\udc00", application_number="1"))


def test_a_spool_with_bad_lines_gives_all_the_good_ones() -> None:
    """The rest goes on; errors carry file and line number, blank lines counted."""
    good = [to_line(Docket(court="ilnd", docket_number=str(number))) for number in range(2)]
    read = list(read_lines([good[0] + b"\n", b"\n", b"{broken\n", good[1]], name="a.jsonl"))
    assert [item for item in read if not isinstance(item, WireError)] == [from_line(line) for line in good]
    (error,) = [item for item in read if isinstance(item, WireError)]
    assert "a.jsonl:3" in str(error)


def test_the_digest_is_of_what_the_source_says_not_of_where_it_stood() -> None:
    """Source and version apart; everything else counts."""
    record = Filing(office="US", application_number="1", mark=Mark(verbal_element_text="TERN"))
    source = SourceRef(source_id="s", url="u", fetched_at=NOW, sha256="0")
    assert content_digest(replace(record, source=source, record_version=9)) == content_digest(record)
    assert content_digest(replace(record, mark=Mark(verbal_element_text="TERNS"))) != content_digest(record)
    assert content_digest(Docket(court="a", docket_number="1")) != content_digest(Docket(court="a", docket_number=None))
