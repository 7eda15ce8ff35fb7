"""One hand on the control face: type a command, fill in a form, press a button, and wait for what comes."""

import base64
import json
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

Json = dict[str, Any]
Found = TypeVar("Found")
_SECONDS = 25.0


class NotHeld(Exception):
    """A step did not come out as it must."""


def must(holds: object, what: str) -> None:
    """Raise NotHeld unless something holds."""
    if not holds:
        raise NotHeld(what)


@dataclass(frozen=True, slots=True)
class Hand:
    """The control face at `base` (http://127.0.0.1:PORT)."""

    base: str

    def get(self, path: str, **query: str) -> Any:
        """Look."""
        return self._open(urllib.request.Request(f"{self.base}/control/{path}?{urlencode(query)}"))  # noqa: S310

    def post(self, path: str, **fields: object) -> Json:
        """Do."""
        body = json.dumps(fields).encode()
        request = urllib.request.Request(  # noqa: S310 - http on the loopback
            f"{self.base}/control/{path}", body, {"Content-Type": "application/json"}
        )
        answer: Json = self._open(request)
        return answer

    def person(self, role: str, index: int = 0) -> str:
        """The id of somebody with a role."""
        return str([person["id"] for person in self.get("people") if person["role"] == role][index])

    def channel(self, purpose: str) -> str:
        """The id of the channel for a purpose."""
        return str(next(channel["id"] for channel in self.get("channels") if channel["purpose"] == purpose))

    def command(self, user: str, channel: str, command: str) -> Json:
        """Type a command; what the person sees as an error is a fault of the step."""
        answer = self.post("command", user=user, channel=channel, command=command, text="")
        must(answer["ok"] and not answer["error"], f"{command}: {answer['error']}")
        return answer

    def submit(self, user: str, view: str, values: Mapping[str, object]) -> Json:
        """Send a form."""
        answer = self.post("submit", user=user, view=view, values=values)
        must(answer["ok"] and not answer["errors"], f"form refused: {answer['errors']} {answer['error']}")
        return answer

    def upload(self, user: str, filename: str, content: bytes) -> str:
        """Put a file at hand for a form; its id."""
        coded = base64.b64encode(content).decode()
        return str(self.post("upload", user=user, channel=None, filename=filename, content_base64=coded)["file_id"])

    def view(self, user: str) -> Json | None:
        """The form on top of somebody's screen."""
        views = self.get("views", user=user)
        return views[-1] if views else None

    def view_with(self, user: str, callback_id: str) -> Json:
        """Wait until a certain form is on top."""

        def look() -> Json | None:
            top = self.view(user)
            return top if top and top["callback_id"] == callback_id else None

        return self.wait(look, f"form {callback_id}")

    def messages(self, channel: str, user: str) -> list[Json]:
        """What somebody sees in a channel."""
        found: list[Json] = self.get("messages", channel=channel, user=user)
        return found

    def wait(self, look: Callable[[], Found | None], what: str, seconds: float = _SECONDS) -> Found:
        """Look again and again until there is something."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := look():
                return found
            time.sleep(0.1)
        raise NotHeld(f"waited {seconds:.0f} s for {what}")

    def _open(self, request: urllib.request.Request) -> Any:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - http on the loopback
            return json.load(answer)


def buttons(blocks: list[Json], action_id: str) -> list[Json]:
    """The buttons with an action id."""
    return [
        element
        for block in blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["action_id"] == action_id
    ]


def text_of(blocks: object) -> str:
    """All that blocks say, for looking into."""
    return json.dumps(blocks, ensure_ascii=False)
