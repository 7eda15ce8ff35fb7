"""The conversations on a real socket: Bolt with our listeners, the sandbox's Slack, a desk with a real file."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from slack_bolt import App

import commands
from bot.model.access import Actor, Role
from bot.model.views import Mode
from bot.screens import campaigns as screens
from bot.screens.blocks import Frame
from bot.services import campaigns
from bot.slack import posts
from bot.slack.client import GatedClient
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


def office_at(base: str, token: str, services: services_harness.HarnessContext) -> CommandContext:
    """What every conversation is handed, with a Slack at an address."""
    client = GatedClient(token, f"{base}/api/", frozenset({services.city.phone}))
    return CommandContext(
        services=services,
        client=client,
        people=People(client, TEAM, ROLES, "ja"),
        uploads=Uploads(client, f"{base}/api/", 1_000_000),
        takes_uploads=True,
        takes_names=True,
        channels=frozenset({DESK, DIGEST}),
        mode=Mode.SANDBOX,
    )


@dataclass(frozen=True, slots=True)
class Bureau:
    """The people's hands, and what stands behind them."""

    hand: LocalSlack
    context: CommandContext
    services: services_harness.HarnessContext

    def type(self, command: str, user: str = STAFF, channel: str = DESK) -> Any:
        """Type a command."""
        return self.hand.command(command, user, channel)

    def told(self, user: str, channel: str = DESK) -> list[str]:
        """What only this person sees in a channel."""
        return [one["text"] for one in self.hand.messages(user, channel) if one["ephemeral_to"] == user]

    def tells(self, user: str, sentence: str, channel: str = DESK, times: int = 1) -> None:
        """Wait until somebody is told a sentence, so many times."""
        until(lambda: sum(sentence in text for text in self.told(user, channel)) >= times)

    def view(self, user: str, callback_id: str) -> Any:
        """Wait for a form or page on top of somebody's screen."""

        def look() -> Any:
            views = self.hand.get("views", user=user)
            return views[-1] if views and views[-1]["callback_id"] == callback_id else None

        return until(look)

    def press(self, user: str, ts: str, action_id: str, value: str | None = None, channel: str = DESK) -> Any:
        """Press a button of a message; with a value, a forged one."""
        forged = {} if value is None else {"value": value}
        return self.hand.post("click", user=user, channel=channel, ts=ts, action_id=action_id, **forged)

    def press_in(self, user: str, view: str, action_id: str, **fields: object) -> Any:
        """Press a button of a form, a page or a Home."""
        return self.hand.post("click", user=user, view=view, action_id=action_id, **fields)

    def submit(self, user: str, view: str, **values: object) -> Any:
        """Send a form."""
        return self.hand.post("submit", user=user, view=view, values=values)

    def targets(self, user: str, count: int = 3, channel: str | None = None) -> Any:
        """A target list in Slack, as a value of the form's field."""
        path = write_target_list(self.services.store.path.with_name("upload.csv"), make_debts(count))
        file = self.hand.upload(path.read_bytes(), user, channel)
        return {"file": {"type": "file_input", "files": [{"id": file}]}}

    def card(self, campaign_id: int, channel: str = DESK) -> str:
        """Post a campaign's card; its ts."""
        shown = campaigns.get_campaign_view(self.services, services_harness.AUTHOR, campaign_id)
        card = screens.build_card(Frame(JA, Mode.SANDBOX), shown)
        return posts.post_message(self.context.client, channel, card.text, card.blocks).ts

    def pending(self) -> int:
        """A campaign that waits for its approval, written by others."""
        return submit(self.services, import_list(self.services, make_debts(3)).target.id)

    def state(self, campaign_id: int) -> str:
        """A campaign's state."""
        return str(self.services.value("SELECT state FROM campaigns WHERE id = :id", id=campaign_id))

    def becomes(self, campaign_id: int, state: str) -> None:
        """Wait until a campaign is in a state."""
        until(lambda: self.state(campaign_id) == state)

    def a_moment_later(self) -> None:
        """Long enough for whatever might still be said to be said."""
        time.sleep(0.3)


@contextmanager
def opened(folder: Path, **changes: object) -> Iterator[Bureau]:
    """A bureau; `changes` are those of its office."""
    services = services_harness.open_context(folder)
    with run_sandbox(folder / "slack", read_manifest()) as hand:
        context = replace(office_at(hand.service.base, hand.credentials.bot_token, services), **changes)  # type: ignore[arg-type]
        app = App(client=context.client, token_verification_enabled=False)
        commands.register(app, context)
        with connect_bolt(hand, app):
            yield Bureau(hand, context, services)
    services.store.close()


def actor(user: str, *roles: Role) -> Actor:
    """Somebody with roles."""
    return Actor(user, frozenset(roles), "ja")
