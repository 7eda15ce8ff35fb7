"""Samples of screens about people: the look-up, promises, suppressions, next steps, and why somebody was messaged."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

from bot.model.call_backs import (
    CallBack,
    CallBackCorrection,
    CallBackDetail,
    CallBackForm,
    CallBackResult,
    CorrectionForm,
    CorrectionOutcome,
    CorrectionReason,
)
from bot.model.campaigns import Intent
from bot.model.followups import FollowUpKind, FollowUpList, FollowUps, NumberFault, PastFiles, PeopleFile
from bot.model.messages import MessageState
from bot.model.people import PersonMatches, PersonMessage, PersonPromise, PersonView, PhoneDesk, PromiseState
from bot.model.policy import Policy
from bot.model.promises import NearPromises, PromiseFiles, PromiseListKind, PromiseReport
from bot.model.reasons import Excluded, Held, NotDelivered
from bot.model.suppressions import (
    REASONS_WITH_END,
    AddedSuppression,
    RemainingHold,
    ReversedPeople,
    SuppressedKind,
    Suppression,
    SuppressionFiles,
    SuppressionLine,
    SuppressionPage,
    SuppressionReason,
)
from bot.rules.call_backs import EFFECTS
from bot.rules.eligibility import EligibilityFacts, Instalment, JudgementBasis
from bot.rules.eligibility.replay import JudgedAt, Judgement, PersonWhy, replay_judgement
from bot.rules.intents import RULES_BY_INTENT
from bot.screens import blocks, call_backs, people, promises, suppressions, why
from bot.screens.blocks import Frame
from bot.screens.samples.base import MANY, NOW, Screens, describe_error


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
        may_correct=bool(many),
        may_explain=bool(many),
    )


def make_call_backs(text: str) -> list[CallBack]:
    """Make a record of every result, each taken back."""
    taken = CallBackCorrection(NOW, "U0STAFF0002", CorrectionReason.WRONG_RESULT)
    note, day = text[:200], NOW.date()
    return [
        CallBack(MANY, "99999994", NOW, "U0STAFF0001", True, result, EFFECTS[result].details[0], day, note, taken)
        for result in CallBackResult
    ]


def make_call_back_form(result: CallBackResult, text: str, *, many: int) -> CallBackForm:
    """Make what the form for a record shows."""
    newer = make_call_backs(text) if many else ()
    return CallBackForm(MANY, "99999994", True, result, many, NOW.date(), MANY, 90, newer)


PHONE_DESK = PhoneDesk("三郷市", "収納管理課", "048-930-7722")


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


def build_promise_messages(frame: Frame) -> Screens:
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


def build_person_pages(frame: Frame, text: str) -> Screens:
    """Build the look-up of a person who calls."""
    yield "person form", people.build_form(frame, NOW.date())
    filled = people.FormValues(text, "1234", NOW.date(), is_verified=True)
    yield "person form again", people.build_form(frame, NOW.date(), filled, error=describe_error(frame, text))
    for is_verified, many in product((True, False), (0, 30)):
        view = make_person_view(text, is_verified=is_verified, many=many)
        yield f"person page {is_verified} {many}", people.build_page(frame, view, PHONE_DESK)
    yield "sheet form", people.build_sheet_form(frame, MANY, "99999994")
    for result in CallBackResult:
        done = call_backs.describe_done(frame.words, result, 90)
        yield f"person page after {result}", people.build_page(frame, view, PHONE_DESK, done=done)
    yield "correction", call_backs.build_correction(frame, CorrectionForm(MANY, "99999994", make_call_backs(text)))
    for outcome in (CorrectionOutcome(), CorrectionOutcome(is_undone=True), CorrectionOutcome(is_held=True)):
        done = call_backs.describe_corrected(frame.words, outcome)
        yield f"person page after {outcome}", people.build_page(frame, view, PHONE_DESK, done=done)
    for result, many in product(call_backs.BUTTONS.values(), (0, 30)):
        form = make_call_back_form(result, text, many=many)
        note = call_backs.FilledForm(EFFECTS[result].details[-1], NOW.date(), text[:200])
        yield f"record {result} {many}", call_backs.build_form(frame, form, note, error=describe_error(frame, text))
    matches = PersonMatches([view.message] * 20, MANY, NOW.date(), is_verified=True)
    yield "person matches", people.build_matches(frame, matches)


def build_why_pages(frame: Frame) -> Screens:
    """Build the page on why somebody was, or was not, messaged."""
    yield "why", why.build_page(frame, make_why())


def build_promise_pages(frame: Frame, text: str) -> Screens:
    """Build the form of a promise."""
    filled = promises.FormValues("0013", NOW.date(), CallBackDetail.IN_PART, is_verified=True)
    yield "promise form", promises.build_form(frame, NOW.date())
    yield "promise form again", promises.build_form(frame, NOW.date(), filled, error=describe_error(frame, text))


def build_suppression_pages(frame: Frame, text: str) -> Screens:
    """Build the forms and pages about suppressions."""
    filled = suppressions.FormValues("0013", reason=SuppressionReason.CONSULTING, until=NOW.date())
    yield "suppression form", suppressions.build_form(frame)
    yield "suppression form again", suppressions.build_form(frame, filled, error=describe_error(frame, text))
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
    for listed in (0, MANY):
        yield f"reversed {listed}", suppressions.build_decision(frame, ReversedPeople(MANY, listed, MANY))
    yield "suppressions decided", suppressions.build_decided(frame, MANY)
    before = PastFiles("U0STAFF0001", NOW, (), are_left=True)
    for stops, past in ((None, None), (0, before), (MANY, replace(before, are_left=False))):
        written = SuppressionFiles(("suppressions-20260707.xlsx",) * 4, MANY, MANY, stops, past)
        described = suppressions.describe_files(frame.words, written)
        yield f"suppressions written, {stops}", blocks.build_notice_view(frame, frame.words("list.title"), described)
    yield "suppression end form", suppressions.build_end_form(frame, lines[0])
    for hold in (
        RemainingHold(tuple(SuppressionReason), None, is_listed=True, policy=Policy()),
        RemainingHold((), Excluded.TOO_FEW_CALLS, is_listed=True, policy=Policy()),
        RemainingHold((), None, is_listed=True, policy=Policy()),
        RemainingHold((), None, is_listed=False, policy=Policy()),
    ):
        yield f"suppression ended {hold.excluded} {hold.is_listed}", suppressions.build_ended(frame, hold)
