"""Companies, persons, shops and numbers: what is the same in other dress, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.numbers import same_docket, same_register
from matcher.party import LIKE_NAME, SAME_NAME, company, compare_names, shop, without_legal_form


def likeness(a: str, b: str) -> float:
    return compare_names(company(a), company(b)).score


def shop_likeness(a: str, b: str) -> float:
    return compare_names(shop(a), shop(b)).score


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ninghai Toys, Inc.", "NINGHAI TOYS"),
        ("Toys Ninghai GmbH", "Ninghai Toys B.V."),
        ("广州红星贸易有限公司", "廣州紅星貿易有限公司"),
        ("广州红星贸易有限公司", "Guangzhou Hongxing Trading Co., Ltd."),
        ("广州红星贸易有限公司", "Guangzhou Hong Xing Trading Company Limited"),
        ("广州红星贸易有限公司", "Guang Zhou Hong Xing Mao Yi You Xian Gong Si"),
        ("广州红星贸易有限公司", "GuangzhouShi HongxingMaoyi YouxianGongsi"),
        ("广州红星贸易有限公司", "guangzhouhongxingmaoyiyouxiangongsi"),
        ("广州红星贸易有限公司", "红星（广州）贸易有限公司"),
        ("广州红星贸易有限公司", "Hongxing Trading (Guangzhou) Limited"),
        ("义乌市红星玩具商行（个体工商户）", "义乌红星玩具"),
        ("大陸商上海紅星健康科技（集團）有限公司", "上海红星健康科技集团有限公司"),
        ("株式会社みなと", "みなと"),
        ("㈱みなと", "みなと株式会社"),
        ("ミナト自動車株式会社", "Minato Motor Corporation"),
        ("(주)미나토", "미나토 주식회사"),
        ("ООО Ромашка", "Ромашка"),
        ("Общество с ограниченной ответственностью «Ромашка»", "Romashka LLC"),
        ("Çınar Tekstil San. ve Tic. Ltd. Şti.", "CINAR TEKSTIL SANAYI VE TICARET LIMITED SIRKETI"),
        ("CÔNG TY TNHH THƯƠNG MẠI MINH QUÂN", "Minh Quan Trading Co., Ltd"),
        ("บริษัท มินาโตะ จำกัด", "มินาโตะ"),
        ("شركة مناتو ذ.م.م", "مناتو"),
        ("मिनाटो प्राइवेट लिमिटेड", "मिनाटो"),
        ("PT Minato Sukses Tbk", "Minato Sukses"),
        ("AB Velmora", "Velmora Aktiebolag"),
        ("Velmora S.A. de C.V.", "VELMORA SA"),
        ("Velmora Sp. z o.o.", "Velmora GmbH & Co. KG"),
        ("GUANGZHOU HAIGE COMM GRP", "Guangzhou Haige Communications Group Inc Co"),
        ("SZ Velmora Tech Co Ltd", "Shenzhen Velmora Technology Co., Ltd."),
        ("Velmora Mfg Intl", "Velmora International Manufacturing LLC"),
        ("Ningbo Velmora Imp. & Exp. Co.", "Ningbo Velmora Import and Export Co., Ltd."),
        ("Shenzen Velmora Technolo", "Shenzhen Velmora Technology Co., Ltd."),
        ("Tsingtao Brewery Co., Ltd.", "青岛啤酒股份有限公司"),
        ("Bank of China", "中国银行"),
        ("Golabs, Inc d/b/a VELMORA", "Velmora"),
        ("Zeta LLC, formerly known as Velmora Inc.", "Velmora"),
        ("Velmora, Inc., individually and on behalf of all others similarly situated", "Velmora"),
        ("Velmora, Inc., and Does 1-10", "Velmora"),
        ("深圳市云帆科技有限公司 (Shenzhen Yunfan Technology Co., Ltd.)", "Yunfan Tech"),
        ("1. Kintaro Store; 2. Velmora Shop", "VELMORA SHOP"),
        ("王小明", "XIAOMING WANG"),
        ("王小明", "Wang, Xiao-Ming"),
        ("Kim Min-Su", "Minsu Kim"),
        ("John A. Smith", "Smith, John"),
    ],
)
def test_same_party_in_other_dress(a: str, b: str) -> None:
    """Protects from missing a party for legal form, script, order, spacing, abbreviations, aliases."""
    assert likeness(a, b) >= SAME_NAME
    assert likeness(b, a) == likeness(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Luxotica Group", "Luxottica Group S.p.A."),
        ("삼성전자 주식회사", "Samsung Electronics Co., Ltd."),
        ("金华市大翔香薰有限公司", "Jinhua Daxiang Aroma Co., Ltd."),
        ("广州红星贸易有限公司", "深圳红星贸易有限公司"),
        ("深圳市云帆科技有限公司", "Yunfan"),
    ],
)
def test_like_parties_are_told_but_not_called_the_same(a: str, b: str) -> None:
    """Protects the line between the same name and one worth telling: slips, romanisations, unknown trades,
    another city, a brand without its trade."""
    assert LIKE_NAME <= likeness(a, b) < SAME_NAME


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ninghai Toys, Inc.", "Ningbo Lamps, Inc."),
        ("Bank of the West", "Bank of the East"),
        ("Bank of America", "U.S. Bank"),
        ("City of New York", "State of New York"),
        ("Guangzhou Trading Co., Ltd.", "Shenzhen Trading Co., Ltd."),
        ("Guangzhou Trading Co., Ltd.", "Guangzhou Hongxing Trading Co., Ltd."),
        ("广州红星贸易有限公司", "广州蓝天贸易有限公司"),
        ("广州红星贸易有限公司", "深圳红星服饰有限公司"),
        ("深圳市云帆科技有限公司", "深圳市运帆科技有限公司"),
        ("Shenzhen Yunfan Technology", "Shenzhen Yunfang Technology"),
        ("George Bush", "George Habbash"),
        ("CORP", "Haige Corp"),
        ("COMP", "Company"),
        ("General Electric", "General Motors"),
        ("Golden Star Trading", "Golden Star Textile"),
        ("Sun Trading", "Sunrise Trading"),
        ("Johnson & Johnson", "Johnson"),
        ("Oliver", "Oliver Hotel, LLC"),
        ("Anderson", "Anderson County, TX"),
        ("County of Nassau", "Nassau Life Insurance Company"),
        ("Hongxing No. 3 Factory", "Hongxing No. 5 Factory"),
        ("王小明", "王小红"),
        ("Wang Wenhua", "Wang Keji"),
        ("ABC Corp", "ABD Corp"),
        ("Inc.", "Corp."),
        ("", "Ninghai"),
    ],
)
def test_other_parties(a: str, b: str) -> None:
    """Protects from matches on place, trade words, legal forms, common words, sound alone, numbers."""
    assert likeness(a, b) < LIKE_NAME


@pytest.mark.parametrize(
    ("nearer", "farther", "to"),
    [
        ("广州红星贸易有限公司", "深圳红星贸易有限公司", "广州红星贸易"),
        ("深圳红星贸易有限公司", "深圳红星服饰有限公司", "广州红星贸易有限公司"),
        ("深圳红星服饰有限公司", "广州蓝天贸易有限公司", "广州红星贸易有限公司"),
        ("Shenzhen Yunfan Technology", "Shenzhen Yunfan Textile", "深圳市云帆科技有限公司"),
        ("Shenzhen Yunfan Textile", "Guangzhou Yunfan Textile", "深圳市云帆科技有限公司"),
        ("Velmora Group", "Velmorra Group", "Velmora"),
        ("Velmorra Group", "Vermola Group", "Velmora"),
        ("Haige Comm", "Haige Chem", "Haige Communications"),
        ("Xiaoming Wang", "Xiaohong Wang", "王小明"),
        ("Velmora 110234", "Velmora 110235", "Velmora"),
    ],
)
def test_ranking(nearer: str, farther: str, to: str) -> None:
    """Protects the order of two answers: place, trade, slips, abbreviations, given names; numbers count alike on one side."""
    assert likeness(nearer, to) > likeness(farther, to) or likeness(nearer, to) == likeness(farther, to) == pytest.approx(0.9016)


@pytest.mark.parametrize(
    "name", ["HONGXING Official Store US", "hongxing-shop", "HONGXING Store", "HongxingDirect", "hongxingstore"]
)
def test_shop_words_do_not_count(name: str) -> None:
    """Protects the comparison of one shop across platforms."""
    assert shop(name).bare.joined == "hongxing"
    assert shop("红星旗舰店").bare.joined == "红星"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("VELMORA-US", "Velmora"),
        ("Velmora Official Store", "VelmoraDirect"),
        ("Shop Velmora", "Velmora Store 110234"),
        ("velmora_2020", "VELMORA"),
        ("红星旗舰店", "红星服饰官方旗舰店"),
        ("红星旗舰店", "HONGXING Official Store"),
        ("hongxing.en.alibaba.com", "Hong Xing Store"),
        ("https://www.amazon.com/stores/Velmora/page/1A2B", "Velmora (Walmart)"),
        ("Shop1102345678 Store", "https://www.aliexpress.com/store/1102345678"),
        ("Velmora公式ストア", "Velmora 공식스토어"),
        ("магазин Velmora", "Tienda Oficial Velmora"),
    ],
)
def test_one_shop_on_several_platforms(a: str, b: str) -> None:
    """Protects from missing a shop that calls itself otherwise elsewhere."""
    assert shop_likeness(a, b) >= LIKE_NAME


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Shop1102345678 Store", "Shop1102345679 Store"),
        ("Velmora Store 110234", "Velmora Store 110235"),
        ("velmora_2020", "velmora_2021"),
        ("hongxing88", "hongxing66"),
        ("Store", "Official Store"),
        ("红星旗舰店", "蓝天旗舰店"),
        ("Sunny Store", "Sunday Store"),
        ("workshop", "Work Store"),
    ],
)
def test_other_shops(a: str, b: str) -> None:
    """Protects from matches on shop words, and from overlooking the number of a shop."""
    assert shop_likeness(a, b) < LIKE_NAME


def test_legal_forms_go_at_both_ends_and_a_name_is_never_emptied() -> None:
    """Protects names that consist of what is elsewhere a legal form."""
    assert without_legal_form("ООО Velmora Inc.") == "velmora"
    assert without_legal_form("Co.") == "co"
    assert without_legal_form("有限公司") == "有限公司"


@given(st.text(max_size=60), st.text(max_size=60))
def test_names_compare_both_ways_alike(a: str, b: str) -> None:
    """Protects symmetry and range for any text."""
    for read in (company, shop):
        one, other = compare_names(read(a), read(b)).score, compare_names(read(b), read(a)).score
        assert one == pytest.approx(other)
        assert 0 <= one <= 1


PIECES = [
    "深圳市",
    "云帆",
    "科技",
    "有限公司",
    "Shenzhen",
    "Yun",
    "fan",
    "Tech",
    "Co.",
    "Ltd",
    "d/b/a",
    "(",
    ")",
    "株式会社",
    "2020",
    "the",
    ";",
    "ООО",
    "&",
]


@given(st.lists(st.sampled_from(PIECES), max_size=9), st.lists(st.sampled_from(PIECES), max_size=9))
def test_pieces_of_names_compare_both_ways_alike(a: list[str], b: list[str]) -> None:
    """Protects symmetry, range and self-likeness where names are nearly names."""
    one, other = " ".join(a), " ".join(b)
    assert likeness(one, other) == pytest.approx(likeness(other, one))
    assert 0 <= likeness(one, other) <= 1
    assert not company(one).words or likeness(one, one) == 1.0


def test_docket_numbers_in_any_spelling() -> None:
    """Protects a watch on a case number as people write it."""
    assert same_docket("22-cv-7087", "1:22-cv-07087")
    assert same_docket("1:2022cv07087", "1:22-cv-07087")
    assert same_docket("1:22-cv-07087-JHK", "22-cv-07087")
    assert not same_docket("1:22-cv-07087", "2:22-cv-07087")
    assert not same_docket("22-cv-7087", "22-cr-7087")
    assert not same_docket("98763166", "98763166")


def test_register_numbers_in_any_spelling() -> None:
    """Protects a watch on a register number."""
    assert same_register("US 98/763,166", "98763166")
    assert same_register("Reg. No. 1,234,567", "1234567")
    assert not same_register("98763166", "98763167")
    assert not same_register("", "")
