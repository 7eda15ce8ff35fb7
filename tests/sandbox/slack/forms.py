"""Views as a bot would open them, for the tests of what people do with them."""

from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


NAME = {
    "type": "input",
    "block_id": "name",
    "label": plain("名前"),
    "element": {"type": "plain_text_input", "action_id": "name"},
}
FILE = {
    "type": "input",
    "block_id": "file",
    "label": plain("ファイル"),
    "element": {"type": "file_input", "action_id": "file", "max_files": 1},
}


def modal(*blocks: dict[str, Any], title: str = "取込") -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "list_upload",
        "title": plain(title),
        "submit": plain("取り込む"),
        "blocks": list(blocks),
    }


def opener(*blocks: dict[str, Any]) -> Any:
    def open_it(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal(*blocks))

    return open_it


def typed(text: str) -> dict[str, Any]:
    return {"name": {"name": {"type": "plain_text_input", "value": text}}}
