"""The steps of the main job, taken by whoever takes them, so that a test can begin where it is interesting."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from bot.model.access import Actor
from bot.model.campaigns import Campaign, CampaignState, Draft, Intent
from bot.model.views import ListView, PaymentFileView
from bot.services import approvals, campaigns, drafts, lists, sending
from bot.services.imports import payments, targets
from bot.services.imports.pipeline import Source
from tests.desk.files import Debt, Paid, payment_file, people, target_list
from tests.desk.office import AUTHOR, CHIEF, CLOCK, UPLOADER, Office

_files = itertools.count(1)


def imported(
    office: Office,
    debts: Iterable[Debt],
    *,
    by: Actor = UPLOADER,
    again: bool = False,
    without: Sequence[str] = (),
    confirmed: bool = True,
) -> ListView:
    """A target list, brought and (unless a test wants to see it before) confirmed by a person."""
    path = target_list(office.store.path.with_name(f"targets{next(_files)}.csv"), debts, without=without)
    source = Source("slack", by.user)
    card = targets.import_targets(office, by, path, name="対象者", source=source, again=again)
    if confirmed:
        lists.confirm_list(office, by, card.target.id, card.target.mark)
    return card


def paid(office: Office, rows: Iterable[Paid], as_of: date | None = None) -> PaymentFileView:
    """A payment file, brought by the one who brings lists."""
    path = payment_file(office.store.path.with_name(f"payments{next(_files)}.csv"), rows)
    source = Source("slack", UPLOADER.user)
    return payments.import_payments(office, UPLOADER, path, name="消込", source=source, as_of=as_of)


def drafted(office: Office, list_id: int, *, body: str = "", not_before: datetime | None = None) -> int:
    """A campaign, written and not yet submitted."""
    return drafts.create_draft(office, AUTHOR, Draft(list_id, Intent.CALL_BACK, body, not_before))


def submitted(office: Office, list_id: int, *, body: str = "", not_before: datetime | None = None) -> int:
    """A campaign that waits for its approval."""
    campaign_id = drafted(office, list_id, body=body, not_before=not_before)
    campaigns.submit_campaign(office, AUTHOR, campaign_id)
    return campaign_id


def approve(office: Office, campaign_id: int, by: Actor = CHIEF) -> None:
    """Approve what stands on the card."""
    approvals.approve_campaign(office, by, campaign_id, mark(office, campaign_id))


def approved(office: Office, list_id: int, **draft: str) -> int:
    """A campaign that was approved and has not begun."""
    campaign_id = submitted(office, list_id, **draft)  # type: ignore[arg-type]
    approve(office, campaign_id)
    return campaign_id


def sends(office: Office, list_id: int, **draft: str) -> int:
    """A campaign that is being sent."""
    campaign_id = approved(office, list_id, **draft)
    office.clock.advance(minutes=office.settings.policy.approval_grace_minutes)
    sending.start_due_campaigns(office, CLOCK)
    assert campaign(office, campaign_id).state is CampaignState.SENDING
    return campaign_id


def begun(office: Office, count: int = 1) -> int:
    """A campaign to so many people that is being sent."""
    return sends(office, imported(office, people(count)).target.id)


def work(office: Office) -> int:
    """Hand over whatever may be handed over; how many requests that were."""
    line = office.provider.line()
    requests = 0
    while (claimed := sending.claim_message(office, CLOCK)) is not None:
        sending.record_result(office, CLOCK, claimed, line.send(claimed.outgoing))
        requests += 1
    return requests


def campaign(office: Office, campaign_id: int) -> Campaign:
    """A campaign as it stands."""
    return campaigns.get_campaign_view(office, AUTHOR, campaign_id).campaign


def mark(office: Office, campaign_id: int) -> str:
    """The fingerprint that the card's buttons carry."""
    found = campaign(office, campaign_id).fingerprint
    assert found is not None
    return found
