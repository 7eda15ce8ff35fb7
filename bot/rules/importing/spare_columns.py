"""Columns that nothing else reads: a cell that is a word for a ground, or a remark with one, still holds its person.

Vendors have many columns for what a person's case is (状態, 住民区分, 備考), and no list of headings knows them all.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache, partial

from bot.rules.importing.call_results import (
    DEFAULT_RESULTS,
    QUIET_RESULTS,
    SUPPRESSES_NUMBER,
    SUPPRESSES_PERSON,
    CallResult,
)
from bot.rules.importing.call_sentences import read_result
from bot.rules.importing.cells import fold_cell, is_clear_no
from bot.rules.importing.dates import EARLIEST_DAY, LATEST_DAY, ReadDay, read_date
from bot.rules.importing.exclusion_grounds import CellGround, ExclusionGround, combine_grounds
from bot.rules.importing.heading_names import normalise_heading
from bot.rules.importing.headings import Column, find_sensitive_kind
from bot.rules.importing.layouts import Layout
from bot.rules.importing.mark_columns import (
    LAPSE_DAY,
    MAY_BE_EXACT,
    find_mark_reader,
    may_permit,
    read_exact_word,
    read_promised_sum,
    read_refusal,
    read_word,
)
from bot.rules.importing.name_words import MAY_HAVE_WORDS, read_name
from bot.rules.importing.owners import is_of_another, names_number_of_another
from bot.rules.importing.remarks import is_remark, read_free_text, strip_harmless
from bot.rules.importing.row_reader import Columns, RowContext, search_batches
from bot.rules.importing.unknown_columns import MAY_HAVE_STEM, has_stem, is_of_things
from bot.rules.patterns import compile_late

_RESULT = compile_late(
    "(?:架電|電話|通話|折衝|交渉|応対|対応|発信|接触|前回|最終|直近|[0-9]回目)の?(?:結果|状況)(?!コード)|(?:最終|直近|前回)(?:折衝|交渉|応対|架電)区分"
)
_MEANS = compile_late(
    "(?:折衝|交渉|接触|対応|応対|連絡|実施)の?(?:方法|手段|形態|媒体|種別)|催告の?(?:方法|手段|形態|媒体|種[別類]|区分)"
)
_EXPIRY = compile_late(
    "(?:番号|(?:.*(?:電話|携帯|連絡先|tel)(?:番号)?))[0-9]*の?[(|]?(?:有効|使用|利用)(?:期限|期間|終了)日?\\)?"
)
_PROMISE_MARK = compile_late("(?:約束|確約)(?:の?(?:有無|区分|フラグ|状況|あり))?$")
_PROMISED_SUM = compile_late("(?:納付|支払い?)?(?:約束|確約)の?(?:金額|額)")
_WORDS_OF_RESULTS = {key: result for key, result in DEFAULT_RESULTS.items() if not key.isdigit()}
_NOT_KNOWN = (ExclusionGround.NONE, ExclusionGround.UNKNOWN)
_ADDRESSEE = compile_late("(?:送付先|送達先|発送先|宛先)の?(?:氏?名|宛名|名称)")
_OF_PROMISE = compile_late(
    "納付予定の?(?:方法|場所)|(?:約束|確約|誓約)の?(?:件数|回数|方法|場所|内容|相手|状況|状態)|納付の?(?:意思|意向)(?:の?有無)?"
)
_SENT_ON = compile_late(
    "(?:前回|最終|直近)?の?(?:sms|ショートメッセージ|メッセージ)の?(?:最終|前回)?(?:送信|配信|発信)(?:年月日|日時?|日付)"
)
_SENT_STATE = compile_late(
    "(?:前回|最終|直近)?の?(?:sms|ショートメッセージ|メッセージ)の?(?:送信|配信|到達)?の?(?:結果|状態|状況)"
)
_NOT_DELIVERED = compile_late("不達|エラー|拒否|失敗|不可|番号なし|無効|ng")
_SENT_CODE = compile_late("(?:sms)?(?:送信|配信)(?:区分|フラグ)")
_SENTENCE = compile_late(r"(?:[ぁ-ん][^ぁ-ん\n]*){4}")
"""What only a sentence has: so it is read as a remark, whatever its heading is."""
_BY_HAND = frozenset([*"×✕✖✓✔☑レ○〇◯●◎△▲※★除済外停不否要", "ng", "不可", "保留"])
"""Marks below a blank heading."""
_OF_NOFU = compile_late("していただくこと$|whattodo$")
"""The end of a heading that nofu itself writes into a file of rows to correct (services/imports/problem_files.py).
Its sentences are about the row, not about the person."""
_CONTACT = compile_late("(?:架電|接触|催告|面談|訪問)[0-9]+$|[0-9]+回目$|^(?:架電|電話|催告|訪問)記録$")
_GAP = timedelta(days=14)
_SHORT_DAY = compile_late("([0-9]{1,2})[/月]([0-9]{1,2})日?")
_NEAR = timedelta(days=90)
"""How far ahead a promised day may be."""
_KEEPS_AWAY = QUIET_RESULTS | SUPPRESSES_NUMBER | SUPPRESSES_PERSON


def list_promise_marks(layout: Layout) -> list[int]:
    """The positions of the spare columns that say whether a promise was made."""
    headings = ((at, normalise_heading(layout.heading[at])) for at in list_spare(layout))
    return [
        at
        for at, heading in headings
        if _PROMISE_MARK.search(heading) or _PROMISED_SUM.fullmatch(heading) or _says_how(heading)
    ]


def _says_how(heading: str) -> bool:
    """Whether a heading is that of a promise, and not of how many there were before: 約束方法, 納付意思."""
    return _OF_PROMISE.fullmatch(heading) is not None and not heading.endswith("数")


def list_means(layout: Layout) -> list[int]:
    """The positions of the spare columns that say how a person was met: by telephone, or at the door."""
    return [at for at in list_spare(layout) if _MEANS.search(normalise_heading(layout.heading[at]))]


def list_remarks(layout: Layout) -> list[int]:
    """The positions of the spare columns of remarks, and of those of results."""
    headings = ((at, normalise_heading(layout.heading[at])) for at in list_spare(layout))
    return [at for at, heading in headings if is_remark(heading) or _RESULT.search(heading)]


@lru_cache(maxsize=4096)
def _read_result(cell: str) -> ExclusionGround:
    """What a word for a result of a call says in another file: whoever is not to be messaged after it is excluded."""
    result = read_result(cell, _WORDS_OF_RESULTS)
    if result is None:
        return read_free_text(cell)
    return ExclusionGround.FLAGGED if result in _KEEPS_AWAY else ExclusionGround.NONE


@lru_cache(maxsize=4096)
def _read_remark(cell: str) -> ExclusionGround:
    """What a remark says: a ground, a result of a call, or what it only touches."""
    text = strip_harmless(cell)
    result = read_result(text, _WORDS_OF_RESULTS)
    said = (result in _KEEPS_AWAY and result is not CallResult.PLAN_WISHED) or names_number_of_another(text)
    ground = read_free_text(cell)
    return ExclusionGround.FLAGGED if said and ground in _NOT_KNOWN else ground


def _read_contact(today: date, cell: str) -> ExclusionGround:
    """What a list says of one call (架電1, 2回目): a past day is that of the call, anything else is a remark."""
    return ExclusionGround.NONE if _is_over(today, cell.strip()) else _read_remark(cell)


def _is_over(today: date, cell: str) -> bool:
    """Whether a cell is a past day. One without a year may be a promise if it comes again within `_NEAR`."""
    found, short = read_date(cell), _SHORT_DAY.fullmatch(fold_cell(cell))
    if isinstance(found, ReadDay) or not short:
        return isinstance(found, ReadDay) and found.day <= today < LATEST_DAY
    days = (read_date(f"{today.year - ago}/{short[1]}/{short[2]}") for ago in (0, 1))
    last = next((one.day for one in days if isinstance(one, ReadDay) and one.day <= today), None)
    return last is not None and today - last < timedelta(days=365) - _NEAR


def _read_expiry(today: date, cell: str) -> ExclusionGround:
    """What the last day of a telephone number says: one that is over, or cannot be read, excludes."""
    found = read_date(cell.strip())
    is_valid = found is None or (isinstance(found, ReadDay) and found.day >= today) or fold_cell(cell)[:4] == "9999"
    return ExclusionGround.NONE if is_valid else ExclusionGround.FLAGGED


@lru_cache(maxsize=4096)
def _read_any_text(cell: str) -> ExclusionGround:
    """The ground in a cell below an unknown heading: a word for one, or a sentence with one."""
    ground = read_exact_word(cell)
    return _read_remark(cell) if ground is ExclusionGround.NONE and _SENTENCE.search(cell) else ground


@lru_cache(maxsize=4096)
def _read_unknown_cell(cell: str) -> ExclusionGround:
    """The ground in a cell below an unknown heading that is not of a thing: a stem holds, and the user is asked."""
    ground = _read_any_text(cell)
    if ground is not ExclusionGround.NONE or not has_stem(cell):
        return ground
    ground = _read_remark(cell)
    return ExclusionGround.UNKNOWN if ground is ExclusionGround.NONE else ground


_SIGNS: Mapping[CellGround, re.Pattern[str]] = {
    read_name: MAY_HAVE_WORDS,
    read_exact_word: MAY_BE_EXACT,
    _read_any_text: compile_late(f"{MAY_BE_EXACT.pattern}|{_SENTENCE.pattern}"),
    _read_unknown_cell: compile_late(f"{MAY_HAVE_STEM.pattern}|{_SENTENCE.pattern}"),
}
"""Signs of which a cell must have one for its reader to find a ground."""


@lru_cache(maxsize=1024)
def _read_mark_by_hand(cell: str) -> ExclusionGround:
    """The ground of a cell in a column without a heading: a mark that somebody made may mean that nothing is sent."""
    ground, text = read_exact_word(cell), fold_cell(cell)
    is_mark = text in _BY_HAND or is_of_another(cell)
    return ExclusionGround.UNKNOWN if ground is ExclusionGround.NONE and is_mark else ground


def _read_addressee(cell: str) -> ExclusionGround:
    """What the name says to which letters go: a lawyer's office stands for the taxpayer."""
    ground = read_name(cell)
    is_lawyer = ground is ExclusionGround.NONE and ("弁護士" in cell or "司法書士" in cell)
    return ExclusionGround.INSOLVENT if is_lawyer else ground


def _read_lapse(today: date, cell: str) -> ExclusionGround:
    """The day on which a debt lapses: one to come excludes nobody."""
    found = read_date(cell.strip())
    is_open = found is None or (isinstance(found, ReadDay) and found.day > today) or fold_cell(cell)[:4] == "9999"
    return ExclusionGround.NONE if is_open or is_clear_no(cell) else ExclusionGround.SUSPENDED


def _read_sent_on(today: date, cell: str) -> ExclusionGround:
    """The day of a message that another system sent: lately, it keeps another one away."""
    found = read_date(cell.strip())
    is_late = isinstance(found, ReadDay) and today - _GAP <= found.day
    return ExclusionGround.FLAGGED if is_late else ExclusionGround.NONE


def _read_sent_state(cell: str) -> ExclusionGround:
    text = fold_cell(cell)
    return ExclusionGround.FLAGGED if _NOT_DELIVERED.search(text) else read_exact_word(cell)


def _read_sent_code(cell: str) -> ExclusionGround:
    """A code below 送信区分: a 0 or a 2 may mean "do not send", and the user is asked."""
    text = fold_cell(cell)
    return ExclusionGround.UNKNOWN if text.isdecimal() and text.lstrip("0") in ("", "2") else read_refusal(cell)


def make_spare_reader(
    layout: Layout, context: RowContext, *, calls: bool = False, today: date = EARLIEST_DAY
) -> Callable[[Sequence[str]], ExclusionGround] | None:
    """Make a function that returns the ground in the spare columns of a row; None if there are none.

    `calls`: it is a file of calls, which reads the columns of `list_remarks` itself. Numbers that were valid until
    a day before `today` exclude.
    """
    texts = list_remarks(layout)
    names = dict.fromkeys(sorted({*layout.names, *layout.places.get(Column.NAME, ())}), read_name)
    of_texts: dict[int, CellGround] = {}
    plain: dict[int, CellGround] = {}
    for at in list_spare(layout):
        heading = normalise_heading(layout.heading[at])
        if at in texts:
            read_text = _read_remark if is_remark(heading) else _read_result
            of_texts |= {} if calls else {at: partial(_read_contact, today) if _CONTACT.search(heading) else read_text}
        elif reader := _find_reader(heading, today, calls=calls):
            of_texts[at] = reader
        elif _ADDRESSEE.search(heading):
            of_texts[at] = _read_addressee
        elif not heading and not calls:
            plain[at] = _read_mark_by_hand
        elif not find_sensitive_kind(heading):
            wide = _read_any_text if is_of_things(heading) else _read_unknown_cell
            plain[at] = read_exact_word if calls else wide
    states = {} if calls else {at: _read_unknown_cell for at, reader in layout.exclusions if reader is read_word}
    plain |= {at: reader for at, reader in states.items() if not is_of_things(normalise_heading(layout.heading[at]))}
    readers = of_texts | names | plain
    if not readers:
        return None
    find_grounds = search_batches(context, lambda columns: _list_grounds(readers, columns))
    promised_at = layout.places.get(Column.PROMISED_ON, ())
    sums = [at for at in readers if promised_at and _PROMISED_SUM.fullmatch(normalise_heading(layout.heading[at]))]

    def read(cells: Sequence[str]) -> ExclusionGround:
        ground = ExclusionGround.NONE
        for at, grounds in find_grounds(cells):
            if at in sums and all(isinstance(read_date(cells[day].strip()), ReadDay) for day in promised_at):
                continue  # the promised day says how long the promise holds
            ground = combine_grounds(ground, grounds.get(cells[at], ExclusionGround.NONE))
        return ground

    return read


def _list_grounds(readers: Mapping[int, CellGround], columns: Columns) -> list[tuple[int, dict[str, ExclusionGround]]]:
    """The positions of the columns that have a cell with a ground, each with these cells."""
    found: list[tuple[int, dict[str, ExclusionGround]]] = []
    for at, reader in readers.items():
        signs = _SIGNS.get(reader)
        if signs is None or signs.search("\n".join(columns[at])):
            cells = filter(signs.search if signs else None, columns[at])
            grounds = {cell: reader(cell) for cell in cells}
            found += [(at, grounds)] if {*grounds.values()} - {ExclusionGround.NONE} else []
    return found


def _find_reader(heading: str, today: date, *, calls: bool) -> CellGround | None:
    """The reader of the cells below a heading that says what they are; None for another one."""
    if _EXPIRY.fullmatch(heading):
        return partial(_read_expiry, today)
    if not calls and (_PROMISED_SUM.fullmatch(heading) or _OF_PROMISE.fullmatch(heading)):
        return read_promised_sum  # in calls, the promise itself stands beside it
    if LAPSE_DAY.fullmatch(heading):
        return partial(_read_lapse, today)
    if _SENT_ON.fullmatch(heading):
        return partial(_read_sent_on, today)
    if _SENT_STATE.fullmatch(heading):
        return _read_sent_state
    if _SENT_CODE.fullmatch(heading):
        return _read_sent_code
    return read_refusal if may_permit(heading) else find_mark_reader(heading)


def list_spare(layout: Layout) -> list[int]:
    """The positions that no column, number, owner, name or mark of a layout uses.

    Those of slip numbers are among them: a word in place of a number may be a ground.
    """
    used = {at for column, places in layout.places.items() if column is not Column.SLIP_NUMBER for at in places}
    used |= {at for phone_at, owners in layout.phones for at in (phone_at, *owners) if not _is_remark_at(layout, at)}
    used |= {*layout.names, *(at for at, _ in layout.exclusions)}
    return [
        at
        for at, heading in enumerate(layout.heading)
        if at not in used and not _OF_NOFU.search(normalise_heading(heading))
    ]


def _is_remark_at(layout: Layout, at: int) -> bool:
    """Whether a column that says whose a number is may say more: 電話備考."""
    return is_remark(normalise_heading(layout.heading[at]))
