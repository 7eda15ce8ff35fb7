"""Samples of what concerns the whole office: Home, digests, alerts, incidents and the pause of all sending."""

from dataclasses import fields, replace
from datetime import date
from itertools import product

from bot.model.access import Action, Actor, Role
from bot.model.backups import BackupAlertView, BackupFault
from bot.model.campaigns import AllPausedView, CampaignState, HandedOver, HistoryEntry
from bot.model.digests import DigestFigures, DigestKind, DigestView, Period
from bot.model.home import HomeView
from bot.model.incidents import (
    AffectedCounts,
    AffectedFiles,
    CloseReason,
    Deadline,
    Evidence,
    Incident,
    IncidentCard,
    IncidentKind,
    Report,
)
from bot.model.instance import HoldReason, LockReason, LockView, Reconciled, StoreFault, StoreFaultView
from bot.model.lists import LapseView
from bot.model.messages import MessageState, ReceiptFault
from bot.model.posts import FailingPosts
from bot.model.reasons import Held, NotDelivered
from bot.rules.incidents import compute_deadlines
from bot.screens import alerts, blocks, digests, home, incidents, sending_lock, stopping
from bot.screens.blocks import Frame
from bot.screens.help import build_help
from bot.screens.samples.base import GROUP, LINK, MANY, NO_GROUP, NOW, Screens, describe_error
from bot.screens.samples.campaigns import make_campaign, make_campaign_view
from bot.screens.samples.files import make_list, make_slack_files


def make_figures(
    kind: DigestKind = DigestKind.DAILY, channel: str = "コンビニ", channels: int = 3, left: int = 0, **numbers: int
) -> DigestFigures:
    """Make the figures of a digest. `left`: the number of files in Slack."""
    counts = {each.name: MANY for each in fields(DigestFigures) if each.type is int}
    day = date(2026, 7, 6)
    return DigestFigures(
        kind=kind, period=Period(date(2026, 7, 1), day), as_of=day,
        as_of_by_channel={f"{channel}{n or ''}": day for n in range(channels)} | {"": day},
        undelivered=dict.fromkeys(NotDelivered, MANY), held=dict.fromkeys(Held, MANY),
        paid_within={7: MANY, 14: MANY, 30: MANY}, remaining_files=make_slack_files(left), **(counts | numbers),
    )  # fmt: skip


def make_all_paused(action: Action | None = None) -> AllPausedView:
    """Make a pause of all sending; `action`: what ended it."""
    ended = None if action is None else HistoryEntry(NOW, "U0SUPERV001", action)
    return AllPausedView(
        HistoryEntry(NOW, "U0STAFF0001", Action.ALL_PAUSE), MANY, HandedOver(MANY, MANY, MANY), GROUP, ended
    )


def make_incident_card(close_reason: CloseReason | None = None, *, is_written: bool = True) -> IncidentCard:
    """Make an incident with all that its card can have, open or closed."""
    report = Report(7, IncidentKind.PAID_OR_PROMISED, NOW.date(), is_wrongful=True)
    states = dict.fromkeys(map(str, MessageState), MANY)
    evidence = Evidence("f" * 64, states, MANY, "f" * 64, MANY, (8, 9), was_running=is_written)
    files = AffectedFiles(("incident-7-affected-99.xlsx",) * 50, MANY, ("f" * 64,) * 50, NOW) if is_written else None
    at, by = (NOW, "U0SUPERV001") if close_reason else (None, None)
    incident = Incident(MANY, report, NOW, "U0SUPERV001", evidence, files, Deadline.PROMPT, at, by, close_reason)
    return IncidentCard(
        incident=incident, campaign=make_campaign(CampaignState.STOPPED),
        deadlines=compute_deadlines(NOW.date(), is_wrongful=True),
        counts=AffectedCounts(MANY, MANY, MANY, MANY, MANY), seen_at=NOW,
        correction=8 if is_written else None, due=Deadline.FINAL, is_open=close_reason is None, mentioned=NO_GROUP,
        link=LINK,
    )  # fmt: skip


def make_home_view(name: str = "対象者", *, may_draft: bool = True, many: int = 100) -> HomeView:
    """Make a Home with `many` tasks of each kind."""
    return HomeView(
        to_decide=[make_campaign_view(name=name)] * many,
        to_submit=[make_campaign_view(CampaignState.DRAFT, name)] * many,
        to_resume=[make_campaign_view(CampaignState.PAUSED, name)] * many,
        list_links=dict.fromkeys(range(3), LINK),
        under_way=[make_campaign_view(CampaignState.SENDING, name)] * many,
        results=[make_campaign_view(CampaignState.FINISHED, name)] * many,
        digests=[(DigestKind.DAILY, NOW)],
        lists=[make_list(name, n) for n in range(3)],
        uncertain=MANY,
        undecided=MANY // 2,
        may_draft=may_draft,
        may_suppress=True,
        to_adopt=[make_list(name, n, None, "inbox") for n in range(many)],
        to_delete=make_slack_files(many),
        receipt_fault=ReceiptFault("repeated_page", NOW) if many else None,
        incidents=[make_incident_card(is_written=False)] * many,
        may_report=True,
        may_find=True,
        stuck_posts=[FailingPosts(one, "is_archived", MANY, NOW) for one in ("desk", "digest", "U0STAFF0001")] * many,
    )


def build_alerts(frame: Frame) -> Screens:
    """Build the alerts on the database, its backups, a list's confirmation and the lock of the sending."""
    for fault, until in product(StoreFault, (None, NOW)):
        view_of_fault = StoreFaultView(fault, NOW, NO_GROUP, until)
        yield f"database {fault} {until}", alerts.build_store_alert(frame, view_of_fault)
    for fault_of_backup, at, is_open in product(BackupFault, (None, NOW), (True, False)):
        view_of_backup = BackupAlertView(fault_of_backup, NOW, at, is_open, NO_GROUP)
        yield f"backup {fault_of_backup} {at} {is_open}", alerts.build_backup_alert(frame, view_of_backup)
    for action, is_open in product((Action.LIST_DECIDE, Action.RENUMBERING_DECIDE), (True, False)):
        lapse = LapseView(MANY, NOW, "U0SUPERV001", action, NO_GROUP, is_open, LINK)
        yield f"lapse {action} {is_open}", alerts.build_lapse_alert(frame, lapse)
    for reason, is_open in product((*LockReason, *HoldReason), (True, False)):
        done = (
            None
            if is_open or isinstance(reason, HoldReason)
            else Reconciled(reason, MANY, MANY, MANY, paused=True, needs_list=True)
        )
        yield (
            f"lock {reason} {is_open}",
            sending_lock.build_alert(frame, LockView(reason, NOW, is_open, NO_GROUP, done)),
        )


def build_incident_messages(frame: Frame) -> Screens:
    """Build the card of an incident, open and closed, and its reminders."""
    shown_incidents = (*map(make_incident_card, (None, *CloseReason)), make_incident_card(is_written=False))
    for number, one in enumerate(shown_incidents):
        yield f"incident {number}", incidents.build_card(frame, one)
        for due in Deadline:
            yield f"incident {number} {due}", incidents.build_reminder(frame, replace(one, due=due))


def build_digests(frame: Frame, text: str) -> Screens:
    """Build every digest."""
    for kind, charts, late in product(DigestKind, (True, False), (True, False)):
        shown = DigestView(make_figures(kind, text, 100, 100), late, "0123456789ab")
        yield f"digest {kind} {charts} {late}", digests.build_card(frame, shown, charts=charts)


def build_answers(frame: Frame, text: str) -> Screens:
    """Build the answers to commands, and the alert on a pause of all sending."""
    yield "sentence", blocks.make_notice(frame, describe_error(frame, text))
    for how in (None, Action.ALL_PAUSE, Action.ALL_RESUME, Action.ALL_STOP):
        yield f"all paused, ended by {how}", stopping.build_card(frame, make_all_paused(how))
    yield "answer to /sms-stop", stopping.build_answer(frame, make_all_paused())
    everything = Actor("U0STAFF0001", frozenset(Role), "ja")
    for is_unknown in (True, False):
        yield f"help, unknown {is_unknown}", build_help(frame, everything, is_unknown=is_unknown)
    for may_draft, many in product((True, False), (0, 100)):
        view = make_home_view(text, may_draft=may_draft, many=many)
        yield f"answer to /sms {may_draft} {many}", home.build_answer(frame, view)
    held = replace(make_home_view(text, many=2), all_paused=make_all_paused())
    yield "answer to /sms while all sending is paused", home.build_answer(frame, held)
