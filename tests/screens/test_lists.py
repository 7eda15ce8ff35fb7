"""What a list's card says beside its counts."""

from dataclasses import replace

import pytest

from bot.model.lists import Exports
from bot.model.views import ListView
from bot.screens import lists
from tests.screens.judges import said
from tests.screens.samples import IN_JAPANESE, target

BOTH = ("list-1-problems.xlsx", "list-1-problems.csv")


@pytest.mark.parametrize(
    ("exports", "there", "absent"),
    [
        (
            Exports(BOTH, 3, 3),
            ["list-1-problems.xlsx、list-1-problems.csv", "3 行"],
            ["行だけです", "CP932", "書き出せません"],
        ),
        (Exports(BOTH[:1], 3, 3), ["list-1-problems.xlsx", "CP932"], ["list-1-problems.csv", "行だけです"]),
        (Exports(BOTH, 20_000, 20_001), ["全 20,001 行のうち先頭の 20,000 行"], ["CP932"]),
        (Exports((), 0, 3), ["3 行を書き出せませんでした", "取込みは済んでいます"], ["list-1-problems"]),
        (None, [], ["書き出", "list-1-problems"]),
    ],
)
def test_the_card_names_the_files_of_rows_that_need_a_person(
    exports: Exports | None, there: list[str], absent: list[str]
) -> None:
    card = lists.build_card(IN_JAPANESE, ListView(replace(target(), exports=exports), ()))
    text = said(card)
    assert [part for part in there if part not in text] == []
    assert [part for part in absent if part in text] == []
