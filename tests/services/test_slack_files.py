"""Files that nofu read and may not delete: noted whatever becomes of them, asked for once, forgotten when gone."""

from datetime import timedelta

import pytest

from bot.model.digests import DigestKind
from bot.model.errors import NotAllowed, NotFound
from bot.model.posts import Post
from bot.services import digests, home, posts, slack_files
from tests.services.harness import AUTHOR, CLOCK, OPERATOR, TUESDAY, UPLOADER, HarnessContext


def note(context: HarnessContext, file: str = "F1", uploader: str = UPLOADER.user) -> None:
    slack_files.record_file(context, UPLOADER, file, uploader=uploader, kind="targets")


def due(context: HarnessContext) -> list[Post]:
    return posts.find_due_posts(context, CLOCK)


def shown(context: HarnessContext) -> None:
    for post in due(context):
        posts.record_posted(context, CLOCK, posts.claim_post(context, CLOCK, post), "D1", "1.0")


def lies_on(context: HarnessContext, file: str = "F1") -> None:
    """Slack is asked when its time has come, and says that it is there."""
    context.clock.advance(minutes=10)
    assert slack_files.find_due(context, CLOCK) == file
    slack_files.record_still_there(context, CLOCK, file)


def left(context: HarnessContext) -> list[str]:
    return [file.file for file in digests.compute_figures(context, CLOCK, DigestKind.DAILY, None).remaining_files]


def test_a_file_is_looked_for_after_ten_minutes_and_not_before(context: HarnessContext) -> None:
    note(context)
    assert slack_files.find_due(context, CLOCK) is None
    context.clock.advance(minutes=10)
    assert slack_files.find_due(context, CLOCK) == "F1"


def test_what_waits_longest_is_looked_for_first_and_one_at_a_time(context: HarnessContext) -> None:
    for file in ("F2", "F1"):
        note(context, file)
        context.clock.advance(minutes=1)
    context.clock.advance(minutes=10)
    assert slack_files.find_due(context, CLOCK) == "F2"
    slack_files.record_still_there(context, CLOCK, "F2")
    assert slack_files.find_due(context, CLOCK) == "F1"


def test_its_uploader_is_asked_once_in_a_message_of_their_own(context: HarnessContext) -> None:
    note(context, uploader="U_OTHER")
    lies_on(context)
    assert [(post.kind, post.key, post.channel) for post in due(context)] == [("lying", "F1", "U_OTHER")]
    shown(context)
    for _ in range(30):
        context.clock.advance(hours=12)
        slack_files.record_still_there(context, CLOCK, "F1")
    assert due(context) == []
    assert not slack_files.get_slack_file(context, CLOCK, "F1").gone


def test_the_message_becomes_thanks_when_the_file_is_gone(context: HarnessContext) -> None:
    note(context)
    lies_on(context)
    shown(context)
    slack_files.record_gone(context, CLOCK, "F1", "told")
    (post,) = due(context)
    assert post.ts == "1.0"
    assert slack_files.get_slack_file(context, CLOCK, "F1").gone
    shown(context)
    slack_files.record_gone(context, CLOCK, "F1", "found")
    assert due(context) == []
    assert [action for _, action, _ in context.audited()] == ["file.note", "file.gone"]


def test_who_deletes_it_at_once_hears_nothing_more(context: HarnessContext) -> None:
    note(context)
    slack_files.record_gone(context, CLOCK, "F1", "told")
    context.clock.advance(days=3)
    assert slack_files.find_due(context, CLOCK) is None
    assert due(context) == []
    with pytest.raises(NotFound):
        slack_files.get_slack_file(context, CLOCK, "F1")


def test_a_request_that_slack_never_showed_is_not_thanked_for(context: HarnessContext) -> None:
    note(context)
    lies_on(context)
    slack_files.record_gone(context, CLOCK, "F1", "found")
    with pytest.raises(NotFound):
        slack_files.get_slack_file(context, CLOCK, "F1")


def test_slacks_silence_is_no_answer_asks_nobody_and_is_borne_longer_each_time(context: HarnessContext) -> None:
    note(context)
    context.clock.advance(minutes=10)
    waits = []
    for _ in range(7):
        slack_files.record_no_answer(context, CLOCK, "F1")
        since = context.clock.now()
        while slack_files.find_due(context, CLOCK) is None:
            context.clock.advance(minutes=1)
        waits.append((context.clock.now() - since) // timedelta(minutes=1))
    assert waits == [1, 2, 4, 8, 16, 32, 60]
    assert due(context) == []
    assert left(context) == ["F1"]
    slack_files.record_still_there(context, CLOCK, "F1")
    assert context.value("SELECT tries FROM slack_files") == 0
    assert len(due(context)) == 1


def test_a_file_that_is_read_again_gets_its_time_again_and_keeps_its_age(context: HarnessContext) -> None:
    note(context)
    context.clock.advance(minutes=9)
    note(context)
    context.clock.advance(minutes=9)
    assert slack_files.find_due(context, CLOCK) is None
    context.clock.advance(minutes=1)
    assert slack_files.find_due(context, CLOCK) == "F1"
    assert slack_files.get_slack_file(context, CLOCK, "F1").since == TUESDAY


def test_while_a_person_is_asked_about_it_a_file_is_left_alone_for_an_hour(context: HarnessContext) -> None:
    note(context)
    slack_files.postpone_check(context, UPLOADER, "F1")
    context.clock.advance(minutes=59)
    assert slack_files.find_due(context, CLOCK) is None
    note(context)
    context.clock.advance(minutes=10)
    assert slack_files.find_due(context, CLOCK) == "F1", "it was read again, and nothing is waited for any more"


def test_a_file_that_was_believed_gone_and_is_read_again_is_asked_for_again(context: HarnessContext) -> None:
    note(context)
    lies_on(context)
    shown(context)
    slack_files.record_gone(context, CLOCK, "F1", "found")
    shown(context)
    note(context)
    assert left(context) == ["F1"]
    lies_on(context)
    (post,) = due(context)
    assert post.ts == "1.0", "the same message asks again"


def test_of_a_file_that_nofu_never_read_nothing_is_kept(context: HarnessContext) -> None:
    slack_files.record_gone(context, CLOCK, "F9", "told")
    slack_files.record_still_there(context, CLOCK, "F9")
    slack_files.record_no_answer(context, CLOCK, "F9")
    assert context.audited() == []
    assert due(context) == []
    assert context.value("SELECT COUNT(*) FROM slack_files") == 0


def test_the_digest_and_the_uploaders_own_desk_tell_of_it_until_it_is_gone(context: HarnessContext) -> None:
    note(context)
    assert left(context) == ["F1"]
    assert [file.file for file in home.get_home(context, UPLOADER).to_delete] == ["F1"]
    assert home.get_home(context, AUTHOR).to_delete == []
    slack_files.record_gone(context, CLOCK, "F1", "told")
    assert left(context) == []
    assert home.get_home(context, UPLOADER).to_delete == []


def test_who_may_not_import_notes_nothing_and_only_the_clock_follows(context: HarnessContext) -> None:
    with pytest.raises(NotAllowed):
        slack_files.record_file(context, OPERATOR, "F1", uploader="U1", kind="targets")
    note(context)
    with pytest.raises(NotAllowed):
        slack_files.record_still_there(context, UPLOADER, "F1")
    with pytest.raises(NotAllowed):
        slack_files.record_gone(context, UPLOADER, "F1", "told")
    assert left(context) == ["F1"]


def test_no_name_of_a_file_is_kept(context: HarnessContext) -> None:
    with context.store.read_transaction() as db:
        columns = [row["name"] for row in db.fetch_all("SELECT name FROM pragma_table_info('slack_files')")]
    assert columns == [
        "file", "uploader", "kind", "read_at", "check_at", "checked_at", "asked_at", "tries", "gone_at",
            "recognised",
    ]  # fmt: skip
