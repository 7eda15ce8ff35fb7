"""The app's manifest: valid by Slack's schema (if it is beside the checkout), with no more rights than needed."""

import ast
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from slack_sdk import WebClient

REPOSITORY = Path(__file__).parents[2]
SPECS = REPOSITORY.parent / "shared" / "specs"


@pytest.fixture
def manifest() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((REPOSITORY / "manifest.yml").read_text("utf-8"))
    return content


def read_spec(name: str) -> Any:
    """Read one of Slack's specifications; skip the test if it is not beside the checkout."""
    if not (SPECS / name).exists():
        pytest.skip(f"{name} is not beside this checkout")
    return json.loads((SPECS / name).read_text("utf-8"))


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_the_manifest_is_valid_by_slacks_schema(manifest: dict[str, Any], version: str) -> None:
    jsonschema.validate(manifest, read_spec(f"slack-manifest.schema.{version}.json"))


def test_the_schema_rejects_an_unknown_key(manifest: dict[str, Any]) -> None:
    schema = read_spec("slack-manifest.schema.2.0.0.json")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(manifest | {"unknown": True}, schema)


def test_the_app_uses_socket_mode_in_one_workspace_and_its_messages_tab_is_read_only(manifest: dict[str, Any]) -> None:
    settings, home = manifest["settings"], manifest["features"]["app_home"]
    assert settings["socket_mode_enabled"] is True
    assert settings["org_deploy_enabled"] is False
    assert settings["interactivity"] == {"is_enabled": True}
    assert home == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,  # without it Slack refuses a message to one person: messages_tab_disabled
        "messages_tab_read_only_enabled": True,
    }


def test_commands_have_japanese_descriptions_and_take_no_text(manifest: dict[str, Any]) -> None:
    commands = manifest["features"]["slash_commands"]
    names = [command["command"] for command in commands]
    assert names == [
        *("/sms", "/sms-list", "/sms-new", "/sms-status", "/sms-payments", "/sms-followup", "/sms-find"),
        *("/sms-promise", "/sms-suppress", "/sms-stop"),
    ]
    assert not any("usage_hint" in command for command in commands)
    assert all(not command["description"][0].isascii() for command in commands)


def test_message_shortcuts_import_a_posted_file_as_a_list_or_as_payments(manifest: dict[str, Any]) -> None:
    shortcuts = manifest["features"]["shortcuts"]
    assert [(one["type"], one["callback_id"]) for one in shortcuts] == [
        ("message", "use_as_target_list"),
        ("message", "use_as_payment_file"),
    ]


SCOPES: dict[str, frozenset[str]] = {
    "apps_connections_open": frozenset(),
    "auth_test": frozenset(),
    "blocks_validate": frozenset(),
    "chat_getPermalink": frozenset(),
    "chat_postMessage": frozenset({"chat:write"}),
    "chat_update": frozenset({"chat:write"}),
    "conversations_info": frozenset({"channels:read", "groups:read"}),
    "files_delete": frozenset(),
    "files_info": frozenset({"files:read"}),
    "usergroups_list": frozenset({"usergroups:read"}),
    "users_info": frozenset({"users:read"}),
    "views_open": frozenset(),
    "views_publish": frozenset(),
    "views_update": frozenset(),
}
"""The scopes of each method of the Web API (docs.slack.dev/reference/methods); a channel may be public or private.

`files.delete` is called with an administrator's token only, of another app: the bot itself may not delete a file.
`apps.connections.open` is called with the app's token, which has a scope of its own.
"""


def find_called_methods() -> set[str]:
    """Return the methods of the Web API that the code calls."""
    methods = {name for name, value in vars(WebClient).items() if callable(value) and not name.startswith("_")}
    files = [path for folder in ("bot", "commands", "scheduler") for path in (REPOSITORY / folder).rglob("*.py")]
    nodes = [node for path in files for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    return {node.attr for node in nodes if isinstance(node, ast.Attribute)} & methods - {"api_call"}


def test_the_scopes_are_exactly_those_of_the_methods_that_are_called(manifest: dict[str, Any]) -> None:
    assert find_called_methods() == set(SCOPES)
    needed = {scope for scopes in SCOPES.values() for scope in scopes} | {"commands"}
    assert sorted(manifest["oauth_config"]["scopes"]["bot"]) == sorted(needed)
    assert "user" not in manifest["oauth_config"]["scopes"]


def test_the_app_cannot_read_messages_or_post_in_channels_without_an_invitation(manifest: dict[str, Any]) -> None:
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    assert not [scope for scope in scopes if scope.endswith((":history", ".public", "files:write"))]
    assert manifest["settings"]["event_subscriptions"] == {"bot_events": ["app_home_opened", "file_deleted"]}


def test_the_event_of_a_deleted_file_contains_its_id() -> None:
    event = read_spec("slack-payloads/FileDeletedPayload.json")["event"]
    assert event["type"] == "file_deleted"
    assert {"file_id", "channel_ids", "event_ts"} <= set(event)
    assert "user" not in event


def test_mentions_in_a_command_arrive_as_ids(manifest: dict[str, Any]) -> None:
    assert all(command["should_escape"] is True for command in manifest["features"]["slash_commands"])
