"""What the app may do here: read from the project's own manifest.yml, as Slack reads it at installation."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from sandbox.slack.errors import Json

AT_THE_ROOT = Path(__file__).resolve().parents[2] / "manifest.yml"


class BadManifest(ValueError):
    """The manifest is missing or is not an app manifest; the message says which."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A command or a shortcut as people are offered it: `id` is the command or the callback_id."""

    id: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The parts of an app manifest that decide what Slack lets the app do.

    `has_messages`: the App Home has its Messages tab, without which Slack refuses a message to one person;
    `is_read_only`: nobody writes to the app there.
    """

    name: str
    scopes: frozenset[str]
    commands: frozenset[str]
    shortcuts: frozenset[str]
    events: frozenset[str]
    has_home: bool
    has_messages: bool
    is_read_only: bool
    offered_commands: tuple[Offer, ...] = ()
    offered_shortcuts: tuple[Offer, ...] = ()


def read(path: Path = AT_THE_ROOT) -> Manifest:
    """Read an app manifest in YAML. Raises BadManifest."""
    try:
        tree = yaml.safe_load(path.read_text(encoding="utf-8"))
        return _read(tree)
    except OSError as missing:
        raise BadManifest(f"no app manifest at {path.name}: {missing.strerror}") from missing
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as wrong:
        raise BadManifest(f"{path.name} is not an app manifest: {wrong}") from wrong


def _read(tree: Json) -> Manifest:
    features = tree.get("features", {})
    settings = tree.get("settings", {})
    return Manifest(
        name=tree["display_information"]["name"],
        scopes=frozenset(tree["oauth_config"]["scopes"]["bot"]),
        commands=frozenset(command["command"] for command in features.get("slash_commands", [])),
        shortcuts=frozenset(s["callback_id"] for s in features.get("shortcuts", []) if s["type"] == "message"),
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
        has_home=bool(features.get("app_home", {}).get("home_tab_enabled", False)),
        has_messages=bool(features.get("app_home", {}).get("messages_tab_enabled", False)),
        is_read_only=bool(features.get("app_home", {}).get("messages_tab_read_only_enabled", False)),
        offered_commands=_offers(features.get("slash_commands", []), "command", "command"),
        offered_shortcuts=_offers(features.get("shortcuts", []), "callback_id", "name"),
    )


def _offers(listed: list[Json], identity: str, name: str) -> tuple[Offer, ...]:
    return tuple(Offer(one[identity], one[name], one["description"]) for one in listed)
