"""Sequences of payment files of one debt: who has paid it in the end, in whatever order the files come."""

from collections.abc import Sequence
from itertools import permutations

import pytest

from bot.services.imports.payments import PAYMENTS
from bot.services.imports.pipeline import import_file
from tests.services.files import Debt, make_debts, write_lines
from tests.services.harness import UPLOADER, HarnessContext
from tests.services.steps import BY_SLACK, decide_reversed, import_list, make_path

WHOLE = "宛名番号,税目,年度,期別,納付日,収納日,金額,納付区分,取消区分"
SHORT = "宛名番号,税目,年度,期別,納付日,金額"
DEBIT = "宛名番号,税目,年度,期別,振替日,振替金額,振替結果"
STATE = f"{SHORT},入金状態,取消日,還付額"
DEBT = "1001,固定資産税,R8,1"
CVS, CONFIRMED = "20260601,20260602,30000,コンビニ速報", "20260601,20260605,30000,コンビニ確報"
ACCOUNT = "20260601,20260602,30000,口座振替"
File = tuple[str, Sequence[str]]


def import_lines(context: HarnessContext, file: File) -> None:
    path = write_lines(make_path(context), file[0], [f"{DEBT},{line}" for line in file[1]])
    import_file(context, UPLOADER, PAYMENTS, path, name="消込", source=BY_SLACK)


def judge(context: HarnessContext) -> str:
    """Return why the person is excluded from a list; their payments are so old that they are not held."""
    decide_reversed(context)
    counts = import_list(context, [Debt(), *make_debts(2)[1:]]).target.counts
    return next(iter(counts.excluded), "")


@pytest.mark.parametrize(
    ("reason", "files"),
    [
        ("", [(WHOLE, [f"{CVS},"]), (WHOLE, [f"{CONFIRMED},"]), (WHOLE, [f"{CONFIRMED},取消"])]),
        ("paid", [(WHOLE, [f"{CVS},"]), (WHOLE, [f"{CONFIRMED},"]), (WHOLE, [f"{CVS},取消"])]),
        ("", [(WHOLE, [f"{CVS},"]), (WHOLE, [f"{CVS},取消"])]),
        ("paid", [(WHOLE, [f"{CVS},", f"{CVS},取消", f"{CVS},"])]),
        ("paid", [(WHOLE, [f"{CVS},"]), (WHOLE, [f"{CVS},", f"{CVS},取消", f"{CVS},"])]),
        # コンビニ and 口座 of a day, 口座 reversed: by a mark, a word, a day, and without a channel
        ("paid", [(WHOLE, [f"{CVS},", f"{ACCOUNT},"]), (WHOLE, [f"{ACCOUNT},取消"])]),
        ("paid", [(WHOLE, [f"{CVS},", f"{ACCOUNT},"]), (WHOLE, ["20260601,20260602,30000,口座振替（無効）,"])]),
        ("paid", [(WHOLE, [f"{CVS},", f"{ACCOUNT},"]), (DEBIT, ["20260601,30000,資金不足"])]),
        ("", [(WHOLE, [f"{ACCOUNT},"]), (DEBIT, ["20260601,30000,資金不足"])]),
        # a debit that failed on another day, or without a day of booking, takes back nothing that was paid before
        ("paid", [(WHOLE, [f"{CONFIRMED},"]), (DEBIT, ["20260630,30000,資金不足"])]),
        ("paid", [(SHORT, ["20260601,30000"]), (DEBIT, ["20260630,30000,不能"])]),
        ("paid", [(SHORT, ["20260601,30000"]), (DEBIT, ["20260630,30000,1"])]),
        ("", [(DEBIT, ["20260601,30000,1"])]),
        ("paid", [(DEBIT, ["20260601,30000,0"])]),
        ("paid", [(DEBIT, ["20260601,30000,不能"]), (DEBIT, ["20260610,30000,0"])]),
        # the same row with another state in a later file
        ("paid", [(STATE, ["20260601,30000,入金済,,0"])]),
        ("", [(STATE, ["20260601,30000,入金済,,0"]), (STATE, ["20260601,30000,取消,20260603,0"])]),
        ("", [(SHORT, ["20260601,30000"]), (STATE, ["20260601,30000,,20260603,0"])]),
        ("", [(STATE, ["20260601,30000,未入金,,0"])]),
        ("paid", [(STATE, ["20260601,30000,入金済,,0"]), (STATE, ["20260601,30000,未入金,,0"])]),
        ("paid", [(STATE, ["20260601,30000,入金済,,5000"])]),
        ("", [(STATE, ["20260601,30000,入金済,,30000"])]),
        ("paid", [(STATE, ["20260601,30000,入金済,,0"]), (STATE, ["20260602,30000,入金済,,30000"])]),
        # one more row, equal rows, and a column that one file lacks
        ("paid", [(WHOLE, [f"{CONFIRMED},"]), (WHOLE, [f"{CONFIRMED},", "20260603,20260605,500,銀行,"])]),
        ("paid", [(SHORT, ["20260601,15000", "20260601,15000"])]),
        ("", [(SHORT, ["20260601,15000"]), (SHORT, ["20260601,15000", "20260603,500"])]),
        ("", [(WHOLE, ["20260601,20260602,15000,銀行,"]), (SHORT, ["20260601,15000"])]),
    ],
)  # fmt: skip
def test_a_sequence_of_files_leaves_the_debt_paid_or_not(
    context: HarnessContext, reason: str, files: Sequence[File]
) -> None:
    for file in files:
        import_lines(context, file)
    assert judge(context) == reason


@pytest.mark.parametrize(
    ("reason", "files"),
    [
        ("paid", [(WHOLE, [f"{CONFIRMED},"]), (DEBIT, ["20260630,30000,資金不足"]), (SHORT, ["20260601,30000"])]),
        ("", [(WHOLE, [f"{ACCOUNT},"]), (DEBIT, ["20260601,30000,資金不足"]), (SHORT, ["20260601,30000"])]),
        ("", [(SHORT, ["20260601,30000"]), (STATE, ["20260601,30000,取消,,"]), (STATE, ["20260601,30000,入金済,,"])]),
    ],
)
@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_the_order_of_the_files_does_not_matter(
    context: HarnessContext, reason: str, files: Sequence[File], order: Sequence[int]
) -> None:
    for at in order:
        import_lines(context, files[at])
    assert judge(context) == reason


@pytest.mark.parametrize(
    ("reason", "line"),
    [
        ("recent_payment", "20260706,30000,未入金,,0"),  # who may have paid is not messaged at once
        ("recent_payment", "20260706,30000,入金済,,30000"),
        ("", "20260706,30000,取消,,0"),
    ],
)
def test_what_was_refunded_or_not_paid_holds_its_person(context: HarnessContext, reason: str, line: str) -> None:
    import_lines(context, (STATE, [line]))
    assert judge(context) == reason
