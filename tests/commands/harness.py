"""A harness for listeners: Bolt on a real socket, the sandbox's Slack, and services with a real database."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from slack_bolt import App

import commands
from bot.model.access import Role
from bot.model.mode import Mode
from bot.screens import campaigns as screens
from bot.screens import lists as list_screens
from bot.screens.blocks import Frame
from bot.services import campaign_views
from bot.services.imports import targets
from bot.settings.declared import require_setting
from bot.slack import posts
from bot.slack.client import CheckedClient
from bot.slack.people import Membership, People
from bot.slack.uploads import Uploads
from bot.words import words
from commands.context import CommandContext
from sandbox.slack.manifest import read_manifest
from tests.sandbox.slack.client import LocalSlack, connect_bolt, run_sandbox, until
from tests.services import harness as services_harness
from tests.services.files import make_debts, write_target_list
from tests.services.steps import import_list, submit

DESK, DIGEST, GENERAL = "C0DESK00001", "C0DIGEST001", "C0GENERAL01"
OPERATOR, STAFF, EMMA, OUTSIDER = "U0OPERATOR1", "U0STAFF0001", "U0STAFF0002", "U0OUTSIDER1"
SUPERVISOR, DANIEL, MANAGER = "U0SUPERV001", "U0SUPERV002", "U0MANAGER01"
TEAM = "T0MISATONO1"
ROLES = {
    Role.OPERATOR: Membership("S0OPERATORS", frozenset()),
    Role.STAFF: Membership("S0STAFF0000", frozenset()),
    Role.SUPERVISOR: Membership("S0SUPERVISE", frozenset()),
    Role.ADMIN: Membership("S0ADMIN0000", frozenset()),
}
JA, EN = words("ja"), words("en")


def make_context(base: str, token: str, services: services_harness.HarnessContext) -> CommandContext:
    """Make the parts that listeners use, with Slack at the address `base`."""
    client = CheckedClient(token, f"{base}/api/", frozenset({services.city.phone}))
    return CommandContext(
        services=services,
        client=client,
        people=People(client, TEAM, ROLES, "ja", {}),
        uploads=Uploads(client, f"{base}/api/", 1_000_000),
        uploads_allowed=True,
        names_allowed=True,
        channels=frozenset({DESK, DIGEST}),
        mode=Mode.SANDBOX,
    )


@dataclass(frozen=True, slots=True)
class CommandHarness:
    """What people do in Slack, and the services that the listeners call."""

    slack: LocalSlack
    context: CommandContext
    services: services_harness.HarnessContext

    def type_command(self, command: str, user: str = STAFF, channel: str = DESK) -> Any:
        """Type a slash command."""
        return self.slack.command(command, user, channel)

    def list_notices(self, user: str, channel: str = DESK) -> list[str]:
        """List the messages in a channel that only this person sees."""
        return [one["text"] for one in self.slack.messages(user, channel) if one["ephemeral_to"] == user]

    def wait_for_notice(self, user: str, sentence: str, channel: str = DESK, times: int = 1) -> None:
        """Wait until a person has so many messages with a sentence that only they see."""
        until(lambda: sum(sentence in text for text in self.list_notices(user, channel)) >= times)

    def wait_for_top(self, user: str, is_found: Callable[[Any], bool]) -> Any:
        """Wait until the form or page on top of a person's screen is the one that is looked for, and return it."""

        def find_view() -> Any:
            views = self.slack.get("views", user=user)
            return views[-1] if views and is_found(views[-1]) else None

        return until(find_view)

    def wait_for_view(self, user: str, callback_id: str) -> Any:
        """Wait for a form or page on top of a person's screen."""
        return self.wait_for_top(user, lambda view: view["callback_id"] == callback_id)

    def wait_for_text(self, user: str, sentence: str) -> Any:
        """Wait for a form or page with a sentence on top of a person's screen."""
        return self.wait_for_top(user, lambda view: sentence in str(view))

    def press(self, user: str, ts: str, action_id: str, value: str | None = None, channel: str = DESK) -> Any:
        """Press a button of a message. `value` replaces the button's own, as a forged click does."""
        forged = {} if value is None else {"value": value}
        return self.slack.post("click", user=user, channel=channel, ts=ts, action_id=action_id, **forged)

    def press_in_view(self, user: str, view: str, action_id: str, **fields: object) -> Any:
        """Press a button of a form, a page or the App Home."""
        return self.slack.post("click", user=user, view=view, action_id=action_id, **fields)

    def read_view(self, user: str, callback_id: str) -> str:
        """Wait for a form or page on top of a person's screen. Returns its blocks as text."""
        return str(self.wait_for_view(user, callback_id)["blocks"])

    def open_form(self, command: str, form: str, user: str = STAFF) -> str:
        """Type a command that opens a form. Returns the id of the form."""
        self.type_command(command, user)
        return str(self.wait_for_view(user, form)["id"])

    def submit_file(self, user: str, view: str, content: bytes, **fields: object) -> Any:
        """Upload a file through a form."""
        file = self.slack.upload(content, user, None)
        return self.submit_form(user, view, file={"file": {"type": "file_input", "files": [{"id": file}]}}, **fields)

    def use_shortcut(self, user: str, ts: str, shortcut: str = "use_as_target_list", channel: str = DESK) -> Any:
        """Choose a shortcut of a message."""
        return self.slack.post("shortcut", user=user, channel=channel, ts=ts, callback_id=shortcut)

    def post_file(self, content: bytes, user: str = STAFF, channel: str = DESK) -> tuple[str, str]:
        """Upload a file into a channel. Returns the id of the file and the ts of its message."""
        file = self.slack.upload(content, user, channel)
        return file, self.slack.messages(STAFF, channel)[-1]["ts"]

    def write_list(self, count: int = 3, **choice: Any) -> bytes:
        """Make the content of a target list."""
        return write_target_list(self.services.store.path.with_name("x.csv"), make_debts(count), **choice).read_bytes()

    def submit_form(self, user: str, view: str, **values: object) -> Any:
        """Submit a form."""
        return self.slack.post("submit", user=user, view=view, values=values)

    def upload_list(self, content: bytes | None = None, user: str = STAFF, **fields: object) -> str:
        """Upload a target list through the form. Returns the id of the view that will show the result."""
        view = self.open_form("/sms-list", "list_upload", user)
        answer = self.submit_file(user, view, self.write_list() if content is None else content, **fields)
        assert answer["ok"], answer
        return view

    def upload_payments(self, content: bytes) -> str:
        """Upload a payment file through the form. Returns the id of the view that will show the result."""
        view = self.open_form("/sms-payments", "payments_upload")
        day = {"as_of": {"type": "datepicker", "selected_date": "2026-07-06"}}
        assert self.submit_file(STAFF, view, content, as_of=day)["ok"]
        return view

    def post_campaign_card(self, campaign_id: int, channel: str = DESK) -> str:
        """Post the card of a campaign. Returns its ts."""
        view = campaign_views.get_campaign_view(self.services, services_harness.AUTHOR, campaign_id)
        card = screens.build_card(Frame(JA, Mode.SANDBOX), view)
        return posts.post_message(self.context.client, channel, card.text, card.blocks).ts

    def post_list_card(self, list_id: int) -> str:
        """Post the card of a list. Returns its ts."""
        view = targets.get_list_view(self.services, services_harness.AUTHOR, list_id)
        card = list_screens.build_card(Frame(JA, Mode.SANDBOX), view)
        return posts.post_message(self.context.client, DESK, card.text, card.blocks).ts

    def submit_campaign(self) -> int:
        """Submit a campaign whose author and uploader are not among this harness's people. Returns its id."""
        return submit(self.services, import_list(self.services, make_debts(3)).target.id)

    def get_state(self, campaign_id: int) -> str:
        """Get the state of a campaign."""
        return str(self.services.value("SELECT state FROM campaigns WHERE id = :id", id=campaign_id))

    def wait_for_state(self, campaign_id: int, state: str) -> None:
        """Wait until a campaign has a state."""
        until(lambda: self.get_state(campaign_id) == state)

    def wait_briefly(self) -> None:
        """Wait long enough for a message that should not come."""
        time.sleep(0.3)


@contextmanager
def open_harness(
    folder: Path, *, operators: int = 0, test_phones: tuple[str, ...] = (), **changes: Any
) -> Iterator[CommandHarness]:
    """Open a harness, with so many people at the phones. `changes` replace parts of its context.

    `test_phones`: those to which each draft must be sent first.
    """
    services = services_harness.open_context(folder)
    sms = replace(require_setting(services.settings.sms), test_phones=test_phones, test_send_required=bool(test_phones))
    services = services.with_settings(operators=operators, sms=sms)
    (folder / "slack").mkdir()
    with run_sandbox(folder / "slack", read_manifest()) as slack:
        context = replace(make_context(slack.service.base, slack.credentials.bot_token, services), **changes)
        app = App(client=context.client, token_verification_enabled=False)
        commands.register(app, context)
        with connect_bolt(slack, app):
            yield CommandHarness(slack, context, services)
    services.store.close()
