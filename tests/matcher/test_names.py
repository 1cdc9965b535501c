"""Companies, shops and numbers: what is the same in other dress, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.numbers import same_docket, same_register
from matcher.party import LIKE_NAME, SAME_NAME, company, compare_names, shop


def likeness(a: str, b: str) -> float:
    return compare_names(company(a), company(b)).score


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ninghai Toys, Inc.", "NINGHAI TOYS"),
        ("Toys Ninghai GmbH", "Ninghai Toys B.V."),
        ("广州红星贸易有限公司", "廣州紅星貿易有限公司"),
        ("广州红星贸易有限公司", "Guangzhou Hongxing Trading Co., Ltd."),
        ("广州红星贸易有限公司", "Guangzhou Hong Xing Trading Company Limited"),
        ("株式会社みなと", "みなと"),
        ("GUANGZHOU HAIGE COMM GRP", "Guangzhou Haige Communications Group Inc Co"),
        ("ООО Ромашка", "Ромашка"),
    ],
)
def test_same_company_in_other_dress(a: str, b: str) -> None:
    """Protects the removal of legal forms at both ends, word order, scripts and common abbreviations."""
    assert likeness(a, b) >= SAME_NAME
    assert likeness(b, a) == likeness(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ninghai Toys, Inc.", "Ningbo Lamps, Inc."),
        ("Bank of the West", "Bank of the East"),
        ("Guangzhou Trading Co., Ltd.", "Shenzhen Trading Co., Ltd."),
        ("广州红星贸易有限公司", "广州蓝天贸易有限公司"),
        ("ABC Corp", "ABD Corp"),
        ("Inc.", "Corp."),
        ("", "Ninghai"),
    ],
)
def test_other_companies(a: str, b: str) -> None:
    """Protects from matches on place, trade words and legal forms."""
    assert likeness(a, b) < LIKE_NAME


@pytest.mark.parametrize("name", ["HONGXING Official Store US", "hongxing-shop", "HONGXING Store"])
def test_shop_words_do_not_count(name: str) -> None:
    """Protects the comparison of one shop across platforms."""
    assert shop(name).bare.joined == "hongxing"
    assert shop("红星旗舰店").bare.joined == "红星"


@given(st.text(max_size=60), st.text(max_size=60))
def test_names_compare_both_ways_alike(a: str, b: str) -> None:
    """Protects symmetry and range for any text."""
    one, other = compare_names(company(a), company(b)).score, compare_names(company(b), company(a)).score
    assert one == pytest.approx(other)
    assert 0 <= one <= 1


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
