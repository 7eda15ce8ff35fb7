"""Everything about one person as a file: who may write it, what it has, and what is audited."""

from pathlib import Path

import pytest

from bot.files.exports import NotWritten
from bot.model.access import Actor
from bot.model.call_backs import CallBackResult, CorrectionEntry, CorrectionReason
from bot.model.errors import Conflict, NotAllowed, NotFound
from bot.model.people import SheetReason
from bot.services import call_backs, person_sheets
from tests.services.files import Debt, Paid
from tests.services.harness import CHIEF, OPERATOR, STRANGER, UPLOADER, HarnessContext, fail_with
from tests.services.steps import import_list, import_paid, send_all, start_sending
from tests.services.test_call_backs import record

calamine = pytest.importorskip("python_calamine")


def read_rows(context: HarnessContext, name: str) -> list[list[object]]:
    book = calamine.CalamineWorkbook.from_path(str(Path(context.settings.exports, name)))
    return list(book.get_sheet_by_index(0).to_python())


def start(context: HarnessContext) -> None:
    debts = [
        Debt(),
        Debt(instalment="2", due="R8.6.1", phone="090-1234-5699"),
        Debt(taxpayer="1002", phone="090-1234-5602"),
    ]
    start_sending(context, import_list(context, debts).target.id)
    send_all(context)
    import_paid(context, [Paid(amount="1000")])


@pytest.mark.parametrize("by", [UPLOADER, CHIEF])
def test_the_sheet_has_everything_about_the_person_and_nothing_about_others(context: HarnessContext, by: Actor) -> None:
    start(context)
    record(context, CallBackResult.PROMISE, note="給料日")
    record(context, CallBackResult.COMPLAINT)
    rows = read_rows(context, person_sheets.write_sheet(context, by, 1, SheetReason.COMPLAINT))
    text = str(rows)
    for shown in (
        "1001",
        "納税",
        "09012345601",
        "09012345699",
        "30000",
        "1,000",
        "0013",
        "給料日",
        "苦情",
        "2026-07-10",
    ):
        assert shown in text, shown
    assert "1002" not in text
    assert "09012345602" not in text


@pytest.mark.parametrize("by", [OPERATOR, STRANGER])
def test_operators_write_no_sheet(context: HarnessContext, by: Actor) -> None:
    start(context)
    with pytest.raises(NotAllowed):
        person_sheets.check_exportable(context, by, 1)
    with pytest.raises(NotAllowed):
        person_sheets.write_sheet(context, by, 1, SheetReason.CHECK)
    assert not context.settings.exports.exists() or not list(context.settings.exports.glob("person-*"))


def test_the_reason_the_rows_and_the_hash_are_audited(context: HarnessContext) -> None:
    start(context)
    person_sheets.write_sheet(context, UPLOADER, 1, SheetReason.OBJECTION)
    asked, written = [one for one in context.audit_entries() if one.action == "person.export"]
    assert (asked.subject, asked.facts["reason"]) == ("message:1", "objection")
    assert written.facts["written"] == asked.facts["rows"]
    assert len(str(written.facts["sha256"])) == 64


def test_a_sheet_that_cannot_be_written_is_a_sentence_and_its_reason_is_audited(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(context)
    monkeypatch.setattr(person_sheets, "write_files", fail_with(NotWritten("disk")))
    with pytest.raises(Conflict) as caught:
        person_sheets.write_sheet(context, UPLOADER, 1, SheetReason.CHECK)
    assert caught.value.code == "sheet_not_written"
    assert (UPLOADER.user, "person.export", "done") in context.list_audited()


def test_a_message_that_does_not_exist_has_no_sheet(context: HarnessContext) -> None:
    with pytest.raises(NotFound):
        person_sheets.check_exportable(context, UPLOADER, 7)


def test_a_record_that_was_taken_back_is_in_the_sheet_with_its_correction(context: HarnessContext) -> None:
    start(context)
    record(context, CallBackResult.COMPLAINT)
    entry = CorrectionEntry(1, 1, CorrectionReason.WRONG_PERSON, undoes=False)
    call_backs.correct_call_back(context, UPLOADER, entry)
    rows = read_rows(context, person_sheets.write_sheet(context, CHIEF, 1, SheetReason.OBJECTION))
    said = [row[2] for row in rows if row[0] == context.words("sheet_about.record")]
    assert len(said) == 2
    assert context.words("correction_reason.wrong_person") in str(said[1])
