"""What the practice page itself says: why nothing came of a click, its clock, and the files with their times."""

import pytest
from playwright.sync_api import expect

from tests.e2e import job
from tests.e2e.browser import Window
from tests.e2e.job import ENGLISH, JAPANESE, Users
from tests.process.system import System

pytestmark = pytest.mark.e2e

ALONE = {"ja": "ボットがつながっていません。", "en": "The bot is not connected:"}
LATE = {"ja": "ボットの応答が3秒以内に届きませんでした。", "en": "The bot's answer did not come within 3 seconds:"}
HOME = {"ja": "ボットがつながっていないため、ホームを表示できません。", "en": "it cannot show its Home."}
BACKWARDS = {"ja": "時計は先にしか進められません。", "en": "The clock can only be moved forward."}
MOVE = {"ja": "この日時へ進める", "en": "Move there"}
TO = {"ja": "進める先の日時", "en": "Date and time to move to"}
SENT = {"ja": "7月7日(火) 09:00 フォームから", "en": "Handed in with a form, Tue 7 July 09:00"}
BOTH = pytest.mark.parametrize("users", [JAPANESE, ENGLISH], ids=lambda users: users.language)


@BOTH
def test_a_command_without_a_bot_says_why_nothing_comes(window: Window, system: System, users: Users) -> None:
    window.switch_user(users.author)
    window.command("/sms")
    expect(window.find_message("dispatch_failed")).to_contain_text(ALONE[users.language])
    window.open_channel("home")
    expect(window.page.locator("#home")).to_contain_text(HOME[users.language])


@BOTH
def test_a_command_whose_answer_is_lost_says_so(window: Window, system: System, users: Users) -> None:
    system.start()
    window.switch_user(users.author)
    system.set_slack_fault("lose_ack")
    window.command("/sms")
    expect(window.find_message("operation_timeout")).to_contain_text(LATE[users.language])


@BOTH
def test_the_fields_of_times_follow_the_desks_clock(window: Window, system: System, users: Users) -> None:
    system.start()
    window.switch_user(users.author)
    system.move_clock(now="2026-07-14T10:30:00+09:00")
    field = window.page.get_by_label(TO[users.language])
    expect(field).to_have_value("2026-07-14 10:30")
    field.fill("2026-07-13 09:00")
    window.press(MOVE[users.language])
    expect(window.page.locator("#toast")).to_have_text(BACKWARDS[users.language])
    window.errors.clear()  # the browser logs the refused request itself
    window.command("/sms-payments")
    window.wait_for_form(users.words("payments.file"))
    expect(window.form.locator(".datefield input[type=text]")).to_have_attribute("placeholder", "2026-07-14")


@BOTH
def test_the_list_of_files_says_when_each_was_uploaded(window: Window, system: System, users: Users) -> None:
    system.start()
    job.upload(window, users)
    window.close_form(users.words("form.close"))
    window.open_channel("files")
    expect(window.page.locator(".files .file")).to_contain_text(SENT[users.language])
