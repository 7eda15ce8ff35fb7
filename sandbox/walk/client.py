"""A client of the control interface: types commands, fills in forms, presses buttons, waits for the result."""

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
WAIT_SECONDS = 120.0  # generous, so that a busy machine does not fail a step


class StepFailed(Exception):
    """A step did not have its expected result."""


def require(condition: object, what: str) -> None:
    """Raise StepFailed unless a condition holds."""
    if not condition:
        raise StepFailed(what)


def wait_until(find: Callable[[], Found | None], what: str, seconds: float = WAIT_SECONDS) -> Found:
    """Call `find` until it returns something, and return that. Raises StepFailed after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := find():
            return found
        time.sleep(0.1)
    raise StepFailed(f"waited {seconds:.0f} s for {what}")


@dataclass(frozen=True, slots=True)
class ControlClient:
    """A client of the control interface at `base` (http://127.0.0.1:PORT)."""

    base: str

    def get(self, path: str, **query: str) -> Any:
        """Send a GET request and return the JSON."""
        return self._open(urllib.request.Request(f"{self.base}/control/{path}?{urlencode(query)}"))  # noqa: S310 - http on the loopback

    def post(self, path: str, **fields: object) -> Json:
        """Send a POST request and return the JSON."""
        body = json.dumps(fields).encode()
        request = urllib.request.Request(  # noqa: S310 - http on the loopback
            f"{self.base}/control/{path}", body, {"Content-Type": "application/json"}
        )
        answer: Json = self._open(request)
        return answer

    def find_person(self, role: str, index: int = 0) -> str:
        """Return the id of a person with a role."""
        return str([person["id"] for person in self.get("people") if person["role"] == role][index])

    def find_channel(self, purpose: str) -> str:
        """Return the id of the channel for a purpose."""
        return str(next(channel["id"] for channel in self.get("channels") if channel["purpose"] == purpose))

    def command(self, user: str, channel: str, command: str) -> Json:
        """Type a command. Raises StepFailed if the person sees an error."""
        answer = self.post("command", user=user, channel=channel, command=command, text="")
        require(answer["ok"] and not answer["error"], f"{command}: {answer['error']}")
        return answer

    def submit(self, user: str, view: str, values: Mapping[str, object]) -> Json:
        """Submit a form. Raises StepFailed if it is refused."""
        answer = self.post("submit", user=user, view=view, values=values)
        require(answer["ok"] and not answer["errors"], f"form refused: {answer['errors']} {answer['error']}")
        return answer

    def upload(self, user: str, filename: str, content: bytes) -> str:
        """Upload a file for a form and return its id."""
        encoded = base64.b64encode(content).decode()
        return str(self.post("upload", user=user, channel=None, filename=filename, content_base64=encoded)["file_id"])

    def submit_file(self, user: str, view: str, filename: str, content: bytes) -> str:
        """Submit a form with a file in its field `file`; return the file's id."""
        file = self.upload(user, filename, content)
        self.submit(user, view, {"file": {"file": {"type": "file_input", "files": [{"id": file}]}}})
        return file

    def top_view(self, user: str) -> Json | None:
        """Return the topmost form that a person sees."""
        views = self.get("views", user=user)
        return views[-1] if views else None

    def wait_for_view(self, user: str, callback_id: str) -> Json:
        """Wait until the form with a callback id is topmost."""

        def find() -> Json | None:
            top = self.top_view(user)
            return top if top and top["callback_id"] == callback_id else None

        return wait_until(find, f"form {callback_id}")

    def messages(self, channel: str, user: str) -> list[Json]:
        """Return the messages of a channel that a person sees."""
        found: list[Json] = self.get("messages", channel=channel, user=user)
        return found

    def _open(self, request: urllib.request.Request) -> Any:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - http on the loopback
            return json.load(answer)


def find_buttons(blocks: list[Json], action_id: str) -> list[Json]:
    """Return the buttons with an action id."""
    elements = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
    return [element for element in elements if element["action_id"] == action_id]


def to_text(blocks: object) -> str:
    """Return blocks as one text to search."""
    return json.dumps(blocks, ensure_ascii=False)
