"""Files that were imported before, and files with forbidden columns."""

from pathlib import Path

import pytest

from bot.model.errors import Conflict, FileRefused
from bot.services.imports.payments import PAYMENTS
from bot.services.imports.pipeline import Source, import_file
from bot.services.imports.targets import TARGETS
from tests.services.files import Paid, make_debts, write_payment_file, write_target_list
from tests.services.harness import UPLOADER, HarnessContext

SLACK = Source("slack", UPLOADER.user)
REDUCED = Source("slack", UPLOADER.user, reduced=True)


def reorder_file(path: Path) -> Path:
    """Write the same rows in another order, encoding and name."""
    heading, *rows = path.read_text("cp932").splitlines()
    other = path.with_name("other.csv")
    other.write_text("\n".join([heading, *reversed(rows)]), "utf-8-sig")
    return other


def test_the_same_rows_in_another_order_encoding_and_name_are_recognised(
    context: HarnessContext, tmp_path: Path
) -> None:
    path = write_target_list(tmp_path / "list.csv", make_debts(3))
    first = import_file(context, UPLOADER, TARGETS, path, name="a", source=SLACK)
    with pytest.raises(Conflict) as refused:
        import_file(context, UPLOADER, TARGETS, reorder_file(path), name="b", source=SLACK)
    assert refused.value.code == "same_file"
    assert refused.value.facts == {"list": str(first.target.id)}
    assert context.value("SELECT COUNT(*) FROM target_lists") == 1
    again = import_file(context, UPLOADER, TARGETS, reorder_file(path), name="b", source=SLACK, again=True)
    assert again.target.counts.accepted == 3


def test_a_list_with_names_is_refused_where_names_are_not_allowed(context: HarnessContext, tmp_path: Path) -> None:
    path = write_target_list(tmp_path / "list.csv", make_debts(1))
    with pytest.raises(FileRefused, match="upload_has_names"):
        import_file(context, UPLOADER, TARGETS, path, name="a", source=REDUCED)
    assert context.value("SELECT COUNT(*) FROM target_lists") == 0
    plain = write_target_list(tmp_path / "plain.csv", make_debts(1), without=("name",))
    assert import_file(context, UPLOADER, TARGETS, plain, name="a", source=REDUCED).target.counts.accepted == 1


def test_a_payment_file_with_addresses_is_refused_where_names_are_not_allowed(
    context: HarnessContext, tmp_path: Path
) -> None:
    path = write_payment_file(tmp_path / "paid.csv", [Paid()])
    heading, *rows = path.read_text("cp932").splitlines()
    path.write_text("\n".join([f"{heading},住所", *(f"{row},三郷市" for row in rows)]), "cp932")
    with pytest.raises(FileRefused, match="upload_has_names"):
        import_file(context, UPLOADER, PAYMENTS, path, name="a", source=REDUCED)
    assert context.value("SELECT COUNT(*) FROM payments") == 0
