"""Names of companies, persons and shops: how many rewritten ones are found, and how many strangers.

``python -m bench.parties [--rows 5000] [--watched 200] [--seed 7]``: invents Chinese companies that share places, trades and
the syllables of their trade names, watches some of them under another spelling, and compares every watched name with every
company, without candidates. A hit is false where the company has another trade name, or where place and trade both differ.
"""

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter

from pypinyin import Style, lazy_pinyin

from matcher.party import LIKE_NAME, SAME_NAME, Name, company, compare_names, shop

SYLLABLES = (
    "华鑫宏鸿达盛泰嘉佳美乐丰源瑞祥兴星新欣信诚恒亨永安康天海云帆红蓝宇裕玉誉金锦晶龙隆凤飞腾翔鹏程远航博文思创智慧"
    "优品悦享尚雅格林森木水清泉山川江河湖洋润泽福禄寿喜顺利通昌久长青松柏梅兰竹菊春夏秋冬东方南北中正大同明铭辉晖光广耀"
)
"""Characters of trade names, the usual ones first; many share a reading."""
PLACES = (
    "深圳 Shenzhen,广州 Guangzhou,东莞 Dongguan,佛山 Foshan,义乌 Yiwu,宁波 Ningbo,杭州 Hangzhou,温州 Wenzhou,金华 Jinhua,"
    "厦门 Xiamen,泉州 Quanzhou,福州 Fuzhou,青岛 Qingdao,济南 Jinan,上海 Shanghai,苏州 Suzhou,无锡 Wuxi,南京 Nanjing,"
    "中山 Zhongshan,惠州 Huizhou,汕头 Shantou,永康 Yongkang,慈溪 Cixi,晋江 Jinjiang,石家庄 Shijiazhuang,郑州 Zhengzhou,"
    "武汉 Wuhan,长沙 Changsha,成都 Chengdu,香港 Hong Kong"
)
TRADES = (
    "科技 Technology,贸易 Trading,电子商务 E-Commerce,电子 Electronics,服饰 Apparel,"
    "鞋业 Shoes,玩具 Toys,家居用品 Household Products,五金制品 Hardware Products,照明 Lighting,"
    "箱包 Luggage,化妆品 Cosmetics,进出口 Import & Export,网络科技 Network Technology,实业 Industrial,"
    "塑胶制品 Plastic Products,汽车用品 Auto Accessories,体育用品 Sports Goods,宠物用品 Pet Supplies,工艺品 Arts & Crafts,"
    "医疗器械 Medical Instruments,食品 Food,机械设备 Machinery Equipment,供应链管理 Supply Chain Management,"
    "文化传媒 Culture Media,"
    "香薰 Aroma,帐篷 Tent,毛刷 Brush,轴套 Bushing,气模 Inflatables"
)
"""The last five stand in no table of the matcher in Chinese."""
SHORT = {
    "Technology": "Tech",
    "Trading": "Trdg",
    "Electronics": "Elec",
    "Import & Export": "Imp & Exp",
    "Industrial": "Ind",
    "Products": "Prod",
    "Equipment": "Equip",
    "Management": "Mgmt",
    "Medical": "Med",
}
FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余"
GIVEN = "小明伟芳秀英娜静敏强磊军洋勇艳杰涛超霞平刚桂建文辉玲华红丽云志国海燕晓东宇晨佳欣子涵"
BRANDS = "Velmora,Kintaro,Brisova,Noxter,Palvine,Quorza,Tamiko,Zendrix,Halvora,Luxtero,Mirabo,Orvella,Peklin,Rostavi,Sundelo"


@dataclass(frozen=True, slots=True)
class Firm:
    """An invented company."""

    name: str
    place: tuple[str, str]
    trade: tuple[str, str]

    @property
    def chinese(self) -> str:
        """As registered."""
        return (
            f"{self.place[0]}市{self.name}{self.trade[0]}有限公司"
            if self.place[0] != "香港"
            else f"香港{self.name}{self.trade[0]}有限公司"
        )

    @property
    def latin(self) -> str:
        """Trade name in pinyin."""
        return "".join(lazy_pinyin(self.name, style=Style.NORMAL)).capitalize()


def _pairs(table: str) -> list[tuple[str, str]]:
    return [(han, latin) for han, latin in (row.split(" ", 1) for row in table.split(","))]


def firms(rows: int, rng: random.Random) -> list[Firm]:
    """Companies, no two with the same registered name."""
    places, trades = _pairs(PLACES), _pairs(TRADES)
    common = [1 / (rank + 10) for rank in range(len(SYLLABLES))]
    made: dict[str, Firm] = {}
    while len(made) < rows:
        name = "".join(rng.choices(SYLLABLES, weights=common, k=2 if rng.random() < 0.8 else 3))
        firm = Firm(name, rng.choice(places), rng.choice(trades))
        made.setdefault(firm.chinese, firm)
    return list(made.values())


def _shortened(trade: str) -> str:
    for word, short in SHORT.items():
        trade = trade.replace(word, short)
    return trade


def _spaced(firm: Firm) -> str:
    return " ".join(lazy_pinyin(f"{firm.place[0]}{firm.name}{firm.trade[0]}有限公司", style=Style.NORMAL)).title()


REWRITTEN: dict[str, Callable[[Firm], str]] = {
    "english": lambda firm: f"{firm.place[1]} {firm.latin} {firm.trade[1]} Co., Ltd.",
    "no legal form": lambda firm: f"{firm.place[0]}{firm.name}{firm.trade[0]}",
    "no place": lambda firm: f"{firm.name}{firm.trade[0]}有限公司",
    "place in brackets": lambda firm: f"{firm.name}（{firm.place[0]}）{firm.trade[0]}有限公司",
    "pinyin, spaced": _spaced,
    "pinyin, glued": lambda firm: _spaced(firm).replace(" ", "").lower(),
    "abbreviated": lambda firm: f"{firm.place[1].upper()} {firm.latin.upper()} {_shortened(firm.trade[1]).upper()} CO LTD",
    "reordered": lambda firm: f"{firm.latin} {firm.trade[1]} ({firm.place[1]}) Limited",
    "trade name split": lambda firm: f"{firm.place[1]} {' '.join(lazy_pinyin(firm.name)).title()} {firm.trade[1]} Co.,Ltd",
    "english and chinese": lambda firm: f"{firm.place[1]} {firm.latin} {firm.trade[1]} Co., Ltd. ({firm.chinese})",
}
SHOPS: dict[str, Callable[[str], str]] = {
    "country": lambda brand: f"{brand.upper()}-US",
    "official store": lambda brand: f"{brand} Official Store",
    "glued": lambda brand: f"{brand}Direct",
    "glued, lower case": lambda brand: f"{brand.lower()}store",
    "in front": lambda brand: f"Shop {brand}",
    "number": lambda brand: f"{brand} Store 110234",
    "seller id": lambda brand: f"{brand.lower()}_2020",
    "address": lambda brand: f"https://{brand.lower()}.en.alibaba.com/",
    "store page": lambda brand: f"www.amazon.com/stores/{brand}/page/1A2B",
    "chinese": lambda brand: f"{brand}官方旗舰店",
    "platform": lambda brand: f"{brand} (Walmart)",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """What one list gave."""

    comparisons: int
    seconds: float
    false: int
    false_same: int


def strangers(watched: list[tuple[Firm, Name]], rows: list[tuple[Firm, Name]]) -> Tally:
    """Hits of companies that are not the watched one."""
    began = perf_counter()
    false = Counter[bool]()
    for firm, name in watched:
        for other, written in rows:
            score = compare_names(name, written).score
            if score >= LIKE_NAME and _stranger(firm, other):
                false[score >= SAME_NAME] += 1
    return Tally(len(watched) * len(rows), perf_counter() - began, false.total(), false[True])


def _stranger(firm: Firm, other: Firm) -> bool:
    return firm.name != other.name or (firm.place != other.place and firm.trade != other.trade)


def _found(pairs: list[tuple[Name, Name]], least: float) -> str:
    return f"{sum(compare_names(one, other).score >= least for one, other in pairs) / len(pairs):.3f}"


def persons(count: int, rng: random.Random) -> Iterator[tuple[str, str]]:
    """A person in characters, and in Latin letters with the surname last or first, given name in one or two words."""
    for _ in range(count):
        family, given = rng.choice(FAMILY), "".join(rng.sample(GIVEN, 2))
        first = lazy_pinyin(given)
        written = rng.choice(["".join(first), " ".join(first), "-".join(first)])
        last = lazy_pinyin(family)[0]
        yield (
            family + given,
            rng.choice([f"{written.title()} {last.upper()}", f"{last.title()} {written.title()}", f"{last}, {written}"]),
        )


def main() -> None:
    """Print recall by way of writing, and the rate of false hits."""
    parser = argparse.ArgumentParser(description="names of companies, persons and shops: recall and false hits")
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--watched", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    rng = random.Random(asked.seed)
    made = firms(asked.rows, rng)
    watched = rng.sample(made, asked.watched)
    print(f"found of {asked.watched} rewritten: like / same")
    for way, write in REWRITTEN.items():
        pairs = [(company(firm.chinese), company(write(firm))) for firm in watched]
        print(f"  company, {way:20} {_found(pairs, LIKE_NAME)} / {_found(pairs, SAME_NAME)}")
    people = [(company(han), company(latin)) for han, latin in persons(asked.watched, rng)]
    print(f"  person                        {_found(people, LIKE_NAME)} / {_found(people, SAME_NAME)}")
    for way, dress in SHOPS.items():
        dressed = [(shop(brand), shop(dress(brand))) for brand in BRANDS.split(",")]
        print(f"  shop, {way:23} {_found(dressed, LIKE_NAME)} / {_found(dressed, SAME_NAME)}")
    for way in ("as registered", "english"):
        write = REWRITTEN.get(way, lambda firm: firm.chinese)
        told = strangers([(firm, company(firm.chinese)) for firm in watched], [(firm, company(write(firm))) for firm in made])
        per_pair = told.seconds / told.comparisons * 1e6
        print(
            f"strangers {way}: {told.false} of {told.comparisons} hit ({told.false / told.comparisons * 1e4:.2f} per 10,000), "
            f"{told.false_same} as the same name; {per_pair:.1f} µs a pair"
        )


if __name__ == "__main__":
    main()
