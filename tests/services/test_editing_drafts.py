"""Changing a draft: by its author or somebody else, and two people at once."""

from dataclasses import replace
from typing import Any

import pytest

from bot.model.access import Actor, Role
from bot.model.campaigns import CampaignState, DecisionReason, Intent
from bot.model.drafts import Draft, DraftVersion
from bot.model.errors import BadInput, Conflict, NotAllowed, NotFound
from bot.services import approvals, campaigns, drafts, home
from tests.services.files import make_debts
from tests.services.harness import (
    AUTHOR,
    CHIEF,
    CLOCK,
    DEPUTY,
    OPERATOR,
    STRANGER,
    TUESDAY,
    UPLOADER,
    HarnessContext,
    run_together,
)
from tests.services.steps import (
    approve,
    create_draft,
    get_campaign,
    get_fingerprint,
    import_list,
    list_receivers,
    send_all,
    start_approved,
    start_campaign,
    submit,
)

BODY = "{city}{desk}です。市税の件でお電話ください。{phone} 受付番号{ref} 心当たりない方は削除願います。送信専用"
EMMA = Actor("U_EMMA", frozenset({Role.STAFF}), "en")


def draft(context: HarnessContext) -> int:
    return create_draft(context, import_list(context, make_debts(2)).target.id)


def edit(context: HarnessContext, campaign_id: int, by: Actor = AUTHOR, **values: Any) -> None:
    """Open a draft and save it with other values."""
    opened = drafts.open_draft(context, by, campaign_id)
    drafts.edit_draft(context, by, opened.of, replace(opened.content, **values))


def test_an_edited_draft_has_the_new_text_list_and_time(context: HarnessContext) -> None:
    campaign_id = draft(context)
    other = import_list(context, make_debts(5)[2:]).target.id
    later = TUESDAY.replace(hour=11)
    edit(context, campaign_id, body=BODY, list_id=other, not_before=later)
    kept = get_campaign(context, campaign_id)
    assert (kept.body, kept.list_id, kept.not_before) == (BODY, other, later)
    assert (kept.editor, kept.version, kept.state) == ("U_AUTHOR", 1, CampaignState.DRAFT)
    assert drafts.open_draft(context, AUTHOR, campaign_id).content == Draft(other, Intent.CALL_BACK, BODY, later)
    assert ("U_AUTHOR", "campaign.edit", "done") in context.list_audited()
    assert context.list_events() == [(campaign_id, "campaign.edit")]


def test_who_gets_the_message_is_on_the_list_that_the_draft_has_now(context: HarnessContext) -> None:
    campaign_id = draft(context)
    people = make_debts(3)
    edit(context, campaign_id, list_id=import_list(context, people[2:]).target.id)
    campaigns.submit_campaign(context, AUTHOR, campaign_id)
    approve(context, campaign_id)
    start_approved(context)
    assert send_all(context) == 1
    assert list_receivers(context) == [people[2].phone.replace("-", "")]


def test_the_second_of_two_people_is_told_who_was_faster_and_replaces_nothing(context: HarnessContext) -> None:
    campaign_id = draft(context)
    seen = drafts.open_draft(context, AUTHOR, campaign_id)
    edit(context, campaign_id, EMMA, body=BODY)
    with pytest.raises(Conflict, match="draft_changed") as refused:
        drafts.edit_draft(context, AUTHOR, seen.of, seen.content)
    assert refused.value.facts == {"who": "U_EMMA"}
    assert get_campaign(context, campaign_id).body == BODY
    drafts.edit_draft(context, AUTHOR, DraftVersion(campaign_id, 1), seen.content)
    assert (get_campaign(context, campaign_id).editor, get_campaign(context, campaign_id).version) == ("U_AUTHOR", 2)


def test_of_several_simultaneous_saves_one_counts(context: HarnessContext) -> None:
    campaign_id = draft(context)
    seen = drafts.open_draft(context, AUTHOR, campaign_id)
    ends: list[str] = []

    def save() -> None:
        try:
            drafts.edit_draft(context, AUTHOR, seen.of, seen.content)
            ends.append("done")
        except Conflict as refused:
            ends.append(refused.code)

    run_together([save] * 6)
    assert sorted(ends) == ["done"] + ["draft_changed"] * 5
    assert get_campaign(context, campaign_id).version == 1


def test_the_last_editor_cannot_approve_and_may_submit_and_discard(context: HarnessContext) -> None:
    campaign_id = draft(context)
    edit(context, campaign_id, CHIEF, body=BODY)
    assert [view.campaign.id for view in home.get_home(context, CHIEF).to_submit] == [campaign_id]
    campaigns.submit_campaign(context, CHIEF, campaign_id)
    assert home.get_home(context, CHIEF).to_decide == []
    with pytest.raises(NotAllowed, match="editor_cannot_approve"):
        approve(context, campaign_id)
    with pytest.raises(NotAllowed, match="author_cannot_approve"):
        approve(context, campaign_id, replace(AUTHOR, roles=CHIEF.roles))
    approve(context, campaign_id, DEPUTY)
    assert get_campaign(context, campaign_id).state is CampaignState.APPROVED


def test_who_was_the_last_editor_before_somebody_else_may_approve(context: HarnessContext) -> None:
    campaign_id = draft(context)
    edit(context, campaign_id, CHIEF, body=BODY)
    edit(context, campaign_id, AUTHOR)
    campaigns.submit_campaign(context, AUTHOR, campaign_id)
    approve(context, campaign_id)
    assert get_campaign(context, campaign_id).state is CampaignState.APPROVED


def test_neither_author_nor_editor_does_not_submit(context: HarnessContext) -> None:
    campaign_id = draft(context)
    edit(context, campaign_id, EMMA)
    for verb in (campaigns.submit_campaign, campaigns.withdraw_campaign):
        with pytest.raises(NotAllowed, match="only_author"):
            verb(context, UPLOADER, campaign_id)
    campaigns.withdraw_campaign(context, EMMA, campaign_id)
    assert get_campaign(context, campaign_id).state is CampaignState.WITHDRAWN


def test_a_draft_that_was_sent_back_is_mended_and_approved(context: HarnessContext) -> None:
    campaign_id = submit(context, import_list(context, make_debts(2)).target.id)
    approvals.send_back_campaign(
        context, CHIEF, campaign_id, get_fingerprint(context, campaign_id), DecisionReason.TEXT, ""
    )
    edit(context, campaign_id, body=BODY)
    campaigns.submit_campaign(context, AUTHOR, campaign_id)
    approve(context, campaign_id)
    start_approved(context)
    assert send_all(context) == 2
    assert all("市税の件" in message.body for message in context.provider.arrived)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"body": "{city}です。"}, "lint_no_desk"),
        ({"body": BODY + "{name}"}, "unknown_field"),
        ({"list_id": 99}, "list_gone"),
        ({"not_before": TUESDAY.replace(hour=8)}, "time_is_past"),
        ({"intent": Intent.BEFORE_NOTICE}, "intent_off"),
        ({"intent": Intent.PROMISE_NEAR}, "nobody_left"),
    ],
)
def test_a_bad_value_is_refused_and_changes_nothing(context: HarnessContext, values: dict[str, Any], code: str) -> None:
    campaign_id = draft(context)
    before = get_campaign(context, campaign_id)
    with pytest.raises(BadInput, match=code):
        edit(context, campaign_id, **values)
    assert get_campaign(context, campaign_id) == before


def test_a_form_that_is_older_than_the_request_changes_nothing(context: HarnessContext) -> None:
    campaign_id = draft(context)
    seen = drafts.open_draft(context, AUTHOR, campaign_id)
    campaigns.submit_campaign(context, AUTHOR, campaign_id)
    with pytest.raises(Conflict, match="campaign_pending"):
        drafts.edit_draft(context, AUTHOR, seen.of, replace(seen.content, body=BODY))
    with pytest.raises(Conflict, match="campaign_pending"):
        drafts.open_draft(context, AUTHOR, campaign_id)
    with pytest.raises(NotFound, match="campaign_gone"):
        drafts.open_draft(context, AUTHOR, 99)


@pytest.mark.parametrize("person", [OPERATOR, STRANGER, CLOCK])
def test_only_staff_edit_and_copy(context: HarnessContext, person: Actor) -> None:
    campaign_id = draft(context)
    with pytest.raises(NotAllowed):
        edit(context, campaign_id, person)
    with pytest.raises(NotAllowed):
        drafts.copy_draft(context, person, campaign_id)


def test_the_recipients_of_a_rest_are_fixed(context: HarnessContext) -> None:
    stopped = start_campaign(context, 2)
    campaigns.stop_campaign(context, CHIEF, stopped)
    rest = drafts.draft_rest(context, AUTHOR, stopped)
    other = import_list(context, make_debts(5)[2:]).target.id
    with pytest.raises(BadInput, match="list_is_fixed"):
        edit(context, rest, list_id=other)
    edit(context, rest, body=BODY)
    opened = drafts.open_draft(context, AUTHOR, rest)
    assert opened.is_fixed
    assert [target.id for target in drafts.list_choices(context, AUTHOR, opened)] == [opened.content.list_id]


def test_a_copy_has_the_text_and_list_and_no_time(context: HarnessContext) -> None:
    list_id = import_list(context, make_debts(2)).target.id
    campaign_id = submit(context, list_id, body=BODY, not_before=TUESDAY.replace(hour=11))
    assert drafts.copy_draft(context, EMMA, campaign_id) == Draft(list_id, Intent.CALL_BACK, BODY, None)
