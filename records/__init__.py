"""The domain types of Lookout, named after WIPO ST.96/ST.3, Nice and PACER."""

from records.alert import Action, Alert, AlertState, Delivery, DeliveryState, DueDate, Factor, Severity, Silence
from records.client import Address, Client, QuietHours, Shop
from records.codes import (
    DocketEvent,
    FilingStatus,
    MarkFeature,
    Outcome,
    PartyRole,
    WatchKind,
)
from records.crawl import CrawlReport, JobRun, Quarantined, SourceRef
from records.docket import Docket, DocketEntry
from records.feedback import Answer, ClassWeight, Feedback, Learned
from records.filing import (
    Classification,
    Filing,
    FilingEvent,
    GoodsServices,
    InternationalRegistration,
    MadridFiling,
    Mark,
    Party,
    Priority,
    PriorRegistration,
    Statement,
)
from records.goods import CoFiled, CoFiling
from records.match import Evidence, Match
from records.watch import Watch

__all__ = [
    "Action",
    "Address",
    "Alert",
    "AlertState",
    "Answer",
    "ClassWeight",
    "Classification",
    "Client",
    "CoFiled",
    "CoFiling",
    "CrawlReport",
    "Delivery",
    "DeliveryState",
    "Docket",
    "DocketEntry",
    "DocketEvent",
    "DueDate",
    "Evidence",
    "Factor",
    "Feedback",
    "Filing",
    "FilingEvent",
    "FilingStatus",
    "GoodsServices",
    "InternationalRegistration",
    "JobRun",
    "Learned",
    "MadridFiling",
    "Mark",
    "MarkFeature",
    "Match",
    "Outcome",
    "Party",
    "PartyRole",
    "PriorRegistration",
    "Priority",
    "Quarantined",
    "QuietHours",
    "Severity",
    "Shop",
    "Silence",
    "SourceRef",
    "Statement",
    "Watch",
    "WatchKind",
]
