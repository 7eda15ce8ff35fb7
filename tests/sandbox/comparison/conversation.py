"""A series of calls to a Slack server, real or emulated, with its answers in a form that can be compared."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

CONTENT = "宛名番号,電話番号\r\n".encode("cp932")
MISSING_TS = "1000000000.000001"
DIVIDER = {"type": "divider"}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "題"}, "blocks": [DIVIDER]}
HOME = {"type": "home", "blocks": [DIVIDER]}


@dataclass(frozen=True, slots=True)
class Clients:
    """The clients and ids for the calls: the bot's channel, a person's file shared there, and one not shared.

    `create_trigger`: the trigger of a person's action, in an open view if its id is given.
    """

    full: WebClient
    bare: WebClient
    unknown: WebClient
    channel: str
    persons_file: str
    hidden_file: str
    person: str
    create_trigger: Callable[[str | None], str]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: `error` is empty after a success; `types` has the type's name of each value by its dotted key."""

    error: str
    types: dict[str, str]
    body: dict[str, Any]


def call(client: WebClient, method: str, **params: object) -> Answer:
    """Call a method as the bot does: with the SDK, lists as JSON in the form. A refusal is an answer too."""
    form = {key: json.dumps(value) if isinstance(value, list | dict) else value for key, value in params.items()}
    try:
        response = client.api_call(method, params=form)
    except SlackApiError as refused:
        response = refused.response
    body = response.data
    assert isinstance(body, dict), body
    return Answer(str(body.get("error", "")), list_types(body), body)


def list_types(value: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """Return the type's name of every value, including those in `file`, `message` and the first of `files`."""
    found: dict[str, str] = {}
    for key, item in value.items():
        name = prefix + key
        found[name] = type(item).__name__
        if key in {"channel", "file", "message", "view"} and isinstance(item, dict):
            found |= list_types(item, f"{name}.")
        if key == "files":
            found |= list_types(item[0], f"{name}.")
    return found


def run_conversation(clients: Clients) -> dict[str, Answer]:
    """Make all calls; return the answers by the names of the steps."""
    return {
        **_tokens(clients),
        **_own_file(clients),
        **_persons_file(clients),
        **_messages(clients),
        **_conversations(clients),
        **_views(clients),
        **_home(clients),
        **_scopes(clients),
    }


def _tokens(clients: Clients) -> dict[str, Answer]:
    nobody = WebClient(base_url=clients.full.base_url)
    return {
        "auth.test": call(clients.full, "auth.test"),
        "auth.test without a token": call(nobody, "auth.test"),
        "auth.test with an unknown token": call(clients.unknown, "auth.test"),
        "files.info without a token": call(nobody, "files.info", file=clients.persons_file),
    }


def _own_file(clients: Clients) -> dict[str, Answer]:
    bot = clients.full
    address = call(bot, "files.getUploadURLExternal", filename="list.csv", length=len(CONTENT))
    file_id, url = address.body["file_id"], address.body["upload_url"]
    return {
        "address": address,
        "address without a name": call(bot, "files.getUploadURLExternal", length=3),
        **_send_file(bot, file_id, url),
        **_fetch_file(bot, file_id),
    }


def _send_file(bot: WebClient, file_id: str, url: str) -> dict[str, Answer]:
    request = [{"id": file_id, "title": "Targets"}]
    return {
        "info before the upload": call(bot, "files.info", file=file_id),
        "complete before the upload": call(bot, "files.completeUploadExternal", files=request),
        "complete nothing": call(bot, "files.completeUploadExternal", files=[]),
        "complete an unknown file": call(bot, "files.completeUploadExternal", files=[{"id": "F000000000"}]),
        "upload": _http("POST", url, content=CONTENT),
        "info before it is complete": call(bot, "files.info", file=file_id),
        "complete": call(bot, "files.completeUploadExternal", files=request),
        "complete again": call(bot, "files.completeUploadExternal", files=request),
        "upload again": _http("POST", url, content=b"other"),
    }


def _fetch_file(bot: WebClient, file_id: str) -> dict[str, Answer]:
    info = call(bot, "files.info", file=file_id)
    url = str(info.body["file"]["url_private_download"])
    return {
        "info": info,
        "download": _http("GET", url, token=bot.token),
        "download without a token": _http("GET", url),
        "delete": call(bot, "files.delete", file=file_id),
        "delete again": call(bot, "files.delete", file=file_id),
        "info after the delete": call(bot, "files.info", file=file_id),
        "download after the delete": _http("GET", url, token=bot.token),
    }


def _http(method: str, address: str, *, content: bytes | None = None, token: str | None = None) -> Answer:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = httpx.request(method, address, content=content, headers=headers)
    return Answer("" if answer.is_success else str(answer.status_code), {}, {"content": answer.content})


def _persons_file(clients: Clients) -> dict[str, Answer]:
    return {
        "info of a person's file": call(clients.full, "files.info", file=clients.persons_file),
        "delete a person's file": call(clients.full, "files.delete", file=clients.persons_file),
        "info of a hidden file": call(clients.full, "files.info", file=clients.hidden_file),
        "delete a hidden file": call(clients.full, "files.delete", file=clients.hidden_file),
        "delete an unknown file": call(clients.full, "files.delete", file="F000000000"),
    }


def _messages(clients: Clients) -> dict[str, Answer]:
    bot, channel = clients.full, {"channel": clients.channel}
    posted = call(bot, "chat.postMessage", **channel, text="始めます")
    shares = call(bot, "files.info", file=clients.persons_file).body["file"]["shares"]
    persons_ts = next(share[0]["ts"] for channels in shares.values() for share in channels.values())
    return {
        "post": posted,
        "post nowhere": call(bot, "chat.postMessage", channel="C000000000", text="始めます"),
        "update": call(bot, "chat.update", **channel, ts=posted.body["ts"], text="終わりました"),
        "link": call(bot, "chat.getPermalink", **channel, message_ts=posted.body["ts"]),
        "link to what is not there": call(bot, "chat.getPermalink", **channel, message_ts=MISSING_TS),
        "link into an unknown channel": call(bot, "chat.getPermalink", channel="C0", message_ts=MISSING_TS),
        "update what is not there": call(bot, "chat.update", **channel, ts=MISSING_TS, text="終わりました"),
        "update a person's message": call(bot, "chat.update", **channel, ts=persons_ts, text="終わりました"),
    }


def _conversations(clients: Clients) -> dict[str, Answer]:
    bot = clients.full
    return {
        "channel": call(bot, "conversations.info", channel=clients.channel),
        "channel with its members' number": call(
            bot, "conversations.info", channel=clients.channel, include_num_members=True
        ),
        "unknown channel": call(bot, "conversations.info", channel="C0"),
        "members": call(bot, "conversations.members", channel=clients.channel),
        "members of an unknown channel": call(bot, "conversations.members", channel="C0"),
        "open a direct message": call(bot, "conversations.open", users=clients.person),
        "open nothing": call(bot, "conversations.open"),
        "open with nobody known": call(bot, "conversations.open", users="U0NOBODY"),
    }


def _views(clients: Clients) -> dict[str, Answer]:
    bot, trigger = clients.full, clients.create_trigger(None)
    opened = call(bot, "views.open", trigger_id=trigger, view={**MODAL, "external_id": "first"})
    view = opened.body["view"]
    old = {"view_id": view["id"], "hash": view["hash"]}

    def push(parent: Answer | None, **more: str) -> Answer:
        trigger = clients.create_trigger(None if parent is None else parent.body["view"]["id"])
        return call(bot, "views.push", trigger_id=trigger, view={**MODAL, **more})

    return {
        "open": opened,
        "open again": call(bot, "views.open", trigger_id=trigger, view=MODAL),
        "open without a click": call(bot, "views.open", trigger_id="1.2.3", view=MODAL),
        "update a view": call(bot, "views.update", external_id="first", view={**MODAL, "external_id": "first"}),
        "update an older state": call(bot, "views.update", **old, view=MODAL),
        "update an unknown view": call(bot, "views.update", view_id="V0", view=MODAL),
        "push with a used external id": push(opened, external_id="first"),
        "push": (second := push(opened)),
        "push a third": (third := push(second)),
        "push a fourth": push(third),
    }


def _home(clients: Clients) -> dict[str, Answer]:
    bot, user = clients.full, {"user_id": clients.person}
    published = call(bot, "views.publish", **user, view=HOME)
    old = str(published.body["view"]["hash"])
    return {
        "publish": published,
        "publish again": call(bot, "views.publish", **user, hash=old, view=HOME),
        "publish over a newer state": call(bot, "views.publish", **user, hash=old, view=HOME),
    }


def _scopes(clients: Clients) -> dict[str, Answer]:
    bot, file = clients.bare, {"file": clients.persons_file}
    return {
        "scope of chat.postMessage": call(bot, "chat.postMessage", channel=clients.channel, text="始めます"),
        "scope of chat.update": call(bot, "chat.update", channel=clients.channel, ts=MISSING_TS, text="始めます"),
        "scope of chat.postEphemeral": call(bot, "chat.postEphemeral", channel=clients.channel, user="U0", text="始"),
        "scope of files.info": call(bot, "files.info", **file),
        "scope of files.delete": call(bot, "files.delete", **file),
        "scope of files.getUploadURLExternal": call(bot, "files.getUploadURLExternal", filename="a.csv", length=3),
        "scope of files.completeUploadExternal": call(bot, "files.completeUploadExternal", files=[{"id": "F0"}]),
        "auth.test needs no scope": call(bot, "auth.test"),
    }
