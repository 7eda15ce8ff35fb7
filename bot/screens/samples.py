"""Every screen, built from large numbers and with one text in every place that shows a text from outside.

`nofu check --blocks` sends them to Slack's own validation, and the tests check them against the limits of Block Kit.
"""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

from bot.model import lists
from bot.model.access import Action, Actor, Role
from bot.model.backups import BackupAlertView, BackupFault
from bot.model.campaigns import (
    AllPausedView,
    Campaign,
    CampaignAct,
    CampaignEvent,
    CampaignState,
    CampaignView,
    Delay,
    HandedOver,
    Intent,
    NumberChecks,
    PauseReason,
    SendTimes,
)
from bot.model.digests import DigestFigures, DigestKind, DigestView, Period
from bot.model.drafts import Draft, DraftPreview
from bot.model.errors import BadInput, Conflict
from bot.model.home import HomeView
from bot.model.imports import (
    FIRST_UNCLEAR,
    CallCounts,
    ExclusionCounts,
    FileCounts,
    FileView,
    InboxFailure,
    PaymentCounts,
)
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
from bot.model.lists import (
    Confirmation,
    LapseView,
    ListView,
    ReplacedListView,
    SharedDecision,
    SharedNumbers,
    TargetList,
)
from bot.model.messages import BatchCounts, HandOver, MessageState, ReceiptFault
from bot.model.mode import Mode
from bot.model.posts import FailingPosts, Mentioned
from bot.model.reasons import FIRST_PROBLEMS, Corrected, Excluded, Held, NotDelivered, Problem, Rejected, RowQuestion
from bot.model.renumberings import RenumberingCounts, WaitingRenumbering, WaitingState
from bot.model.slack_files import SlackFile
from bot.model.text_findings import Finding, FindingId
from bot.model.uncertain import DoubtAnswer, DoubtCount, DoubtDecision, DoubtReason, DoubtView
from bot.rules.eligibility import NEEDS
from bot.rules.importing.call_results import CallResult
from bot.rules.importing.column_questions import ColumnQuestion
from bot.rules.importing.headings import Column
from bot.rules.importing.kinds import FILE_FORMATS
from bot.rules.incidents import compute_deadlines
from bot.screens import (
    alerts,
    blocks,
    campaign_events,
    campaigns,
    column_questions,
    digests,
    drafts,
    home,
    incidents,
    labels,
    renumberings,
    sending_lock,
    shared_numbers,
    stopping,
    uncertain,
)
from bot.screens import imports as import_screens
from bot.screens import lists as list_screens
from bot.screens import payments as payment_screens
from bot.screens import uploads as upload_screens
from bot.screens.blocks import Frame, MessageCard, SlackView
from bot.screens.help import build_help
from bot.screens.uploads import UploadRequest, pack_request
from bot.words import Locale, words

NOW = datetime(2026, 7, 7, 0, 0, tzinfo=UTC)
MANY = 9_999_999
MANY_FILES = 200
PHONE = "048-930-7722"
"""The office's number in the samples; a client that sends them must allow it."""
SAMPLE = f"三郷市収納管理課です。市税等の件でお電話ください。{PHONE}受付番号1234 送信専用"
TIMES = SendTimes(NOW, NOW + timedelta(days=6), Delay.OTHERS, NOW)
PROBLEMS = tuple(Problem(MANY, reason) for reason in Rejected)
FRAMES = [Frame(words(locale), mode) for locale, mode in product(Locale, Mode)]
IN_JAPANESE = Frame(words("ja"), Mode.LIVE)
LINK = "https://misato.slack.com/archives/C0DESK00001/p1783385400000100"
EVENTS = (
    *(Action.CAMPAIGN_SUBMIT, Action.CAMPAIGN_APPROVE, Action.CAMPAIGN_REJECT, Action.CAMPAIGN_WITHDRAW),
    *(Action.CAMPAIGN_EXPIRE, Action.CAMPAIGN_STOP, Action.CAMPAIGN_PAUSE, Action.CAMPAIGN_RESUME),
    *(
        Action.CAMPAIGN_START,
        Action.CAMPAIGN_FINISH,
        Action.CAMPAIGN_BATCH,
        Action.CAMPAIGN_TAKE_BACK,
        Action.CAMPAIGN_CLOSE,
    ),
)
DOUBT = DoubtView(
    counts=[DoubtCount(answer, MANY, NOW) for answer in (DoubtAnswer.ABSENT, DoubtAnswer.NO_ANSWER)]
    + [DoubtCount(answer, MANY, None) for answer in (DoubtAnswer.NOT_ASKED, DoubtAnswer.CANNOT_ASK)]
    + [DoubtCount(DoubtAnswer.CONTRADICTORY, MANY, NOW)],
    decidable=MANY,
    token="f" * 16,
    obstacle=None,
    is_asking=True,
    resend_requested=MANY,
)
GROUP = Mentioned(("S0SUPERVISE",))
NO_GROUP = Mentioned(users=("U0SUPERV001", "U0STAFF0002"))
Screens = Iterator[tuple[str, MessageCard | SlackView]]


def make_list(
    name: str = "対象者",
    list_id: int = 1,
    uploader: str | None = "U0STAFF0001",
    source: str = "slack",
    *,
    confirmed: bool = False,
) -> TargetList:
    """Make a list with every correction, exclusion and rejection."""
    counts = lists.ListCounts(
        rows=MANY,
        recipients=MANY,
        accepted=MANY,
        corrected=dict.fromkeys(Corrected, MANY),
        excluded=dict.fromkeys(Excluded, MANY),
        rejected=dict.fromkeys(Rejected, MANY),
    )
    exports = lists.Exports((f"list-{list_id}-problems.xlsx",), MANY - 1, MANY, f"list-{list_id}-shared.xlsx")
    found = TargetList(list_id, name, source, uploader, frozenset(), counts, NOW, exports=exports)
    return (
        replace(found, confirmation=Confirmation("U0STAFF0001", NOW, found.confirmation_token)) if confirmed else found
    )


def make_list_view(name: str) -> ListView:
    """Make a list imported with a remembered mapping, with everything that a person should look at."""
    assigned = dict.fromkeys((column.value for column in FILE_FORMATS["targets"].columns.useful), name[:40])
    return ListView(
        replace(
            make_list(name),
            assigned=assigned,
            unknown=(name,) * 100,
            questions=dict.fromkeys(RowQuestion, MANY),
            hidden_rows=MANY,
        ),
        tuple(NEEDS),
        problems=tuple(Problem(MANY - 1, reason) for reason in (*Rejected, *Rejected))[:FIRST_PROBLEMS],
        remembered=True,
    )


def make_campaign(
    state: CampaignState = CampaignState.PENDING, name: str = "対象者", reason: str | None = None
) -> Campaign:
    """Make a campaign with every property that it can have in its state."""
    is_started = state in (CampaignState.SENDING, CampaignState.PAUSED, CampaignState.FINISHED, CampaignState.STOPPED)
    return Campaign(
        id=7, list_id=1, list_name=name, uploader="U0STAFF0002", decider=None, intent=Intent.CALL_BACK, body="…",
        not_before=NOW,
        state=state, author="U0STAFF0001", created_at=NOW, fingerprint="f" * 64, recipients=MANY, units=MANY, yen=MANY,
        left_out=dict.fromkeys(Excluded, MANY), provider="karaden", expires_at=NOW, decided_by="U0SUPERV001",
        decided_at=NOW, reason=reason, note=name, starts_at=NOW, started_at=NOW if is_started else None, ended_at=None,
    )  # fmt: skip


def make_campaign_view(
    state: CampaignState = CampaignState.PENDING, name: str = "対象者", reason: str | None = None, sample: str = SAMPLE
) -> CampaignView:
    """Make the view of such a campaign."""
    return CampaignView(
        make_campaign(state, name, reason),
        sample,
        dict.fromkeys(MessageState, MANY),
        dict.fromkeys(NotDelivered, MANY),
        dict.fromkeys(Held, MANY),
        approvals=1,
        approvals_needed=2,
        target=make_list(name),
        unjudged=tuple(NEEDS),
        hand_over=HandOver(MANY, NOW, NOW),
        hand_over_yen=MANY,
        acts=make_acts(reason or ""),
        times=None if state is CampaignState.SENDING else TIMES,
        link=LINK,
        first_batch=20,
        number_checks=NumberChecks(MANY, MANY, MANY, 0, NOW.date(), MANY),
    )


def make_obstacle(channel: str = "コンビニ") -> Conflict:
    """Make what keeps a campaign from its next step, with the longest sentence."""
    return Conflict("stale_channel", channel=channel)


def make_acts(reason: str, many: int = 50) -> list[CampaignAct]:
    """Make acts of people and of nofu, with a reason and without."""
    acts = (
        CampaignAct(NOW, "U0SUPERV001", Action.CAMPAIGN_RESUME),
        CampaignAct(NOW, "clock", Action.CAMPAIGN_PAUSE, reason),
    )
    return [*acts] * many


def make_preview(name: str = "対象者", sample: str = SAMPLE, found: str = "http://example.jp") -> DraftPreview:
    """Make a preview with every finding."""
    return DraftPreview(
        target=make_list(name), intent=Intent.CALL_BACK, sample=sample, characters=MANY, units_each=10, units=MANY,
        yen=MANY, recipients=MANY, left_out=dict.fromkeys(Excluded, MANY), unjudged=tuple(NEEDS),
        findings=tuple(Finding(code, found) for code in FindingId), not_before=NOW, times=TIMES,
        supports_give_up_time=False,
    )  # fmt: skip


def make_waiting_renumbering(name: str, state: WaitingState = WaitingState.WAITING) -> WaitingRenumbering:
    """Make a file of new ids with every count."""
    numbers: dict[str, Any] = {
        each.name: MANY for each in fields(RenumberingCounts) if each.name not in ("rejected", "unread_columns")
    }
    is_decided = state is not WaitingState.WAITING
    return WaitingRenumbering(
        id=MANY,
        name=name,
        token="f" * 16,
        counts=RenumberingCounts(rejected={}, **numbers),
        state=state,
        came_at=NOW,
        decided_by="U0SUPERV001" if is_decided else None,
        decided_at=NOW if is_decided else None,
        mentioned=GROUP,
    )


def make_slack_files(count: int, uploader: str = "U0STAFF0001", *, gone: bool = False) -> list[SlackFile]:
    """Make files in Slack, each of another uploader."""
    when = [NOW + timedelta(n) for n in range(count)]
    return [SlackFile(f"F{n}", f"{uploader}{n or ''}", "targets", at, gone, MANY) for n, at in enumerate(when)]


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
    ended = None if action is None else CampaignAct(NOW, "U0SUPERV001", action)
    return AllPausedView(
        CampaignAct(NOW, "U0STAFF0001", Action.ALL_PAUSE), MANY, HandedOver(MANY, MANY, MANY), GROUP, ended
    )


def make_home_view(name: str = "対象者", *, may_draft: bool = True, many: int = 100) -> HomeView:
    """Make a Home with `many` tasks of each kind."""
    return HomeView(
        to_decide=[make_campaign_view(name=name)] * many,
        to_submit=[make_campaign_view(CampaignState.DRAFT, name)] * many,
        to_resume=[make_campaign_view(CampaignState.PAUSED, name)] * many,
        list_links=dict.fromkeys(range(3), LINK),
        under_way=[make_campaign_view(CampaignState.SENDING, name)] * many,
        lists=[make_list(name, n) for n in range(3)],
        uncertain=MANY,
        undecided=MANY // 2,
        may_draft=may_draft,
        to_adopt=[make_list(name, n, None, "inbox") for n in range(many)],
        to_delete=make_slack_files(many),
        receipt_fault=ReceiptFault("repeated_page", NOW) if many else None,
        incidents=[make_incident_card(is_written=False)] * many,
        may_report=True,
        stuck_posts=[FailingPosts(one, "is_archived", MANY, NOW) for one in ("desk", "digest", "U0STAFF0001")] * many,
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


_WITH_OBSTACLES = (
    CampaignState.DRAFT,
    CampaignState.PENDING,
    CampaignState.APPROVED,
    CampaignState.SENDING,
    CampaignState.PAUSED,
)


def build_messages(frame: Frame, text: str = "対象者") -> Screens:
    """Build every message. `text` replaces every text that a person can write."""
    for state in CampaignState:
        yield f"campaign {state}", campaigns.build_card(frame, make_campaign_view(state, text, text, text[:1000]))
    for state in _WITH_OBSTACLES:
        held_up = replace(make_campaign_view(state, text, text, text[:1000]), obstacle=make_obstacle(text))
        yield f"campaign {state} with an obstacle", campaigns.build_card(frame, held_up)
    goes_on = replace(make_campaign_view(CampaignState.SENDING), times=TIMES)
    yield "campaign that goes on later", campaigns.build_card(frame, goes_on)
    first = replace(make_campaign_view(CampaignState.SENDING), batch=BatchCounts(0, MANY, MANY, MANY, NOW))
    yield "campaign that waits for its first messages", campaigns.build_card(frame, first)
    no_receipts = replace(make_campaign_view(), reports_receipts=False)
    yield "campaign without receipts", campaigns.build_card(frame, no_receipts)
    unsure = replace(make_campaign_view(CampaignState.SENDING), states={MessageState.UNCERTAIN: MANY}, doubt=DOUBT)
    yield "campaign with uncertain messages only", campaigns.build_card(frame, unsure)
    for decidable, obstacle in ((0, None), (MANY, Conflict("doubt_campaign_over"))):
        doubt = replace(DOUBT, decidable=decidable, obstacle=obstacle)
        over = replace(make_campaign_view(CampaignState.STOPPED, text, text, text[:1000]), doubt=doubt)
        yield f"campaign that is over, {decidable} uncertain", campaigns.build_card(frame, over)
    by_hand = make_campaign_view(CampaignState.PAUSED, text, "by_hand", text[:1000])
    confirmed_draft = replace(make_campaign_view(CampaignState.DRAFT, text), target=make_list(text, confirmed=True))
    yield "draft of a confirmed list", campaigns.build_card(frame, confirmed_draft)
    yield "campaign paused by hand", campaigns.build_card(frame, by_hand)
    sentence = labels.describe_refusal(frame.words, BadInput("unknown_field", "text", name=text))
    yield "sentence", blocks.make_notice(frame, sentence)
    yield "status", campaigns.build_status(frame, [make_campaign_view(state, text) for state in CampaignState][:8])
    yield "status, empty", campaigns.build_status(frame, [])
    yield "list", list_screens.build_card(frame, make_list_view(text))
    yield "list replaced", list_screens.build_replaced_card(frame, ReplacedListView(1, MANY))
    for how in (None, *SharedDecision):
        decided = SharedNumbers(MANY, MANY, how, MANY, "U0STAFF0001" if how else None, NOW if how else None)
        yield f"list shared {how}", list_screens.build_card(frame, ListView(make_list(text), (), shared=decided))
    confirmed, adoptable = make_list(text, confirmed=True), make_list(text, 1, None, "inbox")
    yield "list confirmed", list_screens.build_card(frame, ListView(confirmed, tuple(NEEDS)))
    yield "list without a person", list_screens.build_card(frame, ListView(adoptable, tuple(NEEDS)))
    for counts in (PaymentCounts, CallCounts, ExclusionCounts):
        imported = make_file_view(counts, text)
        yield counts.kind, import_screens.build_file_card(frame, imported)
        later = replace(imported, assigned={}, is_read_again=True, may_assign=False)
        yield f"{counts.kind} read again", import_screens.build_file_card(frame, later)
    for kind, charts, late in product(DigestKind, (True, False), (True, False)):
        shown = DigestView(make_figures(kind, text, 100, 100), late, "0123456789ab")
        yield f"digest {kind} {charts} {late}", digests.build_card(frame, shown, charts=charts)
    for files in (make_slack_files(1), make_slack_files(1, gone=True), make_slack_files(MANY_FILES)):
        name = f"{len(files)} files in Slack, deleted {files[0].gone}"
        yield name, upload_screens.build_files_card(frame, files)
    for code in ("personal_number", "inbox_link", "several_tables", "no_such_column"):
        facts: dict[str, str | int] = {"column": text, "tables": MANY, "sheets": text}
        failure = InboxFailure(NOW, "targets", text, code, facts, NO_GROUP)
        yield f"inbox failed {code}", alerts.build_inbox_alert(frame, failure)
    for fault, until in product(StoreFault, (None, NOW)):
        view_of_fault = StoreFaultView(fault, NOW, NO_GROUP, until)
        yield f"database {fault} {until}", alerts.build_store_alert(frame, view_of_fault)
    for fault_of_backup, at, is_open in product(BackupFault, (None, NOW), (True, False)):
        view_of_backup = BackupAlertView(fault_of_backup, NOW, at, is_open, NO_GROUP)
        yield f"backup {fault_of_backup} {at} {is_open}", alerts.build_backup_alert(frame, view_of_backup)
    for action, is_open in product((Action.LIST_DECIDE, Action.RENUMBERING_DECIDE), (True, False)):
        lapse = LapseView(MANY, NOW, "U0SUPERV001", action, NO_GROUP, is_open, LINK)
        yield f"lapse {action} {is_open}", alerts.build_lapse_alert(frame, lapse)
    for why, is_open in product((*LockReason, *HoldReason), (True, False)):
        done = None if is_open or isinstance(why, HoldReason) else Reconciled(why, MANY, MANY, MANY)
        yield f"lock {why} {is_open}", sending_lock.build_alert(frame, LockView(why, NOW, is_open, NO_GROUP, done))
    shown_incidents = (*map(make_incident_card, (None, *CloseReason)), make_incident_card(is_written=False))
    for number, one in enumerate(shown_incidents):
        yield f"incident {number}", incidents.build_card(frame, one)
        for due in Deadline:
            yield f"incident {number} {due}", incidents.build_reminder(frame, replace(one, due=due))
    for waits in WaitingState:
        yield f"renumbering {waits}", renumberings.build_card(frame, make_waiting_renumbering(text, waits))
    gone = replace(make_waiting_renumbering(text), obstacle=Conflict("renumber_file_changed"))
    yield "renumbering of a changed file", renumberings.build_card(frame, gone)
    yield from build_event_messages(frame, text)
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


def make_event(
    action: Action, state: CampaignState, name: str = "対象者", reason: str = "", *, is_open: bool = True
) -> CampaignEvent:
    """Make the view of an event, with the supervisors' group."""
    view = make_campaign_view(state, name, reason)
    act = CampaignAct(NOW, "U0SUPERV001", action, reason)
    return CampaignEvent(view, act, is_open, GROUP, MANY, NOW)


def build_event_messages(frame: Frame, text: str = "対象者") -> Screens:
    """Build every message on something that happened to a campaign."""
    for action in EVENTS:
        yield f"reply {action}", campaign_events.build_reply(frame, make_event(action, CampaignState.PENDING, text))
    for action in (Action.DOUBT_SENT, Action.DOUBT_AGAIN):
        decided = make_event(action, CampaignState.SENDING, text, DoubtReason.NOT_TWICE)
        decided = replace(decided, act=replace(decided.act, messages=MANY))
        yield f"reply {action}", campaign_events.build_reply(frame, decided)
    for action in EVENTS[1:6]:
        decision = make_event(action, CampaignState.PAUSED, text)
        yield (
            f"decision {action}",
            campaign_events.build_decision(frame, decision),
        )
    for is_open in (True, False):
        request = make_event(Action.CAMPAIGN_SUBMIT, CampaignState.PENDING, text, is_open=is_open)
        yield f"request {is_open}", campaign_events.build_request(frame, request)
        yield (
            f"request to people {is_open}",
            campaign_events.build_request(frame, replace(request, supervisors=NO_GROUP)),
        )
        for reason in (*PauseReason, text):
            pause = make_event(Action.CAMPAIGN_PAUSE, CampaignState.PAUSED, text, reason, is_open=is_open)
            yield f"pause {reason} {is_open}", campaign_events.build_pause_alert(frame, pause)
        for reason in (PauseReason.PROVIDER_FAILING, "http_402"):
            well = make_event(Action.CAMPAIGN_PROBE, CampaignState.PAUSED, text, reason, is_open=is_open)
            yield f"recovery {reason} {is_open}", campaign_events.build_recovery(frame, well)
        doubt = make_event(Action.DOUBT_ALERT, CampaignState.SENDING, text, is_open=is_open)
        doubt = replace(doubt, view=replace(doubt.view, doubt=DOUBT))
        yield f"doubt {is_open}", campaign_events.build_doubt_alert(frame, doubt)
    seal = make_event(Action.SEAL_ALERT, CampaignState.SENDING, text)
    yield "seal", campaign_events.build_seal_alert(frame, seal)
    mismatch = make_event(Action.RECEIPTS_CONTRADICT, CampaignState.FINISHED, text)
    yield "mismatch", campaign_events.build_mismatch_alert(frame, mismatch)
    contradicted = replace(make_campaign_view(CampaignState.FINISHED, text), contradictions=MANY)
    yield "campaign with contradictions", campaigns.build_card(frame, contradicted)
    opted_out = replace(make_campaign_view(CampaignState.FINISHED, text), opted_out=MANY)
    yield "campaign with opt-outs", campaigns.build_card(frame, opted_out)


def build_pages(frame: Frame, text: str = "対象者") -> Screens:
    """Build every form and page."""
    hundred = [make_list(text, n) for n in range(100)]
    error = labels.describe_refusal(frame.words, BadInput("unknown_field", "text", name=text))
    request = UploadRequest("F0123456789", list_name=text)
    all_set = replace(request, columns={column.value: text[:40] for column in Column}, import_again=True, replaces=MANY)
    draft = Draft(50, Intent.LETTER_POSTED, "文面", NOW)
    yield "home", home.build_home(frame, make_home_view(text))
    held = replace(make_home_view(text, many=1), all_paused=make_all_paused())
    yield "home while all sending is paused", home.build_home(frame, held)
    yield "closed home", home.build_closed_home(frame)
    yield "status page", campaigns.build_status_page(frame, [make_campaign_view(one, text) for one in CampaignState])
    yield "list form", list_screens.build_form(frame)
    yield "list form again", list_screens.build_form(frame, error)
    yield "shared form", shared_numbers.build_decisions_form(frame, SAMPLE)
    decided = ListView(make_list(text), (), shared=SharedNumbers(MANY, MANY))
    yield "shared result", list_screens.build_decisions_result(frame, decided)
    yield "shared page", list_screens.build_shared_page(frame, decided)
    yield "list details", list_screens.build_details_page(frame, make_list_view(text))
    yield "list questions", list_screens.build_questions_page(frame, make_list_view(text))
    yield "list result", list_screens.build_result(frame, make_list_view(text), request)
    yield "list result in place", list_screens.build_result(frame, make_list_view(text), all_set, in_place=True)
    yield "list result beside", list_screens.build_result(frame, make_list_view(text), all_set)
    yield "list again", list_screens.build_same_file_page(frame, make_list_view(text), all_set)
    columns = FILE_FORMATS["targets"].columns
    asked = ColumnQuestion(columns.required, columns.useful, tuple(f"{n}{text[:38]}" for n in range(100)))
    yield "columns", column_questions.build_form(frame, "list_columns", asked, pack_request(all_set))
    yield (
        "columns, useful",
        column_questions.build_form(frame, "list_columns", replace(asked, needed=()), pack_request(request)),
    )
    yield "payments form", payment_screens.build_form(frame)
    yield "payments form again", payment_screens.build_form(frame, error)
    yield "payments result", payment_screens.build_result(frame, make_file_view(PaymentCounts, text))
    yield "file result", import_screens.build_file_result(frame, make_file_view(CallCounts, text))
    asked = replace(asked, needed=(), headings=("D#0123456789abcdef",))
    remembered = {columns.useful[0].value: "D#0123456789abcdef"}
    yield "columns of a file", column_questions.build_form(frame, "file_columns", asked, "calls:3", remembered)
    yield "incident form", incidents.build_report_form(frame, [make_campaign(name=text)] * 20, NOW.date())
    yield "close form", incidents.build_close_form(frame, MANY)
    yield "reject form", campaigns.build_reason_form(frame, "campaign_reject", f"{MANY}:{'f' * 64}")
    for decision in DoubtDecision:
        paused = make_campaign_view(CampaignState.PAUSED).campaign
        yield f"doubt form {decision}", uncertain.build_decision_form(frame, decision, paused, DOUBT)
    yield "draft form", drafts.build_form(frame, hundred, tuple(Intent))
    yield "list form from /sms-new", list_screens.build_form(frame, note=frame.words("draft.no_lists"))
    above = drafts.build_preview(frame, make_preview(text, text, text))
    yield "draft form again", drafts.build_form(frame, hundred, tuple(Intent), above, draft=draft)
    yield "draft created", drafts.build_created_page(frame, 7, make_preview(text, text, text))
    yield "working", blocks.build_working_view(frame, frame.words("list.title"))
    yield "progress", blocks.build_progress_view(frame, frame.words("list.title"), MANY)
    yield "notice", blocks.build_notice_view(frame, frame.words("notice.title"), error)


def make_file_view(counts: type[FileCounts], name: str) -> FileView[FileCounts]:
    """Make the view of an imported file, with everything that a person should look at."""
    reasons: dict[str, object] = {
        "rejected": {reason.value: MANY for reason in Rejected},
        "results": {result.value: MANY for result in CallResult},
        "missing": ["tax", "year", "instalment"],
        "unread_columns": ["C", "AB"],
    }
    made = counts(**{each.name: reasons.get(each.name, MANY) for each in fields(counts)})  # type: ignore[arg-type]  # any field
    assigned = dict.fromkeys((column.value for column in FILE_FORMATS[counts.kind].columns.useful), name[:40])
    unclear = (MANY,) * FIRST_UNCLEAR
    return FileView(
        3, name, name, date(2026, 7, 6), made, PROBLEMS, unclear, assigned, remembered=True, may_assign=True
    )


def build_screens(frame: Frame, text: str = "対象者") -> Screens:
    """Build every screen."""
    yield from build_messages(frame, text)
    yield from build_pages(frame, text)
