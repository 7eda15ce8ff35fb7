"""One short conversation with any Slack: what it answers, as far as two of them can be compared."""

import json
from dataclasses import dataclass
from typing import Any

import httpx
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

CONTENT = "宛名番号,電話番号\r\n".encode("cp932")
MISSING_TS = "1000000000.000001"


@dataclass(frozen=True, slots=True)
class Side:
    """What the conversation needs: three clients, the bot's channel, a person's file shared there and one not."""

    full: WebClient
    bare: WebClient
    unknown: WebClient
    channel: str
    persons_file: str
    hidden_file: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `error` is empty when it went well, `shape` has the type of each value by its dotted key."""

    error: str
    shape: dict[str, str]
    body: dict[str, Any]


def ask(client: WebClient, method: str, **params: object) -> Answer:
    """Call a method as the bot does: over the SDK, lists as JSON in the form, refusals included."""
    form = {key: json.dumps(value) if isinstance(value, list) else value for key, value in params.items()}
    try:
        response = client.api_call(method, params=form)
    except SlackApiError as refused:
        response = refused.response
    body = response.data
    assert isinstance(body, dict), body
    return Answer(str(body.get("error", "")), shape(body), body)


def shape(value: dict[str, Any], before: str = "") -> dict[str, str]:
    """Return the type's name of every value, opening `file` and `message`, and the first of `files`."""
    found: dict[str, str] = {}
    for key, inner in value.items():
        name = before + key
        found[name] = type(inner).__name__
        if key in {"file", "message"}:
            found |= shape(inner, f"{name}.")
        if key == "files":
            found |= shape(inner[0], f"{name}.")
    return found


def hold_conversation(side: Side) -> dict[str, Answer]:
    """Hold the whole conversation; return the answers by the names of the steps."""
    return {**_tokens(side), **_own_file(side), **_persons_file(side), **_messages(side), **_scopes(side)}


def _tokens(side: Side) -> dict[str, Answer]:
    nobody = WebClient(base_url=side.full.base_url)
    return {
        "auth.test": ask(side.full, "auth.test"),
        "auth.test without a token": ask(nobody, "auth.test"),
        "auth.test with an unknown token": ask(side.unknown, "auth.test"),
        "files.info without a token": ask(nobody, "files.info", file=side.persons_file),
    }


def _own_file(side: Side) -> dict[str, Answer]:
    bot = side.full
    address = ask(bot, "files.getUploadURLExternal", filename="list.csv", length=len(CONTENT))
    own, place = address.body["file_id"], address.body["upload_url"]
    return {
        "address": address,
        "address without a name": ask(bot, "files.getUploadURLExternal", length=3),
        **_send_file(bot, own, place),
        **_fetch_file(bot, own),
    }


def _send_file(bot: WebClient, own: str, place: str) -> dict[str, Answer]:
    request = [{"id": own, "title": "Targets"}]
    return {
        "info before the upload": ask(bot, "files.info", file=own),
        "complete before the upload": ask(bot, "files.completeUploadExternal", files=request),
        "complete nothing": ask(bot, "files.completeUploadExternal", files=[]),
        "complete an unknown file": ask(bot, "files.completeUploadExternal", files=[{"id": "F000000000"}]),
        "upload": _http("POST", place, content=CONTENT),
        "info before it is complete": ask(bot, "files.info", file=own),
        "complete": ask(bot, "files.completeUploadExternal", files=request),
        "complete again": ask(bot, "files.completeUploadExternal", files=request),
        "upload again": _http("POST", place, content=b"other"),
    }


def _fetch_file(bot: WebClient, own: str) -> dict[str, Answer]:
    info = ask(bot, "files.info", file=own)
    place = str(info.body["file"]["url_private_download"])
    return {
        "info": info,
        "download": _http("GET", place, token=bot.token),
        "download without a token": _http("GET", place),
        "delete": ask(bot, "files.delete", file=own),
        "delete again": ask(bot, "files.delete", file=own),
        "info after the delete": ask(bot, "files.info", file=own),
        "download after the delete": _http("GET", place, token=bot.token),
    }


def _http(method: str, address: str, *, content: bytes | None = None, token: str | None = None) -> Answer:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = httpx.request(method, address, content=content, headers=headers)
    return Answer("" if answer.is_success else str(answer.status_code), {}, {"content": answer.content})


def _persons_file(side: Side) -> dict[str, Answer]:
    return {
        "info of a person's file": ask(side.full, "files.info", file=side.persons_file),
        "delete a person's file": ask(side.full, "files.delete", file=side.persons_file),
        "info of a hidden file": ask(side.full, "files.info", file=side.hidden_file),
        "delete a hidden file": ask(side.full, "files.delete", file=side.hidden_file),
        "delete an unknown file": ask(side.full, "files.delete", file="F000000000"),
    }


def _messages(side: Side) -> dict[str, Answer]:
    bot, place = side.full, {"channel": side.channel}
    posted = ask(bot, "chat.postMessage", **place, text="始めます")
    shares = ask(bot, "files.info", file=side.persons_file).body["file"]["shares"]
    theirs = next(share[0]["ts"] for places in shares.values() for share in places.values())
    return {
        "post": posted,
        "post nowhere": ask(bot, "chat.postMessage", channel="C000000000", text="始めます"),
        "update": ask(bot, "chat.update", **place, ts=posted.body["ts"], text="終わりました"),
        "update what is not there": ask(bot, "chat.update", **place, ts=MISSING_TS, text="終わりました"),
        "update a person's message": ask(bot, "chat.update", **place, ts=theirs, text="終わりました"),
    }


def _scopes(side: Side) -> dict[str, Answer]:
    bot, file = side.bare, {"file": side.persons_file}
    return {
        "scope of chat.postMessage": ask(bot, "chat.postMessage", channel=side.channel, text="始めます"),
        "scope of chat.update": ask(bot, "chat.update", channel=side.channel, ts=MISSING_TS, text="始めます"),
        "scope of chat.postEphemeral": ask(bot, "chat.postEphemeral", channel=side.channel, user="U0", text="始"),
        "scope of files.info": ask(bot, "files.info", **file),
        "scope of files.delete": ask(bot, "files.delete", **file),
        "scope of files.getUploadURLExternal": ask(bot, "files.getUploadURLExternal", filename="a.csv", length=3),
        "scope of files.completeUploadExternal": ask(bot, "files.completeUploadExternal", files=[{"id": "F0"}]),
        "auth.test needs no scope": ask(bot, "auth.test"),
    }
