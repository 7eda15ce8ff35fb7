"""One decision, by somebody else, on exactly what was seen."""

import threading
from dataclasses import replace

import pytest

from bot.model.access import Actor, Role
from bot.model.campaigns import CampaignState
from bot.model.errors import Conflict, NotAllowed, NotFound, Refusal
from bot.services import approvals, campaigns
from tests.desk.files import people
from tests.desk.office import AUTHOR, CHIEF, CLOCK, DEPUTY, OPERATOR, STRANGER, UPLOADER, Office
from tests.desk.steps import approve, campaign, drafted, imported, mark, submitted, work

BOTH = frozenset({Role.STAFF, Role.SUPERVISOR})
AUTHOR_AS_CHIEF = Actor(AUTHOR.user, BOTH, "ja")
UPLOADER_AS_CHIEF = Actor(UPLOADER.user, BOTH, "ja")


def waiting(office: Office, count: int = 1) -> int:
    return submitted(office, imported(office, people(count)).target.id)


def given(office: Office) -> object:
    return office.value("SELECT COUNT(*) FROM approvals")


def decisions(office: Office) -> list[tuple[str, str]]:
    return [(who, end) for who, what, end in office.audited() if what in ("campaign.approve", "campaign.reject")]


def test_an_approved_campaign_begins_after_the_grace_and_not_before(office: Office) -> None:
    campaign_id = waiting(office)
    approve(office, campaign_id)
    kept = campaign(office, campaign_id)
    assert (kept.state, kept.decided_by) == (CampaignState.APPROVED, "U_CHIEF")
    assert kept.starts_at is not None
    assert (kept.starts_at - office.clock.now()).total_seconds() == 300
    assert decisions(office) == [("U_CHIEF", "done")]
    assert work(office) == 0


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (AUTHOR_AS_CHIEF, "author_cannot_approve"),
        (UPLOADER_AS_CHIEF, "uploader_cannot_approve"),
        (AUTHOR, "not_allowed"),
        (OPERATOR, "not_allowed"),
        (STRANGER, "not_allowed"),
        (CLOCK, "not_allowed"),
    ],
)
def test_who_may_not_decide_is_refused_told_why_and_audited(office: Office, person: Actor, code: str) -> None:
    campaign_id = waiting(office)
    seen = mark(office, campaign_id)
    for verb in (approvals.approve_campaign, approvals.reject_campaign):
        with pytest.raises(NotAllowed) as refused:
            verb(office, person, campaign_id, seen)
        assert refused.value.code == code
    assert campaign(office, campaign_id).state is CampaignState.PENDING
    assert given(office) == 0
    assert decisions(office) == [(person.user, code)] * 2


def test_a_button_that_shows_something_else_is_refused(office: Office) -> None:
    campaign_id = waiting(office)
    for verb in (approvals.approve_campaign, approvals.reject_campaign):
        with pytest.raises(Conflict, match="changed_meanwhile"):
            verb(office, CHIEF, campaign_id, "0" * 64)
    assert campaign(office, campaign_id).state is CampaignState.PENDING


def test_what_changed_between_submission_and_click_is_not_approved(office: Office) -> None:
    campaign_id = waiting(office, 2)
    seen = mark(office, campaign_id)
    other_city = replace(office, city=replace(office.city, phone="048-000-0000"))
    for changed in (office.with_policy(min_calls=1), other_city):
        with pytest.raises(Conflict, match="changed_meanwhile"):
            approvals.approve_campaign(changed, CHIEF, campaign_id, seen)
    with office.store.transaction() as db:
        db.change("UPDATE messages SET phone_key = zeroblob(32) WHERE id = 1")
    with pytest.raises(Conflict, match="changed_meanwhile"):
        approvals.approve_campaign(office, CHIEF, campaign_id, seen)
    assert campaign(office, campaign_id).state is CampaignState.PENDING


def test_a_second_press_changes_nothing(office: Office) -> None:
    campaign_id = waiting(office)
    seen = mark(office, campaign_id)
    approvals.approve_campaign(office, CHIEF, campaign_id, seen)
    for person in (CHIEF, DEPUTY):
        with pytest.raises(Conflict, match="campaign_approved"):
            approvals.approve_campaign(office, person, campaign_id, seen)
    assert given(office) == 1


def test_of_many_who_press_at_once_one_decides(office: Office) -> None:
    campaign_id = waiting(office)
    seen = mark(office, campaign_id)
    ends: list[str] = []
    ready = threading.Barrier(8)

    def press(number: int) -> None:
        verb = approvals.reject_campaign if number % 2 else approvals.approve_campaign
        ready.wait()
        try:
            verb(office, CHIEF if number < 4 else DEPUTY, campaign_id, seen)
            ends.append("done")
        except Refusal as refused:
            ends.append(refused.code)

    threads = [threading.Thread(target=press, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    state = campaign(office, campaign_id).state
    assert sorted(ends) == sorted(["done"] + [f"campaign_{state.value}"] * 7)
    assert given(office) == (1 if state is CampaignState.APPROVED else 0)
    assert sorted(end for _, end in decisions(office)) == sorted(ends)


def test_above_the_bound_two_people_must_approve(office: Office) -> None:
    office = office.with_policy(approval_two_above=2)
    campaign_id = waiting(office, 3)
    approve(office, campaign_id)
    assert campaign(office, campaign_id).state is CampaignState.PENDING
    card = campaigns.get_campaign_view(office, CHIEF, campaign_id)
    assert (card.approvals, card.approvals_needed) == (1, 2)
    with pytest.raises(Conflict, match="already_approved_by_you"):
        approve(office, campaign_id)
    approve(office, campaign_id, DEPUTY)
    assert campaign(office, campaign_id).state is CampaignState.APPROVED
    assert given(office) == 2


def test_at_the_bound_one_is_enough(office: Office) -> None:
    office = office.with_policy(approval_two_above=3)
    campaign_id = waiting(office, 3)
    approve(office, campaign_id)
    assert campaign(office, campaign_id).state is CampaignState.APPROVED


def test_after_one_of_two_approvals_the_other_may_reject(office: Office) -> None:
    office = office.with_policy(approval_two_above=0)
    campaign_id = waiting(office)
    approve(office, campaign_id)
    approvals.reject_campaign(office, DEPUTY, campaign_id, mark(office, campaign_id))
    assert campaign(office, campaign_id).state is CampaignState.REJECTED


def test_what_has_lapsed_cannot_be_approved_also_before_the_clock_came_by(office: Office) -> None:
    campaign_id = waiting(office)
    office.clock.advance(hours=48)
    with pytest.raises(Conflict, match="campaign_expired"):
        approve(office, campaign_id)
    campaigns.expire_due_campaigns(office, CLOCK)
    with pytest.raises(Conflict, match="campaign_expired"):
        approve(office, campaign_id)
    assert given(office) == 0


def test_what_was_rejected_or_withdrawn_stays_so(office: Office) -> None:
    first, second = waiting(office), submitted(office, 1)
    approvals.reject_campaign(office, CHIEF, first, mark(office, first))
    campaigns.withdraw_campaign(office, AUTHOR, second)
    for campaign_id, code in ((first, "campaign_rejected"), (second, "campaign_withdrawn")):
        for verb in (approvals.approve_campaign, approvals.reject_campaign):
            with pytest.raises(Conflict, match=code):
                verb(office, DEPUTY, campaign_id, mark(office, campaign_id))
    assert office.states() == ["cancelled", "cancelled"]


def test_a_draft_cannot_be_approved_and_nothing_is_not_found(office: Office) -> None:
    campaign_id = drafted(office, imported(office, people(1)).target.id)
    with pytest.raises(Conflict, match="campaign_draft"):
        approvals.approve_campaign(office, CHIEF, campaign_id, "0" * 64)
    with pytest.raises(NotFound, match="campaign_gone"):
        approvals.approve_campaign(office, CHIEF, 99, "0" * 64)
