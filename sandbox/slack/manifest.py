"""The app manifest, which decides what the app may do, read as Slack reads it at installation."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from sandbox.slack.errors import Json

PROJECT_MANIFEST = Path(__file__).resolve().parents[2] / "manifest.yml"


class BadManifest(ValueError):
    """The manifest is missing or is not an app manifest; the message says which."""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A command or a shortcut in a menu: `id` is the command or the callback_id."""

    id: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The parts of an app manifest that decide what the app may do.

    `has_messages`: the App Home has a Messages tab, without which Slack refuses direct messages;
    `is_read_only`: people cannot write in that tab.
    """

    name: str
    scopes: frozenset[str]
    commands: frozenset[str]
    shortcuts: frozenset[str]
    events: frozenset[str]
    has_home: bool
    has_messages: bool
    is_read_only: bool
    command_menu: tuple[MenuEntry, ...] = ()
    shortcut_menu: tuple[MenuEntry, ...] = ()


def read_manifest(path: Path = PROJECT_MANIFEST) -> Manifest:
    """Read an app manifest in YAML. Raises BadManifest."""
    try:
        return _read(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as missing:
        raise BadManifest(f"no app manifest at {path.name}: {missing.strerror}") from missing
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as wrong:
        raise BadManifest(f"{path.name} is not an app manifest: {wrong}") from wrong


def _read(tree: Json) -> Manifest:
    features, settings = tree.get("features", {}), tree.get("settings", {})
    home = features.get("app_home", {})
    return Manifest(
        name=tree["display_information"]["name"],
        scopes=frozenset(tree["oauth_config"]["scopes"]["bot"]),
        commands=frozenset(command["command"] for command in features.get("slash_commands", [])),
        shortcuts=frozenset(s["callback_id"] for s in features.get("shortcuts", []) if s["type"] == "message"),
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
        has_home=bool(home.get("home_tab_enabled", False)),
        has_messages=bool(home.get("messages_tab_enabled", False)),
        is_read_only=bool(home.get("messages_tab_read_only_enabled", False)),
        command_menu=_read_menu(features.get("slash_commands", []), "command", "command"),
        shortcut_menu=_read_menu(features.get("shortcuts", []), "callback_id", "name"),
    )


def _read_menu(entries: list[Json], identity: str, name: str) -> tuple[MenuEntry, ...]:
    return tuple(MenuEntry(entry[identity], entry[name], entry["description"]) for entry in entries)
