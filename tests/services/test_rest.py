"""What a stopped campaign has not sent can be drafted anew: for those alone, at any provider, approved as any other."""

from dataclasses import replace

import pytest

from bot.model.campaigns import CampaignState
from bot.model.errors import BadInput, Conflict, NotAllowed, NotFound, Refusal
from bot.model.providers import NotSent, Uncertain
from bot.services import campaigns, drafts, sending
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
