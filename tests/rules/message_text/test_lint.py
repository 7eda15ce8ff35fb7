"""Findings: texts with each finding, and similar texts without it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.languages import Language
from bot.model.text_findings import FindingId, Severity
from bot.rules.message_text.lint import SenderIdentity, lint_text
from bot.rules.message_text.text import fill_fields
from tests.rules.message_text.texts import SENDER, TERMS, VALUES
from tests.tables import list_cases

F = FindingId
GOOD = "{city}{desk}です。{phone} 心当たりのない方は削除願います。送信専用"
REQUIRED = [
    (F.NO_CITY, "{city}", ("", "三郷"), ("三郷市",)),
    (F.NO_DESK, "{desk}", ("収納課",), ("収納管理課",)),
    (F.NO_PHONE, "{phone}", ("", "048-930-0001", "9300000"), ("(048)930-0000", "0489300000")),
    (
        F.NO_PHONE,
        "{phone}",
        (),
        tuple(f"048-930-0000{after}" for after in ("受付番号1234", "\n9時から", " 9:00-17:00")),
    ),
    (F.NO_SEND_ONLY, "送信専用", ("", "返信できます"), ("返信はできません",)),
    (F.NO_STRANGER_LINE, "心当たりのない方は削除願います", ("",), ("行き違いの際はご容赦願います",)),
]
"""A required part of the text, with what cannot replace it and what can."""


def ids(text: str, sender: SenderIdentity = SENDER) -> set[FindingId]:
    return {finding.id for finding in lint_text(text, VALUES, sender, TERMS)}


def test_a_good_text_has_no_findings() -> None:
    assert lint_text(GOOD, VALUES, SENDER, TERMS) == []


@pytest.mark.parametrize("text", ["", " ", "\n", "\r\n", "　\t\n"])
def test_an_empty_text_has_one_finding(text: str) -> None:
    assert ids(text) == {F.EMPTY}


@pytest.mark.parametrize(
    ("found", "added"),
    list_cases(
        (F.TOO_LONG, "あ" * 620),
        (F.OVER_ONE_UNIT, "あ" * 40),
        (F.OTHER_PHONE, "03-1234-5678", "０３（１２３４）５６７８", "09012345678", "+81 90-1234-5678", "0120-444-444"),
        (F.OTHER_PHONE, "048 930 0001"),
        (F.URL, "https://example.com/", "詳しくはexample.co.jpへ", "ＨＴＴＰＳ：／／ｅｘａｍｐｌｅ．ｃｏｍ"),
        (F.URL, "https://city.misato.lg.jp.example.com/", "https://city.misato.lg.jp@example.com/"),
        (F.URL, "https://example.com\\@a.city.misato.lg.jp/", "https://notcity.misato.lg.jp/", "example.com"),
        (F.URL, "https://www.example.lg.jp/other/", "https://www.example.lg.jp/tax/%2e%2e/other"),
        (F.SHORTENER, "https://bit.ly/abc", "x.gd/abc"),
        (F.BANK_ACCOUNT, "口座番号1234567", "普通1234567", "お振込ください", "ＡＴＭで"),
        (F.OTHER_CONTACT, "misato@example.com", "LINEでご連絡ください", "ご返信ください", "reply YES"),
        (F.PAYMENT_MEANS, "PayPayで", "プリペイドカード", "電子マネー", "納付番号123456"),
        (F.DEBT, "未納です", "滞納額", "延滞金", "督促状"),
        (F.DEBT, "納付の確認ができておりません", "納付されていません", "納期限を過ぎ"),
        (F.AMOUNT, "12,300円", "１万円", "￥500", "三万円", "500 yen"),
        (F.SEIZURE, "差押", "差し押さえ", "財産調査", "処分"),
        (F.THREAT, "至急", "法的措置", "ご連絡がない場合"),
        (F.NAME_FIELD, "{name}様", "{氏名}", "山田太郎様", "ヤマダ様"),
        (F.UNKNOWN_FIELD, "{amount}", "{ref", "｛ref｝"),
        (F.BAD_CHARACTER, "😀", "①", "㈱", "髙", "ﾐｻﾄ", "\t", "\u202e", "\ue000"),
        (F.TAX_ITEM, "市県民税", "固定資産税", "国民健康保険税", "催告状", "ご納付"),
    ),
)
def test_a_forbidden_part_is_found(found: FindingId, added: str) -> None:
    assert found in ids(GOOD + added)


@pytest.mark.parametrize(
    ("found", "added"),
    list_cases(
        (F.TOO_LONG, "あ" * 600),
        (F.OVER_ONE_UNIT, "あ" * 8),
        (F.OTHER_PHONE, "０４８（９３０）００００", "+81-48-930-0000", "受付番号12345678", "内線1234"),
        (F.OTHER_PHONE, "9:00-17:00", "2026-07-10"),
        (F.URL, "https://city.misato.lg.jp/nozei", "www.city.misato.lg.jp", "https://www.example.lg.jp/tax/page"),
        (F.URL, "No.1", "午後5時.それまで"),
        (F.SHORTENER, "https://rabbit.ly/abc"),
        (F.BANK_ACCOUNT, "口座振替の方", "普通郵便", "treatment"),
        (F.OTHER_CONTACT, "オンライン", "ガイドライン", "返信しないでください", "本メール", "Do not reply"),
        (F.PAYMENT_MEANS, "口座振替", "アプリから", "レプリカ", "納付書"),
        (F.DEBT, "時期が過ぎ", "納付できない事情", "期日"),
        (F.AMOUNT, "市内一円", "2円滑", "1,000人", "円"),
        (F.SEIZURE, "差出人"),
        (F.THREAT, "お早めに"),
        (F.NAME_FIELD, "お客様", "皆様", "同様の様式", "ご本人様", "下記の様に", "{ref}"),
        (F.UNKNOWN_FIELD, "{ref}{hours}"),
        (F.BAD_CHARACTER, "〜～－−―…「」々ヶA~", "\n改行"),
        (F.TAX_ITEM, "市税等のお知らせ", "収納管理課"),
    ),
)
def test_a_similar_but_allowed_part_is_not_found(found: FindingId, added: str) -> None:
    assert found not in ids(GOOD + added)


@pytest.mark.parametrize(
    ("missing", "text"), [(code, GOOD.replace(part, other)) for code, part, bad, _ in REQUIRED for other in bad]
)
def test_a_missing_required_part_is_found(missing: FindingId, text: str) -> None:
    assert missing in ids(text)


@pytest.mark.parametrize(
    ("missing", "text"), [(code, GOOD.replace(part, other)) for code, part, _, good in REQUIRED for other in good]
)
def test_a_required_part_is_recognised_in_other_forms(missing: FindingId, text: str) -> None:
    assert ids(text).isdisjoint({missing, F.OTHER_PHONE})


def test_the_name_of_the_office_is_allowed() -> None:
    sender = SenderIdentity("三郷市", "納付推進課", SENDER.phone)
    assert ids(GOOD.replace("{desk}", "納付推進課"), sender) == set()
    assert F.TAX_ITEM in ids(GOOD.replace("{desk}", "納付推進課") + "ご納付", sender)


def test_a_shortener_is_an_error_even_if_its_host_is_allowed() -> None:
    sender = SenderIdentity(SENDER.city, SENDER.desk, SENDER.phone, ("bit.ly",))
    assert ids(GOOD + "https://bit.ly/abc", sender) == {F.SHORTENER}


def test_every_url_is_found_if_none_is_allowed() -> None:
    sender = SenderIdentity(SENDER.city, SENDER.desk, SENDER.phone, ("", " "))
    assert F.URL in ids(GOOD + "https://city.misato.lg.jp/", sender)


def test_each_finding_is_listed_once_and_the_most_severe_first() -> None:
    found = lint_text(GOOD + "未納滞納" + "催告" + "あ" * 40, VALUES, SENDER, TERMS)
    expected = [(F.DEBT, "未納"), (F.TAX_ITEM, "催告"), (F.OVER_ONE_UNIT, "20")]
    assert [(finding.id, finding.found) for finding in found] == expected
    assert [finding.severity for finding in found] == [Severity.ERROR, Severity.WARNING, Severity.ADVICE]


def test_a_finding_shows_what_was_written() -> None:
    found = {finding.id: finding.found for finding in lint_text(GOOD + "滞\u3000納、ｻｼｵｻｴ", VALUES, SENDER, TERMS)}
    assert found[F.DEBT] == "滞 納"
    assert found[F.SEIZURE] == "ｻｼｵｻｴ"


def test_a_finding_shows_neither_a_number_nor_a_name_nor_an_account() -> None:
    text = GOOD + "山田太郎様 090-1234-5678 yamada@example.com"
    shown = {finding.id: finding.found for finding in lint_text(text, VALUES, SENDER, TERMS)}
    assert (shown[F.NAME_FIELD], shown[F.OTHER_PHONE], shown[F.OTHER_CONTACT]) == ("…様", "", "…@example")


def test_every_bad_character_is_listed_once() -> None:
    found = lint_text(GOOD + "①😀①\u200b", VALUES, SENDER, TERMS)
    assert [finding.found for finding in found if finding.id is F.BAD_CHARACTER] == ["① 😀 U+200B"]


@pytest.mark.parametrize(("more", "excess"), [(70, ""), (71, "1"), (75, "5")])
def test_the_characters_over_one_unit_are_counted(more: int, excess: str) -> None:
    text = GOOD + "あ" * (more - len(fill_fields(GOOD, VALUES)))
    found = {finding.id: finding.found for finding in lint_text(text, VALUES, SENDER, TERMS)}
    assert found.get(F.OVER_ONE_UNIT, "") == excess


@pytest.mark.parametrize("written", ["呼出し", "呼 出 し", "呼・出・し", "ﾖﾋﾞﾀﾞｼ"])
def test_the_city_can_forbid_words(written: str) -> None:
    sender = replace(SENDER, forbidden_words=("呼出し", "よびだし", ""))
    assert F.CITY_WORD in ids(GOOD + written, sender)
    assert F.CITY_WORD not in ids(GOOD, sender)


def test_a_fake_address_is_found_beside_an_allowed_one() -> None:
    fake = "https://city.mis\u0430to.lg.jp/nozei"
    assert F.URL in ids(GOOD + "https://city.misato.lg.jp/nozei " + fake)
    assert F.URL in ids(GOOD + "https://city.misato.lg.jp/nozei。misato-zei.com")


def test_what_follows_an_allowed_address_is_judged() -> None:
    assert F.DEBT in ids(GOOD + "https://city.misato.lg.jp/nozei未納です")


@pytest.mark.parametrize(
    ("language", "text"),
    [(Language.ZH, "请"), (Language.VI, "ế"), (Language.PT, "ç")],
)
def test_other_languages_may_use_their_own_characters(language: Language, text: str) -> None:
    def is_bad(written: str, language: Language) -> bool:
        found = lint_text(GOOD + written, VALUES, SENDER, TERMS, language)
        return F.BAD_CHARACTER in {finding.id for finding in found}

    assert not is_bad(text, language)
    assert is_bad(text, Language.JA)
    assert is_bad("😀", language)
    assert is_bad("\u200b", language)


def test_the_severities_of_findings_do_not_change() -> None:
    by_severity = {severity: {found for found in F if found.severity is severity} for severity in Severity}
    assert by_severity[Severity.WARNING] == {F.TAX_ITEM, F.NO_SEND_ONLY, F.NO_STRANGER_LINE}
    assert by_severity[Severity.ADVICE] == {F.OVER_ONE_UNIT}
    assert len(by_severity[Severity.ERROR]) == 19


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=200), st.text(max_size=20))
def test_no_text_or_name_raises_an_error(text: str, name: str) -> None:
    found = lint_text(text, VALUES, SenderIdentity(name, name, name, (name,)), TERMS)
    assert len({finding.id for finding in found}) == len(found)


@given(st.text("0-() ー+81０-９.:/@あ円様納{}\n", max_size=120))
def test_no_text_of_special_characters_raises_an_error(text: str) -> None:
    assert isinstance(lint_text(text, VALUES, SENDER, TERMS), list)
