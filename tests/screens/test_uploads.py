"""The message that asks an uploader to delete a file from Slack, and the files on their Home."""

from dataclasses import replace

from bot.model.views import HomeView
from bot.screens import home, uploads
from bot.screens.blocks import Frame
from bot.words import words
from tests.screens.checks import read_text
from tests.screens.samples import IN_JAPANESE, make_slack_files

EMPTY = HomeView([], [], [], [], 0, may_draft=False)


def test_the_request_describes_the_file_and_how_to_delete_it() -> None:
    (file,) = make_slack_files(1)
    text = read_text(uploads.build_file_card(IN_JAPANESE, file))
    assert "7月7日(火) 09:00 に受け取った対象者リストのファイル" in text
    assert IN_JAPANESE.words("deletion.how") in text


def test_a_file_of_decisions_is_described_in_the_request_and_on_home() -> None:
    (file,) = make_slack_files(1)
    file = replace(file, kind="decisions")
    assert "番号が重なる人の判断のファイル" in read_text(uploads.build_file_card(IN_JAPANESE, file))
    assert "番号が重なる人の判断のファイル" in read_text(
        home.build_answer(IN_JAPANESE, replace(EMPTY, to_delete=[file]))
    )


def test_after_the_deletion_the_message_only_thanks() -> None:
    (file,) = make_slack_files(1, gone=True)
    text = read_text(uploads.build_file_card(Frame(words("en"), IN_JAPANESE.mode), file))
    assert "Deleted from Slack: the target list received on Tue, 7 Jul, 09:00. Thank you." in text
    assert words("en")("deletion.how") not in text


def test_home_lists_the_files_that_a_person_must_delete() -> None:
    text = read_text(home.build_answer(IN_JAPANESE, replace(EMPTY, to_delete=make_slack_files(8))))
    assert "*削除が必要なファイル*" in text
    assert text.count("対象者リストのファイル") == 5
    assert "・ほか 3件" in text
    assert IN_JAPANESE.words("inbox.nothing") not in text
    assert "削除が必要なファイル" not in read_text(home.build_answer(IN_JAPANESE, EMPTY))
