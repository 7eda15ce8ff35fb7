"""Text files: encodings, line ends, separators, shapes, headings."""

from collections.abc import Callable, Iterator, Sequence

from tests import tables
from tests.corpus.cases import GOOD, HEADING, PAID_HEADING, Case, change_payment, change_target, join_rows, make_csv

KINDS = "文字コードと区切り"
SHAPES = "表の形"
HEADINGS = "見出し"
OTHERS = "表でないファイル"
FIXED = "固定長のファイル"
PAYMENTS = "消込ファイル"
PERSONAL = "個人番号"
RIGHT = "123456789018"
QUOTED, BROKEN = '納税"太郎', "納税\n太郎"


def list_cases() -> Iterator[Case]:
    """List the files that are texts, or look like one."""
    yield from _encodings()
    yield from _shapes()
    yield from _accepted_headings()
    yield from _other_headings()
    yield from _without_heading()
    yield from _others()
    yield from _fixed_length()
    yield from _personal()
    yield from _payments()


def _encodings() -> Iterator[Case]:
    for encoding in ("cp932", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        for end, name in (("\r\n", "CRLF"), ("\n", "LF"), ("\r", "CR")):
            for between, sign in ((",", "コンマ"), ("\t", "タブ")):
                text = join_rows(HEADING, GOOD, end=end, between=between).encode(encoding)
                yield Case(KINDS, f"{encoding} {name} {sign}", text, ("ok",))
    for between, sign in ((";", "セミコロン"), ("|", "縦線")):
        rows = [HEADING, change_target(氏名=f"ポ　{between} 太郎"), GOOD]
        yield Case(KINDS, sign, join_rows(*rows, between=between).encode("cp932"), ("ok", "ok"))
        spaced = "\r\n".join(f" {between} ".join(f'"{cell}"' for cell in row) for row in (HEADING, GOOD))
        yield Case(KINDS, f"{sign}と引用符の間に空白", spaced.encode(), ("ok",))
    many = [change_target(氏名=f"山田　{n}") for n in range(8)]
    for encoding in ("euc_jp", "iso2022_jp", "utf-32"):
        yield Case(KINDS, encoding, make_csv(GOOD, encoding=encoding), "unknown_encoding")
    ambiguous = join_rows(["taxpayer_id", "name", "phone", "due_date"], ["1", "ﾔﾏﾀﾞ ﾀﾛ", "09012345678", "2026-05-31"])
    yield Case(KINDS, "EUC-JPとも読める半角カナ", ambiguous.encode("cp932"), "unknown_encoding")
    shift_2004 = make_csv(*(change_target(氏名="剝𠮟") for _ in range(3)), encoding="shift_jis_2004")
    yield Case(KINDS, "Shift_JIS-2004", shift_2004, "unknown_encoding")
    for at, (bad, name) in enumerate(((b"\xff", "CP932にないバイト"), (b"\x85", "文字の半分"))):
        content = make_csv(*many).replace(f"山田　{at}".encode("cp932"), bad)
        words = tuple("bad_row" if n == at else "ok" for n in range(8))
        yield Case(KINDS, f"CP932に混じった{name}", content, words)
    foreign = make_csv(*many).replace(join_rows(many[5]).encode("cp932"), join_rows(many[5]).encode())
    yield Case(KINDS, "CP932に混じったUTF-8の行", foreign, tuple("bad_row" if n == 5 else "ok" for n in range(8)))
    mixed = make_csv(*many, encoding="utf-8").replace("山田　3".encode(), "山田　3".encode("cp932"))
    yield Case(KINDS, "UTF-8に混じったCP932の行", mixed, tuple("bad_row" if n == 3 else "ok" for n in range(8)))
    lost = make_csv(change_target(氏名="山\ufffd"), GOOD, encoding="utf-8")
    yield Case(KINDS, "前の変換で失われた文字（U+FFFD）", lost, ("bad_row", "ok"))
    for sign, name in (("\x00", "NUL"), ("\x07", "BEL"), ("\x1b", "ESC"), ("\x7f", "DEL")):
        yield Case(
            KINDS, f"制御文字 {name}", make_csv(change_target(氏名=f"a{sign}b"), *many), ("bad_row", *["ok"] * 8)
        )


_DOS_ENDINGS = {
    "終わりに^Zがある": ("\r\n\x1a", "ok"),
    "終わりに3つの^Zがある": ("\r\n\x1a\x1a\x1a", "ok"),
    "終わりに^Zと改行がある": ("\r\n\x1a\r\n", "ok"),
    "改行のない終わりに^Zがある": ("\x1a", "ok"),
    "終わりが128個の^Zで埋めてある": ("\r\n" + "\x1a" * 128, "ok"),
    "途中に^Zがある": ("\r\n\x1a\r\n…", "ok", "bad_row", "ok"),
}


_NOTES = (
    *(
        "※この表は個人情報を含みます。",
        "※未納額は本税のみ",
        "【以上】",
        "以下余白",
        "出力日：2026/07/07 10:15",
        "作成日 令和8年7月7日",
    ),
    *("合計 1件 12000円", "1/3ページ", "Page 1/3", "- 1 -"),
)
_NO_NOTES = ("0000124", "※0000124", "※ 090-1234-5678", "納税　花子", "※上記の人は施設に入所", "1/3")


def _shapes() -> Iterator[Case]:
    def case(name: str, text: str, *words: str) -> Case:
        return Case(SHAPES, name, text.encode("cp932"), words)

    good, head = join_rows(GOOD), join_rows(HEADING)
    wide = (*HEADING, "架電回数", "除外区分")
    yield case("見出しだけ", head)
    yield case("表題と空行が上にある", f"対象者一覧,,,\r\n\r\n{head}{good}", "ok")
    yield case("1行目が空行", f"\r\n{head}{good}", "ok")
    yield case("途中と終わりの空行", f"{head}{good}\r\n,,,,,,,\r\n{good}\r\n\r\n", "ok", "ok")
    for footer in ("合計,1件,,,,,,12000", "計,,,,,,,12000", "総計,,,,,,,", "件数：1", ",合計,,,,,,12000", "以上"):
        yield case(f"終わりの行「{footer}」", f"{head}{good}{footer}\r\n", "ok")
    for note in _NOTES:
        yield case(f"表の下の注記「{note}」", f"{head}{good}{note},,,,,,,\r\n", "ok")
    yield case("注記だけの行が続く", f"{head}{good}※税額は本税のみ\r\n\r\n出力日：2026/07/07\r\n1/1ページ\r\n", "ok")
    for note in _NO_NOTES:
        yield case(f"人の行かもしれない「{note}」", f"{head}{good}{note},,,,,,,\r\n", "ok", "missing_phone")
    yield case("明細の間の注記", f"{head}{good}※税額は本税のみ,,,,,,,\r\n{good}", "ok", "missing_phone", "ok")
    sums = f"{head}{join_rows(change_target(宛名番号='計'))}".encode("cp932")
    yield Case(SHAPES, "「計」で始まる明細", sums, ("bad_row",))
    yield case("ページごとの見出し", f"{head}{good}{head}{good}", "ok", "ok")
    yield case("終わりに空のセルが多い", f"{head}{join_rows([*GOOD, '', ''])}", "ok")
    yield case("見出しの外に値がある", f"{head}{join_rows([*GOOD, 'メモ'])}", "bad_row")
    yield case("Excelが落とした終わりの空セル", f"{join_rows(wide)}{join_rows([*GOOD, '2'])}{good}", "ok", "ok")
    yield case("必要な列まで足りない", f"{head}{join_rows(GOOD[:5])}{good}", "bad_row", "ok")
    yield case("途中のセルが抜け、終わりが空", f"{join_rows(wide)}{join_rows([*GOOD, ''])}", "bad_row")
    yield case("途中で切れたファイル", f"{join_rows(wide)}{good.rstrip()}", "bad_row")
    yield from _blanks_beside_quotes()
    for name, (ending, *words) in _DOS_ENDINGS.items():
        yield case(name, head + good.rstrip() + ending.replace("…", good), *words)
    yield case("最後の改行がない", f"{head}{good.rstrip()}", "ok")
    yield case("引用符の中の改行", f"{head}{join_rows(change_target(氏名=BROKEN))}{good}", "ok", "ok")
    yield case("引用符の中の引用符", f"{head}{join_rows(change_target(氏名=QUOTED))}", "ok")
    yield case(
        "閉じない引用符",
        f'{head}0000123,"納税,090-1234-5678,固定資産税,2026,1,2026-05-31,1\r\n' + good * 3,
        "bad_row",
        *["ok"] * 3,
    )
    behind = f'{head}0000123,"納税"x,090-1234-5678,固定資産税,2026,1,2026-05-31,1\r\n{good}'
    yield case("引用符の後ろの文字", behind, "bad_row", "ok")
    yield case("13万字を超えるセル", f"{head}{join_rows(change_target(氏名='x' * 140_000))}{good}", "bad_row", "ok")
    yield case("同じ行が2つ", f"{head}{good}{good}", "ok", "ok")
    yield case("千行", head + good * 1_000, *["ok"] * 1_000)


def _blanks_beside_quotes() -> Iterator[Case]:
    def join_quoted(cells: Sequence[str], between: str) -> str:
        return between.join(f'"{cell}"' for cell in cells) + "\r\n"

    comma = change_target(未納額="12,000")
    several = change_target(氏名=BROKEN)
    for between, name in ((", ", "前"), (" ,", "後"), (" , ", "前後"), (",     ", "前にいくつも"), ("\t ", "タブの後")):
        cells = change_target() if between == "\t " else comma
        text = join_quoted(HEADING, between) + join_quoted(cells, between) + join_quoted(several, between)
        words = (("ok",) if between == "\t " else ("ok amount_formatted",)) + ("ok",)
        yield Case(SHAPES, f"引用符の{name}に空白", text.encode("cp932"), words)
    mixed = join_rows(HEADING) + ", ".join(f'"{cell}"' if at % 2 else cell for at, cell in enumerate(GOOD)) + "\r\n"
    yield Case(SHAPES, "一部の欄だけ引用符の前に空白", mixed.encode("cp932"), ("ok",))
    plain = join_rows(HEADING) + ", ".join(GOOD) + "\r\n"
    yield Case(SHAPES, "引用符のない欄の前に空白", plain.encode("cp932"), ("ok",))
    quoted = join_rows(HEADING) + join_rows(GOOD).replace(GOOD[1], f'"納税, ""{GOOD[1]}"" "')
    yield Case(SHAPES, "欄の中のコンマと空白と引用符", quoted.encode("cp932"), ("ok",))
    loose = join_rows(HEADING) + join_rows(GOOD).replace(GOOD[0], f'"{GOOD[0]}" x') + join_rows(GOOD)
    yield Case(SHAPES, "引用符の後ろの空白と文字", loose.encode("cp932"), ("bad_row", "ok"))


def _make_list(names: Sequence[str], cells: Sequence[str] = ("0000123", "090-1234-5678", "2026-05-31")) -> bytes:
    return make_csv(cells, heading=names, encoding="utf-8-sig")


_THREE = (("amount", "None"), ("tax", ""), ("year", ""), ("instalment", ""))


def _accepted_headings() -> Iterator[Case]:
    taxpayers = (
        *("整理番号", "納税者番号", "納税義務者番号", "宛名コード", "個人コード", "宛 名 番 号", "宛名番号（7桁）"),
        *("【宛名番号】", "taxpayer_id", "Taxpayer No"),
    )
    phones = (
        *("携帯電話", "携帯番号", "携帯電話番号", "連絡先", "連絡先１", "電話番号２", "電話(自宅)", "ＴＥＬ", "TEL"),
        *("Phone Number", "mobile", "電話番号※"),
    )
    dues = ("納付期限", "納期限日", "納期限（年月日）", "指定期限", "Due Date", "due_on", "納期限\n（法定）")
    for column, names in enumerate((taxpayers, phones, dues)):
        for name in names:
            names_of = ["宛名番号", "電話番号", "納期限"]
            names_of[column] = name
            yield Case(HEADINGS, name.replace("\n", " "), _make_list(names_of), ("ok",), _THREE)


def _other_headings() -> Iterator[Case]:
    yield Case(HEADINGS, "列の順が違う", make_csv(GOOD[::-1], heading=HEADING[::-1]), ("ok",))
    codes = {"宛名番号": "no_taxpayer_column", "電話番号": "no_phone_column", "納期限": "no_due_column"}
    for missing, code in codes.items():
        renamed = [name if name != missing else "列X" for name in HEADING]
        yield Case(HEADINGS, f"{missing}の列がない", make_csv(GOOD, heading=renamed), code)
    yield Case(
        HEADINGS, "同じ列が2つ", make_csv([*GOOD, "2026-05-31"], heading=(*HEADING, "納期限")), "repeated_column"
    )
    unknown = make_csv([*GOOD, "x"], heading=(*HEADING, "備考"))
    yield Case(HEADINGS, "知らない列", unknown, ("ok",), facts=(("unknown_headings", ["I"]), ("sensitive", ["name"])))
    personal = (*HEADING, "住所", "生年月日", "性別", "郵便番号")
    content = make_csv([*GOOD, "x", "x", "x", "x"], heading=personal)
    kinds = ["address", "birth_date", "name", "postal_code", "sex"]
    facts: tuple[tuple[str, object], ...] = (("sensitive", kinds), ("unknown_headings", []))
    yield Case(HEADINGS, "氏名・住所・生年月日・性別・郵便番号の列", content, ("ok",), facts=facts)
    several = ("宛名番号", "自宅電話", "携帯電話", "納期限")
    yield Case(
        HEADINGS,
        "自宅と携帯の列",
        _make_list(several, ("0000123", "048-953-1111", "090-1234-5678", "2026-05-31")),
        ("ok",),
        _THREE,
    )
    yield Case(HEADINGS, "見出しがない", make_csv(GOOD, heading=GOOD), "no_heading")


def _others() -> Iterator[Case]:
    files = tables.list_cases(
        ("file_empty", ("空のファイル", b" \r\n"), ("BOMだけ", b"\xef\xbb\xbf"), ("^Zだけ", b"\x1a\r\n")),
        ("file_is_html", ("HTML", b"<html><table><tr><td>1</table></html>")),
        ("file_is_html", ("HTML（.xlsの名前）", b"\r\n<TABLE border=1>")),
        ("not_a_table", ("XML", b"<?xml version='1.0'?><Workbook/>"), ("PDF", b"%PDF-1.7\n"), ("RTF", b"{\\rtf1 }")),
        ("not_a_table", ("画像", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20), ("gzip", b"\x1f\x8b\x08\x00abc")),
        ("not_a_table", ("7-Zip", b"7z\xbc\xaf\x27\x1c"), ("制御文字ばかり", bytes(range(1, 32)) * 20)),
        ("file_is_xls", ("古いExcel（.xls）", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)),
        ("no_heading", ("文章", "これは\r\n表では\r\nありません\r\n".encode())),
    )
    for code, (name, content) in files:
        yield Case(OTHERS, name, content, code)


def _pad(text: str, length: int, encoding: str = "cp932") -> str:
    return text + " " * (length - len(text.encode(encoding)))


def _make_records(length: int, name: str = "ﾉｳｾﾞｲ ﾀﾛｳ") -> list[str]:
    """Return records of the kinds that banks and convenience stores use: header, data, trailer, end."""
    data = [_pad(f"2000100100{at}1234567{name}", length - 20) + f"{12_000 * at:010}0000000000" for at in (1, 2, 3)]
    return [_pad("19100012345678ﾐﾄﾞﾘｼ 0707", length), *data, _pad("8000003000000072000", length), _pad("9", length)]


def _fixed_length() -> Iterator[Case]:
    def case(name: str, text: str, encoding: str = "cp932", kind: str = "payments", code: str = "fixed_length") -> Case:
        return Case(FIXED, name, text.encode(encoding), code, kind=kind)

    bank, store = _make_records(120), _make_records(256)
    yield case("全銀形式", "\r\n".join(bank) + "\r\n")
    yield case("全銀形式、対象者リストとして", "\r\n".join(bank) + "\r\n", kind="targets")
    yield case("全銀形式、改行なし", "".join(bank))
    latin = "".join(_make_records(120, "NOUZEI TAROU")).replace("ﾐﾄﾞﾘｼ", "MIDOR")
    yield case("全銀形式、EBCDIC", latin, "cp037")
    yield case("全銀形式、終わりに^Z", "\r\n".join(bank) + "\r\n\x1a")
    yield case("全銀形式、名前にコンマ", "\n".join(_make_records(120, "(ｶ,ﾐﾄﾞﾘ,")) + "\n")
    yield case("全銀形式、千件", "".join([bank[0], *bank[1:4] * 1_000, *bank[4:]]))
    yield case("コンビニ収納", "\r\n".join(store) + "\r\n")
    yield case("コンビニ収納、改行なし", "".join(store))
    rows = [f"0000{at:06}" + "20260610" + f"{12_000:010}" for at in range(50)]
    yield case("明細だけの固定長", "\r\n".join(_pad(row, 80) for row in rows))
    yield case(
        "明細だけの固定長、終わりの空白なし",
        "\r\n".join(_pad(row, 40) + "ﾉｳｾﾞｲ"[: at % 5] for at, row in enumerate(rows)),
    )
    yield case(
        "漢字のある固定長（UTF-8）",
        "\n".join(row + f"納税{'太郎' * (at % 2)}".ljust(30, "\u3000") for at, row in enumerate(rows)),
        "utf-8",
    )
    flat = join_rows(
        *(["1" + "0" * 10, "納税　太郎", "090-1234-5678", "固定資産税", "2026", "1", "2026-05-31"] for _ in range(3))
    )
    yield case("長さのそろった見出しのないCSV", flat, kind="targets", code="no_heading")


def _without_heading() -> Iterator[Case]:
    def case(name: str, *rows: Sequence[str]) -> Case:
        return Case(HEADINGS, f"見出しがない（{name}）", join_rows(*rows).encode(), "no_heading")

    yield case(
        "携帯と自宅の語がある明細", ["0000123", "納税　太郎", "携帯", "090-1234-5678", "自宅", "048-953-1111"], GOOD
    )
    yield case("携帯と自宅の語だけ", ["携帯", "自宅", "納税　太郎", "みどり市中央1-2"])
    yield case("見出しの語と日", ["納税者", "携帯", "2026/5/31"], ["納税　太郎", "09012345678", "2026/5/31"])
    yield case("見出しの語と金額", ["氏名", "電話番号", "12,000円"])
    yield case("見出しの語と和暦", ["宛名番号", "電話番号", "R8.5.31"])
    yield case("見出しの語と電話番号", ["宛名番号", "納期限", "(090)1234-5678"])
    yield case("知っている見出しが1つ", ["宛名番号", "列A", "列B"], ["0000123", "x", "y"])
    wide = join_rows([*HEADING, "2025", "第1期", "R8"], [*GOOD, "0", "0", "0"]).encode()
    yield Case(HEADINGS, "年や期の数字の見出し", wide, ("ok",))


def _personal() -> Iterator[Case]:
    for name in ("個人番号", "マイナンバー", "ﾏｲﾅﾝﾊﾞｰ", "My Number", "個人番号（12桁）"):
        yield Case(PERSONAL, f"列「{name}」", make_csv([*GOOD, ""], heading=(*HEADING, name)), "personal_number")
    for cell in (RIGHT, "1234-5678-9018", "1234 5678 9018", "１２３４５６７８９０１８", f"{RIGHT}.0"):
        text = make_csv(GOOD, [*GOOD, cell], heading=(*HEADING, "備考"), encoding="utf-8")
        yield Case(PERSONAL, f"備考に {cell}", text, "personal_number")
    yield Case(PERSONAL, "氏名の列に12桁", make_csv(change_target(氏名=RIGHT)), "personal_number")
    yield Case(PERSONAL, "電話番号の列に12桁", make_csv(change_target(電話番号=RIGHT)), "personal_number")
    yield Case(PERSONAL, "表題に12桁", f"{RIGHT}\r\n".encode() + make_csv(GOOD), "personal_number")
    yield Case(PERSONAL, "見出しの外に12桁", make_csv([*GOOD, RIGHT]), "personal_number")
    for name in ("通知書番号", "収納番号", "バーコード", "世帯コード"):
        yield Case(PERSONAL, f"「{name}」の12桁は別の番号", make_csv([*GOOD, RIGHT], heading=(*HEADING, name)), ("ok",))
    wrong = make_csv([*GOOD, "123456789019"], heading=(*HEADING, "備考"))
    yield Case(PERSONAL, "検査数字の合わない12桁", wrong, ("ok",))
    minutes = make_csv([*GOOD, "202607071016"], heading=(*HEADING, "更新日時"))
    yield Case(PERSONAL, "年月日時分の12桁", minutes, ("ok",))


_CHANNELS = {
    "コンビニ": "コンビニ", "ｺﾝﾋﾞﾆ速報": "コンビニ速報", "コンビニ確報": "コンビニ", "口座": "口座振替",
    "市役所窓口": "窓口", "みどり銀行": "銀行", "Pay-easy": "ペイジー", "PayPay": "スマホ",
    "クレジットカード": "クレジット", "地方税共通納税": "eLTAX", "過誤納還付": "還付", "充当": "充当", "": "",
    "集金人": "その他#集金人", "03": "その他#3",
}  # fmt: skip
_MORE_COLUMNS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("データ種別", "速報", (("channel", "銀行速報"),)),
    ("処理区分", "速報取消", (("channel", "銀行速報"), ("reversal", "True"))),
    ("処理区分", "9", ()),
    ("納付番号", "123456789018", ()),
    ("eL番号", "なし", ()),
)


def _payments() -> Iterator[Case]:
    def case(name: str, word: str, *meaning: tuple[str, str], **changes: str) -> Case:
        content = make_csv(change_payment(**changes), heading=PAID_HEADING)
        return Case(PAYMENTS, name, content, (word,), meaning, kind="payments")

    yield case("ふつうの行", "ok")
    yield case("和暦の納付日", "ok", 納付日="R8.6.10")
    yield case("7桁の和暦", "ok", 納付日="5080610")
    yield case("コンマのある金額", "ok", 金額="12,000")
    yield case("取消区分 1", "ok", ("reversal", "True"), 取消区分="1")
    yield case("速報取消", "ok", ("channel", "速報"), ("reversal", "True"), 納付区分="速報取消")
    for cell, channel in _CHANNELS.items():
        yield case(f"納付区分が「{cell}」", "ok", ("channel", channel), 納付区分=cell)
    yield case("取消区分が「還付」", "ok", ("channel", "還付"), 取消区分="還付")
    yield case("取消区分が「充当」", "ok", ("channel", "充当"), 取消区分="充当")
    yield case("取消区分が「確報取消」", "ok", ("reversal", "True"), 取消区分="確報取消")
    for column, cell, meaning in _MORE_COLUMNS:
        content = make_csv([*change_payment(), cell], heading=[*PAID_HEADING, column])
        yield Case(PAYMENTS, f"列「{column}」に「{cell}」", content, ("ok",), meaning, kind="payments")
    shares = make_csv(
        [*change_payment(金額="12500"), "12000", "500"], heading=[*PAID_HEADING, "金額(本税)", "金額(延滞金)"]
    )
    yield Case(PAYMENTS, "本税と延滞金の列", shares, ("ok",), kind="payments")
    late = make_csv([*change_payment(金額="0"), "500"], heading=[*PAID_HEADING, "延滞金"])
    yield Case(PAYMENTS, "延滞金だけの行", late, ("ok",), (("amount", "0"),), kind="payments")
    yield Case(
        PAYMENTS,
        "金額の列が2つ",
        make_csv([*change_payment(), "1"], heading=[*PAID_HEADING, "金額"]),
        "repeated_column",
        kind="payments",
    )
    yield case("収納日が空白", "ok", ("booked_on", "None"), 収納日="")
    booked = [name if name != "納付日" else "列5" for name in PAID_HEADING]
    meaning = (("paid_on", "None"),)
    yield Case(PAYMENTS, "収納日だけ", make_csv(change_payment(), heading=booked), ("ok",), meaning, kind="payments")
    yield from _refused_payments(case)


def _refused_payments(case: Callable[..., Case]) -> Iterator[Case]:
    yield case("取消区分が「9」", "ok", ("reversal", "False"), 取消区分="9")
    for cell in ("", "2026/2/30"):
        yield case(f"納付日が「{cell}」", "ok", ("paid_on", "2026-06-12"), 納付日=cell)
    yield case("収納日が「不明」", "ok", ("booked_on", "None"), 収納日="不明")
    yield case("納付日と収納日が読めない", "bad_date", 納付日="", 収納日="不明")
    rejected = tables.list_cases(
        ("missing_taxpayer_id", ("宛名番号", "")),
        ("bad_amount", ("金額", ""), ("金額", "0"), ("金額", "-12000")),
    )
    for word, (column, cell) in rejected:
        yield case(f"{column}が「{cell}」", word, **{column: cell})
    codes = {"納付日と収納日": "no_paid_column", "金額": "no_amount_column", "宛名番号": "no_taxpayer_column"}
    for missing, code in codes.items():
        names = [name if name not in missing else f"列{at}" for at, name in enumerate(PAID_HEADING)]
        yield Case(PAYMENTS, f"{missing}の列がない", make_csv(change_payment(), heading=names), code, kind="payments")
