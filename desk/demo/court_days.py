"""The five courts of the bundled day, and the docket items that are written by hand."""

from datetime import UTC, datetime

from desk.demo.docket_noise import LETTERS, MOTIONS, NOTICES, ORDERS, CourtDay
from desk.demo.feed_xml import Court, Item

_ORDER_SCOPE = "Docket entries of type: order,order-cr,motion,cmp"
_WIDE_SCOPE = (
    "Docket entries of type: adr,answer,appeal,appeal-cr,charge-cr,cmp,discov,discovery-cr,misc,misc-cr,motion,notice,notice-cr,"
    "order,order-cr,respm,respoth,service,transfer,trial,detention-cr,minutes,minutes-cr,plea"
)
_PARTNERSHIPS = "The Partnerships and Unincorporated Associations Identified on Schedule A"
_INDIVIDUALS = (
    "The Individuals, Corporations, Limited Liability Companies, Partnerships, and Unincorporated Associations Identified on "
    "Schedule A"
)


def _built(hour: int, minute: int, second: int) -> datetime:
    return datetime(2026, 11, 18, hour, minute, second, tzinfo=UTC)


def _on(hour: int, minute: int, second: int) -> datetime:
    return datetime(2026, 11, 17, hour, minute, second, tzinfo=UTC)


def _item(number: str, caption: str, case_id: int, event: str, at: datetime, place: tuple[int, int | None, str]) -> Item:
    sequence, entry, document = place
    return Item(
        number=number, caption=caption, case_id=case_id, event=event, at=at, sequence=sequence, entry=entry, document=document
    )


_TRO = ("1:26-cv-12907", f"Orrinvale Toys, Inc. v. {_PARTNERSHIPS}", 489311)
_PI = (
    "0:26-cv-62031",
    'ABC Corporation v. The Individuals, Business Entities and Unincorporated Associations on Schedule "A"',
    700412,
)
_LENS = ("1:26-cv-09184", "Haldenmoor Optics LLC v. Shenzhen Wotabo Technology Co., Ltd. et al", 655208)
_BATH = ("1:26-cv-06413", "Tessalune Camping Co. v. Hangzhou Tulan Outdoor Products Co., Ltd. et al", 540127)

_ILND = (
    _item(
        "1:26-cv-14022",
        f"Bramblewick Studios LLC v. {_PARTNERSHIPS}",
        491870,
        "Complaint",
        _on(19, 42, 18),
        (3, 1, "067132884105"),
    ),
    _item(*_TRO, "Temporary Restraining Order", _on(14, 5, 51), (41, 12, "067132879340")),
    _item(*_TRO, "Order on Motion for Temporary Restraining Order", _on(22, 47, 9), (58, 19, "067132886612")),
    _item(*_TRO, "Order", _on(22, 47, 9), (58, 19, "067132886612")),
    _item(
        "1:26-cv-13355", f"Jane Doe v. {_PARTNERSHIPS} Hereto", 490233, "Seal Document", _on(16, 20, 2), (20, 7, "067132881023")
    ),
    _item(
        "1:25-cv-08120",
        "Ludstone et al  v. O'Kelgaard, Peña & Sons, Inc. et al",
        471006,
        "Stay",
        _on(15, 1, 33),
        (88, 40, "067132880117"),
    ),
)
_FLSD = (
    _item(
        "1:26-cv-24871",
        "Coralind Home Designs, LLC v. QiyaoHomeStore et al",
        699870,
        "Complaint",
        _on(18, 11, 40),
        (4, 1, "051128114530"),
    ),
    _item(*_PI, "Order on Motion for Preliminary Injunction", _on(20, 15, 27), (77, 31, "051128116204")),
    _item("0:26-cv-62188", f"XYZ Corporation v. {_INDIVIDUALS}", 701993, "Complaint", _on(21, 3, 5), (2, 1, "051128117011")),
    _item(
        "0:26-cv-62188", f"XYZ Corporation v. {_INDIVIDUALS}", 701993, "Form AO 120/121", _on(21, 3, 5), (2, 1, "051128117011")
    ),
    _item("1:26-mc-25002", "", 702110, "Order", _on(13, 18, 2), (8, None, "")),
    _item(
        "5:26-~gr-00031",
        "",
        702131,
        "Order on Motion / Application / Petition for Miscellaneous Relief",
        _on(15, 14, 26),
        (5, 2, "051128112678"),
    ),
)
_NYSD = (
    _item(*_LENS, "Complaint", _on(17, 33, 44), (1, 1, "127137450912")),
    _item(
        "1:26-cv-09190",
        f"Larkmere Prints, Inc. v. {_INDIVIDUALS} Hereto",
        655240,
        "Sealed Document",
        _on(19, 8, 13),
        (6, 4, "127137452260"),
    ),
    _item("1:26-mc-00517", "", 655301, "Miscellaneous Cover Sheet", _on(20, 56, 36), (11, 4, "127137453905")),
)
_PAWD = (
    _item(
        "2:26-cv-01733",
        f"NORRWICK TOOLS, INC. v. {_PARTNERSHIPS.upper()}",
        331490,
        "Complaint (for Clerk of Court personnel only)",
        _on(16, 2, 11),
        (13, 1, "15711297374"),
    ),
)
_NYED = (
    _item(*_BATH, "Complaint", _on(18, 55, 30), (0, 1, "")),
    _item(
        "2:26-cv-05127-QZW-LXT",
        "Vandermoor Deli #601, Inc. v. Zanmeyer's Provisions & Ice Co. et al",
        538800,
        "Order(Other)",
        _on(17, 20, 8),
        (0, None, ""),
    ),
)

COURT_DAYS = (
    CourtDay(
        court=Court(
            id="ilnd",
            title="Northern District of Illinois - CM/ECF NextGen 1.6.3 - Recent Entries",
            scope=_ORDER_SCOPE,
            built_at=_built(0, 15, 2),
        ),
        noise=120,
        events=(*ORDERS, *MOTIONS),
        offices=("1", "1", "1", "3"),
        first_case=455000,
        document_prefix="067",
        document_digits=12,
        crafted=_ILND,
    ),
    CourtDay(
        court=Court(
            id="flsd",
            title="Southern District of Florida - Recent Entries",
            scope="Docket entries of type: all",
            built_at=_built(0, 16, 25),
        ),
        noise=110,
        events=(*ORDERS, *MOTIONS, *NOTICES),
        offices=("0", "1", "1", "9"),
        first_case=660000,
        document_prefix="051",
        document_digits=12,
        crafted=_FLSD,
    ),
    CourtDay(
        court=Court(
            id="nysd", title="Southern District of New York - Recent Entries", scope=_WIDE_SCOPE, built_at=_built(0, 5, 2)
        ),
        noise=130,
        events=(*ORDERS, *MOTIONS, *LETTERS),
        offices=("1", "1", "7"),
        first_case=610000,
        document_prefix="127",
        document_digits=12,
        crafted=_NYSD,
    ),
    CourtDay(
        court=Court(
            id="pawd", title="Western District of Pennsylvania - Recent Entries", scope=_ORDER_SCOPE, built_at=_built(0, 17, 51)
        ),
        noise=62,
        events=(*ORDERS, *MOTIONS),
        offices=("2", "2", "1", "3"),
        first_case=301000,
        document_prefix="157",
        document_digits=11,
        crafted=_PAWD,
    ),
    CourtDay(
        court=Court(
            id="nyed",
            title="Eastern District of New York Order/Judgment Entries on  cases",
            scope="Public Complaints, Orders and Judgments in the last 24 Hours",
            built_at=_built(0, 15, 1),
        ),
        noise=78,
        events=(*ORDERS, "Complaint", "Order(Other)", "Scheduling Order", "Order Dismissing Case"),
        offices=("1", "1", "2"),
        first_case=495000,
        document_prefix="",
        document_digits=0,
        crafted=_NYED,
        initials=True,
    ),
)
