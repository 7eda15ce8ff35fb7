"""Refusals on the page: the user sees why, and can continue."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from sandbox.walk import steps
from tests.e2e import job
from tests.e2e.browser import Window
from tests.e2e.job import ENGLISH, JAPANESE, Users
from tests.process.system import System
from tests.services.files import make_debts, write_target_list

pytestmark = pytest.mark.e2e

COUNT_LISTS = "SELECT count(*) FROM target_lists"
PEOPLE = 3


@pytest.fixture(scope="module")
def pending(shared_system: System, users: Users) -> System:
    """The system with a campaign of the approver that waits for approval; no test changes that."""
    author = replace(shared_system.session, staff=users.approver)
    people = make_debts(PEOPLE + 1)
    steps.upload_list(author, write_target_list(shared_system.folder / "own.csv", people, without=("name",)))
    steps.preview_and_submit(author)
    return shared_system


def test_an_author_with_the_permission_cannot_approve_their_own(
    pending: System, shared_window: Window, users: Users
) -> None:
    window = shared_window
    window.switch_user(users.approver)
    job.approve(window, users)
    expect(window.find_message(users.words("refusal.author_cannot_approve"))).to_be_visible()
    expect(job.find_card(window, users)).to_contain_text(job.state_word(users, "pending"))


def test_declining_the_confirmation_changes_nothing(pending: System, shared_window: Window, users: Users) -> None:
    window, other = shared_window, ENGLISH if users is JAPANESE else JAPANESE
    window.switch_user(other.approver)
    window.press(users.words("campaign.approve"), job.find_card(window, users))
    window.confirm(users.words("confirm.no"))
    expect(window.page.locator("dialog.confirm")).to_have_count(0)
    assert pending.query("SELECT state FROM campaigns") == [("pending",)]


def test_a_wrong_file_is_refused_in_the_form_and_the_right_one_accepted_there(
    shared_window: Window, shared_system: System, users: Users, tmp_path: Path
) -> None:
    window, words = shared_window, users.words
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("商品,値段\nりんご,120\n", encoding="cp932")
    before = shared_system.query(COUNT_LISTS)
    window.command("/sms-list")
    window.wait_for_form(words("list.file"))
    window.drop_file(window.form.locator(".drop"), wrong)
    expect(window.form.locator(".chosen li")).to_have_count(1)
    window.press(words("list.submit"), window.form)
    window.wait_for_form(words("refusal.no_heading"))
    assert shared_system.query(COUNT_LISTS) == before

    window.press(users.on_page("file.remove", name=wrong.name), window.form)
    right = write_target_list(tmp_path / "right.csv", make_debts(PEOPLE), without=("name",))
    window.choose_file(users.on_page("file.choose"), right)
    window.press(words("list.submit"), window.form)
    window.wait_for_form(words("count.people", n=PEOPLE))


def test_a_form_without_its_file_is_refused_at_the_field(shared_window: Window, users: Users) -> None:
    window = shared_window
    window.command("/sms-list")
    window.wait_for_form(users.words("list.file"))
    window.press(users.words("list.submit"), window.form)
    field = window.form.locator('.input[data-wrong="yes"]')
    expect(field).to_contain_text(users.words("list.file"))
    expect(field).to_contain_text(users.on_page("slack.required"))


def test_a_file_of_another_type_cannot_be_chosen(shared_window: Window, users: Users, tmp_path: Path) -> None:
    window = shared_window
    picture = tmp_path / "holiday.jpg"
    picture.write_bytes(b"\xff\xd8\xff")
    window.command("/sms-list")
    window.wait_for_form(users.words("list.file"))
    window.drop_file(window.form.locator(".drop"), picture)
    window.wait_for_form(users.on_page("file.kind", kinds="\n").partition("\n")[0].strip())
    expect(window.form.locator(".chosen li")).to_have_count(0)


def test_an_outsider_sees_the_desk_channel_and_gets_no_buttons(window: Window, system: System) -> None:
    system.start()
    window.switch_user("U0OUTSIDER1")
    expect(window.page.locator(f'[data-place="{job.DIGEST}"]')).to_have_count(0)
    window.command("/sms")
    expect(window.list_messages()).to_have_count(1)
    expect(window.list_messages().get_by_role("button", name=JAPANESE.words("inbox.open_list"))).to_have_count(0)
