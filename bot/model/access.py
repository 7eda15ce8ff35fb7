"""Roles, actions, and who acts."""

from dataclasses import dataclass
from enum import StrEnum


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
