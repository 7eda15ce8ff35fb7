"""Roles, actors, and the table of actions: which role may do what. Everything the table does not allow is denied."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """A role of a user. `MACHINE` is the role of the scheduler's jobs and of the command line.

    `DEPUTY` decides on campaigns in place of the supervisors on the days that the settings name (rules/approvals).
    """

    OPERATOR = "operator"
    STAFF = "staff"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    DEPUTY = "deputy"
    MACHINE = "machine"


_MACHINE = frozenset({Role.MACHINE})
_SUPERVISORS = frozenset({Role.SUPERVISOR})
_DECIDING = _SUPERVISORS | {Role.DEPUTY}
_STAFF = _SUPERVISORS | {Role.STAFF}
_RESPONSIBLE = _SUPERVISORS | {Role.ADMIN}
_DESK = _STAFF | {Role.OPERATOR}
_EVERYBODY = frozenset(Role)


class Action(StrEnum):
    """What users and the scheduler can do: the code in the audit, the roles that may do it, and whether it is audited.

    The steps of a message are not audited, because the table message_events records them; nor is the bookkeeping of
    posts, files and roles. rules/approvals forbids the author of a campaign to approve it.

    `for_recent`: while Slack cannot be asked, who had one of the roles within the last day may do it, too. Only what
    lets no message out: otherwise an outage of Slack would leave no way to stop the sending but to end the process.
    """

    roles: frozenset[Role]
    audited: bool
    for_recent: bool
    _value_: str

    def __new__(cls, code: str, roles: frozenset[Role], audited: bool = True, for_recent: bool = False) -> "Action":
        """Create a row of the table."""
        action = str.__new__(cls, code)
        action._value_, action.roles, action.audited, action.for_recent = code, roles, audited, for_recent
        return action

    LIST_IMPORT = "list.import", _STAFF | _MACHINE
    LIST_REPLACE = "list.replace", _STAFF
    LIST_LOOK = "list.look", _EVERYBODY
    PRESET_FORGET = "preset.forget", _STAFF
    LIST_ADOPT = "list.adopt", _STAFF
    LIST_CONFIRM = "list.confirm", _STAFF
    LIST_EXPORT = "list.export", _STAFF | _MACHINE
    LIST_DECIDE = "list.decide", _STAFF | _MACHINE
    CAMPAIGN_DRAFT = "campaign.draft", _STAFF
    CAMPAIGN_EDIT = "campaign.edit", _STAFF
    CAMPAIGN_PREVIEW = "campaign.preview", _STAFF
    NUMBERS_CHECK = "numbers.check", _STAFF
    TEST_SEND = "test.send", _STAFF
    TEST_CONFIRM = "test.confirm", _STAFF
    TEST_WAIVE = "test.waive", _SUPERVISORS
    CAMPAIGN_SUBMIT = "campaign.submit", _STAFF
    CAMPAIGN_APPROVE = "campaign.approve", _DECIDING
    CAMPAIGN_REJECT = "campaign.reject", _DECIDING
    CAMPAIGN_SEND_BACK = "campaign.send_back", _DECIDING
    CAMPAIGN_WITHDRAW = "campaign.withdraw", _STAFF
    CAMPAIGN_PAUSE = "campaign.pause", _EVERYBODY, True, True
    CAMPAIGN_RESUME = "campaign.resume", _SUPERVISORS | _MACHINE
    CAMPAIGN_STOP = "campaign.stop", _SUPERVISORS | _MACHINE, True, True
    ALL_PAUSE = "all.pause", _EVERYBODY, True, True
    ALL_RESUME = "all.resume", _SUPERVISORS | _MACHINE
    ALL_STOP = "all.stop", _SUPERVISORS | _MACHINE, True, True
    PHONES_FULL = "phones.full", _EVERYBODY
    PHONES_LEARN = "phones.learn", _MACHINE
    INCIDENT_REPORT = "incident.report", _RESPONSIBLE
    INCIDENT_EXPORT = "incident.export", _RESPONSIBLE
    INCIDENT_CLOSE = "incident.close", _SUPERVISORS
    INCIDENT_REMIND = "incident.remind", _MACHINE
    CAMPAIGN_LOOK = "campaign.look", _EVERYBODY
    FOLLOWUP_WRITE = "followup.write", _STAFF | _MACHINE
    PAGE_PUBLISH = "page.publish", _MACHINE
    RECORDS_WRITE = "records.write", _MACHINE
    PAYMENTS_IMPORT = "payments.import", _STAFF | _MACHINE
    FILE_NOTE = "file.note", _STAFF
    FILE_EXPORT = "file.export", _STAFF | _MACHINE
    CALLS_IMPORT = "calls.import", _STAFF | _MACHINE
    EXCLUSIONS_IMPORT = "exclusions.import", _STAFF | _MACHINE
    STOPS_IMPORT = "stops.import", _STAFF | _MACHINE
    PROMISES_REPORT = "promises.report", _MACHINE
    PROMISES_WRITE = "promises.write", _STAFF
    SUPPRESSIONS_IMPORT = "suppressions.import", _STAFF | _MACHINE
    SUPPRESSION_ADD = "suppression.add", _DESK
    SUPPRESSION_LOOK = "suppression.look", _DESK
    SUPPRESSION_END = "suppression.end", _STAFF
    SUPPRESSION_EXPORT = "suppression.export", _STAFF
    SUPPRESSION_EXPIRE = "suppression.expire", _MACHINE
    RENUMBERING_LOOK = "renumbering.look", _MACHINE
    RENUMBERING_APPLY = "renumbering.apply", _MACHINE
    RENUMBERING_DECIDE = "renumbering.decide", _SUPERVISORS
    DOUBT_SENT = "doubt.sent", _SUPERVISORS
    DOUBT_AGAIN = "doubt.again", _SUPERVISORS
    DOUBT_LIST = "doubt.list", _MACHINE
    PERSON_WHY = "person.why", _SUPERVISORS | _MACHINE
    DIGEST_LOOK = "digest.look", _EVERYBODY
    DESK_LOOK = "desk.look", _EVERYBODY
    PERSON_LOOK = "person.look", _DESK | _MACHINE
    PERSON_SEARCH = "person.search", _DESK
    PERSON_EXPORT = "person.export", _STAFF
    CALL_BACK_RECORD = "call_back.record", _DESK
    CALL_BACK_CORRECT = "call_back.correct", _STAFF
    CALL_BACK_ALERT = "call_back.alert", _DESK
    STUCK_POSTS_LOOK = "stuck_posts.look", _STAFF | {Role.ADMIN} | _MACHINE
    CAMPAIGN_START = "campaign.start", _MACHINE
    CAMPAIGN_VOID = "campaign.void", _MACHINE
    CAMPAIGN_REMIND = "campaign.remind", _MACHINE
    CAMPAIGN_EXPIRE = "campaign.expire", _MACHINE
    CAMPAIGN_FINISH = "campaign.finish", _MACHINE
    CAMPAIGN_CLOSE = "campaign.close", _MACHINE
    CAMPAIGN_TAKE_BACK = "campaign.take_back", _MACHINE
    CAMPAIGN_BATCH = "campaign.batch", _MACHINE
    CAMPAIGN_PROBE = "campaign.probe", _MACHINE
    NUMBERS_ASK = "numbers.ask", _MACHINE
    NUMBERS_RECORD = "numbers.record", _MACHINE
    TEST_CLAIM = "test.claim", _MACHINE
    TEST_RECORD = "test.record", _MACHINE
    SEND_CLAIM = "send.claim", _MACHINE, False
    SEND_RECORD = "send.record", _MACHINE, False
    RECEIPTS_RECORD = "receipts.record", _MACHINE, False
    RECEIPTS_CONTRADICT = "receipts.contradict", _MACHINE
    DOUBT_RESOLVE = "doubt.resolve", _MACHINE, False
    DOUBT_ALERT = "doubt.alert", _MACHINE
    SEAL_ALERT = "seal.alert", _MACHINE
    DIGEST_POST = "digest.post", _MACHINE
    POST_RECORD = "post.record", _MACHINE, False
    FILE_LOOK = "file.look", _MACHINE, False
    FILE_GONE = "file.gone", _MACHINE
    INBOX_REFUSE = "inbox.refuse", _MACHINE
    INSTANCE_START = "instance.start", _MACHINE
    EVENTS_SEAL = "events.seal", _MACHINE
    INSTANCE_MARK = "instance.mark", _MACHINE, False
    INSTANCE_LOCK = "instance.lock", _MACHINE
    INSTANCE_GO_ON = "instance.go_on", _MACHINE
    INSTANCE_RECONCILE = "instance.reconcile", _SUPERVISORS | {Role.ADMIN} | _MACHINE
    INSTANCE_RESTORE = "instance.restore", _MACHINE
    BACKUP_MAKE = "backup.make", _MACHINE
    BACKUP_FAIL = "backup.fail", _MACHINE
    ROLES_LOOK = "roles.look", _MACHINE, False
    ROLES_RECORD = "roles.record", _MACHINE, False


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a Slack user id or the name of a job, the current roles, and the user's language."""

    user: str
    roles: frozenset[Role]
    locale: str
    is_complete: bool = True
    """False: Slack could not be asked, so roles may be missing."""
    recent_roles: frozenset[Role] = frozenset()
    """Of an actor who is not complete: the roles that Slack gave them within the last day."""
    decides: bool = True
    """False: a group and users are set for the supervisors, and this supervisor is in one of them only."""

    def may(self, action: Action) -> bool:
        """Whether one of the actor's roles includes the action, or one of their recent roles allows it for now."""
        return not self.roles.isdisjoint(action.roles) or self.relies_on_recent_role(action)

    def relies_on_recent_role(self, action: Action) -> bool:
        """Whether the actor may do the action only because of a role that they had within the last day."""
        if not (action.for_recent and self.roles.isdisjoint(action.roles)):
            return False
        return not self.recent_roles.isdisjoint(action.roles)
