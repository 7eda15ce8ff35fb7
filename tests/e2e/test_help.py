"""`/sms help` in the browser, in both languages."""

import pytest
from playwright.sync_api import Locator, expect

from bot.screens.help import COMMANDS
from tests.e2e.browser import Window
from tests.e2e.job import Users

pytestmark = pytest.mark.e2e


def expect_sentence(answer: Locator, users: Users, key: str, **facts: str) -> None:
    """Expect a text of several lines, each by itself: the page draws a numbered line as one of a list."""
    for line in users.say(key, **facts).splitlines():
        expect(answer).to_contain_text(line.strip())


def test_help_says_where_the_person_begins_and_what_each_command_does(shared_window: Window, users: Users) -> None:
    window = shared_window
    window.command("/sms help")
    answer = window.list_messages().filter(has_text=users.words("help.header")).last
    expect(answer).to_contain_text(users.on_page("message.only_you"))
    expect_sentence(answer, users, "help.begin.staff")
    for command in COMMANDS:
        expect_sentence(answer, users, f"help.command.{command[1:].replace('-', '_')}", command=command)
    expect_sentence(answer, users, "help.never_type")
    expect(answer).not_to_contain_text(users.say("help.begin.supervisor"))
    expect(answer).not_to_contain_text(users.say("help.unknown"))


def test_another_word_after_the_command_is_answered_with_the_help_and_not_repeated(
    shared_window: Window, users: Users
) -> None:
    window = shared_window
    window.switch_user(users.approver)
    window.command("/sms 山田")
    answer = window.list_messages().filter(has_text=users.say("help.unknown")).last
    expect_sentence(answer, users, "help.begin.supervisor")
    expect_sentence(answer, users, "help.never_type")
    expect(window.page.locator("#conversation")).not_to_contain_text("山田")
