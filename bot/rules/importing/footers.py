"""Notes below the rows of a printed list: 「※…」, 「以上」, 「出力日：…」, a total, 「1/3ページ」.

A note has one text and nothing that may be an id or a telephone number. What may be about a person stays a row that is
rejected, and so does a note that says of somebody that no message may be sent: a person looks at it.
"""

from collections.abc import Sequence

from bot.rules.importing.cells import fold_cell
from bot.rules.importing.exclusion_grounds import ExclusionGround
from bot.rules.importing.mark_columns import read_remark
from bot.rules.patterns import compile_late

_BLANKS = compile_late(r"\s+")
_TIME = r"[0-9]{1,2}(?::|時)[0-9]{1,2}(?::[0-9]{1,2}|分)?"
_DAY = rf"(?:令和|平成|[rh])?[0-9]{{1,4}}[年/.-][0-9]{{1,2}}[月/.-][0-9]{{1,2}}日?(?:{_TIME})?"
_NOTE = compile_late(
    "※.+|[-(【「]*以上[-)】」。]*|[-(【「]*以下余白[-)】」。]*|"
    f"(?:出力|作成|印刷|発行|抽出|処理)(?:日時?|年月日):?{_DAY}|"
    "(?:総合計|合計|総計|小計|総件数|件数):?(?:[0-9,]{1,15}(?:件|名|人|円))+|"
    "(?:[0-9]{1,4}/)?[0-9]{1,4}(?:頁|ページ|page)|(?:page|p[.]):?[0-9]{1,4}(?:/[0-9]{1,4})?|-[0-9]{1,4}-"
)
_MAY_BE_OF_A_PERSON = compile_late("[0-9]{5}|[0-9]{2,4}[-)][0-9]{2,4}-[0-9]{3,4}|[0-9]{3,4}-[0-9]{4}")
_SAYS_OF_PEOPLE = compile_late("対象外|除外|送らない|送付し?ない|送信し?ない|不要|禁止|不可|上記|上の")


def is_note(cells: Sequence[str]) -> bool:
    """Whether a row plainly is a note of a printed list and no row of a person."""
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) != 1:
        return False
    text = _BLANKS.sub("", fold_cell(filled[0]))
    if not _NOTE.fullmatch(text) or (text.startswith("※") and _MAY_BE_OF_A_PERSON.search(text)):
        return False
    return not _SAYS_OF_PEOPLE.search(text) and read_remark(text) is ExclusionGround.NONE
