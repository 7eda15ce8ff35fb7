"""Sheets kept by hand on top of an extract: short headings, mixed writings, marks, struck, hidden and merged rows."""

from tests.corpus.vendor_sets.tables import UPPER, Row, VendorFile, VendorSet, read_columns, write_workbook

_TARGETS = VendorFile(
    columns=read_columns(
        """
        メモ=, 宛名番号=={n}, 氏名=納税　太郎, カナ=ﾉｳｾﾞｲ ﾀﾛｳ, 住所=三郷市一丁目1-1, 携帯=090-1234-{n}, 携帯名義=
        自宅=048-930-{n}, 勤務先=, 勤務先TEL=, 連絡先=, 続柄=, 緊急連絡先=, 税目=固, 年度=8, 期=①, 納期限=2026/6/1
        督促状発送日=2026/6/19, 現年滞繰=現, 調定額==120000, 未納額==30000, 督促手数料==100, 延滞金=-, 合計==30100
        最終入金日=, 約束日=, 架電回数==2, 最終架電日=2026/6/30, 分納中=, 差押=, 停止=, 猶予=, 破産=, 死亡=, DV=
        口振=, SMS拒否=, 送信対象=○, 番号相違=, 対応状況=催告中, 最終架電結果=不在, 通知書番号=202008{n}00
        """
    ),
    first_line=3,
    rows=(
        Row(4001, "ok"),
        Row(4002, "not_mobile", {"携帯": ""}),
        Row(4003, "not_mobile", {"携帯": "", "勤務先": "みさと運送", "勤務先TEL": "090-7777-{n}"}),
        Row(4004, "not_mobile", {"携帯": "", "緊急連絡先": "080-1234-{n}"}),
        Row(4005, "not_own_number", {"携帯": "", "連絡先": "080-1234-{n}", "続柄": "妻"}),
        Row(4006, "not_own_number", {"携帯名義": "納税　花子"}),
        Row(4007, "ok", {"携帯名義": "納税 太郎"}),
        Row(4008, "not_own_number", {"携帯": "090-1234-{n}（妻）"}),
        Row(4009, "excluded_flag", {"分納中": "○"}),
        Row(4010, "excluded_flag", {"差押": "済"}),
        Row(4011, "excluded_flag", {"停止": "R8.4.1～"}),
        Row(4012, "excluded_flag", {"猶予": "申請中"}),
        Row(4013, "excluded_flag", {"破産": "？"}),
        Row(4014, "excluded_flag", {"死亡": "亡"}),
        Row(4015, "excluded_flag", {"DV": "●"}),
        Row(4016, "excluded_flag", {"口振": "口振"}),
        Row(4017, "excluded_flag", {"SMS拒否": "○"}),
        Row(4018, "excluded_flag", {"送信対象": "×"}),
        Row(4053, "excluded_flag", {"番号相違": "○"}),
        Row(4054, "excluded_flag", {"対応状況": "分納中"}),
        Row(4055, "excluded_flag", {"メモ": "DV 連絡しないこと"}),
        Row(4056, "excluded_flag", {"最終架電結果": "本人死亡"}),
        Row(4057, "excluded_flag", {"最終架電結果": "番号違い"}),
        Row(4058, "ok", {"最終架電結果": "留守電"}),
        [],
        UPPER,
        Row(4019, "excluded_flag", mark="struck"),
        Row(4020, "ok", mark="hidden"),
        Row(4021, "has_arrears", {"現年滞繰": "繰"}),
        Row(4022, "recent_payment", {"最終入金日": "2026/7/3"}),
        Row(4024, "promise_open", {"約束日": "R8.7.31"}),
        Row(4025, "too_few_calls", {"架電回数": "1回"}),
        Row(4026, "paid", {"未納額": "=0"}),
        Row(4027, "ok", {"携帯": "=9012344027"}),
        Row(4027, "missing_taxpayer_id", {"宛名番号": "", "税目": "軽"}),
        Row(4028, "bad_row", {"宛名番号": "4028、4029"}),
        Row(4030, "shared_phone", {"携帯": "090-1234-4030"}),
        Row(4031, "shared_phone", {"携帯": "090 1234 4030"}),
        Row(4032, "ok paid"),
        Row(4033, "ok paid", {"税目": "軽自", "期": "全期", "未納額": "10,800", "合計": "10,900"}),
        Row(4034, "ok suppressed"),
        Row(4035, "ok recent_payment"),
        Row(4036, "ok paid", {"税目": "固定", "年度": "R8", "期": "１"}),
        Row(4037, "ok recent_payment"),
        Row(4038, "too_few_calls ok", {"架電回数": "1"}),
        Row(4039, "ok promise_open"),
        Row(4040, "ok promise_open"),
        Row(4041, "ok suppressed"),
        Row(4042, "ok suppressed"),
        Row(4043, "ok suppressed"),
        Row(4044, "ok suppressed"),
        Row(4045, "ok"),
        Row(4050, "ok recent_payment"),
        Row(4023, "promise_open", {"約束日": "7月末"}),
        Row(4051, "ok paid"),
        Row(4052, "excluded_flag"),
        Row(4052, "missing_phone", {"携帯": "", "自宅": "", "DV": "○", "税目": "軽"}),
        Row(4046, "ok excluded_flag"),
        Row(4047, "ok excluded_flag"),
        Row(4048, "ok excluded_flag"),
        Row(4049, "ok excluded_flag"),
        ["計", "=47", *[""] * 18, "=1410000"],
    ),
)
_PAYMENTS = VendorFile(
    columns=read_columns(
        """
        消込=済, 入力日=7/6, 宛名番号=00000{n}, 氏名=納税　太郎, カナ=ﾉｳｾﾞｲ ﾀﾛｳ, 税目=固定資産税（土地・家屋）
        年度=令和8, 会計年度=R8, 期=1期, 通知書番号=202008{n}00, 納期限=2026/6/1, 入金日=2026/6/8, 収納日=2026/6/10
        本税==30000, 督促料==100, 延滞金=-, 合計==30100, 納付場所=みさと信金三郷支店, 速報区分=, 取消=, 還付=, 充当=
        金融機関コード==1730, 店番==1, 伝票番号=00{n}000017, 担当=収納, 確認=〇, 備考=
        """
    ),
    first_line=2,
    rows=(
        Row(4032, "applied", {"宛名番号": "00000{n}\u00a0"}),
        Row(4033, "applied", {"税目": "軽自動車税", "期": "1", "本税": "10,800"}),
        Row(4034, "applied"),
        Row(4034, "reversal", {"取消": "取消"}),
        Row(
            4035,
            "applied",
            {"本税": "5,000", "入金日": "2026/7/2", "収納日": "2026/7/3", "納付場所": "ｺﾝﾋﾞﾆ", "速報区分": "速"},
        ),
        Row(4036, "applied", {"年度": "2026", "期": "全納", "本税": "120,000"}),
        Row(
            4037, "applied", {"本税": "-", "延滞金": "=500", "督促料": "-", "入金日": "2026/7/2", "収納日": "2026/7/3"}
        ),
        Row(4001, "applied", {"本税": "=10000"}, mark="struck"),
        Row(4002, "struck_row", {"取消": "取消"}, mark="struck"),
        Row(4007, "applied", {"本税": "=10000"}, mark="hidden"),
        Row(4050, "doubtful", {"還付": "還付", "入金日": "2026/7/1", "収納日": "2026/7/1"}),
        Row(4051, "applied", {"充当": "充当"}),
        Row(9999, "unmatched"),
        Row(9998, "bad_amount", {"本税": "?"}),
        Row(9997, "bad_date", {"入金日": "7/32", "収納日": "〃"}),
        Row(9996, "unmatched", {"入金日": "6/8"}),
        [],
        ["", "計", *[""] * 11, "=315800"],
    ),
)
_CALLS = VendorFile(
    columns=read_columns(
        """
        No.=1, 日付=2026/7/3, 時間=10:15, 担当=架電, 宛名番号=={n}, 氏名=納税　太郎, カナ=ﾉｳｾﾞｲ ﾀﾛｳ
        住所=三郷市一丁目1-1, 自宅=048-930-{n}, 携帯=090-1234-{n}, 勤務先=, かけた番号=携帯, 架電先=090-1234-{n}
        結果=不在, 話した人=, 続柄=, 約束日=, 約束額=, 税目=固, 年度=8, 期=①, 未納額==30100, 何回目==2, 次回予定=
        折返し=, 苦情=, 通訳=, センター=, 確認印=㊞, 備考=
        """
    ),
    rows=(
        Row(4038, "absent counted"),
        Row(4027, "absent counted", {"結果": "留守"}),
        Row(4001, "voicemail counted", {"結果": "留守電"}),
        Row(4007, "absent counted", {"結果": "出ない"}),
        Row(4024, "absent counted", {"結果": "応答なし"}),
        Row(4006, "busy counted", {"結果": "通話中"}),
        Row(4039, "promise 2026-07-20", {"結果": "約束", "約束日": "2026/7/20"}),
        Row(4040, "paid_said", {"結果": "払ったとのこと"}),
        Row(4041, "not_in_use", {"結果": "使われてない"}),
        Row(4042, "wrong_number", {"結果": "番号ちがい"}),
        Row(4043, "stop_calls", {"結果": "二度とかけるなと言われた"}),
        Row(4044, "deceased", {"結果": "亡くなったとのこと"}),
        Row(4045, "family", {"結果": "奥さん"}),
        Row(4032, "spoke", {"結果": "本人"}),
        Row(4025, "absent", mark="struck"),
        Row(4020, "busy counted", {"結果": "話中", "時間": "14時"}),
        Row(9999, "unknown_result", {"結果": "〃"}),
        Row(9998, "bad_date", {"日付": "〃"}),
        Row(9997, "bad_date", {"日付": "7/3"}),
        [],
        ["計", "", "", "15件"],
    ),
)
_EXCLUSIONS = VendorFile(
    columns=read_columns(
        """
        No.=1, 宛名番号=={n}, 氏名=納税　太郎, カナ=ﾉｳｾﾞｲ ﾀﾛｳ, 住所=三郷市一丁目1-1, 生年月日=S50.4.1, 除外=○, 理由=
        いつから=, いつまで=, 決めた人=係長, 死亡=, DV=, 生保=, 停止=, 猶予=, 分納中=, 分納額=, 差押=, 差押日=, 破産=
        弁護士=, 更正=, 不服=, 口振=, 口振開始=, SMS拒否=, 税目=固, 年度=8, 未納額==30100, 確認印=㊞, 備考=
        """
    ),
    first_line=4,
    rows=(
        Row(4046, "excluded", {"宛名番号": "{n}（DV）"}),
        Row(4047, "excluded", {"理由": "７／１０まで待ってほしい"}),
        Row(4048, "excluded", {"除外": "", "弁護士": "みさと法律事務所"}),
        Row(4049, "excluded", mark="struck"),
        Row(4001, "clear", {"除外": "×"}),
        Row(4007, "clear", {"除外": "", "分納額": "=0"}),
        Row(4020, "clear", {"除外": "-"}),
        Row(9001, "excluded", {"除外": "", "死亡": "R8.3.10"}),
        Row(9002, "excluded", {"除外": "", "生保": "○"}),
        Row(9003, "excluded", {"除外": "", "口振": "手続中"}),
        Row(9004, "excluded", {"理由": "入院中"}),
        Row(9005, "excluded", {"除外": "○？"}),
        Row(9006, "excluded", {"除外": "", "理由": "息子さんが対応"}),
        Row(9007, "struck_row", {"除外": ""}, mark="struck"),
        Row(9008, "excluded", mark="hidden"),
        Row(9009, "missing_taxpayer_id", {"宛名番号": "〃"}),
        ["以上"],
    ),
)
BY_HAND = VendorSet(
    "by_hand",
    write_workbook(_TARGETS, ["７月　SMS候補", "", "", "更新：7/6　収納"]),
    write_workbook(_PAYMENTS),
    write_workbook(_CALLS),
    write_workbook(_EXCLUSIONS, ["送ってはいけない人", "", "R8.7.6"], []),
)
