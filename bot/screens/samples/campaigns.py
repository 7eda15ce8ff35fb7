"""Samples of campaigns: cards, messages on what happened to them, drafts, and forms that ask for a decision."""

from dataclasses import replace

from bot.model.access import Action
from bot.model.budget import Budget
from bot.model.campaigns import (
    Campaign,
    CampaignEvent,
    CampaignState,
    CampaignView,
    ChangedPart,
    HistoryEntry,
    Intent,
    NumberChecks,
    PauseReason,
    TemplateUse,
)
from bot.model.draft_tests import (
    DraftTest,
    DraftTests,
    DraftTestState,
    DraftTestStatement,
    StatementKind,
    WaiverReason,
)
from bot.model.drafts import Draft, DraftPreview, DraftVersion, LengthDetail, OpenedDraft
from bot.model.errors import Conflict
from bot.model.messages import BatchCounts, HandOver, MessageState
from bot.model.policy import Policy
from bot.model.promises import PromiseCounts
from bot.model.public_page import Carrier
from bot.model.reasons import Excluded, Held, NotDelivered
from bot.model.text_findings import Finding, FindingId
from bot.model.uncertain import DoubtAnswer, DoubtCount, DoubtDecision, DoubtReason, DoubtView
from bot.rules.eligibility import NEEDS
from bot.screens import (
    campaign_buttons,
    campaign_events,
    campaign_summaries,
    campaigns,
    draft_tests,
    drafts,
    followups,
    incidents,
    uncertain,
)
from bot.screens.blocks import Frame
from bot.screens.samples.base import GROUP, LINK, MANY, NO_GROUP, NOW, SAMPLE, TIMES, Screens, make_obstacle
from bot.screens.samples.files import make_list
from bot.screens.samples.people import build_promise_pages, build_suppression_pages, make_followups

_TEMPLATE = TemplateUse("letter_posted_2", MANY, is_changed=True)
_BUDGET = Budget(2026, MANY, MANY, MANY, MANY, MANY)
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
        decided_at=NOW, reason=reason, note=name, starts_at=NOW, template=_TEMPLATE, letter_on=NOW.date(),
        started_at=NOW if is_started else None, ended_at=None,
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
        paid_in_flight=MANY,
        history=make_history(reason or ""),
        promises=PromiseCounts(MANY, MANY, MANY),
        times=None if state is CampaignState.SENDING else TIMES,
        link=LINK,
        first_batch=20,
        number_checks=NumberChecks(MANY, MANY, MANY, 0, NOW.date(), MANY),
        taxed_yen=MANY + 1,
        findings=(Finding(FindingId.NO_STRANGER_LINE),),
        payments_as_of=NOW.date(),
        payment_days={name[:20]: NOW.date(), "": NOW.date()},
        budget=_BUDGET if state is CampaignState.PENDING else None,
    )


def make_tests(note: str, *, reports_receipts: bool = True) -> DraftTests:
    """Make tests with every outcome, of which one is missing and a supervisor has said something."""
    messages = tuple(
        DraftTest(number, 7, 1, number, b"", "f" * 64, "", "karaden", MANY, state, NotDelivered.OUT_OF_AREA, NOW, None)
        for number, state in enumerate(DraftTestState, start=1)
    )
    statement = DraftTestStatement(StatementKind.WAIVED, "U0SUPERV001", NOW, WaiverReason.OTHER, note)
    return DraftTests(
        text="f" * 64, run=MANY, phones=9, arrived=8, messages=messages, is_under_way=False, is_required=True,
        reports_receipts=reports_receipts, is_dry_run=False, has_earlier_text=True, statement=statement,
        total=MANY, units=MANY, yen=MANY,
    )  # fmt: skip


def make_history(reason: str, many: int = 50) -> list[HistoryEntry]:
    """Make entries of people and of nofu, with a reason and without."""
    history = (
        HistoryEntry(NOW, "U0SUPERV001", Action.CAMPAIGN_RESUME),
        HistoryEntry(NOW, "clock", Action.CAMPAIGN_PAUSE, reason),
    )
    return [*history] * many


def make_event(
    action: Action, state: CampaignState, name: str = "対象者", reason: str = "", *, is_open: bool = True
) -> CampaignEvent:
    """Make the view of an event, with the supervisors' group."""
    view = make_campaign_view(state, name, reason)
    entry = HistoryEntry(NOW, "U0SUPERV001", action, reason)
    return CampaignEvent(view, entry, is_open, GROUP, MANY, NOW)


def make_preview(name: str = "対象者", sample: str = SAMPLE, found: str = "http://example.jp") -> DraftPreview:
    """Make a preview with every finding."""
    return DraftPreview(
        target=make_list(name), intent=Intent.CALL_BACK, sample=sample, shortest=sample + ".", characters=MANY,
        length=LengthDetail(10, MANY, tuple("😀🏠" * 5), ("https://example.lg.jp/" + "x" * 600,), tuple("ÂĂĄ"), 9),
        people_by_units=dict.fromkeys(range(1, 11), MANY), units=MANY,
        yen=MANY, taxed_yen=MANY + 1, recipients=MANY, left_out=dict.fromkeys(Excluded, MANY), unjudged=tuple(NEEDS),
        findings=tuple(Finding(code, found) for code in FindingId), not_before=NOW, times=TIMES,
        supports_give_up_time=False, senders=tuple((carrier, "242240") for carrier in Carrier), budget=_BUDGET,
    )  # fmt: skip


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
_WITH_OBSTACLES = (
    CampaignState.DRAFT,
    CampaignState.PENDING,
    CampaignState.APPROVED,
    CampaignState.SENDING,
    CampaignState.PAUSED,
)


def build_campaign_cards(frame: Frame, text: str) -> Screens:
    """Build the card of a campaign in every state, and the message on the newest ones."""
    for state in CampaignState:
        yield f"campaign {state}", campaigns.build_card(frame, make_campaign_view(state, text, text, text[:1000]))
    for state in _WITH_OBSTACLES:
        held_up = replace(make_campaign_view(state, text, text, text[:1000]), obstacle=make_obstacle(text))
        yield f"campaign {state} with an obstacle", campaigns.build_card(frame, held_up)
    for part in ChangedPart:
        voided = make_campaign_view(CampaignState.DRAFT, text, part)
        yield f"campaign void {part}", campaigns.build_card(frame, voided)
    for name, tests in (
        ("tests of every state", make_tests(text)),
        ("tests to look at", replace(make_tests(text, reports_receipts=False), arrived=9, statement=None)),
        ("tests in a dry run", replace(make_tests(text, reports_receipts=False), is_dry_run=True)),
        ("tests of an earlier text", replace(make_tests(text), messages=(), statement=None)),
        ("no tests yet", replace(make_tests(text), messages=(), statement=None, has_earlier_text=False, total=0)),
        (
            "tests that somebody saw",
            replace(
                make_tests(text), statement=DraftTestStatement(StatementKind.ARRIVED, "U0STAFF0001", NOW, None, "")
            ),
        ),
    ):
        draft = replace(make_campaign_view(CampaignState.DRAFT, text), tests=tests)
        yield f"campaign with {name}", campaigns.build_card(frame, draft)
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
        yield f"reminder {is_open}", campaign_events.build_reminder(frame, request)
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


def build_draft_pages(frame: Frame, text: str) -> Screens:
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


def build_decision_forms(frame: Frame, text: str) -> Screens:
    """Build the forms that ask for a decision, or for what is known of an incident."""
    yield "test waiver form", draft_tests.build_waiver_form(frame, f"{MANY}:{'f' * 64}")
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
    yield from build_suppression_pages(frame, text)
    yield from build_promise_pages(frame, text)
