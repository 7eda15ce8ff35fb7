"""Who answers for a list: one person adopts it, and what was left out is confirmed as it was seen, before use."""

import threading
from pathlib import Path

import pytest

from bot.model.access import Action, Actor, Role
from bot.model.campaigns import CampaignState, Draft, Intent
from bot.model.errors import BadInput, Conflict, NotAllowed, NotFound, Refusal
from bot.model.lists import TargetList
from bot.services import campaigns, drafts, home, lists
from bot.services.imports import targets
from bot.services.imports.pipeline import Source
from bot.services.unit_of_work import change
from tests.desk.files import Debt, people, target_list
from tests.desk.office import AUTHOR, CHIEF, CLOCK, OPERATOR, UPLOADER, Office
from tests.desk.steps import approve, campaign, drafted, imported

EMMA = Actor("U_EMMA", frozenset({Role.STAFF}), "en")
EMMA_AS_CHIEF = Actor("U_EMMA", frozenset({Role.STAFF, Role.SUPERVISOR}), "en")
DRAFT = Intent.CALL_BACK


def came(office: Office, folder: Path, count: int = 2) -> int:
    """A list that came without a person."""
    path = target_list(folder / f"{count}.csv", people(count))
    return targets.import_targets(office, CLOCK, path, name="受け箱", source=Source("inbox", None)).target.id


def fresh(office: Office, debts: list[Debt] | None = None, without: tuple[str, ...] = ()) -> TargetList:
    """A list that nobody has confirmed."""
    return imported(office, debts or people(2), confirmed=False, without=without, again=True).target


def now(office: Office, list_id: int) -> TargetList:
    return targets.get_list_view(office, AUTHOR, list_id).target


def entries(office: Office, *actions: Action) -> list[tuple[str, str, str]]:
    return [entry for entry in office.audited() if entry[1] in {action.value for action in actions}]


def asked_anew(office: Office) -> set[tuple[str, str]]:
    """What is to be shown anew since this was asked for last."""
    with office.store.transaction() as db:
        found = {(row["kind"], row["key"]) for row in db.all("SELECT kind, key FROM posts WHERE shown < wanted")}
        db.change("UPDATE posts SET shown = wanted")
    return found


def test_a_list_that_nobody_adopted_is_not_offered_and_makes_no_campaign(office: Office, tmp_path: Path) -> None:
    list_id = came(office, tmp_path)
    assert drafts.list_choices(office, AUTHOR) == []
    with pytest.raises(BadInput, match="list_not_adopted"):
        drafts.create_draft(office, AUTHOR, Draft(list_id, DRAFT, "", None))
    with pytest.raises(Conflict, match="list_not_adopted"):
        lists.confirm_list(office, AUTHOR, list_id, now(office, list_id).mark)


def test_who_adopts_a_list_counts_as_its_uploader_and_never_approves_what_is_made_of_it(
    office: Office, tmp_path: Path
) -> None:
    list_id = came(office, tmp_path)
    asked_anew(office)
    lists.adopt_list(office, EMMA, list_id)
    assert now(office, list_id).uploader == "U_EMMA"
    assert asked_anew(office) == {("list", str(list_id))}
    assert entries(office, Action.LIST_ADOPT) == [("U_EMMA", "list.adopt", "done")]
    campaign_id = drafted(office, list_id)
    campaigns.submit_campaign(office, AUTHOR, campaign_id, now(office, list_id).mark)
    with pytest.raises(NotAllowed, match="uploader_cannot_approve"):
        approve(office, campaign_id, EMMA_AS_CHIEF)
    approve(office, campaign_id, CHIEF)
    assert campaign(office, campaign_id).state is CampaignState.APPROVED


def test_a_list_is_adopted_once_and_the_second_is_told_by_whom(office: Office, tmp_path: Path) -> None:
    list_id = came(office, tmp_path)
    lists.adopt_list(office, EMMA, list_id)
    with pytest.raises(Conflict) as refused:
        lists.adopt_list(office, UPLOADER, list_id)
    assert (refused.value.code, refused.value.facts) == ("list_adopted", {"who": "U_EMMA"})
    assert now(office, list_id).uploader == "U_EMMA"


def test_of_many_at_once_one_adopts_and_all_others_are_told_who(office: Office, tmp_path: Path) -> None:
    list_id, start, told = came(office, tmp_path), threading.Barrier(8), []

    def adopt(number: int) -> None:
        start.wait()
        try:
            lists.adopt_list(office, Actor(f"U{number}", frozenset({Role.STAFF}), "ja"), list_id)
        except Refusal as refusal:
            told.append(refusal.facts["who"])

    threads = [threading.Thread(target=adopt, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [now(office, list_id).uploader] * 7
    assert sum(end == "done" for _, _, end in entries(office, Action.LIST_ADOPT)) == 1


def test_a_list_that_came_with_a_person_cannot_be_taken_from_them(office: Office) -> None:
    list_id = fresh(office).id
    with pytest.raises(Conflict, match="list_adopted"):
        lists.adopt_list(office, EMMA, list_id)
    assert now(office, list_id).uploader == UPLOADER.user


@pytest.mark.parametrize("person", [OPERATOR, CLOCK])
def test_only_who_may_import_lists_adopts_and_confirms(office: Office, tmp_path: Path, person: Actor) -> None:
    list_id = came(office, tmp_path)
    with pytest.raises(NotAllowed):
        lists.adopt_list(office, person, list_id)
    lists.adopt_list(office, EMMA, list_id)
    with pytest.raises(NotAllowed):
        lists.confirm_list(office, person, list_id, now(office, list_id).mark)
    assert now(office, list_id).confirmed is None


def test_what_waits_to_be_adopted_stands_on_the_desk_newest_first_for_who_may(office: Office, tmp_path: Path) -> None:
    first, second = came(office, tmp_path, 2), came(office, tmp_path, 3)
    assert [target.id for target in home.get_home(office, EMMA).to_adopt] == [second, first]
    assert list(home.get_home(office, OPERATOR).to_adopt) == []
    lists.adopt_list(office, EMMA, second)
    assert [target.id for target in home.get_home(office, UPLOADER).to_adopt] == [first]


def test_nobody_asks_for_approval_with_a_list_that_was_not_confirmed(office: Office) -> None:
    campaign_id = drafted(office, fresh(office).id)
    for seen in (None, ""):
        with pytest.raises(Conflict, match="list_not_confirmed"):
            campaigns.submit_campaign(office, AUTHOR, campaign_id, seen)
    assert campaign(office, campaign_id).state is CampaignState.DRAFT
    assert office.states() == []


def test_a_confirmation_names_who_and_when_and_the_drafts_cards_are_drawn_anew(office: Office) -> None:
    target = fresh(office)
    campaign_id = drafted(office, target.id)
    asked_anew(office)
    office.clock.advance(minutes=3)
    lists.confirm_list(office, EMMA, target.id, target.mark)
    confirmed = now(office, target.id).confirmed
    assert confirmed is not None
    assert (confirmed.by, confirmed.at) == ("U_EMMA", office.clock.now())
    assert asked_anew(office) == {("list", str(target.id)), ("campaign", str(campaign_id))}
    campaigns.submit_campaign(office, AUTHOR, campaign_id)
    shown = campaigns.get_campaign_view(office, CHIEF, campaign_id)
    assert shown.target.confirmed == confirmed
    assert shown.campaign.state is CampaignState.PENDING


def test_a_list_is_confirmed_once(office: Office) -> None:
    target = fresh(office)
    lists.confirm_list(office, EMMA, target.id, target.mark)
    with pytest.raises(Conflict) as refused:
        lists.confirm_list(office, AUTHOR, target.id, target.mark)
    assert (refused.value.code, refused.value.facts) == ("list_confirmed", {"who": "U_EMMA"})


def test_asking_for_approval_confirms_what_the_question_said_and_both_are_audited(office: Office) -> None:
    target = fresh(office)
    campaign_id = drafted(office, target.id)
    campaigns.submit_campaign(office, AUTHOR, campaign_id, target.mark)
    assert campaign(office, campaign_id).state is CampaignState.PENDING
    confirmed = now(office, target.id).confirmed
    assert confirmed is not None
    assert confirmed.by == AUTHOR.user
    assert entries(office, Action.LIST_CONFIRM, Action.CAMPAIGN_SUBMIT) == [
        (AUTHOR.user, "list.confirm", "done"),
        (AUTHOR.user, "campaign.submit", "done"),
    ]


def test_a_submission_that_fails_confirms_nothing(office: Office) -> None:
    target = fresh(office)
    campaign_id = drafted(office, target.id)
    with office.store.transaction() as db:
        db.change("UPDATE recipients SET flagged = 1")
    with pytest.raises(BadInput, match="nobody_left"):
        campaigns.submit_campaign(office, AUTHOR, campaign_id, target.mark)
    assert now(office, target.id).confirmed is None
    assert entries(office, Action.LIST_CONFIRM) == []


@pytest.mark.parametrize("seen", ["0" * 16, "x", "<!channel>"])
def test_what_was_not_seen_is_not_confirmed(office: Office, seen: str) -> None:
    target = fresh(office)
    campaign_id = drafted(office, target.id)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        lists.confirm_list(office, EMMA, target.id, seen)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        campaigns.submit_campaign(office, AUTHOR, campaign_id, seen)
    assert now(office, target.id).confirmed is None
    assert campaign(office, campaign_id).state is CampaignState.DRAFT


def test_counts_that_change_afterwards_have_to_be_confirmed_again(office: Office) -> None:
    target = fresh(office)
    campaign_id = drafted(office, target.id)
    lists.confirm_list(office, EMMA, target.id, target.mark)
    with office.store.transaction() as db:
        db.change("UPDATE target_lists SET counts = json_set(counts, '$.excluded.shared_phone', 1)")
    assert now(office, target.id).confirmed is None
    for seen in (None, target.mark):
        with pytest.raises(Conflict):
            campaigns.submit_campaign(office, AUTHOR, campaign_id, seen)
    campaigns.submit_campaign(office, AUTHOR, campaign_id, now(office, target.id).mark)
    assert campaign(office, campaign_id).state is CampaignState.PENDING


def test_lists_whose_counts_or_columns_differ_have_different_marks(office: Office) -> None:
    marks = {
        fresh(office, people(2)).mark,
        fresh(office, people(3)).mark,
        fresh(office, [*people(2), Debt(taxpayer="1003", phone="不明")]).mark,
        fresh(office, [*people(2), Debt(taxpayer="1003", phone="03-1234-5678")]).mark,
        fresh(office, [*people(2), Debt(taxpayer="1003", phone="9012345603")]).mark,
        fresh(office, people(4), without=("calls",)).mark,
        fresh(office, people(4)).mark,
    }
    assert len(marks) == 7


def test_a_list_that_is_gone_is_neither_adopted_nor_confirmed(office: Office) -> None:
    with pytest.raises(NotFound, match="list_gone"):
        lists.adopt_list(office, EMMA, 99)
    with pytest.raises(NotFound, match="list_gone"):
        lists.confirm_list(office, EMMA, 99, "x")


def test_an_act_within_an_act_needs_its_own_permission(office: Office) -> None:
    with pytest.raises(NotAllowed), change(office, CLOCK, Action.LIST_IMPORT, "list:1") as deed:
        deed.also(Action.LIST_CONFIRM, "list:1")
    assert office.audited() == [("clock", "list.import", "not_allowed")]
