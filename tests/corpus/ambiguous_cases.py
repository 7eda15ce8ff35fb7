"""Files whose headings and cells may mean two things, or say in rare words that nobody is to be messaged."""

from collections.abc import Iterator

from tests.corpus.cases import GOOD, HEADING, OK, PAID_HEADING, Case, change_payment, change_target, join_rows, make_csv

Pairs = tuple[tuple[str, str], ...]
AMBIGUOUS = "まぎらわしい見出しと欄"
FLAGGED, NOT_OWN = ("flagged", "True"), ("own", "False")
NOT_THEIR_NUMBERS = (
    *(
        "世帯主",
        "代表者",
        "契約者",
        "前夫",
        "連帯納税義務者",
        "身元引受人",
        "呼出",
        "日中連絡先",
        "公用",
        "転居前",
        "要確認",
    ),
    *("元妻", "同棲相手", "施設", "管理会社"),
)
THEIR_NUMBERS = ("納税義務者本人", "個人", "半角11桁")
OWNERS_BESIDE: Pairs = (
    *(("番号提供者", "元妻"), ("情報源", "勤務先照会"), ("聴取元", "母より聴取"), ("連絡先の相手", "友人")),
    *(("本人番号", "いいえ"), ("本人番号", "×"), ("本人番号", "0"), ("本人か", "否"), ("本人フラグ", "0")),
    *(("本人以外", "○"), ("他人番号", "1"), ("家族の電話か", "はい"), ("本人確認済？", "未"), ("番号確認済", "×")),
    *(("本人区分", "2"), ("本人名義", "×"), ("本人番号", ""), ("本人電話", "×")),
    *(("本人確認", "×"), ("本人確認済", "未"), ("電話番号の確度", "別人の可能性"), ("続柄", "前夫")),
)
OWN_BESIDE: Pairs = (
    *(("本人番号", "○"), ("本人番号", "はい"), ("本人か", "1"), ("本人以外", ""), ("本人以外", "×"), ("本人名義", "○")),
    *(("本人確認", "○"), ("本人確認済", "済"), ("本人確認", ""), ("取得元", "申告書")),
)
MARKS: Pairs = (
    *(("閲覧注意", "1"), ("住所非表示", "1"), ("保護開始", "R8.4.1"), ("被災区分", "有"), ("罹災", "1"), ("災害", "1")),
    *(("納付相談", "有"), ("徴収引継", "1"), ("免除", "1"), ("還付有無", "有"), ("時効", "完成"), ("徴収方法", "分割")),
    *(("異動事由名", "職権消除"), ("住登外区分", "海外"), ("送達", "公示"), ("未成年", "1")),
    *(("アラート", "1"), ("警告区分", "○")),
    *(
        ("備考", "ﾎﾝﾆﾝｼﾎﾞｳ"),
        ("備考", "ベトナムへ帰国"),
        ("備考", "姉名義"),
        ("管理項目", "この人は送らないで"),
        ("連絡方法", "手紙のみ"),
    ),
    *(
        ("送付先氏名", "弁護士　佐藤"),
        ("SMS送信結果", "不達"),
        ("使用状況", "解約"),
        ("納付状況", "納付確認待ち"),
        ("11月", "済"),
    ),
    *(("備考", "12月中に納付"), ("備考", "12/25"), ("記事2", "妻の携帯"), ("要望", "書面で"), ("対応履歴", "調査中")),
    *(
        ("回答", "12月に払う"),
        ("催告結果", "全納"),
        ("付箋", "送るな"),
        ("2回目", "11/12 本人 12/10納付"),
        ("備考", "分"),
    ),
    *(("居住状況", "居住実態なし"), ("本税", "0"), ("今回請求額", "0")),
)
NO_MARKS: Pairs = (
    *(("免除", "0"), ("災害", "無"), ("徴収方法", "普通徴収"), ("送達", "普通郵便"), ("時効", "R12.5.31")),
    *(("住登外区分", "0"), ("延滞金免除", "1"), ("納付相談", "無"), ("還付有無", "無")),
    *(("アラート", "0"), ("アラート情報", "通常")),
    *(
        ("備考", "破産歴なし"),
        ("備考", "納付書送付済"),
        ("備考", "約束不履行"),
        ("記事2", "前年度は口座振替"),
        ("対応日", "R8.7.1"),
    ),
    *(("回答", "不在"), ("交渉方法名称", "電話"), ("職業", "弁護士"), ("備考", "要SMS"), ("備考", "TEL×2 不在")),
    *(("2回目", "11/12"), ("資産", "差押可能財産なし"), ("本税", "12000")),
)
IDS = (
    *(("missing_taxpayer_id", cell) for cell in ("未登録", "未", "対象外", "(未取得)", "？？？", "9999999999")),
    *(
        ("bad_row", cell)
        for cell in ("0000123，0000124", "1000001,1000002", "0000123 納税太郎", "0000123他", "納税 0000123")
    ),
)
FAILED_DEBITS = ("口座振替（不能）", "引落し不能", "引落とし不能", "残高不足", "預金不足", "振替結果：不能")
TAKEN_BACK: Pairs = (
    *(("処理種別", "取消"), ("伝票区分", "赤伝"), ("組戻区分", "1")),
    *(("取消日", "2026/7/10"), ("取消理由", "誤入力"), ("正負区分", "負"), ("増減区分", "減"), ("入金状態", "取消")),
    *(("状態", "無効"), ("処理区分", "抹消"), ("処理区分", "消"), ("処理区分", "戻入"), ("処理区分", "返戻")),
    *(("処理区分", "チャージバック"), ("取消額", "12000")),
)
FAILED: Pairs = (("振替結果", "不能"), ("不能事由", "資金不足"), ("不能理由", "預金取引なし"), ("入金状態", "残高不足"))
REFUNDED: Pairs = (
    *(
        ("還付日", "2026/7/10"),
        ("還付額", "12000"),
        ("充当先", "軽自動車税"),
        ("充当先期別", "2"),
        ("入金状態", "返金済"),
    ),
    *(("処理区分", "返金"), ("処理区分", "払戻"), ("入出金区分", "出金")),
)
UNPAID: Pairs = (
    ("振替結果", "1"),
    ("内訳", "延滞金"),
    ("口振結果", "NG"),
    ("入金状態", "未入金"),
    ("納付状況", "未納"),
)
NOT_TAKEN_BACK: Pairs = (
    *(("振替結果", "済"), ("不能事由", ""), ("伝票区分", "1"), ("伝票区分", "黒"), ("組戻区分", "0")),
    *(("振替結果", "0"), ("取消日", "00000000"), ("正負区分", "正"), ("増減区分", "1"), ("還付額", "0")),
    *(
        ("還付額", "5000"),
        ("入金状態", "入金済"),
        ("状態", "差押取消"),
        ("充当先", "固定資産税 1期"),
        ("消込状態", "未消込"),
    ),
)
TOTALS = ("納付総額", "領収額計", "収納額の合計", "今回納付額", "振替金額")
PROVISIONAL = ("速報・確報", "速報／確報区分")


def list_cases() -> Iterator[Case]:
    """List the target lists and the payment files."""
    for word in (*NOT_THEIR_NUMBERS, *THEIR_NUMBERS):
        names = [f"電話番号（{word}）" if name == "電話番号" else name for name in HEADING]
        outcome = (OK,) if word in THEIR_NUMBERS else "no_phone_column"
        yield Case(AMBIGUOUS, names[2], make_csv(GOOD, heading=names), outcome)
    upper, lower = ("宛名情報", "", "世帯主", *HEADING[3:]), ("宛名番号", "氏名", "携帯番号", "", "", "", "", "")
    merged = join_rows(upper, lower, GOOD).encode("cp932")
    yield Case(AMBIGUOUS, "「世帯主」の下の「携帯番号」", merged, "no_phone_column")
    for pairs, meaning in ((OWNERS_BESIDE, NOT_OWN), (OWN_BESIDE, ("own", "True"))):
        for heading, cell in pairs:
            names, cells = [*HEADING[:3], heading, *HEADING[3:]], [*GOOD[:3], cell, *GOOD[3:]]
            yield _make(f"番号の隣の「{heading}」が「{cell}」", names, cells, meaning)
    for pairs, meaning in ((MARKS, FLAGGED), (NO_MARKS, ("flagged", "False"))):
        for heading, cell in pairs:
            yield _make(f"「{heading}」が「{cell}」", [*HEADING, heading], [*GOOD, cell], meaning)
    for code, cell in IDS:
        content = make_csv(change_target(宛名番号=cell), encoding="utf-8-sig")
        yield Case(AMBIGUOUS, f"宛名番号が「{cell}」", content, (code,))
    yield from _list_payments()


def _list_payments() -> Iterator[Case]:
    taken_back = ("reversal", "True")
    for cell in FAILED_DEBITS:
        content = make_csv(change_payment(納付区分=cell), heading=PAID_HEADING)
        yield _pay(f"納付区分が「{cell}」", content, ("channel", "口座振替不能"), taken_back)
    failed, refunded = ("channel", "銀行不能"), ("channel", "還付")
    natures: tuple[tuple[Pairs, Pairs], ...] = (
        *((TAKEN_BACK, (taken_back,)), (NOT_TAKEN_BACK, ()), (FAILED, (taken_back, failed)), (REFUNDED, (refunded,))),
        (UNPAID, (failed, ("amount", "0"))),
    )
    for pairs, meaning in natures:
        for heading, cell in pairs:
            content = make_csv([*change_payment(), cell], heading=[*PAID_HEADING, heading])
            booked = [("booked_on", "2026-07-10")] if heading == "還付日" else []
            yield _pay(f"納付データの「{heading}」が「{cell}」", content, *meaning, *booked)
    for heading in TOTALS:
        names = [heading if name == "金額" else name for name in PAID_HEADING]
        yield _pay(f"納付データの「{heading}」", make_csv(change_payment(), heading=names))
    for amount, mark in (("▲12,000", "取消"), ("-12000", "赤")):
        content = make_csv(change_payment(金額=amount, 取消区分=mark), heading=PAID_HEADING)
        yield _pay(f"{mark}の行の金額が「{amount}」", content, taken_back)
    for heading in PROVISIONAL:
        content = make_csv([*change_payment(), "速報"], heading=[*PAID_HEADING, heading])
        yield _pay(f"納付データの「{heading}」が「速報」", content, ("channel", "銀行速報"))


def _make(name: str, names: list[str], cells: list[str], meaning: tuple[str, str]) -> Case:
    return Case(AMBIGUOUS, name, make_csv(cells, heading=names), (OK,), (meaning,))


def _pay(name: str, content: bytes, *meaning: tuple[str, str]) -> Case:
    return Case(AMBIGUOUS, name, content, (OK,), meaning, kind="payments")
