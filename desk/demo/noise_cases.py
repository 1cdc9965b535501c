"""The rest of the day's register: varied cases that touch nobody on the watch list."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from desk.demo import applicants, lexicon
from desk.demo.case_stages import (
    TODAY,
    abandoned,
    basis_flags,
    days_before,
    digits,
    examined,
    opening,
    parsed,
    pending,
    published,
    registered,
)
from desk.demo.case_xml import Case, Goods, Owner
from desk.demo.draw import Draw
from desk.demo.goods import OLD_WORDING, SERVICE_CLASSES

_PENDING = ("630",) * 5 + ("631", "638", "616", "973")
_IN_EXAMINATION = ("641", "641", "645", "647", "651", "653", "657", "661", "663", "672", "760", "779", "794")
_AFTER_PUBLICATION = ("680", "688", "730", "731", "744", "748", "774", "818")
_REGISTERED = ("700", "700", "700", "701", "702", "704", "706", "778", "790", "800")
_DEAD = (
    ("602", "ABN2", "ABANDONMENT - FAILURE TO RESPOND OR LATE RESPONSE"),
    ("601", "ABN1", "ABANDONMENT - EXPRESS MAILED"),
    ("606", "ABN6", "ABANDONMENT - NO USE STATEMENT FILED"),
    ("604", "ABN4", "ABANDONMENT - AFTER INTER PARTES DECISION"),
)
_CANCELLED = ("709", "710", "713", "900", "404")
_DESIGNS = ("010102", "050325", "031502", "260102", "261725", "270301", "240901", "020101")
Maker = Callable[[Draw, str], Case]


def _base(draw: Draw, serial: str, *, filed: str, status: str) -> Case:
    owner = applicants.owner(draw)
    basis = draw.pick(("1a", "1a", "1a", "1b", "1b", "44d" if owner.country else "1b"))
    goods = applicants.goods(draw, basis, filed)
    mark, statements = applicants.mark(draw, owner)
    drawing = "2" if not mark else draw.pick(("4", "4", "4", "3", "5"))
    standard = drawing == "4"
    if mark and not standard:
        statements = (*statements, ("CC0000", "Color is not claimed as a feature of the mark."))
    attorney = lexicon.person(draw)
    firm = f"{lexicon.surname(draw)} & {lexicon.surname(draw)} PLLC"
    services = all(one.class_number in SERVICE_CLASSES for one in goods)
    return Case(
        serial=serial,
        filed=filed,
        status=status,
        status_date=days_before(draw.between(0, 3)),
        mark=mark,
        drawing=drawing,
        goods=goods,
        owners=(owner,),
        attorney=attorney,
        docket=f"{lexicon.surname(draw)[:3].upper()}-{draw.between(100, 999)}TM" if draw.chance(30) else "",
        statements=statements,
        correspondent=(attorney.upper(), firm.upper(), applicants.address(draw).upper(), "WILMINGTON, DE 19801"),
        designs=draw.several(_DESIGNS, draw.between(1, 3)) if not standard else (),
        true_flags=basis_flags(basis, services=services, standard=standard),
        foreign=((owner.country, f"{draw.between(10**7, 10**8)}", days_before(150, parsed(filed))),) if basis == "44d" else (),
    )


def _new(draw: Draw, serial: str) -> Case:
    case = pending(_base(draw, serial, filed=days_before(draw.between(1, 9)), status=draw.pick(_PENDING)))
    return replace(case, madrid_reference=f"A0{draw.between(140000, 149999)}", action_key="IB") if draw.chance(4) else case


def _examined(draw: Draw, serial: str) -> Case:
    case = _base(draw, serial, filed=days_before(draw.between(230, 420)), status=draw.pick(_IN_EXAMINATION))
    return examined(case, examiner=f"{lexicon.surname(draw).upper()}, {lexicon.person(draw).split()[0].upper()}")


def _published(draw: Draw, serial: str) -> Case:
    case = _base(draw, serial, filed=days_before(draw.between(260, 400)), status="686")
    on = digits(TODAY) if draw.chance(70) else days_before(7 * draw.between(1, 3))
    return published(case, on=on, examiner=f"{lexicon.surname(draw).upper()}, ODILE")


def _allowed(draw: Draw, serial: str) -> Case:
    case = _base(draw, serial, filed=days_before(draw.between(420, 700)), status=draw.pick(_AFTER_PUBLICATION))
    shown = published(case, on=days_before(7 * draw.between(6, 30)), examiner=f"{lexicon.surname(draw).upper()}, IVO")
    flags = case.true_flags | ({"opposition-pending-in"} if case.status == "774" else set())
    return replace(shown, status=case.status, status_date=case.status_date, true_flags=flags)


def _registered(draw: Draw, serial: str) -> Case:
    status = draw.pick(_REGISTERED)
    age = 0 if status == "700" else draw.between(1900, 3600)
    on = days_before(age)
    case = _base(draw, serial, filed=days_before(draw.between(300, 420), parsed(on)), status=status)
    published_on = days_before(84, parsed(on))
    case = registered(case, number=str(draw.between(8255000, 8266000) - age * 900), published_on=published_on, on=on)
    extra = {"702": {"section-8-accepted-in", "section-15-acknowledged-in"}, "790": {"cancellation-pending-in"}}.get(
        status, set()
    )
    owner = replace(case.owners[0], party_type="30")
    prior = (str(draw.between(4000000, 7000000)),) if draw.chance(25) else ()
    renewed = digits(TODAY - timedelta(days=2)) if status == "800" else ""
    return replace(case, true_flags=case.true_flags | extra, owners=(owner,), prior=prior, renewed=renewed)


def _dead(draw: Draw, serial: str) -> Case:
    status, code, text = draw.pick(_DEAD)
    case = _base(draw, serial, filed=days_before(draw.between(400, 800)), status=status)
    return abandoned(case, on=days_before(draw.between(1, 3)), code=code, text=text)


def _cancelled(draw: Draw, serial: str) -> Case:
    status, on = draw.pick(_CANCELLED), days_before(draw.between(2400, 4300))
    case = _base(draw, serial, filed=days_before(380, parsed(on)), status=status)
    case = registered(case, number=str(draw.between(4800000, 5600000)), published_on=days_before(84, parsed(on)), on=on)
    return replace(case, cancelled=("1", days_before(1)))


def _madrid(draw: Draw, serial: str) -> Case:
    case = _base(draw, serial, filed=days_before(draw.between(120, 300)), status=draw.pick(("638", "641", "686")))
    city, country, postcode = draw.pick(lexicon.FOREIGN_CITIES)
    owner = Owner(
        name=lexicon.western_company(draw), nationality=("country", country), city=city, country=country, postcode=postcode
    )
    goods = tuple(replace(one, first_use="", first_commerce="") for one in case.goods)
    entered = days_before(60, parsed(days_before(30)))
    block = (
        ("international-registration-number", str(draw.between(1870000, 1899000))),
        ("international-registration-date", case.filed),
        ("international-publication-date", entered),
        ("international-renewal-date", f"{int(case.filed[:4]) + 10}{case.filed[4:]}"),
        ("auto-protection-date", digits(parsed(entered) + timedelta(days=548))),
        ("international-status-code", "001"),
        ("international-status-date", entered),
        ("priority-claimed-in", "F"),
        ("first-refusal-in", "F"),
    )
    events = (("REPR", "M", "SN ASSIGNED FOR SECT 66A APPL FROM IB", entered), *opening(entered))
    flags = basis_flags("66a", standard=case.drawing == "4")
    case = replace(case, owners=(owner,), goods=goods, international=block, events=events, true_flags=flags, foreign=())
    return published(case, on=digits(TODAY), examiner="QUINWICK, IVO") if case.status == "686" else case


def _old(draw: Draw, serial: str) -> Case:
    """A record of the national classification, its dates known to the month or the year only."""
    class_number, primary, text = draw.pick(OLD_WORDING)
    year = draw.between(1919, 1962)
    used, traded = f"{year - 20}0000", f"{year - 18}{draw.between(1, 12):02}00" if draw.chance(70) else f"{year - 18}0"
    owner = replace(applicants.owner(draw, chinese=0), party_type="30")
    heir = replace(owner, name=lexicon.western_company(draw), party_type="31", change="NC31000001BY MERGER WITH")
    lapsed = draw.chance(40)
    goods = Goods(class_number=class_number, text=text, first_use=used, first_commerce=traded, primary=primary)
    return Case(
        serial=serial,
        registration=f"0{draw.between(124000, 690000)}",
        filed=f"{year}0000" if draw.chance(40) else f"{year}{draw.between(1, 12):02}{draw.between(10, 28)}",
        registered=f"{year + 1}{draw.between(1, 12):02}{draw.between(10, 28)}",
        status="900" if lapsed else "800",
        status_date=days_before(1),
        mark=lexicon.coined(draw).upper(),
        drawing="1",
        goods=(goods,),
        owners=(heir, owner),
        correspondent=(owner.name.upper(), applicants.address(draw).upper()),
        true_flags=frozenset({"trademark-in"}),
        cancelled=("1", days_before(1)) if lapsed else ("", ""),
        renewed="" if lapsed else "20261114",
        events=(("RNL3", "Q", "REGISTERED AND RENEWED (THIRD RENEWAL - 10 YRS)", "20161114"),),
        prior=(f"0{draw.between(100000, 123999)}",),
    )


_SHARES: tuple[tuple[Maker, str, int], ...] = (
    (_new, "998", 74),
    (_examined, "993", 40),
    (_published, "994", 30),
    (_allowed, "990", 18),
    (_registered, "989", 26),
    (_dead, "988", 16),
    (_cancelled, "867", 8),
    (_madrid, "794", 10),
    (_old, "716", 8),
)


def noise_cases() -> tuple[Case, ...]:
    """230 cases of every kind, always the same."""
    draw = Draw("register of 2026-11-17")
    cases = []
    for maker, prefix, count in _SHARES:
        serials = {f"{prefix}{draw.between(0, 99999):05}": None for _ in range(count * 2)}
        cases += [maker(draw, serial) for serial in list(serials)[:count]]
    return tuple(cases)
