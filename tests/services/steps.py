"""Steps of the main job, for tests that start later in the job."""

import itertools
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.model.access import Actor, Role
from bot.model.campaigns import Campaign, CampaignState, DecisionReason, Intent
from bot.model.digests import DigestKind
from bot.model.drafts import Draft
from bot.model.errors import Conflict
from bot.model.imports import CallCounts, ExclusionCounts, FileView, PaymentCounts
from bot.model.lists import ListView
from bot.model.suppressions import EndReason, ReversedDecision
from bot.services import approvals, campaign_views, campaigns, digests, drafts, lists, sending, suppressions
from bot.services.claims import ClaimedMessage
from bot.services.imports import targets
from bot.services.imports.calls import CALLS
from bot.services.imports.exclusions import EXCLUSIONS
from bot.services.imports.payments import PAYMENTS
from bot.services.imports.pipeline import Source, import_file
from bot.services.imports.targets import TARGETS
from bot.store import lists as stored
from tests.services.files import CallRow, Debt, ExclusionRow, Paid, make_debts, write_rows, write_target_list
from tests.services.harness import AUTHOR, CHIEF, CLOCK, UPLOADER, HarnessContext, ProcessKilled, fail_with

BY_SLACK = Source("slack", UPLOADER.user)
_files = itertools.count(1)


def make_path(context: HarnessContext) -> Path:
    """Return the path of a new file beside the database."""
    return context.store.path.with_name(f"file{next(_files)}.csv")


def import_list(
    context: HarnessContext,
    debts: Iterable[Debt],
    *,
    by: Actor = UPLOADER,
    again: bool = False,
    without: Sequence[str] = (),
    confirmed: bool = True,
) -> ListView:
    """Import a target list and confirm it."""
    path = write_target_list(make_path(context), debts, without=without)
    card = import_file(context, by, TARGETS, path, name="対象者", source=Source("slack", by.user), again=again)
    if confirmed:
        lists.confirm_list(context, by, card.target.id, card.target.confirmation_token)
    return card


def interrupt_import(context: HarnessContext, debts: Iterable[Debt], source: Source = BY_SLACK) -> None:
    """Import a target list until the process is killed: its rows are stored, and it is not visible yet."""
    path = write_target_list(make_path(context), debts)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(targets, "_finish_list", fail_with(ProcessKilled()))
        patched.setattr(stored, "abandon_list", lambda *_: None)
        with pytest.raises(ProcessKilled):
            import_file(context, UPLOADER, TARGETS, path, name="x", source=source)


def import_paid(context: HarnessContext, rows: Iterable[Paid], as_of: date | None = None) -> FileView[PaymentCounts]:
    """Import a payment file."""
    path = write_rows(make_path(context), Paid, rows)
    return import_file(context, UPLOADER, PAYMENTS, path, name="消込", source=BY_SLACK, as_of=as_of)


def decide_reversed(context: HarnessContext) -> None:
    """Bring back everybody whose payment was taken back, by a person's decision."""
    with suppress(Conflict):
        found = suppressions.prepare_reversed(context, CHIEF)
        suppressions.end_reversed(context, CHIEF, ReversedDecision(found.upto, False, EndReason.CHECKED, ""))


def import_call_results(context: HarnessContext, *rows: CallRow) -> FileView[CallCounts]:
    """Import a file of call results."""
    path = write_rows(make_path(context), CallRow, rows)
    return import_file(context, UPLOADER, CALLS, path, name="架電結果.csv", source=BY_SLACK)


def import_exclusions(
    context: HarnessContext,
    *rows: ExclusionRow,
    as_of: date | None = None,
    came_at: datetime | None = None,
) -> FileView[ExclusionCounts]:
    """Import an exclusion file; `came_at`: after a crash interrupted its import."""
    path = write_rows(make_path(context), ExclusionRow, rows)
    source = replace(BY_SLACK, came_at=came_at)
    return import_file(context, UPLOADER, EXCLUSIONS, path, source=source, as_of=as_of)


def count_promises(context: HarnessContext) -> dict[str, int]:
    """Return how many promises were made, kept and broken in this fiscal year."""
    seen = digests.compute_figures(context, CLOCK, DigestKind.YEARLY, None)
    return {"made": seen.promises_made, "kept": seen.promises_kept, "broken": seen.promises_broken}


def create_draft(context: HarnessContext, list_id: int, *, body: str = "", not_before: datetime | None = None) -> int:
    """Create a campaign in state draft; return its id."""
    return drafts.create_draft(context, AUTHOR, Draft(list_id, Intent.CALL_BACK, body, not_before))


def submit(context: HarnessContext, list_id: int, *, body: str = "", not_before: datetime | None = None) -> int:
    """Create and submit a campaign; return its id."""
    campaign_id = create_draft(context, list_id, body=body, not_before=not_before)
    campaigns.submit_campaign(context, AUTHOR, campaign_id)
    return campaign_id


def approve(context: HarnessContext, campaign_id: int, by: Actor = CHIEF) -> None:
    """Approve a campaign as its card shows it."""
    approvals.approve_campaign(context, by, campaign_id, get_fingerprint(context, campaign_id), find_supervisor)


def find_supervisor(user: str) -> Actor:
    """Return somebody who approved before, as the supervisor that they still are."""
    return Actor(user, frozenset({Role.SUPERVISOR}), "ja")


def reject(context: HarnessContext, by: Actor, campaign_id: int, fingerprint: str) -> None:
    """Reject the campaign that the user saw, for its text."""
    approvals.reject_campaign(context, by, campaign_id, fingerprint, DecisionReason.TEXT, "")


def submit_and_approve(context: HarnessContext, list_id: int, **draft: Any) -> int:
    """Create, submit and approve a campaign; return its id."""
    campaign_id = submit(context, list_id, **draft)
    approve(context, campaign_id)
    return campaign_id


def start_approved(context: HarnessContext) -> None:
    """Start the approved campaigns when their grace is over."""
    context.clock.advance(minutes=context.settings.policy.approval_grace_minutes)
    sending.start_due_campaigns(context, CLOCK)


def start_sending(context: HarnessContext, list_id: int, **draft: Any) -> int:
    """Create a campaign in state sending; return its id."""
    campaign_id = submit_and_approve(context, list_id, **draft)
    start_approved(context)
    assert get_campaign(context, campaign_id).state is CampaignState.SENDING
    return campaign_id


def start_campaign(context: HarnessContext, count: int = 1) -> int:
    """Create a campaign to `count` people in state sending; return its id."""
    return start_sending(context, import_list(context, make_debts(count)).target.id)


def start_and_send(context: HarnessContext, count: int = 1) -> int:
    """Create a campaign to `count` people and send its messages; return its id."""
    campaign_id = start_campaign(context, count)
    send_all(context)
    return campaign_id


def list_receivers(context: HarnessContext) -> list[str]:
    """Return the numbers that got a message, in order."""
    return [message.to for message in context.provider.arrived]


def claim(context: HarnessContext) -> ClaimedMessage:
    """Claim the next message."""
    claimed = sending.claim_message(context, CLOCK)
    assert claimed is not None
    return claimed


def send_all(context: HarnessContext) -> int:
    """Send every message that may be sent; return the number of requests."""
    connection = context.provider.connect()
    requests = 0
    while (claimed := sending.claim_message(context, CLOCK)) is not None:
        sending.record_result(context, CLOCK, claimed, connection.send(claimed.outgoing))
        requests += 1
    return requests


def get_campaign(context: HarnessContext, campaign_id: int) -> Campaign:
    """Return a campaign."""
    return campaign_views.get_campaign_view(context, AUTHOR, campaign_id).campaign


def get_fingerprint(context: HarnessContext, campaign_id: int) -> str:
    """Return the fingerprint in the buttons of a campaign's card."""
    found = get_campaign(context, campaign_id).fingerprint
    assert found is not None
    return found


def get_ref(context: HarnessContext, message_id: int = 1) -> str:
    """Return the 受付番号 of a message."""
    return str(context.value("SELECT ref FROM messages WHERE id = :id", id=message_id))


def finish(context: HarnessContext) -> None:
    """Finish the campaigns that have nothing left to send."""
    sending.finish_done_campaigns(context, CLOCK)
