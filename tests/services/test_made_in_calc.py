"""A workbook as LibreOffice Calc writes it: a title, lost leading zeros, text dates, a row of totals."""

from pathlib import Path

from bot.services.imports.pipeline import Source, import_file
from bot.services.imports.targets import TARGETS
from tests.services.harness import UPLOADER, HarnessContext

BOOK = Path(__file__).parents[1] / "corpus" / "made_in_calc.xlsx"
"""A CSV of fourteen people, opened in Calc and saved as a workbook, which lost the leading zeros."""


def test_a_workbook_made_in_calc_is_read_repaired_and_judged(context: HarnessContext) -> None:
    card = import_file(context, UPLOADER, TARGETS, BOOK, name="Calc", source=Source("slack", UPLOADER.user))
    counts = card.target.counts
    assert (counts.rows, counts.accepted, counts.recipients) == (14, 4, 4)
    assert counts.rejected == {"bad_date": 1, "missing_phone": 1}
    assert counts.excluded == {
        "excluded_flag": 2,
        "not_mobile": 1,
        "not_own_number": 1,
        "promise_open": 1,
        "shared_phone": 2,
        "too_few_calls": 1,
    }
    assert counts.corrected == {"phone_zero_restored": 9, "phone_fullwidth": 1, "phone_plus81": 1}
