"""Columns of marks and grounds in any file: what their heading says, and what a cell in them means.

A heading names a ground (支援措置: a mark, a day or a word excludes), a permission (SMS可否: a "no" excludes), a number
that proves a ground (分納回数), or it is one of words (異動事由: only known grounds exclude).
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache, partial

from bot.rules.importing.cells import INVISIBLE, fold_cell, is_clear_no, is_nothing
from bot.rules.importing.exclusion_grounds import (
    CellGround,
    ExclusionGround,
    combine_grounds,
    is_sensitive,
    read_ground,
)
from bot.rules.importing.heading_kana import write_words
from bot.rules.patterns import compile_late

_MARKS = {
    ExclusionGround.CITY: (
        "支援措置|支援対象|措置対象|(?:^|[|])(?:支援|措置)(?:(?:内容|種別)?(?:区分|コード)|有無|フラグ)?$|住基支援|要支援|dv|ドメスティック|暴力|ストーカー|虐待|被害者|(?:閲覧|交付|発行|住基|住民票)の?(?:制限|禁止|抑止|注意)|"
        "抑止区分|シェルター|避難(?!所)|秘匿|非開示|非公開|非表示|開示の?(?:制限|禁止|停止|抑止)|生活保護|生保|被保護|公的扶助|生活扶助|生活困窮|認知症|服役|収監|収容|受刑|刑務所|拘置|逮捕|"
        "^施設(?:の?有無|区分)?$|施設入所|刑事施設|矯正施設|入院|療養|後見|保佐人?|補助人|市指示|市の指示|要配慮|配慮(?:区分|要否|有無|の有無|フラグ|対象)|対応注意|取扱い?注意|注意(?:区分|コード|フラグ)|特別対応|個別対応|見守り|情報保護|加害者|マル秘|丸秘|^秘$|保護(?:区分|開始|決定)|^保護$|受給中"
    ),
    ExclusionGround.DECEASED: "死亡|死去|逝去|没年|没日|故人|相続人?|納税管理人|納管人",
    ExclusionGround.DEFERRED: (
        "猶予|延納|納?期限?の?延長|災害等?の?延長|被災(?!地)|[罹り]災|^災害(?:区分|有無|フラグ)?$"
    ),
    ExclusionGround.INSOLVENT: (
        "破産|倒産|清算(?:中|人|手続)|会社解散|受任|介入通知|債務整理|民事再生|会社更生|法的整理|個人再生|特定調停|免責|管財人|弁護士|司法書士"
    ),
    ExclusionGround.IN_INSTALMENTS: (
        "(?<![期度税])(?<![0-9]月)(?<![r和][0-9])分納|分納(?!付書|税通知|税証明)|"  # no 1期分納付書
        "分割納付|分割$|誓約|納付計画|履行中"
    ),
    ExclusionGround.OFFICIAL: (
        "差押(?!え?予告)|捜索|処分中|交付要求|公売|相談中|折衝中|交渉中|(?:納付|納税|分納)相談(?:の?有無|区分|フラグ|状況|日)?$|徴収引き?継|要引き?継ぎ?|担当者?対応|(?<!未)対応中|徴収嘱託|^滞納処分$|移管|整理機構|回収機構|共同徴収|他課対応"
    ),
    ExclusionGround.CORRECTION: (
        "減免|^(?:課税)?免除(?:の?有無|区分|フラグ|申請)?$|(?:還付|過誤納)金?(?:の?有無|未済)|(?:賦課|課税|調定)取消|即時消滅|過誤納|(?:充当|還付)予定|更正(?:処理|手続き?)?(?:区分|予定|中|フラグ)?$|(?:賦課|課税)の?(?:誤り|錯誤|修正)"
    ),
    ExclusionGround.APPEAL: "審査請求|不服|訴訟|異議|係争",
    ExclusionGround.DIRECT_DEBIT: (
        "口座振替(?!の?(?:勧奨|案内|勧誘))|口座登録|^口座(?:の?有無|区分|フラグ)?$|再振替|振替待|振替(?:予定)?(?:年月)?日|口振"
    ),
    ExclusionGround.FLAGGED: (
        "^削除(?:フラグ|区分|済)?$|除外|対象外|完納|(?:納付|入金|消込|収納|支払|領収)(?:済み?|確認)(?:区分|フラグ|有無|年月日|日)?$|オプトアウト|opt-?out|ブラックリスト|(?:文書|郵送|書面)(?:催告|連絡|対応)?のみ|来[庁所]予定(?:日)?$|送らない|"
        "要注意|要確認|(?:アラート|警告)(?:フラグ|有無|マーク|表示)|除籍|職権消除|未成年|保留|抑止|引き?抜き?|抜取|苦情|クレーム|本人拒否|同意なし|"
        "返戻|不着|不達|公示送達|^公示$|(?:行方|居所|所在|転居先)不明|宛て?所に|(?:国外|海外)(?:転出|居住|在住|在留)|転出\\((?:国外|海外)\\)|^(?:国外|海外)$|代理人|"
        "(?:催告|架電|連絡|接触|電話|tel|送付|送信|sms|メール|ショートメッセージ)(?:送信)?の?(?:停止|止め?$|禁止|不可|不要|拒否|保留|対象外|ng|×|しない)"
    ),
    ExclusionGround.SUSPENDED: (
        "15条の7|法15の7|(?:執行|処分|徴収|滞納処分)の?停止|執停|停止|不納欠損|欠損|時効(?:の?完成|消滅)|^完成$"
    ),
}
_MARK = {ground: compile_late(signs) for ground, signs in _MARKS.items()}
"""Words in the heading of a column of marks or days (執行停止｜区分, 分納の有無), each with its ground."""
_NO_MARK = compile_late(
    "(?:額|料|税|円|番号|件数|回数|予告.*|可能.*|見込.*|割|保険.*|時効.*予定.*|満了.*|(?<![処区])分|名)$"
)
"""The end of a heading that has no marks: an amount, a number, a name, a notice in advance, the end of a time."""
_NAME_OF_ANOTHER = compile_late(
    "(?:後見人|弁護士|管財人|相続人|代表者|保佐人|補助人|管理人|納管人|代理人)の?[|]?氏?名$"
)
"""The heading of the name of somebody who stands for the taxpayer."""
_NUMBER = compile_late(
    "(?:(?:当月|今月|当日)の?(?:納付|収納|入金|領収)|分納|分割納付|毎月納付|納付誓約|差押|猶予|執行停止|破産|審査請求|不服申立て?|訴訟).*(?:額|回数|番号|件数|no)$"
)
"""The heading of a number that only those have for whom the ground holds."""
_WORD_COLUMN = compile_late(
    "(?:異動|消除|転出|喪失)(?:事由|理由)|(?:滞納)?処分(?:状況|区分|状態)|(?:折衝|交渉|納付|滞納|整理|進捗|対応|徴収|催告)(?:状況|状態|方針|区分)|"
    "(?:生死|住民|宛名|現存|状態|整理|住登外?|住所|居住|生活|生計|時効|(?<!口座)振替)(?:区分|状態|状況|種別)|(?:納付|納税|徴収|収納|支払)方法(?:区分)?$|(?<!公示)送達(?:区分|方法|状況|結果)?$|^時効$|"
    "(?:生存|個人|対象者|本人|滞納者|納税者|義務者|送付先|宛先|履行|番号|電話)の?(?:区分|状態|状況)|(?:入金|消込|収納|支払|領収)(?:状況|状態|結果)|取扱い?区分|^(?:生死|生存)(?:の別)?$|"
    "証明(?:書?発行)?(?:区分)?$|ステータス|^状態$|^状況$"
)
"""The heading of a column of words, of which only known grounds exclude: 異動事由 has 死亡, but also 転居."""
_PROGRESS = compile_late("(?:納付|入金|消込|収納|支払い?|領収|処理)の?(?:状況|状態|結果)$|^進捗(?:状況)?$")
"""The heading of a column that may say that all is done: 納付確認済, 解決."""
LAPSE_DAY = compile_late("時効(?:の?完成|消滅|到来|成立)?(?:年月)?日")
"""The day on which a debt lapses, most often one to come: only those who know what day it is can read it."""
_MONTH = compile_late("[0-9]{1,2}月分?")
"""A month, below which a list says whether it was paid: 済, 納付."""
_PERMISSION = compile_late(
    "(?:sms|メール|ショートメッセージ|電話|tel|架電|催告|連絡|送信|送付|配信|接触|発信)の?"
    "(?:可否?|可能|可不可|対象者?|希望|同意|許可|承諾|要否|是非)(?:の?有無|の?可否|区分|フラグ)?$|"
    "(?:同意|承諾|許諾)(?:の?有無|区分|フラグ)?$"
)
"""The heading of a permission: a "no" in it excludes, the opposite of a mark."""
_SAID = compile_late(
    "没|亡$|訃報|危篤|意識不明|d[・.]?v|ディーブイ|秘$|(?:電話|tel|sms|架電|連絡)(?:×|ng)|しない(?!と)|[るか]な$|ないで|分割(?:で|にて)|(?:納付|入金|支払い?|収納)の?確認|不要|ストップ|stop|抜く|除く|外す|指示|預かり|"
    "様子見|まで待|来[庁所]予定|毎月.*円|ずつ|弁介|調停|(?:課税|賦課)誤り|二重課税|入金確認|(?:払込|払い込み|支払|納付|入金)済|(?:支払い?|納付|入金)の?(?:連絡|報告|申し?出)|(?:二重|重複)納付|手続き?済|振替予定"
)
"""Words of a remark that keep messages away, besides those of grounds and of calls."""
_DONE = frozenset(
    {
        *"分差猶生約破保支受執納入来欠滅",
        "済",
        "済み",
        "完",
        "完了",
        "終了",
        "解決",
        "取下げ",
        "取下",
        "取り下げ",
        "削除",
        "抹消",
        "消",
        "停止",
        "停",
        "除",
        "弁",
        "解決済",
        "処理済",
        "対応済",
        "×",
        "✕",
        "✖",
    }
)
"""Remarks that say, as a whole, that nothing is left to do, or that are the usual mark of a ground."""
_BRACKETED = compile_late(r"\(.*?\)|[【】\[\]]")
BEHIND = compile_late(r"\(.*?\)|\[.*?\]|【.*?】|[0-9]+$")
"""What stands in brackets or as a number behind a heading."""
_AMOUNT = compile_late("[0-9]{1,3}(?:,[0-9]{3})+円?|[0-9]+円")
_NOT_BY_DIRECT_DEBIT = frozenset({"普徴", "普通徴収", "納付書", "自主納付", "窓口", "窓口納付", "2", "02"})
_NOT_MARKED = frozenset(
    {
        "未",
        "未該当",
        "未実施",
        "未申請",
        "非",
        "一般",
        "正常",
        "通常",
        "平常",
        "不要",
        "非受給",
        "未差押",
        "していない",
        "生存",
        "存命",
        "現存",
        "住民",
        "住登者",
    }
)
_STATE = compile_late("^(?:(?:徴収|換価|納税)の?)?(?:猶予|(?:執行|滞納処分)?の?停止)の?(?:状態|状況)(?:の?名称?)?$")
_REVOKED = frozenset({"不許可", "不承認", "却下", "取消", "取消済"})
_ZERO_AND_WORD = compile_late(r"0+\((.*)\)")
_DENIAL = compile_late("(?:(?:徴収|換価|納税)の?)?(.+?)の?(?:なし|無し?|せず|しない|(?:さ?れ|し)ていない)")
_DENIED_ANYWHERE = frozenset({"停止", "制限", "抑止", "措置", "受給"})
"""What a cell may deny below the heading of any ground: 停止なし; 分納なし is a "no" below 分納 only."""
_PERMITTED = frozenset(
    {
        "○",
        "〇",
        "◯",
        "●",
        "1",
        "01",
        "可",
        "可能",
        "有",
        "有り",
        "あり",
        "対象",
        "対象者",
        "希望",
        "同意",
        "同意あり",
        "同意済",
        "承諾",
        "許可",
        "要",
        "済",
        "ok",
        "はい",
        "y",
        "yes",
        "true",
    }
)
_REFUSED = frozenset(
    {
        "不可",
        "不可能",
        "否",
        "ng",
        "対象外",
        "拒否",
        "停止",
        "不同意",
        "同意なし",
        "希望しない",
        "不要",
        "禁止",
        "中止",
        "停",
        "止",
        "禁",
        "外",
        "除",
        "拒",
        "off",
    }
)
_REFUSES = compile_late("しない|せず|不可|拒否|停止|禁止|対象外|不要|ng$")
_MAY_PERMIT = compile_late(
    "対象(?:者|区分|有無)?|(?:次回)?(?:sms|ショートメッセージ|送信|配信|送付|発送|催告|架電|督励)(?:の?(?:送信|配信|発信|実施|利用|受信))?(?:区分|有無|種別|方法|フラグ)?|"
    "フラグ|確認欄?|チェック欄?|マーク|印|選択|判定|意思表示|可否|要否"
)
_CROSSED = frozenset({"×", "✕", "✖", "x", "否", "no", "n", "いいえ", "false"})
_ALERT = compile_late("(?:アラート|警告)(?:情報|区分)?")
"""A heading of words, of which a bare mark says that there is something."""
_PAYING = compile_late("(?:納付|納税|支払い?|入金|領収|消込み?)(?:の?有無|結果|フラグ)?")
_PAID = frozenset({"済", "済み", "納付", "入金", "○", "〇", "◯", "●", "完了", "完納", "有", "あり"})
"""What a cell of a bare heading such as 納付 says of a payment; a 1 may be a way of paying."""
_OWING = compile_late("(?:未納|滞納)の?(?:有無|フラグ|期数|件数|月数|期別数)")
_DIED = frozenset({"死", "亡", "没", "故人", "死者"})
_PROMISED = frozenset({"約束", "約束あり", "約束済", "納付約束", "納付約束あり", "確約"})
"""What a cell of a column of words (折衝区分) says of a promise; as a heading these name the column of promises."""
_DENIED = compile_late(
    "(?<!相続人)(?:なし|無し|でない|ではない|せず|していない|解除|取消|終了|の?有無|に?(?:非該当|該当(?:なし|無し|せず|しない)))"
)
_HARMLESS = compile_late(
    "外国(?:人|籍|語)|国籍|障害者控除|介護(?:保険[料税]|分|納付金|職)|病院に?勤務|支援(?:金|分)|(?<![被要活時])保護者"
)
"""Words of a remark about a person, their work or their taxes, which have a word for a sensitive ground in them."""
MAY_BE_EXACT = compile_late(
    f"[約手文郵書使欠別着通違配委信絡架死故秘制抑済逝続停猶破債再更任分誓差要振保支dDｄＤ禁不拒外除完滅減審談衝渉対明達転収服入指{INVISIBLE}]"
)
"""Each word of `read_exact_word` has one of these signs: one search for many columns."""
_EXACT = compile_late(
    "(?:本人|名義人|納税者|義務者|納税義務者)?(?:"
    "死亡|死去|逝去|故人|死者|相続|マル秘|(?:証明書?)?(?:発行|交付|閲覧)(?:禁止|制限|抑止)|(?:納付|入金|消込|支払|領収)(?:済み?|あり|有り?|確認)|"
    "(?:滞納処分の?)?執行停止|(?:滞納)?処分停止|(?:徴収の?|換価の?|納税の?)猶予|破産|自己破産|民事再生|債務整理|会社更生|"
    "(?:弁護士|司法書士)?(?:受任|委任)|分納|分割納付|納付誓約|分納誓約|差押え?|参加差押|交付要求|口座振替|口振|再振替|生活保護|生保|支援措置|dv|"
    "(?:催告|架電|連絡|電話|送信|送付|発送|sms)(?:停止|禁止|不可|拒否|不要|保留|対象外)|除外|完納|不納欠損|即時消滅|減免|審査請求|不服申立|"
    "相談中|折衝中|交渉中|担当者?対応|行方不明|居所不明|公示送達|(?:国外|海外)転出|収監|服役|入院|施設入所|要注意|市指示|番号違い|納付約束[0-9/.月日]*|"
    "(?:送信|連絡|架電|催告|発送|送付|電話)しない|要配慮|秘|死|(?:手紙|文書|郵送|書面)(?:のみ|対応|希望)|解約|欠番|不通|不使用|"
    "使われて(?:い)?ない|別人(?:使用)?|着信?拒否|着拒|停止|相続人不存在|破産管財人|相続人代表"
    "|出国|失踪|意思疎通困難|(?:納付書)?使用済|全納"
    ")(?:中|済み?|者|人?様|支援|委任|代表|確認|執行|財団|決定|開始|許可|受給中|あり|有り?|予定|手続き?中|継続中|履行中|申請中|受付|対象者?)?"
)


@lru_cache(maxsize=1024)
def find_mark_reader(heading: str) -> CellGround | None:
    """The reader of the cells below a heading of marks, permissions, proving numbers or words; None for another one."""
    text = fold_cell(heading)
    lower, plain = text.rpartition("|")[2], BEHIND.sub("", text)
    if any(map(_PERMISSION.search, [*plain.split("|"), plain.replace("|", "")])) and "不可" not in plain:
        return _read_permission
    if _PAYING.fullmatch(plain):
        return _read_paid
    if _OWING.fullmatch(plain):
        return _read_owing
    if _ALERT.fullmatch(lower):
        return _read_alert
    if LAPSE_DAY.fullmatch(plain):
        return None
    if _PROGRESS.search(lower):
        return read_remark
    if _WORD_COLUMN.search(lower):
        return read_word
    if _MONTH.fullmatch(plain):
        return _read_paid
    ground = next((ground for ground, signs in _MARK.items() if signs.search(text)), None)
    if _NO_MARK.search(plain) and not _NAME_OF_ANOTHER.search(plain):
        return partial(_read_number, ground or ExclusionGround.FLAGGED) if _NUMBER.search(plain) else None
    if _STATE.search(plain):
        return partial(_read_state, ground or ExclusionGround.DEFERRED)
    return partial(_read_mark, ground) if ground else None


@lru_cache(maxsize=1024)
def read_refusal(cell: str) -> ExclusionGround:
    """The ground of a cell in a column that may be of permissions (SMS送信): only a clear refusal in words excludes.

    So does a cell that as a whole is a word for a ground.
    """
    text = fold_cell(cell)
    is_refused = text in _REFUSED or text in _CROSSED or _REFUSES.search(text)
    return ExclusionGround.FLAGGED if is_refused else read_exact_word(cell)


def may_permit(heading: str) -> bool:
    """Whether a heading may be that of a permission, or of a mark without a name: SMS送信, 送信区分, チェック."""
    return _MAY_PERMIT.fullmatch(fold_cell(heading)) is not None


def read_row_ground(cells: Sequence[str], columns: Iterable[tuple[int, CellGround]]) -> ExclusionGround:
    """The ground of a row. `columns`: the positions of marks and grounds, each with the reader of its cells."""
    ground = ExclusionGround.NONE
    for position, read in columns:
        ground = combine_grounds(ground, read(cells[position]))
    return ground


@lru_cache(maxsize=4096)
def read_word(cell: str) -> ExclusionGround:
    """The ground that a text names anywhere, unless it is denied there (死亡ではない); NONE if it names none."""
    text = write_words(fold_cell(cell))
    if is_sensitive(_HARMLESS.sub("", text)):
        return ExclusionGround.CITY
    if text in _DIED:
        return ExclusionGround.DECEASED
    if text.startswith(("特別徴収", "特徴", "年特", "年金特", "給与特")):  # the employer pays
        return ExclusionGround.FLAGGED
    if text in _PROMISED:
        return ExclusionGround.FLAGGED
    for ground, signs in _MARK.items():
        if any(not _DENIED.match(text, found.end()) for found in signs.finditer(text)):
            return ground
    return ExclusionGround.NONE


@lru_cache(maxsize=4096)
def read_remark(cell: str) -> ExclusionGround:
    """The ground that a remark names, or FLAGGED for another word that keeps messages away."""
    ground, text = read_word(cell), write_words(fold_cell(cell))
    if ground is ExclusionGround.NONE and text in _DONE:
        return ExclusionGround.FLAGGED
    if ground is ExclusionGround.NONE and any(not _DENIED.match(text, found.end()) for found in _SAID.finditer(text)):
        return ExclusionGround.FLAGGED
    return ground


@lru_cache(maxsize=4096)
def read_exact_word(cell: str) -> ExclusionGround:
    """The ground that a cell is, as a whole, in a column of whatever heading: 死亡, 分納中, 催告停止."""
    text = _BRACKETED.sub("", fold_cell(cell))
    if not _EXACT.fullmatch(text):
        return ExclusionGround.NONE
    ground = read_word(text)
    return ExclusionGround.FLAGGED if ground is ExclusionGround.NONE else ground


@lru_cache(maxsize=1024)
def _read_mark(heading_ground: ExclusionGround, cell: str) -> ExclusionGround:
    """The ground of a cell in a column that is named after a ground."""
    ground, text = read_ground(cell), fold_cell(cell)
    zero = _ZERO_AND_WORD.fullmatch(text)
    denies = text in _NOT_MARKED and not (text == "不要" and heading_ground is ExclusionGround.FLAGGED)  # 架電不要=不要
    if (denial := _DENIAL.fullmatch(text)) and denial[1] != "相続人":  # whoever has no heirs is dead
        denies |= denial[1] in _DENIED_ANYWHERE or _MARK[heading_ground].fullmatch(denial[1]) is not None
    if denies or (zero and is_clear_no(zero[1])) or _AMOUNT.fullmatch(text):
        return ExclusionGround.NONE
    if heading_ground is ExclusionGround.DIRECT_DEBIT and text in _NOT_BY_DIRECT_DEBIT:
        return ExclusionGround.NONE
    return ExclusionGround.NONE if ground is ExclusionGround.NONE else heading_ground


def _read_state(heading_ground: ExclusionGround, cell: str) -> ExclusionGround:
    """The ground of a cell below the state of a deferral or suspension: one that was refused or revoked is none."""
    return ExclusionGround.NONE if fold_cell(cell) in _REVOKED else _read_mark(heading_ground, cell)


@lru_cache(maxsize=1024)
def _read_number(ground: ExclusionGround, cell: str) -> ExclusionGround:
    text = fold_cell(cell).strip("円回件,.0")
    return ExclusionGround.NONE if not text or is_nothing(text) or is_clear_no(text) else ground


def read_promised_sum(cell: str) -> ExclusionGround:
    """Whoever has promised a sum has promised."""
    return _read_number(ExclusionGround.FLAGGED, cell)


@lru_cache(maxsize=1024)
def _read_paid(cell: str) -> ExclusionGround:
    text = fold_cell(cell)
    is_paid = text in _PAID or (text.endswith(("済", "済み")) and not text.startswith("未"))
    return ExclusionGround.FLAGGED if is_paid else ExclusionGround.NONE


@lru_cache(maxsize=1024)
def _read_alert(cell: str) -> ExclusionGround:
    """A ground that is named, or FLAGGED for a mark without a word: 1, ○, あり."""
    ground = read_word(cell)
    is_mark = fold_cell(cell) in _PERMITTED or cell.strip().isdigit()
    return ExclusionGround.FLAGGED if ground is ExclusionGround.NONE and is_mark and not is_clear_no(cell) else ground


@lru_cache(maxsize=1024)
def _read_owing(cell: str) -> ExclusionGround:
    """Whoever owes nothing has paid."""
    owing = cell.strip().removeprefix("未納").removeprefix("滞納")  # 未納なし
    return ExclusionGround.FLAGGED if owing and is_clear_no(owing) else ExclusionGround.NONE


@lru_cache(maxsize=1024)
def _read_permission(cell: str) -> ExclusionGround:
    """A blank permission says nothing; an unknown word excludes, and the user is asked."""
    text = fold_cell(cell)
    if not text or text in _PERMITTED:
        return ExclusionGround.NONE
    return ExclusionGround.FLAGGED if text in _REFUSED or is_clear_no(cell) else ExclusionGround.UNKNOWN
