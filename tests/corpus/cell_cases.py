"""Single cells as people, core systems and spreadsheets write them."""

from collections.abc import Iterator

from tests.corpus.cases import GOOD, HEADING, Case, change_target, make_cell_cases, make_csv

ZERO, WIDE, PLUS = "ok phone_zero_restored", "ok phone_fullwidth", "ok phone_plus81"
NO, BAD = "missing_phone", "invalid_phone"
PHONES: dict[str, str | tuple[str, str]] = {
    **{f"090{sign}1234{sign}5678": "ok" for sign in "-‐‑‒–—―−－─ーｰ \u3000"},
    "09012345678": "ok", "(090)1234-5678": "ok", "090(1234)5678": "ok", "［090］1234-5678": "ok",
    "\u200b090-1234-5678": "ok", "\u202a090-1234-5678\u202c": "ok", " 090-1234-5678 ": "ok", "090\n1234-5678": "ok",
    "０９０－１２３４－５６７８": WIDE, "０９０１２３４５６７８": WIDE, "090-1234-567８": WIDE,
    "9012345678": ZERO, "90-1234-5678": ZERO, "9012345678.0": ZERO,
    "９０１２３４５６７８": "ok phone_fullwidth,phone_zero_restored",
    "+819012345678": PLUS, "+81 90-1234-5678": PLUS, "+81(0)90-1234-5678": PLUS, "008190-1234-5678": PLUS,
    "819012345678": PLUS, "＋８１９０１２３４５６７８": "ok phone_fullwidth,phone_plus81",
    "060-1234-5678": ("ok", "06012345678"), "070-1234-5678": ("ok", "07012345678"), "080-1234-5678": ("ok",
    "08012345678"),
    "048-953-1111": ("ok", "0489531111"), "03-1234-5678": ("ok", "0312345678"), "489531111": (ZERO, "0489531111"),
    "050-1234-5678": ("ok", "05012345678"), "0120-123-456": ("ok", "0120123456"), "0800-123-4567": ("ok",
    "08001234567"),
    "0570-012-345": ("ok", "0570012345"), "020-1234-5678": ("ok", "02012345678"), "+1 202-555-0123": ("ok",
    "+12025550123"),
    "": NO, "不明": NO, "なし": NO, "－": NO, "未登録": NO, "番号不明": NO, "N/A": NO, "電話なし": NO,
    "9.01E+09": BAD, "9.012E9": BAD, "9012345678.5": BAD, "090-1234-567": BAD, "090-1234-56789": BAD,
    "0900-123-4567": BAD,
    "0601234567": BAD, "110": BAD, "119": BAD, "00000000000": BAD, "0000000000": BAD, "123456789012": BAD,
    "090-1234-5678/080-1234-5678": BAD, "090-1234-5678 080-1234-5678": BAD, "090-1234-5678、048-953-1111": BAD,
    "090-1234-5678(自宅)": BAD, "自宅090-1234-5678": BAD, "########": BAD, "#N/A": BAD, "#REF!": BAD,
    "090-1234-567٨": BAD,
    '="09012345678"': BAD, "'09012345678": BAD, "O90-1234-5678": BAD, "090-1234-5678 内線12": BAD, "TRUE": BAD,
}  # fmt: skip
ERA = "ok date_era"
DATES: dict[str, str | tuple[str, str]] = {
    **dict.fromkeys(
        ("2026-05-31", "2026/5/31", "2026/05/31", "2026.5.31", "20260531", "2026年5月31日", "２０２６／０５／３１",
         "2026-05-31 00:00:00", "2026/5/31 0:00", "46173", "46173.0", " 2026-05-31 "), "ok"),
    **dict.fromkeys(
        ("R8.5.31", "R08.05.31", "r8/5/31", "R8-5-31", "令和8年5月31日", "令和８年５月３１日", "令8.5.31", "5080531",
        "R080531",
         "Ｒ８．５．３１", "令和 8年 5月31日"), ERA),
    "令和元年5月1日": (ERA, "2019-05-01"), "H31.4.30": (ERA, "2019-04-30"), "平成30年7月2日": (ERA, "2018-07-02"),
    "S63.12.31": (ERA, "1988-12-31"), "2024-02-29": ("ok", "2024-02-29"), "4300702": (ERA, "2018-07-02"),
    **dict.fromkeys(
        ("", "2026-02-31", "2026/13/1", "2026-00-10", "R8.2.30", "平成38年5月31日", "H31.5.1", "R1.4.30", "S64.1.8",
        "26/5/31",
         "8.5.31", "5/31", "5月31日", "2026", "2026/5", "20260532", "99999999", "0000-00-00", "123", "123456", "-46173",
         "46173.5", "######", "#N/A", "未定", "随時", "2026-05-31まで", "1899-12-30", "2126-05-31",
         "明治45年5月31日"), "bad_date"),
}  # fmt: skip
YEN = "ok amount_formatted"
AMOUNTS: dict[str, str | tuple[str, str]] = {
    "12000": "ok", "12000.0": YEN, "12,000": YEN, "12,000円": YEN, "12000円": YEN, "￥12,000": YEN, "\\12,000": YEN,
    "¥12000": YEN, "１２０００": YEN, "１２，０００円": YEN, " 12000 ": "ok", "0": ("ok", "0"), "": ("ok", "None"),
    "1000000000": ("ok", "1000000000"),
    **dict.fromkeys(
        ("-12000", "▲12,000", "△12,000", "(12,000)", "1.5", "12000.50", "1e5", "1.2E+04", "1000000001",
        "99999999999999", "12,00",
         "1,2,000", "12千円", "約12000", "不明", "#VALUE!", "####", "12000 13000", "0x10", "一万二千円"), "bad_amount"),
}  # fmt: skip
TAXPAYERS: dict[str, str | tuple[str, str]] = {
    "0000123": "ok", "123": ("ok", "123"), "００００１２３": "ok", "123.0": ("ok", "123"), " 0000123 ": "ok",
    "A-123": ("ok", "A-123"),
    "ａ１２３": ("ok", "A123"), "123456789012": ("ok", "123456789012"), "123456789018": ("ok", "123456789018"),
    **dict.fromkeys(("", "不明", "-", "なし"), "missing_taxpayer_id"),
    **dict.fromkeys(("1.23E+11", "123.5", "#####", "#N/A", "#REF!"), "bad_row"),
}  # fmt: skip
DEBTS: dict[str, dict[str, str | tuple[str, str]]] = {
    "税目": {"固定資産税・都市計画税": "ok", "固定": "ok", "固都税": "ok", "国保": ("ok", "国民健康保険税"),
    "#N/A": "bad_row",
             "軽自動車税（種別割）": ("ok", "軽自動車税"), "入湯税": ("ok", "入湯税")},
    "年度": {"令和8": "ok", "R8": "ok", "8": "ok", "令和８年度": "ok", "508": "ok", "令和元": ("ok", "2019"),
    "38": ("ok", "38")},
    "期別": {"第1期": "ok", "01": "ok", "１期": "ok", "1期分": "ok", "随時": ("ok", "随"), "随1": ("ok", "随1"),
             "0": ("ok", "0"), "13": ("ok", "13")},
}  # fmt: skip
OPTIONAL = {
    "架電回数": {"2": "ok", "２回": "ok", "": "ok", "0": "ok", "多数": "bad_row", "-1": "bad_row", "2.5": "bad_row"},
    "納付約束日": {"": "ok", "なし": "ok", "R8.7.15": "ok date_era", "○": "ok", "1": "ok", "7/15": "bad_date"},
    "除外区分": {"": "ok", "0": "ok", "死亡": "ok", "転出": "ok"},
    "現滞区分": {"現年": "ok", "滞繰": "ok", "1": "ok", "過年度": "bad_row", "": "bad_row"},
    "調定年度": {"令和8": "ok", "": "ok", "過年": "bad_row"},
    "督促発付日": {"R8.6.19": "ok date_era", "": "ok", "未": "bad_date"},
    "番号取得日": {"2025/1/1": "ok", "": "ok", "不明": "bad_date"},
    "最終架電日": {"2026/6/26": "ok", "": "ok", "2026/6/31": "bad_date"},
    "続柄": {"本人": "ok", "妻": "ok", "": "ok"},
    "言語": {"やさしい日本語": "ok", "英語": "ok", "": "ok"},
}
NAMES = ("髙﨑　①", "㈱山田商店", "ﾔﾏﾀﾞ ﾀﾛｳ", "𠮷野家", "葛󠄀城", "か\u3099", "<!channel>", "=HYPERLINK(1)", "😀",
"\ue000", "*_`~", "O'Brien",
         "波〜線", "全角～波", "−と－", "￥＼", "<script>", "\u202eabc", "x" * 20_000)  # fmt: skip


def list_cases() -> Iterator[Case]:
    """List files of one row with one unusual cell."""
    yield from make_cell_cases("電話番号", "電話番号", PHONES)
    yield from make_cell_cases("日付", "納期限", DATES)
    yield from make_cell_cases("金額", "未納額", AMOUNTS)
    yield from make_cell_cases("宛名番号", "宛名番号", TAXPAYERS)
    for column, cells in DEBTS.items():
        yield from make_cell_cases(column, column, cells)
    for column, words in OPTIONAL.items():
        for cell, word in words.items():
            text = make_csv([*GOOD, cell], heading=(*HEADING, column), encoding="utf-8-sig")
            yield Case(column, cell or "（空白）", text, (word,))
    for name in NAMES:
        yield Case("氏名", name[:20], make_csv(change_target(氏名=name), encoding="utf-8-sig"), ("ok",))
