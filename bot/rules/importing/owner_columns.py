"""Which columns of a file say whose its telephone numbers are, and for which column of numbers each of them does.

A heading is made of words for numbers, of a slot (連絡先2, 区分(第1)) and of a word for owners: 携帯番号1の名義人氏名.
A column belongs to the numbers that it names, else to those with its slot, else to those beside it, else to all of
them: of which number it is, is not certain, and another person's number must not be used. One column that says whether
numbers are in use, behind or before all of them, belongs to all of them.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.rules.importing.owner_flags import find_flag, make_flag_reader
from bot.rules.importing.owners import Owner, read_owner, read_use
from bot.rules.patterns import compile_late


class _Noun(StrEnum):
    """What a heading says of numbers. The order is that in which its words are looked for."""

    OWN = "own"
    """whether they are the person's own: 本人番号"""
    ANOTHERS = "anothers"
    """whether they are somebody else's: 本人以外"""
    ANOTHERS_BESIDE = "anothers_beside"
    """whether they are somebody else's; alone, only beside a number: 勤務先フラグ"""
    TELLS = "tells"
    """whose they are, wherever the column stands: 続柄"""
    WHO = "who"
    """a person; alone, only beside a number: 使用者 may be that of a car"""
    CALLEE = "callee"
    """a person, if words for numbers stand before: 電話対象者"""
    USE = "use"
    """whether they are in use; alone, only beside a number: 使用区分"""
    CONFIRMED = "confirmed"
    """whether they were confirmed to be the person's own: 本人確認済"""
    KIND = "kind"
    """a kind; alone, only beside a number, because it may be that of the debt: 区分"""
    NAMED = "named"
    """a name, if words for numbers stand before: 連絡先氏名"""
    STATE = "state"
    """a state or a remark, if words for numbers stand before: 番号状態"""


_NOUNS = {
    _Noun.TELLS: "続き?柄|間柄|関係|登録名義?|名義|持ち?主|誰の番号|relation(?:ship)?",
    _Noun.WHO: (
        "所有者|契約(?:者|名義)|使用者|利用者|連絡[者人]|(?:通話|架電|連絡)?相手[先方]?|受電者|応答者|対応者|人物|"
        "を?(?:使う|持つ)人|本人.*の?別|owner"
    ),
    _Noun.CALLEE: "登録(?:者|(?=区分))|対象者|可能者|主|口|先",
    _Noun.USE: "(?:使用|有効|利用)(?:の?結果|可否|区分|状態|状況|有無|フラグ|可能?|済み?)?|通話可能?|つながる",
    _Noun.KIND: "属性|種別|種類|種|区分|分類|性質|タイプ|回線種別|家族区分|kbn|type|kind",
    _Noun.NAMED: "氏名|名称?|お?名前|name",
    _Noun.STATE: "確度|信頼度|状態|状況|備考|メモ|摘要|コメント|注記|特記|情報",
}
_OF_ALL = (_Noun.OWN, _Noun.ANOTHERS, _Noun.STATE, _Noun.USE, _Noun.CONFIRMED)
"""One column of these behind or before all numbers may be that of any."""
_NUMBERS = (
    "(?:(?:携帯|スマホ|スマートフォン|ケータイ|ご?自宅|固定|電話|番号|連絡先|架電先|通話先|連絡(?=可能)|"
    "tel|phone|mobile|contact)+(?:情報|帳|no)?)"
)
_WHOM = "(?:本人|納税者|納税義務者|対象者|滞納者|宛名|相手方?)"
_TAIL = (
    "(?:の?(?:人|者|氏名|氏|名称|名前|名|カナ|かな|フリガナ|漢字|コード|cd|区分|種別|種類|欄|情報|性|"
    "フラグ|事項|内容|状態|続柄|関係|等))*+"
)
"""The longer words are the first, and nothing is tried twice: a long heading must not take long."""
_OWNER = "|".join(f"(?P<{noun}>{words})" for noun, words in _NOUNS.items())
_BEHIND = f"(?:の|との)?(?:{_WHOM}(?:との|の)?|ご)?(?:{_OWNER}){_TAIL}"
_HEADING = compile_late(f"(?:{_WHOM}の?)?(?P<of>{_NUMBERS})?{_BEHIND}")
_REST = compile_late(_BEHIND)
_IF_OF_NUMBERS = (_Noun.CALLEE, _Noun.NAMED, _Noun.STATE)
_CERTAIN = (_Noun.OWN, _Noun.ANOTHERS, _Noun.CONFIRMED, _Noun.TELLS)
_USE = (_Noun.USE, _Noun.CONFIRMED)
_FAMILIES = {
    "mobile": compile_late("携帯|スマホ|スマートフォン|ケータイ|mobile"),
    "home": compile_late("自宅|固定"),
    "contact": compile_late("連絡先"),
}
_BARE_NUMBER = "番号"
_BETWEEN_LINES = "|"
_JOINTS = str.maketrans("", "", "()[]【】<>|-./・#")
_WORD = compile_late(r"[(\[【<]([^0-9()\[\]【】<>]+)[)\]】>]")
_LEGEND = compile_late(r"[(\[【<]([^()\[\]【】<>]+)[)\]】>]")
_NO_WORD = compile_late("[0-9・/、,.=]+")
_LENGTH = compile_late("[0-9]+(?:桁|文字)")
_DIGITS = compile_late("[0-9]+")
_SLOT = compile_late("第?[0-9]+(?:番目|希望|候補|優先)?")
_CODE = compile_late("(.+?)(?:コード|cd)")


@dataclass(frozen=True, slots=True)
class _Heading:
    """The heading of a column of owners. `of`: its words for numbers; `slot`: its digits, such as `2`."""

    of: str
    slot: str
    noun: _Noun

    @property
    def is_certain(self) -> bool:
        """Whether it is about numbers wherever it stands."""
        if self.noun in _CERTAIN:
            return True
        is_kind = self.noun is _Noun.KIND and self.of == _BARE_NUMBER  # 番号区分 may be that of a slip
        return bool(self.of) and not is_kind and self.noun is not _Noun.NAMED


@dataclass(frozen=True, slots=True)
class _Number:
    """A column of numbers: its position and its heading, as a whole, without joints, and its slot."""

    at: int
    key: str
    plain: str
    slot: str

    @property
    def group(self) -> str:
        """The upper line of a heading of two lines."""
        return self.key.rpartition(_BETWEEN_LINES)[0]


def find_owner_columns(
    keys: Sequence[str], phones: Sequence[int], free: Collection[int], others: Collection[int]
) -> dict[int, tuple[int, ...]]:
    """The columns of owners of each column of numbers.

    `keys`: the normalised headings; `phones`: the positions of numbers; `free`: those that may be columns of owners;
    `others`: those of numbers that nobody uses.
    """
    numbers = [_Number(at, keys[at], keys[at].translate(_JOINTS), _read_slot(keys[at])) for at in sorted(phones)]
    if not numbers:  # the file is refused, or a user names the column
        return {}
    found = _Finder(keys, numbers, {at: owner for at in free if (owner := _read_heading(keys[at], numbers))})
    owners = found.assign([_read_slot(keys[at]) for at in others] + _list_sibling_slots(keys, numbers))
    return {at: tuple(sorted(owners[at])) for at in phones}


def _list_sibling_slots(keys: Sequence[str], numbers: Sequence[_Number]) -> list[str]:
    """The slots of columns that have the heading of a number but for its digits: 番号2 where only 番号1 is assigned."""
    stems = {_DIGITS.sub("", number.key) for number in numbers if number.slot}
    used = {number.at for number in numbers}
    return [_read_slot(key) for at, key in enumerate(keys) if at not in used and _DIGITS.sub("", key) in stems]


def is_owner_of_numbers(key: str) -> bool:
    """Whether a normalised heading is that of owners of numbers, with a word for numbers in it: 連絡先1(氏名)."""
    found = _read_alone(key)
    return found is not None and bool(found.of) and found.noun is not _Noun.CALLEE  # 電話(主) has numbers


def find_owner_reader(key: str) -> Callable[[str], Owner]:
    """The reader of the cells below a normalised heading of owners. Codes of a 有効区分 are not known."""
    found = _read_alone(key)
    if found and found.noun in (_Noun.OWN, _Noun.ANOTHERS, _Noun.ANOTHERS_BESIDE):
        return make_flag_reader(key, is_own=found.noun is _Noun.OWN)
    return read_use if found and found.noun in _USE and not key.endswith("区分") else read_owner


def find_named_codes(keys: Sequence[str]) -> dict[int, int]:
    """The columns of codes beside a column of their names: 区分コード beside 区分名 (position → position)."""
    plain = {key.translate(_JOINTS): at for at, key in enumerate(keys)}
    codes = {at: code[1] for key, at in plain.items() if (code := _CODE.fullmatch(key))}
    names = ("名", "名称", "", "コード名", "コード名称")
    pairs = {
        at: next((plain[stem + name] for name in names if stem + name in plain), None) for at, stem in codes.items()
    }
    return {at: name for at, name in pairs.items() if name is not None}


class _Finder:
    """The search in one heading. `owners`: the columns that may be those of owners."""

    def __init__(self, keys: Sequence[str], numbers: Sequence[_Number], owners: Mapping[int, _Heading]) -> None:
        self._keys, self._numbers, self._owners = keys, numbers, owners
        side = self._find_side()
        self._beside = {at: near for number in numbers for at, near in self._list_beside(number.at, side)}
        self._across = {at: near for number in numbers for at, near in self._list_beside(number.at, -side)}

    def assign(self, other_slots: Collection[str]) -> dict[int, set[int]]:
        """The columns of owners of each column of numbers."""
        found: dict[int, set[int]] = {number.at: set() for number in self._numbers}
        same: dict[str, list[int]] = {}
        for at in sorted(self._owners):
            if self._is_owner(at):
                same.setdefault(self._keys[at], []).append(at)
        for places in same.values():
            numbers = self._find_named(places[0], other_slots)
            for at, chosen in self._pair(places, numbers):
                for number in chosen:
                    found[number].add(at)
        self._add_uncertain(found)
        return found

    def _add_uncertain(self, found: dict[int, set[int]]) -> None:
        """Give numbers without an owner the columns on their other side, or the first one of their group."""
        used = {at for places in found.values() for at in places}
        for number in self._numbers:
            if found[number.at]:
                continue
            across = {at for at, near in self._across.items() if number.at in near} - used
            group = [at for at in sorted(self._owners) if at not in used and self._is_in_group(at, number)]
            found[number.at] |= across or set(group[:1])

    def _is_in_group(self, at: int, number: _Number) -> bool:
        return bool(number.group) and number.group == self._keys[at].rpartition(_BETWEEN_LINES)[0]

    def _is_owner(self, at: int) -> bool:
        """Whether a column is that of owners, although its heading may name something else in another place."""
        owner = self._owners[at]
        has_slot = owner.slot != "" and any(number.slot == owner.slot for number in self._numbers)
        if owner.is_certain or has_slot or at in self._beside or self._is_repeated(at):
            return True
        plain = self._keys[at].translate(_JOINTS)
        family = _find_families(owner.of)
        return any(plain.startswith(number.plain) or family & _find_families(number.plain) for number in self._numbers)

    def _is_repeated(self, at: int) -> bool:
        """Whether there are as many columns of one heading as of numbers, which have one heading, too."""
        is_one = len({number.key for number in self._numbers}) == 1 < len(self._numbers)
        return is_one and self._keys.count(self._keys[at]) == len(self._numbers)

    def _find_named(self, at: int, other_slots: Collection[str]) -> list[int]:
        """The columns of numbers that a heading names, or may name."""
        owner, plain = self._owners[at], self._keys[at].translate(_JOINTS)
        stems = [number.plain for number in self._numbers if _is_stem(number.plain, plain)]
        if stems:
            return [number.at for number in self._numbers if number.plain == max(stems, key=len)]
        numbers = list(self._numbers)
        if owner.slot:
            numbers = [
                number
                for number in self._numbers
                if number.slot.split("-")[0] == owner.slot or number.slot == owner.slot
            ]
            if not numbers and owner.slot in other_slots:
                return []
            numbers = numbers or [number for number in self._numbers if not number.slot] or list(self._numbers)
        elif word := _WORD.search(self._keys[at]):
            numbers = [number for number in numbers if word[1] in number.key] or numbers
        families = _find_families(owner.of)
        numbers = [number for number in numbers if families & _find_families(number.plain)] or numbers
        return [number.at for number in numbers]

    def _pair(self, places: Sequence[int], numbers: Sequence[int]) -> Iterator[tuple[int, Collection[int]]]:
        """Pair columns of one heading with the numbers: by place, else in order, else each with all of them."""
        near = [set(numbers).intersection(self._beside.get(at, ())) for at in places]
        is_block = places[-1] - places[0] == len(places) - 1
        if self._is_state_of_all(places):
            yield places[0], numbers
        elif all(near) and len(set().union(*near)) == sum(map(len, near)):
            yield from zip(places, near, strict=True)
        elif len(places) == len(numbers) and is_block:
            yield from ((at, [number]) for at, number in zip(places, numbers, strict=True))
        else:
            yield from ((at, numbers) for at in places)

    def _is_state_of_all(self, places: Sequence[int]) -> bool:
        """Whether a heading is that of one state behind or before all numbers: of which it is, nothing says."""
        at, first, last = places[0], self._numbers[0].at, self._numbers[-1].at
        return len(places) == 1 and not first < at < last and self._owners[at].noun in _OF_ALL

    def _list_beside(self, number: int, side: int) -> Iterator[tuple[int, list[int]]]:
        """The columns beside a number that say whose it is, each with the numbers that stand there side by side."""
        phones = {other.at for other in self._numbers}
        near = [number]
        while near[-1] - side in phones:
            near.append(near[-1] - side)
        before, at = None, number + side
        while (owner := self._owners.get(at)) and self._may_follow(owner, before):
            yield at, near
            before, at = owner, at + side

    def _may_follow(self, owner: _Heading, before: _Heading | None) -> bool:
        """Whether a column stands beside numbers: the next one, and behind it those that are not of something else."""
        if owner.noun in _IF_OF_NUMBERS:
            return bool(owner.of)
        if before is None or owner.is_certain or owner.noun is _Noun.USE:
            return True
        return owner.noun is before.noun

    def _find_side(self) -> int:
        """On which side of their numbers the columns are: left (-1) if only the first number has one there."""
        if not self._numbers:
            return 1
        ends = (self._numbers[0].at - 1, self._numbers[-1].at + 1)
        left, right = ((owner := self._owners.get(at)) is not None and self._may_follow(owner, None) for at in ends)
        return -1 if left and not right else 1


def _is_stem(stem: str, plain: str) -> bool:
    return bool(stem) and plain.startswith(stem) and _REST.fullmatch(plain, len(stem)) is not None


def _find_families(plain: str) -> set[str]:
    return {family for family, words in _FAMILIES.items() if words.search(plain)}


def _read_slot(key: str) -> str:
    return "-".join(_DIGITS.findall(_LENGTH.sub("", key)))


@lru_cache(maxsize=1024)
def _read_alone(key: str) -> _Heading | None:
    """What a heading says by itself; None if it is not that of owners."""
    plain = _SLOT.sub("", _LENGTH.sub("", key.translate(_JOINTS)))
    if flag := find_flag(plain):
        return _Heading(flag[1], _read_slot(key), _Noun(flag[0].value))
    found = _HEADING.fullmatch(plain)
    return found and _Heading(found["of"] or "", _read_slot(key), _find_noun(found))


def _read_heading(key: str, numbers: Sequence[_Number]) -> _Heading | None:
    """What a heading says beside these columns of numbers; its upper line or its word in brackets may be theirs."""
    if alone := _read_alone(key):
        return alone
    plain = key.translate(_JOINTS)
    for number in sorted(numbers, key=lambda number: -len(number.plain)):
        if _is_stem(number.plain, plain) and (rest := _REST.fullmatch(plain, len(number.plain))):
            return _Heading(number.plain, number.slot, _find_noun(rest))
    group, _, below = key.rpartition(_BETWEEN_LINES)
    if group and any(number.group == group for number in numbers):
        return _read_alone(below)
    if any(_is_legend(legend) for legend in _LEGEND.findall(key)):
        return _read_alone(_LEGEND.sub("", key))
    word = _WORD.search(key)
    if word and any(word[1] in number.key for number in numbers):
        return _read_alone(_WORD.sub("", key))
    return None


def _is_legend(text: str) -> bool:
    """Whether a text in brackets lists what the cells may be: 区分(1:自宅 2:携帯 3:勤務先)."""
    return any(read_owner(word) is not Owner.UNKNOWN for word in _NO_WORD.split(text) if word)


def _find_noun(found: re.Match[str]) -> _Noun:
    return next(noun for noun in _NOUNS if found[noun] is not None)
