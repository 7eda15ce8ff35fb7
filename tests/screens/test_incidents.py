"""The card of an incident, its reminder, and where it shows on a campaign's card."""

from dataclasses import replace

import pytest

from bot.model.campaigns import CampaignState
from bot.model.incidents import AffectedCounts, CloseReason, Deadline
from bot.screens import campaigns, incidents
from bot.screens.samples.base import IN_JAPANESE, NOW
from bot.screens.samples.campaigns import make_campaign, make_campaign_view
from bot.screens.samples.office import make_incident_card
from tests.screens.checks import list_elements, read_text


def list_buttons(**changes: object) -> list[str]:
    card = incidents.build_card(IN_JAPANESE, replace(make_incident_card(is_written=False), **changes))  # type: ignore[arg-type]  # any field
    return [action for _, action in list_elements(card.blocks)]


def test_a_correction_is_offered_once_and_a_closed_incident_offers_nothing() -> None:
    assert list_buttons() == ["incident_write", "incident_correct", "incident_close"]
    assert list_buttons(correction=8) == ["incident_write", "incident_close"]
    assert list_buttons(counts=AffectedCounts(0, 0, 3, 0, 1)) == ["incident_write", "incident_close"]
    closed = incidents.build_card(IN_JAPANESE, make_incident_card(CloseReason.REPORTED))
    assert list_elements(closed.blocks) == []


@pytest.mark.parametrize(("handed", "uncertain", "many"), [(100, 0, False), (101, 0, True), (60, 41, True)])
def test_over_100_people_a_leak_must_be_reported_whatever_it_contains(handed: int, uncertain: int, many: bool) -> None:
    view = replace(make_incident_card(), counts=AffectedCounts(handed, 0, uncertain, 0, 0))
    text = read_text(incidents.build_card(IN_JAPANESE, view))
    assert ("100人を超えている" in text) == many
    assert ("報告が要るかどうか" in text) != many


def test_the_card_and_the_reminder_name_the_days_of_both_reports() -> None:
    view = make_incident_card()
    text = read_text(incidents.build_card(IN_JAPANESE, view))
    assert all(IN_JAPANESE.words.day(day) in text for day in (view.deadlines.prompt_by, view.deadlines.final_by))
    assert "60日以内" in text
    for due, day in ((Deadline.PROMPT, view.deadlines.prompt_by), (Deadline.FINAL, view.deadlines.final_by)):
        reminder = read_text(incidents.build_reminder(IN_JAPANESE, replace(view, due=due)))
        assert IN_JAPANESE.words.day(day) in reminder


def test_a_campaign_with_an_open_incident_names_it_and_offers_no_second_report() -> None:
    view = make_campaign_view(CampaignState.FINISHED)
    assert "incident_open" in str(campaigns.build_card(IN_JAPANESE, view).blocks)
    card = campaigns.build_card(IN_JAPANESE, replace(view, incident=3))
    assert "incident_open" not in str(card.blocks)
    assert "誤送信の報告 3" in read_text(card)


def test_the_card_of_a_correction_says_whom_it_is_for() -> None:
    draft = replace(make_campaign(CampaignState.DRAFT), correction_of=3)
    card = campaigns.build_card(IN_JAPANESE, replace(make_campaign_view(CampaignState.DRAFT), campaign=draft))
    assert "誤送信の報告 3 で、メッセージを引き渡した人" in read_text(card)


def test_the_form_of_a_report_has_fixed_ids_and_one_campaign_is_chosen_already() -> None:
    form = incidents.build_report_form(IN_JAPANESE, [make_campaign(CampaignState.SENDING)], NOW.date())
    assert list_elements(form["blocks"]) == [(name, name) for name in ("campaign", "kind", "noticed", "purpose")]
    assert form["callback_id"] == "incident_report"
    assert form["blocks"][2]["element"]["initial_option"]["value"] == "7"
