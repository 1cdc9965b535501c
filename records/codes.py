"""Closed vocabularies: every value is the string that stands in the spool, the store and the JSON output."""

from enum import StrEnum


class FilingStatus(StrEnum):
    """Where a filing stands, the same for every office; the office's own code and words are kept beside it."""

    PENDING = "pending"
    PUBLISHED = "published"
    OPPOSED = "opposed"
    REGISTERED = "registered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DEAD = "dead"
    UNKNOWN = "unknown"


class MarkFeature(StrEnum):
    """Kind of mark (WIPO ST.96 MarkFeatureCategory, reduced to what offices of all kinds tell apart)."""

    WORD = "word"
    STYLIZED = "stylized"
    FIGURATIVE = "figurative"
    COMBINED = "combined"
    THREE_DIMENSIONAL = "three_dimensional"
    SOUND = "sound"
    OTHER = "other"
    UNKNOWN = "unknown"


class PartyRole(StrEnum):
    """What a person or company is to a filing or a docket."""

    APPLICANT = "applicant"
    REPRESENTATIVE = "representative"
    CORRESPONDENT = "correspondent"
    PLAINTIFF = "plaintiff"
    DEFENDANT = "defendant"


class WatchKind(StrEnum):
    """What a client asks to be told about."""

    MARK = "mark"
    SHOP = "shop"
    COMPANY = "company"
    PRODUCT = "product"
    PLAINTIFF = "plaintiff"
    NUMBER = "number"


class DocketEvent(StrEnum):
    """The most consequential thing one docket entry does."""

    COMPLAINT = "complaint"
    AMENDED_COMPLAINT = "amended_complaint"
    SEAL_MOTION = "seal_motion"
    SEAL_ORDER = "seal_order"
    SEALED_DOCUMENT = "sealed_document"
    TRO_MOTION = "tro_motion"
    TRO_RULED = "tro_ruled"
    TRO_EXTENSION_MOTION = "tro_extension_motion"
    TRO_EXTENDED = "tro_extended"
    SERVICE_MOTION = "service_motion"
    SERVICE = "service"
    BOND = "bond"
    PI_MOTION = "pi_motion"
    PI_RULED = "pi_ruled"
    APPEARANCE = "appearance"
    DEFENCE = "defence"
    HEARING = "hearing"
    EXTENSION = "extension"
    DEFENDANT_DISMISSED = "defendant_dismissed"
    DEFAULT_MOTION = "default_motion"
    DEFAULT_ENTERED = "default_entered"
    JUDGMENT = "judgment"
    SATISFACTION = "satisfaction"
    UNSEALED = "unsealed"
    TRANSFERRED = "transferred"
    CLOSED = "closed"
    OTHER_MOTION = "other_motion"
    OTHER_ORDER = "other_order"
    OTHER = "other"


class Outcome(StrEnum):
    """How the court ruled; an RSS item says only that it ruled."""

    GRANTED = "granted"
    DENIED = "denied"
    PARTLY = "partly"
    UNKNOWN = "unknown"
