"""Invented clients, watches and records for the tests of alerts."""

from dataclasses import replace
from datetime import UTC, date, datetime

from records.alert import Alert
from records.client import Address, Client, Shop
from records.codes import DocketEvent, FilingStatus, MarkFeature, WatchKind
from records.crawl import SourceRef
from records.docket import DocketEntry
from records.filing import Filing, GoodsServices, Mark, Party
from records.match import Evidence, Match
from records.tables import Court, Market, OppositionPeriod
from records.watch import Watch

NOW = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)

SOURCE = SourceRef(
    source_id="uspto-daily",
    url="https://office.example/apc261130.zip",
    fetched_at=datetime(2026, 11, 30, 9, 0, tzinfo=UTC),
    sha256="0" * 64,
)

CLIENT = Client(
    id="c-brillox",
    names=("广州彼洛斯贸易有限公司", "Guangzhou Brillox Trading Co., Ltd."),
    shops=(Shop(platform="amazon", name="BrilloxHome"),),
    products=("umbrellas",),
    markets=("US", "DE"),
    planned_markets=("VN",),
    language="zh",
    addresses=(Address(channel="telegram", address="1001"),),
)

WATCH = Watch(id="w-mark", client_id=CLIENT.id, kind=WatchKind.MARK, terms=("BRILLOX",), classes=(18,))

FILING = Filing(
    office="US",
    application_number="99111222",
    application_date=date(2026, 5, 4),
    publication_date=date(2026, 11, 24),
    status=FilingStatus.PUBLISHED,
    status_text="PUBLISHED FOR OPPOSITION",
    mark=Mark(verbal_element_text="BRILLOX", feature=MarkFeature.WORD),
    goods_services=(GoodsServices(class_number=18, description_text="Umbrellas; parasols"),),
    applicants=(Party(name="Yiwu Qilan Import & Export Co., Ltd.", country="CN"),),
    source=SOURCE,
)

ENTRY = DocketEntry(
    court="ilnd",
    pacer_case_id="900123",
    docket_number="1:26-cv-09876",
    case_name="Norwood Lamps LLC v. The Partnerships and Unincorporated Associations Identified on Schedule A",
    entry_number=13,
    event_name="Order on Motion for TRO",
    filed_at=datetime(2026, 11, 30, 21, 30, tzinfo=UTC),
    document_url="https://ecf.ilnd.uscourts.gov/doc1/067100000001",
    pacer_seq_no="53",
    guid="https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?900123&53",
    event=DocketEvent.TRO_RULED,
    schedule_a=True,
    source=replace(SOURCE, source_id="cmecf-rss"),
)

MATCH = Match(
    watch_id=WATCH.id,
    client_id=CLIENT.id,
    collection="filings",
    record_id=FILING.key,
    term="BRILLOX",
    record_text="BRILLOX",
    score=1.0,
    evidence=(Evidence(feature="identical", score=1.0, weight=1.0, detail="BRILLOX = BRILLOX"),),
    feature_set="marks-1",
    class_overlap=1.0,
    stage="published",
)

ENTRY_MATCH = Match(
    watch_id="w-plaintiff",
    client_id=CLIENT.id,
    collection="docket_entries",
    record_id=ENTRY.key,
    term="Norwood Lamps",
    record_text="Norwood Lamps LLC",
    score=1.0,
    evidence=(Evidence(feature="same_name", score=1.0, weight=1.0, detail="Norwood Lamps = Norwood Lamps LLC"),),
    feature_set="parties-1",
    stage="tro_ruled",
)

PLAINTIFF_WATCH = Watch(id="w-plaintiff", client_id=CLIENT.id, kind=WatchKind.PLAINTIFF, terms=("Norwood Lamps",))


def market(code: str, **changes: str) -> Market:
    """A market with nothing special about it, but for the changes."""
    fields = {"office": code, "filing_basis": "first_to_use", "squatting_risk": "low", "name_en": code, "name_zh": code} | changes
    return Market(
        code=code,
        office=fields["office"],
        name_en=fields["name_en"],
        name_zh=fields["name_zh"],
        filing_basis=fields["filing_basis"],
        squatting_risk=fields["squatting_risk"],
    )


MARKETS = (
    market("US", name_en="United States of America", name_zh="美国", squatting_risk="high"),
    market("EU", office="EM", filing_basis="first_to_file", name_zh="欧盟"),
    market("DE", filing_basis="mixed"),
    market("VN", filing_basis="first_to_file", squatting_risk="high"),
    market("JP", filing_basis="first_to_file"),
    market("AU"),
)


def period(
    office: str,
    length: int | None,
    unit: str | None,
    *,
    timing: str = "pre",
    valid_from: date | None = None,
    valid_to: date | None = None,
    extendable: str = "",
) -> OppositionPeriod:
    """One row of the table."""
    return OppositionPeriod(
        office=office,
        timing=timing,
        length=length,
        unit=unit,
        valid_from=valid_from,
        valid_to=valid_to,
        extendable=extendable,
        rule=f"statute of {office}",
        source="a firm's page",
        verified=True,
    )


PERIODS = (
    period("US", 30, "day", extendable="to 180 days"),
    period("EM", 3, "month"),
    period("KR", 2, "month", valid_to=date(2025, 7, 21)),
    period("KR", 30, "day", valid_from=date(2025, 7, 22)),
    period("VN", 5, "month", valid_to=date(2026, 3, 31)),
    period("VN", 3, "month", valid_from=date(2026, 4, 1)),
    period("JP", 2, "month", timing="post"),
    period("CL", 30, "working_day"),
    period("KZ", 1, "month", valid_from=date(2022, 8, 21)),
    period("RU", None, None, timing="none"),
    period("UZ", None, None, timing="unknown"),
)

COURTS = (
    Court(id="ilnd", name="Northern District of Illinois", timezone="America/Chicago"),
    Court(id="flsd", name="Southern District of Florida", timezone="America/New_York"),
)
ZONES = {court.id: court.timezone for court in COURTS}


def numbered(alert: Alert, count: int) -> list[Alert]:
    """So many alerts like the given one, each of a record of its own."""
    return [replace(alert, record_id=f"US:{98000000 + place}") for place in range(count)]
