"""Every screen that there is, drawn with a text from outside wherever one can stand, and with large numbers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

from bot.model import imports, lists
from bot.model.campaigns import Campaign, CampaignState, Draft, Intent
from bot.model.digests import DigestFigures, DigestKind, Period
from bot.model.errors import BadInput
from bot.model.imports import FIRST_PROBLEMS, FIRST_UNCLEAR, CallCounts, ExclusionCounts, Problem
from bot.model.lists import Confirmation, SharedDecision, SharedNumbers, TargetList
from bot.model.messages import MessageState
from bot.model.reasons import Corrected, Excluded, Held, NotDelivered, Rejected
from bot.model.slack_files import SlackFile
from bot.model.text_findings import Finding, FindingId
from bot.model.views import (
    CallFileView,
    CampaignView,
    DigestView,
    DraftPreview,
    ExclusionFileView,
    HomeView,
    InboxFailure,
    ListView,
    Mode,
    PaymentFileView,
    ReplacedListView,
)
from bot.rules.importing.call_results import CallResult
from bot.rules.importing.column_questions import ASKABLE_KINDS, USEFUL_COLUMNS, ColumnQuestion
from bot.rules.importing.headings import Column
from bot.screens import alerts, blocks, campaigns, column_questions, digests, drafts, home, labels
from bot.screens import imports as known_screens
from bot.screens import lists as list_screens
from bot.screens import payments as payment_screens
from bot.screens import shared_numbers as shared_screens
from bot.screens import slack_files as lying_screens
from bot.screens.blocks import Frame, MessageCard, View
from bot.screens.upload_requests import UploadRequest
from bot.words import Locale, words

NOW = datetime(2026, 7, 7, 0, 0, tzinfo=UTC)
MANY = 9_999_999
SAMPLE = "三郷市収納管理課です。市税等の件でお電話ください。048-930-7722受付番号1234 送信専用"
FRAMES = [Frame(words(locale), mode) for locale, mode in product(Locale, Mode)]
IN_JAPANESE = Frame(words("ja"), Mode.LIVE)
Screens = Iterator[tuple[str, MessageCard | View]]


def target(
    name: str = "対象者",
    list_id: int = 1,
    uploader: str | None = "U0STAFF0001",
    source: str = "slack",
    *,
    confirmed: bool = False,
) -> TargetList:
    """A list with every correction, exclusion and rejection that there is."""
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


def list_card(name: str) -> ListView:
    """A list read by a preset, of which much is to be looked at."""
    told = dict.fromkeys((column.value for column in USEFUL_COLUMNS["targets"]), name[:40])
    return ListView(
        replace(target(name), assigned=told, unknown=(name,) * 100, unclear=MANY, hidden_rows=MANY),
        tuple(Excluded),
        problems=tuple(Problem(MANY - 1, reason) for reason in (*Rejected, *Rejected))[:FIRST_PROBLEMS],
        remembered=True,
    )


def campaign(state: CampaignState = CampaignState.PENDING, name: str = "対象者", reason: str | None = None) -> Campaign:
    """A campaign to which everything has happened that can have happened in its state."""
    begun = state in (CampaignState.SENDING, CampaignState.PAUSED, CampaignState.FINISHED, CampaignState.STOPPED)
    return Campaign(
        id=7, list_id=1, list_name=name, uploader="U0STAFF0002", decider=None, intent=Intent.CALL_BACK, body="…",
        not_before=NOW,
        state=state, author="U0STAFF0001", created_at=NOW, fingerprint="f" * 64, recipients=MANY, units=MANY, yen=MANY,
        left_out=dict.fromkeys(Excluded, MANY), provider="karaden", expires_at=NOW, decided_by="U0SUPERV001",
        decided_at=NOW, reason=reason, starts_at=NOW, started_at=NOW if begun else None, ended_at=None,
    )  # fmt: skip


def campaign_card(
    state: CampaignState = CampaignState.PENDING, name: str = "対象者", reason: str | None = None, sample: str = SAMPLE
) -> CampaignView:
    """Its card."""
    return CampaignView(
        campaign(state, name, reason),
        sample,
        dict.fromkeys(MessageState, MANY),
        dict.fromkeys(NotDelivered, MANY),
        dict.fromkeys(Held, MANY),
        approvals=1,
        approvals_needed=2,
        target=target(name),
        unjudged=tuple(Excluded),
    )


def preview(name: str = "対象者", sample: str = SAMPLE, found: str = "http://example.jp") -> DraftPreview:
    """A preview with all that can be said."""
    return DraftPreview(
        target=target(name), intent=Intent.CALL_BACK, sample=sample, characters=MANY, units_each=10, units=MANY,
        yen=MANY, recipients=MANY, left_out=dict.fromkeys(Excluded, MANY), unjudged=tuple(Excluded),
        findings=tuple(Finding(code, found) for code in FindingId), not_before=NOW, supports_give_up_time=False,
    )  # fmt: skip


def lying(many: int, uploader: str = "U0STAFF0001", *, gone: bool = False) -> list[SlackFile]:
    """Files that lie in Slack, each brought by somebody else."""
    return [SlackFile(f"F{n}", f"{uploader}{n or ''}", "targets", NOW + timedelta(n), gone) for n in range(many)]


def figures(
    kind: DigestKind = DigestKind.DAILY, channel: str = "コンビニ", channels: int = 3, left: int = 0, **numbers: int
) -> DigestFigures:
    """The figures of a digest."""
    counts = dict.fromkeys(
        ("sent", "delivered", "pending", "unknown", "uncertain", "payments_count", "payments_yen", "promises_made",
         "promises_kept", "promises_broken", "units_estimated", "units_billed", "yen"), MANY
    )  # fmt: skip
    day = date(2026, 7, 6)
    return DigestFigures(
        kind=kind, period=Period(date(2026, 7, 1), day), as_of=day,
        as_of_by_channel={f"{channel}{n or ''}": day for n in range(channels)} | {"": day},
        undelivered=dict.fromkeys(NotDelivered, MANY), held=dict.fromkeys(Held, MANY),
        paid_within={7: MANY, 14: MANY, 30: MANY}, remaining_files=lying(left), **(counts | numbers),
    )  # fmt: skip


def desk(name: str = "対象者", *, may_draft: bool = True, many: int = 100) -> HomeView:
    """A desk on which a great deal waits."""
    return HomeView(
        to_decide=[campaign(name=name)] * many,
        to_submit=[campaign(CampaignState.DRAFT, name)] * many,
        under_way=[campaign_card(CampaignState.SENDING, name)] * many,
        lists=[target(name, n) for n in range(3)],
        uncertain=MANY,
        may_draft=may_draft,
        to_adopt=[target(name, n, None, "inbox") for n in range(many)],
        to_delete=lying(many),
    )


def cards(frame: Frame, text: str = "対象者") -> Screens:
    """Every message; `text` stands wherever somebody's own words can."""
    for state in CampaignState:
        yield f"campaign {state}", campaigns.build_card(frame, campaign_card(state, text, text, text[:1000]))
    by_hand = campaign_card(CampaignState.PAUSED, text, "by_hand", text[:1000])
    of_confirmed = replace(campaign_card(CampaignState.DRAFT, text), target=target(text, confirmed=True))
    yield "draft of a confirmed list", campaigns.build_card(frame, of_confirmed)
    yield "campaign paused by hand", campaigns.build_card(frame, by_hand)
    yield "status", campaigns.build_status(frame, [campaign_card(state, text) for state in CampaignState][:8])
    yield "status, empty", campaigns.build_status(frame, [])
    yield "list", list_screens.build_card(frame, list_card(text))
    yield "list replaced", list_screens.build_replaced_card(frame, ReplacedListView(1, MANY))
    for how in (None, *SharedDecision):
        decided = SharedNumbers(MANY, MANY, how, MANY, "U0STAFF0001" if how else None, NOW if how else None)
        yield f"list shared {how}", list_screens.build_card(frame, ListView(target(text), (), shared=decided))
    for name, shown_list in (
        ("confirmed", target(text, confirmed=True)),
        ("without a person", target(text, 1, None, "inbox")),
    ):
        yield f"list {name}", list_screens.build_card(frame, ListView(shown_list, tuple(Excluded)))
    yield "payments", payment_screens.build_card(frame, paid(text))
    yield "calls", known_screens.build_call_file_card(frame, called(text))
    yield "exclusions", known_screens.build_exclusion_file_card(frame, excluded(text))
    for kind, charts, late in product(DigestKind, (True, False), (True, False)):
        shown = DigestView(figures(kind, text, 100, 100), late, "0123456789ab")
        yield f"digest {kind} {charts} {late}", digests.build_card(frame, shown, charts=charts)
    for (file,) in (lying(1), lying(1, gone=True)):
        yield f"lying {file.gone}", lying_screens.build_card(frame, file)
    for code in ("personal_number", "inbox_link", "several_tables", "no_such_column"):
        lost = InboxFailure(NOW, "targets", text, code, {"column": text, "tables": MANY})
        yield f"inbox failed {code}", alerts.build_inbox_alert(frame, lost)
    yield "alert", alerts.build_paused_alert(frame, campaign_card(CampaignState.PAUSED, text, text))
    for may_draft, many in product((True, False), (0, 100)):
        yield f"desk {may_draft} {many}", home.build_answer(frame, desk(text, may_draft=may_draft, many=many))


def views(frame: Frame, text: str = "対象者") -> Screens:
    """Every form and page."""
    hundred = [target(text, n) for n in range(100)]
    error = labels.describe_refusal(frame.words, BadInput("unknown_field", "text", name=text))
    wish = UploadRequest("F0123456789", name=text)
    anew = replace(wish, chosen={column.value: text[:40] for column in Column}, again=True, instead_of=MANY)
    draft = Draft(50, Intent.LETTER_POSTED, "文面", NOW)
    yield "home", home.build_home(frame, desk(text))
    yield "closed home", home.build_closed_home(frame)
    yield "status page", campaigns.build_status_page(frame, [campaign_card(state, text) for state in CampaignState])
    yield "list form", list_screens.build_form(frame)
    yield "list form again", list_screens.build_form(frame, error)
    yield "shared form", shared_screens.build_form(frame, SAMPLE)
    yield (
        "shared result",
        shared_screens.build_result(frame, ListView(target(text), (), shared=SharedNumbers(MANY, MANY))),
    )
    yield "list result", list_screens.build_result(frame, list_card(text), wish)
    yield "list result in place", list_screens.build_result(frame, list_card(text), anew, in_place=True)
    yield "list result beside", list_screens.build_result(frame, list_card(text), anew)
    yield "list again", list_screens.build_same_file_page(frame, list_card(text), anew)
    asked = ColumnQuestion(
        "targets",
        ASKABLE_KINDS["targets"].required,
        USEFUL_COLUMNS["targets"],
        tuple(f"{n}{text[:38]}" for n in range(100)),
    )
    yield "columns", column_questions.build_form(frame, asked, anew)
    yield "columns, useful", column_questions.build_form(frame, replace(asked, needed=()), wish)
    yield "columns of payments", column_questions.build_form(frame, replace(asked, kind="payments"), wish)
    yield "payments form", payment_screens.build_form(frame)
    yield "payments form again", payment_screens.build_form(frame, error)
    yield "payments result", payment_screens.build_result(frame, paid(text))
    yield "draft form", drafts.build_form(frame, hundred, tuple(Intent))
    yield "draft form without lists", drafts.build_form(frame, [], tuple(Intent))
    below = drafts.build_preview(frame, preview(text, text, text))
    yield "draft form again", drafts.build_form(frame, hundred, tuple(Intent), below, draft=draft)
    yield "draft created", drafts.build_created_page(frame, 7, preview(text, text, text))
    yield "working", blocks.build_working_view(frame, frame.words("list.title"))
    yield "progress", blocks.build_progress_view(frame, frame.words("list.title"), MANY)
    yield "said", blocks.build_notice_view(frame, frame.words("notice.title"), error)


def paid(name: str) -> PaymentFileView:
    """A payment file."""
    counts = imports.PaymentCounts(MANY, MANY, MANY, MANY, MANY, MANY, dict.fromkeys(Rejected, MANY))
    problems = tuple(Problem(MANY, reason) for reason in Rejected)
    told = dict.fromkeys((column.value for column in USEFUL_COLUMNS["payments"]), name[:40])
    return PaymentFileView(3, name, name, date(2026, 7, 6), counts, assigned=told, problems=problems, remembered=True)


def called(name: str) -> CallFileView:
    """A file of call results."""
    rejected = {reason.value: MANY for reason in Rejected}
    results = {result.value: MANY for result in CallResult}
    counts = CallCounts(MANY, MANY, MANY, rejected, results, MANY, MANY, MANY, MANY, MANY, MANY, MANY)
    problems = tuple(Problem(MANY, reason) for reason in Rejected)
    return CallFileView(3, name, name, date(2026, 7, 6), counts, problems, (MANY,) * FIRST_UNCLEAR)


def excluded(name: str) -> ExclusionFileView:
    """An exclusion file."""
    counts = ExclusionCounts(MANY, MANY, MANY, MANY, MANY, dict.fromkeys(Rejected, MANY), MANY, MANY)
    problems = tuple(Problem(MANY, reason) for reason in Rejected)
    return ExclusionFileView(3, name, name, date(2026, 7, 6), counts, problems, (MANY,) * FIRST_UNCLEAR)


def screens(frame: Frame, text: str = "対象者") -> Screens:
    """Everything."""
    yield from cards(frame, text)
    yield from views(frame, text)
