"""Parts of an invented application: who applies, for what goods, for what mark."""

from desk.demo import lexicon
from desk.demo.case_stages import days_before, parsed
from desk.demo.case_xml import Goods, Owner
from desk.demo.draw import Draw
from desk.demo.goods import WORDING

_ADDED_WORDS = ("HARBOR", "& CO.", "PRO", "STUDIO", "JUNIOR", "NATURALS", "365", "LAB", "CLUB", "BY NATURE", "OF THE COVE")
_GLOSSES = (("VENTO", "LENTO", "slow wind"), ("PETIT", "VERGER", "small orchard"), ("ROTER", "KIESEL", "red pebble"))
_CHARACTERS = (("SHAN CHUAN", "mountain stream"), ("XIANG ZHU", "fragrant bamboo"), ("HUI MING", "bright wisdom"))


def address(draw: Draw) -> str:
    return f"{draw.between(3, 9800)} {lexicon.place(draw)} {draw.pick(('Street', 'Avenue', 'Road', 'Lane'))}"


def owner(draw: Draw, *, chinese: int = 32) -> Owner:
    if draw.chance(chinese):
        city, province, district, postcode = draw.pick(lexicon.CHINESE_CITIES)
        single = draw.chance(35)
        return Owner(
            name=lexicon.chinese_person(draw) if single else lexicon.chinese_company(draw, city),
            nationality=("country", "CN"),
            city=f"{city}, {province}" if draw.chance(40) else city,
            country="CN",
            postcode=postcode,
            address=(f"Room {draw.between(101, 2905)}, Building {draw.between(1, 38)}", district),
            entity="01" if single else "99",
            entity_statement="" if single else "limited company (ltd.)",
        )
    if draw.chance(18):
        city, country, postcode = draw.pick(lexicon.FOREIGN_CITIES)
        name = lexicon.western_company(draw)
        return Owner(name=name, nationality=("country", country), city=city, country=country, postcode=postcode, entity="03")
    city, state, postcode = draw.pick(lexicon.AMERICAN_CITIES)
    if draw.chance(25):
        nationality, name, entity = ("country", "US"), lexicon.surname(draw) + ", " + lexicon.person(draw).split()[0], "01"
    else:
        nationality, name, entity = ("state", state), lexicon.western_company(draw), draw.pick(("03", "16", "16"))
    lines = (address(draw),)
    trading = f"DBA {lexicon.coined(draw).title()}" if draw.chance(6) else ""
    return Owner(
        name=name,
        nationality=nationality,
        city=city,
        state=state,
        postcode=postcode,
        address=lines,
        entity=entity,
        trading_name=trading,
    )


def goods(draw: Draw, basis: str, filed: str) -> tuple[Goods, ...]:
    classes = draw.several(tuple(WORDING), draw.pick((1, 1, 1, 1, 1, 2, 2, 3)))
    since = {"1a": days_before(draw.between(20, 900), parsed(filed)), "1b": "0"}.get(basis, "")
    return tuple(
        Goods(class_number=number, text=draw.pick(WORDING[number]), first_use=since, first_commerce=since)
        for number in sorted(classes)
    )


def mark(draw: Draw, owner: Owner) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A mark's text (empty: pure design) and its statements."""
    if draw.chance(12):
        return "", (("DM0000", f"The mark consists of a stylized {draw.pick(('kite', 'pine cone', 'sea shell', 'lantern'))}."),)
    if draw.chance(4):
        first, second, meaning = draw.pick(_GLOSSES)
        text = f"{first} {second} {lexicon.coined(draw).upper()}"
        return text, (("TR0010", f'The English translation of "{first} {second}" in the mark is "{meaning}".'),)
    if owner.country == "CN" and draw.chance(45):
        text = lexicon.chinese_word(draw).upper()
        if draw.chance(25):
            sound, meaning = draw.pick(_CHARACTERS)
            told = f'The non-Latin characters in the mark transliterate to "{sound}" and this means "{meaning}" in English.'
            return text, (("TLIT00", told),)
        return text, ()
    text = lexicon.coined(draw).upper()
    if draw.chance(35):
        word = draw.pick(_ADDED_WORDS)
        disclaimer = (("D10000", f'"{word}"'),) if draw.chance(40) else ()
        return f"{text} {word}", disclaimer
    if draw.chance(30):
        return text, (("PM0001", f"{text[: len(text) // 2]} {text[len(text) // 2 :]}"),)
    return (text.capitalize() if draw.chance(15) else text), ()
