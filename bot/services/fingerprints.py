"""What a campaign stands for when it is submitted, and whether it still does (docs/decisions/0075).

Text, people and time of a submitted campaign are kept by triggers and seals. What can change are the settings, the
provider, the version of nofu, and the file, by something else than nofu.
"""

from dataclasses import asdict

from bot.model.campaigns import Campaign, ChangedPart
from bot.rules import approvals
from bot.rules.message_text.units import compute_yen
from bot.services.audience import fill_values
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Read
from bot.store import campaigns, messages, submissions


def write_terms(context: ServiceContext, unit: Read, campaign: Campaign, units: int) -> str:
    """Write what an approval of a campaign would cover now, besides its messages. `units`: of all messages."""
    provider, hours = context.provider.terms, context.settings.hours
    return approvals.write_terms(
        approvals.ApprovalTerms(
            campaign=campaign.id,
            submission=submissions.count_earlier(unit.db, campaign.id) + 1,
            intent=campaign.intent,
            texts=campaigns.list_texts(unit.db, campaign.id),
            fields={
                field.value: value for field, value in fill_values(context, "", letter_on=campaign.letter_on).items()
            },
            provider=provider.identity,
            billing=(provider.first_unit, provider.next_unit, provider.narrow_units),
            not_before=campaign.not_before,
            windows=(hours.send, hours.extra),
            policy=asdict(context.settings.policy),
            units=units,
            yen=compute_yen(units, context.settings.unit_yen),
        )
    )


def compute_messages_hash(unit: Read, campaign: Campaign) -> str:
    """Compute the hash over every message of a campaign: person, number, 受付番号, text and arm."""
    return approvals.hash_messages(messages.list_fingerprint_rows(unit.db, campaign.id))


def find_changed_part(
    context: ServiceContext, unit: Read, campaign: Campaign, *, reads_messages: bool
) -> ChangedPart | None:
    """Find what of a submitted campaign is not what was submitted; None: nothing.

    `reads_messages`: also compare every message, which takes about a microsecond each.
    """
    if campaign.terms is None or campaign.messages_hash is None:
        return ChangedPart.VERSION
    if campaign.yen != compute_yen(campaign.units or 0, context.settings.unit_yen):
        return ChangedPart.COST
    terms = write_terms(context, unit, campaign, campaign.units or 0)
    found = compute_messages_hash(unit, campaign) if reads_messages else campaign.messages_hash
    if approvals.compute_fingerprint(terms, found) == campaign.fingerprint:
        return None
    return approvals.find_changed_part(campaign.terms, terms) or ChangedPart.RECIPIENTS
