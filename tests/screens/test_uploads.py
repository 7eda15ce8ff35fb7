"""The message that asks an uploader to delete a file from Slack, and the files on their Home."""

from dataclasses import replace

from bot.model.home import HomeView
from bot.screens import home, uploads
from bot.screens.blocks import Frame
from bot.screens.samples.base import IN_JAPANESE
from bot.screens.samples.files import make_slack_files
from bot.words import words
from tests.screens.checks import read_text

EMPTY = HomeView([], [], [], [], 0, may_draft=False)


def test_the_request_describes_the_files_with_time_kind_and_size_and_how_to_delete_them() -> None:
    files = [replace(file, size=size) for file, size in zip(make_slack_files(3), (None, 900, 1_240_000), strict=True)]
    files[1] = replace(files[1], gone=True)
    card = uploads.build_files_card(IN_JAPANESE, files)
    assert card.blocks[0]["text"]["text"] == "【本番】 Slackに残っているファイル2件を、Slackから削除してください"
    for shown in (read_text(card), card.text):
        assert ":wastebasket: 7月7日(火) 09:00 に受け取った対象者リストのファイル\n" in shown
        assert ":white_check_mark: 7月8日(水) 09:00 に受け取った対象者リストのファイル（1 KB）（削除済み）" in shown
        assert ":wastebasket: 7月9日(木) 09:00 に受け取った対象者リストのファイル（1.2 MB）" in shown
    assert IN_JAPANESE.words("deletion.how") in read_text(card)


def test_a_file_of_decisions_is_described_in_the_request_and_on_home() -> None:
    (file,) = make_slack_files(1)
    file = replace(file, kind="decisions")
    assert "番号が重なる人の判断のファイル" in read_text(uploads.build_files_card(IN_JAPANESE, [file]))
    assert "番号が重なる人の判断のファイル" in read_text(
        home.build_answer(IN_JAPANESE, replace(EMPTY, to_delete=[file]))
    )


def test_after_the_deletion_the_message_only_thanks() -> None:
    text = read_text(uploads.build_files_card(Frame(words("en"), IN_JAPANESE.mode), make_slack_files(1, gone=True)))
    assert "1 file was deleted from Slack. Thank you." in text
    assert words("en")("deletion.how") not in text


def test_home_lists_the_files_that_a_person_must_delete() -> None:
    text = read_text(home.build_answer(IN_JAPANESE, replace(EMPTY, to_delete=make_slack_files(8))))
    assert "*削除が必要なファイル*" in text
    assert text.count("対象者リストのファイル") == 5
    assert "・ほか 3件" in text
    assert IN_JAPANESE.words("inbox.nothing") not in text
    assert "削除が必要なファイル" not in read_text(home.build_answer(IN_JAPANESE, EMPTY))
