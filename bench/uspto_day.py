"""A synthetic day in the USPTO's format, as dense as a real one: the same seed gives the same bytes."""

import random
from collections.abc import Iterator
from pathlib import Path

_FLAGS = (
    "principal-register-amended",
    "supplemental-register-amended",
    "trademark",
    "collective-trademark",
    "service-mark",
    "collective-service-mark",
    "collective-membership-mark",
    "certification-mark",
    "cancellation-pending",
    "published-concurrent",
    "concurrent-use",
    "concurrent-use-proceeding",
    "interference-pending",
    "opposition-pending",
    "section-12c",
    "section-2f",
    "section-2f-in-part",
    "renewal-filed",
    "section-8-filed",
    "section-8-partial-accept",
    "section-8-accepted",
    "section-15-acknowledged",
    "section-15-filed",
    "supplemental-register",
    "foreign-priority",
    "change-registration",
    "intent-to-use",
    "intent-to-use-current",
    "filed-as-use-application",
    "amended-to-use-application",
    "use-application-currently",
    "amended-to-itu-application",
    "filing-basis-filed-as-44d",
    "amended-to-44d-application",
    "filing-basis-current-44d",
    "filing-basis-filed-as-44e",
    "filing-basis-current-44e",
    "amended-to-44e-application",
    "without-basis-currently",
    "filing-current-no-basis",
    "color-drawing-filed",
    "color-drawing-current",
    "drawing-3d-filed",
    "drawing-3d-current",
    "standard-characters-claimed",
    "filing-basis-filed-as-66a",
    "filing-basis-current-66a",
)
_SYLLABLES = ("ba", "co", "di", "fu", "go", "ha", "ki", "lu", "mo", "ne", "po", "ra", "si", "ta", "vu", "wo", "xi", "ya", "zen")
_GOODS = (
    "kettles",
    "lamps",
    "folding chairs",
    "cotton shirts",
    "phone cases",
    "garden hoses",
    "wall clocks",
    "ceramic tiles",
    "yoga mats",
    "drinking straws",
    "dog leashes",
    "picture frames",
    "bicycle bells",
    "hair clips",
)
_EVENTS = (
    ("NWAP", "I", "NEW APPLICATION ENTERED"),
    ("NWOS", "I", "NEW APPLICATION OFFICE SUPPLIED DATA ENTERED"),
    ("DOCK", "D", "ASSIGNED TO EXAMINER"),
    ("CNRT", "R", "NON-FINAL ACTION WRITTEN"),
    ("GNRN", "O", "NOTIFICATION OF NON-FINAL ACTION E-MAILED"),
    ("TROA", "I", "TEAS RESPONSE TO OFFICE ACTION RECEIVED"),
    ("CNSA", "O", "APPROVED FOR PUB - PRINCIPAL REGISTER"),
    ("PUBO", "A", "PUBLISHED FOR OPPOSITION"),
)
_HEAD = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE trademark-applications-daily [
<!ELEMENT trademark-applications-daily (version, creation-datetime, application-information)>
]>
<trademark-applications-daily><version><version-no>2.0</version-no><version-date>20041108</version-date></version>
<creation-datetime>202409252208</creation-datetime><application-information><file-segments><file-segment>TRMK</file-segment>
<action-keys><action-key>TX</action-key>
"""
_TAIL = "</action-keys></file-segments></application-information></trademark-applications-daily>\n"


def write_day(path: Path, *, cases: int, seed: int = 20240925) -> int:
    """Write a day of ``cases`` cases; its size in bytes."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEAD)
        for number in range(cases):
            file.write("".join(_case(chance, 90_000_000 + number)) + "\n")
        file.write(_TAIL)
    return path.stat().st_size


def _case(chance: random.Random, serial: int) -> Iterator[str]:
    yield f"<case-file><serial-number>{serial}</serial-number><registration-number>0000000</registration-number>"
    yield "<transaction-date>20240925</transaction-date><case-file-header>"
    status = chance.choice(("630", "641", "686", "688", "700"))
    yield f"<filing-date>{_day(chance)}</filing-date><status-code>{status}</status-code>"
    yield f"<status-date>{_day(chance)}</status-date><mark-identification>{_word(chance).upper()}</mark-identification>"
    yield f"<mark-drawing-code>{chance.choice('3455')}</mark-drawing-code><attorney-name>{_name(chance)}</attorney-name>"
    yield "".join(f"<{flag}-in>{'T' if chance.random() < 0.1 else 'F'}</{flag}-in>" for flag in _FLAGS)
    yield "<law-office-assigned-location-code>M50</law-office-assigned-location-code>"
    yield f"<current-location>LAW OFFICE 114</current-location><location-date>{_day(chance)}</location-date></case-file-header>"
    classes = chance.sample(range(1, 46), chance.choice((1, 1, 1, 2, 3)))
    yield "<case-file-statements>"
    for number in classes:
        yield _statement(f"GS{number:03}1", "; ".join(chance.choices(_GOODS, k=chance.randint(2, 40))).capitalize())
    yield _statement("DM0000", f"The mark consists of the stylized wording {_word(chance)}.")
    yield _statement("PM0001", _word(chance).upper()) + "</case-file-statements><case-file-event-statements>"
    for number in range(chance.randint(1, 16)):
        code, kind, text = chance.choice(_EVENTS)
        yield f"<case-file-event-statement><code>{code}</code><type>{kind}</type><description-text>{text}</description-text>"
        yield f"<date>{_day(chance)}</date><number>{number}</number></case-file-event-statement>"
    yield "</case-file-event-statements><classifications>"
    for number in classes:
        yield _classification(chance, number)
    yield "</classifications><correspondent>"
    yield (
        "".join(f"<address-{line}>{_name(chance)}</address-{line}>" for line in range(1, 5))
        + "</correspondent><case-file-owners>"
    )
    for party_type in chance.choice(((10,), (20, 10), (30, 20, 10))):
        yield _owner(chance, party_type)
    yield "</case-file-owners></case-file>"


def _statement(code: str, text: str) -> str:
    return f"<case-file-statement><type-code>{code}</type-code><text>{text}</text></case-file-statement>"


def _classification(chance: random.Random, number: int) -> str:
    us_codes = "".join(f"<us-code>{chance.randint(1, 52):03}</us-code>" for _ in range(chance.randint(2, 8)))
    return (
        "<classification><international-code-total-no>1</international-code-total-no><us-code-total-no>5</us-code-total-no>"
        f"<international-code>{number:03}</international-code>{us_codes}<status-code>6</status-code>"
        f"<status-date>{_day(chance)}</status-date><first-use-anywhere-date>{_day(chance)}</first-use-anywhere-date>"
        f"<first-use-in-commerce-date>0</first-use-in-commerce-date><primary-code>{number:03}</primary-code></classification>"
    )


def _owner(chance: random.Random, party_type: int) -> str:
    return (
        f"<case-file-owner><entry-number>1</entry-number><party-type>{party_type}</party-type>"
        "<nationality><country>CN</country></nationality><legal-entity-type-code>99</legal-entity-type-code>"
        f"<party-name>{_name(chance)} Co., Ltd.</party-name><address-1>{_name(chance)} Road {chance.randint(1, 999)}</address-1>"
        "<city>Shenzhen</city><country>CN</country><postcode>518000</postcode></case-file-owner>"
    )


def _day(chance: random.Random) -> str:
    return f"{chance.randint(2019, 2024)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))


def _name(chance: random.Random) -> str:
    return f"{_word(chance).capitalize()} {_word(chance).capitalize()}"
