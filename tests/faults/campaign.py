"""Writes an approved campaign into a sandbox's database before the bot starts, through the bot's own services.

Usually eight people are approved; one of them has paid since then and one has opted out. Two more people are in a
campaign that waits for its approval. So six get a message, and the plan names everybody who must not get one.
"""

from base64 import urlsafe_b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from bot.files.reader import FileLimits
from bot.model.access import Actor, Role
from bot.model.campaigns import CampaignState, Intent
from bot.model.drafts import Draft
from bot.providers.registry import PROVIDERS
from bot.services import approvals, audience, campaign_views, campaigns, drafts, lists
from bot.services.imports.exclusions import EXCLUSIONS
from bot.services.imports.payments import PAYMENTS
from bot.services.imports.pipeline import Source, import_file
from bot.services.imports.targets import TARGETS
from bot.settings.declared import Need, Settings, require_setting
from bot.settings.loading import read
from bot.store import message_queue
from bot.store.database import Store
from tests.faults.witness import Plan
from tests.process.system import System
from tests.services.files import Debt, ExclusionRow, Paid, write_rows, write_target_list
from tests.services.harness import FakeProvider, HarnessContext

APPROVED = 8
UNAPPROVED = 2


@dataclass(frozen=True, slots=True)
class People:
    """Who acts: users of the sandbox, so that posts can mention them."""

    staff: Actor
    supervisors: tuple[Actor, ...]


def prepare(
    system: System,
    approved: int = APPROVED,
    *,
    paid: int = 1,
    suppressed: int = 1,
    unapproved: int = UNAPPROVED,
    is_approved: bool = True,
) -> Plan:
    """Fill the sandbox's database with a campaign that is due, and return who may be messaged.

    `paid` and `suppressed`: how many of the approved people have paid or opted out since the approval. Without
    `is_approved` the campaign still waits for its approval.
    """
    context = open_context(system)
    people = People(
        Actor(system.session.staff, frozenset({Role.STAFF}), "ja"),
        tuple(
            Actor(system.client.find_person("supervisor", index), frozenset({Role.SUPERVISOR}), "ja")
            for index in range(2)
        ),
    )
    debts = list(make_people(approved + unapproved))
    gone = debts[: paid + suppressed]
    try:
        texts = _submit_and_approve(context, people, system.folder, debts[:approved], is_approved=is_approved)
        import_payments(context, people.staff, system.folder, gone[:paid])
        _import_exclusions(context, people, system.folder, gone[paid:])
        if unapproved:
            _submit(context, people, system.folder, debts[approved:])
    finally:
        context.store.close()
    numbers = list(map(get_number, debts))
    gone_numbers = frozenset(numbers[: paid + suppressed])
    return Plan(
        texts={number: text for number, text in texts.items() if number not in gone_numbers},
        paid=frozenset(numbers[:paid]),
        suppressed=frozenset(numbers[paid : paid + suppressed]),
        unapproved=frozenset(numbers[approved:]),
    )


def make_people(count: int) -> Iterator[Debt]:
    """Yield people with a debt and a number each."""
    for number in range(1, count + 1):
        yield Debt(taxpayer=str(1_000_000 + number), phone=f"090-{1234 + number // 10_000}-{number % 10_000:04}")


def get_number(debt: Debt) -> str:
    """Return a person's number as the carrier gets it."""
    return debt.phone.replace("-", "")


def open_context(system: System) -> HarnessContext:
    """Open the sandbox's database with the settings of the bot that will use it."""
    settings = read_settings(system.env)
    sms = require_setting(settings.sms)
    provider = FakeProvider()
    provider.terms = PROVIDERS[sms.provider].make(sms.account, settings.network).terms
    store = Store(Path(system.read_setting("NOFU_DB")), read_key(system))
    limits = FileLimits(settings.import_max_bytes)
    return HarnessContext(store, settings, provider=provider, city=require_setting(settings.city), limits=limits)


def read_key(system: System) -> bytes:
    """Return the key of the sandbox's database."""
    return urlsafe_b64decode(system.read_setting("NOFU_DATA_KEY"))


def read_settings(env: Path) -> Settings:
    """Return the settings in a file."""
    return read(frozenset(Need), {name: value or "" for name, value in dotenv_values(env).items()})


def _submit(context: HarnessContext, people: People, folder: Path, debts: Sequence[Debt]) -> int:
    """Import a list, confirm it, and submit a campaign about it; return the campaign's id."""
    path = write_target_list(folder / f"list{debts[0].taxpayer}.csv", debts)
    source = Source("slack", people.staff.user)
    card = import_file(context, people.staff, TARGETS, path, name="対象者", source=source)
    lists.confirm_list(context, people.staff, card.target.id, card.target.confirmation_token)
    campaign_id = drafts.create_draft(context, people.staff, Draft(card.target.id, Intent.CALL_BACK, "", None))
    campaigns.submit_campaign(context, people.staff, campaign_id)
    return campaign_id


def _submit_and_approve(
    context: HarnessContext, people: People, folder: Path, debts: Sequence[Debt], *, is_approved: bool
) -> dict[str, str]:
    """Submit a campaign and approve it; return the approved text for each number."""
    campaign_id = _submit(context, people, folder, debts)
    view = campaign_views.get_campaign_view(context, people.staff, campaign_id).campaign
    assert view.fingerprint is not None
    for supervisor in people.supervisors if is_approved else ():  # a large campaign needs two approvals
        if campaign_views.get_campaign_view(context, people.staff, campaign_id).campaign.state is CampaignState.PENDING:
            others = {one.user: one for one in people.supervisors}
            approvals.approve_campaign(context, supervisor, campaign_id, view.fingerprint, others.__getitem__)
    with context.store.read_transaction() as db:
        rows = db.fetch_all("SELECT id FROM messages WHERE campaign_id = :id", id=campaign_id)
        queued = [one for row in rows if (one := message_queue.get_queued(db, row["id"])) is not None]
        return {
            message_queue.open_number(db, one): audience.render_message(context, view.body, one.ref) for one in queued
        }


def import_payments(context: HarnessContext, actor: Actor, folder: Path, debts: Sequence[Debt]) -> None:
    """Import a file in which these people pay in full."""
    path = write_rows(folder / "paid.csv", Paid, [Paid(taxpayer=debt.taxpayer) for debt in debts])
    import_file(context, actor, PAYMENTS, path, name="消込", source=Source("slack", actor.user), as_of=None)


def _import_exclusions(context: HarnessContext, people: People, folder: Path, debts: Sequence[Debt]) -> None:
    path = write_rows(folder / "stop.csv", ExclusionRow, [ExclusionRow(taxpayer=debt.taxpayer) for debt in debts])
    import_file(context, people.staff, EXCLUSIONS, path, source=Source("slack", people.staff.user))
