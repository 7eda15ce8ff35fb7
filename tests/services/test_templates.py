"""Templates in use: what is recorded of them, the promised day of each recipient, and the day of the letters."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from bot.model.campaigns import CampaignState, Intent, TemplateUse
from bot.model.drafts import Draft
from bot.model.errors import BadInput, Conflict
from bot.model.messages import MessageState
from bot.rules.message_text.templates import TEMPLATES, choose_template
from bot.services import approvals, campaign_views, campaigns, draft_tests, drafts
from bot.services.context import JST
from bot.settings.declared import require_setting
from scheduler import jobs
from tests.services.files import CallRow, make_debts
from tests.services.harness import AUTHOR, CHIEF, HarnessContext
from tests.services.steps import (
    approve,
    get_campaign,
    get_fingerprint,
    import_call_results,
    import_list,
    send_all,
    start_approved,
)

NAMES_DAY = choose_template("promise_near_2", Intent.PROMISE_NEAR).body


def promise(count: int, day: str) -> list[Any]:
    return [replace(debt, promise=day, demanded="") for debt in make_debts(count)]


def draft_reminder(context: HarnessContext, *debts: Any, body: str = "") -> int:
    target = import_list(context, debts).target.id
    return drafts.create_draft(
        context, AUTHOR, Draft(target, Intent.PROMISE_NEAR, body, None, template="promise_near_2")
    )


def start_reminder(context: HarnessContext, *debts: Any) -> int:
    campaign_id = draft_reminder(context, *debts)
    campaigns.submit_campaign(context, AUTHOR, campaign_id)
    approve(context, campaign_id)
    start_approved(context)
    return campaign_id


def list_bodies(context: HarnessContext) -> list[str]:
    return [one.body for one in context.provider.arrived]


def draft_letter(context: HarnessContext, **changes: Any) -> Draft:
    target = import_list(context, make_debts(2, letter="2026/7/3")).target.id
    draft = Draft(target, Intent.LETTER_POSTED, "", None, template="letter_posted_2", letter_on=date(2026, 7, 3))
    return replace(draft, **changes)


@pytest.mark.parametrize(
    ("template", "body", "use"),
    [
        ("", "", TemplateUse("call_back", 1, is_changed=False)),
        ("call_back_2", "", TemplateUse("call_back_2", 1, is_changed=False)),
        ("call_back_2", TEMPLATES[Intent.LETTER_POSTED], TemplateUse("call_back_2", 1, is_changed=False)),
        (
            "call_back_3",
            "{city}{desk}です。市税等の件でお電話ください。{phone} 心当たりない方は削除願います。送信専用",
            TemplateUse("call_back_3", 1, is_changed=True),
        ),
    ],
)
def test_a_draft_keeps_which_template_it_began_as_and_whether_it_was_changed(
    context: HarnessContext, template: str, body: str, use: TemplateUse
) -> None:
    target = import_list(context, make_debts(1)).target.id
    campaign_id = drafts.create_draft(context, AUTHOR, Draft(target, Intent.CALL_BACK, body, None, template))
    kept = get_campaign(context, campaign_id)
    assert kept.template == use
    assert kept.body == (body if use.is_changed else choose_template(use.id, Intent.CALL_BACK).body)
    opened = drafts.open_draft(context, AUTHOR, campaign_id)
    assert opened.content.template == template
    assert not opened.has_newer_template
    edited = replace(opened.content, body=TEMPLATES[Intent.CALL_BACK], template="")
    drafts.edit_draft(context, AUTHOR, opened.of, edited)
    assert get_campaign(context, campaign_id).template == TemplateUse("call_back", 1, is_changed=False)


def test_a_draft_of_an_earlier_template_says_so_until_its_text_is_changed(context: HarnessContext) -> None:
    target = import_list(context, make_debts(1)).target.id
    campaign_id = drafts.create_draft(context, AUTHOR, Draft(target, Intent.CALL_BACK, "", None))
    context.execute("UPDATE campaigns SET template_version = 0")  # as an earlier version of nofu wrote it
    opened = drafts.open_draft(context, AUTHOR, campaign_id)
    assert opened.has_newer_template
    drafts.edit_draft(context, AUTHOR, opened.of, replace(opened.content, body=""))
    assert not drafts.open_draft(context, AUTHOR, campaign_id).has_newer_template


def test_each_reminder_names_the_day_that_its_own_recipient_has_promised(context: HarnessContext) -> None:
    first, second = promise(2, "2026/7/8")
    start_reminder(context, first, replace(second, promise="2026/7/10"))
    send_all(context)
    assert [("7月8日" in body, "7月10日" in body) for body in list_bodies(context)] == [(True, False), (False, True)]


def test_the_preview_counts_the_days_of_all_recipients_and_submission_has_the_same_units(
    context: HarnessContext,
) -> None:
    first, second = promise(2, "2026/7/8")
    target = import_list(context, [first, replace(second, promise="2026/7/10")]).target.id
    draft = Draft(target, Intent.PROMISE_NEAR, "", None, template="promise_near_2")
    fitting = len(drafts.preview_draft(context, AUTHOR, draft).shortest)
    long = replace(draft, body=NAMES_DAY + "。" * (70 - fitting))
    seen = drafts.preview_draft(context, AUTHOR, long)
    assert (len(seen.shortest), len(seen.sample), seen.people_by_units) == (70, 71, {1: 1, 2: 1})
    campaign_id = drafts.create_draft(context, AUTHOR, long)
    campaigns.submit_campaign(context, AUTHOR, campaign_id)
    assert get_campaign(context, campaign_id).units == seen.units == 3


def test_who_has_promised_another_day_since_the_submission_gets_no_reminder(context: HarnessContext) -> None:
    first, second = promise(2, "2026/7/9")
    campaign_id = start_reminder(context, first, second)
    import_call_results(context, CallRow(result="納付約束", promised="2026/7/8"))
    send_all(context)
    assert ["7月9日" in body for body in list_bodies(context)] == [True]
    view = campaign_views.get_campaign_view(context, CHIEF, campaign_id)
    assert (view.states[MessageState.HELD], view.held) == (1, {"data_stale": 1})
    assert view.campaign.state is not CampaignState.PAUSED


def test_a_setting_that_changes_while_reminders_leave_still_pauses_the_campaign(context: HarnessContext) -> None:
    campaign_id = start_reminder(context, *promise(2, "2026/7/9"))
    other = replace(context, city=replace(context.city, phone="048-000-0000"))
    assert send_all(other) == 0
    assert get_campaign(context, campaign_id).reason == "text_changed"


def test_the_card_of_a_reminder_names_nobodys_day(context: HarnessContext) -> None:
    campaign_id = draft_reminder(context, *promise(1, "2026/7/9"))
    for _ in range(2):
        sample = campaign_views.get_campaign_view(context, CHIEF, campaign_id).sample
        assert "○月○日" in sample
        assert "7月9日" not in sample
        if get_campaign(context, campaign_id).state is CampaignState.DRAFT:
            campaigns.submit_campaign(context, AUTHOR, campaign_id)


@pytest.mark.parametrize("intent", [Intent.CALL_BACK, Intent.LETTER_POSTED])
def test_another_intent_may_not_name_a_promised_day(context: HarnessContext, intent: Intent) -> None:
    target = import_list(context, make_debts(1)).target.id
    with pytest.raises(BadInput, match="field_of_other_intent") as refused:
        drafts.create_draft(context, AUTHOR, Draft(target, intent, NAMES_DAY + "。", None))
    assert refused.value.field == "text"


def test_a_letter_is_named_with_the_day_that_its_author_chose(context: HarnessContext) -> None:
    campaign_id = drafts.create_draft(context, AUTHOR, draft_letter(context))
    assert drafts.open_draft(context, AUTHOR, campaign_id).content.letter_on == date(2026, 7, 3)
    assert "7月3日" in campaign_views.get_campaign_view(context, CHIEF, campaign_id).sample
    campaigns.submit_campaign(context, AUTHOR, campaign_id)
    approve(context, campaign_id)
    start_approved(context)
    send_all(context)
    assert all("7月3日にご案内を郵送しました" in body for body in list_bodies(context))
    assert len(context.provider.arrived) == 2


def test_a_text_that_names_no_day_keeps_none(context: HarnessContext) -> None:
    campaign_id = drafts.create_draft(context, AUTHOR, draft_letter(context, template=""))
    assert get_campaign(context, campaign_id).letter_on is None


@pytest.mark.parametrize(
    ("letter_on", "not_before", "code"),
    [
        (None, None, "letter_date_missing"),
        (date(2026, 7, 8), None, "letter_date_unlikely"),
        (date(2026, 7, 7), None, None),
        (date(2026, 5, 8), None, None),
        (date(2026, 5, 7), None, "letter_date_unlikely"),
        (date(2026, 7, 8), datetime(2026, 7, 8, 9, 0, tzinfo=JST), None),
        (date(2026, 7, 9), datetime(2026, 7, 8, 9, 0, tzinfo=JST), "letter_date_unlikely"),
    ],
)
def test_a_day_of_letters_that_cannot_be_true_is_refused_at_its_field(
    context: HarnessContext, letter_on: date | None, not_before: datetime | None, code: str | None
) -> None:
    draft = draft_letter(context, letter_on=letter_on, not_before=not_before)
    if code is None:
        drafts.create_draft(context, AUTHOR, draft)
        return
    with pytest.raises(BadInput, match=code) as refused:
        drafts.create_draft(context, AUTHOR, draft)
    assert refused.value.field == "letter_on"


def test_another_day_of_letters_in_the_file_is_not_what_was_approved(context: HarnessContext) -> None:
    campaign_id = drafts.create_draft(context, AUTHOR, draft_letter(context))
    campaigns.submit_campaign(context, AUTHOR, campaign_id)
    seen = get_fingerprint(context, campaign_id)
    with pytest.raises(Exception, match="does not change"):
        context.execute("UPDATE campaigns SET letter_on = '2026-07-01'")
    context.execute("DROP TRIGGER campaigns_frozen_text")
    context.execute("UPDATE campaigns SET letter_on = '2026-07-01'")
    with pytest.raises(Conflict):
        approvals.approve_campaign(context, CHIEF, campaign_id, seen)


def test_an_invitation_to_direct_debit_is_off_until_the_city_allows_it(context: HarnessContext) -> None:
    target = import_list(context, make_debts(2, calls="0")).target.id
    draft = Draft(target, Intent.DIRECT_DEBIT, "", None)
    with pytest.raises(BadInput, match="intent_off"):
        drafts.create_draft(context, AUTHOR, draft)
    allowed = context.with_policy(direct_debit=True)
    assert drafts.preview_draft(allowed, AUTHOR, draft).recipients == 2
    drafts.create_draft(allowed, AUTHOR, draft)


@pytest.mark.parametrize(
    ("intent", "part"), [(Intent.PROMISE_NEAR, "お約束の日は○月○日です"), (Intent.LETTER_POSTED, "7月3日にご案内")]
)
def test_a_text_with_a_day_is_sent_to_the_phones_of_staff(context: HarnessContext, intent: Intent, part: str) -> None:
    sms = replace(require_setting(context.settings.sms), test_phones=("07011110001",))
    with_phone = context.with_settings(sms=sms)
    if intent is Intent.PROMISE_NEAR:
        campaign_id = draft_reminder(with_phone, *promise(1, "2026/7/9"))
    else:
        campaign_id = drafts.create_draft(with_phone, AUTHOR, draft_letter(with_phone))
    tests = campaign_views.get_campaign_view(with_phone, AUTHOR, campaign_id).tests
    assert tests is not None
    draft_tests.request_tests(with_phone, AUTHOR, campaign_id, str(tests.run))
    jobs.SendTests(lambda: None)(with_phone)
    assert [part in body for body in list_bodies(with_phone)] == [True]
