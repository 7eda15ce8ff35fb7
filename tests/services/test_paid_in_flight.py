"""A payment that becomes known while a message is on its way is counted on the card of the campaign."""

from bot.model.providers import NotSent, Refused, SendResult, Uncertain
from bot.services import campaign_views, sending
from tests.services import steps
from tests.services.files import Paid
from tests.services.harness import AUTHOR, CLOCK, HarnessContext


def count_crossed(context: HarnessContext) -> int:
    return campaign_views.get_campaign_view(context, AUTHOR, 1).paid_in_flight


def test_a_payment_between_the_claim_and_the_answer_is_counted(context: HarnessContext) -> None:
    steps.start_campaign(context, 3)
    claimed = [steps.claim(context) for _ in range(2)]
    context.post_all()
    steps.import_paid(context, [Paid(taxpayer="1001"), Paid(taxpayer="1003"), Paid(taxpayer="9999")])
    assert ("campaign", "1", "desk") in context.posts()
    for one in claimed:
        sending.record_result(context, CLOCK, one, context.provider.send(one.outgoing))
    steps.send_all(context)
    assert context.states() == ["accepted", "accepted", "held"]
    assert count_crossed(context) == 1


def test_a_payment_before_the_claim_or_after_the_answer_is_not_counted(context: HarnessContext) -> None:
    steps.start_campaign(context, 2)
    steps.import_paid(context, [Paid(taxpayer="1001")])
    steps.send_all(context)
    steps.import_paid(context, [Paid(taxpayer="1002")])
    assert context.states() == ["held", "accepted"]
    assert count_crossed(context) == 0


def test_a_message_that_did_not_leave_is_judged_again_and_is_not_counted(context: HarnessContext) -> None:
    steps.start_campaign(context)
    claimed = steps.claim(context)
    steps.import_paid(context, [Paid()])
    sending.record_result(context, CLOCK, claimed, NotSent("connect"))
    steps.send_all(context)
    assert (context.states(), count_crossed(context)) == (["held"], 0)


def test_a_refused_message_is_not_counted_and_an_uncertain_one_is(context: HarnessContext) -> None:
    steps.start_campaign(context, 2)
    results: list[SendResult] = [Refused("E1"), Uncertain("timeout")]
    claimed = [steps.claim(context) for _ in results]
    steps.import_paid(context, [Paid(taxpayer="1001"), Paid(taxpayer="1002")])
    for one, result in zip(claimed, results, strict=True):
        sending.record_result(context, CLOCK, one, result)
    assert context.states() == ["undelivered", "uncertain"]
    assert count_crossed(context) == 1


def test_the_same_payment_again_and_one_that_is_taken_back_are_not_counted(context: HarnessContext) -> None:
    part = Paid(paid="20260501", booked="20260502", amount="1000")
    steps.start_campaign(context)
    steps.import_paid(context, [part])
    claimed = steps.claim(context)
    steps.import_paid(context, [part])
    assert count_crossed(context) == 0
    sending.record_result(context, CLOCK, claimed, context.provider.send(claimed.outgoing))
    assert count_crossed(context) == 0
