"""The files of four vendors, imported as they are: for every row, what is right by its meaning."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.model.campaigns import Intent
from bot.services import audience
from bot.services.imports.calls import CALLS
from bot.services.imports.exclusions import EXCLUSIONS
from bot.services.imports.payments import PAYMENTS
from bot.services.imports.pipeline import FileKind, import_file
from bot.services.imports.targets import TARGETS
from bot.services.unit_of_work import Read
from bot.settings.loading import read
from bot.store import lists
from tests.corpus.vendor_sets.all_sets import SETS
from tests.corpus.vendor_sets.tables import VendorFile, VendorSet
from tests.services.harness import UPLOADER, HarnessContext
from tests.services.steps import BY_SLACK, make_path

PAID_ROWS = """
    SELECT line, CASE WHEN matched = 'reversal' OR id IN (SELECT known_by FROM counted_payments)
        THEN matched ELSE 'repeated' END FROM payments
"""
CALL_ROWS = (
    "SELECT line, result || ' ' || COALESCE(promised_on, CASE WHEN counted THEN 'counted' ELSE '' END) FROM calls"
)
EXCLUSION_ROWS = "SELECT line, CASE WHEN excluded THEN 'excluded' ELSE 'clear' END FROM exclusions"


def import_content(context: HarnessContext, kind: FileKind[Any], content: bytes) -> Any:
    path = make_path(context)
    path.write_bytes(content)
    return import_file(context, UPLOADER, kind, path, name="x", source=BY_SLACK)


def judge(context: HarnessContext, list_id: int) -> dict[int, str]:
    """Judge a list as of now; return for each line the reason why its person is not messaged for it."""
    with context.store.read_transaction() as db:
        unit = Read(db, context.clock.now())
        basis = audience.make_basis(context, unit, lists.get_columns(db, list_id), Intent.CALL_BACK)
        return {
            line: str(reason or "ok")
            for person, verdict in audience.judge_list(unit, list_id, basis)
            for line, reason in zip(person.lines, verdict.rows or [None] * len(person.lines), strict=True)
        }


def list_reasons(context: HarnessContext, list_id: int) -> dict[int, str]:
    """Return for each line of a list why its row was rejected, or why its person is not messaged for it."""
    with context.store.read_transaction() as db:
        rejected = {problem.line: str(problem.reason) for problem in lists.list_problems(db, list_id, 100)}
    return rejected | judge(context, list_id)


def import_rows(context: HarnessContext, kind: FileKind[Any], content: bytes, stored: str) -> dict[int, str]:
    """Import a file; return for each line what became of its row. `stored`: the query of the rows that were stored."""
    card = import_content(context, kind, content)
    with context.store.read_transaction() as db:
        found = {line: str(what).strip() for line, what in map(tuple, db.fetch_all(stored))}
    return found | {problem.line: str(problem.reason) for problem in card.problems}


def list_differences(file: VendorFile, found: Mapping[int, str], *, word: int | None = None) -> list[str]:
    """List the rows of which something else became than is right. `word`: of several words, the one to compare."""
    rows = file.list_expected()
    right = {
        line: row.right if word is None else row.right.split()[min(word, row.right.count(" "))]
        for line, row in rows.items()
    }
    found = {**dict.fromkeys(right, "repeated"), **found}
    lines = sorted(right.keys() | found.keys())
    return [
        f"line {line}: {found.get(line)} instead of {right.get(line)}: {rows.get(line)}"
        for line in lines
        if found.get(line) != right.get(line)
    ]


@pytest.mark.parametrize("vendor", SETS, ids=lambda vendor: vendor.name)
def test_every_row_of_a_vendors_files_is_judged_right(context: HarnessContext, vendor: VendorSet) -> None:
    codes = read(frozenset(), {"SMS_UNIT_YEN": "12.5", **vendor.settings})
    city = context.with_settings(**{name.lower(): getattr(codes, name.lower()) for name in vendor.settings})
    listed = import_content(city, TARGETS, vendor.targets[1]).target.id
    differences = list_differences(vendor.targets[0], list_reasons(city, listed), word=0)
    for (file, content), kind, stored in (
        (vendor.payments, PAYMENTS, PAID_ROWS),
        (vendor.calls, CALLS, CALL_ROWS),
        (vendor.exclusions, EXCLUSIONS, EXCLUSION_ROWS),
    ):
        differences += list_differences(file, import_rows(city, kind, content, stored))
    differences += list_differences(vendor.targets[0], list_reasons(city, listed), word=1)
    assert not differences, "\n".join(differences)


@pytest.mark.parametrize("vendor", SETS, ids=lambda vendor: vendor.name)
def test_the_files_of_a_vendor_are_as_wide_and_long_as_real_ones(vendor: VendorSet) -> None:
    for file, _ in (vendor.targets, vendor.payments, vendor.calls, vendor.exclusions):
        assert len(file.columns) >= 25
        assert len(file.list_expected()) >= 12
