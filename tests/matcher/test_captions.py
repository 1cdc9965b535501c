"""Captions: sides, Schedule A in all its spellings, hidden plaintiffs."""

import pytest

from matcher.captions import is_pseudonymous, is_schedule_a, split_caption


@pytest.mark.parametrize(
    ("caption", "plaintiff", "defendant"),
    [
        ("Ninghai Toys LLC v. Sunny Shop", "Ninghai Toys LLC", "Sunny Shop"),
        ("1:22-cv-07087 Ninghai Toys LLC et al v. Sunny Shop et al", "Ninghai Toys LLC", "Sunny Shop"),
        ("Ninghai Toys S.p.A. et. al. vs. Sunny Shop, Inc.", "Ninghai Toys S.p.A.", "Sunny Shop, Inc."),
        ("Carroll V. La-Z Lamps Incorporated", "Carroll", "La-Z Lamps Incorporated"),
        ("USA v.REN", "USA", "REN"),
        ("Vital Lamps, Inc.v. Monster Toys Company", "Vital Lamps, Inc.", "Monster Toys Company"),
        (
            "Ninghai Toys v. Sunny Shop, Inc. <B><font color=red>Case transferred to Oakland.</font></B>",
            "Ninghai Toys",
            "Sunny Shop, Inc.",
        ),
        (
            "LMN Toys, Inc v. Partnerships and Unincorporated Associations, The ",
            "LMN Toys, Inc",
            "Partnerships and Unincorporated Associations",
        ),
    ],
)
def test_sides(caption: str, plaintiff: str, defendant: str) -> None:
    """Protects the split at v., V., vs. and glued ones, without docket number and et al."""
    split = split_caption(caption)
    assert (split.plaintiffs, split.defendants) == ((plaintiff,), (defendant,))


def test_a_side_that_is_left_out_stays_empty() -> None:
    """Protects from taking a defendant for the plaintiff where the feed dropped the plaintiff."""
    assert split_caption("5:22-cv-08957  v. Leet").plaintiffs == ()
    assert split_caption("5:22-cv-08957  v. Leet").defendants == ("Leet",)
    assert split_caption("3:22-mc-1 ").plaintiffs == ()


def test_in_re_has_a_subject_and_no_defendant() -> None:
    """Protects captions without an adversary."""
    assert split_caption("In re: Ninghai Toys Litigation").plaintiffs == ("Ninghai Toys Litigation",)
    assert split_caption("In re: Ninghai Toys Litigation").defendants == ()


@pytest.mark.parametrize(
    "defendants",
    [
        "The Partnerships and Unincorporated Associations Identified on Schedule A",
        'THE INDIVIDUALS, BUSINESS ENTITIES AND UNINCORPORATED ASSOCIATIONS IDENTIFIED ON SCHEDULE " A "',
        "Partnerships and Unincorporated Associations Identified in Schedule A",
        "Individuals, Partnerships, and Unincorporated Associations on Schedule “A”",
        "The Individuals, Corporations, Partnerships, and Unidentified Associations Identified on Schedule A Hereto",
        "The Individuals, Business Entities, and Unincorporated Associations",
        "The Individual, Business Entity, or Unincorporated Association",
        "The Individuals, Corporations, Limited Liability Companies, Partnerships, and Unincorp",
        "Partnerships and Unincorporated Associations Identified on Schedule A, The ",
        "Does 1-89",
        "Does 1-230, As Identified in Exhibit 3",
    ],
)
def test_schedule_a(defendants: str) -> None:
    """Protects the one sign of these cases that a feed shows, in the spellings of real captions."""
    assert is_schedule_a(f"Ninghai Toys LLC v. {defendants}")


@pytest.mark.parametrize(
    "caption",
    [
        "Ninghai Toys LLC v. Sunny Shop",
        "Smith v. City of Springfield, Officers DOES 1-25",
        "Malvern Media, LLC v. John Doe subscriber assigned IP address 10.0.0.1",
        "In re Smith, Amended Schedule A/B: Property",
        "Amended Schedules A through J filed by Debtor",
        "Board of Trustees of the Partnership Fund v. Individual Lamps, Inc.",
    ],
)
def test_not_schedule_a(caption: str) -> None:
    """Protects from bankruptcy schedules, single Does and companies with like words."""
    assert not is_schedule_a(caption)


@pytest.mark.parametrize(
    ("caption", "hidden"),
    [
        ("ABC Corporation v. Sunny Shop", True),
        ("XYZ Corp. v. Sunny Shop", True),
        ("John Doe v. Sunny Shop", True),
        ("Doe et al v. Sunny Shop", True),
        ("JANE DOE v. Sunny Shop", True),
        ("M. D. v. Sunny Shop", False),
        ("ABC Supply Chains, Inc. v. Sunny Shop", False),
        ("Doerr v. Sunny Shop", False),
        ("Ninghai Toys LLC v. John Doe", False),
    ],
)
def test_pseudonyms(caption: str, hidden: bool) -> None:
    """Protects the note that the brand behind a case is not yet known; initials alone do not count."""
    assert is_pseudonymous(caption) is hidden
