"""Views: each person's stack of modals, each person's Home, and the values set in them so far."""

import secrets
from dataclasses import dataclass, field, replace

from sandbox.slack.errors import Json, Refused
from sandbox.slack.form_values import collect_values, keep_values

DEEPEST_STACK = 3


@dataclass(frozen=True, slots=True)
class View:
    """A view as a person sees it: `source` as the bot sent it, `inputs` are the values that the person set."""

    id: str
    user: str
    source: Json
    hash: str
    root: str
    previous: str | None = None
    inputs: Json = field(default_factory=dict)

    @property
    def values(self) -> Json:
        """The values of all elements, as Slack sends them."""
        return collect_values(self.source["blocks"], self.inputs)


class Views:
    """All open views by id; `stacks` are the ids of each person's modals, the lowest first."""

    def __init__(self) -> None:
        self.by_id: dict[str, View] = {}
        self.stacks: dict[str, list[str]] = {}
        self.homes: dict[str, str] = {}
        self._external_ids: dict[str, str] = {}  # to the id of the view that has or had it
        self.revision = 0  # the number of the last change

    def get_top(self, user: str) -> str | None:
        """Return the id of the modal that a person sees."""
        stack = self.stacks.get(user)
        return stack[-1] if stack else None

    def open(self, user: str, source: Json) -> View:
        """Open a modal; the person's other modals are closed. Raises Refused `duplicate_external_id`."""
        identity = self._create_id(source)
        self.close_all(user)
        return self._add(identity, user, source, previous=None)

    def push(self, user: str, source: Json) -> View:
        """Open a modal above the one that is open.

        Raises Refused: `not_found`, `push_limit_reached`, `duplicate_external_id`.
        """
        stack = self.stacks.get(user, [])
        if not stack:
            raise Refused("not_found")
        if len(stack) >= DEEPEST_STACK:
            raise Refused("push_limit_reached")
        return self._add(self._create_id(source), user, source, previous=stack[-1])

    def update(self, view: View, source: Json) -> View:
        """Replace the content of a view; inputs stay where block, action and type are the same.

        Raises Refused `duplicate_external_id`.
        """
        self._claim_external_id(source, view.id)
        inputs = keep_values(source["blocks"], view.inputs)
        return self.save(replace(view, source=source, hash=_create_hash(), inputs=inputs))

    def publish(self, user: str, source: Json) -> View:
        """Replace the content of a person's Home. Raises Refused `duplicate_external_id`."""
        home = self.find_home(user)
        if home is not None:
            return self.update(home, source)
        identity = self._create_id(source)
        self.homes[user] = identity
        return self.save(View(identity, user, source, _create_hash(), root=identity))

    def find_home(self, user: str) -> View | None:
        """Return a person's Home if it was published."""
        return self.by_id.get(self.homes.get(user, ""))

    def save(self, view: View) -> View:
        """Store a view as it is now."""
        self.by_id[view.id] = view
        self.revision += 1
        return view

    def close(self, view: View) -> None:
        """Close a modal; the person sees the one below it again."""
        self.revision += 1
        self.by_id.pop(view.id, None)
        stack = self.stacks.get(view.user, [])
        if view.id in stack:
            stack.remove(view.id)

    def close_all(self, user: str) -> None:
        """Close all of a person's modals."""
        self.revision += 1
        for identity in self.stacks.pop(user, []):
            self.by_id.pop(identity, None)

    def get(self, view_id: str | None, external_id: str | None) -> View:
        """Return an open view. Raises Refused `not_found`."""
        for view in self.by_id.values():
            if view.id == view_id or (external_id and view.source.get("external_id") == external_id):
                return view
        raise Refused("not_found")

    def _add(self, identity: str, user: str, source: Json, *, previous: str | None) -> View:
        stack = self.stacks.setdefault(user, [])
        stack.append(identity)
        return self.save(View(identity, user, source, _create_hash(), root=stack[0], previous=previous))

    def _create_id(self, source: Json) -> str:
        """Return the id of a new view. Raises Refused `duplicate_external_id`."""
        identity = "V" + secrets.token_hex(5).upper()
        self._claim_external_id(source, identity)
        return identity

    def _claim_external_id(self, source: Json, identity: str) -> None:
        """Give a view its external id for good: Slack does not promise that a closed view frees it."""
        external_id = source.get("external_id")
        if external_id and self._external_ids.setdefault(external_id, identity) != identity:
            raise Refused("duplicate_external_id")


def check_hash(view: View, given: str | None) -> None:
    """Raise Refused `hash_conflict` if the bot's hash is not the newest one."""
    if given and given != view.hash:
        raise Refused("hash_conflict")


def _create_hash() -> str:
    return f"{secrets.randbelow(10**10)}.{secrets.token_hex(4)}"
