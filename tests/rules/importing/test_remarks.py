"""Free text is read by stems: what touches a payment, a number, contact or a state holds its person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.reasons import RowQuestion
from bot.rules.importing.exclusion_grounds import ExclusionGround
from bot.rules.importing.remarks import find_touch, read_free_text
from bot.rules.importing.row_reader import RowContext
from tests.rules.importing.remark_texts import CAUTIOUSLY_HELD_REMARKS, HARMLESS_REMARKS, HELD_REMARKS
from tests.rules.importing.rows import NUMBER, TARGETS

ALL_HELD = [text for texts in HELD_REMARKS.values() for text in texts]


@pytest.mark.parametrize("remark", [*ALL_HELD, *CAUTIOUSLY_HELD_REMARKS])
def test_a_remark_that_touches_such_a_thing_holds_its_person(remark: str) -> None:
    assert TARGETS.read(備考=remark).flagged


@pytest.mark.parametrize("remark", HARMLESS_REMARKS)
def test_a_remark_that_is_known_to_be_harmless_or_touches_nothing_holds_nobody(remark: str) -> None:
    assert not TARGETS.read(備考=remark).flagged


@pytest.mark.parametrize(
    ("remark", "questions"),
    [("番号は娘のもの", 0), ("同僚が出る", 1), ("明日銀行へ行く", 1), ("死亡", 0), ("夕方在宅", 0)],
)
def test_a_remark_that_is_not_certain_is_counted_so_that_a_user_is_asked(remark: str, questions: int) -> None:
    context, row = RowContext(), {**TARGETS.cells, "備考": remark}
    TARGETS.make_reader(row, context)(NUMBER, list(row.values()))
    assert context.questions[RowQuestion.EXCLUDED_WORD] == questions


@pytest.mark.parametrize(
    "remark", ["死\u3000亡", "分\n納", "ｼ ﾎﾞ ｳ", "ほんにんしぼう", "１２／２５", "ＮＧ", "\u200b着拒"]
)
def test_width_kana_and_spaces_hide_nothing(remark: str) -> None:
    assert TARGETS.read(備考=remark).flagged


@pytest.mark.parametrize(
    "remark",
    [
        "未納なし",
        "未納分は払った",
        "約束不履行のため再度12/10納付約束",
        "納付書送付済 届き次第納付",
        "破産歴なし 相談希望",
    ],
)
def test_a_harmless_phrase_hides_nothing_beside_it(remark: str) -> None:
    assert TARGETS.read(備考=remark).flagged


@given(st.text(max_size=40))
def test_no_text_raises_an_error_and_one_that_touches_something_has_a_ground(text: str) -> None:
    assert find_touch(text) is None or read_free_text(text) is not ExclusionGround.NONE
