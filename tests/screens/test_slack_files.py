"""The message to whoever left a file in Slack, and their desk: which file it is, without its name."""

from dataclasses import replace

from bot.model.views import HomeView
from bot.screens import home, slack_files
from bot.screens.blocks import Frame
from bot.words import words
from tests.screens.judges import said
from tests.screens.samples import IN_JAPANESE
from tests.screens.samples import lying as files

EMPTY = HomeView([], [], [], [], 0, may_draft=False)


def test_the_request_says_which_file_it_is_and_how_it_is_deleted() -> None:
    (file,) = files(1)
    told = said(slack_files.build_card(IN_JAPANESE, file))
    assert "7月7日(火) 09:00 に受け取った対象者リストのファイル" in told
    assert IN_JAPANESE.words("lying.how") in told


def test_a_file_of_decisions_is_asked_for_and_shown_like_any_other() -> None:
    (file,) = files(1)
    file = replace(file, kind="decisions")
    assert "番号が重なる人の判断のファイル" in said(slack_files.build_card(IN_JAPANESE, file))
    assert "番号が重なる人の判断のファイル" in said(home.build_answer(IN_JAPANESE, replace(EMPTY, to_delete=[file])))


def test_once_it_is_gone_there_is_only_thanks() -> None:
    (file,) = files(1, gone=True)
    told = said(slack_files.build_card(Frame(words("en"), IN_JAPANESE.mode), file))
    assert "Deleted from Slack: the target list handed over on Tue, 7 Jul, 09:00. Thank you." in told
    assert words("en")("lying.how") not in told


def test_the_desk_shows_a_person_what_they_still_have_to_delete() -> None:
    told = said(home.build_answer(IN_JAPANESE, HomeView([], [], [], [], 0, may_draft=False, to_delete=files(8))))
    assert "*消してほしいファイル*" in told
    assert told.count("対象者リストのファイル") == 6
    assert "・ほか 2件" in told
    assert IN_JAPANESE.words("inbox.nothing") not in told
    assert "消してほしいファイル" not in said(home.build_answer(IN_JAPANESE, EMPTY))
