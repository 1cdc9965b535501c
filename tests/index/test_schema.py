"""Collections: how a record becomes a row."""

from datetime import UTC, date, datetime

import pytest

from index.fields import Kind, comparable
from index.query import Scalar
from index.schema import COLLECTIONS, DELIVERIES, DOCKET_ENTRIES, DOCKETS, FILINGS, QUARANTINE
from records.crawl import Quarantined, SourceRef
from records.docket import DocketEntry
from records.errors import QueryError
from records.filing import Filing, GoodsServices, Mark, Party
from records.wire import TYPES

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SOURCE = SourceRef(source_id="uspto-daily", url="https://example.org/a.zip", fetched_at=NOW, sha256="0" * 64)


def test_a_filing_becomes_a_row_with_folded_fields_and_cut_text() -> None:
    """Every field and scope that the desk asks for."""
    record = Filing(
        office="US",
        application_number="98000001",
        application_date=date(2026, 1, 9),
        mark=Mark(verbal_element_text="Gülf TERN", translation=("bird",)),
        goods_services=(GoodsServices(class_number=25, description_text="Shoes"), GoodsServices(class_number=9)),
        applicants=(Party(name="Ostrava  GmbH", other_names=("OGM",), country="CZ"), Party(name="OSTRAVA GMBH", country="CZ")),
        record_version=7,
        source=SOURCE,
    )
    row = FILINGS.row(record, keys=("a", "b", "a"), due_at=NOW)
    assert (row.id, row.version, row.keys, row.due_at) == ("US:98000001", 7, ("a", "b"), NOW)
    assert {name: values for name, values in row.fields.items() if values} == {
        "office": ("us",),
        "application_number": ("98000001",),
        "status": ("unknown",),
        "application_date": (date(2026, 1, 9),),
        "class": (9, 25),
        "feature": ("unknown",),
        "applicant_country": ("cz",),
        "applicant": ("ostrava gmbh", "ogm"),
        "month": ("2026-01",),
        "source": ("uspto-daily",),
    }
    expected = {"mark": "gulf tern bird", "applicant": "ostrava gmbh ogm ostrava gmbh", "representative": "", "goods": "shoes"}
    assert row.text == expected


def test_false_is_a_value_and_unknown_is_none() -> None:
    """A case not yet read for a schedule is neither with nor without one."""
    entry = DocketEntry(court="ilnd", pacer_case_id="1", schedule_a=False)
    row = DOCKET_ENTRIES.row(entry)
    assert (row.fields["schedule_a"], row.fields["sealed"]) == ((False,), ())


def test_a_record_of_another_type_is_refused() -> None:
    """A mix-up of collections shows at once."""
    with pytest.raises(TypeError, match="dockets holds Docket, not Filing"):
        DOCKETS.row(Filing(office="US", application_number="1"))


def test_the_same_quarantined_text_is_one_row() -> None:
    """A broken record read every day does not pile up; its time does not count."""
    rows = [
        QUARANTINE.row(Quarantined(source_id="s", url="u", place="p", code="c", reason="r", raw="x", at=at)) for at in (None, NOW)
    ]
    assert rows[0].id == rows[1].id


def test_every_collection_can_be_told_apart_and_sorted() -> None:
    """Names are table and index names; the sort field is single-valued; every type has a wire form."""
    names = [collection.name for collection in COLLECTIONS]
    assert len(set(names)) == len(names)
    for collection in COLLECTIONS:
        fields = [field.name for field in collection.fields]
        assert len(set(fields)) == len(fields)
        assert not collection.field(collection.sort).many
        assert collection.record_type in TYPES.values()
        assert all(name.isidentifier() for name in (collection.name, *fields, *collection.scopes(None)))


def test_unknown_fields_and_scopes_name_those_there_are() -> None:
    """So that a user can put it right."""
    with pytest.raises(QueryError, match=r"deliveries has no field 'x'; fields: alert_id, client_id"):
        DELIVERIES.field("x")
    with pytest.raises(QueryError, match=r"filings has no text scope 'x'; scopes: mark, applicant"):
        FILINGS.scopes("x")
    with pytest.raises(QueryError, match=r"deliveries has no text scope 'x'; scopes: none"):
        DELIVERIES.scopes("x")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("office", "ÉM ", "em"),
        ("application_number", 98, "98"),
        ("class", 25, 25),
        ("application_date", date(2026, 1, 1), date(2026, 1, 1)),
    ],
)
def test_a_filters_value_is_brought_into_the_fields_form(field: str, value: Scalar, expected: Scalar) -> None:
    """As the stored values were."""
    assert comparable(FILINGS.field(field), value) == expected


@pytest.mark.parametrize("value", ["2026-01-01", NOW, 20260101, True])
def test_a_filters_value_of_another_type_is_refused(value: Scalar) -> None:
    """It would silently find nothing."""
    assert FILINGS.field("application_date").kind is Kind.DATE
    with pytest.raises(QueryError, match="'application_date' holds values of type date"):
        comparable(FILINGS.field("application_date"), value)
