"""What a reader sees: the sentence, the dates with their care, the warnings, and a burst kept readable."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.digest import ALL_FULL, MOST_FULL, MOST_LINES, compose
from alerts.render import AlertView, Form, view
from alerts.rules import Decider
from alerts.texts import Texts
from records.alert import Alert, Severity
from records.client import Client
from records.docket import DocketEntry
from records.filing import Filing, Mark, Party
from records.match import Match
from records.watch import Watch
from tests.alerts.samples import (
    CLIENT,
    COURTS,
    ENTRY,
    ENTRY_MATCH,
    FILING,
    MARKETS,
    MATCH,
    NOW,
    PERIODS,
    PLAINTIFF_WATCH,
    WATCH,
    numbered,
    period,
)


def decided(record: Filing | DocketEntry = FILING, match: Match = MATCH, watch: Watch = WATCH, client: Client = CLIENT) -> Alert:
    alert = Decider(MARKETS, PERIODS, COURTS).decide(match, watch, client, record, now=NOW)
    assert isinstance(alert, Alert), alert
    return alert


def docket(entry: DocketEntry = ENTRY) -> Alert:
    return decided(entry, ENTRY_MATCH, PLAINTIFF_WATCH)


def seen(alert: Alert, language: str = "en") -> AlertView:
    return view(alert, Texts(language), now=NOW)


def everything(shown: AlertView) -> str:
    parts = [
        shown.summary,
        shown.line,
        *shown.deadlines,
        *shown.warnings,
        *shown.actions,
        *shown.reasons,
        shown.footer,
        shown.why,
    ]
    return "\n".join([*parts, *(f"{label} {value}" for label, value in shown.facts)])


def test_the_first_sentence_says_who_what_where_why_when_and_what_to_do() -> None:
    english = seen(decided()).summary
    for said in (
        "Yiwu Qilan",
        "BRILLOX",
        "United States",
        "class 18",
        "identical to your",
        "2026-12-24",
        "23 days left",
        "counsel",
    ):
        assert said in english
    chinese = seen(decided(), "zh").summary
    for said in ("Yiwu Qilan", "BRILLOX", "美国", "第 18 类", "相同", "2026-12-24", "还剩 23 天", "当地律师"):
        assert said in chinese


def test_every_date_carries_rule_source_and_care() -> None:
    shown = "\n".join(seen(decided()).deadlines)
    for said in (
        "statute of US",
        "a firm's page",
        "Counted from 2026-11-24",
        "holidays not taken into account",
        "extension possible",
    ):
        assert said in shown
    unverified = [replace(period("US", 30, "day"), verified=False)]
    alert = Decider(MARKETS, unverified).decide(MATCH, WATCH, CLIENT, FILING, now=NOW)
    assert isinstance(alert, Alert)
    assert "Unconfirmed" in "\n".join(seen(alert).deadlines)


def test_an_unknown_outcome_is_not_told_as_a_grant() -> None:
    shown = seen(docket())
    assert "If granted" in shown.summary
    assert "2026-12-28" in "\n".join(shown.deadlines)


def test_silence_of_a_sealed_docket_is_said() -> None:
    assert any("silence is not safety" in line for line in seen(docket()).warnings)
    assert any("没有消息不等于安全" in line for line in seen(docket(replace(ENTRY, sealed=True)), "zh").warnings)
    assert seen(docket(replace(ENTRY, schedule_a=None))).warnings == ()


def test_hidden_characters_are_taken_out_and_pointed_out() -> None:
    filing = replace(FILING, mark=Mark(verbal_element_text="BRIL\u200bLOX"))
    shown = seen(decided(filing))
    assert "BRILLOX" in shown.summary
    assert any("hidden characters" in line for line in shown.warnings)
    assert seen(decided()).warnings == ()


def test_unknown_factors_are_said() -> None:
    assert any("unknown, counted" in line for line in seen(docket()).reasons)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_untranslated_and_no_verdict_is_passed(language: str) -> None:
    bare = Filing(office="QQ", application_number="1")
    alerts = [decided(), docket(), decided(bare, watch=replace(WATCH, min_severity="info"))]
    for alert in alerts:
        said = everything(seen(alert, language))
        assert not re.search(r"\b[a-z]+_[a-z_]+\b", said.replace("rule_65", "")), said
        assert "infring" not in said
        assert "confirm with local counsel" in said or "请与当地律师确认" in said


def test_a_record_with_nothing_in_it_can_still_be_told() -> None:
    bare = Filing(office="QQ", application_number="1")
    shown = seen(decided(bare, watch=replace(WATCH, min_severity="info")))
    assert "an unnamed applicant" in shown.summary
    assert "a mark without words" in shown.summary
    assert "Data as of not known" in shown.footer


def test_what_was_open_is_told_as_passed_when_it_is_delivered_late() -> None:
    late = view(decided(), Texts("en"), now=NOW + timedelta(days=60))
    assert "passed" in late.summary


def test_a_few_alerts_are_shown_in_full_and_a_flood_by_number() -> None:
    few = compose(numbered(decided(), ALL_FULL), "zh", now=NOW)
    assert {item.form for item in few.views} == {Form.FULL}
    many = compose(numbered(decided(), 120), "zh", now=NOW)
    forms = [item.form for item in many.views]
    assert forms.count(Form.FULL) == MOST_FULL
    assert forms.count(Form.BRIEF) == MOST_LINES
    assert len({key for item in many.views for key in item.alert_ids}) == 120
    assert "120" in many.heading


def test_the_most_severe_comes_first() -> None:
    alerts = numbered(decided(), 5)
    mixed = [replace(alert, severity=severity) for alert, severity in zip(alerts, Severity, strict=True)]
    shown = compose(mixed, "en", now=NOW)
    assert [item.severity.rank for item in shown.views] == [4, 3, 2, 1, 0]


def test_alerts_on_one_record_share_a_view_and_keep_their_numbers() -> None:
    first = docket()
    second = replace(first, watch_id="w-other", term="Norwood", severity=Severity.LOW)
    third = replace(first, event="docket_seal_motion", severity=Severity.MEDIUM)
    (shown,) = compose([second, third, first], "en", now=NOW).views
    assert shown.alert_id == first.key
    assert set(shown.covers) == {second.key, third.key}
    assert any(second.number in line for line in shown.also)


def test_a_repeat_says_so_and_what_was_one_message_stays_short() -> None:
    again = compose(numbered(decided(), 10), "en", now=NOW, repeat=True)
    assert "repeat" in again.repeat_notice
    assert {item.form for item in again.views} == {Form.BRIEF}


def test_the_applicant_s_country_and_a_right_to_left_name_keep_their_place() -> None:
    filing = replace(FILING, applicants=(Party(name="شركة الأمل", country="AE"),))
    assert "\u2068شركة الأمل\u2069 (AE)" in seen(decided(filing)).summary
