"""Files that nofu read and may not delete: noted whatever becomes of them, asked for once, forgotten when gone."""

from datetime import timedelta

import pytest

from bot.model.digests import DigestKind
from bot.model.errors import NotAllowed, NotFound
from bot.model.posts import Post
from bot.services import digests, home, posts, slack_files
from tests.desk.office import AUTHOR, CLOCK, OPERATOR, TUESDAY, UPLOADER, Office


def note(office: Office, file: str = "F1", uploader: str = UPLOADER.user) -> None:
    slack_files.record_file(office, UPLOADER, file, uploader=uploader, kind="targets")


def due(office: Office) -> list[Post]:
    return posts.find_due_posts(office, CLOCK)


def shown(office: Office) -> None:
    for post in due(office):
        posts.record_posted(office, CLOCK, posts.claim_post(office, CLOCK, post), "D1", "1.0")


def lies_on(office: Office, file: str = "F1") -> None:
    """Slack is asked when its time has come, and says that it is there."""
    office.clock.advance(minutes=10)
    assert slack_files.find_due(office, CLOCK) == file
    slack_files.record_still_there(office, CLOCK, file)


def left(office: Office) -> list[str]:
    return [file.file for file in digests.compute_figures(office, CLOCK, DigestKind.DAILY, None).lying]


def test_a_file_is_looked_for_after_ten_minutes_and_not_before(office: Office) -> None:
    note(office)
    assert slack_files.find_due(office, CLOCK) is None
    office.clock.advance(minutes=10)
    assert slack_files.find_due(office, CLOCK) == "F1"


def test_what_waits_longest_is_looked_for_first_and_one_at_a_time(office: Office) -> None:
    for file in ("F2", "F1"):
        note(office, file)
        office.clock.advance(minutes=1)
    office.clock.advance(minutes=10)
    assert slack_files.find_due(office, CLOCK) == "F2"
    slack_files.record_still_there(office, CLOCK, "F2")
    assert slack_files.find_due(office, CLOCK) == "F1"


def test_its_uploader_is_asked_once_in_a_message_of_their_own(office: Office) -> None:
    note(office, uploader="U_OTHER")
    lies_on(office)
    assert [(post.kind, post.key, post.place) for post in due(office)] == [("lying", "F1", "U_OTHER")]
    shown(office)
    for _ in range(30):
        office.clock.advance(hours=12)
        slack_files.record_still_there(office, CLOCK, "F1")
    assert due(office) == []
    assert not slack_files.get_slack_file(office, CLOCK, "F1").gone


def test_the_message_becomes_thanks_when_the_file_is_gone(office: Office) -> None:
    note(office)
    lies_on(office)
    shown(office)
    slack_files.record_gone(office, CLOCK, "F1", "told")
    (post,) = due(office)
    assert post.ts == "1.0"
    assert slack_files.get_slack_file(office, CLOCK, "F1").gone
    shown(office)
    slack_files.record_gone(office, CLOCK, "F1", "found")
    assert due(office) == []
    assert [action for _, action, _ in office.audited()] == ["file.note", "file.gone"]


def test_who_deletes_it_at_once_hears_nothing_more(office: Office) -> None:
    note(office)
    slack_files.record_gone(office, CLOCK, "F1", "told")
    office.clock.advance(days=3)
    assert slack_files.find_due(office, CLOCK) is None
    assert due(office) == []
    with pytest.raises(NotFound):
        slack_files.get_slack_file(office, CLOCK, "F1")


def test_a_request_that_slack_never_showed_is_not_thanked_for(office: Office) -> None:
    note(office)
    lies_on(office)
    slack_files.record_gone(office, CLOCK, "F1", "found")
    with pytest.raises(NotFound):
        slack_files.get_slack_file(office, CLOCK, "F1")


def test_slacks_silence_is_no_answer_asks_nobody_and_is_borne_longer_each_time(office: Office) -> None:
    note(office)
    office.clock.advance(minutes=10)
    waits = []
    for _ in range(7):
        slack_files.record_no_answer(office, CLOCK, "F1")
        since = office.clock.now()
        while slack_files.find_due(office, CLOCK) is None:
            office.clock.advance(minutes=1)
        waits.append((office.clock.now() - since) // timedelta(minutes=1))
    assert waits == [1, 2, 4, 8, 16, 32, 60]
    assert due(office) == []
    assert left(office) == ["F1"]
    slack_files.record_still_there(office, CLOCK, "F1")
    assert office.value("SELECT tries FROM lying_files") == 0
    assert len(due(office)) == 1


def test_a_file_that_is_read_again_gets_its_time_again_and_keeps_its_age(office: Office) -> None:
    note(office)
    office.clock.advance(minutes=9)
    note(office)
    office.clock.advance(minutes=9)
    assert slack_files.find_due(office, CLOCK) is None
    office.clock.advance(minutes=1)
    assert slack_files.find_due(office, CLOCK) == "F1"
    assert slack_files.get_slack_file(office, CLOCK, "F1").since == TUESDAY


def test_while_a_person_is_asked_about_it_a_file_is_left_alone_for_an_hour(office: Office) -> None:
    note(office)
    slack_files.postpone_check(office, UPLOADER, "F1")
    office.clock.advance(minutes=59)
    assert slack_files.find_due(office, CLOCK) is None
    note(office)
    office.clock.advance(minutes=10)
    assert slack_files.find_due(office, CLOCK) == "F1", "it was read again, and nothing is waited for any more"


def test_a_file_that_was_believed_gone_and_is_read_again_is_asked_for_again(office: Office) -> None:
    note(office)
    lies_on(office)
    shown(office)
    slack_files.record_gone(office, CLOCK, "F1", "found")
    shown(office)
    note(office)
    assert left(office) == ["F1"]
    lies_on(office)
    (post,) = due(office)
    assert post.ts == "1.0", "the same message asks again"


def test_of_a_file_that_nofu_never_read_nothing_is_kept(office: Office) -> None:
    slack_files.record_gone(office, CLOCK, "F9", "told")
    slack_files.record_still_there(office, CLOCK, "F9")
    slack_files.record_no_answer(office, CLOCK, "F9")
    assert office.audited() == []
    assert due(office) == []
    assert office.value("SELECT COUNT(*) FROM lying_files") == 0


def test_the_digest_and_the_uploaders_own_desk_tell_of_it_until_it_is_gone(office: Office) -> None:
    note(office)
    assert left(office) == ["F1"]
    assert [file.file for file in home.get_home(office, UPLOADER).to_delete] == ["F1"]
    assert home.get_home(office, AUTHOR).to_delete == []
    slack_files.record_gone(office, CLOCK, "F1", "told")
    assert left(office) == []
    assert home.get_home(office, UPLOADER).to_delete == []


def test_who_may_not_import_notes_nothing_and_only_the_clock_follows(office: Office) -> None:
    with pytest.raises(NotAllowed):
        slack_files.record_file(office, OPERATOR, "F1", uploader="U1", kind="targets")
    note(office)
    with pytest.raises(NotAllowed):
        slack_files.record_still_there(office, UPLOADER, "F1")
    with pytest.raises(NotAllowed):
        slack_files.record_gone(office, UPLOADER, "F1", "told")
    assert left(office) == ["F1"]


def test_no_name_of_a_file_is_kept(office: Office) -> None:
    with office.store.reading() as db:
        columns = [row["name"] for row in db.all("SELECT name FROM pragma_table_info('lying_files')")]
    assert columns == [
        "file", "uploader", "kind", "read_at", "look_at", "looked_at", "asked_at", "tries", "gone_at",
            "recognised",
    ]  # fmt: skip
