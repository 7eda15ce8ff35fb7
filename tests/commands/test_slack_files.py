"""Uploaded files that remain in Slack: when nofu next looks for them, and which it may delete itself."""

from datetime import timedelta

from bot.rules.slack_files import FIRST_CHECK_AFTER, QUESTION_PAUSE
from bot.store import times
from tests.commands.harness import STAFF, CommandHarness
from tests.commands.test_column_questions import make_choice, make_renamed_list
from tests.services.harness import TUESDAY


def list_pauses(harness: CommandHarness) -> list[timedelta]:
    """List how long after its upload each file is looked for. The clock of the harness does not move."""
    found = harness.services.column("SELECT check_at FROM slack_files ORDER BY rowid")
    return [times.parse_moment(str(moment)) - TUESDAY for moment in found]


def test_a_file_is_looked_for_later_while_its_columns_are_asked_for(harness: CommandHarness) -> None:
    view = harness.upload_list(make_renamed_list(harness, 3, 電話番号="でんわ"))
    harness.wait_for_view(STAFF, "list_columns")
    assert list_pauses(harness) == [QUESTION_PAUSE]
    harness.submit_form(STAFF, view, **make_choice(phone="でんわ"))
    harness.wait_for_view(STAFF, "list_result")
    assert list_pauses(harness) == [FIRST_CHECK_AFTER]


def test_a_file_is_looked_for_later_while_a_person_is_asked_to_import_it_again(harness: CommandHarness) -> None:
    content = harness.write_list()
    harness.upload_list(content)
    harness.wait_for_view(STAFF, "list_result")
    view = harness.upload_list(content)
    harness.wait_for_view(STAFF, "list_same_file")
    assert list_pauses(harness) == [FIRST_CHECK_AFTER, QUESTION_PAUSE]
    harness.press_in_view(STAFF, view, "list_again")
    harness.wait_for_view(STAFF, "list_result")
    assert list_pauses(harness) == [FIRST_CHECK_AFTER, FIRST_CHECK_AFTER]


def test_only_a_file_that_was_imported_or_has_personal_data_may_be_deleted_by_nofu(harness: CommandHarness) -> None:
    content = harness.write_list()
    minutes, numbers = "議事録,出席者\r\n7月7日,3名\r\n", "宛名番号,電話番号,納期限,個人番号\r\n"
    harness.upload_list(content)
    harness.wait_for_view(STAFF, "list_result")
    for refused in (minutes, numbers):
        harness.upload_list(refused.encode("cp932"))
        harness.wait_for_view(STAFF, "list_upload")
    assert harness.services.column("SELECT recognised FROM slack_files ORDER BY rowid") == [1, 0, 1]
