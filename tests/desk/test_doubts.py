"""Messages of which nobody knows whether they were sent: never twice, and never forgotten."""

from dataclasses import replace
from typing import Any

import pytest

from bot.model.providers import Absent, LookUp, NoAnswer, Uncertain
from bot.services import campaigns, sending, uncertain
from bot.store import messages
from bot.store.database import Store
from tests.desk.files import Paid
from tests.desk.office import CHIEF, CLOCK, KEY, Office
from tests.desk.steps import begun, paid, work


def in_doubt(office: Office, *, taken: bool, count: int = 1) -> int:
    """A campaign whose first request was lost; whether the provider took it all the same."""
    campaign_id = begun(office, count)
    office.provider.results.append(Uncertain("timeout"))
    office.provider.swallowed.append(taken)
    work(office)
    return campaign_id


def asked(office: Office) -> int:
    """Ask about everything that may be asked about; how many."""
    due = uncertain.find_due(office, CLOCK)
    for message in due:
        uncertain.look_up_message(office, CLOCK, office.provider, message)
    return len(due)


def test_the_provider_is_asked_once_its_answer_can_be_believed(office: Office) -> None:
    in_doubt(office, taken=True)
    office.clock.advance(seconds=59)
    assert asked(office) == 0
    assert office.states() == ["uncertain"]
    office.clock.advance(seconds=1)
    assert asked(office) == 1
    assert office.states() == ["accepted"]
    assert office.value("SELECT provider_id FROM messages") == "p1"
    assert work(office) == 0
    assert len(office.provider.arrived) == 1


def test_what_the_provider_does_not_have_is_sent_again_once(office: Office) -> None:
    in_doubt(office, taken=False)
    office.clock.advance(seconds=60)
    asked(office)
    assert office.states() == ["queued"]
    assert work(office) == 1
    assert len(office.provider.arrived) == 1
    assert office.states() == ["accepted"]


def test_what_is_absent_time_and_again_waits_for_a_person(office: Office) -> None:
    begun(office)
    for _ in range(3):
        office.provider.results.append(Uncertain("timeout"))
        work(office)
        office.clock.advance(seconds=60)
        asked(office)
    assert office.states() == ["uncertain"]
    assert office.reasons() == ["absent_again"]
    office.clock.advance(hours=1)
    assert asked(office) == 0


def test_no_answer_is_asked_for_again_later_and_nothing_is_sent(office: Office) -> None:
    in_doubt(office, taken=True)
    office.provider.lost_look_ups.append(NoAnswer("timeout"))
    office.clock.advance(seconds=60)
    asked(office)
    assert office.states() == ["uncertain"]
    assert asked(office) == 0
    office.clock.advance(seconds=30)
    assert asked(office) == 1
    assert office.states() == ["accepted"]


@pytest.mark.parametrize("other", [{"looks_up": False}, {"name": "dry_run"}, {"account": "another"}])
def test_only_the_account_that_may_have_it_is_asked_and_only_if_it_can_answer(
    office: Office, other: dict[str, Any]
) -> None:
    in_doubt(office, taken=True)
    office.provider.terms = replace(office.provider.terms, **other)
    office.clock.advance(hours=1)
    assert asked(office) == 0
    assert office.states() == ["uncertain"]


def test_what_was_claimed_at_a_crash_is_in_doubt_after_the_start(office: Office) -> None:
    campaign_id = begun(office, 2)
    taken = sending.claim_message(office, CLOCK)
    assert taken is not None
    office.provider.send(taken.outgoing)
    office.store.close()
    again = replace(office, store=Store(office.store.path, KEY))
    assert uncertain.recover_claimed(again, CLOCK) == 1
    assert again.states() == ["uncertain", "queued"]
    assert again.value("SELECT shown < wanted FROM posts WHERE kind = 'campaign' AND key = :key", key=str(campaign_id))
    again.clock.advance(seconds=60)
    asked(again)
    assert work(again) == 1
    assert [message.to for message in again.provider.arrived] == ["09012345601", "09012345602"]
    again.store.close()


def test_what_is_paid_while_it_is_in_doubt_is_not_sent_again(office: Office) -> None:
    in_doubt(office, taken=False)
    paid(office, [Paid()])
    office.clock.advance(seconds=60)
    asked(office)
    assert work(office) == 0
    assert (office.states(), office.reasons()) == (["held"], ["paid"])


def test_a_doubtful_message_of_a_campaign_that_was_stopped_is_not_sent_again(office: Office) -> None:
    campaign_id = in_doubt(office, taken=False)
    campaigns.stop_campaign(office, CHIEF, campaign_id)
    office.clock.advance(seconds=60)
    asked(office)
    assert office.states() == ["cancelled"]


class SlowLookUp:
    """A line on which, while it waits for its answer, something else happens to the message."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def look_up(self, reference: str, since: object) -> LookUp:
        """Somebody decides meanwhile that it was not sent; it is sent again, and that request is lost, too."""
        with self._office.store.transaction() as db:
            messages.release_message(db, 1, "by hand", self._office.clock.now())
        self._office.provider.results.append(Uncertain("timeout"))
        self._office.provider.swallowed.append(True)
        work(self._office)
        return Absent()


def test_a_late_answer_about_an_earlier_request_does_not_put_a_message_back(office: Office) -> None:
    in_doubt(office, taken=False)
    office.clock.advance(seconds=60)
    (message,) = uncertain.find_due(office, CLOCK)
    uncertain.look_up_message(office, CLOCK, SlowLookUp(office), message)  # type: ignore[arg-type]
    assert office.states() == ["uncertain"]
    office.clock.advance(seconds=60)
    asked(office)
    assert office.states() == ["accepted"]
    assert len(office.provider.arrived) == 1
