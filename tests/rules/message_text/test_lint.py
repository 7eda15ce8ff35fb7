"""Findings: texts with each finding, and similar texts without it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.text_findings import FindingId, Severity
from bot.rules.message_text.lint import SenderIdentity, lint_text
from tests.rules.message_text.texts import SENDER, TERMS, VALUES

F = FindingId
GOOD = "{city}{desk}です。{phone} 心当たりのない方は削除願います。送信専用"


def ids(text: str, sender: SenderIdentity = SENDER) -> set[FindingId]:
    return {finding.id for finding in lint_text(text, VALUES, sender, TERMS)}


def test_a_good_text_has_no_findings() -> None:
    assert lint_text(GOOD, VALUES, SENDER, TERMS) == []


@pytest.mark.parametrize("text", ["", " ", "\n", "\r\n", "　\t\n"])
def test_an_empty_text_has_one_finding(text: str) -> None:
    assert ids(text) == {F.EMPTY}


@pytest.mark.parametrize(("found", "added"), [
    (F.TOO_LONG, "あ" * 620), (F.OVER_ONE_UNIT, "あ" * 40), (F.OTHER_PHONE, "03-1234-5678"),
    (F.OTHER_PHONE, "０３（１２３４）５６７８"), (F.OTHER_PHONE, "09012345678"), (F.OTHER_PHONE, "+81 90-1234-5678"),
    (F.OTHER_PHONE, "0120-444-444"), (F.OTHER_PHONE, "048 930 0001"), (F.URL, "https://example.com/"),
    (F.URL, "example.com"), (F.URL, "詳しくはexample.co.jpへ"), (F.URL, "ＨＴＴＰＳ：／／ｅｘａｍｐｌｅ．ｃｏｍ"),
    (F.URL, "https://city.misato.lg.jp.example.com/"), (F.URL, "https://city.misato.lg.jp@example.com/"),
    (F.URL, "https://example.com\\@a.city.misato.lg.jp/"), (F.URL, "https://notcity.misato.lg.jp/"),
    (F.URL, "https://www.example.lg.jp/other/"), (F.URL, "https://www.example.lg.jp/tax/%2e%2e/other"),
    (F.SHORTENER, "https://bit.ly/abc"), (F.SHORTENER, "x.gd/abc"), (F.BANK_ACCOUNT, "口座番号1234567"),
    (F.BANK_ACCOUNT, "普通1234567"), (F.BANK_ACCOUNT, "お振込ください"), (F.BANK_ACCOUNT, "ＡＴＭで"),
    (F.DEBT, "未納です"), (F.DEBT, "滞納額"), (F.DEBT, "延滞金"), (F.DEBT, "督促状"),
    (F.DEBT, "納付の確認ができておりません"), (F.DEBT, "納付されていません"), (F.DEBT, "納期限を過ぎ"),
    (F.AMOUNT, "12,300円"), (F.AMOUNT, "１万円"), (F.AMOUNT, "￥500"), (F.AMOUNT, "三万円"), (F.AMOUNT, "500 yen"),
    (F.SEIZURE, "差押"), (F.SEIZURE, "差し押さえ"), (F.SEIZURE, "財産調査"), (F.SEIZURE, "処分"), (F.THREAT, "至急"),
    (F.THREAT, "法的措置"), (F.THREAT, "ご連絡がない場合"), (F.NAME_FIELD, "{name}様"), (F.NAME_FIELD, "{氏名}"),
    (F.NAME_FIELD, "山田太郎様"), (F.NAME_FIELD, "ヤマダ様"), (F.UNKNOWN_FIELD, "{amount}"), (F.UNKNOWN_FIELD, "{ref"),
    (F.UNKNOWN_FIELD, "｛ref｝"), (F.BAD_CHARACTER, "😀"), (F.BAD_CHARACTER, "①"), (F.BAD_CHARACTER, "㈱"),
    (F.BAD_CHARACTER, "髙"), (F.BAD_CHARACTER, "ﾐｻﾄ"), (F.BAD_CHARACTER, "\t"), (F.BAD_CHARACTER, "\u202e"),
    (F.BAD_CHARACTER, "\ue000"), (F.TAX_ITEM, "市県民税"), (F.TAX_ITEM, "固定資産税"), (F.TAX_ITEM, "国民健康保険税"),
    (F.TAX_ITEM, "催告状"), (F.TAX_ITEM, "ご納付"),
])  # fmt: skip
def test_a_forbidden_part_is_found(found: FindingId, added: str) -> None:
    assert found in ids(GOOD + added)


@pytest.mark.parametrize(("found", "added"), [
    (F.TOO_LONG, "あ" * 600), (F.OVER_ONE_UNIT, "あ" * 8), (F.OTHER_PHONE, "０４８（９３０）００００"),
    (F.OTHER_PHONE, "+81-48-930-0000"), (F.OTHER_PHONE, "受付番号12345678"), (F.OTHER_PHONE, "9:00-17:00"),
    (F.OTHER_PHONE, "2026-07-10"), (F.OTHER_PHONE, "内線1234"), (F.URL, "https://city.misato.lg.jp/nozei"),
    (F.URL, "www.city.misato.lg.jp"), (F.URL, "https://www.example.lg.jp/tax/page"), (F.URL, "No.1"),
    (F.URL, "午後5時.それまで"), (F.SHORTENER, "https://rabbit.ly/abc"), (F.BANK_ACCOUNT, "口座振替の方"),
    (F.BANK_ACCOUNT, "普通郵便"), (F.BANK_ACCOUNT, "treatment"), (F.DEBT, "時期が過ぎ"), (F.DEBT, "納付できない事情"),
    (F.DEBT, "期日"), (F.AMOUNT, "市内一円"), (F.AMOUNT, "2円滑"), (F.AMOUNT, "1,000人"), (F.AMOUNT, "円"),
    (F.SEIZURE, "差出人"), (F.THREAT, "お早めに"), (F.NAME_FIELD, "お客様"), (F.NAME_FIELD, "皆様"),
    (F.NAME_FIELD, "同様の様式"), (F.NAME_FIELD, "ご本人様"), (F.NAME_FIELD, "下記の様に"), (F.NAME_FIELD, "{ref}"),
    (F.UNKNOWN_FIELD, "{ref}{hours}"), (F.BAD_CHARACTER, "〜～－−―…「」々ヶA~"), (F.BAD_CHARACTER, "\n改行"),
    (F.TAX_ITEM, "市税等のお知らせ"), (F.TAX_ITEM, "収納管理課"),
])  # fmt: skip
def test_a_similar_but_allowed_part_is_not_found(found: FindingId, added: str) -> None:
    assert found not in ids(GOOD + added)


@pytest.mark.parametrize(
    ("missing", "without"),
    [
        (F.NO_CITY, GOOD.replace("{city}", "")),
        (F.NO_CITY, GOOD.replace("{city}", "三郷")),
        (F.NO_DESK, GOOD.replace("{desk}", "収納課")),
        (F.NO_PHONE, GOOD.replace("{phone}", "")),
        (F.NO_PHONE, GOOD.replace("{phone}", "048-930-0001")),
        (F.NO_PHONE, GOOD.replace("{phone}", "9300000")),
        (F.NO_SEND_ONLY, GOOD.replace("送信専用", "")),
        (F.NO_SEND_ONLY, GOOD.replace("送信専用", "返信できます")),
        (F.NO_STRANGER_LINE, GOOD.replace("心当たりのない方は削除願います", "")),
    ],
)
def test_a_missing_required_part_is_found(missing: FindingId, without: str) -> None:
    assert missing in ids(without)


@pytest.mark.parametrize(
    ("missing", "instead"),
    [
        (F.NO_CITY, GOOD.replace("{city}", "三郷市")),
        (F.NO_DESK, GOOD.replace("{desk}", "収納管理課")),
        (F.NO_PHONE, GOOD.replace("{phone}", "(048)930-0000")),
        (F.NO_PHONE, GOOD.replace("{phone}", "0489300000")),
        (F.NO_PHONE, GOOD.replace("{phone}", "048-930-0000受付番号1234")),
        (F.NO_PHONE, GOOD.replace("{phone}", "048-930-0000\n9時から")),
        (F.NO_PHONE, GOOD.replace("{phone}", "048-930-0000 9:00-17:00")),
        (F.NO_SEND_ONLY, GOOD.replace("送信専用", "返信はできません")),
        (F.NO_STRANGER_LINE, GOOD.replace("心当たりのない方は削除", "行き違いの際はご容赦")),
    ],
)
def test_a_required_part_is_recognised_in_other_forms(missing: FindingId, instead: str) -> None:
    assert missing not in ids(instead)
    assert F.OTHER_PHONE not in ids(instead)


def test_the_name_of_the_office_is_allowed() -> None:
    sender = SenderIdentity("三郷市", "納付推進課", SENDER.phone)
    assert ids(GOOD.replace("{desk}", "納付推進課"), sender) == set()
    assert F.TAX_ITEM in ids(GOOD.replace("{desk}", "納付推進課") + "ご納付", sender)


def test_a_shortener_is_an_error_even_if_its_host_is_allowed() -> None:
    sender = SenderIdentity(SENDER.city, SENDER.desk, SENDER.phone, ("bit.ly",))
    assert ids(GOOD + "https://bit.ly/abc", sender) == {F.SHORTENER}


def test_every_url_is_found_if_none_is_allowed() -> None:
    assert F.URL in ids(
        GOOD + "https://city.misato.lg.jp/", SenderIdentity(SENDER.city, SENDER.desk, SENDER.phone, ("", " "))
    )


def test_each_finding_is_listed_once_and_the_most_severe_first() -> None:
    found = lint_text(GOOD + "未納滞納" + "催告" + "あ" * 40, VALUES, SENDER, TERMS)
    assert [(finding.id, finding.found) for finding in found] == [
        (F.DEBT, "未納"),
        (F.TAX_ITEM, "催告"),
        (F.OVER_ONE_UNIT, ""),
    ]
    assert [finding.severity for finding in found] == [Severity.ERROR, Severity.WARNING, Severity.ADVICE]


def test_the_severities_of_findings_do_not_change() -> None:
    by_severity = {severity: {found for found in F if found.severity is severity} for severity in Severity}
    assert by_severity[Severity.WARNING] == {F.TAX_ITEM, F.NO_SEND_ONLY, F.NO_STRANGER_LINE}
    assert by_severity[Severity.ADVICE] == {F.OVER_ONE_UNIT}
    assert len(by_severity[Severity.ERROR]) == 16


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=200), st.text(max_size=20))
def test_no_text_or_name_raises_an_error(text: str, name: str) -> None:
    found = lint_text(text, VALUES, SenderIdentity(name, name, name, (name,)), TERMS)
    assert len({finding.id for finding in found}) == len(found)


@given(st.text("0-() ー+81０-９.:/@あ円様納{}\n", max_size=120))
def test_no_text_of_special_characters_raises_an_error(text: str) -> None:
    assert isinstance(lint_text(text, VALUES, SENDER, TERMS), list)
