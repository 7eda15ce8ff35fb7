"""The workspace: everything that this Slack knows, in memory.

All of it is used from the sandbox's one event loop, and nothing awaits while it changes: that is the lock.
"""

from collections.abc import Callable
from datetime import datetime

from sandbox.evidence import Evidence
from sandbox.faults import Faults
from sandbox.slack.channels import Channels
from sandbox.slack.errors import NotFound, Refused
from sandbox.slack.files import File, Files
from sandbox.slack.manifest import Manifest
from sandbox.slack.messages import Message, Messages
from sandbox.slack.pace import Pace
from sandbox.slack.passes import Passes
from sandbox.slack.people import PEOPLE, Person
from sandbox.slack.socket_mode import Sockets
from sandbox.slack.tokens import Tokens
from sandbox.slack.views import Views


class Workspace:
    """One workspace with one app installed. `base` is the address of the sandbox, without a final slash."""

    def __init__(
        self, base: str, app: Manifest, clock: Callable[[], datetime], faults: Faults, evidence: Evidence
    ) -> None:
        self.base = base
        self.app = app
        self.clock = clock
        self.faults = faults
        self.evidence = evidence
        self.tokens = Tokens(app.scopes)
        self.channels = Channels()
        self.messages = Messages(clock)
        self.files = Files(clock)
        self.views = Views()
        self.passes = Passes()
        self.pace = Pace()
        self.sockets = Sockets(faults, evidence)

    @property
    def bot_token(self) -> str:
        """The token of the bot."""
        return self.tokens.bot

    @property
    def app_token(self) -> str:
        """The token with which sockets are opened."""
        return self.tokens.app

    def require(self, scope: str) -> None:
        """Raise Refused `missing_scope` unless the manifest asks for the scope."""
        if scope not in self.app.scopes:
            raise Refused("missing_scope", needed=scope, provided=",".join(sorted(self.app.scopes)))

    def person(self, identity: str) -> Person:
        """Return a person. Raises NotFound."""
        for person in PEOPLE:
            if person.id == identity:
                return person
        raise NotFound(f"there is no person {identity!r}")

    def share(self, file: File, message: Message) -> None:
        """Put a message with a file into its channel; the bot sees the file if it is a member there."""
        self.messages.post(message)
        self.files.share(file.id, message.channel, message.ts)
        if self.channels.by_id[message.channel].has_bot:
            self.files.show_to_bot(file.id)
