"""Data that is too old by the settings stops everything that would lead to a message, at every step."""

from datetime import date, datetime, timedelta

import pytest

from bot.model.campaigns import CampaignState, Draft, Intent
from bot.model.errors import BadInput, Conflict
from bot.services import approvals, campaigns, drafts, sending
from bot.services.context import JST
from bot.store import imported_files
from tests.desk.files import Paid, people
from tests.desk.office import AUTHOR, CHIEF, CLOCK, Office
from tests.desk.steps import approved, campaign, drafted, imported, mark, paid, sends, submitted, work
from tests.desk.told import Out, left_out


def told(office: Office, kind: str, as_of: date) -> None:
    """A file of calls or exclusions that tells up to a day."""
    with office.store.transaction() as db:
        file = imported_files.begin_file(
            db, kind, name="f", sha256="", source="inbox", uploader=None, now=office.clock.now()
        )
        imported_files.finish_file(db, file, as_of, {})


def today(office: Office) -> date:
    return office.clock.now().astimezone(JST).date()


def expecting(office: Office) -> Office:
    return office.with_policy(calls_max_age_days=0)


def test_nobody_submits_by_data_that_is_missing_or_too_old(office: Office) -> None:
    desk = expecting(office)
    campaign_id = drafted(desk, imported(desk, people(2)).target.id)
    for day in (None, today(desk) - timedelta(days=1)):
        if day:
            told(desk, "calls", day)
        with pytest.raises(Conflict) as refused:
            campaigns.submit_campaign(desk, AUTHOR, campaign_id)
        assert refused.value.code == "stale_calls"
    told(desk, "calls", today(desk))
    campaigns.submit_campaign(desk, AUTHOR, campaign_id)


def test_each_kind_of_data_is_refused_by_its_name(office: Office) -> None:
    list_id = imported(office, people(1)).target.id
    for numbers, code in (
        ({"exclusions_max_age_days": 3}, "stale_exclusions"),
        ({"payment_channels_expected": ("コンビニ",)}, "stale_channel"),
    ):
        desk = office.with_policy(**numbers)
        with pytest.raises(Conflict) as refused:
            campaigns.submit_campaign(desk, AUTHOR, drafted(desk, list_id))
        assert refused.value.code == code
    told(office, "exclusions", today(office))
    paid(office, [Paid(taxpayer="9", channel="ｺﾝﾋﾞﾆ")])
    both = {"exclusions_max_age_days": 3, "payment_channels_expected": ("コンビニ",)}
    desk = office.with_policy(**both)
    campaigns.submit_campaign(desk, AUTHOR, drafted(desk, list_id))


def test_nobody_approves_by_data_that_has_become_too_old(office: Office) -> None:
    desk = expecting(office)
    told(desk, "calls", today(desk))
    campaign_id = submitted(desk, imported(desk, people(2)).target.id)
    desk.clock.advance(days=1)
    with pytest.raises(Conflict) as refused:
        approvals.approve_campaign(desk, CHIEF, campaign_id, mark(desk, campaign_id))
    assert refused.value.code == "stale_calls"


def test_what_is_being_sent_pauses_when_its_data_is_too_old_and_goes_on_with_newer(office: Office) -> None:
    desk = expecting(office)
    told(desk, "calls", today(desk))
    campaign_id = sends(desk, imported(desk, people(3)).target.id)
    line = desk.provider.line()
    claimed = sending.claim_message(desk, CLOCK)
    assert claimed is not None
    sending.record_result(desk, CLOCK, claimed, line.send(claimed.outgoing))
    desk.clock.advance(days=1)
    assert work(desk) == 0
    assert (campaign(desk, campaign_id).state, campaign(desk, campaign_id).reason) == (
        CampaignState.PAUSED,
        "data_stale",
    )
    assert desk.column("SELECT key FROM posts WHERE kind = 'alert'") == [f"paused:{campaign_id}"]
    with pytest.raises(Conflict):
        campaigns.resume_campaign(desk, CHIEF, campaign_id)
    told(desk, "calls", today(desk))
    campaigns.resume_campaign(desk, CHIEF, campaign_id)
    assert work(desk) == 2
    assert len(desk.provider.arrived) == 3


MAY = datetime(2026, 5, 29, 9, 0, tzinfo=JST)  # a Friday; 31 May 2026 is a Sunday
JUNE = datetime(2026, 6, 1, 9, 0, tzinfo=JST)
OLD = {"due": "R8.3.2", "fiscal_year": "令和7", "year": "令和7"}


@pytest.fixture
def in_may(office: Office) -> Office:
    office.clock.set(MAY)
    return office


def test_no_campaign_is_drafted_to_begin_after_the_books_were_closed(in_may: Office) -> None:
    list_id = imported(in_may, people(1, **OLD)).target.id
    with pytest.raises(BadInput) as refused:
        drafted(in_may, list_id, not_before=JUNE)
    assert refused.value.code == "books_closed_list"


def test_what_was_not_sent_by_31_may_is_not_sent_in_june(in_may: Office) -> None:
    campaign_id = sends(in_may, imported(in_may, people(2, **OLD)).target.id)
    in_may.clock.set(JUNE)
    assert work(in_may) == 0
    assert in_may.reasons() == ["outside_validity"] * 2
    assert in_may.provider.arrived == []
    assert campaign(in_may, campaign_id).state is CampaignState.SENDING


def test_an_approved_campaign_does_not_begin_in_june(in_may: Office) -> None:
    in_may.clock.set(MAY.replace(hour=15, minute=58))
    with pytest.raises(Conflict) as refused:  # five minutes of grace end after the window: the next opening is in June
        approved(in_may, imported(in_may, people(1, **OLD)).target.id)
    assert refused.value.code == "books_closed"


def test_a_list_of_may_makes_no_campaign_in_june(in_may: Office) -> None:
    list_id = imported(in_may, people(1, **OLD)).target.id
    in_may.clock.set(JUNE)
    with pytest.raises(BadInput) as refused:
        drafts.preview_draft(in_may, AUTHOR, Draft(list_id, Intent.CALL_BACK, "", None))
    assert (refused.value.code, refused.value.field) == ("books_closed_list", "list")


def test_an_intent_that_the_city_does_not_use_is_not_drafted(office: Office) -> None:
    draft = Draft(imported(office, people(1, demanded="")).target.id, Intent.BEFORE_NOTICE, "", None)
    with pytest.raises(BadInput) as refused:
        drafts.create_draft(office, AUTHOR, draft)
    assert (refused.value.code, refused.value.field) == ("intent_off", "template")
    drafts.create_draft(office.with_policy(before_notice=True), AUTHOR, draft)


def test_an_exclusion_file_of_which_no_row_could_be_read_makes_nothing_fresh(office: Office) -> None:
    desk = office.with_policy(exclusions_max_age_days=3)
    list_id = imported(desk, people(1)).target.id
    assert left_out(desk, Out(taxpayer="")).counts.rejected == {"missing_taxpayer_id": 1}
    with pytest.raises(Conflict) as refused:
        campaigns.submit_campaign(desk, AUTHOR, drafted(desk, list_id))
    assert refused.value.code == "stale_exclusions"


def test_a_slip_into_the_future_does_not_keep_a_channel_fresh_for_ever(office: Office) -> None:
    desk = office.with_policy(payment_channels_expected=("銀行",))
    list_id = imported(desk, people(1)).target.id
    paid(desk, [Paid("9999", paid="20260501", booked="20260501"), Paid("9998", paid="20260502", booked="20270502")])
    with pytest.raises(Conflict) as refused:
        campaigns.submit_campaign(desk, AUTHOR, drafted(desk, list_id))
    assert refused.value.code == "stale_channel"
