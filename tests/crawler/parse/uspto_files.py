"""Small daily files made to measure for the parser's tests."""

from io import BytesIO
from xml.sax.saxutils import escape

from crawler.parse.uspto import CaseCounts, parse_cases
from records.crawl import Quarantined
from records.errors import SourceError
from records.filing import Filing

URL = "https://office.example/apc240925.zip"
HEAD = b"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE trademark-applications-daily [
<!ELEMENT trademark-applications-daily (version, creation-datetime, application-information)>
]>
<trademark-applications-daily><version><version-no>2.0</version-no><version-date>20041108</version-date></version>
<creation-datetime>202409252208</creation-datetime>
<application-information><file-segments><file-segment>TRMK</file-segment><action-keys><action-key>NA</action-key>
"""
TAIL = b"</action-keys></file-segments></application-information></trademark-applications-daily>\n"


def case(serial: int | str, *, mark: str = "NORDVAAG", header: str = "", more: str = "") -> bytes:
    """One case; ``header`` and ``more`` are XML put into the header and after it."""
    return (
        f"<case-file><serial-number>{serial}</serial-number><transaction-date>20240925</transaction-date><case-file-header>"
        f"<filing-date>20240921</filing-date><mark-identification>{escape(mark)}</mark-identification>{header}"
        f"</case-file-header>{more}</case-file>\n"
    ).encode()


def goods(code: str, text: str) -> str:
    """A section of one goods statement."""
    return (
        f"<case-file-statements><case-file-statement><type-code>{code}</type-code><text>{escape(text)}</text>"
        "</case-file-statement></case-file-statements>"
    )


def day(*cases: bytes) -> bytes:
    """A whole file."""
    return HEAD + b"".join(cases) + TAIL


class Outcome:
    """All that came out of one file: records, counts, and the error that ended it."""

    def __init__(self, content: bytes) -> None:
        self.counts = CaseCounts()
        self.records: list[Filing | Quarantined] = []
        self.error: SourceError | None = None
        try:
            for record in parse_cases(BytesIO(content), url=URL, counts=self.counts):
                self.records.append(record)
        except SourceError as error:
            self.error = error

    @property
    def filings(self) -> list[Filing]:
        """The cases that were read."""
        return [record for record in self.records if isinstance(record, Filing)]

    @property
    def rejects(self) -> list[Quarantined]:
        """The cases that were set aside."""
        return [record for record in self.records if isinstance(record, Quarantined)]

    @property
    def serials(self) -> list[str]:
        """Serial numbers of the cases that were read."""
        return [filing.application_number for filing in self.filings]


def read_one(content: bytes) -> Filing:
    """The one filing of a file that holds nothing else."""
    outcome = Outcome(content)
    assert outcome.error is None
    (filing,) = outcome.records
    assert isinstance(filing, Filing)
    return filing
