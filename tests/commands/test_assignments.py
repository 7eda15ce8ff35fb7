"""The button below an imported file that assigns its columns: the form, the second reading, and what cannot be read."""

from pathlib import Path
from typing import Any

from bot.model.imports import CallCounts, FileCounts, PaymentCounts
from bot.model.mode import Mode
from bot.rules.slack_files import QUESTION_PAUSE
from bot.screens import imports as screens
from bot.screens import text_reports
from bot.screens.blocks import Frame
from bot.services.imports.inbox_folder import InboxFolder
from bot.services.imports.pipeline import get_file_view
from bot.slack import posts
from tests.commands.harness import DESK, EMMA, EN, JA, OPERATOR, STAFF, CommandHarness
from tests.commands.test_slack_files import list_pauses
from tests.services.files import write_lines
from tests.services.harness import CLOCK

PAYMENTS = "宛名番号,納税太郎,年度,期別,納付日,金額\r\n1001,固定資産税,令和8,1,20260706,30000\r\n".encode("cp932")
CALLS = ("宛名番号,架電日,架電結果,謎の欄", "1001,2026/7/6,不在,2026/8/1")


def post_card(harness: CommandHarness, counts: type[FileCounts], file_id: int = 1) -> str:
    """Post the card of an imported file. Returns its ts."""
    view = get_file_view(counts, harness.services, CLOCK, file_id)
    card = screens.build_file_card(Frame(JA, Mode.SANDBOX), view)
    return posts.post_message(harness.context.client, DESK, card.text, card.blocks).ts


def choose(page: Any, column: str, letters: str) -> dict[str, Any]:
    """Choose the column with these letters in the form's menu."""
    block = f"column_{column}"
    (found,) = [each["element"] for each in page["blocks"] if each.get("block_id") == block]
    option = next(each for each in found["options"] if each["text"]["text"] == JA("columns.place", letters=letters))
    return {block: {block: {"type": "static_select", "selected_option": option}}}


def drop_calls(harness: CommandHarness) -> Path:
    """Import a file of calls from the inbox folder; return where it is kept."""
    folder = harness.services.settings.inbox / "calls"
    folder.mkdir(parents=True)
    write_lines(folder / "納税太郎.csv", CALLS[0], [CALLS[1]])
    job = InboxFolder(text_reports.write_report)
    for moment in (0.0, 100.0):
        job.take_next(harness.services, CLOCK, moment)
    (path,) = (folder / "done").glob("*.csv")
    return path


def list_assigned(harness: CommandHarness) -> list[bool]:
    return [assigned != "{}" for assigned in harness.services.column("SELECT assigned FROM imported_files ORDER BY id")]


def test_the_result_of_an_upload_asks_for_columns_by_their_letters_and_reads_the_file_again(
    harness: CommandHarness,
) -> None:
    view = harness.upload_payments(PAYMENTS)
    shown = harness.read_view(STAFF, "payments_result")
    assert JA("columns.assign") in shown
    assert harness.press_in_view(STAFF, view, "file_assign")["ok"]
    page = harness.wait_for_view(STAFF, "file_columns")
    assert page["id"] == view
    assert "納税太郎" not in str(page)
    assert list_pauses(harness) == [QUESTION_PAUSE]
    nothing = harness.submit_form(STAFF, view)
    assert list(nothing["errors"].values()) == [JA("refusal.no_column_chosen")]
    assert harness.submit_form(STAFF, view, **choose(page, "tax", "B"))["ok"]
    shown = harness.read_view(STAFF, "file_result")
    assert "税目＝B列" in shown
    assert JA("columns.assign") not in shown, "no other column is left"
    assert list_assigned(harness) == [False, True]
    post_card(harness, PaymentCounts)
    first = str(harness.slack.messages(STAFF)[-1]["blocks"])
    assert JA("file.read_again") in first
    assert not any(action in first for action in ("file_assign", "preset_forget"))


def test_the_card_of_a_file_asks_everybody_who_may_import_it(harness: CommandHarness) -> None:
    harness.upload_payments(PAYMENTS)
    harness.wait_for_view(STAFF, "payments_result")
    ts = post_card(harness, PaymentCounts)
    harness.press(OPERATOR, ts, "file_assign")
    harness.wait_for_text(OPERATOR, JA("refusal.not_allowed"))
    harness.press(EMMA, ts, "file_assign", value="payments:99")
    harness.wait_for_text(EMMA, EN("refusal.file_gone"))
    harness.press(EMMA, ts, "file_assign", value="targets:1")
    harness.wait_for_text(EMMA, EN("refusal.file_gone"))
    harness.press(EMMA, ts, "file_assign")
    page = harness.wait_for_view(EMMA, "file_columns")
    harness.press(STAFF, ts, "file_assign")
    other = harness.wait_for_view(STAFF, "file_columns")
    chosen = choose(other, "tax", "B")
    assert harness.submit_form(EMMA, page["id"], **chosen)["ok"]
    harness.wait_for_view(EMMA, "file_result")
    assert harness.services.column("SELECT uploader FROM imported_files") == [STAFF, STAFF]
    harness.submit_form(STAFF, other["id"], **chosen)
    harness.wait_for_text(STAFF, JA("refusal.no_column_left"))
    assert list_assigned(harness) == [False, True]


def test_of_a_file_that_was_deleted_from_slack_the_columns_are_remembered(harness: CommandHarness) -> None:
    harness.upload_payments(PAYMENTS)
    harness.wait_for_view(STAFF, "payments_result")
    ts = post_card(harness, PaymentCounts)
    (file,) = harness.services.column("SELECT slack_file FROM imported_files")
    harness.slack.post("delete_file", user=STAFF, file_id=file)
    harness.press(STAFF, ts, "file_assign")
    page = harness.wait_for_view(STAFF, "file_columns")
    harness.submit_form(STAFF, page["id"], **choose(page, "tax", "B"))
    harness.wait_for_text(STAFF, JA("columns.upload_again"))
    assert list_assigned(harness) == [False]
    harness.upload_payments(PAYMENTS)
    assert "税目＝B列" in harness.read_view(STAFF, "payments_result")


def test_a_file_of_the_inbox_folder_is_read_again_from_there(harness: CommandHarness) -> None:
    path = drop_calls(harness)
    ts = post_card(harness, CallCounts)
    harness.press(STAFF, ts, "file_assign")
    page = harness.wait_for_view(STAFF, "file_columns")
    harness.submit_form(STAFF, page["id"], **choose(page, "promised_on", "D"))
    shown = harness.read_view(STAFF, "file_result")
    assert "約束日＝D列" in shown
    assert JA("list.delete_file") not in shown, "it is not in Slack"
    assert harness.services.column("SELECT promised_on FROM promises") == ["2026-08-01"]
    assert path.exists()


def test_a_file_of_the_inbox_folder_that_was_moved_leaves_its_columns_remembered(harness: CommandHarness) -> None:
    drop_calls(harness).unlink()
    ts = post_card(harness, CallCounts)
    harness.press(STAFF, ts, "file_assign")
    page = harness.wait_for_view(STAFF, "file_columns")
    harness.submit_form(STAFF, page["id"], **choose(page, "promised_on", "D"))
    harness.wait_for_text(STAFF, JA("columns.upload_again"))
    again = post_card(harness, CallCounts)
    assert JA("columns.assigned_later") in str(harness.slack.messages(STAFF)[-1]["blocks"])
    harness.press(STAFF, again, "file_assign")
    page = harness.wait_for_view(STAFF, "file_columns")
    assert "initial_option" in str(page["blocks"])
    harness.press(STAFF, again, "preset_forget")
    harness.press(STAFF, again, "preset_forget")
    harness.wait_for_notice(STAFF, JA("refusal.preset_gone"))
