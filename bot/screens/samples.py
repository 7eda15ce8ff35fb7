"""Every screen, built from the values of `sample_values`.

`nofu check --blocks` sends them to Slack's own validation, and the tests check them against the limits of Block Kit.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product

from bot.model.access import Action, Actor, Role
from bot.model.backups import BackupAlertView, BackupFault
from bot.model.call_backs import CallBackDetail, CallBackResult
from bot.model.campaigns import (
    CampaignState,
    Intent,
    PauseReason,
)
from bot.model.digests import DigestKind, DigestView
from bot.model.drafts import Draft, DraftVersion, OpenedDraft
from bot.model.errors import BadInput, Conflict
from bot.model.followups import PastFiles
from bot.model.imports import (
    CallCounts,
    ExclusionCounts,
    InboxFailure,
    PaymentCounts,
)
from bot.model.incidents import (
    CloseReason,
    Deadline,
)
from bot.model.instance import HoldReason, LockReason, LockView, Reconciled, StoreFault, StoreFaultView
from bot.model.lists import (
    LapseView,
    ListView,
    ReplacedListView,
    SharedDecision,
    SharedNumbers,
)
from bot.model.messages import BatchCounts, MessageState
from bot.model.people import PersonMatches
from bot.model.policy import Policy
from bot.model.promises import NearPromises, PromiseFiles, PromiseListKind, PromiseReport
from bot.model.reasons import Excluded
from bot.model.renumberings import WaitingState
from bot.model.suppressions import AddedSuppression, RemainingHold, SuppressionPage, SuppressionReason
from bot.model.uncertain import DoubtDecision, DoubtReason
from bot.rules.call_backs import EFFECTS
from bot.rules.eligibility import NEEDS
from bot.rules.importing.column_questions import ColumnQuestion
from bot.rules.importing.headings import Column
from bot.rules.importing.kinds import FILE_FORMATS
from bot.screens import (
    alerts,
    blocks,
    call_backs,
    campaign_buttons,
    campaign_events,
    campaign_summaries,
    campaigns,
    column_questions,
    digests,
    drafts,
    followups,
    home,
    incidents,
    labels,
    people,
    promises,
    renumberings,
    sending_lock,
    shared_numbers,
    stopping,
    suppressions,
    uncertain,
    why,
)
from bot.screens import imports as import_screens
from bot.screens import lists as list_screens
from bot.screens import payments as payment_screens
from bot.screens import uploads as upload_screens
from bot.screens.blocks import Frame, MessageCard, SlackView
from bot.screens.help import build_help
from bot.screens.sample_values import (
    DOUBT,
    LINK,
    MANY,
    MANY_FILES,
    NO_GROUP,
    NOW,
    PHONE_DESK,
    SAMPLE,
    TIMES,
    make_all_paused,
    make_call_back_form,
    make_campaign,
    make_campaign_view,
    make_event,
    make_figures,
    make_file_view,
    make_followups,
    make_home_view,
    make_incident_card,
    make_list,
    make_list_view,
    make_obstacle,
    make_person_view,
    make_preview,
    make_slack_files,
    make_suppression_line,
    make_waiting_renumbering,
    make_why,
)
from bot.screens.uploads import UploadRequest, pack_request

EVENTS = (
    *(Action.CAMPAIGN_SUBMIT, Action.CAMPAIGN_APPROVE, Action.CAMPAIGN_REJECT, Action.CAMPAIGN_WITHDRAW),
    Action.CAMPAIGN_SEND_BACK,
    *(Action.CAMPAIGN_EXPIRE, Action.CAMPAIGN_STOP, Action.CAMPAIGN_PAUSE, Action.CAMPAIGN_RESUME),
    *(
        Action.CAMPAIGN_START,
        Action.CAMPAIGN_FINISH,
        Action.CAMPAIGN_BATCH,
        Action.CAMPAIGN_TAKE_BACK,
        Action.CAMPAIGN_CLOSE,
    ),
)
Screens = Iterator[tuple[str, MessageCard | SlackView]]


_WITH_OBSTACLES = (
    CampaignState.DRAFT,
    CampaignState.PENDING,
    CampaignState.APPROVED,
    CampaignState.SENDING,
    CampaignState.PAUSED,
)


def build_messages(frame: Frame, text: str = "対象者") -> Screens:
    """Build every message. `text` replaces every text that a person can write."""
    yield from _build_campaign_cards(frame, text)
    yield from build_event_messages(frame, text)
    yield from _build_list_cards(frame, text)
    yield from _build_file_messages(frame, text)
    yield from _build_digests(frame, text)
    yield from _build_alerts(frame)
    yield from _build_incident_messages(frame)
    yield from _build_promise_messages(frame)
    yield from _build_answers(frame, text)


def _build_campaign_cards(frame: Frame, text: str) -> Screens:
    """Build the card of a campaign in every state, and the message on the newest ones."""
    for state in CampaignState:
        yield f"campaign {state}", campaigns.build_card(frame, make_campaign_view(state, text, text, text[:1000]))
    for state in _WITH_OBSTACLES:
        held_up = replace(make_campaign_view(state, text, text, text[:1000]), obstacle=make_obstacle(text))
        yield f"campaign {state} with an obstacle", campaigns.build_card(frame, held_up)
    yield "campaign sent back", campaigns.build_card(frame, make_campaign_view(CampaignState.DRAFT, text, "text"))
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
    views = [make_campaign_view(state, text) for state in CampaignState]
    yield "status", campaign_summaries.build_status(frame, views[:8])
    yield "status, empty", campaign_summaries.build_status(frame, [])


def _build_list_cards(frame: Frame, text: str) -> Screens:
    """Build the card of a list in every state."""
    yield "list", list_screens.build_card(frame, make_list_view(text))
    yield "list replaced", list_screens.build_replaced_card(frame, ReplacedListView(1, MANY))
    for how in (None, *SharedDecision):
        decided = SharedNumbers(MANY, MANY, how, MANY, "U0STAFF0001" if how else None, NOW if how else None)
        yield f"list shared {how}", list_screens.build_card(frame, ListView(make_list(text), (), shared=decided))
    confirmed, adoptable = make_list(text, confirmed=True), make_list(text, 1, None, "inbox")
    yield "list confirmed", list_screens.build_card(frame, ListView(confirmed, tuple(NEEDS)))
    yield "list without a person", list_screens.build_card(frame, ListView(adoptable, tuple(NEEDS)))


def _build_file_messages(frame: Frame, text: str) -> Screens:
    """Build the cards of other files, and the messages about files."""
    for counts in (PaymentCounts, CallCounts, ExclusionCounts):
        imported = make_file_view(counts, text)
        yield counts.kind, import_screens.build_file_card(frame, imported)
        later = replace(imported, assigned={}, is_read_again=True, may_assign=False)
        yield f"{counts.kind} read again", import_screens.build_file_card(frame, later)
    for files in (make_slack_files(1), make_slack_files(1, gone=True), make_slack_files(MANY_FILES)):
        name = f"{len(files)} files in Slack, deleted {files[0].gone}"
        yield name, upload_screens.build_files_card(frame, files)
    for code in ("personal_number", "inbox_link", "several_tables", "no_such_column"):
        facts: dict[str, str | int] = {"column": text, "tables": MANY, "sheets": text}
        failure = InboxFailure(NOW, "targets", text, code, facts, NO_GROUP)
        yield f"inbox failed {code}", alerts.build_inbox_alert(frame, failure)
    for waits in WaitingState:
        yield f"renumbering {waits}", renumberings.build_card(frame, make_waiting_renumbering(text, waits))
    gone = replace(make_waiting_renumbering(text), obstacle=Conflict("renumber_file_changed"))
    yield "renumbering of a changed file", renumberings.build_card(frame, gone)


def _build_alerts(frame: Frame) -> Screens:
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


def _build_promise_messages(frame: Frame) -> Screens:
    """Build the morning's message on promises."""
    counts = dict.fromkeys(PromiseListKind, MANY)
    report = PromiseReport(MANY, NOW.date(), NOW.date(), counts, NearPromises(MANY, MANY))
    yield "promises", promises.build_report(frame, replace(report, first=NOW.date() - timedelta(days=3)))
    yield "promises, none near", promises.build_report(frame, replace(report, near=None))
    yield "promises, near only", promises.build_report(frame, replace(report, counts=dict.fromkeys(PromiseListKind, 0)))
    written = PromiseFiles(("promises-20260707-broken.xlsx",) * 4, MANY, MANY)
    before = PastFiles("U0STAFF0001", NOW, (), are_left=True)
    for past in (None, before, replace(before, are_left=False)):
        text = promises.describe_files(frame.words, replace(written, past=past))
        yield f"promises, written, before: {past and past.are_left}", blocks.make_notice(frame, text)


def _build_incident_messages(frame: Frame) -> Screens:
    """Build the card of an incident, open and closed, and its reminders."""
    shown_incidents = (*map(make_incident_card, (None, *CloseReason)), make_incident_card(is_written=False))
    for number, one in enumerate(shown_incidents):
        yield f"incident {number}", incidents.build_card(frame, one)
        for due in Deadline:
            yield f"incident {number} {due}", incidents.build_reminder(frame, replace(one, due=due))


def _build_digests(frame: Frame, text: str) -> Screens:
    """Build every digest."""
    for kind, charts, late in product(DigestKind, (True, False), (True, False)):
        shown = DigestView(make_figures(kind, text, 100, 100), late, "0123456789ab")
        yield f"digest {kind} {charts} {late}", digests.build_card(frame, shown, charts=charts)


def _build_answers(frame: Frame, text: str) -> Screens:
    """Build the answers to commands, and the alert on a pause of all sending."""
    yield "sentence", blocks.make_notice(frame, _describe_error(frame, text))
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


def build_event_messages(frame: Frame, text: str = "対象者") -> Screens:
    """Build every message on something that happened to a campaign."""
    for action in EVENTS:
        yield f"reply {action}", campaign_events.build_reply(frame, make_event(action, CampaignState.PENDING, text))
    for action in (Action.DOUBT_SENT, Action.DOUBT_AGAIN):
        decided = make_event(action, CampaignState.SENDING, text, DoubtReason.NOT_TWICE)
        decided = replace(decided, entry=replace(decided.entry, messages=MANY))
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
    for reason in (PauseReason.PAID_CALLS, PauseReason.WRONG_NUMBER_CALLS):
        calls = make_event(Action.CALL_BACK_ALERT, CampaignState.FINISHED, text, reason)
        yield f"call alert {reason}", campaign_events.build_call_alert(frame, calls)
    mismatch = make_event(Action.RECEIPTS_CONTRADICT, CampaignState.FINISHED, text)
    yield "mismatch", campaign_events.build_mismatch_alert(frame, mismatch)
    contradicted = replace(make_campaign_view(CampaignState.FINISHED, text), contradictions=MANY)
    yield "campaign with contradictions", campaigns.build_card(frame, contradicted)
    opted_out = replace(make_campaign_view(CampaignState.FINISHED, text), opted_out=MANY)
    yield "campaign with opt-outs", campaigns.build_card(frame, opted_out)


def build_pages(frame: Frame, text: str = "対象者") -> Screens:
    """Build every form and page."""
    held = replace(make_home_view(text, many=1), all_paused=make_all_paused())
    yield "home", home.build_home(frame, make_home_view(text))
    yield "home while all sending is paused", home.build_home(frame, held)
    yield "closed home", home.build_closed_home(frame)
    views = [make_campaign_view(state, text) for state in CampaignState]
    yield "status page", campaign_summaries.build_status_page(frame, views)
    yield from _build_list_pages(frame, text)
    yield from _build_file_pages(frame, text)
    yield from _build_draft_pages(frame, text)
    yield from _build_decision_forms(frame, text)
    yield from _build_person_pages(frame, text)
    yield from _build_why_pages(frame)
    for doing in ("notice.opening", "notice.working", "notice.importing"):
        yield f"working, {doing}", blocks.build_working_view(frame, frame.words("list.title"), doing)
    yield "progress", blocks.build_progress_view(frame, frame.words("list.title"), MANY)
    yield "notice", blocks.build_notice_view(frame, frame.words("notice.title"), _describe_error(frame, text))


def _describe_error(frame: Frame, text: str) -> str:
    return labels.describe_refusal(frame.words, BadInput("unknown_field", "text", name=text))


def _build_list_pages(frame: Frame, text: str) -> Screens:
    """Build the forms and pages about a list."""
    request, all_set = _make_requests(text)
    yield "list form", list_screens.build_form(frame)
    yield "list form again", list_screens.build_form(frame, _describe_error(frame, text))
    yield "list form from /sms-new", list_screens.build_form(frame, note=frame.words("draft.no_lists"))
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


def _make_requests(text: str) -> tuple[UploadRequest, UploadRequest]:
    """Make the request for an upload with the least, and one with everything that it can have."""
    request = UploadRequest("F0123456789", list_name=text)
    columns = {column.value: text[:40] for column in Column}
    return request, replace(request, columns=columns, import_again=True, replaces=MANY)


def _build_file_pages(frame: Frame, text: str) -> Screens:
    """Build the form and the results of other files, and the questions about columns."""
    request, all_set = _make_requests(text)
    columns = FILE_FORMATS["targets"].columns
    asked = ColumnQuestion(columns.required, columns.useful, tuple(f"{n}{text[:38]}" for n in range(100)))
    yield "columns", column_questions.build_form(frame, "list_columns", asked, pack_request(all_set))
    useful = replace(asked, needed=())
    yield "columns, useful", column_questions.build_form(frame, "list_columns", useful, pack_request(request))
    remembered = {columns.useful[0].value: "D#0123456789abcdef"}
    known = replace(useful, headings=("D#0123456789abcdef",))
    yield "columns of a file", column_questions.build_form(frame, "file_columns", known, "calls:3", remembered)
    yield "payments form", payment_screens.build_form(frame)
    yield "payments form again", payment_screens.build_form(frame, _describe_error(frame, text))
    yield "payments result", payment_screens.build_result(frame, make_file_view(PaymentCounts, text))
    yield "file result", import_screens.build_file_result(frame, make_file_view(CallCounts, text))


def _build_draft_pages(frame: Frame, text: str) -> Screens:
    """Build the form of a draft, and the page on what was created."""
    hundred = [make_list(text, n) for n in range(100)]
    draft = Draft(50, Intent.LETTER_POSTED, "文面", NOW)
    yield "draft form", drafts.build_form(frame, hundred, tuple(Intent))
    above = drafts.build_preview(frame, make_preview(text, text, text))
    yield "draft form again", drafts.build_form(frame, hundred, tuple(Intent), above, draft=draft)
    of = DraftVersion(MANY, MANY)
    content = Draft(1, Intent.CALL_BACK, text[:660], None)
    saved = frame.words("refusal.draft_changed", who="<@U0STAFF0002>")
    newer = drafts.build_newer_draft(frame, OpenedDraft(content, of, "U0STAFF0002", is_fixed=False), saved)
    yield "edit form", drafts.build_form(frame, [make_list(text)], tuple(Intent), newer, draft=content, of=of)
    yield "draft edited", drafts.build_saved_page(frame, 7, make_preview(text, text, text), is_new=False)
    yield "draft created", drafts.build_saved_page(frame, 7, make_preview(text, text, text), is_new=True)


def _build_person_pages(frame: Frame, text: str) -> Screens:
    """Build the look-up of a person who calls."""
    yield "person form", people.build_form(frame, NOW.date())
    filled = people.FormValues(text, "1234", NOW.date(), is_verified=True)
    yield "person form again", people.build_form(frame, NOW.date(), filled, error=_describe_error(frame, text))
    for is_verified, many in product((True, False), (0, 30)):
        view = make_person_view(text, is_verified=is_verified, many=many)
        yield f"person page {is_verified} {many}", people.build_page(frame, view, PHONE_DESK)
    yield "sheet form", people.build_sheet_form(frame, MANY, "99999994")
    for result in CallBackResult:
        done = call_backs.describe_done(frame.words, result)
        yield f"person page after {result}", people.build_page(frame, view, PHONE_DESK, done=done)
    for result, many in product(call_backs.BUTTONS.values(), (0, 30)):
        form = make_call_back_form(result, text, many=many)
        note = call_backs.FilledForm(EFFECTS[result].details[-1], NOW.date(), text[:200])
        yield f"record {result} {many}", call_backs.build_form(frame, form, note, error=_describe_error(frame, text))
    matches = PersonMatches([view.message] * 20, MANY, NOW.date(), is_verified=True)
    yield "person matches", people.build_matches(frame, matches)


def _build_why_pages(frame: Frame) -> Screens:
    """Build the page on why somebody was, or was not, messaged."""
    yield "why", why.build_page(frame, make_why())


def _build_decision_forms(frame: Frame, text: str) -> Screens:
    """Build the forms that ask for a decision, or for what is known of an incident."""
    yield "reject form", campaign_buttons.build_reason_form(frame, "campaign_reject", f"{MANY}:{'f' * 64}")
    yield "send back form", campaign_buttons.build_reason_form(frame, "campaign_send_back", f"{MANY}:{'f' * 64}")
    paused = make_campaign_view(CampaignState.PAUSED).campaign
    for decision in DoubtDecision:
        yield f"doubt form {decision}", uncertain.build_decision_form(frame, decision, paused, DOUBT)
    yield "follow-up form", followups.build_form(frame, [make_campaign(name=text)] * 20)
    for done in (make_followups(), make_followups(many=0)):
        yield f"follow-ups, {len(done.files)} files", followups.build_result(frame, done, Policy())
    yield "incident form", incidents.build_report_form(frame, [make_campaign(name=text)] * 20, NOW.date())
    yield "close form", incidents.build_close_form(frame, MANY)
    yield from _build_suppression_pages(frame, text)
    yield from _build_promise_pages(frame, text)


def _build_promise_pages(frame: Frame, text: str) -> Screens:
    """Build the form of a promise."""
    filled = promises.FormValues("0013", NOW.date(), CallBackDetail.IN_PART, is_verified=True)
    yield "promise form", promises.build_form(frame, NOW.date())
    yield "promise form again", promises.build_form(frame, NOW.date(), filled, error=_describe_error(frame, text))


def _build_suppression_pages(frame: Frame, text: str) -> Screens:
    """Build the forms and pages about suppressions."""
    filled = suppressions.FormValues("0013", reason=SuppressionReason.CONSULTING, until=NOW.date())
    yield "suppression form", suppressions.build_form(frame)
    yield "suppression form again", suppressions.build_form(frame, filled, error=_describe_error(frame, text))
    yield (
        "number suppressed",
        suppressions.build_added(
            frame, AddedSuppression(SuppressionReason.WRONG_NUMBER, None, None, MANY, of_people=False)
        ),
    )
    for ref, number, until in (("0013", 1, None), (None, MANY, NOW.date()), (None, 0, None)):
        added = AddedSuppression(SuppressionReason.CONSULTING, until, ref, number)
        yield f"suppressed {ref} {number}", suppressions.build_added(frame, added)
    empty = SuppressionPage({}, None, 1, 1, (), may_end=True, may_export=True)
    lines = [make_suppression_line(reason, text) for reason in SuppressionReason]
    many = SuppressionPage(
        dict.fromkeys(SuppressionReason, MANY),
        SuppressionReason.COMPLAINT,
        2,
        MANY,
        lines[:10],
        may_end=True,
        may_export=True,
    )
    for page in (empty, many, replace(many, reason=None, lines=lines[10:], may_end=False, may_export=False)):
        yield f"suppressions {len(page.lines)}", suppressions.build_page(frame, page)
    yield "suppression end form", suppressions.build_end_form(frame, lines[0])
    for hold in (
        RemainingHold(tuple(SuppressionReason), None, is_listed=True, policy=Policy()),
        RemainingHold((), Excluded.TOO_FEW_CALLS, is_listed=True, policy=Policy()),
        RemainingHold((), None, is_listed=True, policy=Policy()),
        RemainingHold((), None, is_listed=False, policy=Policy()),
    ):
        yield f"suppression ended {hold.excluded} {hold.is_listed}", suppressions.build_ended(frame, hold)


def build_screens(frame: Frame, text: str = "対象者") -> Screens:
    """Build every screen."""
    yield from build_messages(frame, text)
    yield from build_pages(frame, text)
