"""Lines within a table about all rows below them (【以下送信対象外】), or about the person above (※上記、死亡).

Nobody can tell where such a part ends: printed lists repeat their titles and headings on each page, and parts have
captions of their own. So it ends only at a line that clearly names those who are to be messaged (以下送信対象).
"""

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from bot.rules.importing.cells import DITTOS, fold_cell, normalise_cell
from bot.rules.importing.exclusion_grounds import ExclusionGround
from bot.rules.importing.heading_names import normalise_heading
from bot.rules.importing.heading_rows import is_value
from bot.rules.importing.headings import Column
from bot.rules.importing.layouts import Layout
from bot.rules.importing.mark_columns import read_exact_word, read_remark
from bot.rules.importing.remarks import is_remark
from bot.rules.importing.unknown_columns import has_stem
from bot.rules.patterns import compile_late


class Section(Enum):
    """What a line says of the rows below it, or of the person above."""

    EXCLUDED = "excluded"
    MESSAGED = "messaged"
    ABOVE = "above"
    """the person above is excluded, and nobody below"""
    BOTH = "both"
    """the person above and the rows below are excluded: it may be a caption, or a remark"""


class SectionLine(NamedTuple):
    """A line that says something of other rows. `people`: of how many people above."""

    section: Section
    people: int = 1


_LETTER = compile_late("[ぁ-んァ-ヶ一-龠]")
_COUNT = compile_late("(?:計|全)?[0-9]+(?:件|人|名|世帯)?")
_ID = compile_late("[0-9]{3}")
_BEGINS = compile_late("以下|ここから|これより|以降|この下|下記")
_OF_PERSON_ABOVE = compile_late(
    "上記|上の|上行|上段|前行|前の(?:人|方|者|行)|こ(?:の|ちらの)(?:人|方|者|世帯)|同(?:人|者)|↑|⇧|本人(?!確認)"
)
_PEOPLE = compile_late("([0-9]{1,2})(?:名|人|件|世帯|行)")
_CAPTION = compile_late(r"[【】■◆●▼▲※()\[\]<>]|[者分]$|一覧|[0-9]")
_EXCLUDES = compile_late("対象外|除外|送らない|停止|不要|保留|禁止|中止|止め|[^要]不可|ng$|外す|抜き")
_TO_BE_MESSAGED = compile_late("対象(?!外)|送信(?:する|可)|送付(?:する|可)|発送(?:する|可)|通常")
_LEFT_OUT = compile_late(
    "除く|除い|除き|除外済|以外|含まない|含まず|含みません|含まれて(?:いない|いません|おりません)|"
    "(?:者|人|分|世帯|対象外)は、?(?:(?:全て|すべて)?削除済|別(?:紙|表|添|冊|シート|ファイル|リスト|名簿))"
)
"""What a line names is not below it: 分納者を除く, 分納者は別紙."""
_LEGEND = compile_late("凡例|(?:[0-9a-z○〇◯●×✕△▲](?::|=|→|[.]{2,})[^0-9].*){2}")
"""A line that explains codes: 0:対象 1:除外."""
_NO_SECTION = compile_late("個人情報|取扱い?注意|取扱いに注意|部外秘|社外秘|関係者外|余白|秘$")
"""A stamp or a footer of each page."""
_END_OF_TITLE = compile_late(r"(?:者|分|世帯)?の?(?:一覧表?|リスト|名簿|データ|明細)?(?:\(.*?\)|【.*?】)?$")
_BRACKETED = compile_late(r"[(【](.+?)[)】]")
_LIST_OF = compile_late("(?:一覧表?|リスト|名簿)(?:\\(.*?\\))?$")
_LAPSED = compile_late("経過|不履行|未履行|未納|滞納者|催告(?!停止|不可|禁止)")
"""A list of those whose promise lapsed, or who owe, is one of people to be messaged, whatever else its title names."""
_EXCLUDED_BY_TITLE = compile_late("(?:対象外|除外|停止|不可|禁止|不要)$")


def find_section(cells: Sequence[str], layout: Layout) -> SectionLine | None:
    """What a row says of other rows; None for a row of data, and for a line that says nothing of the kind.

    It has one text, also if that is in several merged cells, and perhaps a count. A lone mark or remark is no line: it
    may belong to the person above. Neither is a row with an id: it is about its own person.
    """
    taxpayer_at = layout.positions[Column.TAXPAYER]
    if taxpayer_at < len(cells) and _ID.search(normalise_cell(cells[taxpayer_at])):
        return None
    filled = [(at, cell.strip()) for at, cell in enumerate(cells) if cell.strip()]
    texts = {fold_cell(cell) for _, cell in filled}
    texts = {text for text in texts if not _COUNT.fullmatch(text)}
    if len(texts) != 1 or (text := texts.pop()) in DITTOS or not _LETTER.search(text) or is_value(text):
        return None
    if not _BEGINS.search(text) and _is_mark_or_remark(filled[0][0], layout):
        return None
    return _read_line(text)


def _is_mark_or_remark(at: int, layout: Layout) -> bool:
    marks = {place for place, _ in layout.exclusions}
    return at in marks or (at < len(layout.heading) and is_remark(normalise_heading(layout.heading[at])))


def _read_line(text: str) -> SectionLine | None:
    if len(text) < 2 or _NO_SECTION.search(text) or (_LEGEND.search(text) and not _BEGINS.search(text)):
        return None
    excludes = _EXCLUDES.search(text) or read_remark(text) is not ExclusionGround.NONE
    if _TO_BE_MESSAGED.search(text) and not excludes:
        return SectionLine(Section.MESSAGED)
    if _BEGINS.search(text):
        return SectionLine(Section.EXCLUDED)
    if not excludes or _LEFT_OUT.search(text):
        return None
    if _OF_PERSON_ABOVE.search(text):
        people = _PEOPLE.search(text)
        return SectionLine(Section.ABOVE, int(people[1]) if people else 1)
    is_word = read_exact_word(text) is not ExclusionGround.NONE and not _CAPTION.search(text)
    return SectionLine(Section.BOTH if is_word else Section.EXCLUDED)


def excludes_all(cells: Sequence[str]) -> bool:
    """Whether a row above the heading is a title that excludes the whole table: 送信対象外者一覧, 分納者名簿."""
    filled = [cell for cell in cells if cell.strip()]
    if not filled or any(_LEFT_OUT.search(cell) or _LEGEND.search(fold_cell(cell)) for cell in filled):
        return False
    words = [_END_OF_TITLE.sub("", fold_cell(word)) for cell in filled for word in cell.split()]
    words += [_END_OF_TITLE.sub("", bracketed) for cell in filled for bracketed in _BRACKETED.findall(fold_cell(cell))]
    return any(
        _EXCLUDED_BY_TITLE.search(word) or read_exact_word(word) is not ExclusionGround.NONE for word in words if word
    ) or any(_LIST_OF.search(cell) and not _LAPSED.search(cell) and has_stem(cell) for cell in map(fold_cell, filled))
