"""A supervisor decides on uncertain messages: many at once, on what the form showed, and exactly once."""

from dataclasses import replace
from typing import Any

import pytest

from bot.model.campaigns import CampaignState
from bot.model.digests import DigestKind
from bot.model.errors import BadInput, Conflict, NotAllowed
from bot.model.messages import MessageState
from bot.model.posts import EventKey
from bot.model.providers import Absent, Found, LookUp, NoAnswer, Uncertain
from bot.model.reasons import NotDelivered
from bot.model.uncertain import DoubtAnswer, DoubtDecision, DoubtReason, DoubtView
from bot.services import (
    campaign_events,
    campaign_views,
    campaigns,
    digests,
    home,
    receipts,
    sending,
    uncertain,
    uncertain_decisions,
)
from bot.store import messages
from tests.services.files import Paid, make_debts
from tests.services.harness import AUTHOR, CHIEF, CLOCK, OPERATOR, HarnessContext, make_receipt
from tests.services.steps import get_campaign, import_list, import_paid, send_all, start_campaign, submit

SENT, AGAIN = DoubtDecision.SENT, DoubtDecision.AGAIN


def start_in_doubt(context: HarnessContext, count: int = 3, *, taken: bool = True) -> int:
    """Start a campaign; no answer of the provider comes, and its list shows nothing. Returns its id."""
    campaign_id = start_campaign(context, count)
    context.provider.results.extend([Uncertain("http_500")] * count)
    context.provider.accepts_uncertain.extend([taken] * count)
    send_all(context)
    context.provider.hidden.update(map(str, context.column("SELECT reference FROM messages")))
    return campaign_id


def look_up_all(context: HarnessContext, seconds: int = 60) -> None:
    context.clock.advance(seconds=seconds)
    for message in uncertain.find_due(context, CLOCK):
        uncertain.look_up_message(context, CLOCK, context.provider, message)


def show(context: HarnessContext, campaign_id: int, decision: DoubtDecision) -> DoubtView:
    """Return what the form shows."""
    return uncertain_decisions.check_decidable(context, CHIEF, campaign_id, decision)[1]


def decide(context: HarnessContext, campaign_id: int, decision: DoubtDecision, by: Any = CHIEF) -> int:
    token = show(context, campaign_id, decision).token
    return uncertain_decisions.decide(context, by, campaign_id, decision, token, DoubtReason.CONSOLE)


def ask_again(context: HarnessContext) -> None:
    """Look up at once what a supervisor wants sent again."""
    look_up_all(context, 0)


def test_treating_as_sent_accepts_all_at_once_and_they_end_as_unknown_without_another_alert(
    context: HarnessContext,
) -> None:
    campaign_id = start_in_doubt(context)
    claimed_at = context.value("SELECT MIN(claimed_at) FROM messages")
    look_up_all(context)
    uncertain.alert_people(context, CLOCK)
    (key,) = map(EventKey.decode, context.post_keys("doubt"))
    context.post_all()
    assert decide(context, campaign_id, SENT) == 3
    assert context.states() == ["accepted"] * 3
    assert context.column("SELECT accepted_at FROM messages") == [claimed_at] * 3
    uncertain.alert_people(context, CLOCK)
    assert not campaign_events.get_doubt(context, CLOCK, key).is_open
    sending.finish_done_campaigns(context, CLOCK)
    assert get_campaign(context, campaign_id).state is CampaignState.FINISHED
    context.clock.advance(hours=73)
    receipts.close_treated_as_sent(context, CLOCK)
    assert context.states() == ["unknown"] * 3
    uncertain.alert_people(context, CLOCK)
    assert len(context.list_events("doubt")) <= 1
    figures = digests.compute_figures(context, CLOCK, DigestKind.MONTHLY, None)
    assert (figures.sent, figures.unknown, figures.uncertain) == (3, 3, 0)
    assert send_all(context) == 0
    assert len(context.provider.arrived) == 3


def test_sending_again_goes_out_once_more_under_the_same_reference_after_a_new_check(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context, taken=False)
    references = context.column("SELECT reference FROM messages ORDER BY id")
    look_up_all(context)
    import_paid(context, [Paid()])
    assert decide(context, campaign_id, AGAIN) == 3
    assert context.states() == ["uncertain"] * 3
    ask_again(context)
    assert context.states() == ["queued"] * 3
    assert send_all(context) == 2
    assert (context.states(), context.reasons()[0]) == (["held", "accepted", "accepted"], "paid")
    assert [message.reference for message in context.provider.arrived] == references[1:]


def test_a_message_that_is_sent_again_and_lost_again_is_found_by_whichever_request_was_taken(
    context: HarnessContext,
) -> None:
    campaign_id = start_in_doubt(context, 1, taken=True)
    look_up_all(context)
    decide(context, campaign_id, AGAIN)
    ask_again(context)
    context.provider.results.append(Uncertain("http_500"))
    context.provider.accepts_uncertain.append(False)
    send_all(context)
    context.provider.hidden.clear()
    look_up_all(context)
    assert context.states() == ["accepted"]
    assert len(context.provider.arrived) == 1


def test_a_report_that_names_a_message_treated_as_sent_counts_also_when_it_was_closed(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context)
    references = [str(name) for name in context.column("SELECT reference FROM messages ORDER BY id")]
    look_up_all(context)
    decide(context, campaign_id, SENT)
    assert receipts.find_due_bands(context, CLOCK, {}) != set(), "the provider's list is read"
    delivered, failed, late = (
        replace(make_receipt(f"p{n}", state, reason), reference=reference)
        for n, (state, reason, reference) in enumerate(
            zip(
                (MessageState.DELIVERED, MessageState.UNDELIVERED, MessageState.DELIVERED),
                (None, NotDelivered.OUT_OF_AREA, None),
                references,
                strict=True,
            ),
            start=1,
        )
    )
    for _ in range(2):
        receipts.record_receipts(context, CLOCK, [failed, delivered])
    assert context.states() == ["delivered", "undelivered", "accepted"]
    assert context.column("SELECT provider_id FROM messages ORDER BY id") == ["p1", "p2", None]
    assert (context.count("receipts"), context.count("stray_receipts")) == (2, 0)
    context.clock.advance(hours=73)
    receipts.close_treated_as_sent(context, CLOCK)
    assert context.states()[2] == "unknown"
    receipts.record_receipts(context, CLOCK, [late])
    assert context.states() == ["delivered", "undelivered", "delivered"]


def test_a_second_id_of_a_message_treated_as_sent_is_told(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context, 1)
    reference = str(context.value("SELECT reference FROM messages"))
    look_up_all(context)
    decide(context, campaign_id, SENT)
    sending.finish_done_campaigns(context, CLOCK)
    found = [replace(make_receipt(name), reference=reference) for name in ("p1", "p2")]
    receipts.record_receipts(context, CLOCK, found)
    receipts.record_receipts(context, CLOCK, found[::-1])
    assert context.states() == ["delivered"]
    assert campaign_views.get_campaign_view(context, CHIEF, campaign_id).contradictions == 1
    assert context.list_events("mismatch") == [(campaign_id, "receipts.contradict")]


def test_home_says_how_many_messages_a_supervisor_decides_on_and_how_many_the_provider_is_asked_about(
    context: HarnessContext,
) -> None:
    def count() -> tuple[int, int]:
        view = home.get_home(context, CHIEF)
        return view.uncertain, view.undecided

    campaign_id = start_in_doubt(context)
    assert count() == (3, 0)
    context.execute("UPDATE messages SET look_up_at = '2027-01-01T00:00:00.000000Z' WHERE id = 3")
    look_up_all(context)
    assert count() == (3, 2)
    assert show(context, campaign_id, SENT).decidable == 2, "as many as the form has"
    context.provider.terms = replace(context.provider.terms, supports_lookup=False)
    assert count() == (3, 3)
    assert show(context, campaign_id, SENT).decidable == 3


def test_every_decision_is_audited_with_counts_answers_and_reason(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context)
    context.provider.failed_look_ups.append(NoAnswer("read_timeout"))
    look_up_all(context)
    decide(context, campaign_id, SENT)
    entry = next(one for one in context.audit_entries() if one.action == "doubt.sent")
    assert (entry.actor, entry.subject) == (CHIEF.user, f"campaign:{campaign_id}")
    assert entry.facts == {"reason": "console", "messages": 3, "answers": {"absent": 2, "no_answer": 1}}
    (shown,) = [
        one for one in campaign_views.get_campaign_view(context, CHIEF, campaign_id).history if "doubt" in one.action
    ]
    assert (shown.who, shown.reason, shown.messages) == (CHIEF.user, "console", 3)


def test_what_the_provider_answered_and_when_is_shown_by_kind(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context, 4)
    context.provider.failed_look_ups.extend([NoAnswer("http_500"), NoAnswer("several")])
    context.clock.advance(seconds=60)
    for message in uncertain.find_due(context, CLOCK)[:3]:
        uncertain.look_up_message(context, CLOCK, context.provider, message)
    doubt = campaign_views.get_campaign_view(context, CHIEF, campaign_id).doubt
    assert doubt is not None
    now = context.clock.now()
    assert [(count.answer, count.number, count.asked_at) for count in doubt.counts] == [
        (DoubtAnswer.ABSENT, 1, now),
        (DoubtAnswer.CONTRADICTORY, 1, now),
        (DoubtAnswer.NO_ANSWER, 1, now),
        (DoubtAnswer.NOT_ASKED, 1, None),
    ]
    assert (doubt.decidable, doubt.is_asking, doubt.obstacle) == (3, True, None)
    decide(context, campaign_id, SENT)
    assert context.states() == ["accepted", "accepted", "accepted", "uncertain"]


@pytest.mark.parametrize("decision", DoubtDecision)
def test_before_the_provider_was_asked_nothing_can_be_decided(context: HarnessContext, decision: DoubtDecision) -> None:
    campaign_id = start_in_doubt(context)
    with pytest.raises(Conflict, match="doubt_not_asked"):
        show(context, campaign_id, decision)


def test_messages_of_a_provider_that_cannot_be_asked_can_be_decided_at_once(context: HarnessContext) -> None:
    context.provider.terms = replace(context.provider.terms, supports_lookup=False)
    campaign_id = start_in_doubt(context, 2)
    doubt = show(context, campaign_id, AGAIN)
    assert [(count.answer, count.number) for count in doubt.counts] == [(DoubtAnswer.CANNOT_ASK, 2)]
    assert not doubt.is_asking
    assert decide(context, campaign_id, AGAIN) == 2
    assert context.states() == ["queued"] * 2


def test_messages_of_another_account_are_only_treated_as_sent(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context, 1)
    context.provider.terms = replace(context.provider.terms, account="another")
    with pytest.raises(Conflict, match="doubt_other_account"):
        show(context, campaign_id, AGAIN)
    assert decide(context, campaign_id, SENT) == 1


def test_messages_of_a_stopped_campaign_are_only_treated_as_sent(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context)
    look_up_all(context)
    campaigns.stop_campaign(context, CHIEF, campaign_id)
    with pytest.raises(Conflict, match="doubt_campaign_over"):
        show(context, campaign_id, AGAIN)
    assert decide(context, campaign_id, SENT) == 3
    assert context.states() == ["accepted"] * 3


def test_while_a_campaign_is_paused_what_is_to_be_sent_again_waits(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context, 2, taken=False)
    look_up_all(context)
    campaigns.pause_campaign(context, CHIEF, campaign_id)
    decide(context, campaign_id, AGAIN)
    ask_again(context)
    assert (context.states(), send_all(context)) == (["queued"] * 2, 0)
    campaigns.resume_campaign(context, CHIEF, campaign_id)
    assert send_all(context) == 2


@pytest.mark.parametrize("by", [AUTHOR, OPERATOR, CLOCK])
@pytest.mark.parametrize("decision", DoubtDecision)
def test_only_supervisors_decide(context: HarnessContext, by: Any, decision: DoubtDecision) -> None:
    campaign_id = start_in_doubt(context)
    look_up_all(context)
    with pytest.raises(NotAllowed):
        decide(context, campaign_id, decision, by)
    assert context.states() == ["uncertain"] * 3


def test_a_decision_on_what_has_changed_since_the_form_was_shown_is_refused(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context)
    look_up_all(context)
    token = show(context, campaign_id, AGAIN).token
    look_up_all(context, 30)
    assert show(context, campaign_id, AGAIN).token == token, "the same answers came again"
    context.provider.failed_look_ups.append(NoAnswer("several"))
    look_up_all(context, 30)
    with pytest.raises(Conflict, match="doubt_changed"):
        uncertain_decisions.decide(context, CHIEF, campaign_id, AGAIN, token, DoubtReason.CONSOLE)
    context.provider.hidden.clear()
    look_up_all(context, 30)
    with pytest.raises(Conflict, match="doubt_none"):
        uncertain_decisions.decide(context, CHIEF, campaign_id, AGAIN, token, DoubtReason.CONSOLE)
    assert context.states() == ["accepted"] * 3


def test_a_second_decision_is_refused(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context)
    look_up_all(context)
    token = show(context, campaign_id, AGAIN).token
    decide(context, campaign_id, SENT)
    with pytest.raises(Conflict, match="doubt_none"):
        uncertain_decisions.decide(context, CHIEF, campaign_id, AGAIN, token, DoubtReason.CONSOLE)


def test_a_reason_that_does_not_fit_to_the_decision_is_refused(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context)
    look_up_all(context)
    token = show(context, campaign_id, AGAIN).token
    with pytest.raises(Conflict):
        uncertain_decisions.decide(context, CHIEF, campaign_id, AGAIN, token, DoubtReason.NOT_TWICE)


class DecidingProvider:
    """A connection during whose look-up a supervisor decides."""

    def __init__(self, context: HarnessContext, campaign_id: int, decision: DoubtDecision, answer: LookUp) -> None:
        self._decision = (context, campaign_id, decision)
        self._answer = answer

    def look_up(self, reference: str, since: object) -> LookUp:
        decide(*self._decision)
        return self._answer


@pytest.mark.fault("P1")
@pytest.mark.parametrize(
    ("decision", "answer", "state"),
    [
        (SENT, Absent(), "accepted"),
        (SENT, Found("p7"), "accepted"),
        (AGAIN, Absent(), "uncertain"),
        (AGAIN, NoAnswer("several"), "uncertain"),
        (AGAIN, Found("p7"), "accepted"),
    ],
)
def test_of_a_decision_and_a_late_look_up_one_counts_and_nothing_known_as_taken_is_sent_again(
    context: HarnessContext, decision: DoubtDecision, answer: LookUp, state: str
) -> None:
    context.provider.terms = replace(context.provider.terms, list_complete_seconds=3600)
    campaign_id = start_in_doubt(context, 1)
    look_up_all(context)
    context.clock.advance(hours=2)
    (message,) = uncertain.find_due(context, CLOCK)
    connection = DecidingProvider(context, campaign_id, decision, answer)
    uncertain.look_up_message(context, CLOCK, connection, message)  # type: ignore[arg-type]  # only look_up is called
    assert context.states() == [state]


def test_what_the_list_shows_at_the_moment_of_the_decision_is_not_sent_again(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context, taken=True)
    look_up_all(context)
    token = show(context, campaign_id, AGAIN).token
    context.provider.hidden.clear()
    uncertain_decisions.decide(context, CHIEF, campaign_id, AGAIN, token, DoubtReason.CONSOLE)
    assert send_all(context) == 0
    ask_again(context)
    assert (context.states(), send_all(context)) == (["accepted"] * 3, 0)
    assert len(context.provider.arrived) == 3


def test_what_is_to_be_sent_again_waits_for_no_person_and_is_not_decided_twice(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context)
    look_up_all(context)
    uncertain.alert_people(context, CLOCK)
    (key,) = map(EventKey.decode, context.post_keys("doubt"))
    context.post_all()
    decide(context, campaign_id, AGAIN)
    context.clock.advance(minutes=5)
    uncertain.alert_people(context, CLOCK)
    assert not campaign_events.get_doubt(context, CLOCK, key).is_open
    assert home.get_home(context, CHIEF).undecided == 0
    doubt = campaign_views.get_campaign_view(context, CHIEF, campaign_id).doubt
    assert doubt is not None
    assert (doubt.counts, doubt.decidable, doubt.resend_requested) == ([], 0, 3)
    for decision in DoubtDecision:
        with pytest.raises(Conflict, match="doubt_decided"):
            show(context, campaign_id, decision)


def test_without_an_answer_what_is_to_be_sent_again_is_asked_about_until_there_is_one(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context, 1, taken=False)
    look_up_all(context)
    context.clock.advance(hours=80)
    decide(context, campaign_id, AGAIN)
    for _ in range(3):
        context.provider.failed_look_ups.append(NoAnswer("timeout"))
        ask_again(context)
        assert (context.states(), send_all(context)) == (["uncertain"], 0)
        assert uncertain.find_due(context, CLOCK) == []
        context.clock.advance(minutes=5)
    ask_again(context)
    assert context.states() == ["queued"]


def test_an_answer_that_contradicts_what_was_sent_lets_it_wait_for_a_person_again(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context, 1)
    look_up_all(context)
    decide(context, campaign_id, AGAIN)
    context.provider.failed_look_ups.append(NoAnswer("several"))
    ask_again(context)
    assert get_campaign(context, campaign_id).state is CampaignState.PAUSED
    look_up_all(context)
    assert context.states() == ["uncertain"]
    assert decide(context, campaign_id, SENT) == 1


def test_a_stop_ends_the_request_to_send_again(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context, 2, taken=False)
    look_up_all(context)
    decide(context, campaign_id, AGAIN)
    campaigns.stop_campaign(context, CHIEF, campaign_id)
    ask_again(context)
    assert context.states() == ["uncertain"] * 2
    assert decide(context, campaign_id, SENT) == 2


def test_a_decision_between_two_claims_touches_no_message_that_was_claimed_again(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context, 2, taken=False)
    look_up_all(context)
    token = show(context, campaign_id, SENT).token
    with context.store.transaction() as db:
        messages.release_message(db, 1, "by hand", context.clock.now())
    sending.claim_message(context, CLOCK)
    with pytest.raises(Conflict, match="doubt_changed"):
        uncertain_decisions.decide(context, CHIEF, campaign_id, SENT, token, DoubtReason.CONSOLE)
    assert context.states() == ["claimed", "uncertain"]


def test_the_alert_shows_what_can_be_decided(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context)
    look_up_all(context)
    uncertain.alert_people(context, CLOCK)
    (key,) = map(EventKey.decode, context.post_keys("doubt"))
    event = campaign_events.get_doubt(context, CLOCK, key)
    assert event.view.doubt is not None
    assert (event.view.doubt.decidable, event.waiting, event.is_open) == (3, 3, True)
    context.post_all()
    decide(context, campaign_id, SENT)
    uncertain.alert_people(context, CLOCK)
    assert context.posts("doubt"), "the posted alert is updated"


def test_messages_that_are_treated_as_sent_count_as_contacts(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context)
    look_up_all(context)
    decide(context, campaign_id, SENT)
    context.clock.advance(days=1)
    with pytest.raises(BadInput, match="nobody_left"):
        submit(context, import_list(context, make_debts(3), again=True).target.id)


def test_a_first_request_that_did_arrive_after_all_is_shown_and_pauses_nothing(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context, 2, taken=True)
    look_up_all(context)
    decide(context, campaign_id, AGAIN)
    ask_again(context)
    send_all(context)
    reference = str(context.value("SELECT reference FROM messages WHERE id = 1"))
    receipts.record_receipts(context, CLOCK, [replace(make_receipt("p1"), reference=reference), make_receipt("p3")])
    assert context.states() == ["delivered", "accepted"]
    view = campaign_views.get_campaign_view(context, CHIEF, campaign_id)
    assert (view.campaign.state, view.contradictions) == (CampaignState.SENDING, 1)
    assert context.posts("mismatch") == []


def test_a_receipt_for_one_that_was_sent_again_after_all_settles_it(context: HarnessContext) -> None:
    campaign_id = start_in_doubt(context, 1, taken=False)
    look_up_all(context)
    decide(context, campaign_id, AGAIN)
    ask_again(context)
    send_all(context)
    receipts.record_receipts(context, CLOCK, [make_receipt("p1")])
    assert context.states() == ["delivered"]
    context.clock.advance(hours=80)
    receipts.collect_receipts(context, CLOCK, context.provider)
    assert context.states() == ["delivered"]
