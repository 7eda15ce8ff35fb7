"""Who may do what: one table, read by the desk's door. What stands in no row is denied.

That the author of a campaign never approves it is another rule, in rules/approvals: it depends on the campaign.
"""

from collections.abc import Mapping
from types import MappingProxyType

from bot.model.access import Action, Actor, Role

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
