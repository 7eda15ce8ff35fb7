"""Words beside a name: a dead person, a representative, a protected person."""

from collections import Counter

import pytest

from bot.model.reasons import RowQuestion
from bot.rules.importing.call_results import CallResult
from bot.rules.importing.exclusion_grounds import ExclusionGround
from bot.rules.importing.name_words import read_name
from bot.rules.importing.row_reader import RowContext
from tests.rules.importing.rows import CALLS, EXCLUSIONS, TARGETS
from tests.tables import list_cases


@pytest.mark.parametrize(
    ("ground", "name"),
    list_cases(
        (
            ExclusionGround.DECEASED,
            "山田太郎（死亡）",
            "亡）山田太郎",
            "亡　山田　太郎",
            "故　山田太郎",
            "（故）山田太郎",
            "故）山田太郎",
        ),
        (
            ExclusionGround.DECEASED,
            "山田太郎(亡)",
            "山田太郎【故】",
            "被相続人 山田太郎",
            "山田太郎　相続人代表　山田花子",
            "山田太郎相続財産",
        ),
        (ExclusionGround.DECEASED, "山田太郎 納税管理人 乙川", "山田太郎　遺族"),
        (
            ExclusionGround.CITY,
            "【DV】山田太郎",
            "山田太郎　ＤＶ",
            "*DV*山田花子",
            "山田太郎（支援措置）",
            "山田太郎（生保）",
            "山田太郎 成年後見人 乙川",
        ),
        (
            ExclusionGround.INSOLVENT,
            "山田太郎　破産管財人　弁護士　乙川",
            "山田太郎 代理人 弁護士 乙川",
            "㈱山田 清算人 乙川",
            "山田太郎(破産)",
        ),
        (ExclusionGround.FLAGGED, "山田一郎　親権者　山田太郎", "山田太郎 代理人 乙川"),
        (ExclusionGround.IN_INSTALMENTS, "山田太郎（分納中）", "山田太郎［分納］"),
        (ExclusionGround.UNKNOWN, "故山田太郎"),
        (
            ExclusionGround.NONE,
            "山田　太郎",
            "",
            "清水保",
            "後藤代理",
            "相川理",
            "故島　太郎",
            "亀井管",
            "ADVANI RAVI",
            "有限会社ＤＶＤショップ",
            "㈱山田",
        ),
        (
            ExclusionGround.NONE,
            "山田花子（旧姓 鈴木）",
            "山田太郎（ヤマダ　タロウ）",
            "山田商店（株）",
            "(有)山田",
            "弁護士法人乙川",
        ),
    ),
)
def test_a_word_beside_a_name_is_a_ground(ground: ExclusionGround, name: str) -> None:
    assert read_name(name) is ground


def test_the_words_of_every_column_of_names_keep_messages_from_the_person() -> None:
    assert TARGETS.read(氏名="山田太郎（死亡）").flagged
    assert TARGETS.read(宛名="山田太郎　相続人代表　山田花子").flagged
    assert TARGETS.read(氏名カナ="ヤマダ　タロウ（死亡）").flagged
    assert not TARGETS.read(宛名="山田太郎", 氏名カナ="ヤマダ　タロウ").flagged
    assert CALLS.read(氏名="亡）山田太郎").result is CallResult.DECEASED
    assert EXCLUSIONS.read(除外区分="0", 除外事由="", 氏名="亡）山田太郎").ground is ExclusionGround.DECEASED


def test_a_name_that_may_begin_with_a_word_is_asked_about() -> None:
    context = RowContext(questions=Counter())
    row = {**TARGETS.cells, "氏名": "故山田太郎"}
    assert TARGETS.make_reader(row, context)(2, list(row.values())).flagged
    assert context.questions[RowQuestion.EXCLUDED_WORD] == 1
