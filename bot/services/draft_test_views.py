"""What the test messages of a draft show: which phones have its present text, and whether it may be submitted."""

from collections.abc import Sequence

from bot.model.campaigns import Campaign
from bot.model.draft_tests import DraftTest, DraftTests, DraftTestState
from bot.model.providers import ProviderName
from bot.rules.message_text.refs import make_ref
from bot.rules.message_text.units import compute_yen
from bot.services import audience
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Read
from bot.store import draft_tests

_NOT_HANDED_OVER = frozenset({DraftTestState.WAITING, DraftTestState.CLAIMED, DraftTestState.NOT_SENT})
_UNDER_WAY = frozenset({DraftTestState.WAITING, DraftTestState.CLAIMED})


def list_phones(context: ServiceContext) -> tuple[str, ...]:
    """Return the phones of staff that get test messages, in the order of the setting; each once."""
    sms = context.settings.sms
    return () if sms is None else tuple(dict.fromkeys(sms.test_phones))


def hash_draft(context: ServiceContext, campaign: Campaign) -> str:
    """Return the hash of a campaign's text as it is now: a test of another text proves nothing about it."""
    return audience.hash_text(audience.render_sample(context, campaign.body, make_ref(0), campaign.letter_on))


def find_tests(context: ServiceContext, unit: Read, campaign: Campaign) -> DraftTests | None:
    """Return the tests of a campaign; None: none was made, and the settings ask for none and name no phone."""
    sms, terms = context.settings.sms, context.provider.terms
    phones, stored = list_phones(context), draft_tests.list_tests(unit.db, campaign.id)
    is_required = sms is not None and sms.test_send_required
    if not phones and not stored and not is_required:
        return None
    text = hash_draft(context, campaign)
    current = [one for one in stored if one.text_hash == text and one.provider == terms.identity]
    good = DraftTestState.DELIVERED if terms.reports_receipts else DraftTestState.ACCEPTED
    have = {one.phone_key for one in current if one.state is good}
    keys = [unit.db.vault.hash_value("phone", number) for number in phones]
    units = sum(one.units for one in stored if one.state not in _NOT_HANDED_OVER)
    return DraftTests(
        text=text,
        run=max((one.run for one in stored), default=0),
        phones=len(phones),
        arrived=sum(key in have for key in keys),
        messages=_choose_newest(current, good),
        is_under_way=any(_is_under_way(one, reports_receipts=terms.reports_receipts) for one in current),
        is_required=is_required,
        reports_receipts=terms.reports_receipts,
        is_dry_run=terms.name == ProviderName.DRY_RUN,
        has_earlier_text=len(current) < len(stored),
        statement=draft_tests.find_statement(unit.db, campaign.id, text, terms.identity),
        total=sum(one.state not in _NOT_HANDED_OVER for one in stored),
        units=units,
        yen=compute_yen(units, context.settings.unit_yen),
    )


def _is_under_way(test: DraftTest, *, reports_receipts: bool) -> bool:
    return test.state in _UNDER_WAY or (test.state is DraftTestState.ACCEPTED and reports_receipts)


def _choose_newest(tests: Sequence[DraftTest], good: DraftTestState) -> tuple[DraftTest, ...]:
    """Choose for each phone the message that arrived, else the newest one."""
    chosen: dict[bytes, DraftTest] = {}
    for one in tests:
        if one.phone_key not in chosen or chosen[one.phone_key].state is not good:
            chosen[one.phone_key] = one
    return tuple(sorted(chosen.values(), key=lambda one: (one.position, one.id)))
