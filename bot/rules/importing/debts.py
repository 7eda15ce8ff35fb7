"""The tax, year and instalment of a debt in normalised form, so that payments match debts by their meaning."""

import re
from functools import lru_cache

from bot.model.reasons import Rejected
from bot.rules.importing.cells import fold_cell, normalise_cell
from bot.rules.importing.codes import fold_code, read_code_table
from bot.rules.importing.dates import ReadDay, read_date, read_year

_CITY, _PREFECTURE = "(?:特別区|市区?町村|市|区|町|村)", "[都道府県]"
_RESIDENT = f"(?:個人|個)?(?:の)?(?:{_CITY}{_PREFECTURE}?民?税?(?:{_PREFECTURE}民?税?)?|住民税)?"
_FOREST = "(?:及び|と|並びに)?(?:森林環境税?)?"
_BILLED, _WITHHELD = "(?:(?:普通徴収|普徴|普通|普|個人|現年|現)(?:分)?)", "(?:給与|年金)?(?:からの)?(?:特別徴収|特徴)"
TAXES = {
    "市県民税(特別徴収)": re.compile(f"{_RESIDENT}{_FOREST}{_WITHHELD}{_FOREST}"),
    "法人市民税": re.compile(f"法人?(?:{_CITY}{_PREFECTURE}?民?(?:税割|均等割)?税?|市町村民税)?(?:法人税割|均等割)?"),
    "市県民税(普通徴収)": re.compile(
        f"(?=.*[民普森])(?:{_RESIDENT}|{_PREFECTURE}民税{_CITY}民税){_BILLED}?{_FOREST}{_BILLED}?"
    ),
    "固定資産税・都市計画税": re.compile(
        "固(?:定資産税|定資産|定)?(?:と|及び)?(?:土地|家屋|償却資産|償却)*(?:都市計画|都計|都)?税?(?:土地|家屋|償却資産|償却)*"
    ),
    "軽自動車税": re.compile("軽(?:自|自動車税?)?(?:種別割|環境性能割)?"),
    "国民健康保険税": re.compile(
        "国保|(?:国保|国民健康保険)(?:税|料)?(?:医療|後期|支援金|介護|一般|退職|普通徴収|普徴)*(?:分)?"
    ),
    "介護保険料": re.compile(f"介護(?:保険料?)?(?:{_BILLED}|{_WITHHELD})?"),
    "後期高齢者医療保険料": re.compile(f"後期(?:高齢者?)?(?:医療)?(?:保険料?)?(?:{_BILLED}|{_WITHHELD})?"),
    "保育料": re.compile("(?:保育所?)?保育料|保育"),
}
"""The taxes: the name of each, and its writings without punctuation. The first that fits is used."""
_PUNCTUATION = re.compile("[・･/,、+&＆()\\[\\]【】「」]|(?<=税)(?:及び|並びに|と)")
_INSTALMENT = re.compile(r"(随時?)?(?:第)?([0-9]*)(?:期|納期|回)?(?:分)?(?:\([0-9]{1,2}月(?:分|末)?\))?")
WHOLE_YEAR = "全"
_WHOLE_YEAR = frozenset(
    {
        *(
            "全期",
            "全",
            "全期分",
            "全期前納",
            "全期前納分",
            "全期(前納)",
            "前納",
            "前納分",
            "一括",
            "一括納付",
            "全納",
            "年間",
            "通年",
        ),
        *("年払", "年額", "年税額", "全期一括", "99", "1-4", "1~4", "1期-4期", "1期~4期", "1期から4期"),
    }
)
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")
_CODE_BEFORE = re.compile(r"^[0-9]+[:：.\-_・](?=[^0-9])")


_CURRENT_YEAR = frozenset({"現年", "現", "1", "01", "現年度", "現年分", "現年課税", "現年課税分", "現年度分"})
_ARREARS = frozenset({"滞繰", "滞納繰越", "繰越", "2", "02", "滞", "滞納繰越分", "滞繰分", "繰越分"})

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
    if text in _CURRENT_YEAR:
        return False
    return True if text in _ARREARS else Rejected.BAD_ROW


@lru_cache(maxsize=1024)
def read_tax(cell: str, codes: TaxTable = NO_TAXES) -> str:
    """The full name of a tax, by its name or by the city's code for it (TAX_CODES); an unknown name is kept."""
    text = normalise_cell(cell)
    if known := dict(codes).get(fold_code(text)):
        return known
    plain = _PUNCTUATION.sub("", _CODE_BEFORE.sub("", text))
    return next((tax for tax, writings in TAXES.items() if writings.fullmatch(plain)), text)


@lru_cache(maxsize=1024)
def read_tax_year(cell: str) -> str:
    """The year of assessment as a Western year; other text is kept.

    A cell of a workbook that shows a year can be a day: the first of January or April.
    """
    year = read_year(cell) or find_year_of_day(cell)
    return fold_cell(cell) if year is None else str(year)


def find_year_of_day(cell: str) -> int | None:
    """The year of a cell that is the first day of a year or of a fiscal year (1 April, 地方自治法208条)."""
    found = read_date(cell)
    is_first = isinstance(found, ReadDay) and (found.day.month, found.day.day) in ((1, 1), (4, 1))
    return found.day.year if isinstance(found, ReadDay) and is_first else None


@lru_cache(maxsize=1024)
def read_instalment(cell: str) -> str:
    """期別: `第1期`, `01`, `1.0` and `1` are `1`; `随時` is `随`; `全期` and `前納` are `全`; other text is kept."""
    text = re.sub(r"(?<=[0-9])\.0+$", "", fold_cell(cell))
    if text in _WHOLE_YEAR:
        return WHOLE_YEAR
    found = _INSTALMENT.fullmatch(text.translate(_NUMERALS))
    if not found or not (found[1] or found[2]):
        return text
    return ("随" if found[1] else "") + (found[2].lstrip("0") or ("0" if found[2] else ""))


_KNOWN_INSTALMENT = re.compile(r"[0-9随時全期前納一括過年分第]{1,8}")


def is_known_tax(tax: str) -> bool:
    """Whether `read_tax` found a tax of its table."""
    return tax in TAXES


def is_known_year(year: str) -> bool:
    """Whether a value of `read_tax_year` is a year, or a number that is none."""
    return len(year) <= 4 and year.isdecimal()


def is_known_instalment(instalment: str) -> bool:
    """Whether a value of `read_instalment` is made of the words of instalments only."""
    return _KNOWN_INSTALMENT.fullmatch(instalment) is not None
