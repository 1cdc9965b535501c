"""Words for the bundled day. Every name is put together from syllables: no person, company or mark is meant."""

from collections.abc import Mapping
from importlib import resources

import yaml

from desk.demo.draw import Draw

_WORDS: Mapping[str, list[str]] = yaml.safe_load(resources.files("desk.demo").joinpath("words.yml").read_text("utf-8"))

CHINESE_CITIES: tuple[tuple[str, str, str, str], ...] = (
    ("Shenzhen", "Guangdong", "Longgang District", "518116"),
    ("Guangzhou", "Guangdong", "Baiyun District", "510420"),
    ("Foshan", "Guangdong", "Shunde District", "528300"),
    ("Dongguan", "Guangdong", "Chang'an Town", "523850"),
    ("Zhongshan", "Guangdong", "Guzhen Town", "528421"),
    ("Yiwu", "Zhejiang", "Choucheng Subdistrict", "322000"),
    ("Hangzhou", "Zhejiang", "Yuhang District", "311100"),
    ("Ningbo", "Zhejiang", "Yinzhou District", "315100"),
    ("Xiamen", "Fujian", "Huli District", "361006"),
    ("Putian", "Fujian", "Licheng District", "351100"),
    ("Changsha", "Hunan", "Yuelu District", "410006"),
    ("Qingdao", "Shandong", "Chengyang District", "266109"),
)
AMERICAN_CITIES: tuple[tuple[str, str, str], ...] = (
    ("Wilmington", "DE", "19801"),
    ("Austin", "TX", "78701"),
    ("Portland", "OR", "97205"),
    ("Brooklyn", "NY", "11201"),
    ("Miami", "FL", "33130"),
    ("Denver", "CO", "80202"),
    ("Irvine", "CA", "92618"),
    ("Chicago", "IL", "60606"),
    ("Boise", "ID", "83702"),
    ("Raleigh", "NC", "27601"),
)
FOREIGN_CITIES: tuple[tuple[str, str, str], ...] = (
    ("Hamburg", "DE", "20095"),
    ("Lyon", "FR", "69002"),
    ("Milano", "IT", "20121"),
    ("Osaka", "JP", "530-0001"),
    ("Busan", "KR", "48058"),
    ("Gdańsk", "PL", "80-830"),
    ("Göteborg", "SE", "411 03"),
    ("Zürich", "CH", "8001"),
    ("İzmir", "TR", "35210"),
    ("Toronto", "CA", "M5V 2T6"),
)


def _word(draw: Draw, kind: str) -> str:
    return draw.pick(_WORDS[kind])


def coined(draw: Draw) -> str:
    """A word of two or three syllables that means nothing."""
    start = _word(draw, "onsets") + _word(draw, "vowels")
    middle = _word(draw, "codas") if draw.chance(60) else draw.pick("lmnrv") + draw.pick("aeio") + draw.pick("lnrsd")
    return start + middle + _word(draw, "ends")


def surname(draw: Draw) -> str:
    """An invented family name."""
    return _word(draw, "surname_heads") + _word(draw, "surname_tails")


def person(draw: Draw) -> str:
    """An invented person, first name first."""
    return f"{_word(draw, 'first_names')} {surname(draw)}"


def place(draw: Draw) -> str:
    """An invented town or street name."""
    return _word(draw, "places")


def western_company(draw: Draw) -> str:
    """An invented American or European company."""
    return f"{coined(draw).title()} {_word(draw, 'fields')} {_word(draw, 'forms')}"


def chinese_word(draw: Draw) -> str:
    """Three syllables of pinyin, joined, as Chinese sellers coin their Latin names."""
    return "".join(draw.several(_WORDS["pinyin"], 3))


def chinese_company(draw: Draw, city: str) -> str:
    """An invented Chinese company of that city, in pinyin."""
    return f"{city} {chinese_word(draw).title()} {_word(draw, 'chinese_trades')} Co., Ltd."


def chinese_person(draw: Draw) -> str:
    """An invented Chinese person in pinyin, family name first."""
    family, first, second = draw.several(_WORDS["pinyin"], 3)
    return f"{family.title()}, {first.title()}{second}"
