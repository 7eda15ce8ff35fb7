"""The tax, year and instalment of a debt in normalised form, so that payments match debts by their meaning."""

import re
from functools import lru_cache

from bot.model.reasons import Rejected
from bot.rules.importing.cells import fold_cell, normalise_cell
from bot.rules.importing.codes import fold_code, read_code_table
from bot.rules.importing.dates import EARLIEST_DAY, LATEST_DAY, ReadDay, read_date, read_year, write_digits
from bot.rules.patterns import compile_late

_CITY, _PREFECTURE = "(?:特別区|市区?町村|市|区|町|村)", "[都道府県]"
_RESIDENT = f"(?:個人|個)?(?:の)?(?:{_CITY}{_PREFECTURE}?民?税?(?:{_PREFECTURE}民?税?)?|住民税)?"
_FOREST = "(?:及び|と|並びに)?(?:森林環境税?)?"
_BILLED, _WITHHELD = "(?:(?:普通徴収|普徴|普通|普|個人|現年|現)(?:分)?)", "(?:給与|年金)?(?:からの)?(?:特別徴収|特徴)"
_PROPERTY = "(?:土地|家屋|償却資産|償却)"
TAXES = {
    "市県民税(特別徴収)": compile_late(f"{_RESIDENT}{_FOREST}{_WITHHELD}{_FOREST}"),
    "法人市民税": compile_late(
        f"法人?(?:{_CITY}{_PREFECTURE}?民?(?:税割|均等割)?税?|市町村民税|住民税)?(?:法人税割|均等割)?"
    ),
    "市県民税(普通徴収)": compile_late(
        f"(?=.*[民普森]|{_CITY}[府県]税?$)(?:{_RESIDENT}|{_PREFECTURE}民税{_CITY}民税){_BILLED}?{_FOREST}{_BILLED}?"
    ),
    "固定資産税・都市計画税": compile_late(
        f"固(?:定資産税|定資産|定資|定|資産|資)?(?:と|及び)?{_PROPERTY}*(?:都市計画|都計|都)?税?{_PROPERTY}*|{_PROPERTY}+税?"
    ),
    "軽自動車税": compile_late("軽(?:自動車税?|自税?|四輪?)?(?:種別割|環境性能割)?|種別割"),
    "国民健康保険税": compile_late(
        "国保|国健保?(?:税|料)?"
        "|(?:国保|国民健康保険)(?:税|料)?(?:医療|後期|支援金|介護|一般|退職|普通徴収|普徴)*(?:分)?"
    ),
    "介護保険料": compile_late(f"介(?:護(?:保険料?)?|保料?)(?:{_BILLED}|{_WITHHELD})?"),
    "後期高齢者医療保険料": compile_late(f"後(?:期(?:高齢者?)?|高)(?:医療)?(?:保険料?)?(?:{_BILLED}|{_WITHHELD})?"),
    "保育料": compile_late("(?:保育[所園]?)?保育料|保育(?:[所園](?:使用料|負担金))?|(?:保育)?利用者負担額"),
}
"""The taxes: the name of each, and its writings without punctuation. The first that fits is used."""
ONE_INSTALMENT = "軽自動車税"
"""The tax that is due at once: systems write its only instalment as 0, 1 or the whole year, or leave it blank."""
ONLY_INSTALMENT = ("", "1")
"""What `read_instalment` makes of it beside the whole year. 随 is another debt: that of a late assessment."""
_PUNCTUATION = compile_late("[・･/,、+&＆()\\[\\]【】「」]|(?<=税)(?:及び|並びに|と)")
_CODE_BEFORE = compile_late(r"^([0-9]+)[:：.\-_・]?(?=[^0-9])")
_KIND = (
    "(?:共有|単有|確定|予定|中間|見込|修正|公立|私立|市立|期別|定期|随時|現年|滞納?繰越?|滞繰|過年|本税)(?:度|課税)?分?"
)
_KIND_BEFORE = compile_late(rf"^(?:[(\[【]{_KIND}[)\]】]|{_KIND})(?=.{{2}})")
_KIND_BEHIND = compile_late(rf"[(\[【](?:{_KIND}|[0-9]{{1,3}})[)\]】]|{_KIND}$")
"""Words beside the name of a tax that say how or of which year it was assessed: what is owed is this tax."""

WHOLE_YEAR = "全"
_NUMBER = r"(?:期別?|第)?(0?[0-9]{1,2})(?:期|納期|回)?目?(?:分)?"
_INSTALMENT = compile_late(
    rf"(?:普徴|普通徴収|定期?)?(?:過?(随)[時期]?-?)?(?:{_NUMBER})?(?:-[0-9]{{1,2}}|/[0-9]{{1,2}}期?)?"
)
_MONTH = compile_late(r"\([0-9]{1,2}月(?:分|末)?\)$|^[0-9]{1,2}月(?:分|末)?(?=[(第]?[0-9]{1,2}期)")
_ONE_MONTH = compile_late(r"0?([1-9]|1[0-2])月(?:分|期|末|納期|納付分|納期分)?")
"""An instalment by the month in which it is due, as some files name it: the store compares it with the due date."""
_SEVERAL = compile_late(rf"{_NUMBER}(?:[~〜・,、&と]|から|及び|-|/){_NUMBER}(?:(?:[・,、&と]|及び){_NUMBER})*(?:まで)?")
_WHOLE_YEAR = compile_late(
    "(?:年|年度|全(?:期|納|[0-9]{1,2}期)?(?:前納|一括)?|前納|一括(?:納付)?|年(?:間|払い?|額|税額?|一括)|通年)(?:分)?"
    r"(?:\((?:前納|一括|1期)\))?|0+|99"
)
_INSTALMENTS_A_YEAR = 4
"""`1/4` is the first of four instalments; a smaller second number may be that of another instalment."""
_DASH = compile_late("[‐‑–—−ー―]")
_IN_BRACKETS = compile_late(r"(随時?|)\(([0-9]{1,2}期?)\)")
_SHORT_YEAR = compile_late("(2[5-9]|3[0-3])(?:年度?)?")
"""A year of two digits: 26 is 2026. 令和 has not so many years, and what was owed of 平成26 has lapsed."""
_YEAR_DIGITS, _LAST_ERA_YEAR = 4, 99
_ROMAN = {word: str(at) for at, word in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), 1)}


_CURRENT_YEAR = compile_late("0?1|現|現課|(?:現年|当年|本年)度?(?:課税|賦課|調定)?分?")
_ARREARS = compile_late("0?2|滞|繰|現繰|(?:滞納?)?繰り?越し?(?:課税)?分?|滞繰り?分?|滞納分?")

TaxTable = frozenset[tuple[str, str]]
ArrearsTable = frozenset[tuple[str, bool]]
"""A city's codes, each with what it means; hashable, so that results are cached. Empty: the city says nothing."""
NO_TAXES: TaxTable = frozenset()
NO_ARREARS: ArrearsTable = frozenset()
_ARREARS_MEANINGS = {"current": False, "arrears": True}


def read_tax_table(text: str) -> TaxTable:
    """A city's codes for taxes, `01=市県民税,…`. Raises BadTable."""
    return frozenset(read_code_table(text, lambda word: tax if (tax := read_tax(word)) in TAXES else None).items())


def read_arrears_table(text: str) -> ArrearsTable:
    """A city's codes for 現滞区分, `0=current,1=arrears`. Raises BadTable."""
    return frozenset(read_code_table(text, _ARREARS_MEANINGS.get).items())


@lru_cache(maxsize=256)
def is_arrears(cell: str, codes: ArrearsTable = NO_ARREARS) -> bool | Rejected:
    """現滞区分: whether the debt was carried over from an earlier year. An unknown word is a fault.

    過年度 is unknown: an assessment for an earlier year can belong to the current fiscal year. Where the city says what
    its codes mean, no others are known.
    """
    text, code = fold_cell(cell), fold_code(cell)
    known = dict(codes).get(code)
    if known is not None or (codes and code.isdigit()):
        return Rejected.BAD_ROW if known is None else known
    before = _CODE_BEFORE.match(text)
    word = text[before.end() :] if before else text
    if _CURRENT_YEAR.fullmatch(word):  # 1:現年, unless the city says that 1 are arrears
        return before is not None and dict(codes).get(fold_code(text[: before.end(1)]), False)
    return True if _ARREARS.fullmatch(word) else Rejected.BAD_ROW


@lru_cache(maxsize=1024)
def read_tax(cell: str, codes: TaxTable = NO_TAXES) -> str:
    """The full name of a tax, by its name or by the city's code for it (TAX_CODES); an unknown name is kept."""
    text = normalise_cell(cell)
    if known := dict(codes).get(fold_code(text)):
        return known
    plain = _CODE_BEFORE.sub("", text)
    bare = _KIND_BEHIND.sub("", plain)
    return _find_tax(plain) or _find_tax(bare) or _find_tax(_KIND_BEFORE.sub("", bare)) or text


def _find_tax(name: str) -> str | None:
    plain = _PUNCTUATION.sub("", name)
    return next((tax for tax, writings in TAXES.items() if writings.fullmatch(plain)), None)


@lru_cache(maxsize=1024)
def read_tax_year(cell: str) -> str:
    """The year of assessment as a Western year; other text is kept.

    A cell of a workbook that shows a year can be a day: the first of January or April.
    """
    year = read_year(cell) or find_year_of_day(cell)
    if year is None and (short := _SHORT_YEAR.fullmatch(fold_cell(cell))):
        year = 2000 + int(short[1])
    return fold_cell(cell) if year is None else str(year)


def find_year_of_day(cell: str) -> int | None:
    """The year of a cell that is the first day of a year or of a fiscal year (1 April, 地方自治法208条)."""
    found = read_date(cell)
    is_first = isinstance(found, ReadDay) and (found.day.month, found.day.day) in ((1, 1), (4, 1))
    return found.day.year if isinstance(found, ReadDay) and is_first else None


@lru_cache(maxsize=1024)
def read_instalment(cell: str) -> str:
    """期別: `第1期`, `01`, `1.0` and `1` are `1`; `随時` is `随`; `全期`, `前納` and `0` are `全`; other text is kept.

    So are several instalments in one cell (`1～4期`): a payment of any of them counts for all. A month stays
    one: `7月`.
    """
    text = _DASH.sub("-", re.sub(r"(?<=[0-9])\.0+$", "", fold_cell(cell)))
    if _WHOLE_YEAR.fullmatch(text):
        return WHOLE_YEAR
    plain = _MONTH.sub("", write_digits(text))
    if bracketed := _IN_BRACKETS.fullmatch(plain):
        plain = f"{bracketed[1]}{bracketed[2]}"
    plain = _ROMAN.get(plain.removesuffix("期"), plain)
    if (several := _SEVERAL.fullmatch(plain)) and _names_several(plain, several):
        return WHOLE_YEAR
    found = _INSTALMENT.fullmatch(plain)
    if not found or not (found[1] or found[2]):
        return f"{month[1]}月" if (month := _ONE_MONTH.fullmatch(plain)) else text
    return (found[1] or "") + (found[2] or "").lstrip("0")


def _names_several(text: str, found: re.Match[str]) -> bool:
    """Whether numbers of instalments are several: not in `1/4` (the first of four) and `2-1` (a part of the second)."""
    first, second = int(found[1]), int(found[2])
    if "/" in text:
        return second < _INSTALMENTS_A_YEAR or first > second
    return "-" not in text or first < second


_KNOWN_INSTALMENT = compile_late(r"全期?|随?[0-9]{1,2}|随時?|過年度?|[0-9]{1,2}月")


def is_known_tax(tax: str) -> bool:
    """Whether `read_tax` found a tax of its table."""
    return tax in TAXES


def is_known_year(year: str) -> bool:
    """Whether a value of `read_tax_year` is a Western year, or a year of an unknown era."""
    number = int(year) if year.isascii() and year.isdecimal() and len(year) <= _YEAR_DIGITS else 0
    return 1 <= number <= _LAST_ERA_YEAR or EARLIEST_DAY.year <= number <= LATEST_DAY.year


def is_known_instalment(instalment: str) -> bool:
    """Whether a value of `read_instalment` is a number of at most two digits, a month, or a word of instalments."""
    return _KNOWN_INSTALMENT.fullmatch(instalment) is not None
