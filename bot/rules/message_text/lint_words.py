"""Words that a Japanese text must not or should not contain, as patterns for NFKC-normalised text."""

import re

_NAME = r"name|full_?name|shimei|kana|氏名|名前|姓名|姓|宛名|お名前|名|カナ|フリガナ|納税者名|納税義務者名?"
NAME_FIELD = re.compile(rf"(?:{_NAME})", re.IGNORECASE)
"""The name of a field that would be replaced by a person's name."""

ADDRESSED = re.compile(
    r"(?<=[一-龥々ァ-ヶー])(?<![皆客何同仕多模異一有神貴王奥位人主者員方護当社民族帯先様])様(?![々式子相態変な])"
    r"|(?<=[一-龥々])(?<![御宮神本])殿(?![下堂場町様])"
)
"""A name with 様 or 殿, but not お客様, 皆様, ご本人様, 保護者様."""

_NOT_YET = r"(?:て(?:い|おり)?)?(?:ませ?ん|ない)"
_PAYING = r"(?:納付|納税|納入|支払い?|入金)"
DEBT = re.compile(
    r"未納|未払|滞納|延滞|督促|債務|債権|借金|残高|残額|不足額|納め忘れ|払い忘れ|時効"
    r"|(?:納期限?|期限)[がをはの]{0,2}(?:過ぎ|経過|超過)|期限切れ"
    rf"|{_PAYING}[のがはを]{{0,2}}ご?確認[がをは]?(?:でき|出来|取れ|とれ){_NOT_YET}"
    rf"|{_PAYING}[がはを]?(?:まだ)?な?されて(?:い|おり)?(?:ませ?ん|ない)"
)
"""Words that reveal a debt."""

_COIN = r"円(?![滑満卓周形柱山])"
AMOUNT = re.compile(
    rf"\d[\d,.]*\s*[億万千百]*\s*{_COIN}|[¥￥]\s*\d|\d\s*(?:JPY|yen)(?![a-z])"
    rf"|(?<![一二三四五六七八九十百千万億内域帯])[一二三四五六七八九十百千万億]+\s*{_COIN}",
    re.IGNORECASE,
)

SEIZURE = re.compile(r"差し?押さ?え?|処分|財産調査|給与調査|預金調査|公売|競売|捜索|強制(?:執行|徴収)")

THREAT = re.compile(
    r"至急|緊急|直ちに|ただちに|今すぐ|最終(?:通告|通知|警告|催告)|最後通(?:告|牒)|警告|法的(?:措置|手段|手続)"
    r"|訴訟|裁判|逮捕|罰則|勤務先|職場|本日中|時間以内|(?:応じ|連絡)(?:が|の)?な(?:い|き)場合|放置"
)

BANK_ACCOUNT = re.compile(
    r"口座(?:番号|名義|記号)|振り?込|(?:普通|当座)(?:預金|口座)?\s*[:：]?\s*\d{6,8}(?!\d)|暗証番号|(?<![a-z])ATM(?![a-z])"
    r"|(?:銀行|信用金庫|信金|信用組合|農協|ゆうちょ|支店)[^\d\n]{0,12}\d{5,}",
    re.IGNORECASE,
)

TAX_ITEM = re.compile(
    r"[市県町村都区府道]+民税|住民税|法人税|所得税|事業税|固定資産税|都市計画税|自動車税|軽自(?:動車)?|国民健康保険|国保"
    r"|介護保険|後期高齢|保育料|入湯税|催告|納付"
)
"""Names of taxes, 催告 and 納付 reveal more than necessary; 市税等のお知らせ does not."""

SEND_ONLY = re.compile(
    r"送信専用|返信(?:は|には|に)?(?:お答え)?"
    r"(?:不可|不要|でき(?:ませ?ん|ない)|出来(?:ませ?ん|ない)|(?:いただ|頂)けませ?ん|しないで|なさらないで)"
)

STRANGER = re.compile(r"心当た?り|心あたり|行き?違い|行きちがい|ゆきちがい|入れ違い")
"""The sentence for readers who are not the recipient or have paid already."""
