"""Values for samples of every screen: large numbers, and one text in every place that shows a text from outside."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

from bot.model import lists
from bot.model.access import Action
from bot.model.call_backs import CallBack, CallBackForm, CallBackResult
from bot.model.campaigns import (
    AllPausedView,
    Campaign,
    CampaignEvent,
    CampaignState,
    CampaignView,
    Delay,
    HandedOver,
    HistoryEntry,
    Intent,
    NumberChecks,
    SendTimes,
)
from bot.model.digests import DigestFigures, DigestKind, Period
from bot.model.drafts import DraftPreview
from bot.model.errors import Conflict
from bot.model.followups import FollowUpKind, FollowUpList, FollowUps, NumberFault, PastFiles, PeopleFile
from bot.model.home import HomeView
from bot.model.imports import (
    FIRST_UNCLEAR,
    FileCounts,
    FileView,
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
from bot.model.lists import (
    Confirmation,
    Exports,
    ListView,
    TargetList,
)
from bot.model.messages import HandOver, MessageState, ReceiptFault
from bot.model.mode import Mode
from bot.model.people import PersonMessage, PersonPromise, PersonView, PhoneDesk, PromiseState
from bot.model.policy import Policy
from bot.model.posts import FailingPosts, Mentioned
from bot.model.promises import PromiseCounts
from bot.model.public_page import Carrier
from bot.model.reasons import FIRST_PROBLEMS, Corrected, Excluded, Held, NotDelivered, Problem, Rejected, RowQuestion
from bot.model.renumberings import RenumberingCounts, WaitingRenumbering, WaitingState
from bot.model.slack_files import SlackFile
from bot.model.suppressions import REASONS_WITH_END, SuppressedKind, Suppression, SuppressionLine, SuppressionReason
from bot.model.text_findings import Finding, FindingId
from bot.model.uncertain import DoubtAnswer, DoubtCount, DoubtView
from bot.rules.call_backs import EFFECTS
from bot.rules.eligibility import NEEDS, EligibilityFacts, Instalment, JudgementBasis
from bot.rules.eligibility.replay import JudgedAt, Judgement, PersonWhy, replay_judgement
from bot.rules.importing.call_results import CallResult
from bot.rules.importing.kinds import FILE_FORMATS
from bot.rules.incidents import compute_deadlines
from bot.rules.intents import RULES_BY_INTENT
from bot.screens.blocks import Frame
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
        paid_in_flight=MANY,
        history=make_history(reason or ""),
        promises=PromiseCounts(MANY, MANY, MANY),
        times=None if state is CampaignState.SENDING else TIMES,
        link=LINK,
        first_batch=20,
        number_checks=NumberChecks(MANY, MANY, MANY, 0, NOW.date(), MANY),
    )


def make_obstacle(channel: str = "コンビニ") -> Conflict:
    """Make what keeps a campaign from its next step, with the longest sentence."""
    return Conflict("stale_channel", channel=channel)


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
        target=make_list(name), intent=Intent.CALL_BACK, sample=sample, characters=MANY, units_each=10, units=MANY,
        yen=MANY, recipients=MANY, left_out=dict.fromkeys(Excluded, MANY), unjudged=tuple(NEEDS),
        findings=tuple(Finding(code, found) for code in FindingId), not_before=NOW, times=TIMES,
        supports_give_up_time=False, senders=tuple((carrier, "242240") for carrier in Carrier),
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
        3,
        name,
        name,
        date(2026, 7, 6),
        made,
        PROBLEMS,
        unclear,
        assigned,
        remembered=True,
        may_assign=True,
        exports=Exports(("payments-3-problems.xlsx",), MANY, MANY + 1),
    )


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


def make_followups(*, many: int = MANY) -> FollowUps:
    """Make lists of next steps with every result and every reason, or empty ones."""
    results: dict[FollowUpKind, tuple[str, ...]] = {
        FollowUpKind.CALL: ("delivered",),
        FollowUpKind.WRITE: ("unknown", *NotDelivered),
        FollowUpKind.RESEARCH: (NotDelivered.INVALID_NUMBER, *NumberFault),
    }
    left_out = dict.fromkeys(RULES_BY_INTENT[FollowUpKind.CALL], many) if many else {}
    lists_by_kind = {
        kind: FollowUpList(dict.fromkeys(codes, many) if many else {}, left_out) for kind, codes in results.items()
    }
    past = PastFiles("U0STAFF0001", NOW, (), are_left=True) if many else None
    files = (PeopleFile("followup-7-research-99.xlsx", MANY, "f" * 64),) * (50 if many else 0)
    return FollowUps(MANY, 21, many, lists_by_kind, files, NOW.date() if many else None, past)


def make_person_view(text: str, *, is_verified: bool, many: int = 30) -> PersonView:
    """Make a person with `many` of everything."""
    message = PersonMessage(MANY, "99999994", MANY, Intent.BEFORE_NOTICE, MessageState.DELIVERED, NOW)
    if not is_verified:
        return PersonView(replace(message, sent_at=NOW if many else None), is_verified=False)
    return PersonView(
        message,
        is_verified=True,
        messages=[message, *([replace(message, state=MessageState.HELD, sent_at=None)] * min(many, 9))],
        more_messages=many,
        due_days=[NOW.date()] * many,
        data_day=NOW.date() if many else None,
        promises=[PersonPromise(NOW.date(), NOW.date(), state) for state in PromiseState] * min(many, 5),
        is_kept_back=bool(many),
        others=many,
        records=make_call_backs(text) if many else (),
        may_export=bool(many),
        may_explain=bool(many),
    )


def make_call_backs(text: str) -> list[CallBack]:
    """Make a record of every result."""
    return [
        CallBack(MANY, "99999994", NOW, "U0STAFF0001", True, result, EFFECTS[result].details[0], NOW.date(), text[:200])
        for result in CallBackResult
    ]


def make_call_back_form(result: CallBackResult, text: str, *, many: int) -> CallBackForm:
    """Make what the form for a record shows."""
    newer = make_call_backs(text) if many else ()
    return CallBackForm(MANY, "99999994", True, result, many, NOW.date(), MANY, newer)


PHONE_DESK = PhoneDesk("三郷市", "収納管理課", "048-930-7722")


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
        may_suppress=True,
        to_adopt=[make_list(name, n, None, "inbox") for n in range(many)],
        to_delete=make_slack_files(many),
        receipt_fault=ReceiptFault("repeated_page", NOW) if many else None,
        incidents=[make_incident_card(is_written=False)] * many,
        may_report=True,
        may_find=True,
        stuck_posts=[FailingPosts(one, "is_archived", MANY, NOW) for one in ("desk", "digest", "U0STAFF0001")] * many,
    )


def make_suppression_line(reason: SuppressionReason, note: str) -> SuppressionLine:
    """Make a suppression with a note; it is of a number and has no last day if the reason may have none."""
    is_of_number = reason not in REASONS_WITH_END
    found = Suppression(
        id=MANY,
        kind=SuppressedKind.PHONE if is_of_number else SuppressedKind.TAXPAYER,
        reason=reason,
        since=NOW,
        source="calls:12" if is_of_number else "slack",
        by=None if is_of_number else "U0STAFF0001",
        until=None if is_of_number else NOW.date(),
        note=note,
        ended_at=None,
    )
    return SuppressionLine(found, None if is_of_number else "0013")


def make_why() -> PersonWhy:
    """Make the explanation of a message that was tried often, with every answer of a rule."""
    row = Instalment(2, NOW.date(), None, MANY, False, 2026, False, MANY)
    facts = EligibilityFacts(
        1, True, True, True, True, MANY, True, NOW.date(), NOW.date(), False, None, None, NOW, MANY, (row,)
    )
    basis = JudgementBasis(Policy(min_amount=MANY), frozenset(), Intent.CALL_BACK, NOW.date(), NOW)
    judged = Judgement(JudgedAt.HELD, NOW, None, facts, basis, replay_judgement(facts, basis, None))
    early = Judgement(JudgedAt.HELD, NOW, Held.OUTSIDE_VALIDITY)
    steps = [replace(judged, step=step) for step in JudgedAt]
    return PersonWhy(f"{MANY}0", MANY, MessageState.HELD, (replace(early, step=JudgedAt.SUBMITTED), early, *steps))
