import pytest

from bot.model.access import Action
from bot.model.errors import Conflict, NotAllowed
from bot.model.posts import CAMPAIGN_POST
from bot.services.unit_of_work import Change, change, change_together, read
from bot.store import audit, jobs
from bot.store.database import DatabaseError, TransactionEnded
from tests.services.harness import AUTHOR, CHIEF, CLOCK, OPERATOR, STRANGER, HarnessContext


def make_change(unit: Change, *, fails: Exception | None = None, **facts: object) -> None:
    """Write a row, audit facts and a post; then fail, if an exception is given."""
    jobs.record_run(unit.db, "job", unit.now)
    unit.add_facts(**facts)
    unit.queue_post(CAMPAIGN_POST, 1)
    if fails is not None:
        raise fails


def has_run(context: HarnessContext) -> bool:
    with read(context, CLOCK, Action.DESK_LOOK) as unit:
        return jobs.get_last_run(unit.db, "job") is not None


def test_a_change_is_committed_together_with_its_audit_entry(context: HarnessContext) -> None:
    with change(context, CHIEF, Action.CAMPAIGN_APPROVE, "campaign:1") as unit:
        jobs.record_run(unit.db, "job", unit.now)
        unit.add_facts(approvals=1)
    assert has_run(context)
    assert context.list_audited() == [("U_CHIEF", "campaign.approve", "done")]
    assert context.audit_entries()[0].facts == {"approvals": 1}


def test_a_change_is_not_committed_without_its_audit_entry(context: HarnessContext) -> None:
    with pytest.raises(TypeError), change(context, CHIEF, Action.CAMPAIGN_APPROVE, "campaign:1") as unit:
        make_change(unit, fault=object())  # no entry can be made of it
    assert not has_run(context)
    assert context.posts() == []
    assert context.list_audited() == []
    assert context.woken == []


def test_a_failed_change_leaves_no_rows_and_no_lock(context: HarnessContext) -> None:
    with pytest.raises(ZeroDivisionError), change(context, CHIEF, Action.CAMPAIGN_APPROVE, "campaign:1") as unit:
        make_change(unit, fails=ZeroDivisionError())
    assert not has_run(context)
    assert context.list_audited() == []
    with change(context, CHIEF, Action.CAMPAIGN_APPROVE, "campaign:1") as unit:
        jobs.record_run(unit.db, "job", unit.now)
    assert has_run(context)


def test_a_refusal_by_rule_changes_nothing_and_is_audited_under_its_code(context: HarnessContext) -> None:
    with pytest.raises(Conflict), change(context, CHIEF, Action.CAMPAIGN_APPROVE, "campaign:1") as unit:
        make_change(unit, fails=Conflict("changed_meanwhile"))
    assert not has_run(context)
    assert context.list_audited() == [("U_CHIEF", "campaign.approve", "changed_meanwhile")]
    assert context.woken == []


def test_a_refusal_by_role_never_reaches_the_body_and_is_audited(context: HarnessContext) -> None:
    with pytest.raises(NotAllowed), change(context, OPERATOR, Action.CAMPAIGN_APPROVE, "campaign:1"):
        pytest.fail("the body ran")
    with pytest.raises(NotAllowed), read(context, STRANGER, Action.DESK_LOOK):
        pytest.fail("the body ran")
    assert context.list_audited() == [
        ("U_OPERATOR", "campaign.approve", "not_allowed"),
        ("U_STRANGER", "desk.look", "not_allowed"),
    ]


def test_a_user_cannot_do_an_action_of_the_clock(context: HarnessContext) -> None:
    with pytest.raises(NotAllowed), change(context, CHIEF, Action.SEND_CLAIM, "-"):
        pytest.fail("the body ran")
    with pytest.raises(NotAllowed), change(context, CLOCK, Action.CAMPAIGN_APPROVE, "campaign:1"):
        pytest.fail("the body ran")


def test_a_post_queued_in_a_failed_change_is_never_due(context: HarnessContext) -> None:
    with pytest.raises(ZeroDivisionError), change(context, AUTHOR, Action.CAMPAIGN_SUBMIT, "campaign:1") as unit:
        make_change(unit, fails=ZeroDivisionError())
    assert context.posts() == []


def test_the_poster_is_woken_once_a_change_is_committed(context: HarnessContext) -> None:
    with change(context, AUTHOR, Action.CAMPAIGN_SUBMIT, "campaign:1") as unit:
        unit.queue_post(CAMPAIGN_POST, 1)
        assert context.woken == []
    assert context.woken == ["woken"]


def test_the_audit_entries_of_several_users_make_one_chain(context: HarnessContext) -> None:
    for person in (AUTHOR, CHIEF, AUTHOR):
        with change(context, person, Action.CAMPAIGN_SUBMIT, "campaign:1"):
            pass
    with context.store.read_transaction() as db:
        assert audit.find_first_broken(db) is None
    assert len(context.list_audited()) == 3


def test_a_reading_unit_cannot_write(context: HarnessContext) -> None:
    with read(context, OPERATOR, Action.DESK_LOOK) as unit:
        assert not {"add_facts", "audit_also", "queue_post"} & set(dir(unit))
        assert not {"execute", "insert", "execute_many", "load_tuples"} & set(dir(unit.db))
        with pytest.raises(DatabaseError, match="readonly"):
            unit.db.fetch_all("INSERT INTO jobs (name, last_at) VALUES ('job', '') RETURNING name")
    assert not has_run(context)


def test_of_a_group_of_changes_a_failed_one_leaves_nothing_and_the_others_are_committed(
    context: HarnessContext,
) -> None:
    with change_together(context, CHIEF, Action.CAMPAIGN_APPROVE) as group:
        with pytest.raises(ZeroDivisionError), group.change(Action.CAMPAIGN_APPROVE, "campaign:1") as unit:
            make_change(unit, fails=ZeroDivisionError())
        with pytest.raises(Conflict), group.change(Action.CAMPAIGN_APPROVE, "campaign:2") as unit:
            make_change(unit, fails=Conflict("changed_meanwhile"))
        assert (context.woken, group.has_posts) == ([], False)
        for _ in range(2):
            with group.change(Action.CAMPAIGN_APPROVE, "campaign:3") as unit:
                make_change(unit)
        assert context.woken == []
    assert has_run(context)
    outcomes = [outcome for _, _, outcome in context.list_audited()]
    assert outcomes == ["changed_meanwhile", "done", "done"]
    assert (context.posts(), context.value("SELECT wanted FROM posts")) == ([("campaign", "1", "desk")], 1)
    assert context.woken == ["woken"]


def test_a_group_that_is_not_committed_leaves_nothing(context: HarnessContext) -> None:
    def fail() -> None:
        with change_together(context, CHIEF, Action.CAMPAIGN_APPROVE) as group:
            with group.change(Action.CAMPAIGN_APPROVE, "campaign:1") as unit:
                make_change(unit)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (has_run(context), context.list_audited(), context.woken) == (False, [], [])


def test_only_who_may_do_an_action_begins_a_group_of_it(context: HarnessContext) -> None:
    with pytest.raises(NotAllowed), change_together(context, STRANGER, Action.CAMPAIGN_APPROVE):
        pass
    with (
        change_together(context, OPERATOR, Action.CAMPAIGN_PAUSE) as group,
        pytest.raises(NotAllowed),
        group.change(Action.CAMPAIGN_APPROVE, "campaign:1") as unit,
    ):
        make_change(unit)
    assert not has_run(context)


@pytest.mark.parametrize("fault", [ZeroDivisionError(), Conflict("changed_meanwhile")])
def test_a_group_that_does_not_keep_the_others_ends_with_the_first_error(
    context: HarnessContext, fault: Exception
) -> None:
    def fail() -> None:
        with change_together(context, CHIEF, Action.CAMPAIGN_APPROVE, keeps_others=False) as group:
            with group.change(Action.CAMPAIGN_APPROVE, "campaign:1") as unit:
                make_change(unit)
            with group.change(Action.CAMPAIGN_APPROVE, "campaign:2") as unit:
                make_change(unit, fails=fault)

    with pytest.raises(TransactionEnded):
        fail()
    assert (has_run(context), context.list_audited(), context.posts()) == (False, [], [])
