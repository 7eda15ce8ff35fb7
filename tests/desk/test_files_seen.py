"""What a file tells beside its rows: that it was here before, what it should not hold, what it hides."""

from pathlib import Path

import pytest

from bot.model.errors import Conflict, FileRefused
from bot.services.imports import payments, targets
from bot.services.imports.pipeline import Source
from tests.desk.files import Paid, payment_file, people, target_list
from tests.desk.office import UPLOADER, Office

SLACK = Source("slack", UPLOADER.user)
REDUCED = Source("slack", UPLOADER.user, reduced=True)


def turned(path: Path) -> Path:
    """The same rows in another order, encoding and name."""
    heading, *rows = path.read_text("cp932").splitlines()
    other = path.with_name("other.csv")
    other.write_text("\n".join([heading, *reversed(rows)]), "utf-8-sig")
    return other


def test_the_same_rows_in_another_order_encoding_and_name_are_known_again(office: Office, tmp_path: Path) -> None:
    path = target_list(tmp_path / "list.csv", people(3))
    first = targets.import_targets(office, UPLOADER, path, name="a", source=SLACK)
    with pytest.raises(Conflict) as refused:
        targets.import_targets(office, UPLOADER, turned(path), name="b", source=SLACK)
    assert refused.value.code == "same_file"
    assert refused.value.facts == {"list": str(first.target.id)}
    assert office.value("SELECT COUNT(*) FROM target_lists") == 1
    again = targets.import_targets(office, UPLOADER, turned(path), name="b", source=SLACK, again=True)
    assert again.target.counts.accepted == 3


def test_names_do_not_pass_where_only_reduced_files_may(office: Office, tmp_path: Path) -> None:
    path = target_list(tmp_path / "list.csv", people(1))
    with pytest.raises(FileRefused, match="upload_has_names"):
        targets.import_targets(office, UPLOADER, path, name="a", source=REDUCED)
    assert office.value("SELECT COUNT(*) FROM target_lists") == 0
    plain = target_list(tmp_path / "plain.csv", people(1), without=("name",))
    assert targets.import_targets(office, UPLOADER, plain, name="a", source=REDUCED).target.counts.accepted == 1


def test_a_payment_file_with_addresses_does_not_pass_either(office: Office, tmp_path: Path) -> None:
    path = payment_file(tmp_path / "paid.csv", [Paid()])
    heading, *rows = path.read_text("cp932").splitlines()
    path.write_text("\n".join([f"{heading},住所", *(f"{row},三郷市" for row in rows)]), "cp932")
    with pytest.raises(FileRefused, match="upload_has_names"):
        payments.import_payments(office, UPLOADER, path, name="a", source=REDUCED, as_of=None)
    assert office.value("SELECT COUNT(*) FROM payments") == 0
