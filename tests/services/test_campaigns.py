"""A campaign from draft to decision."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.model.access import Actor
from bot.model.campaigns import CampaignState, Intent
from bot.model.drafts import Draft
from bot.model.errors import BadInput, Conflict, NotAllowed, NotFound
from bot.model.messages import HandOver
from bot.model.providers import Accepted, NotSent, Refused, SendResult, Uncertain
from bot.rules.message_text.refs import is_valid_ref
from bot.services import campaign_views, campaigns, drafts, home, sending
from tests.services.files import Debt, Paid, make_debts
from tests.services.harness import AUTHOR, CHIEF, CLOCK, OPERATOR, UPLOADER, HarnessContext
from tests.services.steps import (
    approve,
    claim,
    create_draft,
    get_campaign,
    import_list,
    import_paid,
    send_all,
    start_approved,
    start_sending,
    submit,
)


def make_draft(list_id: int, body: str = "", not_before: datetime | None = None) -> Draft:
    return Draft(list_id, Intent.CALL_BACK, body, not_before)


def test_a_preview_counts_people_units_and_yen_and_stores_nothing(context: HarnessContext) -> None:
    target = import_list(context, make_debts(3)).target
    seen = drafts.preview_draft(context, AUTHOR, make_draft(target.id))
    assert (seen.recipients, seen.length.units, seen.units, seen.yen) == (3, 1, 3, 38)  # 3 × 12.5, halves up
    assert seen.characters == len(seen.sample)
    assert "三郷市収納管理課" in seen.sample
    assert home.list_newest_campaigns(context, AUTHOR) == []


def test_preview_and_submission_have_the_same_figures(context: HarnessContext) -> None:
    target = import_list(context, [*make_debts(3), Debt(taxpayer="9", phone="03-1234-5678")]).target
    long = (
        "{city}{desk}です。市税等の件でお電話をお願いします。{phone} 受付番号{ref} "
        "心当たりのない方は削除願います。送信専用。。。。。。。。。。"
    )
    seen = drafts.preview_draft(context, AUTHOR, make_draft(target.id, long))
    assert seen.length.units == 2
    campaign_id = submit(context, target.id, body=long)
    kept = get_campaign(context, campaign_id)
    assert (kept.recipients, kept.units, kept.yen) == (seen.recipients, seen.units, seen.yen) == (3, 6, 75)
    assert kept.left_out == {reason.value: number for reason, number in seen.left_out.items()} == {"not_mobile": 1}


def test_every_recipient_gets_a_reference_of_its_own(context: HarnessContext) -> None:
    for debts in (make_debts(10)[:5], make_debts(10)[5:]):
        start_sending(context, import_list(context, debts).target.id)
    assert send_all(context) == 10
    refs = [message.body.partition("受付番号")[2].partition(" ")[0] for message in context.provider.arrived]
    assert len(set(refs)) == len({message.reference for message in context.provider.arrived}) == 10
    assert all(is_valid_ref(ref) for ref in refs)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("三郷市収納管理課です。", "lint_no_phone"),
        ("{city}{desk}です。{phone} 未納です。", "lint_debt"),
        ("{city}{desk}です。{phone} {name}様", "unknown_field"),
    ],
)
def test_a_text_with_an_error_is_not_stored(context: HarnessContext, body: str, code: str) -> None:
    target = import_list(context, make_debts(1)).target
    with pytest.raises(BadInput) as refused:
        drafts.create_draft(context, AUTHOR, make_draft(target.id, body))
    assert refused.value.code == code
    assert refused.value.field == "text"
    assert context.list_audited()[-1] == ("U_AUTHOR", "campaign.draft", code)
    assert home.list_newest_campaigns(context, AUTHOR) == []


def test_an_unknown_list_is_refused(context: HarnessContext) -> None:
    with pytest.raises(BadInput, match="list_gone"):
        drafts.preview_draft(context, AUTHOR, make_draft(99))


def test_a_time_in_the_past_is_refused(context: HarnessContext) -> None:
    target = import_list(context, make_debts(1)).target
    past = context.clock.now() - timedelta(minutes=1)
    with pytest.raises(BadInput, match="time_is_past"):
        drafts.create_draft(context, AUTHOR, make_draft(target.id, not_before=past))


def test_only_its_author_submits_a_campaign_and_only_once(context: HarnessContext) -> None:
    campaign_id = create_draft(context, import_list(context, make_debts(1)).target.id)
    with pytest.raises(NotAllowed, match="only_author_submits"):
        campaigns.submit_campaign(context, UPLOADER, campaign_id)
    campaigns.submit_campaign(context, AUTHOR, campaign_id)
    with pytest.raises(Conflict, match="campaign_pending"):
        campaigns.submit_campaign(context, AUTHOR, campaign_id)
    assert context.states() == ["queued"]
    outcomes = [entry[2] for entry in context.list_audited() if entry[1] == "campaign.submit"]
    assert outcomes == ["only_author_submits", "done", "campaign_pending"]


def test_a_submission_without_recipients_stays_a_draft(context: HarnessContext) -> None:
    campaign_id = create_draft(context, import_list(context, [Debt()]).target.id)
    import_paid(context, [Paid()])
    with pytest.raises(BadInput, match="nobody_left"):
        campaigns.submit_campaign(context, AUTHOR, campaign_id)
    assert get_campaign(context, campaign_id).state is CampaignState.DRAFT


def test_an_unknown_campaign_is_not_found(context: HarnessContext) -> None:
    for verb in (campaigns.submit_campaign, campaigns.withdraw_campaign):
        with pytest.raises(NotFound, match="campaign_gone"):
            verb(context, AUTHOR, 99)


def test_only_the_author_or_a_supervisor_withdraws(context: HarnessContext) -> None:
    target = import_list(context, make_debts(2)).target
    first, second = submit(context, target.id), submit(context, target.id)
    with pytest.raises(NotAllowed, match="only_author_withdraws"):
        campaigns.withdraw_campaign(context, UPLOADER, first)
    with pytest.raises(NotAllowed, match="not_allowed"):
        campaigns.withdraw_campaign(context, OPERATOR, first)
    campaigns.withdraw_campaign(context, AUTHOR, first)
    campaigns.withdraw_campaign(context, CHIEF, second)
    assert get_campaign(context, first).state is get_campaign(context, second).state is CampaignState.WITHDRAWN
    assert context.states() == ["cancelled"] * 4
    with pytest.raises(Conflict, match="campaign_withdrawn"):
        campaigns.withdraw_campaign(context, AUTHOR, first)


def test_a_campaign_that_nobody_decided_in_time_expires(context: HarnessContext) -> None:
    campaign_id = submit(context, import_list(context, make_debts(1)).target.id)
    context.clock.advance(hours=47, minutes=59)
    campaigns.expire_due_campaigns(context, CLOCK)
    assert get_campaign(context, campaign_id).state is CampaignState.PENDING
    context.clock.advance(minutes=1)
    campaigns.expire_due_campaigns(context, CLOCK)
    assert get_campaign(context, campaign_id).state is CampaignState.EXPIRED
    assert context.states() == ["cancelled"]
    assert context.list_audited()[-1] == ("clock", "campaign.expire", "done")


def test_a_submitted_campaign_does_not_change(context: HarnessContext) -> None:
    """No service changes a text; the store refuses it too, whatever writes to it."""
    campaign_id = submit(context, import_list(context, make_debts(1)).target.id)
    with pytest.raises(Exception, match="does not change"), context.store.transaction() as db:
        db.execute("UPDATE campaign_texts SET body = 'something else' WHERE campaign_id = :id", id=campaign_id)


def test_the_home_shows_what_waits_for_others_and_what_ended_within_a_week(context: HarnessContext) -> None:
    def list_states(actor: Actor) -> list[str]:
        seen = home.get_home(context, actor)
        return [view.campaign.state.value for view in (*seen.under_way, *seen.results)]

    campaign_id = submit(context, import_list(context, make_debts(1)).target.id)
    assert (list_states(AUTHOR), list_states(CHIEF)) == (["pending"], [])
    approve(context, campaign_id)
    start_approved(context)
    campaigns.pause_campaign(context, OPERATOR, campaign_id)
    assert (list_states(AUTHOR), list_states(CHIEF)) == (["paused"], [])
    assert [view.campaign.id for view in home.get_home(context, CHIEF).to_resume] == [campaign_id]
    assert home.get_home(context, AUTHOR).to_resume == []
    campaigns.stop_campaign(context, CHIEF, campaign_id)
    assert list_states(AUTHOR) == list_states(CHIEF) == ["stopped"]
    context.clock.advance(days=7)
    assert list_states(AUTHOR) == []


def test_the_home_shows_each_user_what_waits_for_them(context: HarnessContext) -> None:
    target = import_list(context, make_debts(1)).target
    waiting, own = submit(context, target.id), create_draft(context, target.id)
    assert [view.campaign.id for view in home.get_home(context, CHIEF).to_decide] == [waiting]
    assert [view.campaign.id for view in home.get_home(context, AUTHOR).to_submit] == [own]
    assert list(home.get_home(context, AUTHOR).to_decide) == []
    assert not home.get_home(context, OPERATOR).may_draft
    assert [card.campaign.id for card in home.list_newest_campaigns(context, OPERATOR)] == [own, waiting]
    assert send_all(context) == 0


def test_the_view_names_every_act_with_its_person_its_time_and_nofus_reason(context: HarnessContext) -> None:
    campaign_id = start_sending(context, import_list(context, make_debts(3)).target.id)
    send_all(context)
    context.clock.advance(minutes=1)
    campaigns.pause_campaign(context, OPERATOR, campaign_id)
    campaigns.resume_campaign(context, CHIEF, campaign_id)
    context.pause_mark.set()
    campaigns.pause_marked(context, CLOCK)
    with pytest.raises(NotAllowed):
        campaigns.stop_campaign(context, OPERATOR, campaign_id)
    campaigns.stop_campaign(context, CHIEF, campaign_id)
    history = campaign_views.get_campaign_view(context, AUTHOR, campaign_id).history
    assert [(entry.who, entry.action, entry.reason) for entry in history] == [
        (AUTHOR.user, "campaign.submit", ""),
        (CHIEF.user, "campaign.approve", ""),
        (OPERATOR.user, "campaign.pause", ""),
        (CHIEF.user, "campaign.resume", ""),
        (CLOCK.user, "campaign.pause", "by_hand"),
        (CHIEF.user, "campaign.stop", ""),
    ]
    assert history[-1].at - history[0].at == timedelta(minutes=6)


def test_handed_over_is_what_the_provider_took_from_the_first_request_to_the_last(context: HarnessContext) -> None:
    campaign_id = start_sending(context, import_list(context, make_debts(5)).target.id)
    answers: list[SendResult] = [Refused("E1"), Accepted(""), Uncertain("timeout"), Accepted(""), NotSent("connect")]
    times = []
    for answer in answers:
        times.append(context.clock.now())
        context.provider.results.append(answer)
        claimed = claim(context)
        sending.record_result(context, CLOCK, claimed, context.provider.send(claimed.outgoing))
        context.clock.advance(minutes=1)
    campaigns.stop_campaign(context, CHIEF, campaign_id)
    view = campaign_views.get_campaign_view(context, AUTHOR, campaign_id)
    assert view.hand_over == HandOver(2, times[1].astimezone(UTC), times[3].astimezone(UTC), 2)
    assert view.hand_over_yen == 2 * context.settings.unit_yen < (view.campaign.yen or 0)
    assert len(context.provider.arrived) == 2


def test_a_preview_has_the_longest_and_the_shortest_text_and_how_many_people_cost_how_much(
    context: HarnessContext,
) -> None:
    target = import_list(context, make_debts(3)).target
    start = "{city}{desk}です。お電話をお願いします。{phone} 受付番号{ref} 心当たりのない方は削除願います。送信専用"
    alike = drafts.preview_draft(context, AUTHOR, make_draft(target.id, start))
    assert (alike.sample, alike.people_by_units) == (alike.shortest, {1: 3})
    body = start + "。" * (70 - len(alike.sample))
    context.execute("UPDATE instance SET first_number = 998")  # the third 受付番号 is longer by a digit
    seen = drafts.preview_draft(context, AUTHOR, make_draft(target.id, body))
    assert (len(seen.shortest), len(seen.sample), seen.length.excess) == (70, 71, 1)
    assert (seen.people_by_units, seen.units) == ({1: 2, 2: 1}, 4)
    campaign_id = submit(context, target.id, body=body)
    assert get_campaign(context, campaign_id).units == 4
    assert "98765" in seen.sample
