"""A list is adopted by one user, and its excluded rows are confirmed before use."""

import threading
from functools import partial
from pathlib import Path

import pytest

from bot.model.access import Action, Actor, Role
from bot.model.campaigns import CampaignState, Intent
from bot.model.drafts import Draft
from bot.model.errors import BadInput, Conflict, NotAllowed, NotFound, Refusal
from bot.model.lists import TargetList
from bot.model.posts import EventKey, Mentioned
from bot.services import campaign_views, campaigns, drafts, home, lists, shared_numbers
from bot.services.imports import targets
from bot.services.imports.pipeline import Source, import_file
from bot.services.imports.targets import TARGETS
from bot.services.unit_of_work import change
from tests.services.files import Debt, ExclusionRow, make_debts, write_target_list
from tests.services.harness import AUTHOR, CHIEF, CLOCK, OPERATOR, UPLOADER, HarnessContext, run_together
from tests.services.steps import approve, create_draft, get_campaign, import_exclusions, import_list

EMMA = Actor("U_EMMA", frozenset({Role.STAFF}), "en")
EMMA_AS_CHIEF = Actor("U_EMMA", frozenset({Role.STAFF, Role.SUPERVISOR}), "en")
DRAFT = Intent.CALL_BACK


def import_without_uploader(context: HarnessContext, folder: Path, count: int = 2) -> int:
    """Import a list without an uploader."""
    path = write_target_list(folder / f"{count}.csv", make_debts(count))
    return import_file(context, CLOCK, TARGETS, path, name="受け箱", source=Source("inbox", None)).target.id


def import_unconfirmed(
    context: HarnessContext, debts: list[Debt] | None = None, without: tuple[str, ...] = ()
) -> TargetList:
    """Import a list and leave it unconfirmed."""
    return import_list(context, debts or make_debts(2), confirmed=False, without=without, again=True).target


def get_list(context: HarnessContext, list_id: int) -> TargetList:
    return targets.get_list_view(context, AUTHOR, list_id).target


def list_audited(context: HarnessContext, *actions: Action) -> list[tuple[str, str, str]]:
    return [entry for entry in context.list_audited() if entry[1] in {action.value for action in actions}]


def take_queued_posts(context: HarnessContext) -> set[tuple[str, str]]:
    """Return the posts that became due since the last call."""
    found = {(kind, key) for kind, key, _ in context.posts()}
    context.post_all()
    return found


def test_a_list_that_nobody_adopted_is_not_offered_and_makes_no_campaign(
    context: HarnessContext, tmp_path: Path
) -> None:
    list_id = import_without_uploader(context, tmp_path)
    assert drafts.list_choices(context, AUTHOR) == []
    with pytest.raises(BadInput, match="list_not_adopted"):
        drafts.create_draft(context, AUTHOR, Draft(list_id, DRAFT, "", None))
    with pytest.raises(Conflict, match="list_not_adopted"):
        lists.confirm_list(context, AUTHOR, list_id, get_list(context, list_id).confirmation_token)


def test_a_user_who_adopts_a_list_counts_as_its_uploader_and_cannot_approve_its_campaigns(
    context: HarnessContext, tmp_path: Path
) -> None:
    list_id = import_without_uploader(context, tmp_path)
    take_queued_posts(context)
    lists.adopt_list(context, EMMA, list_id)
    assert get_list(context, list_id).uploader == "U_EMMA"
    assert take_queued_posts(context) == {("list", str(list_id))}
    assert list_audited(context, Action.LIST_ADOPT) == [("U_EMMA", "list.adopt", "done")]
    campaign_id = create_draft(context, list_id)
    campaigns.submit_campaign(context, AUTHOR, campaign_id, get_list(context, list_id).confirmation_token)
    with pytest.raises(NotAllowed, match="uploader_cannot_approve"):
        approve(context, campaign_id, EMMA_AS_CHIEF)
    approve(context, campaign_id, CHIEF)
    assert get_campaign(context, campaign_id).state is CampaignState.APPROVED


def test_a_list_is_adopted_once_and_the_second_user_reads_who_did(context: HarnessContext, tmp_path: Path) -> None:
    list_id = import_without_uploader(context, tmp_path)
    lists.adopt_list(context, EMMA, list_id)
    with pytest.raises(Conflict) as refused:
        lists.adopt_list(context, UPLOADER, list_id)
    assert (refused.value.code, refused.value.facts) == ("list_adopted", {"who": "U_EMMA"})
    assert get_list(context, list_id).uploader == "U_EMMA"


def test_of_many_simultaneous_users_one_adopts_and_the_others_read_who_did(
    context: HarnessContext, tmp_path: Path
) -> None:
    list_id, start, refused = import_without_uploader(context, tmp_path), threading.Barrier(8), []

    def adopt(number: int) -> None:
        start.wait()
        try:
            lists.adopt_list(context, Actor(f"U{number}", frozenset({Role.STAFF}), "ja"), list_id)
        except Refusal as refusal:
            refused.append(refusal.facts["who"])

    run_together(partial(adopt, number) for number in range(8))
    assert refused == [get_list(context, list_id).uploader] * 7
    assert sum(end == "done" for _, _, end in list_audited(context, Action.LIST_ADOPT)) == 1


def test_a_list_with_an_uploader_cannot_be_adopted(context: HarnessContext) -> None:
    list_id = import_unconfirmed(context).id
    with pytest.raises(Conflict, match="list_adopted"):
        lists.adopt_list(context, EMMA, list_id)
    assert get_list(context, list_id).uploader == UPLOADER.user


@pytest.mark.parametrize("person", [OPERATOR, CLOCK])
def test_only_users_who_may_import_lists_adopt_and_confirm(
    context: HarnessContext, tmp_path: Path, person: Actor
) -> None:
    list_id = import_without_uploader(context, tmp_path)
    with pytest.raises(NotAllowed):
        lists.adopt_list(context, person, list_id)
    lists.adopt_list(context, EMMA, list_id)
    with pytest.raises(NotAllowed):
        lists.confirm_list(context, person, list_id, get_list(context, list_id).confirmation_token)
    assert get_list(context, list_id).valid_confirmation is None


def test_the_home_shows_lists_without_uploader_newest_first_to_users_who_may_adopt(
    context: HarnessContext, tmp_path: Path
) -> None:
    first, second = import_without_uploader(context, tmp_path, 2), import_without_uploader(context, tmp_path, 3)
    assert [target.id for target in home.get_home(context, EMMA).to_adopt] == [second, first]
    assert list(home.get_home(context, OPERATOR).to_adopt) == []
    lists.adopt_list(context, EMMA, second)
    assert [target.id for target in home.get_home(context, UPLOADER).to_adopt] == [first]


def test_a_campaign_with_an_unconfirmed_list_cannot_be_submitted(context: HarnessContext) -> None:
    campaign_id = create_draft(context, import_unconfirmed(context).id)
    for seen in (None, ""):
        with pytest.raises(Conflict, match="list_not_confirmed"):
            campaigns.submit_campaign(context, AUTHOR, campaign_id, seen)
    assert get_campaign(context, campaign_id).state is CampaignState.DRAFT
    assert context.states() == []


def test_a_confirmation_names_user_and_time_and_the_cards_of_drafts_are_updated(context: HarnessContext) -> None:
    target = import_unconfirmed(context)
    campaign_id = create_draft(context, target.id)
    take_queued_posts(context)
    context.clock.advance(minutes=3)
    lists.confirm_list(context, EMMA, target.id, target.confirmation_token)
    confirmed = get_list(context, target.id).valid_confirmation
    assert confirmed is not None
    assert (confirmed.by, confirmed.at) == ("U_EMMA", context.clock.now())
    assert take_queued_posts(context) == {("list", str(target.id)), ("campaign", str(campaign_id))}
    campaigns.submit_campaign(context, AUTHOR, campaign_id)
    shown = campaign_views.get_campaign_view(context, CHIEF, campaign_id)
    assert shown.target.valid_confirmation == confirmed
    assert shown.campaign.state is CampaignState.PENDING


def test_a_list_is_confirmed_once(context: HarnessContext) -> None:
    target = import_unconfirmed(context)
    lists.confirm_list(context, EMMA, target.id, target.confirmation_token)
    with pytest.raises(Conflict) as refused:
        lists.confirm_list(context, AUTHOR, target.id, target.confirmation_token)
    assert (refused.value.code, refused.value.facts) == ("list_confirmed", {"who": "U_EMMA"})


def test_a_submission_confirms_the_mark_of_its_question_and_both_are_audited(context: HarnessContext) -> None:
    target = import_unconfirmed(context)
    campaign_id = create_draft(context, target.id)
    campaigns.submit_campaign(context, AUTHOR, campaign_id, target.confirmation_token)
    assert get_campaign(context, campaign_id).state is CampaignState.PENDING
    confirmed = get_list(context, target.id).valid_confirmation
    assert confirmed is not None
    assert confirmed.by == AUTHOR.user
    assert list_audited(context, Action.LIST_CONFIRM, Action.CAMPAIGN_SUBMIT) == [
        (AUTHOR.user, "list.confirm", "done"),
        (AUTHOR.user, "campaign.submit", "done"),
    ]


def test_a_submission_that_fails_confirms_nothing(context: HarnessContext) -> None:
    target = import_unconfirmed(context)
    campaign_id = create_draft(context, target.id)
    import_exclusions(context, ExclusionRow("1001"), ExclusionRow("1002"))
    with pytest.raises(BadInput, match="nobody_left"):
        campaigns.submit_campaign(context, AUTHOR, campaign_id, target.confirmation_token)
    assert get_list(context, target.id).valid_confirmation is None
    assert list_audited(context, Action.LIST_CONFIRM) == []


@pytest.mark.parametrize("seen", ["0" * 16, "x", "<!channel>"])
def test_another_state_than_the_one_shown_is_not_confirmed(context: HarnessContext, seen: str) -> None:
    target = import_unconfirmed(context)
    campaign_id = create_draft(context, target.id)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        lists.confirm_list(context, EMMA, target.id, seen)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        campaigns.submit_campaign(context, AUTHOR, campaign_id, seen)
    assert get_list(context, target.id).valid_confirmation is None
    assert get_campaign(context, campaign_id).state is CampaignState.DRAFT


def test_counts_that_change_afterwards_have_to_be_confirmed_again(context: HarnessContext) -> None:
    """A decision on shared numbers changes the counts."""
    target = import_unconfirmed(context, [*make_debts(2), Debt(taxpayer="1009")])
    campaign_id = create_draft(context, target.id)
    lists.confirm_list(context, EMMA, target.id, target.confirmation_token)
    assert get_list(context, target.id).valid_confirmation is not None
    shared_numbers.choose_one_each(context, UPLOADER, target.id)
    assert get_list(context, target.id).valid_confirmation is None
    for seen in (None, target.confirmation_token):
        with pytest.raises(Conflict):
            campaigns.submit_campaign(context, AUTHOR, campaign_id, seen)
    campaigns.submit_campaign(context, AUTHOR, campaign_id, get_list(context, target.id).confirmation_token)
    assert get_campaign(context, campaign_id).state is CampaignState.PENDING


def test_lists_whose_counts_or_columns_differ_have_different_marks(context: HarnessContext) -> None:
    marks = {
        import_unconfirmed(context, make_debts(2)).confirmation_token,
        import_unconfirmed(context, make_debts(3)).confirmation_token,
        import_unconfirmed(context, [*make_debts(2), Debt(taxpayer="1003", phone="不明")]).confirmation_token,
        import_unconfirmed(context, [*make_debts(2), Debt(taxpayer="1003", phone="03-1234-5678")]).confirmation_token,
        import_unconfirmed(context, [*make_debts(2), Debt(taxpayer="1003", phone="9012345603")]).confirmation_token,
        import_unconfirmed(context, make_debts(4), without=("calls",)).confirmation_token,
        import_unconfirmed(context, make_debts(4)).confirmation_token,
    }
    assert len(marks) == 7


def test_an_unknown_list_is_neither_adopted_nor_confirmed(context: HarnessContext) -> None:
    with pytest.raises(NotFound, match="list_gone"):
        lists.adopt_list(context, EMMA, 99)
    with pytest.raises(NotFound, match="list_gone"):
        lists.confirm_list(context, EMMA, 99, "x")


def test_a_change_within_a_change_needs_its_own_permission(context: HarnessContext) -> None:
    with pytest.raises(NotAllowed), change(context, CLOCK, Action.LIST_IMPORT, "list:1") as unit:
        unit.audit_also(Action.LIST_CONFIRM, "list:1")
    assert context.list_audited() == [("clock", "list.import", "not_allowed")]


SHARED = [Debt("1001", "090-1111-2222"), Debt("1002", "090-1111-2222"), Debt("1003", "090-3333-4444")]


def confirm(context: HarnessContext, actor: Actor, list_id: int) -> None:
    lists.confirm_list(context, actor, list_id, get_list(context, list_id).confirmation_token)


def list_lapses(context: HarnessContext) -> list[EventKey]:
    """Return the keys of the messages on lapsed confirmations that are due."""
    return [EventKey.decode(key) for key in context.post_keys("lapse")]


def test_a_confirmation_that_lapses_is_one_message_to_uploader_and_confirmer(context: HarnessContext) -> None:
    list_id = import_unconfirmed(context, SHARED).id
    confirm(context, EMMA, list_id)
    for decide in (shared_numbers.leave_out_all, shared_numbers.choose_one_each):
        decide(context, AUTHOR, list_id)
    (key,) = list_lapses(context)
    lapse = lists.get_lapse(context, CLOCK, key)
    assert (lapse.list_id, lapse.who, lapse.action, lapse.is_open) == (list_id, AUTHOR.user, "list.decide", True)
    assert lapse.people == Mentioned(users=tuple(sorted((UPLOADER.user, EMMA.user))))


def test_a_lapse_that_was_confirmed_again_is_over_and_a_second_lapse_is_a_second_message(
    context: HarnessContext,
) -> None:
    list_id = import_unconfirmed(context, SHARED).id
    confirm(context, EMMA, list_id)
    shared_numbers.leave_out_all(context, AUTHOR, list_id)
    (first,) = list_lapses(context)
    context.post_all()
    confirm(context, EMMA, list_id)
    assert list_lapses(context) == [first]
    over = lists.get_lapse(context, CLOCK, first)
    assert (over.is_open, over.people) == (False, Mentioned())
    context.post_all()
    shared_numbers.choose_one_each(context, AUTHOR, list_id)
    (second,) = list_lapses(context)
    assert second.entry > first.entry
    assert lists.get_lapse(context, CLOCK, second).is_open


def test_a_lapse_that_was_confirmed_before_it_was_posted_is_not_posted(context: HarnessContext) -> None:
    list_id = import_unconfirmed(context, SHARED).id
    confirm(context, EMMA, list_id)
    shared_numbers.leave_out_all(context, AUTHOR, list_id)
    confirm(context, EMMA, list_id)
    (key,) = list_lapses(context)
    with pytest.raises(NotFound):
        lists.get_lapse(context, CLOCK, key)


def test_nobody_is_told_of_a_lapse_that_they_made_themselves_or_of_an_unconfirmed_list(
    context: HarnessContext,
) -> None:
    list_id = import_unconfirmed(context, SHARED).id
    shared_numbers.leave_out_all(context, AUTHOR, list_id)
    confirm(context, UPLOADER, list_id)
    shared_numbers.choose_one_each(context, UPLOADER, list_id)
    assert list_lapses(context) == []
