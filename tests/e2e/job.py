"""The main job in the browser, a function a step, in the language of its user."""

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Locator, expect

import sandbox
from bot.words import Fact, Words, words
from sandbox import city
from sandbox.walk import steps
from tests.e2e.browser import Window
from tests.process.system import System, wait_until
from tests.services.files import make_debts, write_target_list

DESK, DIGEST = "C0DESK00001", "C0DIGEST001"
RECIPIENTS = "528"
MARKUP = re.compile(r":[a-z_]+: ?|[*`]")
PAGE_WORDS: dict[str, dict[str, str]] = json.loads(
    (Path(sandbox.__file__).parent / "page" / "words.json").read_text("utf-8")
)


@dataclass(frozen=True, slots=True)
class Users:
    """The users of a job: their ids, and what they read in their language."""

    language: str
    author: str
    approver: str

    @property
    def words(self) -> Words:
        """The bot's words in their language."""
        return words(self.language)

    def say(self, key: str, **facts: Fact) -> str:
        """Return a sentence of the bot as the page shows it, without markup."""
        return MARKUP.sub("", self.words(key, **facts))

    def on_page(self, key: str, **facts: str) -> str:
        """Return a text of the sandbox's page, which stands for Slack's own."""
        return PAGE_WORDS[key][self.language].format(**facts)


def send_campaign(system: System, users: Users, people: int) -> list[str]:
    """Send a campaign to so many people; return the 受付番号 of its messages."""
    path = write_target_list(system.folder / "callers.csv", make_debts(people), without=("name",))
    session = replace(system.session, staff=users.author, supervisor=users.approver)
    steps.upload_list(session, path)
    steps.preview_and_submit(session)
    steps.approve(session)
    wait_until(lambda: system.count_states().get("accepted", 0) == people, "all messages")
    return [str(ref) for (ref,) in system.query("SELECT ref FROM messages ORDER BY id")]


def close_views(system: System, *ids: str) -> None:
    """Close the forms and pages that other tests left open for these users; they would cover the page."""
    for user in ids:
        for view in system.client.get("views", user=user):
            system.client.post("close", user=user, view=view["id"])


JAPANESE = Users("ja", "U0STAFF0001", "U0SUPERV001")
ENGLISH = Users("en", "U0STAFF0002", "U0SUPERV002")


def find_targets() -> Path:
    """Return the sample city's target list."""
    return city.files()[0]


def upload(window: Window, users: Users) -> None:
    """Complete /sms-list with Tab, fill in the form; ends with the result."""
    window.switch_user(users.author)
    field = window.page.locator("#typed")
    field.fill("/sms-l")
    field.press("Tab")
    expect(field).to_have_value("/sms-list")
    field.press("Enter")
    window.wait_for_form(users.words("list.file"))
    window.choose_file(users.on_page("file.choose"), find_targets())
    window.press(users.words("list.submit"), window.form)
    window.wait_for_form(users.words("count.people", n=int(RECIPIENTS)))


def preview(window: Window, users: Users) -> None:
    """Open /sms-new and its preview."""
    window.command("/sms-new")
    window.wait_for_form(users.words("draft.template"))
    window.press(users.words("draft.preview"), window.form)
    window.wait_for_form(users.words("preview.recipients"))


def submit(window: Window, users: Users) -> None:
    """Save the draft and submit it for approval, which confirms the list's exclusions."""
    window.press(users.words("draft.submit"), window.form)
    created = window.form.get_by_role("button", name=users.words("campaign.submit"))
    created.click()
    window.confirm(users.words("confirm.submit.yes"))
    window.wait_for_form(users.words("done.submitted"))
    window.close_form(users.words("form.close"))


def approve(window: Window, users: Users) -> None:
    """Press Approve on the card and confirm."""
    window.press(users.words("campaign.approve"), find_card(window, users))
    window.confirm(users.words("confirm.approve.yes"))


def find_card(window: Window, users: Users, number: int = 1) -> Locator:
    """Return the campaign's card."""
    header = users.words("campaign.header", campaign=str(number), state="").strip()
    return window.list_messages().filter(has=window.page.locator("h3", has_text=header)).last


def state_word(users: Users, name: str) -> str:
    """Return a campaign's state in the words of the card's heading."""
    return users.words(f"campaign.state.{name}")


def wait_for_sending(window: Window, users: Users, total: int = int(RECIPIENTS)) -> None:
    """Wait until every message was sent."""
    expect(find_card(window, users)).to_contain_text(state_word(users, "finished"))
    expect(find_card(window, users)).to_contain_text(users.words("campaign.handed_over", total=total, n=total))


def wait_for_receipts(window: Window, users: Users) -> None:
    """Move the clock by a minute and wait until the card counts the receipts."""
    window.press(users.on_page("clock.minute"))
    expect(find_card(window, users)).to_contain_text(
        users.words("state.line", label=users.words("message.delivered"), n=480)
    )


def wait_for_digest(window: Window, users: Users) -> Locator:
    """Move the clock to the next morning; return the digest, once its chart is drawn."""
    window.press(users.on_page("clock.morning"))
    window.open_channel(DIGEST)
    newest = window.list_messages().last
    expect(newest.get_by_role("img", name=users.words("digest.chart"))).to_be_visible()
    return newest
