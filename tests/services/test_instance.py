"""One run of the bot sends from a file: the newest, on the file that it has locked."""

from dataclasses import replace

from bot.services import instance, sending
from tests.services import steps
from tests.services.harness import CLOCK, HarnessContext, HeldLock


class LostLock(HeldLock):
    """A lock whose file was moved away."""

    def is_held(self) -> bool:
        return False


def test_an_earlier_run_claims_nothing_and_the_newest_sends(context: HarnessContext) -> None:
    steps.start_campaign(context, 3)
    first, second = (replace(context, sender_lock=HeldLock()) for _ in range(2))
    instance.begin_run(first, CLOCK)
    assert sending.claim_message(first, CLOCK) is not None
    instance.begin_run(second, CLOCK)
    assert not sending.has_sendable(first, CLOCK)
    assert sending.claim_message(first, CLOCK) is None
    assert sending.has_sendable(second, CLOCK)
    assert sending.claim_message(second, CLOCK) is not None
    assert context.list_audited()[-2:] == [("clock", "instance.start", "done")] * 2


def test_a_process_that_has_not_begun_or_has_lost_its_file_claims_nothing(context: HarnessContext) -> None:
    steps.start_campaign(context, 1)
    lost, not_begun = LostLock(), HeldLock()
    not_begun.epoch = None
    for lock in (lost, not_begun):
        unable = replace(context, sender_lock=lock)
        assert not sending.has_sendable(unable, CLOCK)
        assert sending.claim_message(unable, CLOCK) is None
    assert context.states() == ["queued"]
