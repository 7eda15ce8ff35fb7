"""An incident (誤送信): sending is held, the evidence is fixed, those affected are listed, and a correction follows."""

import hashlib
import stat
from collections.abc import Callable

import pytest
from python_calamine import CalamineWorkbook

from bot.files.pause_mark import Hold
from bot.model.access import Actor, Role
from bot.model.campaigns import CampaignState, Intent, PauseReason
from bot.model.drafts import Draft
from bot.model.errors import BadInput, Conflict, NotAllowed, NotFound, Refusal
from bot.model.incidents import CloseReason, Deadline, IncidentKind, Report
from bot.model.posts import EventKey
from bot.model.providers import Uncertain
from bot.services import campaigns, drafts, home, incident_files, incidents, sending, stopping
from bot.store import database
from bot.store.database import DatabaseError, allow_purge
from tests.services import steps
from tests.services.files import ExclusionRow, Paid, make_debts
from tests.services.harness import AUTHOR, CHIEF, CLOCK, OPERATOR, HarnessContext
from tests.services.test_pausing import lock

ADMIN = Actor("U_ADMIN", frozenset({Role.ADMIN}), "ja")


def report(context: HarnessContext, campaign_id: int, by: Actor = CHIEF, *, days_ago: int = 0) -> int:
    noticed = context.clock.now().date()
    entered = Report(campaign_id, IncidentKind.WRONG_TEXT, noticed.replace(day=noticed.day - days_ago))
    return incidents.report_incident(context, by, entered)


def send_next(context: HarnessContext) -> None:
    claimed = steps.claim(context)
    sending.record_result(context, CLOCK, claimed, context.provider.send(claimed.outgoing))


def get_state(context: HarnessContext, campaign_id: int) -> tuple[CampaignState, str | None]:
    campaign = steps.get_campaign(context, campaign_id)
    return campaign.state, campaign.reason


def read_sheet(context: HarnessContext, name: str) -> list[list[str]]:
    sheet = CalamineWorkbook.from_path(str(context.settings.exports / name)).get_sheet_by_index(0)
    return [[str(cell) for cell in row] for row in sheet.to_python()]


def start_two(context: HarnessContext) -> list[int]:
    """Start two campaigns, of four people and of one, and send two messages of the first."""
    debts = make_debts(5)
    ids = [steps.start_sending(context, steps.import_list(context, part).target.id) for part in (debts[:4], debts[4:])]
    for _ in range(2):
        send_next(context)
    return ids


@pytest.mark.parametrize("actor", [CHIEF, ADMIN])
def test_a_report_stops_its_campaign_and_pauses_everything_else(context: HarnessContext, actor: Actor) -> None:
    wrong, other = start_two(context)
    incident_id = report(context, wrong, actor)
    assert get_state(context, wrong)[0] is CampaignState.STOPPED
    assert get_state(context, other) == (CampaignState.PAUSED, PauseReason.ALL_PAUSED)
    assert context.pause_mark.read() is Hold.IN_SLACK
    assert sending.claim_message(context, CLOCK) is None
    assert len(context.provider.arrived) == 2
    card = incidents.get_card(context, OPERATOR, incident_id)
    assert (card.counts.handed_over, card.counts.not_sent, card.incident.evidence.paused) == (2, 2, (other,))
    assert context.post_keys("incident_report") == [str(incident_id)]
    assert len(context.post_keys("all_paused")) == 1


def test_what_is_approved_later_does_not_begin_while_all_is_paused(context: HarnessContext) -> None:
    wrong = steps.start_and_send(context, 1)
    report(context, wrong)
    later = steps.submit_and_approve(context, steps.import_list(context, make_debts(3)[2:]).target.id)
    steps.start_approved(context)
    sending.start_due_campaigns(context, CLOCK)
    assert sending.claim_message(context, CLOCK) is None, later
    assert len(context.provider.arrived) == 1


@pytest.mark.parametrize("actor", [AUTHOR, OPERATOR])
def test_staff_and_operators_pause_but_do_not_report(context: HarnessContext, actor: Actor) -> None:
    wrong = steps.start_and_send(context, 1)
    with pytest.raises(NotAllowed):
        report(context, wrong, actor)
    assert get_state(context, wrong)[0] is CampaignState.SENDING
    assert context.pause_mark.read() is Hold.FREE


def test_a_finished_campaign_can_be_reported_and_stays_finished(context: HarnessContext) -> None:
    wrong = steps.start_and_send(context, 2)
    sending.finish_done_campaigns(context, CLOCK)
    incident_id = report(context, wrong)
    assert get_state(context, wrong)[0] is CampaignState.FINISHED
    assert not incidents.get_card(context, CHIEF, incident_id).incident.evidence.was_running
    assert context.pause_mark.read() is Hold.IN_SLACK


def refuse(call: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        call()
    assert isinstance(refused.value, Conflict | BadInput | NotFound)
    return refused.value.code


def test_a_report_that_is_refused_holds_nothing(context: HarnessContext) -> None:
    waiting = steps.submit(context, steps.import_list(context, make_debts(1)).target.id)
    assert refuse(lambda: report(context, waiting)) == "nothing_left"
    assert refuse(lambda: report(context, 99)) == "campaign_gone"
    assert context.pause_mark.read() is Hold.FREE


def test_a_day_to_come_is_refused_and_a_second_report_while_one_is_open(context: HarnessContext) -> None:
    wrong = steps.start_and_send(context, 1)
    assert refuse(lambda: report(context, wrong, days_ago=-1)) == "noticed_later"
    report(context, wrong)
    assert refuse(lambda: report(context, wrong)) == "report_open"
    assert refuse(lambda: incidents.list_reportable(context, CHIEF, wrong)) == "report_open"
    assert refuse(lambda: incidents.list_reportable(context, CHIEF, None)) == "nothing_to_report"


def test_while_the_database_is_locked_a_report_holds_all_sending(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.05)
    wrong = steps.start_campaign(context, 2)
    with lock(context):
        assert refuse(lambda: report(context, wrong)) == "held_by_mark"
    assert context.pause_mark.read() is Hold.IN_SLACK
    assert sending.claim_message(context, CLOCK) is None


def test_the_list_has_everybody_whose_message_left_or_may_have_and_nobody_else(context: HarnessContext) -> None:
    context.provider.results.extend([None, Uncertain("read_timeout")])  # type: ignore[list-item]
    wrong, _ = start_two(context)
    files = incident_files.write_files(context, ADMIN, report(context, wrong))
    assert (files.names, files.rows) == (("incident-1-affected.xlsx", "incident-1-facts.xlsx"), 2)
    heading, *rows = read_sheet(context, files.names[0])
    assert heading[:5] == ["受付番号", "宛名番号", "氏名", "電話番号", "状態"]
    assert [(row[1], row[4]) for row in rows] == [("1001", "結果待ち"), ("1002", "送信要確認")]
    assert [row[3] for row in rows] == ["09012345601", "09012345602"]
    paths = [context.settings.exports / name for name in files.names]
    assert [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths] == list(files.hashes)
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}


def test_the_facts_are_those_of_the_report_and_name_the_hash_of_the_list(context: HarnessContext) -> None:
    wrong, _ = start_two(context)
    fingerprint = steps.get_fingerprint(context, wrong)
    files = incident_files.write_files(context, CHIEF, report(context, wrong))
    facts = dict(read_sheet(context, files.names[1]))
    assert facts["承認された内容の照合値"] == fingerprint
    assert facts[files.names[0]] == files.hashes[0]
    assert facts["承認者と日時"].startswith(CHIEF.user)
    assert facts["確報の期限"] == "2026-08-05"
    assert facts["文面"] == context.provider.arrived[0].body
    assert facts["終了"] == "2026-07-07 09:10:00"


def test_written_again_the_list_is_a_new_file_and_the_first_stays(context: HarnessContext) -> None:
    wrong, _ = start_two(context)
    incident_id = report(context, wrong)
    first = incident_files.write_files(context, CHIEF, incident_id)
    second = incident_files.write_files(context, CHIEF, incident_id)
    assert set(first.names).isdisjoint(second.names)
    assert incidents.get_card(context, CHIEF, incident_id).incident.files == second


def test_a_list_that_cannot_be_written_is_refused_and_the_report_stays(context: HarnessContext) -> None:
    wrong, _ = start_two(context)
    incident_id = report(context, wrong)
    context.settings.exports.write_text("not a folder")
    assert refuse(lambda: incident_files.write_files(context, CHIEF, incident_id)) == "affected_not_written"
    assert incidents.get_card(context, CHIEF, incident_id).incident.files is None


def delete_first_number(context: HarnessContext) -> None:
    with context.store.transaction() as db, allow_purge(db):
        db.execute("DELETE FROM message_phones WHERE message_id = 1")


def test_the_rows_of_an_open_incident_cannot_be_deleted(context: HarnessContext) -> None:
    wrong, _ = start_two(context)
    incident_id = report(context, wrong)
    with pytest.raises(DatabaseError, match="evidence of an open incident"):
        delete_first_number(context)
    with pytest.raises(DatabaseError, match="evidence does not change"), context.store.transaction() as db:
        db.execute("UPDATE incidents SET noticed_on = '2026-01-01'")
    incidents.close_incident(context, CHIEF, incident_id, CloseReason.REPORTED)
    delete_first_number(context)
    assert context.count("message_phones") == 4


def test_a_correction_goes_only_to_those_whose_message_was_handed_over(context: HarnessContext) -> None:
    context.provider.results.extend([None, Uncertain("read_timeout")])  # type: ignore[list-item]
    wrong, other = start_two(context)
    incident_id = report(context, wrong)
    correction = drafts.draft_correction(context, AUTHOR, incident_id)
    assert refuse(lambda: drafts.draft_correction(context, AUTHOR, incident_id)) == "correction_exists"
    campaigns.submit_campaign(context, AUTHOR, correction)
    assert steps.get_campaign(context, correction).recipients == 1, "an uncertain message must be settled first"
    steps.approve(context, correction)
    stopping.stop_campaign(context, CHIEF, other)
    stopping.resume_all(context, CHIEF)
    steps.start_approved(context)
    before = steps.list_receivers(context)
    assert steps.send_all(context) == 1
    assert steps.list_receivers(context)[len(before) :] == before[:1]
    assert "誤り" in context.provider.arrived[-1].body


def send_correction(context: HarnessContext, incident_id: int) -> int:
    correction = drafts.draft_correction(context, AUTHOR, incident_id)
    campaigns.submit_campaign(context, AUTHOR, correction)
    steps.approve(context, correction)
    stopping.resume_all(context, CHIEF)
    steps.start_approved(context)
    steps.send_all(context)
    return correction


def test_of_one_message_nobody_gets_two_corrections(context: HarnessContext) -> None:
    wrong = steps.start_and_send(context, 2)
    first = report(context, wrong)
    send_correction(context, first)
    incidents.close_incident(context, CHIEF, first, CloseReason.REPORTED)
    assert refuse(lambda: drafts.draft_correction(context, AUTHOR, report(context, wrong))) == "nobody_left"
    by_form = Draft(steps.get_campaign(context, wrong).list_id, Intent.CORRECTION, "", None)
    assert refuse(lambda: drafts.create_draft(context, AUTHOR, by_form)) == "nobody_left"
    assert len(context.provider.arrived) == 4


def test_the_rest_of_a_correction_is_sent_once(context: HarnessContext) -> None:
    wrong = steps.start_and_send(context, 3)
    correction = drafts.draft_correction(context, AUTHOR, report(context, wrong))
    stopping.resume_all(context, CHIEF)
    campaigns.submit_campaign(context, AUTHOR, correction)
    steps.approve(context, correction)
    steps.start_approved(context)
    send_next(context)
    campaigns.stop_campaign(context, CHIEF, correction)
    rest, again = (drafts.draft_rest(context, AUTHOR, correction) for _ in range(2))
    campaigns.submit_campaign(context, AUTHOR, rest)
    assert steps.get_campaign(context, rest).recipients == 2
    assert refuse(lambda: campaigns.submit_campaign(context, AUTHOR, again)) == "nobody_left"


def test_a_wrong_correction_is_corrected_in_its_turn(context: HarnessContext) -> None:
    wrong = steps.start_and_send(context, 2)
    correction = send_correction(context, report(context, wrong))
    send_correction(context, report(context, correction))
    assert len(context.provider.arrived) == 6


def test_a_correction_reaches_who_has_paid_but_not_who_is_excluded(context: HarnessContext) -> None:
    wrong = steps.start_and_send(context, 3)
    incident_id = report(context, wrong)
    steps.import_paid(context, [Paid(taxpayer="1001")])
    steps.import_exclusions(context, ExclusionRow("1002"))
    correction = drafts.draft_correction(context, AUTHOR, incident_id)
    campaigns.submit_campaign(context, AUTHOR, correction)
    found = steps.get_campaign(context, correction)
    assert (found.recipients, dict(found.left_out)) == (2, {"excluded_flag": 1})


def test_an_incident_is_closed_once_by_a_supervisor_and_sending_stays_paused(context: HarnessContext) -> None:
    incident_id = report(context, steps.start_and_send(context, 1))
    with pytest.raises(NotAllowed):
        incidents.close_incident(context, ADMIN, incident_id, CloseReason.REPORTED)
    incidents.close_incident(context, CHIEF, incident_id, CloseReason.REPORTED)
    assert context.pause_mark.read() is Hold.IN_SLACK
    assert refuse(lambda: incidents.check_closable(context, CHIEF, incident_id)) == "report_closed"
    assert refuse(lambda: drafts.draft_correction(context, AUTHOR, incident_id)) == "report_closed"
    assert not home.get_home(context, CHIEF).incidents


def test_home_shows_an_open_incident_and_who_may_report_another(context: HarnessContext) -> None:
    wrong = steps.start_and_send(context, 1)
    assert home.get_home(context, CHIEF).may_report
    assert not home.get_home(context, AUTHOR).may_report
    incident_id = report(context, wrong)
    assert [one.incident.id for one in home.get_home(context, OPERATOR).incidents] == [incident_id]
    assert not home.get_home(context, CHIEF).may_report


def test_people_are_reminded_a_day_before_each_report_is_due(context: HarnessContext) -> None:
    incident_id = report(context, steps.start_and_send(context, 1))
    incidents.remind_people(context, CLOCK)
    assert context.post_keys("incident_due") == []
    for days, number in ((3, 1), (0, 1), (24, 1), (1, 2), (5, 2)):
        context.clock.advance(days=days)
        incidents.remind_people(context, CLOCK)
        assert len(context.post_keys("incident_due")) == number
    keys = [EventKey.decode(key) for key in context.post_keys("incident_due")]
    assert [incidents.get_reminder(context, CLOCK, key).due for key in keys] == [Deadline.PROMPT, Deadline.FINAL]
    incidents.close_incident(context, CHIEF, incident_id, CloseReason.NO_REPORT_NEEDED)
    with pytest.raises(NotFound):
        incidents.get_reminder(context, CLOCK, keys[0])


def test_a_report_and_what_follows_stand_in_the_audit_without_personal_data(context: HarnessContext) -> None:
    wrong, other = start_two(context)
    incident_id = report(context, wrong)
    incident_files.write_files(context, CHIEF, incident_id)
    done = [entry for entry in context.audit_entries() if entry.action.startswith(("incident.", "all."))]
    assert [entry.action for entry in done] == ["all.pause", "incident.report", "incident.export"]
    assert done[1].facts["paused"] == [other]
    assert done[2].facts["rows"] == 2
    assert "0901234" not in str(done)
