"""The main job by mouse and keyboard, a function a step, in the language of whoever sits there."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, expect

from bot.words import Words, words
from sandbox import city
from tests.e2e.browser import Window

DESK, DIGEST = "C0DESK00001", "C0DIGEST001"
HOW_MANY = "528"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays: user ids, and the words of the page's own (choose a file, next morning) in their language."""

    language: str
    author: str
    approver: str
    choose: str
    morning: str
    minute: str

    @property
    def words(self) -> Words:
        """What the bot says in their language."""
        return words(self.language)


JAPANESE = Cast("ja", "U0STAFF0001", "U0SUPERV001", "ファイルを選ぶ", "翌朝9:00へ", "1分進める")
ENGLISH = Cast("en", "U0STAFF0002", "U0SUPERV002", "Choose a file", "Next morning 09:00", "+1 minute")


def targets() -> Path:
    """The sample city's target list."""
    return city.files()[0]


def upload(window: Window, cast: Cast) -> None:
    """/sms-list by its completion, the form, the file; ends with the result before the author."""
    window.sit(cast.author)
    field = window.page.locator("#typed")
    field.fill("/sms-l")
    field.press("Tab")
    expect(field).to_have_value("/sms-list")
    field.press("Enter")
    window.form_saying(cast.words("list.file"))
    window.choose_file(cast.choose, targets())
    window.press(cast.words("list.submit"), window.form)
    window.form_saying(cast.words("count.people", n=int(HOW_MANY)))


def preview(window: Window, cast: Cast) -> None:
    """/sms-new and a look at what would go out."""
    window.command("/sms-new")
    window.form_saying(cast.words("draft.template"))
    window.press(cast.words("draft.preview"), window.form)
    window.form_saying(cast.words("preview.recipients"))


def submit(window: Window, cast: Cast) -> None:
    """Keep the draft and ask for approval, which confirms what was left out of the list."""
    window.press(cast.words("draft.submit"), window.form)
    created = window.form.get_by_role("button", name=cast.words("campaign.submit"))
    created.click()
    window.confirm(cast.words("confirm.submit.yes"))
    window.form_saying(cast.words("done.submitted"))
    window.close_form(cast.words("form.close"))


def approve(window: Window, cast: Cast) -> None:
    """Press Approve on the card and say yes."""
    window.press(cast.words("campaign.approve"), card(window, cast))
    window.confirm(cast.words("confirm.approve.yes"))


def card(window: Window, cast: Cast, number: int = 1) -> Locator:
    """The campaign's card."""
    header = cast.words("campaign.header", campaign=str(number), state="").strip()
    return window.messages().filter(has=window.page.locator("h3", has_text=header)).last


def state(cast: Cast, name: str) -> str:
    """A campaign's state as the card's heading says it."""
    return cast.words(f"campaign.state.{name}")


def sent(window: Window, cast: Cast) -> None:
    """Until everything has gone out."""
    expect(card(window, cast)).to_contain_text(state(cast, "finished"))
    expect(card(window, cast)).to_contain_text(re.compile(rf"{HOW_MANY} \S+ {HOW_MANY}"))


def receipts(window: Window, cast: Cast) -> None:
    """The clock moves a minute, and the card tells what has arrived."""
    window.press(cast.minute)
    expect(card(window, cast)).to_contain_text(cast.words("message.delivered") + " 480")


def digest(window: Window, cast: Cast) -> Locator:
    """The next morning's digest, with its chart."""
    window.press(cast.morning)
    window.go(DIGEST)
    newest = window.messages().last
    expect(newest.get_by_role("img", name=cast.words("digest.chart"))).to_be_visible()
    return newest
