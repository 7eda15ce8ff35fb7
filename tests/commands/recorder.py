"""What is told to Bolt, kept instead of answered, so that each listener can be asked by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Listener = Callable[..., Any]

USER = {"id": "U0STAFF0001", "team_id": "T0MISATONO1"}
BASE = {"trigger_id": "1.2.x", "response_url": "http://127.0.0.1:9/hook", "team": {"id": "T0MISATONO1"}}


@dataclass
class Recorder:
    """Stands where Bolt's App stands while the listeners are registered."""

    listeners: dict[tuple[str, str], Listener] = field(default_factory=dict)
    middleware: list[Listener] = field(default_factory=list)
    handlers: list[Listener] = field(default_factory=list)

    def _registers(self, kind: str, name: str) -> Callable[[Listener], Listener]:
        def keep(listener: Listener) -> Listener:
            assert (kind, name) not in self.listeners, f"{name} is answered twice"
            self.listeners[kind, name] = listener
            return listener

        return keep

    def command(self, name: str) -> Callable[[Listener], Listener]:
        return self._registers("command", name)

    def action(self, name: str) -> Callable[[Listener], Listener]:
        return self._registers("action", name)

    def view(self, name: str) -> Callable[[Listener], Listener]:
        return self._registers("view", name)

    def shortcut(self, name: str) -> Callable[[Listener], Listener]:
        return self._registers("shortcut", name)

    def event(self, name: str) -> Callable[[Listener], Listener]:
        return self._registers("event", name)

    def use(self, middleware: Listener) -> None:
        self.middleware.append(middleware)

    def error(self, handler: Listener) -> None:
        self.handlers.append(handler)

    def names(self, kind: str) -> set[str]:
        return {name for found, name in self.listeners if found == kind}


def body(kind: str, name: str) -> Mapping[str, Any]:
    """What Slack sends for a listener."""
    match kind:
        case "command":
            return {**BASE, "command": name, "user_id": USER["id"], "team_id": USER["team_id"]}
        case "view":
            return {**BASE, "user": USER, "view": _view()}
        case "shortcut":
            return {**BASE, "user": USER, "message": {"files": [{"id": "F1"}]}}
        case "event":
            return {"event": {"user": USER["id"]}, "team_id": USER["team_id"]}
    view = {"view": _view()} if name in ("preview", "list_again", "assign_columns") else {}
    return {**BASE, "user": USER, "actions": [{"action_id": name, "value": "1:x"}], **view}


def _view() -> dict[str, Any]:
    option = {"selected_option": {"value": "1"}}
    values = {
        "file": {"file": {"files": [{"id": "F1"}]}},
        "name": {"name": {"value": None}},
        "as_of": {"as_of": {"selected_date": None}},
        "list": {"list": option},
        "template": {"template": {"selected_option": {"value": "call_back"}}},
        "text": {"text": {"value": None}},
        "when": {"when": {"selected_date_time": None}},
        "column_phone": {"column_phone": {"selected_option": {"value": "でんわ"}}},
    }
    return {
        "id": "V1",
        "hash": "1.x",
        "type": "modal",
        "private_metadata": '{"file": "F1"}',
        "state": {"values": values},
    }
