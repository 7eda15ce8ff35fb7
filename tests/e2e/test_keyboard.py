"""The page used by keyboard only."""

import pytest
from playwright.sync_api import expect

from tests.e2e import job
from tests.e2e.browser import Window
from tests.e2e.job import JAPANESE
from tests.process.system import System

pytestmark = pytest.mark.e2e

_FOCUSED = "document.activeElement"


def tab_to(window: Window, wanted: str, most: int = 60) -> None:
    """Press Tab until the script `wanted` returns true for the focused element."""
    for _ in range(most):
        window.page.keyboard.press("Tab")
        if window.page.evaluate(f"({wanted})({_FOCUSED})"):
            return
    raise AssertionError(f"{most} times Tab did not reach {wanted}")


def test_the_upload_form_is_filled_in_and_sent_by_keyboard_only(window: Window, system: System) -> None:
    system.start()
    keyboard = window.page.keyboard
    tab_to(window, "(one) => one.id === 'typed'")
    keyboard.type("/sms-l")
    keyboard.press("Enter")  # takes the completion
    keyboard.press("Enter")  # sends it
    window.wait_for_form(JAPANESE.words("list.file"))
    button = JAPANESE.on_page("file.choose")
    tab_to(window, f"(one) => one.innerText === '{button}'")
    with window.page.expect_file_chooser() as chooser:
        keyboard.press("Enter")
    chooser.value.set_files(job.find_targets())
    expect(window.form.locator(".chosen li")).to_have_count(1)
    tab_to(window, "(one) => one.type === 'submit'")
    keyboard.press("Enter")
    window.wait_for_form(JAPANESE.words("count.people", n=int(job.RECIPIENTS)))
    keyboard.press("Escape")
    expect(window.form).to_be_hidden()
    expect(window.page.locator("#typed")).to_be_focused()


def test_the_focus_stays_in_a_form_and_is_visible(window: Window, system: System) -> None:
    system.start()
    window.command("/sms-list")
    window.wait_for_form(JAPANESE.words("list.file"))
    for _ in range(12):
        window.page.keyboard.press("Tab")
        place = window.page.evaluate(
            f"""() => {{
                const one = {_FOCUSED};
                const isOutside = one !== document.body && !one.closest(".modal");
                return isOutside ? "outside" : one === document.body ? "nowhere" : getComputedStyle(one).outlineStyle;
            }}"""
        )
        assert place == "solid"


def test_a_menu_is_opened_used_and_closed_by_keys(window: Window, system: System) -> None:
    system.start()
    window.drop_file(window.page.locator("#conversation"), job.find_targets())
    opener = window.find_message(job.find_targets().name).get_by_role("button", name="この投稿のショートカット")
    opener.focus()
    window.page.keyboard.press("Enter")
    items = window.page.get_by_role("menuitem")
    expect(items.first).to_be_focused()
    window.page.keyboard.press("ArrowDown")
    expect(items.nth(1)).to_be_focused()
    window.page.keyboard.press("Escape")
    expect(items.first).to_be_hidden()
    expect(opener).to_be_focused()


def test_an_unsent_form_keeps_what_was_typed_when_the_preview_comes(window: Window, system: System) -> None:
    system.start()
    system.client.command(system.session.staff, system.session.desk, "/sms-list")
    form = system.client.wait_for_view(system.session.staff, "list_upload")
    file = system.client.upload(system.session.staff, "a.csv", job.find_targets().read_bytes())
    system.client.submit(
        system.session.staff, form["id"], {"file": {"file": {"type": "file_input", "files": [{"id": file}]}}}
    )
    window.wait_for_form(JAPANESE.words("count.people", n=int(job.RECIPIENTS)))
    window.close_form(JAPANESE.words("form.close"))
    window.command("/sms-new")
    window.wait_for_form(JAPANESE.words("draft.template"))
    text = "みさと野市収納課です。お電話ください。048-000-0123"
    window.form.locator("textarea").fill(text)
    window.press(JAPANESE.words("draft.preview"), window.form)
    window.wait_for_form(JAPANESE.words("preview.recipients"))
    expect(window.form.locator("textarea")).to_have_value(text)
