"""What the words of a payment row mean; no word of a cell is kept that the vocabulary does not have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.importing.channels import (
    CHANNELS,
    name_channel,
    read_expected_channels,
    read_nature,
    serves_channel,
    split_channel,
)
from bot.rules.importing.free_text import FreeText
from tests.tables import list_cases


@pytest.mark.parametrize(
    ("channel", "cell"),
    list_cases(
        (
            "コンビニ",
            "コンビニ",
            "ｺﾝﾋﾞﾆ収納",
            "コンビニ確報",
            "01:コンビニ",
            "セブン−イレブン",
            "ローソン○○駅前店",
            "CVS",
        ),
        ("コンビニ速報", "コンビニ速報", "ｺﾝﾋﾞﾆ(速報)", "速報：コンビニ", "コンビニ速報取消", "コンビニ（速）"),
        ("口座振替", "口座", "口座振替", "口振", "自動払込", "再振替"),
        ("窓口", "窓口", "本庁", "市役所窓口", "支所", "会計課"),
        ("銀行", "銀行窓口", "みどり信用金庫", "ゆうちょ", "指定金融機関", "振込"),
        ("eLTAX", "eLTAX", "ダイレクト納付", "ｅＬＴＡＸ", "地方税共通納税", "eL-QR", "地方税お支払サイト"),
        ("ペイジー", "ペイジー", "インターネットバンキング", "ATM", "Pay-easy", "ﾍﾟｲｼﾞｰ"),
        ("クレジット", "クレジットカード", "クレカ", "ｸﾚｼﾞｯﾄ"),
        ("スマホ", "スマホ決済", "PayPay", "d払い", "アプリ", "ｽﾏｰﾄﾌｫﾝ"),
        ("充当", "充当", "過年度充当", "還付充当", "過誤納金充当"),
        ("還付", "還付", "過誤納還付"),
        ("速報", "速報", "速報データ", "速報分", "速"),
        ("", "", "　", "確報", "確", "通常", "-", "還付なし", "還付・充当なし", "充当対象外"),
    ),
)
def test_a_channel_is_read_by_meaning(channel: str, cell: str) -> None:
    assert read_nature(cell).channel == channel


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "口座振替（資金不足により再振替済）",
            "スマホ決済(誤納取消後再納付済)",
            "口座不能後納付書納付",
            "不能分窓口納付",
        ),
        *(
            "振替不能分の再納付",
            "取消後再収納",
            "窓口（取消印無）",
            "組戻再入金",
            "取消（再納付）",
            "無効票差替え分コンビニ収納",
        ),
        *("口座不能→窓口", "再発行納付書(不能分)", "取消のち確定", "取消訂正後"),
        *("返戻後再発行分", "コンビニ（取消なし）", "口座振替（不能なし）"),
    ],
)
def test_a_payment_that_was_made_again_stands(cell: str) -> None:
    for found in (read_nature(cell), read_nature("銀行", cell), read_nature("銀行", "", cell)):
        assert not found.reversal


@pytest.mark.parametrize("cell", ["集金人 山田太郎", "3", "A-12", "速報 3", "速 3", "090-1234-5678"])
def test_an_unknown_word_is_free_text_that_is_sealed(cell: str) -> None:
    found = read_nature(cell).channel
    assert isinstance(found, FreeText)
    assert found.before == "その他#"
    assert split_channel(f"{found.before}0a1b{found.after}") == ("その他#0a1b", cell.startswith("速"))


@pytest.mark.parametrize(
    ("channel", "stage", "reversal", "expected"),
    [
        ("コンビニ", "速報", "", ("コンビニ速報", False)),
        ("コンビニ", "速報取消", "", ("コンビニ速報", True)),
        ("コンビニ", "確報", "1", ("コンビニ", True)),
        ("コンビニ", "", "速報取消", ("コンビニ速報", True)),
        ("コンビニ", "", "確報取消", ("コンビニ", True)),
        ("コンビニ", "還付", "", ("還付", False)),
        ("コンビニ", "確報\n還付", "", ("還付", False)),
        ("コンビニ", "確報\n0", "0\n赤", ("コンビニ", True)),
        ("口座振替不能", "", "", ("口座振替不能", True)),
        ("資金不足", "", "", ("口座振替不能", True)),
        ("", "振替不能", "", ("口座振替不能", True)),
        ("銀行", "組戻", "", ("銀行", True)),
        ("コンビニ（取消：1）", "", "", ("コンビニ", True)),
        ("取消・コンビニ", "", "", ("コンビニ", True)),
        ("コンビニ取消(誤入力)", "", "", ("コンビニ", True)),
        ("口座振替不能分", "", "", ("口座振替不能", True)),
        ("銀行", "削除", "", ("銀行", True)),
        ("コンビニ", "", "還付", ("還付", False)),
        ("口座振替", "", "充当", ("充当", False)),
        ("充当取消", "", "", ("充当", True)),
        ("コンビニ", "9", "", ("コンビニ", False)),
        ("窓口", "", "通常", ("窓口", False)),
    ],
)
def test_the_columns_are_read_together(channel: str, stage: str, reversal: str, expected: tuple[str, bool]) -> None:
    found = read_nature(channel, stage, reversal)
    assert (found.channel, found.reversal) == expected


@pytest.mark.parametrize(
    "reversal",
    [
        *("取消(誤入力)", "取消：1", "1:取消", "2:取消", "赤黒:赤", "赤(訂正)", "収納取消済", "取り消し", "Y"),
        *("削除", "戻出", "組戻", "組戻し", "不渡", "資金不足", "振替不能", "口座振替不能"),
    ],
)
def test_a_word_that_takes_a_payment_back_reverses_it(reversal: str) -> None:
    found = read_nature("窓口", "", reversal)
    assert (str(found.channel).removesuffix("不能"), found.reversal, found.unpaid) == ("窓口", True, False)


@pytest.mark.parametrize(
    "reversal",
    [
        *(
            "9",
            "取消以外",
            "取消なし",
            "取消しなし",
            "取消対象外",
            "未取消",
            "有効",
            "黒",
            "減額",
            "0:通常",
            "通常:1",
            "取消:0",
        ),
        *("取消(なし)", "取消:2", "0:取消なし", "赤黒:黒", "通常(取消分を除く)"),
    ],
)
def test_an_unknown_reversal_code_leaves_the_payment_standing(reversal: str) -> None:
    assert read_nature("窓口", "", reversal) == ("窓口", False, False)
    assert read_nature("窓口", reversal) == ("窓口", False, False)


def test_a_code_is_the_same_without_its_leading_zeros() -> None:
    assert read_nature("01") == read_nature("1")
    assert read_nature("01") != read_nature("10")


SHOWN = {channel + stage for channel in ("", "還付", "充当", "その他", *CHANNELS) for stage in ("", "速報")}


@given(st.text() | st.sampled_from(["コンビニ速報 山田", "その他#山田速報", "その他#0f"]))
def test_people_see_only_words_of_the_vocabulary(cell: str) -> None:
    assert name_channel(cell) in SHOWN
    found = read_nature(cell).channel
    assert isinstance(found, FreeText) or found in SHOWN


def test_a_notice_makes_its_channel_fresh_but_not_the_other_way_round() -> None:
    assert serves_channel("コンビニ速報", "コンビニ")
    assert serves_channel("コンビニ", "コンビニ")
    assert not serves_channel("コンビニ", "コンビニ速報")
    assert not serves_channel("銀行", "コンビニ")


def test_an_expected_channel_must_be_a_word_of_the_vocabulary() -> None:
    assert read_expected_channels("ｺﾝﾋﾞﾆ, 銀行窓口,") == ("コンビニ", "銀行")
    for unknown in ("集金人", "還付", "速報"):
        with pytest.raises(ValueError, match="no channel"):
            read_expected_channels(unknown)
