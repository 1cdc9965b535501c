"""Owners of a USPTO case: where they come from, in codes that mean one place only."""

from io import BytesIO

import pytest

from crawler.parse.uspto import CaseCounts, parse_cases
from records.filing import Filing


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("<state>CA</state>", "US-CA"),
        ("<country>CA</country>", "CA"),
        ("<state>DE</state><country>US</country>", "US-DE"),
        ("<country>US</country><state>DE</state>", "US-DE"),
        ("<state/><country>DE</country>", "DE"),
        ("<other>EUX</other>", "EUX"),
        ("<state> </state>", None),
        ("", None),
    ],
)
def test_a_state_is_told_from_a_country(given: str, expected: str | None) -> None:
    """Protects who the applicant is: CA is California or Canada, DE Delaware or Germany; annual files give state and country."""
    content = (
        f"<case-file><serial-number>98000001</serial-number><case-file-owners><case-file-owner><party-type>10</party-type>"
        f"<nationality>{given}</nationality><party-name>Nordvaag AS</party-name></case-file-owner></case-file-owners></case-file>"
    )
    counts = CaseCounts()
    (filing,) = parse_cases(BytesIO(content.encode()), url="https://office.example/apc.zip", counts=counts)
    assert isinstance(filing, Filing)
    assert filing.applicants[0].nationality == expected
    assert not counts.unread
