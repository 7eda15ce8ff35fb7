"""Runs the sandbox for a test, acts as its people, and connects a real Bolt app through a real socket."""

import base64
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from sandbox.app import Service
from sandbox.slack.manifest import Manifest

DESK, DIGEST, GENERAL = "C0DESK00001", "C0DIGEST001", "C0GENERAL01"
OPERATOR, STAFF, SUPERVISOR, OUTSIDER = "U0OPERATOR1", "U0STAFF0001", "U0SUPERV001", "U0OUTSIDER1"
BOT = "U0NOFUBOT01"

T = TypeVar("T")

SCOPES = frozenset(
    (
        *("commands", "chat:write", "files:read", "files:write", "users:read", "usergroups:read", "channels:read"),
        *("groups:read", "im:write"),
    )
)


def build_manifest(scopes: frozenset[str] = SCOPES) -> Manifest:
    return Manifest(
        name="nofu",
        scopes=scopes,
        commands=frozenset({"/sms", "/sms-list"}),
        shortcuts=frozenset({"use_as_target_list"}),
        events=frozenset({"app_home_opened", "file_shared", "file_deleted"}),
        has_home=True,
        has_messages=True,
        is_read_only=False,
    )


def until(query: Callable[[], T], seconds: float = 120.0) -> T:
    """Call `query` until it returns something true, and return that. The limit is for a busy machine."""
    end = time.monotonic() + seconds
    while not (found := query()):
        assert time.monotonic() < end, f"nothing came within {seconds} s"
        time.sleep(0.01)
    return found


class LocalSlack:
    """A running sandbox: its control interface for people, the Web API with the bot's token, its evidence's folder."""

    def __init__(self, service: Service, folder: Path) -> None:
        self.service = service
        self.folder = folder
        self.workspace = service.sandbox.workspace
        self.credentials = self.workspace.credentials
        self.http = httpx.Client(base_url=service.base, timeout=60, verify=False)  # it loads no certificates
        self.bot = WebClient(self.credentials.bot_token, base_url=f"{service.base}/api/")

    def post(self, path: str, **fields: object) -> Any:
        answer = self.http.post(f"/control/{path}", json=fields)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def get(self, path: str, **query: str) -> Any:
        answer = self.http.get(f"/control/{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def status(self, path: str, **fields: object) -> int:
        return self.http.post(f"/control/{path}", json=fields).status_code

    def command(self, name: str = "/sms", user: str = STAFF, channel: str = DESK) -> Any:
        return self.post("command", user=user, channel=channel, command=name, text="")

    def upload(self, content: bytes, user: str = STAFF, channel: str | None = None) -> str:
        encoded = base64.b64encode(content).decode()
        answer = self.post("upload", user=user, channel=channel, filename="list.csv", content_base64=encoded)
        return str(answer["file_id"])

    def messages(self, user: str, channel: str = DESK) -> list[Any]:
        return list(self.get("messages", channel=channel, user=user))

    def get_top(self, user: str = STAFF) -> Any:
        return until(lambda: self.get("views", user=user))[-1]

    def submit(self, view: str, values: Any, user: str = STAFF) -> Any:
        return self.post("submit", user=user, view=view, values=values)

    def refuse(self, method: str, client: WebClient | None = None, **arguments: Any) -> SlackResponse:
        """Return Slack's answer to a call that it refuses, by default of the bot."""
        with pytest.raises(SlackApiError) as caught:
            (client or self.bot).api_call(method, json=arguments)
        response: SlackResponse = caught.value.response
        return response

    def get_error(self, method: str, client: WebClient | None = None, **arguments: Any) -> str:
        """Return the error of a call that Slack refuses."""
        return str(self.refuse(method, client, **arguments)["error"])


@contextmanager
def run_sandbox(folder: Path, app: Manifest | None = None) -> Iterator[LocalSlack]:
    service = Service(folder, app or build_manifest())
    listening = threading.Event()
    thread = threading.Thread(target=service.run, args=(listening.set,))
    thread.start()
    assert listening.wait(30)
    slack = LocalSlack(service, folder)
    try:
        yield slack
    finally:
        slack.http.close()
        service.stop()
        thread.join(30)
        assert not thread.is_alive()


@contextmanager
def run_bolt(slack: LocalSlack) -> Iterator[App]:
    """Connect a Bolt app; tests register listeners on it."""
    app = App(client=slack.bot)
    with connect_bolt(slack, app):
        yield app


@contextmanager
def connect_bolt(slack: LocalSlack, app: App) -> Iterator[SocketModeHandler]:
    handler = SocketModeHandler(
        app, slack.credentials.app_token, web_client=WebClient(base_url=slack.bot.base_url), ping_interval=1
    )
    handler.connect()  # type: ignore[no-untyped-call]  # Bolt has no annotation there
    try:
        until(lambda: slack.http.get("/control/ready").status_code == 200)
        yield handler
    finally:
        handler.client.closed = True
        handler.client.auto_reconnect_enabled = False
        slack.post("faults", fault="drop_socket", seconds=0)  # the client waits for the end of its socket
        handler.client.message_processor.event.set()
        handler.client.message_queue.put(None)  # its processor would wait a second for a message
        with suppress(AttributeError):  # the library's race: the socket may close between its check and its close
            handler.close()  # type: ignore[no-untyped-call]  # slack-sdk has no annotation here


def plain_text(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def build_input(name: str, **element: object) -> dict[str, Any]:
    return {"type": "input", "block_id": name, "label": plain_text(name), "element": {"action_id": name, **element}}


NAME = build_input("name", type="plain_text_input")
FILE = build_input("file", type="file_input", max_files=1)


def build_modal(*blocks: dict[str, Any], title: str = "取込", **more: Any) -> dict[str, Any]:
    titles = {"title": plain_text(title), "submit": plain_text("取り込む")}
    return {"type": "modal", "callback_id": "list_upload", **titles, "blocks": list(blocks), **more}


def build_opener(*blocks: dict[str, Any], **more: Any) -> Any:
    """Return a listener that opens a modal with these blocks."""

    def open_modal(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=build_modal(*blocks, **more))

    return open_modal


def record(register: Any, read: Callable[[Any], Any]) -> list[Any]:
    """Register a listener that acknowledges; return the list to which it adds what `read` takes from each body."""
    received: list[Any] = []

    def listen(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        received.append(read(body))

    register(listen)
    return received


def build_name(text: str) -> dict[str, Any]:
    return {"name": {"name": {"type": "plain_text_input", "value": text}}}
