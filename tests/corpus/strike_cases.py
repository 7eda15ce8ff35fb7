"""Workbooks in which somebody has struck rows or cells through."""

from collections.abc import Iterator, Sequence
from typing import Any

from tests.corpus.cases import (
    CALL_HEADING,
    CALLED,
    EXCLUDED,
    EXCLUSION_HEADING,
    GOOD,
    HEADING,
    PAID,
    PAID_HEADING,
    Case,
)
from tests.corpus.workbooks import Cell, Raw, Sheet, make_styles, number, strike, workbook

STRUCK = "取消線"
ON, OFF = "<r><rPr><strike/></rPr><t>{}</t></r>", "<r><rPr><b/></rPr><t>{}</t></r>"


def list_cases() -> Iterator[Case]:
    """List the workbooks with struck rows or cells."""
    yield from _styles()
    yield from _runs()
    yield from _cells()
    yield from _other_kinds()


def _case(name: str, struck: int, *rows: Sequence[Cell], rows_read: int = 3, **book: Any) -> Case:
    how: dict[str, Any] = {"extra": make_styles()} | book
    content = workbook(Sheet([list(HEADING), *map(list, rows)]), **how)
    return Case(
        STRUCK, name, content, ("ok",) * rows_read, facts=(("questions", {"struck_row": struck} if struck else {}),)
    )


def _strike(*columns: str) -> list[Cell]:
    """Return the good row with struck cells; all of them, if none are named."""
    return [strike(cell) if not columns or name in columns else cell for name, cell in zip(HEADING, GOOD, strict=True)]


def _styles() -> Iterator[Case]:
    yield _case("行のすべての欄に書式", 1, GOOD, _strike(), GOOD)
    yield _case("すべての行", 3, *[_strike()] * 3)
    for value in ("1", "true"):
        yield _case(f"書式 val={value}", 1, GOOD, _strike(), GOOD, extra=make_styles(f'<strike val="{value}"/>'))
    for value in ("0", "false"):
        yield _case(
            f"取り消した書式 val={value}", 0, GOOD, _strike(), GOOD, extra=make_styles(f'<strike val="{value}"/>')
        )
    yield _case("標準の書式が取消線", 3, *[GOOD] * 3, extra=make_styles(default="<strike/>"))
    yield _case("条件付き書式だけの取消線", 0, *[GOOD] * 3, extra=make_styles("", changed="<strike/>"))
    prefixed = {
        name: xml.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x=")
        for name, xml in make_styles().items()
    }
    yield _case("書式の名前空間に接頭辞", 1, GOOD, _strike(), GOOD, extra=prefixed)
    yield _case("二千行の終わりの行", 1, *[GOOD] * 1_999, _strike(), rows_read=2_000)
    dates: list[Cell] = [strike(cell) for cell in GOOD]
    dates[HEADING.index("納期限")], dates[HEADING.index("未納額")] = number("46173", 2), number("12000", 2)
    yield _case("数値と日付の欄にも書式", 1, GOOD, dates, GOOD)


def _runs() -> Iterator[Case]:
    def join(template: str, *texts: str) -> str:
        return "".join(template.format(text) for text in texts)

    def inline(xml: str) -> Raw:
        return Raw(' t="inlineStr"', f"<is>{xml}</is>")

    yield _case("文字だけに取消線", 1, GOOD, [inline(join(ON, cell)) for cell in GOOD], GOOD)
    parts = [inline(join(ON, cell[:2], cell[2:])) if cell[2:] else inline(join(ON, cell)) for cell in GOOD]
    yield _case("いくつにも分かれた文字に取消線", 1, GOOD, parts, GOOD)
    half = [inline(join(ON, cell[:1]) + join(OFF, cell[1:])) if cell[1:] else cell for cell in GOOD]
    yield _case("文字の一部だけに取消線", 0, GOOD, half, GOOD)
    kana = [inline(join(ON, cell) + "<rPh sb='0' eb='1'><t>カナ</t></rPh>") for cell in GOOD]
    yield _case("ふりがな付きの文字に取消線", 1, GOOD, kana, GOOD)
    off = [inline(f'<r><rPr><strike val="0"/></rPr><t>{cell}</t></r>') for cell in GOOD]
    yield _case("取り消した文字の取消線", 0, GOOD, off, GOOD)
    struck, plain = [f"<si>{join(ON, cell)}</si>" for cell in GOOD], [f"<si><t>{cell}</t></si>" for cell in GOOD]
    shared = {"xl/sharedStrings.xml": f"<sst><si/>{''.join(plain)}{''.join(struck)}</sst>"}

    def refer(first: int) -> list[Cell]:
        return [Raw(' t="s"', f"<v>{first + at}</v>") for at in range(len(GOOD))]

    yield _case("共有文字列に取消線", 1, refer(1), refer(1 + len(GOOD)), refer(1), extra=shared)
    yield _case("共有文字列に取消線、使わない", 0, *[refer(1)] * 3, extra=shared)


def _cells() -> Iterator[Case]:
    for name in ("宛名番号", "氏名", "電話番号"):
        yield _case(f"{name}の欄だけ", 1, GOOD, _strike(name), GOOD)
    yield _case("半分の欄", 1, GOOD, _strike("税目", "年度", "期別", "未納額"), GOOD)
    yield _case("未納額の欄だけ", 0, GOOD, _strike("未納額"), GOOD)
    blank: list[Cell] = [GOOD[0], Raw(' s="2"', ""), *GOOD[2:]]
    yield _case("空の欄だけ", 0, blank, rows_read=1)
    few: list[Cell] = [GOOD[0], None, GOOD[2], None, strike("2026"), strike("1"), GOOD[6], None]
    yield Case(
        STRUCK,
        "空の欄を除いて4割の欄",
        workbook(Sheet([list(HEADING), few]), extra=make_styles()),
        ("ok",),
        (("tax", ""), ("amount", "None")),
        facts=(("questions", {}),),
    )
    shifted = [[None, None, *row] for row in (HEADING, GOOD, _strike("電話番号"))]
    book = workbook(Sheet(shifted), extra=make_styles())
    yield Case(STRUCK, "電話番号の欄だけ、左に空の列", book, ("ok", "ok"), facts=(("questions", {"struck_row": 1}),))
    heads: list[Sequence[Cell]] = [
        [strike(cell) for cell in HEADING],
        GOOD,
        [strike("合計"), *[None] * 6, strike("12000")],
    ]
    book = workbook(Sheet(heads), extra=make_styles())
    yield Case(STRUCK, "見出しと合計の行", book, ("ok",), facts=(("questions", {}),))
    missing = _strike()
    missing[HEADING.index("電話番号")] = None
    book = workbook(Sheet([list(HEADING), missing]), extra=make_styles())
    yield Case(STRUCK, "電話番号のない行", book, ("missing_phone",), facts=(("questions", {"struck_row": 1}),))


def _other_kinds() -> Iterator[Case]:
    def case(
        name: str, kind: str, heading: Sequence[str], row: Sequence[str], word: str, *meaning: tuple[str, str]
    ) -> Case:
        book = workbook(Sheet([list(heading), [strike(cell) if cell else None for cell in row]]), extra=make_styles())
        return Case(STRUCK, name, book, (word,), meaning, kind=kind, facts=(("questions", {"struck_row": 1}),))

    yield case("納付は納付のまま", "payments", PAID_HEADING, PAID, "ok")
    yield case("納付の取消しは断る", "payments", PAID_HEADING, [*PAID[:-1], "1"], "struck_row")
    yield case("除外は除外のまま", "exclusions", EXCLUSION_HEADING, EXCLUDED, "ok")
    lifted = [EXCLUDED[0], "0", "", EXCLUDED[3]]
    yield case("除外の解除は断る", "exclusions", EXCLUSION_HEADING, lifted, "struck_row")
    yield case("架電は数えない", "calls", CALL_HEADING, CALLED, "ok")
    promised = [*CALLED[:3], "納付約束", "2026/7/15"]
    meaning = (("result", "promise"), ("promised_on", "2026-07-15"))
    yield case("約束は約束のまま", "calls", CALL_HEADING, promised, "ok", *meaning)
