"""Which of two marks is nearer to a third, on every ground of the law: the order a tribunal would see, not its numbers.

Made up, or known from law books and examination manuals for their ground; none is from the labelled pairs.
"""

import pytest

from matcher.model import mark_score
from matcher.views import view

SOUND = [
    ("SEIKO", "SEYKO", "SENCO"),
    ("KOOL-KLOTH", "COOL CLOTH", "COAL CLOCK"),
    ("CRYSTAL", "KRISTAL", "CAPITAL"),
    ("PHARMA NEXT", "FARMA NEXT", "KARMA TEXT"),
    ("NITELITE", "NIGHTLIGHT", "NUTRILITE"),
    ("CEEZAR", "CAESAR", "CENTAR"),
    ("QUICKFIX", "KWIKFIX", "BRICKFIX"),
    ("FYRE", "FIRE", "FARE"),
    ("PHONEZONE", "FONEZONE", "STONEZONE"),
    ("SHURE STEP", "SURE STEP", "SLATE STOP"),
    ("XCELERA", "EXCELERA", "ACCOLADE"),
    ("TRAXION", "TRACTION", "TRADITION"),
    ("MYRAH", "MIRA", "MORA"),
    ("KARRAWELL", "CARAWEL", "MARAVILLA"),
    ("FORYOU", "4YOU", "FOLIO"),
    ("GREAT SKIN", "GR8 SKIN", "GREEK SPIN"),
    ("BRIGHT AND EARLY", "BRIGHT & EARLY", "BRIGHT OR PEARLY"),
    ("FIVE VALE", "5 VALE", "FINE DALE"),
]
APPEARANCE = [
    ("MUNDALIA", "MUNDALLA", "MONDOLINA"),
    ("BRILLOX", "BRILLAX", "TRILLIUM"),
    ("LUMIVORA", "LUMIVERA", "ALLUMERA"),
    ("HETOOVA", "HETOOVO", "RETROVA"),
    ("VANTELLO", "VANTELO", "MARTELLO"),
    ("ZORPEX", "ZORPEK", "ZENPAX"),
    ("CALDERWICK", "CALDERWICKS", "CANTERBURY"),
    ("ORTIVANE", "ORTIVANA", "OCTAVIAN"),
    ("SOLVENTRA", "SOLVENTRO", "CENTRAL SOL"),
    ("GRIPLOCK", "GRYPLOCK", "WEDLOCK"),
    ("红星", "红垦", "绿野"),
    ("大昌行", "太昌行", "大隆行"),
    ("末来", "未来", "末日"),
    ("小天鹅", "小天娥", "小天地"),
]
SCRIPT = [
    ("COCO", "СОСО", "CICI"),
    ("NOKTA", "N0KTA", "NIKITA"),
    ("红星", "紅星", "红日"),
    ("龙腾", "龍騰", "龙眼"),
    ("東風", "东风", "东方"),
    ("BELLA", "BЕLLA", "BULLA"),
    ("SOLO", "5OLO", "POLO"),
    ("EXTRA", "ЕХТRА", "EXIT"),
    ("ＫＡＴＯＲＡ", "KATORA", "KATANA"),
]
TRANSLITERATION = [
    ("HONGXING", "红星", "红旗"),
    ("HONGYAN", "鸿雁", "鸿运"),
    ("TIANYUAN", "天元", "天空"),
    ("CHANGCHENG", "长城", "长江"),
    ("ZHONGHUA", "中华", "中间"),
    ("TSINGTAO", "青岛", "青海"),
    ("HUNG FOOK TONG", "鸿福堂", "鸿运楼"),
    ("LEE KUM KEE", "李锦记", "李子柒"),
    ("HUAWEI", "ХУАВЭЙ", "ХОЛИДЕЙ"),
    ("SAMSUNG", "САМСУНГ", "САМОВАР"),
    ("ADIDAS", "АДИДАС", "АЛМАЗ"),
    ("PANASONIC", "パナソニック", "パノラマ"),
    ("CANON", "キヤノン", "キオスク"),
    ("TOMATO", "トマト", "トンネル"),
    ("NONGSHIM", "농심", "농협"),
    ("KAKAO", "카카오", "커피"),
    ("PEPSI", "بيبسي", "بنك"),
    ("NESTLE", "نستله", "نسيم"),
    ("TOYOTA", "טויוטה", "טבריה"),
    ("COLGATE", "คอลเกต", "คลินิก"),
    ("SONY", "ΣΟΝΥ", "ΣΑΜΟΣ"),
    ("德芙", "DOVE", "DIVA LINE"),
    ("耐克", "NIKE", "NOKIA"),
    ("麦当劳", "MCDONALDS", "MADONNA"),
]
TRANSLATION = [
    ("SEAHORSE", "海马", "海豚"),
    ("SMALL FISH", "小鱼", "小鸟"),
    ("GREEN APPLE", "绿苹果", "红苹果"),
    ("WHITE RABBIT", "白兔", "白鹤"),
    ("RED BULL", "红牛", "红马"),
    ("GOLDEN LION", "金狮", "金虎"),
    ("BLACK CAT", "黑猫", "黑豹"),
    ("LUPO", "WOLF", "WULFRAM"),
    ("LA PALOMA", "THE DOVE", "THE PLUM"),
    ("EL SOL", "THE SUN", "THE SALT"),
    ("BUENA NOCHE", "GOOD NIGHT", "GOOD KNIGHT"),
    ("CHAT NOIR", "BLACK CAT", "BLACK COAT"),
    ("赤い星", "RED STAR", "RED STONE"),
]
MEANING = [
    ("CYCLONE", "TORNADO", "TOMATO"),
    ("CITY WOMAN", "CITY GIRL", "CITY GRILL"),
    ("BLUE LIGHTNING", "BLUE THUNDER", "BLUE LIGHTER"),
    ("MOUNTAIN KING", "KING OF THE MOUNTAIN", "MOUNTAIN RING"),
]
ADDITION = [
    ("LION", "LION CAPITAL", "LIONEL CAPITAL"),
    ("LION", "CAPITAL LION", "CAPITAL LOAN"),
    ("SUNVALE", "SUNVALE COFFEE", "COFFEE VALLEY"),
    ("BANK OF VALE", "VALE BANK", "BANK OF NOVA"),
    ("BRENTAVIO", "BRENTAVIO HOME", "BRENTWOOD HOME"),
    ("KESTRIA", "HOUSE OF KESTRIA", "HOUSE OF KESTREL"),
    ("NORDWELL", "NORDWELL ACTIVE SPORT", "NORDIC ACTIVE SPORT"),
    ("SKYDRIVE", "SKY DRIVE CLOUD", "SKYLINE CLOUD"),
    ("WORLDLINK", "LINKWORLD", "LINKEDIN"),
    ("VELORIA", "VELORIA PARIS", "VICTORIA PARIS"),
    ("红星", "红星美", "白星美"),
    ("鸿雁", "鸿雁电器", "飞雁电器"),
    ("雪莲", "天山雪莲", "天山雪山"),
    ("MARBELLO", "MARBELLO LLC", "MARBLE LLC"),
    ("HARROWGATE", "THE HARROWGATE COMPANY", "THE NARROW COMPANY"),
    ("MCDONALD'S", "MCNOODLE", "MCNAMARA"),
    ("KESTRIA", "KESTRIAWARE", "KESTERWARE"),
    ("VELORIA", "MYVELORIA HOME", "MYVALERIE HOME"),
]

NOT_YET = {
    "NITELITE": "the mute e inside a compound is read (nitelait), and the common ending LITE weighs more than the sound",
    "CITY WOMAN": "woman and girl are not in the table of words near in meaning",
    "BLUE LIGHTNING": "lightning and thunder are not in the table of words near in meaning",
    "MOUNTAIN KING": "the same telling words in another order weigh less than a common first word and a letter changed",
}
"""Watched mark → why the order is still the other way round."""

TRIPLES = [
    pytest.param(
        *triple,
        id=f"{ground}: {triple[0]} – {triple[1]} – {triple[2]}",
        marks=[pytest.mark.xfail(reason=NOT_YET[triple[0]], strict=False)] if triple[0] in NOT_YET else [],
    )
    for ground, triples in (
        ("sound", SOUND),
        ("appearance", APPEARANCE),
        ("script", SCRIPT),
        ("transliteration", TRANSLITERATION),
        ("translation", TRANSLATION),
        ("meaning", MEANING),
        ("addition", ADDITION),
    )
    for triple in triples
]


@pytest.mark.parametrize(("mark", "near", "far"), TRIPLES)
def test_nearer(mark: str, near: str, far: str) -> None:
    """Protects the order of likeness: ``near`` is closer to ``mark`` than ``far`` is, by a margin that no rounding makes."""
    close, distant = mark_score(view(near), view(mark)), mark_score(view(far), view(mark))
    assert close > distant + 0.001
