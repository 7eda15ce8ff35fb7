"""A submitted campaign that becomes a draft again: nothing of its earlier submission is ever sent."""

import pytest

from bot.model.access import Actor, Role
from bot.model.campaigns import CampaignState, DecisionReason
from bot.model.errors import Conflict, NotAllowed
from bot.model.posts import EventKey
from bot.services import approvals, campaign_events, campaign_views, campaigns, home, integrity, people
from bot.store import restored_messages, seal_checks
from tests.services.files import Paid, make_debts
from tests.services.harness import AUTHOR, CHIEF, CLOCK, DEPUTY, OPERATOR, STRANGER, HarnessContext
from tests.services.steps import (
    approve,
    get_campaign,
    get_fingerprint,
    get_ref,
    import_list,
    import_paid,
    send_all,
    start_approved,
    submit,
)

BOTH = frozenset({Role.STAFF, Role.SUPERVISOR})


def submit_pending(context: HarnessContext, count: int = 2) -> int:
    return submit(context, import_list(context, make_debts(count)).target.id)


def send_back(context: HarnessContext, campaign_id: int, by: Actor = CHIEF, note: str = "") -> None:
    """Send back the campaign that the user saw, for its text."""
    seen = get_fingerprint(context, campaign_id)
    approvals.send_back_campaign(context, by, campaign_id, seen, DecisionReason.TEXT, note)


def test_a_campaign_that_is_sent_back_is_a_draft_of_which_nothing_is_sent(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    send_back(context, campaign_id, note="時間を")
    kept = get_campaign(context, campaign_id)
    assert (kept.state, kept.reason, kept.note, kept.decided_by) == (CampaignState.DRAFT, "text", "時間を", "U_CHIEF")
    assert (kept.fingerprint, kept.recipients, kept.units, kept.yen, kept.expires_at) == (None,) * 5
    assert context.states() == ["cancelled", "cancelled"]
    assert campaign_views.get_campaign_view(context, AUTHOR, campaign_id).states == {}
    start_approved(context)
    assert send_all(context) == 0


def test_the_author_is_told_by_a_new_message_and_the_request_is_over(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    context.post_all()
    send_back(context, campaign_id)
    assert context.list_events("decision") == [(campaign_id, "campaign.send_back")]
    assert context.list_events("request") == [(campaign_id, "campaign.submit")], "it says what became of it"
    assert "event" in {kind for kind, _, _ in context.posts()}


def test_the_same_draft_is_submitted_again_and_gets_new_numbers(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    first = [get_ref(context, number) for number in (1, 2)]
    before = get_fingerprint(context, campaign_id)
    send_back(context, campaign_id)
    campaigns.submit_campaign(context, AUTHOR, campaign_id)
    kept = get_campaign(context, campaign_id)
    assert (kept.state, kept.recipients, kept.reason, kept.decided_by) == (CampaignState.PENDING, 2, None, None)
    assert kept.fingerprint != before
    approve(context, campaign_id)
    start_approved(context)
    assert send_all(context) == 2
    assert context.states() == ["cancelled", "cancelled", "accepted", "accepted"]
    sent = str([message.body for message in context.provider.arrived])
    assert not any(ref in sent for ref in first), "a number that the supervisor saw is given to nobody else"
    assert len({message.to for message in context.provider.arrived}) == 2


def test_approvals_of_an_earlier_submission_do_not_count(context: HarnessContext) -> None:
    context = context.with_policy(approval_two_above=0)
    # Without {ref} the texts of both submissions are the same.
    body = "三郷市収納管理課です。お電話ください。{phone} 心当たりない方は削除願います。送信専用"
    campaign_id = submit(context, import_list(context, make_debts(1)).target.id, body=body)
    approve(context, campaign_id)
    send_back(context, campaign_id, by=DEPUTY)
    campaigns.submit_campaign(context, AUTHOR, campaign_id)
    assert campaign_views.get_campaign_view(context, CHIEF, campaign_id).approvals == 0
    approve(context, campaign_id, DEPUTY)
    assert get_campaign(context, campaign_id).state is CampaignState.PENDING
    approve(context, campaign_id)
    assert get_campaign(context, campaign_id).state is CampaignState.APPROVED


def test_who_paid_meanwhile_is_no_recipient_of_the_next_submission(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    send_back(context, campaign_id)
    import_paid(context, [Paid()])
    campaigns.submit_campaign(context, AUTHOR, campaign_id)
    assert get_campaign(context, campaign_id).recipients == 1


def test_several_submissions_keep_seals_and_facts_that_verify(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    for _ in range(3):
        send_back(context, campaign_id)
        campaigns.submit_campaign(context, AUTHOR, campaign_id)
    assert context.states() == ["cancelled"] * 6 + ["queued"] * 2
    with context.store.read_transaction() as db:
        assert seal_checks.find_changed_message(db) is None
    assert integrity.find_damage(context, CLOCK) is None
    assert [view.campaign.id for view in home.list_newest_campaigns(context, AUTHOR)] == [campaign_id]
    found = people.get_person(context, CHIEF, 1, is_verified=True)
    assert found.message.campaign_id == campaign_id


def test_facts_of_an_earlier_submission_that_were_changed_are_found(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    send_back(context, campaign_id)
    campaigns.submit_campaign(context, AUTHOR, campaign_id)
    context.execute("DROP TRIGGER submission_facts_no_update")
    context.execute("UPDATE submission_facts SET facts = '{}' WHERE message_id = 1")
    assert integrity.find_damage(context, CLOCK) is not None


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (Actor(AUTHOR.user, BOTH, "ja"), "author_cannot_approve"),
        *[(person, "not_allowed") for person in (AUTHOR, OPERATOR, STRANGER, CLOCK)],
    ],
)
def test_only_a_supervisor_who_may_decide_sends_back(context: HarnessContext, person: Actor, code: str) -> None:
    campaign_id = submit_pending(context)
    with pytest.raises(NotAllowed, match=f"^{code}$"):
        send_back(context, campaign_id, by=person)
    assert get_campaign(context, campaign_id).state is CampaignState.PENDING
    assert context.states() == ["queued", "queued"]


def test_only_what_waits_for_a_decision_is_sent_back_and_only_once(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    seen = get_fingerprint(context, campaign_id)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        approvals.send_back_campaign(context, CHIEF, campaign_id, "0" * 64, DecisionReason.TEXT, "")
    send_back(context, campaign_id)
    for verb in (approvals.send_back_campaign, approvals.reject_campaign):
        with pytest.raises(Conflict, match="campaign_sent_back"):
            verb(context, DEPUTY, campaign_id, seen, DecisionReason.TEXT, "")
    with pytest.raises(Conflict, match="campaign_sent_back"):
        approvals.approve_campaign(context, DEPUTY, campaign_id, seen)
    campaigns.submit_campaign(context, AUTHOR, campaign_id)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        approvals.approve_campaign(context, CHIEF, campaign_id, seen)
    approve(context, campaign_id)
    with pytest.raises(Conflict, match="campaign_approved"):
        send_back(context, campaign_id)


def test_a_change_of_settings_does_not_keep_a_supervisor_from_sending_back(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    send_back(context.with_policy(min_calls=1), campaign_id)
    assert get_campaign(context, campaign_id).state is CampaignState.DRAFT


def test_messages_that_may_have_left_keep_a_campaign_from_becoming_a_draft(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    with context.store.transaction() as db:
        restored_messages.doubt_unsent(db, None, context.clock.now())
    with pytest.raises(Conflict, match="not_returnable"):
        send_back(context, campaign_id)
    assert get_campaign(context, campaign_id).state is CampaignState.PENDING
    assert context.states() == ["uncertain", "uncertain"]


def test_a_draft_that_was_sent_back_can_be_withdrawn(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    send_back(context, campaign_id)
    campaigns.withdraw_campaign(context, AUTHOR, campaign_id)
    assert get_campaign(context, campaign_id).state is CampaignState.WITHDRAWN


def test_the_message_to_the_author_has_the_decision(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    send_back(context, campaign_id)
    (_, key, _) = next(post for post in context.posts("decision"))
    entry = campaign_events.get_event(context, CLOCK, EventKey.decode(key)).entry
    assert (entry.who, entry.reason) == ("U_CHIEF", "text")
