"""Writes an approved campaign into a sandbox's database before the bot starts, through the bot's own services.

Eight people are approved; one of them has paid since then and one has opted out. Two more people are in a campaign that
waits for its approval. So six get a message, and the plan names everybody who must not get one.
"""

from base64 import urlsafe_b64decode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dotenv import dotenv_values

from bot.model.access import Actor, Role
from bot.model.campaigns import Draft, Intent
from bot.providers.registry import PROVIDERS
from bot.services import approvals, audience, campaigns, drafts, lists
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
from tests.services.files import Debt, ExclusionRow, Paid, make_debts, write_rows, write_target_list
from tests.services.harness import FakeProvider, HarnessContext

APPROVED = 8
UNAPPROVED = 2


@dataclass(frozen=True, slots=True)
class People:
    """Who acts: users of the sandbox, so that posts can mention them."""

    staff: Actor
    supervisor: Actor


def prepare(system: System, approved: int = APPROVED, unapproved: int = UNAPPROVED) -> Plan:
    """Fill the sandbox's database with a campaign that is due, and return who may be messaged."""
    context = open_context(system)
    people = People(
        Actor(system.session.staff, frozenset({Role.STAFF}), "ja"),
        Actor(system.session.supervisor, frozenset({Role.SUPERVISOR}), "ja"),
    )
    try:
        debts = make_debts(approved + unapproved)
        texts = _approve(context, people, system.folder, debts[:approved])
        paid, suppressed = debts[0], debts[1]
        _import_payment(context, people, system.folder, paid)
        _import_exclusion(context, people, system.folder, suppressed)
        if unapproved:
            _submit(context, people, system.folder, debts[approved:])
    finally:
        context.store.close()
    gone = {get_number(paid), get_number(suppressed)}
    return Plan(
        texts={number: text for number, text in texts.items() if number not in gone},
        paid=frozenset({get_number(paid)}),
        suppressed=frozenset({get_number(suppressed)}),
        unapproved=frozenset(map(get_number, debts[approved:])),
    )


def get_number(debt: Debt) -> str:
    """Return a person's number as the carrier gets it."""
    return debt.phone.replace("-", "")


def open_context(system: System) -> HarnessContext:
    """Open the sandbox's database with the settings of the bot that will use it."""
    settings = read_settings(system.env)
    sms = require_setting(settings.sms)
    provider = FakeProvider()
    provider.terms = PROVIDERS[sms.provider].make(sms, settings.network).terms
    store = Store(Path(system.read_setting("NOFU_DB")), read_key(system))
    return HarnessContext(store, settings, provider=provider, city=require_setting(settings.city))


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


def _approve(context: HarnessContext, people: People, folder: Path, debts: Sequence[Debt]) -> dict[str, str]:
    """Approve a campaign; return the text that was approved for each number."""
    campaign_id = _submit(context, people, folder, debts)
    view = campaigns.get_campaign_view(context, people.staff, campaign_id).campaign
    assert view.fingerprint is not None
    approvals.approve_campaign(context, people.supervisor, campaign_id, view.fingerprint)
    with context.store.read_transaction() as db:
        rows = db.fetch_all("SELECT id FROM messages WHERE campaign_id = :id", id=campaign_id)
        queued = [one for row in rows if (one := message_queue.get_queued(db, row["id"])) is not None]
        return {
            message_queue.open_number(db, one): audience.render_message(context, view.body, one.ref) for one in queued
        }


def _import_payment(context: HarnessContext, people: People, folder: Path, debt: Debt) -> None:
    path = write_rows(folder / "paid.csv", Paid, [replace(Paid(), taxpayer=debt.taxpayer)])
    source = Source("slack", people.staff.user)
    import_file(context, people.staff, PAYMENTS, path, name="消込", source=source, as_of=None)


def _import_exclusion(context: HarnessContext, people: People, folder: Path, debt: Debt) -> None:
    path = write_rows(folder / "stop.csv", ExclusionRow, [ExclusionRow(taxpayer=debt.taxpayer)])
    import_file(context, people.staff, EXCLUSIONS, path, source=Source("slack", people.staff.user))
