"""Free text about a person: what a remark, a comment or a sentence may say is read by stems, not by whole phrases.

Nobody can list what people write. A text that touches a payment, whose a number is, contact that is not wanted, or the
state of a person keeps messages away, unless all that it says is known to be harmless
(docs/decisions/0069-remarks-are-read-by-stems.md).
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from bot.rules.importing.cells import clean_cell, fold_cell, is_nothing
from bot.rules.importing.exclusion_grounds import ExclusionGround
from bot.rules.importing.mark_columns import BEHIND, read_remark
from bot.rules.patterns import compile_late


class Touch(StrEnum):
    """What a text touches, without certainty what it says of it. The first of several counts."""

    DEATH = "death"
    STATE = "state"
    """of the person or the case: abroad, in hospital, bankrupt, attached"""
    NO_CONTACT = "no_contact"
    NOT_OWN = "not_own"
    """the number is another person's, or nobody's"""
    UNCLEAR = "unclear"
    """a payment, a number, contact or a state, in whatever sense"""


_END = r"(?=$|[ 、。,.・;:/()\[\]【】|■→※\-])"
_DENIABLE = (
    "納付|入金|支払い?|振込|約束|分納|分割|誓約|破産|死亡|dv|苦情|異議|申し?出|連絡|返[答事信送戻]|応答|反応|折り?返し?|相談|来庁|口座振替|口振|"
    "猶予|減免|差押|生保|生活保護|支援措置|支援|還付|充当|審査請求|不服|受任|介入|執行停止|停止|後見|倒産|障害|通訳|問題|(?:電話)?番号変更|変更|"
    "異動|共有|面談|接触|特記事項|相続関係|非課税"
)
_OF_DENIED = (
    "(?:等|関係)?(?:の?(?:申し?出|歴|履歴|届|申請|事実|予定|約束|意[思志向]|記録|見込み?|実績|必要|登録|措置))*"
)
_DOCUMENT = (
    "(?:(?:(?<!分)|(?<=[期度税]分)|(?<=[0-9]月分)|(?<=[r和][0-9]分))(?:納付書|納付用紙|納税通知書?)|振込用紙|通知書|督促状?|(?:文書|書面)?催告[書状]?|差押え?予告書?|"
    "警告書|案内[文書]|不在[票通]|連絡票)"
)
_SENT = "(?:送った|渡した|再?(?:発行|送付|発送|郵送|同封|交付|投函|作成|印刷|差し?置き?)|実施)"
_BY_TELEPHONE = "(?:電話|tel|架電)"
_WHEN = "(?:平日|土日|休日|午前|午後|夜間?|夕方|昼|朝|日中|[0-9]+時)(?:中|以降|以後|頃|ごろ)?"
_NO_ANSWER = "(?:不在|留守(?:番?電話?|電)?|応答なし|応答無し?|出ず|出ない|話中|呼出(?:音?のみ)?|コールのみ|圏外)"
_SMS = "(?:sms|ショートメール|ショートメッセージ)"
_EVERYDAY = (
    r"(?:固定|自宅|携帯)?(?:電話|tel|架電)(?:[×x✕][0-9]+回?)?[0-9/.,、・:月日 ]*(?:→|:|は|も|するも|したが)? ?"
    f"{_NO_ANSWER}(?:→(?:携帯|固定|自宅)(?:電話)?[へに]架電)?|留守番?電話?|"
    f"(?<![一-龠ぁ-んァ-ヶ])(?:固定|自宅|携帯)(?:電話)?(?:[へにも]架電)?[、: ]*{_NO_ANSWER}{_END}|"
    f"(?:[0-9]+期分?)?(?:口座(?:振替)?|口振|振替|引き?落と?し)不能{_END}|(?:課税|所得)証明書?(?:の?(?:請求|交付|発行)(?:あり|済み?)?)?{_END}|"
    f"夫婦(?:共働き)?(?=$|[、。])|共働き|子供?[0-9一二三四]人{_END}|世帯主は[父母夫妻]{_END}|在宅時間帯?不明|現地調査済み?|"
    f"(?:住民票|預金|金融機関)(?:調査|照会){_END}|前回は?督促後に?納付{_END}|(?:督促後に?|納期内)納付の?(?:傾向|実績あり){_END}|"
    f"要?(?:前回|次回)?{_SMS}(?:送信|配信)?の?(?:対象者?|候補者?|(?:r?[0-9]+[.年])?[0-9]+月分?|[0-9]+回目|可|予定|"
    f"同意(?:あり|済み?)?|未送信|到達(?:済み?)?|送信済み?)?{_END}|"
    f"(?:(?:r?[0-9]+[.年])?[0-9]+月|前回|次は|次回){_SMS}(?:送信|到達)?(?:済み?|予定)?{_END}|"
    "(?:電話|携帯)番号の?(?:は本人)?(?:追加|(?:確認|調査|登録)済み?)|"
    "(?:電話|携帯)(?:番号)?は(?:申告書|申請書|届出書?)(?:から|より)|納付書(?:紛失)?→?再送(?:済み?)?|納付書紛失|"
    "再発行希望→[0-9/]+送付|催告書[^、。 ]{0,12}発送|納付相談なし|本人以外出ず|"
    "[父母]子家庭|[父母妻夫]と同居|[妻夫]あり|"
    "番地変更|番号札|不要不急|済生会|施設警備員?|(?:口座振替|口振)勧奨(?:対象)?|年金受給者|還付口座なし|分割希望なし|"
    "(?:eltax|スマホ|qr)(?:利用なし|納付案内(?:チラシ)?(?:同封)?)|猶予制度案内済み?"
)
_HARMLESS = (
    f"{_EVERYDAY}|"
    f"(?:{_DENIABLE}){_OF_DENIED}[はがも]?(?:なし|無し?|ではない|でない|していない|せず|非該当){_END}|"
    "未(?:納付?|払い?|支払い?|入金|収|済|約束|連絡|架電|対応|履行|提出|返送|回答|完納|接触)(?!(?:分|額)?[はがも]?(?:な[いし]|無|ありません|0円))|"
    f"{_DOCUMENT}[をの]?[0-9/.月日]*{_SENT}?(?:済み?|した)?|(?:再)?{_SENT}済み?|"
    "(?:口座|収納|通知書|整理|宛名|郵便|世帯|物件|車両|登録|管理|伝票)番号(?:確認)?|納税(?:義務者|者|組合|証明書?)|納期限?|"
    f"[要再]?{_BY_TELEPHONE}[はにの]?(?:(?:催告|督促|督励)(?:済み?|対象)?|済み?|あり|[0-9]+回目?|不在|留守電?|応答なし|出ない|出ず|出られず|予定){_END}|"
    f"(?:電話|連絡|架電|訪問)(?:は|には)?{_WHEN}(?:に|が)?(?:希望|可|在宅)?{_END}|(?:本人|個人)の?(?:携帯|番号|電話){_END}|番号[はを]?確認済み?{_END}|"
    "(?:催告|督促|架電|訪問|臨戸|通知|案内|説明|転居|転出|転入|入力|登録|伝言|メッセージ|録音|住所変更|住所確認|台帳確認|確認)済み?|"
    f"(?:折り?返し?(?:の?(?:連絡|電話))?|連絡|電話)[がはも]?(?:つかず|つかない|取れず|取れない|とれず|とれない|来ず|来ない|待ち?){_END}|"
    f"住所変更|(?:年度|新規|現年)分?課税分?{_END}|(?:[来今][月年週]|[0-9]+月)?の?(?:転居|転出|転入|引越し?|出張|訪問|臨戸|再?架電|面談)の?予定|"
    "(?:死亡|生命|介護|健康|雇用|社会)保険[料税金]?|分納の?(?:案内|勧奨)|介護(?:職員?|福祉士)|入院給付金?|停止線|dvd|障害者控除|後期支援金分?|支援対象外|"
    "(?:弁護士|司法書士|税理士)事務所に?勤務(?!先)|(?<!神)病院に?勤務(?!先)|会社(?:員|役員|経営者?|に?勤務(?!先))|子会社|(?:株式|有限|合同)会社|"
    "(?:家族|両親|親)と同居|日本語(?:不可|可)|通訳(?:不要|必要なし)|ホーム(?:センター|ページ)|"
    f"(?:昨年度?|前年度?|一昨年度?|過年度)分?[はもまで]*(?:完納|納付済み?|口座振替|口振|納付|差押|減免)(?:済み?)?{_END}|"
    "(?:納付)?(?:約束|分納|誓約)[のをはが]?(?:不履行|未履行|守られず|守られない|守らず|反故|違反)(?!なし|なく|無)|"
    f"(?:納付|入金|支払い?|完納|履行)[にはがの]?(?:確認できず|確認できない|至らず|至らない|されず|されていない){_END}"
)
"""Phrases that say nothing against a message, in whatever text they stand."""
_RELATIVES = (
    "家族|親[族戚]|両親|親(?=[のがに名])|兄弟|姉妹|[姉妹兄弟妻娘孫嫁]|(?<![一-龠])夫|[元前]夫|夫(?=[のがに名へ])|(?<!秩)父|母(?!国)|息子|"
    "[長次二三][男女]|子ども|子供|お子|(?:^|[ 、の・])子(?=[のがにへと様]|$)|"
    "祖[父母]|主人|奥[さ様]|配偶者|内縁|同居人|彼[氏女]"
)
_STRANGERS = "会社|職場|勤務先|同僚|上司|社長|友人|知人|他人|別の?[人方家者]|家主|大家|商?店|使用者|[前旧]の?住人"
_OTHERS = f"(?:{_RELATIVES}|{_STRANGERS})"
_DAY = r"(?:[0-9]{1,2}[/月][0-9]{1,2}日?|[0-9]{1,2}日|[0-9]{1,2}月(?:末|中)?)"
_SUM = r"(?:[0-9]{1,3}(?:,[0-9]{3})+円?|[0-9]+[万千]?円)"
_ABOUT = "(?:[上中下]旬|月?末|年[内末明]け?|来[月週年]|[今翌][月週]|明日|近日|後日)"
_CONTACTING = "(?:連絡|電話|架電|送信|送付|発送|催告|訪問|接触|対応|メール|sms|ショートメール|手紙|文書|発信|督促)"
_STEMS: Mapping[Touch, str] = {
    Touch.DEATH: "しぼう|死[亡去者]|逝去|亡くな|他界|葬[儀式]|香典|訃報|deceased|passedaway",
    Touch.STATE: (
        "死|亡$|喪|遺|相続|そうぞく|入院|にゅういん|退院|入所|入居|特養|老健|手術|透析|癌|鬱|うつ|病|療養|障害|障がい|介護|認知|ひきこもり|引きこもり|精神|"
        "収監|刑務|勾留|拘置|留置|逮捕|服役|刑事|海外|国外|帰国|出国|在留|実習|赴任|居住実態|実態[なが無]|失踪|行方|家出|夜逃|空き?家|転居先|転出先|公示|"
        "後見|保佐|補助人|破産|はさん|破免|免責|民事?再|個人?再|債務|債権者|清算|廃業|解散|倒産|任意?売|競売|換価|公売|落札|交付要求|"
        "弁護士|べんごし|司法書士|法てらす|介入|受任|提訴|訴[訟え]|裁判|調停|審査請求|時効|欠損|執行停止|即消|差押(?!え?予告)|さしおさえ|"
        "係属|本国|(?<![a-z])icu(?![a-z])|相放|滞調|租税債権|管財|任意整理|納管|年特|滅失|競落|所有権移転|二重加入|社保加入|法人解散|承継|生保|せいほ|生活保護|保護|けーすわーかー|社会福祉|社協|dv|支援|避難|警察|自殺|火[事災]|被災|罹災|地震|水害|ほーむれす|困窮|dead|bankrupt|"
        "(?:[ァ-ヶー]{2,}|米国|中国|韓国|台湾)(?:在住|転出)"
    ),
    Touch.NO_CONTACT: (
        f"{_CONTACTING}.{{0,7}}(?:しない|するな|不[可要]|拒[否絶]|禁止|中止|停止|止め|やめ|控え|断[りる]|(?<![a-z])ng|×|すとっぷ|いらない|ないで|ないよう)|"
        "送らな|こないで|かけるな|触[らる]な|二度と|激[怒高]|拒絶|抗議|苦情|かすはら|くれーまー|暴言|恫喝|議員|意思疎通|要注意|接触注意|対象と?しない|対象(?:から)?外|除外|"
        "(?:文書|書面|手紙|郵送|訪問|めーる)(?:のみ|だけ|以外)|そうしん(?:ふか|ていし)|れんらく(?:ふか|ふよう)|donot|don't|stop"
    ),
    Touch.NOT_OWN: (
        f"{_OTHERS}(?:さん|様)?(?:の方)?(?:名義|の(?:番号|携帯|電話|tel|すまほ|もの|名義)|[がは]?(?:使[用っ]|所有))|"
        f"(?:{_STRANGERS})(?:さん|様)?(?:[がは]?(?:出|受電|応[対答]|対応)|[にへ](?:かか|つなが|繋)|[名で]+応答)|"
        f"(?:名義人?|番号|携帯|電話)は(?:{_OTHERS})|別人|他人|(?:違う|ちがう|知らない)人|人違|別の[人方家姓]|別姓|べつじん|"
        "番号.{0,4}(?:違|誤|ちが|相違|変更|異な)|(?:違|誤|間違)[っいう]?た?番号|ばんごう(?:ちが|まちが|そうい)|(?:使|つか)われ|現使|げんし|欠番|けつばん|不通|"
        "解約|(?:利用|使用|通話|携帯|番号|電話)停止|持ち?主|本人(?:の(?:番号|携帯|電話))?では?な|本人以外|社用|社有|会社支給|法人(?:携帯|契約)|代表番号|fax|wrong"
    ),
    Touch.UNCLEAR: (
        "納付|納入|納め|おさめ|支払|払|はら[うっいえ]|入金|振り?込|送金|引き?落|再振替|口座|口振|完納|全納|完結|終結|収納|完済|済|ず?すみ|ずみ|内金|一括|まとめて|全[額期]|約束|やくそく|予定|"
        "見込|分[割納]|ぶんのう|猶予|減[免額]|免除|異議|納得|不服|主張|違[ういっ]|ちが|相違|誤|税額|[課非]税(?!証明)|賦課|更正|請求|還付|相殺|充当|領収|れしーと|"
        "取り?[消下]|変更|待[ちっつ]|まって|までに|月末|年内|年末|年明|[今来]月|[今来]週|給[料与]|賞与|ぼーなす|年金|確定申告|手続|銀行|こんびに|ぺいぺい|paypay|"
        "ばんきんぐ|くれじっと|eltax|現金|入れる|返済|相談|検討|はず|覚え|廃車|売却|納税|のうふ|しはら|にゅうきん|ふりこ|かんのう|paid|pay|promise|"
        f"(?:未納|滞納|残[額高]?)(?:分|額|金)?[はがも]?(?:な[いし]|無|ありません|して(?:い)?ない)|{_DAY}(?:に|で|まで|頃|以降|中)*(?:ok|大丈夫|可)|"
        f"{_DAY}.*{_SUM}|{_SUM}.*{_DAY}|"
        f"{_RELATIVES}|会社|職場|勤務先|同僚|上司|社長|友人|知人|家主|大家|実家|使用者|番号|携帯|すまほ|電話|tel|名義|着拒|着信拒否|つなが|つなぎ|繋が|"
        "あなうんす|がいだんす|かけになった|確かめ|お受け|できません|ばんごう|"
        "連絡|れんらく|(?<![運放配輸転])送(?!業|料|迎)|めーる|sms|しょーとめ|手紙|書面|文書|郵[送便](?!受)|控え|不[可要]|(?<![a-z])ng(?![a-z])|停止|中止|しない|禁止|拒|"
        "断り|やめて|止め|預か?り|本庁|本課|担当課|税理士|行政書士|代理人|任せ|ふよう|"
        "窓口で|小切手|取立|秘密|持参|今は無理|月[0-9]+万|履行監視|取引先|担保|課長対応|係長|即切れ|呼出音なし|ワン切り|なくな[っら]|施設|ほーむ|調査|照会|解除|受給|事故|福祉|配当|捜索|不明|なく怪我|骨折|戻って"
    ),
}
_YEAR = "(?:20[0-9]{2}|r[0-9]{1,2}|令和[0-9元]+)"
_WHOLE = f"(?:{_YEAR}[年./-])?{_DAY}|{_YEAR}(?:[./-][0-9]{{1,2}}){{2}}|{_ABOUT}|{_SUM}"
"""A day or a sum alone says something of a payment, more often than not."""
_PLAIN = (
    r"■|夜勤|日勤|[0-9]+(?:[:時][0-9]*分?(?:頃|ごろ)?|回目?|コール|分)|[(（][月火水木金土日][)）]|"
    "(?:ご?本人|ご?家族|同居人|妻|夫|父|母|息子|娘)(?:様|さん)?[がはにへと]?(?=応答|対応|受電|通話|在宅|伝言|折り?返し?|出た|に?伝え|$)|"
    "応答(?:あり)?|対応(?:済み?)?|受電|通話(?:済み?|あり)?|在宅(?:中)?|出た|出る|"
    "(?:折り?返し?)(?:の?(?:連絡|電話))?(?:を?依頼|待ち?|希望|予定|あり)?(?:済み?)?|伝言(?:を?(?:依頼|お願い|残す|残した))?(?:済み?|あり)?|に?伝えた?(?:済み?)?|"
    f"再?(?:架電|電話)(?:済み?|予定|あり)?|(?:以外|{_WHEN})(?:に|が)?|以降|特記事項|"
    "(?:状況|内容|納付方法)?(?:を|の)?(?:説明|案内)(?:した|済み?)?|不在(?:がち)?|留守電?|仕事中|(?:病院)?勤務中?|運転中|多忙|"
    "[0-9][0-9・,~]*期分?(?:の?み)?|(?:前|今|初)回|初めての?|新規|現年(?:のみ)?|(?:少額)?滞納(?:あり)?|固定資産税|軽自動車税?|国保(?:加入)?|市県?民税|令和[0-9]+年度?|"
    "パート|アルバイト|自営業?|農業|大工|(?:飲食|運送|建設|製造|美容)[店業師]|派遣社員|会社員|学生|[一二]人暮らし|"
    "[ァ-ヶー]{2,}(?:語|国籍|人)|(?:英|中国|日本)語|外国籍|対応可?|表札(?:あり|なし)|オートロック|マンション|アパート|戸建て?|賃貸"
)
"""What a remark beside a conversation says, if it says no more than that there was one, or when to call."""

_REMARK = compile_late(
    "^(?:その他|対応|現状|事情|内容|経過|記事|処理欄|note|notes|memo|remarks?|comment)$|ノート|申し?送り|(?<!要)引き?継|連絡事項|申出|"
    "通信欄|処理経過|直近経過|備考|摘要|特記|メモ|コメント|備忘|付記|注記|注意事項|"
    "(?:折衝|交渉|対応|応対|通話|会話|相談|経過|架電)(?:内容|記録|経過|履歴|詳細)"
)
_OF_REMARKS = compile_late(
    "記事|伝達|要望|申立|申し立て|主張|折衝|交渉|経過|履歴|対応|応対|内容|詳細|報告|所見|理由|補足|聞き?取|聴取|声|意見|事情|経緯|顛末|記録|状況説明|"
    "^(?:架電|接触|催告|面談|訪問)[0-9]+$|(?:^|[|])[0-9]+回目$|(?:言い?分|やり?とり|やり?取り)|information|comments|detail|reason|history"
)
"""Signs in the heading of a column of remarks."""
_NO_REMARK = compile_late(
    "(?:者|人|名|先|課|係|員|数|日|月|年|時刻?|時間|期間|期限|番号|コード|cd|区分|種別|種類|方法|手段|形態|媒体|結果|状況|状態|額|有無|要否|可否|フラグ|場所|相手|"
    "id|no|(?:取得|情報)?元)(?:の?名称?)?[0-9]*$"
)
"""The end of a heading of something else: 対応日, 交渉担当者, 理由コード."""


_KANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
LONGEST_TEXT = 1_000
"""Signs of a text that are read; what stands behind them is unclear. Some stems take the square of its length."""
_HARMLESS_SIGN = compile_late(_HARMLESS)
_SIGNS = {touch: compile_late(stems.translate(_KANA)) for touch, stems in _STEMS.items()}
_WHOLE_SIGN = compile_late(_WHOLE)
_PLAIN_SIGN = compile_late(_PLAIN)
_BETWEEN = " 、。,.・:;/()[]【】→-ー~〜※"


def strip_harmless(cell: str) -> str:
    """A text in lower case, with ■ for each phrase that is known to be harmless; without white space."""
    text = " ".join(clean_cell(cell[:LONGEST_TEXT]).casefold().split())
    return _HARMLESS_SIGN.sub("■", text).replace(" ", "")


@lru_cache(maxsize=4096)
def find_touch(cell: str) -> Touch | None:
    """What a free text touches; None if it touches nothing that keeps messages away."""
    text = strip_harmless(cell).translate(_KANA)
    if found := next((touch for touch, stems in _SIGNS.items() if stems.search(text)), None):
        return found
    return Touch.UNCLEAR if _WHOLE_SIGN.fullmatch(text) or len(cell) > LONGEST_TEXT else None


def is_remark(heading: str) -> bool:
    """Whether a heading is that of remarks: they exclude by the words of a ground."""
    text = fold_cell(heading)
    plain = BEHIND.sub("", text)
    is_of_remarks = _OF_REMARKS.search(text) and not _NO_REMARK.search(plain)
    return _REMARK.search(text) is not None or bool(is_of_remarks)


@lru_cache(maxsize=4096)
def is_plain(cell: str) -> bool:
    """Whether all that a remark says is known, and it is nothing that was agreed or asked for in a conversation."""
    return is_nothing(fold_cell(cell)) or not _PLAIN_SIGN.sub("", strip_harmless(cell)).strip(_BETWEEN)


@lru_cache(maxsize=4096)
def read_free_text(cell: str) -> ExclusionGround:
    """The ground that a free text names; UNKNOWN for one that only touches something, so that a user is asked."""
    touch = find_touch(cell)
    ground = read_remark(strip_harmless(cell))
    return ExclusionGround.UNKNOWN if ground is ExclusionGround.NONE and touch else ground
