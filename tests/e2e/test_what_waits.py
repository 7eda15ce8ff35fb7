"""What waits for a person, in both languages: cards without a button, alerts, and Home, each says what to do now."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Browser, Locator, expect

from bot.words import Fact
from sandbox.walk import steps
from tests.e2e import job
from tests.e2e.browser import Window, open_window
from tests.e2e.job import ENGLISH, JAPANESE, Users
from tests.process.fork_server import ForkServer
from tests.process.system import System, fork_commands, run_json, run_sandbox, wait_until
from tests.services.files import Debt, make_debts, write_lines, write_target_list

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

LAPSED_LIST = 1
UNCERTAIN, PAUSED, PENDING = 1, 2, 3
"""The campaigns, by number."""
RATE = "5"
PEOPLE = 20
"""In the campaign that an outage pauses; more than the messages that are under way."""
NOT_ASKED = "SELECT 1 FROM messages WHERE state = 'uncertain' AND look_up_answer IS NULL"


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk that every test of a language looks at; none of them changes it."""

    window: Window
    users: Users
    uncertain: int
    """how many messages are uncertain: those that were under way when the outage began, and one"""

    def open(self, channel: str, user: str) -> None:
        """Look at a channel, or at Home, as a person."""
        self.window.switch_user(user)
        self.window.open_channel(channel)

    def say(self, key: str, **facts: Fact) -> str:
        """Return a sentence as the page shows it, without markup."""
        return self.users.say(key, **facts)

    def find_message(self, key: str, **facts: Fact) -> Locator:
        """Return the newest message with a heading."""
        heading = self.window.page.locator("h3", has_text=self.say(key, **facts))
        return self.window.list_messages().filter(has=heading).last

    def check_buttons(self, card: Locator, *, drawn: tuple[str, ...], missing: tuple[str, ...] = ()) -> None:
        """Check which buttons a card has and has not, by the keys of their names."""
        for keys, count in ((drawn, 1), (missing, 0)):
            for key in keys:
                expect(card.get_by_role("button", name=self.say(key), exact=True)).to_have_count(count)


@pytest.fixture(scope="module")
def systems(fork_server: ForkServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, System]]:
    """A system for each language. Both are prepared at once, since each mostly waits for Slack's pace of posts."""
    with fork_commands(fork_server), ExitStack() as stack, ThreadPoolExecutor() as pool:
        found = {
            users.language: stack.enter_context(run_sandbox(tmp_path_factory.mktemp(users.language) / "out"))
            for users in (JAPANESE, ENGLISH)
        }
        list(pool.map(prepare, found.values(), found.keys()))
        yield found


def prepare(system: System, language: str) -> None:
    """Bring every state about. At last the exclusions are a day too old, and Slack refuses the digest."""
    settings = {"NOFU_LOCALE": language, "SMS_RATE": RATE, "EXCLUSIONS_MAX_AGE_DAYS": "1"}
    system.start(**settings)
    exclusions = write_lines(system.folder / "x.csv", "宛名番号,除外区分,基準日", ["999999,1,2026-07-06"])
    run_json(system.env, "import", "exclusions", str(exclusions))
    # The pages that these people have open would cover what the tests look at.
    seed_states(system, ENGLISH if language == JAPANESE.language else JAPANESE)
    system.stop()
    system.start(**settings)
    system.set_slack_fault("archive_channel", times=100_000, channel=job.DIGEST)
    system.move_clock(now="2026-07-08T10:00:00+09:00")
    # Home is drawn when it is opened and does not change by itself, so that all of it must have happened before.
    wait_until(lambda: system.query("SELECT 1 FROM posts WHERE failure = 'is_archived'"), "the refused digest")
    wait_until(lambda: not system.query(NOT_ASKED), "an answer about each uncertain message")


@pytest.fixture(scope="module", params=[JAPANESE, ENGLISH], ids=lambda users: users.language)
def desk(request: pytest.FixtureRequest, browser: Browser, systems: dict[str, System]) -> Iterator[Desk]:
    system = systems[request.param.language]
    with open_window(browser, system.base, (1280, 1600)) as window:
        yield Desk(window, request.param, system.count_states()["uncertain"])
        assert window.errors == []


def seed_states(system: System, actors: Users) -> None:
    """Bring the states about: files from the inbox, a list, and three campaigns."""
    fill_inbox(system)
    people = make_debts(PEOPLE + 4)
    change_decision_after_confirmation(system, actors, people.pop())
    system.set_carrier_fault("lookup_down", times=100_000)
    system.set_carrier_fault("reset_after_accept")
    submit(system, actors, [people.pop()])
    steps.approve(replace(system.session, supervisor=actors.approver))
    wait_until(lambda: system.count_states().get("uncertain"), "the uncertain message")
    system.set_carrier_fault("refuse_connection", after=1, times=100_000, method="POST")
    submit(system, actors, people[:PEOPLE])
    steps.approve(replace(system.session, supervisor=actors.approver))
    system.wait_for_campaign("paused", PAUSED)
    submit(system, actors, people[PEOPLE:])


def fill_inbox(system: System) -> None:
    """Put a file with an individual number into the inbox."""
    inbox, made = system.folder / "inbox" / "payments", system.folder / "elsewhere.csv"
    wait_until(inbox.is_dir, "the inbox")
    write_lines(made, "宛名番号,納付日,金額,個人番号", ["1,2026-07-06,3,4"]).rename(inbox / "p.csv")


def change_decision_after_confirmation(system: System, actors: Users, person: Debt) -> None:
    """Upload a list with a number of two people and confirm it; then a supervisor decides on the number."""
    upload(system, actors, [person, replace(person, taxpayer="2012")])
    press(system, actors.author, "list_confirm")
    wait_until(lambda: system.query("SELECT 1 FROM target_lists WHERE confirmed_by IS NOT NULL"), "the confirmation")
    press(system, actors.approver, "shared_decide")
    page = system.client.wait_for_view(actors.approver, "list_shared")
    system.client.post("click", user=actors.approver, view=page["id"], action_id="shared_leave")


def upload(system: System, actors: Users, people: list[Debt]) -> None:
    path = write_target_list(system.folder / f"list{people[0].taxpayer}.csv", people, without=("name",))
    steps.upload_list(replace(system.session, staff=actors.author), path)


def submit(system: System, actors: Users, people: list[Debt]) -> None:
    upload(system, actors, people)
    steps.preview_and_submit(replace(system.session, staff=actors.author))


def press(system: System, user: str, action_id: str) -> None:
    """Press a button of the newest card that has it."""
    card = wait_until(lambda: system.session.find_card(action_id), action_id)
    system.client.post("click", user=user, channel=job.DESK, ts=card["ts"], action_id=action_id)


def test_a_card_without_its_button_says_what_is_missing(desk: Desk) -> None:
    desk.open(job.DESK, desk.users.approver)
    why = desk.say("refusal.stale_exclusions")
    pending = job.find_card(desk.window, desk.users, PENDING)
    expect(pending).to_contain_text(desk.say("campaign.obstacle.pending", why=why))
    desk.check_buttons(pending, drawn=("campaign.reject", "campaign.withdraw"), missing=("campaign.approve",))

    paused = job.find_card(desk.window, desk.users, PAUSED)
    expect(paused).to_contain_text(desk.say("campaign.do.paused_provider_unreachable"))
    expect(paused).to_contain_text(desk.say("campaign.obstacle.paused", why=why))
    desk.check_buttons(paused, drawn=("campaign.stop",), missing=("campaign.pause", "campaign.resume"))


def test_a_card_with_only_uncertain_messages_left_says_what_is_being_checked(desk: Desk) -> None:
    desk.open(job.DESK, desk.users.approver)
    card = job.find_card(desk.window, desk.users, UNCERTAIN)
    expect(card).to_contain_text(desk.say("campaign.do.sending_uncertain", uncertain=1))
    expect(card).to_contain_text(desk.say("campaign.handed_over", total=1, n=0))
    desk.check_buttons(card, drawn=("campaign.pause", "campaign.stop"), missing=("campaign.resume",))


def test_a_lapse_mentions_who_confirmed_and_links_to_the_card(desk: Desk) -> None:
    desk.open(job.DESK, desk.users.author)
    alert = desk.find_message("lapse.header", list=str(LAPSED_LIST))
    expect(alert).to_contain_text(desk.say("lapse.confirm"))
    expect(alert.locator(".mention")).to_have_count(2)
    card = desk.find_message("list.card", list=str(LAPSED_LIST), recipients=0)
    desk.check_buttons(card, drawn=("list.confirm", "shared.decide_again", "list.details"))
    alert.get_by_role("link", name=desk.say("lapse.open", list=str(LAPSED_LIST))).click()
    expect(card).to_be_in_viewport()


def test_a_file_that_the_inbox_refused_is_told_with_the_reason_and_what_to_do(desk: Desk) -> None:
    desk.open(job.DESK, desk.users.author)
    alert = desk.find_message("alert.inbox_failed_header")
    expect(alert).to_contain_text("@sms-staff")
    expect(alert).to_contain_text(desk.say("refusal.personal_number"))
    incident = desk.find_message("alert.incident_header")
    expect(incident).to_contain_text("@sms-supervisor @sms-admin")
    sentence = desk.users.words("alert.incident", kind="", how="", who="", at="")
    for number in ("1. ", "2. ", "3. "):
        expect(incident).to_contain_text(sentence.partition(number)[2].partition("\n")[0])


def test_home_says_why_a_paused_campaign_cannot_be_resumed_and_which_posts_slack_refuses(desk: Desk) -> None:
    desk.open("home", desk.users.approver)
    home = desk.window.page.locator("#conversation")
    why = desk.say("refusal.stale_exclusions")
    expect(home).to_contain_text(desk.say("campaign.obstacle.paused", why=why))
    expect(home).to_contain_text(desk.say("inbox.undecided", n=desk.uncertain))
    expect(home).to_contain_text(desk.say("inbox.digest_channel"))
    expect(home).to_contain_text(desk.say("check.advice.channel_archived"))
    desk.check_buttons(home, drawn=("inbox.open_list", "inbox.open_status"))
