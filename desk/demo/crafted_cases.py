"""The cases of the day that are written by hand: those that touch a client of watchlist.yml, and the broken ones."""

from dataclasses import replace

from desk.demo.case_stages import TODAY, abandoned, basis_flags, days_before, digits, examined, pending, published, registered
from desk.demo.case_xml import Case, Goods, Owner

_TODAY = digits(TODAY)
_COUNSEL = ("ODILE SUTMEYER", "PELLWORTH & CRANE LLP", "410 GARROWBY STREET, SUITE 900", "WILMINGTON, DE 19801", "UNITED STATES")
_EXAMINER = "MARROWGATE, TAMSIN"


def _chinese(name: str, city: str, province: str, *, entity: str = "99", lines: tuple[str, ...], postcode: str) -> Owner:
    return Owner(
        name=name,
        nationality=("country", "CN"),
        city=f"{city}, {province}",
        country="CN",
        postcode=postcode,
        address=lines,
        entity=entity,
        entity_statement="limited company (ltd.)" if entity == "99" else "",
    )


def _american(name: str, city: str, state: str, postcode: str, *, entity: str = "16") -> Owner:
    lines = ("2208 Ruscombe Avenue",)
    nationality = ("country", "US") if entity == "01" else ("state", state)
    return Owner(name=name, nationality=nationality, city=city, state=state, postcode=postcode, address=lines, entity=entity)


def _word(serial: str, mark: str, filed: str, owner: Owner, *goods: Goods, basis: str = "1b") -> Case:
    """A standard-character application."""
    return Case(
        serial=serial,
        mark=mark,
        filed=filed,
        status="630",
        status_date=digits(TODAY),
        goods=goods,
        owners=(owner,),
        attorney="Odile Sutmeyer",
        correspondent=_COUNSEL,
        true_flags=basis_flags(basis, services=all(one.class_number > 34 for one in goods), standard=True),
    )


def _intended(class_number: int, text: str) -> Goods:
    return Goods(class_number=class_number, text=text, first_use="0", first_commerce="0")


def _used(class_number: int, text: str, since: str) -> Goods:
    return Goods(class_number=class_number, text=text, first_use=since, first_commerce=since)


_YIWU_TRADER = _chinese(
    "Yiwu Jiahengtang Trading Co., Ltd.",
    "Yiwu",
    "Zhejiang",
    lines=("No. 18, Unit 2, Building 46", "Xiawang Fourth Zone, Choucheng"),
    postcode="322000",
)
_SHENZHEN_PERSON = _chinese(
    "Guan, Chenrui", "Shenzhen", "Guangdong", entity="01", lines=("Room 1902, Block C, Huihong Garden",), postcode="518116"
)
_FOSHAN_RIVAL = _chinese(
    "Foshan Hanlongshan Garment Co., Ltd.", "Foshan", "Guangdong", lines=("3/F, No. 77 Xingye Road, Shunde",), postcode="528300"
)
_TIEZHUO = _chinese(
    "Yongkang Tiezhuo Tools Co., Ltd.",
    "Yongkang",
    "Zhejiang",
    lines=("No. 206 Jinxing Road", "Industrial Function Zone"),
    postcode="321300",
)
_GERMAN_JEWELLER = Owner(
    name="Brenkhusen Schmuckwaren GmbH",
    nationality=("country", "DE"),
    city="Pforzheim",
    country="DE",
    postcode="75172",
    address=("Lindenquellstraße 12",),
    party_type="20",
    entity="99",
    entity_statement="Gesellschaft mit beschränkter Haftung (GmbH)",
)

_NEW = (
    _word("99853107", "LUMIVORA", "20261113", _YIWU_TRADER, _used(11, "LED table lamps; electric night lights", "20260901")),
    _word(
        "99851944",
        "ZHEN MU GE",
        "20261112",
        _american("Lorcan Haxgaard", "Irvine", "CA", "92618", entity="01"),
        _intended(20, "Furniture, namely, dining tables and bookcases; bed frames of wood"),
    ),
    _word(
        "99854260",
        "V0LTABR10",
        "20261115",
        _SHENZHEN_PERSON,
        _used(9, "Battery chargers for mobile phones; USB cables", "20260715"),
        basis="1a",
    ),
    _word(
        "99850318",
        "KESSOVAN HOME",
        "20261110",
        _american("Ibbermouth Housewares LLC", "Denver", "CO", "80202"),
        _intended(21, "Tea kettles, non-electric; insulated flasks; mixing bowls"),
    ),
    replace(
        _word(
            "99849771",
            "GARZA COBALTO",
            "20261109",
            _american("Marisela Ostkova", "Miami", "FL", "33130", entity="01"),
            _intended(28, "Plush toys; stuffed toy animals; toy building blocks"),
        ),
        statements=(("TR0000", 'The English translation of "GARZA COBALTO" in the mark is "COBALT HERON".'),),
    ),
    replace(
        _word("99852685", "", "20261112", _FOSHAN_RIVAL, _used(25, "Dresses; blouses; scarves", "20251001"), basis="1a"),
        drawing="3",
        true_flags=basis_flags("1a"),
        statements=(
            ("DM0000", "The mark consists of two Chinese characters beside a stylized climbing vine."),
            ("CC0000", "Color is not claimed as a feature of the mark."),
            (
                "TLIT00",
                'The non-Latin characters in the mark transliterate to "QING LUO" and this means "green vine" in English.',
            ),
        ),
        designs=("050304", "280103"),
    ),
    _word(
        "99848835",
        "YAN FEI BEAUTY",
        "20261107",
        _YIWU_TRADER,
        _intended(3, "Lipstick; eye shadow; cosmetic preparations for skin care"),
    ),
    _word(
        "99852011",
        "HEXDRAWL",
        "20261112",
        _american("Norrwick Tools, Inc.", "Boise", "ID", "83702", entity="03"),
        _intended(8, "Hand tools, namely, torque wrenches and hex keys"),
    ),
    _word(
        "99847390",
        "ORBEQUILL",
        "20261106",
        _american("Dunmarrow Interiors LLC", "Portland", "OR", "97205"),
        _intended(11, "Hexagonal wall lamps; touch-controlled lighting panels"),
    ),
    _word("99855502", "TIZUGRIP", "20261116", _TIEZHUO, _used(8, "Locking pliers; adjustable wrenches", "20240305"), basis="1a"),
    _word(
        "99853980",
        "LUMIVORA",
        "20261113",
        _american("Yarrowdale Arts Foundation", "Chicago", "IL", "60606", entity="03"),
        _intended(41, "Arranging of photography workshops; publishing of poetry journals"),
    ),
)
_PSEUDO = replace(
    _word(
        "99402277",
        "TYZOO GRP",
        "20260212",
        _american("Elspet Radwick", "Austin", "TX", "78701", entity="01"),
        _used(8, "Hand tools, namely, pliers and screwdrivers", "20251120"),
        basis="1a",
    ),
    status="641",
    status_date="20261116",
    statements=(("PM0001", "TIZU GRIP"),),
)
_SOUND_ALIKE = replace(
    _word("79451226", "MAYDOTTA", "20260109", _GERMAN_JEWELLER, Goods(class_number=14, text="Necklaces; earrings; bracelets")),
    attorney="",
    true_flags=basis_flags("66a", standard=True),
    international=(
        ("international-registration-number", "1899412"),
        ("international-registration-date", "20260109"),
        ("international-publication-date", "20260423"),
        ("international-renewal-date", "20360109"),
        ("auto-protection-date", "20271023"),
        ("international-status-code", "001"),
        ("international-status-date", "20260424"),
        ("priority-claimed-in", "T"),
        ("priority-claimed-date", "20251117"),
        ("first-refusal-in", "F"),
    ),
)
_ANNOUNCED = _word(
    "99512043",
    "YANFELE",
    "20260318",
    _american("Selkirby Cosmetics LLC", "Brooklyn", "NY", "11201"),
    _intended(3, "Foundation make-up; perfumes; cosmetic face powders"),
)
_NEAR_DUE = _word(
    "99487650",
    "TULANDRA OUTFITTERS",
    "20260224",
    _american("Wexcombe Ridge Corporation", "Raleigh", "NC", "27601", entity="03"),
    _intended(18, "Backpacks; hiking poles"),
    _intended(22, "Tents; tarpaulins; hammocks"),
)
_REGISTERED = replace(
    _word("99391188", "QINGLUO", "20260205", _FOSHAN_RIVAL, _used(25, "Dresses; skirts; jackets", "20240618"), basis="1a"),
    status="700",
    status_date=_TODAY,
)
_GIVEN_UP = replace(
    _word("98720456", "LUMIVORRA", "20240830", _YIWU_TRADER, _intended(11, "LED light bulbs; chandeliers")), status="602"
)


def crafted_cases() -> tuple[Case, ...]:
    """The cases that a client must hear of, or must not: expected.yml says which and why."""
    return (
        *(pending(case) for case in _NEW),
        examined(_PSEUDO, examiner=_EXAMINER),
        published(_SOUND_ALIKE, on=days_before(7), examiner=_EXAMINER),
        published(_ANNOUNCED, on=_TODAY, examiner=_EXAMINER),
        published(_NEAR_DUE, on=days_before(28), examiner=_EXAMINER),
        registered(_REGISTERED, number="8261407", published_on=days_before(84), on=_TODAY),
        abandoned(_GIVEN_UP, on=days_before(1), code="ABN2", text="ABANDONMENT - FAILURE TO RESPOND OR LATE RESPONSE"),
    )


def broken_cases() -> tuple[Case, ...]:
    """Two records that no reader can key: one without a serial number, one with a letter in it."""
    sound = pending(
        _word("", "BRAMWOLD KELL", "20261111", _american("Corvenport Goods LLC", "Austin", "TX", "78701"), _intended(21, "Vases"))
    )
    return (sound, replace(sound, serial="9985O417", mark="CORVEN KELDA"))
