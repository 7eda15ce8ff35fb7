"""The workspace: everything that the local Slack knows, in memory.

Only the sandbox's one event loop uses it, and no change awaits anything, so it needs no lock.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sandbox.evidence import Evidence
from sandbox.faults import Faults
from sandbox.slack.channels import Channels
from sandbox.slack.credentials import Credentials
from sandbox.slack.errors import NotFound, Refused
from sandbox.slack.files import File, Files
from sandbox.slack.manifest import Manifest
from sandbox.slack.messages import Message, Messages
from sandbox.slack.people import PEOPLE, PEOPLE_BY_ID, Person
from sandbox.slack.rates import CallLimit, MessageLimit
from sandbox.slack.socket_mode import Sockets
from sandbox.slack.views import Views


class Workspace:
    """One workspace with one app installed. `base` is the address of the sandbox, without a final slash.

    `language`: with `en` everybody reads English; else each person has the language that they have in the city.
    """

    def __init__(
        self,
        base: str,
        app: Manifest,
        clock: Callable[[], datetime],
        faults: Faults,
        evidence: Evidence,
        language: str = "ja",
    ) -> None:
        self.base = base
        self.language = language
        self.people_by_id = {
            person.id: replace(person, locale="en-US") if language == "en" else person
            for person in PEOPLE_BY_ID.values()
        }
        self.people = [self.people_by_id[person.id] for person in PEOPLE]
        self.app = app
        self.clock = clock
        self.faults = faults
        self.evidence = evidence
        self.credentials = Credentials(app.scopes)
        self.channels = Channels()
        self.messages = Messages(clock)
        self.call_limit = CallLimit()
        self.message_limit = MessageLimit()
        self.files = Files(clock)
        self.views = Views()
        self.sockets = Sockets(faults, evidence)

    def require_scope(self, scope: str, granted: frozenset[str] | None = None) -> None:
        """Raise Refused `missing_scope` unless the scope is one of `granted`, by default the manifest's."""
        scopes = self.app.scopes if granted is None else granted
        if scope not in scopes:
            raise Refused("missing_scope", needed=scope, provided=",".join(sorted(scopes)))

    def get_person(self, identity: str) -> Person:
        """Return a person. Raises NotFound."""
        if identity not in self.people_by_id:
            raise NotFound(f"there is no person {identity!r}")
        return self.people_by_id[identity]

    def share_file(self, file: File, message: Message) -> None:
        """Post a message with a file; the bot sees the file if it is a member of the channel."""
        self.messages.post(message)
        self.files.add_share(file.id, message.channel, message.ts)
        if self.channels.by_id[message.channel].has_bot:
            self.files.show_to_bot(file.id)
