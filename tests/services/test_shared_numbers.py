from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bot.model.access import Actor
from bot.model.errors import Conflict, FileRefused, NotAllowed, NotFound
from bot.model.lists import ListView, SharedDecision
from bot.services import campaign_views, campaigns, home, lists, shared_numbers
from bot.services.imports import targets
from bot.services.imports.pipeline import Source, import_file
from bot.services.shared_numbers import DECISIONS
from bot.store import shared_numbers as stored
from tests.examples import limit_examples
from tests.services import steps
from tests.services.files import CallRow, Debt, Paid, make_debts
from tests.services.harness import AUTHOR, CHIEF, DEPUTY, OPERATOR, UPLOADER, HarnessContext, open_context, run_together
from tests.services.steps import BY_SLACK, import_call_results

NUMBER = "090-1234-5601"
FAMILY = [Debt(taxpayer="1001"), Debt(taxpayer="1002", name="納税　花子"), Debt(taxpayer="1003", phone="090-9999-0003")]


def write_decisions(
    context: HarnessContext, *rows: Iterable[str], heading: str = "リスト番号,宛名番号,電話番号,判断"
) -> Path:
    path = context.store.path.with_name("decisions.csv")
    path.write_bytes("".join(f"{line}\r\n" for line in [heading, *map(",".join, rows)]).encode("cp932"))
    return path


def import_decisions(context: HarnessContext, *rows: Iterable[str], source: Source = BY_SLACK) -> ListView:
    return import_file(context, UPLOADER, DECISIONS, write_decisions(context, *rows), name="x", source=source)


def import_and_choose(context: HarnessContext, debts: list[Debt], by: Actor = UPLOADER) -> int:
    """Import a list and decide for one message a number; return the id of the list."""
    list_id = steps.import_list(context, debts).target.id
    shared_numbers.choose_one_each(context, by, list_id)
    return list_id


def confirm(context: HarnessContext, list_id: int) -> None:
    token = targets.get_list_view(context, UPLOADER, list_id).target.confirmation_token
    lists.confirm_list(context, UPLOADER, list_id, token)


def get_excluded(context: HarnessContext, list_id: int = 1) -> Mapping[str, int]:
    return targets.get_list_view(context, UPLOADER, list_id).target.counts.excluded


def list_decisions(context: HarnessContext) -> list[object]:
    """The decision about each person, in the order of the file: a card counts people and names nobody."""
    return context.column("SELECT shared_decision FROM recipients ORDER BY id")


def list_excluded(context: HarnessContext) -> list[object]:
    """Why each row is excluded, in the order of the file: a card only counts rows."""
    return context.column("SELECT excluded FROM list_rows ORDER BY line")


def test_undecided_numbers_are_excluded_and_counted_on_the_card(context: HarnessContext) -> None:
    card = steps.import_list(context, FAMILY)
    assert card.target.counts.excluded == {"shared_phone": 2}
    assert card.shared is not None
    assert (card.shared.numbers, card.shared.people, card.shared.decision) == (1, 2, None)
    assert steps.import_list(context, make_debts(2)).shared is None


def test_one_message_a_number_goes_to_the_first_of_the_file(context: HarnessContext) -> None:
    list_id = import_and_choose(context, FAMILY)
    card = targets.get_list_view(context, UPLOADER, list_id)
    assert (card.target.counts.accepted, card.target.counts.excluded) == (2, {"shared_phone": 1})
    assert card.target.counts.recipients == 2
    assert card.shared is not None
    assert (card.shared.decision, card.shared.chosen_people, card.shared.by) == (SharedDecision.ONE, 1, "U_UPLOADER")
    confirm(context, list_id)
    assert list_decisions(context) == ["send", "leave", None]
    steps.start_sending(context, list_id)
    steps.send_all(context)
    assert steps.list_receivers(context) == ["09012345601", "09099990003"]


def test_the_first_eligible_holder_gets_the_message(context: HarnessContext) -> None:
    young = Debt(taxpayer="1001", due="R8.6.30")
    import_and_choose(context, [young, *FAMILY[1:]])
    assert get_excluded(context) == {"shared_phone": 1}
    assert list_excluded(context) == ["shared_phone", None, None]


@pytest.mark.parametrize("other", [Debt(taxpayer="1001", excluded="1"), Debt(taxpayer="1001", promise="R8.7.20")])
def test_an_exclusion_of_one_holder_excludes_all_holders(context: HarnessContext, other: Debt) -> None:
    import_and_choose(context, [other, *FAMILY[1:]])
    assert get_excluded(context) == {"shared_phone": 2}


def test_a_recent_payment_of_one_holder_excludes_all_holders(context: HarnessContext) -> None:
    target = steps.import_list(context, FAMILY).target
    steps.import_paid(context, [Paid(taxpayer="1002", amount="1")])
    shared_numbers.choose_one_each(context, UPLOADER, target.id)
    assert get_excluded(context) == {"shared_phone": 2}


def test_a_holder_chosen_by_file_is_excluded_by_another_holder(context: HarnessContext) -> None:
    steps.import_list(context, [Debt(taxpayer="1001", promise="R8.7.20"), *FAMILY[1:]])
    import_decisions(context, ("1", "1002", NUMBER, "○"))
    assert get_excluded(context) == {"promise_open": 1, "shared_phone": 1}


def test_only_the_marked_person_gets_the_message(context: HarnessContext) -> None:
    steps.import_list(context, FAMILY)
    card = import_decisions(context, ("1", "1001", NUMBER, "×"), ("1", "1002", NUMBER, "○"))
    assert card.shared is not None
    assert (card.shared.decision, card.shared.chosen_people) == (SharedDecision.FILE, 1)
    assert list_decisions(context) == ["leave", "send", None]
    assert list_excluded(context) == ["shared_phone", None, None]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("1", "1001", NUMBER, "○"), ("1", "1002", NUMBER, "○")], "decisions_two_marked"),
        ([("1", "1001", NUMBER, "送る")], "decisions_unknown_word"),
        ([("1", "1003", "090-9999-0003", "○")], "decisions_not_shared"),
        ([("1", "9999", NUMBER, "○")], "decisions_not_shared"),
        ([("1", "1001", "不明", "○")], "decisions_unread"),
        ([("x", "1001", NUMBER, "○")], "decisions_unread"),
        ([("1", "1001", NUMBER, "○"), ("2", "1002", NUMBER, "×")], "decisions_of_several_lists"),
        ([], "decisions_empty"),
    ],
)
def test_a_file_without_a_valid_decision_changes_nothing(
    context: HarnessContext, rows: list[tuple[str, ...]], code: str
) -> None:
    steps.import_list(context, FAMILY)
    shared_numbers.leave_out_all(context, UPLOADER, 1)
    before = targets.get_list_view(context, UPLOADER, 1)
    with pytest.raises(FileRefused, match=f"^{code}$"):
        import_decisions(context, *rows)
    assert targets.get_list_view(context, UPLOADER, 1) == before
    assert ("U_UPLOADER", "list.decide", code) in context.list_audited()


def test_the_written_file_can_be_imported_unchanged(context: HarnessContext) -> None:
    card = steps.import_list(context, [*FAMILY, Debt(taxpayer="0001004", phone="090-9999-0003")])
    assert card.target.exports is not None
    assert card.target.exports.shared_file == "list-1-shared.xlsx"
    path = context.settings.exports / "list-1-shared.xlsx"
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows == [
        ["組", "行番号", "リスト番号", "宛名番号", "電話番号", "氏名", "判断"],
        ["1", "2", "1", "1001", "09012345601", "納税　太郎", ""],
        ["1", "3", "1", "1002", "09012345601", "納税　花子", ""],
        ["2", "4", "1", "1003", "09099990003", "納税　太郎", ""],
        ["2", "5", "1", "0001004", "09099990003", "納税　太郎", ""],
    ]
    lines = [",".join(map(str, row[:-1])) + "," + mark for row, mark in zip(rows[1:], "○×  ", strict=True)]
    back = write_decisions(context, *(line.split(",") for line in lines), heading=",".join(map(str, rows[0])))
    with pytest.raises(FileRefused, match="upload_has_names"):
        import_file(context, UPLOADER, DECISIONS, back, name="x", source=Source("slack", "U_UPLOADER", reduced=True))
    import_file(context, UPLOADER, DECISIONS, back, name="x", source=BY_SLACK)
    assert list_decisions(context) == ["send", "leave", None, None]


def test_a_decision_replaces_the_one_before(context: HarnessContext) -> None:
    steps.import_list(context, FAMILY)
    shared_numbers.choose_one_each(context, UPLOADER, 1)
    shared_numbers.leave_out_all(context, UPLOADER, 1)
    assert get_excluded(context) == {"shared_phone": 2}
    import_decisions(context, ("1", "1002", NUMBER, "○"))
    assert get_excluded(context) == {"shared_phone": 1}
    decided = [entry for entry in context.list_audited() if entry[1] == "list.decide"]
    assert decided == [("U_UPLOADER", "list.decide", "done")] * 3


def test_a_file_that_a_crash_interrupted_replaces_no_decision_made_since_it_came(context: HarnessContext) -> None:
    steps.import_list(context, FAMILY)
    shared_numbers.leave_out_all(context, UPLOADER, 1)
    context.clock.advance(minutes=1)
    interrupted, file = replace(BY_SLACK, came_at=context.clock.now()), ("1", "1002", NUMBER, "○")
    for _ in range(2):  # before the crash and after it
        import_decisions(context, file, source=interrupted)
        assert get_excluded(context) == {"shared_phone": 1}
    shared_numbers.leave_out_all(context, UPLOADER, 1)
    with pytest.raises(Conflict, match="decisions_overtaken"):
        import_decisions(context, file, source=interrupted)
    assert get_excluded(context) == {"shared_phone": 2}
    import_decisions(context, file)
    assert get_excluded(context) == {"shared_phone": 1}


def test_a_user_who_may_not_import_lists_decides_nothing(context: HarnessContext) -> None:
    steps.import_list(context, FAMILY)
    for verb in (shared_numbers.leave_out_all, shared_numbers.choose_one_each):
        with pytest.raises(NotAllowed):
            verb(context, OPERATOR, 1)
    with pytest.raises(NotFound):
        shared_numbers.leave_out_all(context, UPLOADER, 99)
    steps.import_list(context, make_debts(1))
    with pytest.raises(Conflict, match="nothing_shared"):
        shared_numbers.leave_out_all(context, UPLOADER, 2)


def test_a_submitted_campaign_is_not_changed_by_a_decision(context: HarnessContext) -> None:
    target = steps.import_list(context, FAMILY).target
    campaign_id = steps.submit(context, target.id)
    before = campaign_views.get_campaign_view(context, CHIEF, campaign_id)
    for verb in (shared_numbers.leave_out_all, shared_numbers.choose_one_each):
        with pytest.raises(Conflict, match="shared_in_use"):
            verb(context, UPLOADER, target.id)
    with pytest.raises(Conflict, match="shared_in_use"):
        import_decisions(context, ("1", "1001", NUMBER, "○"))
    assert campaign_views.get_campaign_view(context, CHIEF, campaign_id) == before
    steps.approve(context, campaign_id)
    steps.start_approved(context)
    steps.send_all(context)
    assert steps.list_receivers(context) == ["09099990003"]


def test_the_card_offers_no_decision_while_a_campaign_of_the_list_is_under_way(context: HarnessContext) -> None:
    def look() -> int | None:
        """Post all, and return the campaign that the updated card names."""
        assert ("list", "1", "desk") in context.posts()
        context.post_all()
        return targets.get_list_view(context, UPLOADER, 1).in_use

    steps.import_list(context, FAMILY)
    assert look() is None
    campaign_id = steps.submit(context, 1)
    assert look() == campaign_id
    campaigns.withdraw_campaign(context, AUTHOR, campaign_id)
    assert look() is None


def test_after_a_withdrawal_the_decision_applies_to_the_next_campaign(context: HarnessContext) -> None:
    target = steps.import_list(context, FAMILY).target
    first = steps.submit(context, target.id)
    before = campaign_views.get_campaign_view(context, CHIEF, first).campaign.fingerprint
    campaigns.withdraw_campaign(context, AUTHOR, first)
    shared_numbers.choose_one_each(context, UPLOADER, target.id)
    confirm(context, target.id)
    second = steps.submit(context, target.id)
    after = campaign_views.get_campaign_view(context, CHIEF, second).campaign
    assert after.recipients == 2
    assert after.fingerprint != before


def test_a_promise_of_another_holder_holds_the_message_at_the_claim(context: HarnessContext) -> None:
    list_id = import_and_choose(context, FAMILY[:2])
    confirm(context, list_id)
    campaign_id = steps.submit_and_approve(context, list_id)
    import_call_results(context, CallRow("1002", result="納付約束", promised="2026/7/20"))
    steps.start_approved(context)
    assert steps.send_all(context) == 0
    assert (campaign_id, context.states(), context.reasons()) == (1, ["held"], ["promise_open"])


def test_the_message_counts_as_a_contact_for_all_holders_on_every_list(context: HarnessContext) -> None:
    list_id = import_and_choose(context, FAMILY[:2])
    confirm(context, list_id)
    steps.start_sending(context, list_id)
    assert steps.send_all(context) == 1
    other = steps.import_list(context, [Debt(taxpayer="1002", instalment="2"), Debt(taxpayer="1008", instalment="2")])
    shared_numbers.choose_one_each(context, UPLOADER, other.target.id)
    assert get_excluded(context, other.target.id) == {"shared_phone": 2}
    alone = steps.import_list(context, [Debt(taxpayer="1002", instalment="3")])
    assert alone.target.counts.excluded == {"contacted_recently": 1}
    context.clock.advance(days=8)
    shared_numbers.choose_one_each(context, UPLOADER, other.target.id)
    assert get_excluded(context, other.target.id) == {"shared_phone": 1}


def test_two_lists_in_two_campaigns_send_one_message_to_a_number(context: HarnessContext) -> None:
    first, second = steps.import_list(context, FAMILY[:1]).target, steps.import_list(context, FAMILY[1:2]).target
    one, two = steps.submit_and_approve(context, first.id), steps.submit_and_approve(context, second.id)
    assert one != two
    steps.start_approved(context)
    assert steps.send_all(context) == 1
    assert sorted(map(str, context.states())) == ["accepted", "held"]
    assert "contacted_recently" in context.reasons()


def test_of_two_simultaneous_decisions_one_applies_as_a_whole(context: HarnessContext) -> None:
    steps.import_list(context, FAMILY)
    verbs = (shared_numbers.choose_one_each, shared_numbers.leave_out_all)
    run_together(partial(verb, context, UPLOADER, 1) for verb in verbs)
    card = targets.get_list_view(context, UPLOADER, 1)
    assert card.shared is not None
    assert get_excluded(context) == {"shared_phone": 1 if card.shared.decision is SharedDecision.ONE else 2}


def test_a_shared_landline_needs_no_decision(context: HarnessContext) -> None:
    card = steps.import_list(context, [Debt(taxpayer=str(n), phone="03-1234-5678") for n in (1, 2)])
    assert card.shared is None
    assert card.target.exports is None


PERSON = st.tuples(st.lists(st.sampled_from("12345"), min_size=1, max_size=3, unique=True), st.sampled_from(["", "1"]))


@limit_examples(12, in_fuzz=25)
@given(st.lists(PERSON, min_size=2, max_size=7))
def test_a_submission_queues_every_shared_number_once(
    tmp_path_factory: pytest.TempPathFactory, population: list[tuple[list[str], str]]
) -> None:
    """No view says who got a message or which numbers a person has, so the tables are read.

    People have several numbers, some are excluded: UNIQUE (campaign, number) of the store never fails.
    """
    context = open_context(tmp_path_factory.mktemp("desk"))
    try:
        debts = [
            Debt(taxpayer=str(1000 + n), phone=f"090-1234-000{number}", instalment=str(at), excluded=flag)
            for n, (numbers, flag) in enumerate(population)
            for at, number in enumerate(numbers, start=1)
        ]
        target = steps.import_list(context, [*debts, Debt(taxpayer="9999", phone="090-9999-9999")]).target
        with context.store.read_transaction() as db:
            held = stored.list_shared(db, target.id)
        if held:
            shared_numbers.choose_one_each(context, UPLOADER, target.id)
            confirm(context, target.id)
        steps.submit(context, target.id)
        keys = context.column("SELECT phone_key FROM messages")
        assert len(keys) == len(set(keys))
        flagged = {
            context.store.vault.hash_value("phone", f"0901234000{number}")
            for numbers, flag in population
            for number in numbers
            if flag
        }
        for one in held:
            readers = context.value(
                """
                SELECT COUNT(*) FROM messages m JOIN recipient_phones p ON p.recipient_id = m.recipient_id
                WHERE p.phone_key = :key
                """,
                key=one.phone_key,
            )
            assert int(str(readers)) <= (0 if one.phone_key in flagged else 1)
    finally:
        context.store.close()


def test_a_user_who_chose_among_holders_cannot_approve_the_campaign(context: HarnessContext) -> None:
    list_id = import_and_choose(context, FAMILY, by=CHIEF)
    confirm(context, list_id)
    campaign_id = steps.submit(context, list_id)
    with pytest.raises(NotAllowed, match=r"^decider_cannot_approve$"):
        steps.approve(context, campaign_id)
    assert home.get_home(context, CHIEF).to_decide == []
    steps.approve(context, campaign_id, by=DEPUTY)


def test_another_choice_with_the_same_counts_has_to_be_confirmed_again_and_with_its_own_button(
    context: HarnessContext,
) -> None:
    steps.import_list(context, FAMILY)
    seen = import_decisions(context, ("1", "1001", NUMBER, "○")).target
    confirm(context, 1)
    context.clock.advance(minutes=1)
    other = import_decisions(context, ("1", "1002", NUMBER, "○")).target
    assert (seen.counts, other.valid_confirmation) == (other.counts, None)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        lists.confirm_list(context, UPLOADER, 1, seen.confirmation_token)
    lists.confirm_list(context, UPLOADER, 1, other.confirmation_token)
