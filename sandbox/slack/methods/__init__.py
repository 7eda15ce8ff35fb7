"""The Web API's methods: a file a family, and the one table of what each needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sandbox.slack.args import Args
from sandbox.slack.errors import Json
from sandbox.slack.methods import apps, auth, chat, conversations, files, usergroups, users, views
from sandbox.slack.tokens import Token
from sandbox.slack.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Method:
    """A method: what it does, the scope without which it is refused, and the tokens that it takes."""

    run: Callable[[Workspace, Args], Json]
    scope: str | None = None
    tokens: frozenset[Token] = frozenset({Token.BOT})


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "apps.connections.open": Method(apps.connections_open, tokens=frozenset({Token.APP})),
        "auth.test": Method(auth.test, tokens=frozenset(Token)),
        "chat.delete": Method(chat.delete, "chat:write"),
        "chat.postEphemeral": Method(chat.post_ephemeral, "chat:write"),
        "chat.postMessage": Method(chat.post_message, "chat:write"),
        "chat.update": Method(chat.update, "chat:write"),
        "conversations.info": Method(conversations.info),
        "conversations.members": Method(conversations.members),
        "conversations.open": Method(conversations.open_direct, "im:write"),
        "files.completeUploadExternal": Method(files.complete_upload_external, "files:write"),
        "files.delete": Method(files.delete, "files:write", frozenset({Token.BOT, Token.USER})),
        "files.getUploadURLExternal": Method(files.get_upload_url_external, "files:write"),
        "files.info": Method(files.info, "files:read"),
        "usergroups.list": Method(usergroups.list_groups, "usergroups:read"),
        "usergroups.users.list": Method(usergroups.list_users, "usergroups:read"),
        "users.info": Method(users.info, "users:read"),
        "views.open": Method(views.open_view),
        "views.publish": Method(views.publish),
        "views.push": Method(views.push),
        "views.update": Method(views.update),
    }
)
