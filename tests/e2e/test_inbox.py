"""A list that came by the inbox, in the browser: announced, adopted, confirmed, and used."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.desk.files import Debt, people, target_list
from tests.e2e import job
from tests.e2e.browser import Window
from tests.e2e.job import JAPANESE
from tests.process.system import System, wait_until

pytestmark = pytest.mark.e2e


def card(window: Window) -> Locator:
    """The list's card."""
    return (
        window.messages().filter(has=window.page.locator("h3", has_text=JAPANESE.words("list.header", list="1"))).last
    )


def test_a_list_from_the_inbox_is_adopted_on_the_home_and_confirmed_on_its_card(
    window: Window, system: System, tmp_path: Path
) -> None:
    words = JAPANESE.words
    system.start(SLACK_UPLOAD="off")
    folder = system.folder / "inbox" / "targets"
    wait_until(folder.is_dir, "the inbox")
    debts = [*people(3), Debt(taxpayer="1004", phone="03-1234-5678"), Debt(taxpayer="1005", phone="9012345605")]
    target_list(tmp_path / "x.csv", debts, without=("calls",)).rename(folder / "7月分.csv")

    expect(card(window)).to_contain_text("引き取り待ち")
    window.sit(JAPANESE.approver)
    window.go("home")
    window.press(words("list.adopt"))
    window.confirm(words("confirm.adopt.yes"))
    window.form_saying(words("done.adopted"))
    window.close_form(words("form.close"))
    expect(window.page.get_by_role("button", name=words("list.adopt"))).to_have_count(0)

    window.go(job.DESK)
    expect(card(window)).to_contain_text("未確認")
    window.press(words("list.confirm"), card(window))
    expect(card(window)).to_contain_text("除外・補正の確認：")
    expect(card(window).get_by_role("button", name=words("list.confirm"))).to_have_count(0)
    assert system.query("SELECT uploader, confirmed_by FROM target_lists") == [(JAPANESE.approver, JAPANESE.approver)]
