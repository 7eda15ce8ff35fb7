"""Every screen that there is, drawn with a text from outside wherever one can stand, and with large numbers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

from bot.rules import lists, payments
from bot.rules.asking import KINDS, USEFUL, Question
from bot.rules.call_results import CallResult
from bot.rules.campaigns import Campaign, Draft, State
from bot.rules.cards import (
    CallsCard,
    CampaignCard,
    DigestCard,
    ExclusionsCard,
    Inbox,
    InboxFailure,
    ListCard,
    Mode,
    PaymentsCard,
    Preview,
    ReplacedList,
)
from bot.rules.delivery import MessageState
from bot.rules.digests import Figures, Kind, Period
from bot.rules.errors import BadInput
from bot.rules.headings import Column
from bot.rules.known import FIRST_ASKED, CallCounts, ExclusionCounts
from bot.rules.lint import Finding, FindingId
from bot.rules.lists import FIRST_PROBLEMS, Confirmation, Problem, SharedNumbers, TargetList
from bot.rules.lying import LyingFile
from bot.rules.reasons import Corrected, Excluded, Held, NotDelivered, Rejected
from bot.rules.shared import How
from bot.rules.templates import Intent
from bot.screens import alerts, campaigns, columns, digests, drafts, inbox, notices, refusals
from bot.screens import known as known_screens
from bot.screens import lists as list_screens
from bot.screens import lying as lying_screens
from bot.screens import payments as payment_screens
from bot.screens import shared as shared_screens
from bot.screens.kit import Card, Frame, View
from bot.screens.wishes import Wish
from bot.words import Locale, words

NOW = datetime(2026, 7, 7, 0, 0, tzinfo=UTC)
MANY = 9_999_999
SAMPLE = "三郷市収納管理課です。市税等の件でお電話ください。048-930-7722受付番号1234 送信専用"
FRAMES = [Frame(words(locale), mode) for locale, mode in product(Locale, Mode)]
IN_JAPANESE = Frame(words("ja"), Mode.LIVE)
Screens = Iterator[tuple[str, Card | View]]


def target(
    name: str = "対象者",
    list_id: int = 1,
    uploader: str | None = "U0STAFF0001",
    source: str = "slack",
    *,
    confirmed: bool = False,
) -> TargetList:
    """A list with every correction, exclusion and rejection that there is."""
    counts = lists.Counts(
        rows=MANY,
        recipients=MANY,
        accepted=MANY,
        corrected=dict.fromkeys(Corrected, MANY),
        excluded=dict.fromkeys(Excluded, MANY),
        rejected=dict.fromkeys(Rejected, MANY),
    )
    exports = lists.Exports((f"list-{list_id}-problems.xlsx",), MANY - 1, MANY, f"list-{list_id}-shared.xlsx")
    found = TargetList(list_id, name, source, uploader, frozenset(), counts, NOW, exports=exports)
    return replace(found, confirmation=Confirmation("U0STAFF0001", NOW, found.mark)) if confirmed else found


def list_card(name: str) -> ListCard:
    """A list read by a preset, of which much is to be looked at."""
    told = dict.fromkeys((column.value for column in USEFUL["targets"]), name[:40])
    return ListCard(
        replace(target(name), assigned=told, unknown=(name,) * 100, unclear=MANY, hidden_rows=MANY),
        tuple(Excluded),
        problems=tuple(Problem(MANY - 1, reason) for reason in (*Rejected, *Rejected))[:FIRST_PROBLEMS],
        remembered=True,
    )


def campaign(state: State = State.PENDING, name: str = "対象者", reason: str | None = None) -> Campaign:
    """A campaign to which everything has happened that can have happened in its state."""
    begun = state in (State.SENDING, State.PAUSED, State.FINISHED, State.STOPPED)
    return Campaign(
        id=7, list_id=1, list_name=name, uploader="U0STAFF0002", decider=None, intent=Intent.CALL_BACK, body="…",
        not_before=NOW,
        state=state, author="U0STAFF0001", created_at=NOW, fingerprint="f" * 64, recipients=MANY, units=MANY, yen=MANY,
        left_out=dict.fromkeys(Excluded, MANY), provider="karaden", expires_at=NOW, decided_by="U0SUPERV001",
        decided_at=NOW, reason=reason, starts_at=NOW, started_at=NOW if begun else None, ended_at=None,
    )  # fmt: skip


def campaign_card(
    state: State = State.PENDING, name: str = "対象者", reason: str | None = None, sample: str = SAMPLE
) -> CampaignCard:
    """Its card."""
    return CampaignCard(
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


def preview(name: str = "対象者", sample: str = SAMPLE, found: str = "http://example.jp") -> Preview:
    """A preview with all that can be said."""
    return Preview(
        target=target(name), intent=Intent.CALL_BACK, sample=sample, characters=MANY, units_each=10, units=MANY,
        yen=MANY, recipients=MANY, left_out=dict.fromkeys(Excluded, MANY), unjudged=tuple(Excluded),
        findings=tuple(Finding(code, found) for code in FindingId), not_before=NOW, gives_up=False,
    )  # fmt: skip


def lying(many: int, uploader: str = "U0STAFF0001", *, gone: bool = False) -> list[LyingFile]:
    """Files that lie in Slack, each brought by somebody else."""
    return [LyingFile(f"F{n}", f"{uploader}{n or ''}", "targets", NOW + timedelta(n), gone) for n in range(many)]


def figures(
    kind: Kind = Kind.DAILY, channel: str = "コンビニ", channels: int = 3, left: int = 0, **numbers: int
) -> Figures:
    """The figures of a digest."""
    counts = dict.fromkeys(
        ("sent", "delivered", "pending", "unknown", "uncertain", "payments_count", "payments_yen", "promises_made",
         "promises_kept", "promises_broken", "units_estimated", "units_billed", "yen"), MANY
    )  # fmt: skip
    day = date(2026, 7, 6)
    return Figures(
        kind=kind, period=Period(date(2026, 7, 1), day), as_of=day,
        as_of_by_channel={f"{channel}{n or ''}": day for n in range(channels)} | {"": day},
        undelivered=dict.fromkeys(NotDelivered, MANY), held=dict.fromkeys(Held, MANY),
        paid_within={7: MANY, 14: MANY, 30: MANY}, lying=lying(left), **(counts | numbers),
    )  # fmt: skip


def desk(name: str = "対象者", *, may_draft: bool = True, many: int = 100) -> Inbox:
    """A desk on which a great deal waits."""
    return Inbox(
        to_decide=[campaign(name=name)] * many,
        to_submit=[campaign(State.DRAFT, name)] * many,
        under_way=[campaign_card(State.SENDING, name)] * many,
        lists=[target(name, n) for n in range(3)],
        uncertain=MANY,
        may_draft=may_draft,
        to_adopt=[target(name, n, None, "inbox") for n in range(many)],
        to_delete=lying(many),
    )


def cards(frame: Frame, text: str = "対象者") -> Screens:
    """Every message; `text` stands wherever somebody's own words can."""
    for state in State:
        yield f"campaign {state}", campaigns.card(frame, campaign_card(state, text, text, text[:1000]))
    by_hand = campaign_card(State.PAUSED, text, "by_hand", text[:1000])
    of_confirmed = replace(campaign_card(State.DRAFT, text), target=target(text, confirmed=True))
    yield "draft of a confirmed list", campaigns.card(frame, of_confirmed)
    yield "campaign paused by hand", campaigns.card(frame, by_hand)
    yield "status", campaigns.status(frame, [campaign_card(state, text) for state in State][:8])
    yield "status, empty", campaigns.status(frame, [])
    yield "list", list_screens.card(frame, list_card(text))
    yield "list replaced", list_screens.replaced(frame, ReplacedList(1, MANY))
    for how in (None, *How):
        decided = SharedNumbers(MANY, MANY, how, MANY, "U0STAFF0001" if how else None, NOW if how else None)
        yield f"list shared {how}", list_screens.card(frame, ListCard(target(text), (), shared=decided))
    for name, shown_list in (
        ("confirmed", target(text, confirmed=True)),
        ("without a person", target(text, 1, None, "inbox")),
    ):
        yield f"list {name}", list_screens.card(frame, ListCard(shown_list, tuple(Excluded)))
    yield "payments", payment_screens.card(frame, paid(text))
    yield "calls", known_screens.calls(frame, called(text))
    yield "exclusions", known_screens.exclusions(frame, excluded(text))
    for kind, charts, late in product(Kind, (True, False), (True, False)):
        shown = DigestCard(figures(kind, text, 100, 100), late, "0123456789ab")
        yield f"digest {kind} {charts} {late}", digests.card(frame, shown, charts=charts)
    for (file,) in (lying(1), lying(1, gone=True)):
        yield f"lying {file.gone}", lying_screens.card(frame, file)
    for code in ("personal_number", "inbox_link", "several_tables", "no_such_column"):
        lost = InboxFailure(NOW, "targets", text, code, {"column": text, "tables": MANY})
        yield f"inbox failed {code}", alerts.inbox_failed(frame, lost)
    yield "alert", alerts.paused(frame, campaign_card(State.PAUSED, text, text))
    for may_draft, many in product((True, False), (0, 100)):
        yield f"desk {may_draft} {many}", inbox.card(frame, desk(text, may_draft=may_draft, many=many))


def views(frame: Frame, text: str = "対象者") -> Screens:
    """Every form and page."""
    hundred = [target(text, n) for n in range(100)]
    error = refusals.sentence(frame.words, BadInput("unknown_field", "text", name=text))
    wish = Wish("F0123456789", name=text)
    anew = replace(wish, chosen={column.value: text[:40] for column in Column}, again=True, instead_of=MANY)
    draft = Draft(50, Intent.LETTER_POSTED, "文面", NOW)
    yield "home", inbox.home(frame, desk(text))
    yield "closed home", inbox.closed(frame)
    yield "status page", campaigns.status_page(frame, [campaign_card(state, text) for state in State])
    yield "list form", list_screens.form(frame)
    yield "list form again", list_screens.form(frame, error)
    yield "shared form", shared_screens.form(frame, SAMPLE)
    yield "shared result", shared_screens.result(frame, ListCard(target(text), (), shared=SharedNumbers(MANY, MANY)))
    yield "list result", list_screens.result(frame, list_card(text), wish)
    yield "list result in place", list_screens.result(frame, list_card(text), anew, in_place=True)
    yield "list result beside", list_screens.result(frame, list_card(text), anew)
    yield "list again", list_screens.same_file(frame, list_card(text), anew)
    asked = Question(
        "targets", KINDS["targets"].required, USEFUL["targets"], tuple(f"{n}{text[:38]}" for n in range(100))
    )
    yield "columns", columns.page(frame, asked, anew)
    yield "columns, useful", columns.page(frame, replace(asked, needed=()), wish)
    yield "columns of payments", columns.page(frame, replace(asked, kind="payments"), wish)
    yield "payments form", payment_screens.form(frame)
    yield "payments form again", payment_screens.form(frame, error)
    yield "payments result", payment_screens.result(frame, paid(text))
    yield "draft form", drafts.form(frame, hundred, tuple(Intent))
    yield "draft form without lists", drafts.form(frame, [], tuple(Intent))
    below = drafts.preview(frame, preview(text, text, text))
    yield "draft form again", drafts.form(frame, hundred, tuple(Intent), below, draft=draft)
    yield "draft created", drafts.created(frame, 7, preview(text, text, text))
    yield "working", notices.working(frame, frame.words("list.title"))
    yield "progress", notices.progress(frame, frame.words("list.title"), MANY)
    yield "said", notices.said(frame, frame.words("notice.title"), error)


def paid(name: str) -> PaymentsCard:
    """A payment file."""
    counts = payments.Counts(MANY, MANY, MANY, MANY, MANY, MANY, dict.fromkeys(Rejected, MANY))
    problems = tuple(Problem(MANY, reason) for reason in Rejected)
    told = dict.fromkeys((column.value for column in USEFUL["payments"]), name[:40])
    return PaymentsCard(3, name, name, date(2026, 7, 6), counts, assigned=told, problems=problems, remembered=True)


def called(name: str) -> CallsCard:
    """A file of call results."""
    rejected = {reason.value: MANY for reason in Rejected}
    results = {result.value: MANY for result in CallResult}
    counts = CallCounts(MANY, MANY, MANY, rejected, results, MANY, MANY, MANY, MANY, MANY, MANY, MANY)
    problems = tuple(Problem(MANY, reason) for reason in Rejected)
    return CallsCard(3, name, name, date(2026, 7, 6), counts, problems, (MANY,) * FIRST_ASKED)


def excluded(name: str) -> ExclusionsCard:
    """An exclusion file."""
    counts = ExclusionCounts(MANY, MANY, MANY, MANY, MANY, dict.fromkeys(Rejected, MANY), MANY, MANY)
    problems = tuple(Problem(MANY, reason) for reason in Rejected)
    return ExclusionsCard(3, name, name, date(2026, 7, 6), counts, problems, (MANY,) * FIRST_ASKED)


def screens(frame: Frame, text: str = "対象者") -> Screens:
    """Everything."""
    yield from cards(frame, text)
    yield from views(frame, text)
