"""Who may do what: one table, read by the desk's door. What stands in no row is denied.

That the author of a campaign never approves it is another rule, in rules/approvals: it depends on the campaign.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Action(StrEnum):
    """Everything that can be done, by people and by the clock; the audit log carries these words."""

    LIST_IMPORT = "list.import"
    LIST_REPLACE = "list.replace"
    LIST_LOOK = "list.look"
    PRESET_FORGET = "preset.forget"
    LIST_ADOPT = "list.adopt"
    LIST_CONFIRM = "list.confirm"
    LIST_EXPORT = "list.export"
    LIST_DECIDE = "list.decide"
    CAMPAIGN_DRAFT = "campaign.draft"
    CAMPAIGN_PREVIEW = "campaign.preview"
    CAMPAIGN_SUBMIT = "campaign.submit"
    CAMPAIGN_APPROVE = "campaign.approve"
    CAMPAIGN_REJECT = "campaign.reject"
    CAMPAIGN_WITHDRAW = "campaign.withdraw"
    CAMPAIGN_PAUSE = "campaign.pause"
    CAMPAIGN_RESUME = "campaign.resume"
    CAMPAIGN_STOP = "campaign.stop"
    CAMPAIGN_LOOK = "campaign.look"
    PAYMENTS_IMPORT = "payments.import"
    FILE_NOTE = "file.note"
    CALLS_IMPORT = "calls.import"
    EXCLUSIONS_IMPORT = "exclusions.import"
    DIGEST_LOOK = "digest.look"
    DESK_LOOK = "desk.look"
    CAMPAIGN_START = "campaign.start"
    CAMPAIGN_EXPIRE = "campaign.expire"
    CAMPAIGN_FINISH = "campaign.finish"
    SEND_CLAIM = "send.claim"
    SEND_RECORD = "send.record"
    RECEIPTS_RECORD = "receipts.record"
    DOUBT_RESOLVE = "doubt.resolve"
    DIGEST_POST = "digest.post"
    POST_RECORD = "post.record"
    FILE_LOOK = "file.look"
    FILE_GONE = "file.gone"
    INBOX_REFUSE = "inbox.refuse"


class Role(StrEnum):
    """What somebody is at the desk. `MACHINE` is the clock's jobs and the command line."""

    OPERATOR = "operator"
    STAFF = "staff"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting: a Slack user id (or the name of a job), the roles found for it just now, its language."""

    user: str
    roles: frozenset[Role]
    locale: str


_LOOK = frozenset({Action.DESK_LOOK, Action.LIST_LOOK, Action.CAMPAIGN_LOOK, Action.DIGEST_LOOK})
_STAFF = _LOOK | {
    Action.LIST_IMPORT,
    Action.LIST_REPLACE,
    Action.PRESET_FORGET,
    Action.LIST_ADOPT,
    Action.LIST_CONFIRM,
    Action.LIST_EXPORT,
    Action.LIST_DECIDE,
    Action.PAYMENTS_IMPORT,
    Action.FILE_NOTE,
    Action.CALLS_IMPORT,
    Action.EXCLUSIONS_IMPORT,
    Action.CAMPAIGN_DRAFT,
    Action.CAMPAIGN_PREVIEW,
    Action.CAMPAIGN_SUBMIT,
    Action.CAMPAIGN_WITHDRAW,
}
_SUPERVISOR = _STAFF | {
    Action.CAMPAIGN_APPROVE,
    Action.CAMPAIGN_REJECT,
    Action.CAMPAIGN_PAUSE,
    Action.CAMPAIGN_RESUME,
    Action.CAMPAIGN_STOP,
}
_MACHINE = _LOOK | {
    Action.LIST_IMPORT,
    Action.LIST_EXPORT,
    Action.LIST_DECIDE,
    Action.PAYMENTS_IMPORT,
    Action.CALLS_IMPORT,
    Action.EXCLUSIONS_IMPORT,
    Action.CAMPAIGN_START,
    Action.CAMPAIGN_EXPIRE,
    Action.CAMPAIGN_FINISH,
    Action.SEND_CLAIM,
    Action.SEND_RECORD,
    Action.RECEIPTS_RECORD,
    Action.DOUBT_RESOLVE,
    Action.DIGEST_POST,
    Action.POST_RECORD,
    Action.FILE_LOOK,
    Action.FILE_GONE,
    Action.INBOX_REFUSE,
}

TABLE: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        Role.OPERATOR: _LOOK,
        Role.STAFF: _STAFF,
        Role.SUPERVISOR: _SUPERVISOR,
        Role.ADMIN: _LOOK,
        Role.MACHINE: _MACHINE,
    }
)


def may(actor: Actor, action: Action) -> bool:
    """Whether one of the actor's roles includes the action."""
    return any(action in TABLE[role] for role in actor.roles)
