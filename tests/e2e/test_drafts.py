"""The form for a campaign in the browser: the first list, the template's text, and the preview."""

import pytest
from playwright.sync_api import expect

from bot.model.campaigns import Intent
from bot.rules.message_text.templates import TEMPLATES
from tests.e2e import job
from tests.e2e.browser import Window
from tests.e2e.job import ENGLISH, JAPANESE, Users
from tests.process.system import System

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("users", [JAPANESE, ENGLISH], ids=lambda users: users.language)
def test_from_the_first_command_to_a_preview_nobody_has_to_scroll(window: Window, system: System, users: Users) -> None:
    system.start()
    words = users.words
    window.switch_user(users.author)
    window.command("/sms-new")
    window.wait_for_form(words("draft.no_lists"))
    window.choose_file(users.on_page("file.choose"), job.find_targets())
    window.press(words("list.submit"), window.form)
    window.wait_for_form(words("count.people", n=int(job.RECIPIENTS)))
    window.close_form(words("form.close"))

    window.command("/sms-new")
    text = window.form.locator("textarea")
    expect(text).to_have_value(TEMPLATES[Intent.CALL_BACK])
    window.form.get_by_label(words("draft.template")).select_option(words("intent.promise_near"))
    expect(text).to_have_value(TEMPLATES[Intent.PROMISE_NEAR])
    window.form.get_by_label(words("draft.template")).select_option(words("intent.call_back"))
    expect(text).to_have_value(TEMPLATES[Intent.CALL_BACK])
    window.press(words("draft.preview"), window.form)
    window.wait_for_form(words("preview.recipients"))
    for part in (words("preview.header"), words("preview.cost"), words("preview.left_out")):
        expect(window.form.get_by_text(part).first).to_be_in_viewport()
