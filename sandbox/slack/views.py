"""Views: each person's stack of modals, each person's Home, and what was typed into them so far."""

import secrets
from dataclasses import dataclass, field, replace

from sandbox.slack import state
from sandbox.slack.errors import Json, Refused

DEEPEST_STACK = 3


@dataclass(frozen=True, slots=True)
class View:
    """A view as a person sees it. `shown` is what the bot sent; `typed` the values that the person set."""

    id: str
    user: str
    shown: Json
    hash: str
    root: str
    previous: str | None = None
    typed: Json = field(default_factory=dict)

    @property
    def values(self) -> Json:
        """The values of all of its elements, as Slack sends them."""
        return state.values(self.shown["blocks"], self.typed)


class Views:
    """All views that are open, by id; `stacks` are the modals that each person has open, the lowest first."""

    def __init__(self) -> None:
        self.by_id: dict[str, View] = {}
        self.stacks: dict[str, list[str]] = {}
        self.homes: dict[str, str] = {}
        self.number = 0  # of the last change

    def top(self, user: str) -> str | None:
        """Return the id of the modal that a person has before them."""
        stack = self.stacks.get(user)
        return stack[-1] if stack else None

    def open(self, user: str, shown: Json) -> View:
        """Open a modal; what the person had open before is closed."""
        self.clear(user)
        return self._add(user, shown, previous=None)

    def push(self, user: str, shown: Json) -> View:
        """Lay a modal upon the one that is open. Raises Refused: `view_not_found`, `push_limit_reached`."""
        stack = self.stacks.get(user, [])
        if not stack:
            raise Refused("view_not_found")
        if len(stack) >= DEEPEST_STACK:
            raise Refused("push_limit_reached")
        return self._add(user, shown, previous=stack[-1])

    def update(self, view: View, shown: Json) -> View:
        """Show something else in a view; what was typed stays where block, action and type are the same."""
        typed = state.kept(shown["blocks"], view.typed)
        return self.keep(replace(view, shown=shown, hash=_hash(), typed=typed))

    def publish(self, user: str, shown: Json) -> View:
        """Show something on a person's Home."""
        known = self.by_id.get(self.homes.get(user, ""))
        if known is not None:
            return self.update(known, shown)
        identity = _id()
        self.homes[user] = identity
        return self.keep(View(identity, user, shown, _hash(), root=identity))

    def keep(self, view: View) -> View:
        """Remember a view as it is now."""
        self.by_id[view.id] = view
        self.number += 1
        return view

    def close(self, view: View) -> None:
        """Close the modal; the one beneath it is seen again."""
        self.number += 1
        self.by_id.pop(view.id, None)
        stack = self.stacks.get(view.user, [])
        if view.id in stack:
            stack.remove(view.id)

    def clear(self, user: str) -> None:
        """Close all of a person's modals."""
        self.number += 1
        for identity in self.stacks.pop(user, []):
            self.by_id.pop(identity, None)

    def find(self, view_id: str | None, external_id: str | None) -> View:
        """Return a view that is open. Raises Refused `not_found`."""
        for view in self.by_id.values():
            if view.id == view_id or (external_id and view.shown.get("external_id") == external_id):
                return view
        raise Refused("not_found")

    def _add(self, user: str, shown: Json, *, previous: str | None) -> View:
        identity = _id()
        stack = self.stacks.setdefault(user, [])
        stack.append(identity)
        return self.keep(View(identity, user, shown, _hash(), root=stack[0], previous=previous))


def check_hash(view: View, given: str | None) -> None:
    """Raise Refused `hash_conflict` if the bot had an older state of the view in mind."""
    if given and given != view.hash:
        raise Refused("hash_conflict")


def _id() -> str:
    return "V" + secrets.token_hex(5).upper()


def _hash() -> str:
    return f"{secrets.randbelow(10**10)}.{secrets.token_hex(4)}"
