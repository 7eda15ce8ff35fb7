"""A file is read once more after a question was answered: until then it is neither asked for nor deleted."""

from datetime import timedelta

from bot.rules.slack_files import FIRST_CHECK_AFTER, QUESTION_PAUSE
from bot.store import times
from tests.commands.harness import STAFF, Bureau
from tests.commands.test_column_questions import bring, choose, strange
from tests.services.files import make_debts, write_target_list
from tests.services.harness import TUESDAY


def left_alone(bureau: Bureau) -> list[timedelta]:
    """For how long each file is left alone, by the desk's clock, which stands still."""
    found = bureau.services.column("SELECT check_at FROM slack_files ORDER BY rowid")
    return [times.parse_moment(str(moment)) - TUESDAY for moment in found]


def test_while_columns_are_asked_for_it_is_left_alone_and_no_longer(bureau: Bureau) -> None:
    view = bring(bureau, strange(bureau, 3, 電話番号="でんわ"))
    bureau.view(STAFF, "list_columns")
    assert left_alone(bureau) == [QUESTION_PAUSE]
    bureau.submit(STAFF, view, **choose(phone="でんわ"))
    bureau.view(STAFF, "list_result")
    assert left_alone(bureau) == [FIRST_CHECK_AFTER]


def test_while_somebody_is_asked_about_the_same_file_it_is_left_alone_too(bureau: Bureau) -> None:
    content = write_target_list(bureau.services.store.path.with_name("x.csv"), make_debts(3)).read_bytes()
    bring(bureau, content)
    bureau.view(STAFF, "list_result")
    view = bring(bureau, content)
    bureau.view(STAFF, "list_same_file")
    assert left_alone(bureau) == [FIRST_CHECK_AFTER, QUESTION_PAUSE]
    bureau.press_in(STAFF, view, "list_again")
    bureau.view(STAFF, "list_result")
    assert left_alone(bureau) == [FIRST_CHECK_AFTER, FIRST_CHECK_AFTER]


def test_only_what_was_taken_in_or_tells_of_people_may_be_deleted_for_its_uploader(bureau: Bureau) -> None:
    content = write_target_list(bureau.services.store.path.with_name("x.csv"), make_debts(3)).read_bytes()
    minutes, numbers = "議事録,出席者\r\n7月7日,3名\r\n", "宛名番号,電話番号,納期限,個人番号\r\n"
    bring(bureau, content)
    bureau.view(STAFF, "list_result")
    for refused in (minutes, numbers):
        bring(bureau, refused.encode("cp932"))
        bureau.view(STAFF, "list_upload")
    assert bureau.services.column("SELECT recognised FROM slack_files ORDER BY rowid") == [1, 0, 1]
