"""Columns whose heading is not known: the cell itself says whether it keeps messages from its person.

Headings cannot be listed to the end (回答, 催告結果, 付箋, 居住状況). A cell with a stem about a payment, a
death, a state of the case or another person's number holds its person, and the user is asked. Columns of names,
workplaces, banks and other things are full of such signs (職業 弁護士, 金融機関 みどり銀行): there, only a whole word
or a sentence counts.
"""

from bot.rules.importing.cells import fold_cell
from bot.rules.importing.mark_columns import MAY_BE_EXACT
from bot.rules.importing.remarks import strip_harmless
from bot.rules.patterns import compile_late

_OF_THINGS = compile_late(
    "勤務|勤め|就労|就業|職場|職業|職種|業種|業態|会社|法人|屋号|事業|雇用|支払者|年金|保険|国籍|在留|言語|地区|地域|行政区|町内|自治会|学校|学区|組合|団体|"
    "担当|所属|^班|係$|課$|部署|部門|銀行|支店|金融機関|店舗|口座|資産|財産|物件|家屋|土地|用途|地目|構造|車|型式|続柄|世帯|家族|扶養|税目|科目|"
    "催告種別|文書|書類|様式|帳票|封筒|敬称|申告|資格|住宅|予告|勧奨|案内|組織|番号|コード|cd$|no$|id$|メール|mail|url|方書|町名|丁目|番地|(?:者|人|氏|先|姓|元)名?$|名$|"
    "年月日|日$|日付|時刻|年度|期別|額$|円$|数$|率$"
)
"""Headings of names, of things around a person, of papers, numbers and days."""
_PAYING = "(?:納付|入金|支払い?|納入|納税|振り?込み?|全額|収納|払い?込み?)"
_STEMS = (
    "死亡|死去|死んだ|逝去|亡くな|他界|故人|葬|遺族|相続|破産|民事再生|個人再生|免責|管財|債務整理|任意整理|法的整理|後見|保佐|弁護士|司法書士|"
    "受任|介入|提訴|訴訟|調停|不服|審査請求|競売|競落|換価|公売|配当|交付要求|差押(?!え?予告|可能|対象)|捜索|執行停止|財産なし停止|停止中|欠損|時効|即時?消滅?|"
    "生活保護|生保|支援措置|dv|失踪|行方不明|所在不明|居所不明|転居先不明|居住実態|空き?家|公示送達|返戻|宛て?所|収監|服役|刑務所|勾留|拘置|入院|入所|"
    "認知症|寝たきり|意思疎通|危篤|海外|国外|出国|帰国|解散|廃業|倒産|清算|承継|完結|終結|解決|取下|預かり|対応待ち|他課|移管|滞調|租税債権|"
    "(?:送信|連絡|架電|電話|催告|送付|訪問|sms)の?(?:停止|禁止|不要|不可|拒否|中止|保留|しない|×|ng)|送るな|送らな|かけるな|かけない|^拒否|^保留|控え|二度と|"
    "別人|他人|番号.{0,3}(?:違|誤|相違)|(?:違|誤)[っいう]?た?番号|欠番|不通|使われて|解約|現使|"
    "(?:妻|夫|母|父|娘|息子|姉|妹|兄|弟|家族|親|会社|職場|友人|知人|他人)(?:さん)?の?(?:携帯|番号|電話|スマホ|名義)|本人(?:の|で)?(?:番号|携帯|電話)?では?な|"
    f"{_PAYING}(?:済|予定|約束|確認|あり|有|待|見込|中|意思|意向|希望|相談|継続|完了|誓約|する|した|します|しま|と|で$)|^全?納付?$|全納|完納|"
    "払[うっいえ]|約束|確約|分納|分割(?:納付|相談|希望|払|中|で)|誓約|猶予|減免|納税相談|来庁|来所|持参|様子見|"
    f"[0-9]+[/月][0-9]*日?.{{0,8}}{_PAYING}"
)
"""Stems that hold wherever they stand, unless the phrase is known to be harmless or the stem is denied."""
_STEM = compile_late(_STEMS)
MAY_HAVE_STEM = compile_late(
    f"{MAY_BE_EXACT.pattern}|[死逝亡他葬遺相民免管債法後弁司受介提訴調競換公交捜執財効即活失行所居空返宛刑勾拘認寝意危海出帰解廃倒清承終取預移滞租"
    "送か×控二誤現妻夫母父娘息姉妹兄弟族親社職友本納払全確来持様]"
)
"""Signs of which a cell must have one."""


def is_of_things(heading: str) -> bool:
    """Whether a normalised heading is that of names or things, in which a stem says nothing of the person."""
    return _OF_THINGS.search(heading) is not None


def has_stem(cell: str) -> bool:
    """Whether a cell has such a stem besides what is known to be harmless. Most cells have none at all."""
    return _STEM.search(fold_cell(cell)) is not None and _STEM.search(strip_harmless(cell)) is not None
