"""Fictitious taxpayers: names from lists, numbers drawn from the numbering plan."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random

_FAMILY = (  # noqa: SIM905 - easier to read than ninety quoted names
    "佐藤 鈴木 髙橋 田中 渡邊 伊藤 山本 中村 小林 加藤 吉田 山田 山﨑 松本 井上 木村 林 清水 齋藤 山口 森 池田 "
    "橋本 阿部 石川 前田 藤田 小川 岡田 後藤 長谷川 村上 近藤 石井 坂本 遠藤 青木 藤井 西村 福田 太田 三浦 岡本 "
    "松田 中川 中野 原田 小野 田村 竹内 金子 和田 中山 石田 上田 森田 柴田 酒井 宮﨑 横山 高木 安藤 宮本 大野"
).split()
_GIVEN = (  # noqa: SIM905 - easier to read than ninety quoted names
    "太郎 花子 一郎 美咲 健太 陽子 翔 恵子 大輔 裕子 直樹 由美子 誠 久美子 拓也 真由美 隆 智子 剛 明美 修 幸子 亮 "
    "和子 浩二 節子 哲也 京子 達也 洋子 慎一 美穂 雄大 彩 悠斗 葵 蓮 結衣 湊 凛 正男 トシ 清 ハル 進 キヨ 茂 文子"
).split()
_FOREIGN = (
    *("グエン　ヴァン　ミン", "チャン　ティ　フオン", "シルヴァ　パウロ", "サントス　マリア", "王　偉", "李　秀英"),
    "ＳＭＩＴＨ　ＪＯＨＮ",
)
_MOBILE = {"090": 44, "080": 32, "070": 21, "060": 3}
_FULLWIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")


class NumberFormat(StrEnum):
    """How the list writes a number; the last three are corrections, by their code."""

    HYPHENS = "hyphens"
    DIGITS = "digits"
    BRACKETS = "brackets"
    ZERO_LOST = "phone_zero_restored"
    FULLWIDTH = "phone_fullwidth"
    PLUS81 = "phone_plus81"


_FORMATS = {
    NumberFormat.HYPHENS: 60,
    NumberFormat.DIGITS: 18,
    NumberFormat.BRACKETS: 3,
    NumberFormat.ZERO_LOST: 10,
    NumberFormat.FULLWIDTH: 6,
    NumberFormat.PLUS81: 3,
}
CORRECTIONS = frozenset({NumberFormat.ZERO_LOST, NumberFormat.FULLWIDTH, NumberFormat.PLUS81})


@dataclass(frozen=True, slots=True)
class Person:
    """One taxpayer. `phone` is digits; `flag` is the cell of the exclusion column."""

    taxpayer: str
    name: str
    phone: str
    number_format: NumberFormat
    flag: str = ""

    @property
    def phone_cell(self) -> str:
        """Return the number as the list writes it."""
        first, rest = self.phone[:3], self.phone[3:]
        middle, last = rest[:-4], rest[-4:]
        return {
            NumberFormat.HYPHENS: f"{first}-{middle}-{last}",
            NumberFormat.DIGITS: self.phone,
            NumberFormat.BRACKETS: f"{first}({middle}){last}",
            NumberFormat.ZERO_LOST: self.phone[1:],
            NumberFormat.FULLWIDTH: f"{first}-{middle}-{last}".translate(_FULLWIDTH),
            NumberFormat.PLUS81: f"+81-{first[1:]}-{middle}-{last}",
        }[self.number_format]


class PeopleFactory:
    """Makes people; no two have the same number or taxpayer id."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._phones: set[str] = set()
        self._ids = iter(sorted(random.sample(range(1_000_000, 9_999_999), 1_000), key=lambda _: random.random()))

    def make_taxpayer_id(self) -> str:
        """Return a new 宛名番号."""
        return f"1{next(self._ids):07d}"

    def make_person(self, phone: str, *, number_format: NumberFormat | None = None, flag: str = "") -> Person:
        """Return a new taxpayer with this number."""
        random_format = self._random.choices(list(_FORMATS), list(_FORMATS.values()))[0]
        return Person(self.make_taxpayer_id(), self._make_name(), phone, number_format or random_format, flag)

    def make_mobile(self, ending: str) -> str:
        """Return a new mobile number with these last two digits."""
        prefix = self._random.choices(list(_MOBILE), list(_MOBILE.values()))[0]
        return self._make_unique(
            lambda: f"{prefix}{self._random.randint(1000, 9999)}{self._random.randint(0, 99):02d}{ending}"
        )

    def make_landline(self) -> str:
        """Return a new number of the region's area code 048."""
        return self._make_unique(lambda: f"0489{self._random.randint(100_000, 999_999)}")

    def make_voip(self) -> str:
        """Return a new 050 number."""
        return self._make_unique(lambda: f"0503{self._random.randint(0, 9_999_999):07d}")

    def _make_unique(self, draw: Callable[[], str]) -> str:
        number = draw()
        while number in self._phones:
            number = draw()
        self._phones.add(number)
        return number

    def _make_name(self) -> str:
        if self._random.random() < 0.03:
            return self._random.choice(_FOREIGN)
        return f"{self._random.choice(_FAMILY)}　{self._random.choice(_GIVEN)}"
