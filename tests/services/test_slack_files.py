"""Files in Slack: recorded when read, their deletion requested once, removed when deleted."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.model.digests import DigestKind
from bot.model.errors import NotAllowed, NotFound
from bot.model.posts import Post
from bot.model.slack_files import SlackFile
from bot.services import digests, home, posts, slack_files
from tests.services.harness import AUTHOR, CLOCK, OPERATOR, TUESDAY, UPLOADER, HarnessContext


def record(context: HarnessContext, file: str = "F1", uploader: str = UPLOADER.user) -> None:
    slack_files.record_file(context, UPLOADER, file, uploader=uploader, kind="targets")


def list_due(context: HarnessContext) -> list[Post]:
    return posts.find_due_posts(context, CLOCK)


def record_posted(context: HarnessContext) -> None:
    for post in list_due(context):
        posts.record_posted(context, CLOCK, posts.claim_post(context, CLOCK, post), "D1", "1.0")


def check_and_find(context: HarnessContext, file: str = "F1") -> None:
    """Check a file when it is due: Slack still has it."""
    context.clock.advance(minutes=10)
    assert slack_files.find_due(context, CLOCK) == file
    slack_files.record_still_there(context, CLOCK, file)


def check_present(context: HarnessContext, *files: str) -> None:
    """Slack still has these files."""
    for file in files:
        slack_files.record_still_there(context, CLOCK, file)


def list_requested(context: HarnessContext, request: str = "F1") -> Sequence[SlackFile]:
    """Return the files that a message asks for."""
    return slack_files.list_requested(context, CLOCK, request)


def list_remaining(context: HarnessContext) -> list[str]:
    return [file.file for file in digests.compute_figures(context, CLOCK, DigestKind.DAILY, None).remaining_files]


def test_a_file_is_checked_after_ten_minutes(context: HarnessContext) -> None:
    record(context)
    assert slack_files.find_due(context, CLOCK) is None
    context.clock.advance(minutes=10)
    assert slack_files.find_due(context, CLOCK) == "F1"


def test_files_are_checked_one_at_a_time_oldest_first(context: HarnessContext) -> None:
    for file in ("F2", "F1"):
        record(context, file)
        context.clock.advance(minutes=1)
    context.clock.advance(minutes=10)
    assert slack_files.find_due(context, CLOCK) == "F2"
    slack_files.record_still_there(context, CLOCK, "F2")
    assert slack_files.find_due(context, CLOCK) == "F1"


def test_the_uploader_is_asked_once_in_a_direct_message(context: HarnessContext) -> None:
    record(context, uploader="U_OTHER")
    check_and_find(context)
    assert [(post.kind, post.key, post.channel) for post in list_due(context)] == [("slack_file", "F1", "U_OTHER")]
    record_posted(context)
    for _ in range(30):
        context.clock.advance(hours=12)
        slack_files.record_still_there(context, CLOCK, "F1")
    assert list_due(context) == []
    assert not list_requested(context)[0].gone


def test_the_message_becomes_thanks_when_the_file_is_gone(context: HarnessContext) -> None:
    record(context)
    check_and_find(context)
    record_posted(context)
    slack_files.record_gone(context, CLOCK, "F1", "reported")
    (post,) = list_due(context)
    assert post.ts == "1.0"
    assert list_requested(context)[0].gone
    record_posted(context)
    slack_files.record_gone(context, CLOCK, "F1", "found")
    assert list_due(context) == []
    assert [action for _, action, _ in context.list_audited()] == ["file.note", "file.gone"]


def test_an_uploader_who_deletes_the_file_at_once_gets_no_message(context: HarnessContext) -> None:
    record(context)
    slack_files.record_gone(context, CLOCK, "F1", "reported")
    context.clock.advance(days=3)
    assert slack_files.find_due(context, CLOCK) is None
    assert list_due(context) == []
    with pytest.raises(NotFound):
        list_requested(context)


def test_there_is_no_thanks_for_a_request_that_was_never_posted(context: HarnessContext) -> None:
    record(context)
    check_and_find(context)
    slack_files.record_gone(context, CLOCK, "F1", "found")
    with pytest.raises(NotFound):
        list_requested(context)


def test_after_a_missing_answer_nobody_is_asked_and_the_next_check_is_later_each_time(context: HarnessContext) -> None:
    record(context)
    context.clock.advance(minutes=10)
    waits = []
    for _ in range(7):
        slack_files.record_no_answer(context, CLOCK, "F1")
        since = context.clock.now()
        while slack_files.find_due(context, CLOCK) is None:
            context.clock.advance(minutes=1)
        waits.append((context.clock.now() - since) // timedelta(minutes=1))
    assert waits == [1, 2, 4, 8, 16, 32, 60]
    assert list_due(context) == []
    assert list_remaining(context) == ["F1"]
    slack_files.record_still_there(context, CLOCK, "F1")
    assert len(list_due(context)) == 1
    slack_files.record_no_answer(context, CLOCK, "F1")
    context.clock.advance(minutes=1)  # the pauses start again
    assert slack_files.find_due(context, CLOCK) == "F1"


def test_a_file_that_is_imported_again_gets_its_ten_minutes_again_and_keeps_its_age(context: HarnessContext) -> None:
    record(context)
    context.clock.advance(minutes=9)
    record(context)
    context.clock.advance(minutes=9)
    assert slack_files.find_due(context, CLOCK) is None
    context.clock.advance(minutes=1)
    assert slack_files.find_due(context, CLOCK) == "F1"
    check_present(context, "F1")
    assert list_requested(context)[0].since == TUESDAY


def test_a_file_with_an_open_question_is_not_checked_for_an_hour(context: HarnessContext) -> None:
    record(context)
    slack_files.postpone_check(context, UPLOADER, "F1")
    context.clock.advance(minutes=59)
    assert slack_files.find_due(context, CLOCK) is None
    record(context)
    context.clock.advance(minutes=10)
    assert slack_files.find_due(context, CLOCK) == "F1", "it was read again, and nothing is waited for any more"


def test_a_deleted_file_that_is_imported_again_is_checked_again(context: HarnessContext) -> None:
    record(context)
    check_and_find(context)
    record_posted(context)
    slack_files.record_gone(context, CLOCK, "F1", "found")
    record_posted(context)
    record(context)
    assert list_remaining(context) == ["F1"]
    check_and_find(context)
    (post,) = list_due(context)
    assert post.ts == "1.0", "the same message asks again"


def test_several_files_of_a_user_are_asked_for_in_one_message_which_is_edited_as_they_go(
    context: HarnessContext,
) -> None:
    for file in ("F1", "F2", "F3"):
        record(context, file, "U_SAME")
    record(context, "F4", "U_OTHER")
    context.clock.advance(minutes=10)
    check_present(context, "F1", "F2", "F4")
    assert [(post.key, post.channel) for post in list_due(context)] == [("F1", "U_SAME"), ("F4", "U_OTHER")]
    record_posted(context)
    context.clock.advance(minutes=59)
    check_present(context, "F3")
    (post,) = list_due(context)
    assert (post.key, post.ts) == ("F1", "1.0")
    record_posted(context)
    slack_files.record_gone(context, CLOCK, "F2", "reported")
    assert len(list_due(context)) == 1
    assert [(file.file, file.gone) for file in list_requested(context)] == [("F1", False), ("F2", True), ("F3", False)]


@pytest.mark.parametrize(("minutes", "is_gone"), [(60, False), (1, True)])
def test_a_file_much_later_or_after_all_are_gone_is_asked_for_in_a_new_message(
    context: HarnessContext, minutes: int, is_gone: bool
) -> None:
    record(context)
    check_and_find(context)
    record_posted(context)
    if is_gone:
        slack_files.record_gone(context, CLOCK, "F1", "reported")
        record_posted(context)
    record(context, "F2")
    context.clock.advance(minutes=max(10, minutes))
    check_present(context, "F2")
    assert [(post.key, post.ts) for post in list_due(context)] == [("F2", None)]


def test_nothing_is_stored_about_a_file_that_nofu_never_read(context: HarnessContext) -> None:
    slack_files.record_gone(context, CLOCK, "F9", "reported")
    slack_files.record_still_there(context, CLOCK, "F9")
    slack_files.record_no_answer(context, CLOCK, "F9")
    assert context.list_audited() == []
    assert list_due(context) == []
    assert context.count("slack_files") == 0


def test_the_digest_and_the_uploaders_home_show_the_file_until_it_is_deleted(context: HarnessContext) -> None:
    record(context)
    assert list_remaining(context) == ["F1"]
    assert [file.file for file in home.get_home(context, UPLOADER).to_delete] == ["F1"]
    assert home.get_home(context, AUTHOR).to_delete == []
    slack_files.record_gone(context, CLOCK, "F1", "reported")
    assert list_remaining(context) == []
    assert home.get_home(context, UPLOADER).to_delete == []


def test_only_users_who_may_import_record_files_and_only_the_clock_checks_them(context: HarnessContext) -> None:
    with pytest.raises(NotAllowed):
        slack_files.record_file(context, OPERATOR, "F1", uploader="U1", kind="targets")
    record(context)
    with pytest.raises(NotAllowed):
        slack_files.record_still_there(context, UPLOADER, "F1")
    with pytest.raises(NotAllowed):
        slack_files.record_gone(context, UPLOADER, "F1", "reported")
    assert list_remaining(context) == ["F1"]


def test_no_file_name_is_stored(context: HarnessContext) -> None:
    """The table has no column for one; a new column needs a look at this rule."""
    columns = context.column("SELECT name FROM pragma_table_info('slack_files')")
    expected = "file uploader kind read_at check_at checked_at asked_at tries gone_at recognised size request"
    assert columns == expected.split()
