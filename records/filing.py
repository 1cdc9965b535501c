"""A trademark filing as its office states it on one day (WIPO ST.96 names, ST.3 office codes).

Dates are the office's legal dates. A date the office gives only in part (``19850000``) is no ``date``: it stays out of
the typed field and its reduced ISO 8601 form (``1985`` or ``1985-06``) is kept in ``partial_dates`` under the field's name.
Sub-records whose dates are often partial carry them as ISO strings of reduced precision (``IsoDate``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from records.codes import FilingStatus, MarkFeature, PartyRole
from records.crawl import SourceRef

IsoDate = str
"""An ISO 8601 date of full or reduced precision: ``1985``, ``1985-06`` or ``1985-06-12``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A person or company named by an office or a court."""

    name: str
    role: PartyRole = PartyRole.APPLICANT
    other_names: tuple[str, ...] = ()
    """Trading names the office lists with the party (USPTO ``dba-aka-text``)."""
    country: str | None = None
    """Country of the address, as the office codes it (USPTO and WIPO ST.3: two letters); states stand in ``state``."""
    state: str | None = None
    nationality: str | None = None
    """Country of citizenship or incorporation (``DE``); where the office names a state, ISO 3166-2 (``US-DE``)."""
    legal_entity: str | None = None
    """The office's code of the legal form, in words where the office gives words only."""
    address: tuple[str, ...] = ()
    """Address lines as given, city and postcode included, country excluded."""
    party_type: str | None = None
    """The office's own code of the party's position (USPTO: 10 original applicant, 20 at publication, 30 registrant …)."""
    identifier: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is to be protected. A purely figurative mark has no ``verbal_element_text``."""

    verbal_element_text: str | None = None
    feature: MarkFeature = MarkFeature.UNKNOWN
    drawing_code: str | None = None
    """The office's own code of the kind of mark (USPTO ``mark-drawing-code``)."""
    standard_characters: bool | None = None
    pseudo_marks: tuple[str, ...] = ()
    """Spelling variants the office adds for searching (USPTO ``PM`` statements)."""
    transliteration: tuple[str, ...] = ()
    """Transliteration statements, as worded by the office."""
    translation: tuple[str, ...] = ()
    """Translation statements, as worded by the office."""
    description: str | None = None
    disclaimer: tuple[str, ...] = ()
    colour_claim: tuple[str, ...] = ()
    vienna_codes: tuple[str, ...] = ()
    """Vienna classification codes, or the office's own design search codes where ``Filing.office`` is US."""
    image_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsServices:
    """Goods or services of one class, as worded, with what is deleted or not claimed cut out of ``description_text``."""

    class_number: int | None
    """Nice class 1–45, or ``None`` where the office files the goods under a national class only (see ``class_code``)."""
    class_code: str | None = None
    """The office's code as printed (``025``, ``A``, ``B``, ``200`` …)."""
    nice_edition: str | None = None
    description_text: str = ""
    raw_text: str | None = None
    """The office's wording with its marks of deletion and addition, where it differs from ``description_text``."""
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """One classification entry of the office's register, goods text apart (it stands in ``goods_services``)."""

    international_codes: tuple[str, ...] = ()
    national_codes: tuple[str, ...] = ()
    primary_code: str | None = None
    status_code: str | None = None
    status_date: IsoDate | None = None
    first_use_date: IsoDate | None = None
    first_use_in_commerce_date: IsoDate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A free statement of the office's record that has no field of its own, under the office's type code."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingEvent:
    """One step of the prosecution history."""

    code: str
    date: IsoDate | None = None
    text: str | None = None
    type: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """A foreign application or registration relied on (Paris priority or foreign basis)."""

    country: str | None = None
    application_number: str | None = None
    filing_date: IsoDate | None = None
    registration_number: str | None = None
    registration_date: IsoDate | None = None
    expiry_date: IsoDate | None = None
    renewal_number: str | None = None
    renewal_date: IsoDate | None = None
    renewal_expiry_date: IsoDate | None = None
    priority_claimed: bool | None = None
    entry_number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorRegistration:
    """An earlier registration or application of the same owner, or a related one."""

    number: str
    relationship: str | None = None
    """The office's code of the relation (USPTO: 0 prior registration …)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InternationalRegistration:
    """The Madrid registration on which the filing rests (USPTO section 66(a))."""

    number: str
    registration_date: IsoDate | None = None
    publication_date: IsoDate | None = None
    renewal_date: IsoDate | None = None
    auto_protection_date: IsoDate | None = None
    death_date: IsoDate | None = None
    status_code: str | None = None
    status_date: IsoDate | None = None
    priority_claimed: bool | None = None
    priority_date: IsoDate | None = None
    first_refusal: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MadridFiling:
    """An international application that rests on this filing (the outgoing side of Madrid)."""

    reference_number: str | None = None
    entry_number: int | None = None
    filing_date: IsoDate | None = None
    international_registration_number: str | None = None
    international_registration_date: IsoDate | None = None
    international_renewal_date: IsoDate | None = None
    irregularity_reply_by: IsoDate | None = None
    status_code: str | None = None
    status_date: IsoDate | None = None
    events: tuple[FilingEvent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """One filing; its key is office + application number."""

    office: str
    """WIPO ST.3 code (``US``, ``EM``, ``WO`` …)."""
    application_number: str
    registration_number: str | None = None
    application_date: date | None = None
    publication_date: date | None = None
    registration_date: date | None = None
    expiry_date: date | None = None
    abandonment_date: date | None = None
    cancellation_date: date | None = None
    status: FilingStatus = FilingStatus.UNKNOWN
    status_code: str | None = None
    status_text: str | None = None
    status_date: date | None = None
    mark: Mark = field(default_factory=Mark)
    goods_services: tuple[GoodsServices, ...] = ()
    classifications: tuple[Classification, ...] = ()
    applicants: tuple[Party, ...] = ()
    """The owners as they now stand (USPTO: the highest party type in the record)."""
    previous_applicants: tuple[Party, ...] = ()
    representatives: tuple[Party, ...] = ()
    correspondence_address: tuple[str, ...] = ()
    designated_offices: tuple[str, ...] = ()
    filing_basis: tuple[str, ...] = ()
    """Current legal bases in the office's own terms (USPTO: ``1a 1b 44d 44e 66a none``)."""
    original_filing_basis: tuple[str, ...] = ()
    international_registration: InternationalRegistration | None = None
    madrid_filings: tuple[MadridFiling, ...] = ()
    priorities: tuple[Priority, ...] = ()
    prior_registrations: tuple[PriorRegistration, ...] = ()
    events: tuple[FilingEvent, ...] = ()
    statements: tuple[Statement, ...] = ()
    flags: tuple[str, ...] = ()
    """Names of the office's indicators that are set (USPTO ``*-in`` elements holding T, without ``-in``)."""
    office_fields: Mapping[str, str] = field(default_factory=dict)
    """Single values of the office's record without a field of their own, under the office's element names."""
    partial_dates: Mapping[str, IsoDate] = field(default_factory=dict)
    record_version: int = 0
    """Greater is newer, by the office's own clock; a smaller one never replaces a greater one."""
    source: SourceRef | None = None

    @property
    def key(self) -> str:
        """Identity of the filing in every collection: ``US:98763166``."""
        return f"{self.office}:{self.application_number}"

    @property
    def nice_classes(self) -> tuple[int, ...]:
        """The Nice classes of the filing, ascending, each once."""
        return tuple(sorted({goods.class_number for goods in self.goods_services if goods.class_number is not None}))
