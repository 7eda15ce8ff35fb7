import pytest

from bot.model.access import Action
from bot.model.errors import Conflict, NotAllowed
from bot.services.unit_of_work import UnitOfWork, change, read
from bot.store import audit, jobs
from tests.desk.office import AUTHOR, CHIEF, CLOCK, OPERATOR, STRANGER, Office


def changed(deed: UnitOfWork, *, fails: Exception | None = None, **facts: object) -> None:
    """Do all that an act can do: change, note, tell; and fail, perhaps."""
    jobs.record_run(deed.db, "job", deed.now)
    deed.note(**facts)
    deed.tell("campaign", 1)
    if fails is not None:
        raise fails


def runs(office: Office) -> object:
    return office.value("SELECT COUNT(*) FROM jobs")


def test_an_act_is_kept_together_with_its_entry(office: Office) -> None:
    with change(office, CHIEF, Action.CAMPAIGN_APPROVE, "campaign:1") as deed:
        jobs.record_run(deed.db, "job", deed.now)
        deed.note(approvals=1)
    assert runs(office) == 1
    assert office.audited() == [("U_CHIEF", "campaign.approve", "done")]
    assert office.value("SELECT facts FROM audit") == '{"approvals": 1}'


def test_without_its_entry_an_act_is_not_kept(office: Office) -> None:
    with pytest.raises(TypeError), change(office, CHIEF, Action.CAMPAIGN_APPROVE, "campaign:1") as deed:
        changed(deed, fault=object())  # no entry can be made of it
    assert runs(office) == 0
    assert office.value("SELECT COUNT(*) FROM posts") == 0
    assert office.audited() == []
    assert office.woken == []


def test_an_act_that_fails_leaves_nothing_behind_and_no_lock(office: Office) -> None:
    with pytest.raises(ZeroDivisionError), change(office, CHIEF, Action.CAMPAIGN_APPROVE, "campaign:1") as deed:
        changed(deed, fails=ZeroDivisionError())
    assert runs(office) == 0
    assert office.audited() == []
    with change(office, CHIEF, Action.CAMPAIGN_APPROVE, "campaign:1") as deed:
        jobs.record_run(deed.db, "job", deed.now)
    assert runs(office) == 1


def test_a_refusal_by_rule_changes_nothing_and_is_audited_under_its_code(office: Office) -> None:
    with pytest.raises(Conflict), change(office, CHIEF, Action.CAMPAIGN_APPROVE, "campaign:1") as deed:
        changed(deed, fails=Conflict("changed_meanwhile"))
    assert runs(office) == 0
    assert office.audited() == [("U_CHIEF", "campaign.approve", "changed_meanwhile")]
    assert office.woken == []


def test_a_refusal_by_role_never_reaches_the_body_and_is_audited(office: Office) -> None:
    with pytest.raises(NotAllowed), change(office, OPERATOR, Action.CAMPAIGN_APPROVE, "campaign:1"):
        pytest.fail("the body ran")
    with pytest.raises(NotAllowed), read(office, STRANGER, Action.DESK_LOOK):
        pytest.fail("the body ran")
    assert office.audited() == [
        ("U_OPERATOR", "campaign.approve", "not_allowed"),
        ("U_STRANGER", "desk.look", "not_allowed"),
    ]


def test_a_person_cannot_do_what_only_the_clock_does(office: Office) -> None:
    with pytest.raises(NotAllowed), change(office, CHIEF, Action.SEND_CLAIM, "-"):
        pytest.fail("the body ran")
    with pytest.raises(NotAllowed), change(office, CLOCK, Action.CAMPAIGN_APPROVE, "campaign:1"):
        pytest.fail("the body ran")


def test_what_is_told_in_an_act_that_is_undone_is_never_shown(office: Office) -> None:
    with pytest.raises(ZeroDivisionError), change(office, AUTHOR, Action.CAMPAIGN_SUBMIT, "campaign:1") as deed:
        changed(deed, fails=ZeroDivisionError())
    assert office.value("SELECT COUNT(*) FROM posts") == 0


def test_the_poster_is_woken_once_an_act_is_kept(office: Office) -> None:
    with change(office, AUTHOR, Action.CAMPAIGN_SUBMIT, "campaign:1") as deed:
        deed.tell("campaign", 1)
        assert office.woken == []
    assert office.woken == ["woken"]


def test_the_entries_of_several_people_stand_in_one_whole_chain(office: Office) -> None:
    for person in (AUTHOR, CHIEF, AUTHOR):
        with change(office, person, Action.CAMPAIGN_SUBMIT, "campaign:1"):
            pass
    with office.store.reading() as db:
        assert audit.find_first_broken(db) is None
    assert len(office.audited()) == 3
