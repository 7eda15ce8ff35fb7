"""What a stopped campaign has not sent can be drafted anew: for those alone, at any provider, approved as any other."""

from dataclasses import replace

import pytest

from bot.model.campaigns import CampaignState
from bot.model.errors import BadInput, Conflict, NotAllowed, NotFound, Refusal
from bot.model.providers import NotSent, Uncertain
from bot.model.uncertain import DOUBT_REASONS, DoubtDecision
from bot.services import campaigns, drafts, sending, uncertain_decisions
from bot.store import restored_messages
from tests.services.files import make_debts
from tests.services.harness import AUTHOR, CHIEF, CLOCK, STRANGER, HarnessContext
from tests.services.steps import (
    approve,
    claim,
    get_campaign,
    import_list,
    list_receivers,
    send_all,
    start_and_send,
    start_approved,
    start_campaign,
    submit,
)


def send_next(context: HarnessContext) -> None:
    claimed = claim(context)
    sending.record_result(context, CLOCK, claimed, context.provider.send(claimed.outgoing))


def stop_after(context: HarnessContext, count: int, sent: int) -> int:
    """Start a campaign, send some of its messages, and stop it; return its id."""
    campaign_id = start_campaign(context, count)
    for _ in range(sent):
        send_next(context)
    campaigns.stop_campaign(context, CHIEF, campaign_id)
    return campaign_id


def test_the_rest_goes_to_those_without_a_message_with_another_account(context: HarnessContext) -> None:
    stopped = stop_after(context, 4, sent=2)
    before = list_receivers(context)
    context.provider.terms = replace(context.provider.terms, name="twilio", account="another")
    rest = drafts.draft_rest(context, AUTHOR, stopped)
    assert (get_campaign(context, rest).state, get_campaign(context, rest).rest_of) == (CampaignState.DRAFT, stopped)
    campaigns.submit_campaign(context, AUTHOR, rest)
    assert get_campaign(context, rest).recipients == 2
    approve(context, rest)
    start_approved(context)
    assert send_all(context) == 2
    assert len(set(list_receivers(context))) == 4
    assert list_receivers(context)[:2] == before
    assert get_campaign(context, rest).provider == "twilio:another"


def test_the_rest_stays_the_rest_when_those_who_got_a_message_may_get_another(context: HarnessContext) -> None:
    stopped = stop_after(context, 3, sent=2)
    context.clock.advance(days=context.settings.policy.contact_gap_days + 1)
    rest = drafts.draft_rest(context, AUTHOR, stopped)
    campaigns.submit_campaign(context, AUTHOR, rest)
    assert get_campaign(context, rest).recipients == 1


def test_a_message_that_may_have_left_is_not_in_the_rest(context: HarnessContext) -> None:
    context.provider.results.extend([Uncertain("read_timeout"), NotSent("http_429")])
    stopped = stop_after(context, 3, sent=2)
    rest = drafts.draft_rest(context, AUTHOR, stopped)
    campaigns.submit_campaign(context, AUTHOR, rest)
    assert context.states()[0] == "uncertain"
    assert get_campaign(context, rest).recipients == 2


@pytest.mark.parametrize("gap", [0, 7])
def test_of_two_drafts_for_the_rest_one_alone_is_sent(context: HarnessContext, gap: int) -> None:
    context = context.with_policy(contact_gap_days=gap)
    stopped = stop_after(context, 4, sent=1)
    first, second = (drafts.draft_rest(context, AUTHOR, stopped) for _ in range(2))
    campaigns.submit_campaign(context, AUTHOR, first)
    with pytest.raises(BadInput, match="nobody_left"):
        campaigns.submit_campaign(context, AUTHOR, second)
    approve(context, first)
    start_approved(context)
    send_next(context)
    campaigns.stop_campaign(context, CHIEF, first)
    rest_of_rest = drafts.draft_rest(context, AUTHOR, first)
    campaigns.submit_campaign(context, AUTHOR, rest_of_rest)
    assert get_campaign(context, rest_of_rest).recipients == 2
    context.clock.advance(days=gap + 1)
    assert refuse(context, stopped) == "nothing_unsent"


def test_a_rest_that_was_turned_down_can_be_drafted_again(context: HarnessContext) -> None:
    stopped = stop_after(context, 4, sent=1)
    first, second = (drafts.draft_rest(context, AUTHOR, stopped) for _ in range(2))
    campaigns.submit_campaign(context, AUTHOR, first)
    campaigns.withdraw_campaign(context, AUTHOR, first)
    campaigns.submit_campaign(context, AUTHOR, second)
    assert get_campaign(context, second).recipients == 3


def test_what_a_restore_made_uncertain_is_not_in_the_rest_also_where_a_supervisor_had_it_sent_again(
    context: HarnessContext,
) -> None:
    context.provider.terms = replace(context.provider.terms, supports_lookup=False)
    stopped = start_campaign(context, 2)
    with context.store.transaction() as db:  # as a restore and a reconciliation do
        restored_messages.doubt_unsent(db, None, context.clock.now())
    _, doubt = uncertain_decisions.check_decidable(context, CHIEF, stopped, DoubtDecision.AGAIN)
    reason = min(DOUBT_REASONS[DoubtDecision.AGAIN])
    uncertain_decisions.decide(context, CHIEF, stopped, DoubtDecision.AGAIN, doubt.token, reason)
    campaigns.stop_campaign(context, CHIEF, stopped)
    assert context.states() == ["cancelled"] * 2
    assert refuse(context, stopped) == "nothing_unsent"


def refuse(context: HarnessContext, campaign_id: int) -> str:
    with pytest.raises(Refusal) as refused:
        drafts.draft_rest(context, AUTHOR, campaign_id)
    assert isinstance(refused.value, Conflict | BadInput | NotFound)
    return refused.value.code


def test_only_a_stopped_campaign_with_unsent_messages_has_a_rest(context: HarnessContext) -> None:
    assert refuse(context, 99) == "campaign_gone"
    waiting = submit(context, import_list(context, make_debts(2)).target.id)
    assert refuse(context, waiting) == "campaign_pending"


def test_a_finished_campaign_has_no_rest(context: HarnessContext) -> None:
    done = start_and_send(context, 2)
    sending.finish_done_campaigns(context, CLOCK)
    assert refuse(context, done) == "campaign_finished"


def test_a_stopped_campaign_that_has_sent_all_has_no_rest(context: HarnessContext) -> None:
    assert refuse(context, stop_after(context, 2, sent=2)) == "nothing_unsent"


def test_who_may_not_draft_may_not_draft_the_rest(context: HarnessContext) -> None:
    stopped = stop_after(context, 2, sent=1)
    with pytest.raises(NotAllowed):
        drafts.draft_rest(context, STRANGER, stopped)
