"""The two catalogues are complete, use the same facts, are each in one language, and fit Slack's limits."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from bot.model.mode import Mode
from bot.words import Locale, words
from tests.bot import keys

JA, EN = words("ja").catalogue, words("en").catalogue
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠【】、。「」]")
_LATIN = re.compile(r"[A-Za-z]{2,}")

QUOTED = re.compile(r"`[^`]*`|:[a-z0-9_]+:|\{\{?[a-z0-9_]+\}?\}")
"""Commands, emoji and facts are the same in every language."""
LATIN = {
    *("ATM", "base", "bytes", "CLOCK", "CP", "CSV", "DATA", "DB", "env", "Excel", "FAIL", "fri", "HTML", "https", "ID"),
    *("JIS", "Karaden", "KEY", "MB", "mon", "NOFU", "nofu", "NTP", "ods", "ok", "OpenDocument", "Shift", "Slack"),
    *("SMS", "URL", "UTF", "Web", "xls", "xlsb", "xlsx"),
    *("ATM", "au", "LINE", "LINEMO", "mobile", "NTT", "povo", "UQ"),
}
"""Latin words that Japanese texts may use: names, formats and the spelling of settings."""
JAPANESE = {"受付番号", "宛名番号", "電話番号", "納期限", "納付日", "金額", "送信専用", "督促", "練習", "試行", "本番"}
"""Japanese words that English texts may use, since the reader must find them in a Japanese file or text."""
REQUIRED = (
    *("対象者リスト", "受付番号", "一斉送信", "文面", "承認", "不承認", "取下げ", "起案者", "承認者", "送信見合せ"),
    *("送信要確認", "到達", "不達", "到達不明", "送信除外", "納付約束", "日報", "週報", "月報", "年報", "引き取"),
    "5人未満",
)
FORBIDDEN = ("滞納者", "開封率", "実験", "督促SMS")


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def without_quoted(text: str) -> str:
    return QUOTED.sub(" ", text)


def keys_by_file(locale: Locale) -> dict[str, list[str]]:
    """The keys that each file of a language contains, in the file's order."""
    return {
        path.name: re.findall(r'^msgid "(.+)"$', path.read_text("utf-8"), re.MULTILINE)
        for path in (keys.ROOT / "bot" / "locales" / locale).iterdir()
    }


def test_both_languages_have_the_same_files_with_the_same_keys_in_the_same_order() -> None:
    assert keys_by_file(Locale.JA) == keys_by_file(Locale.EN)
    assert len(JA) > 300


def test_no_key_occurs_twice_and_each_first_word_of_keys_is_in_one_file() -> None:
    found = keys_by_file(Locale.JA)
    assert sorted(key for keys_of_file in found.values() for key in keys_of_file) == sorted(JA)
    prefixes = [prefix for keys_of_file in found.values() for prefix in {key.split(".")[0] for key in keys_of_file}]
    assert sorted(prefixes) == sorted(set(prefixes))


@pytest.mark.parametrize("locale", Locale)
def test_no_text_is_empty_or_fuzzy(locale: Locale) -> None:
    for path in (keys.ROOT / "bot" / "locales" / locale).iterdir():
        with path.open("rb") as file:
            assert all(entry.string and not entry.fuzzy for entry in read_po(file) if entry.id)


def test_a_text_uses_the_same_facts_in_both_languages() -> None:
    assert [key for key in JA if facts(JA[key]) != facts(EN[key])] == []


def test_every_key_that_the_code_asks_for_exists() -> None:
    assert keys.find_used_keys() - set(JA) == set()


def test_the_code_uses_every_key() -> None:
    assert set(JA) - keys.find_used_keys() == set()


def test_the_list_of_key_templates_is_complete() -> None:
    assert keys.find_templates() == set(keys.FAMILIES)


def test_every_refusal_has_a_text() -> None:
    codes = keys.find_refusal_codes()
    assert {"not_allowed", "campaign_pending", "upload_off", "store_newer", "no_phone_column"} <= codes
    assert {f"refusal.{code}" for code in codes} == {key for key in JA if key.startswith("refusal.")}


def test_japanese_texts_contain_no_english() -> None:
    foreign = {
        key: set(_LATIN.findall(without_quoted(text))) - LATIN
        for key, text in JA.items()
        if key.split(".")[0] != "settings"
    }
    assert {key: found for key, found in foreign.items() if found} == {}


def test_english_texts_contain_no_japanese_except_words_of_files_and_messages() -> None:
    def remove_allowed(text: str) -> str:
        for word in JAPANESE:
            text = text.replace(word, "")
        return text.replace("【", "").replace("】", "")

    assert {key: text for key, text in EN.items() if _JAPANESE.search(remove_allowed(without_quoted(text)))} == {}


def test_the_required_words_are_used_and_the_forbidden_words_are_not() -> None:
    everything = "\n".join(JA.values())
    assert [word for word in REQUIRED if word not in everything] == []
    assert [word for word in FORBIDDEN if word in everything] == []


TITLES = ("list.title", "draft.title", "payments.title", "status.header", "notice.title")
BUTTONS = (
    *(f"campaign.{verb}" for verb in ("submit", "approve", "reject", "withdraw", "pause", "resume", "stop")),
    *(f"inbox.open_{what}" for what in ("list", "new", "payments", "status")),
    "draft.preview",
)


@pytest.mark.parametrize("catalogue", [JA, EN], ids=["ja", "en"])
def test_texts_fit_the_limits_of_slack(catalogue: Mapping[str, str]) -> None:
    mark = max(len(catalogue[f"mode.{mode}.brief"]) for mode in Mode)
    confirm = [key for key in catalogue if key.startswith("confirm.")]
    limits = {
        24: [*TITLES, "form.close", "list.submit", "draft.submit", "payments.submit"],
        30: ["confirm.no", *(key for key in confirm if key.endswith(".yes"))],
        50: ["digest.chart"],
        75: [*BUTTONS, *(key for key in catalogue if key.startswith("intent."))],
        100: [key for key in confirm if key.endswith(".title")],
        150: [key for key in catalogue if key.startswith("lint.")],
        300 - mark - 1: [key for key in confirm if key.endswith(".text")],
        2000: list(catalogue),
    }
    assert all(limits.values())
    assert [key for most, found in limits.items() for key in found if len(catalogue[key]) > most] == []


def test_the_mode_marks_are_the_agreed_ones() -> None:
    assert [JA[f"mode.{mode}.brief"] for mode in Mode] == ["【練習】", "【試行・送信しません】", "【本番】"]
    assert all(JA[f"mode.{mode}"].startswith(JA[f"mode.{mode}.brief"]) for mode in Mode)
    assert all(EN[f"mode.{mode}"].startswith(EN[f"mode.{mode}.brief"]) for mode in Mode)


@pytest.mark.parametrize(
    ("locale", "language"),
    [("ja", Locale.JA), ("ja-JP", Locale.JA), ("JA", Locale.JA), ("en-US", Locale.EN), ("pt-BR", Locale.EN)],
)
def test_every_locale_except_japanese_gets_english(locale: str, language: Locale) -> None:
    assert words(locale).locale is language


def test_numbers_days_and_times_are_formatted_for_the_language() -> None:
    moment = datetime(2026, 7, 7, 0, 5, tzinfo=UTC)
    ja, en = words("ja"), words("en")
    assert (ja.fact(1234567), en.fact(1234567)) == ("1,234,567", "1,234,567")
    assert (ja.fact(date(2026, 7, 7)), en.fact(date(2026, 7, 7))) == ("2026年7月7日(火)", "Tue, 7 Jul 2026")
    assert (ja.fact(moment), en.fact(moment)) == ("7月7日(火) 09:05", "Tue, 7 Jul, 09:05")


def test_english_has_a_text_for_one_and_a_text_for_many() -> None:
    ja, en = words("ja"), words("en")
    assert [en("count.people", n=n) for n in (0, 1, 2)] == ["0 people", "1 person", "2 people"]
    assert [ja("count.people", n=n) for n in (1, 2)] == ["1人", "2人"]
    assert "1 row could not be read in full, but it shows whose it is" in en("file.held_rows", n=1)
    assert "2 rows could not be read in full, but they show whose they are" in en("file.held_rows", n=2)


def test_the_text_for_one_uses_the_facts_of_the_text_for_many_and_fits_its_limits() -> None:
    for key, singular in words("en").singulars.items():
        assert singular.counted in facts(EN[key]), key
        assert facts(singular.text) <= facts(EN[key]), key
        assert len(singular.text) <= len(EN[key]) + 20, key


def test_braces_and_markup_in_a_fact_are_kept() -> None:
    assert words("ja")("lint.url", found="{city} {0} %s") == "URLは入れられません：{city} {0} %s"


def test_an_unknown_key_raises_key_error() -> None:
    with pytest.raises(KeyError):
        words("ja")("refusal.unknown_code")
