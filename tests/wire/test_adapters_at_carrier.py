"""Each provider's adapter with the simulator of the same provider, on a real socket: both are right, or neither is.

They share no code. What a fault leads to is the same at each provider, except where a row says otherwise.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.messages import MessageState
from bot.model.providers import (
    KEPT_BACK,
    Accepted,
    AsksById,
    Connection,
    NoAnswer,
    NotSent,
    Outgoing,
    Provider,
    ProviderName,
    Receipt,
    Refused,
    SendResult,
    Uncertain,
)
from bot.model.reasons import NotDelivered
from bot.network import Network
from bot.providers.accrete import connection as accrete
from bot.providers.registry import PROVIDERS
from bot.settings.declared import Need, require_setting
from bot.settings.loading import read
from tests.wire.carrier import RunningCarrier, run_carrier

NAMES = [name for name, entry in PROVIDERS.items() if entry.sends]
BODY = "〇〇市収納管理課です。\nお電話ください。"
S, N = MessageState, NotDelivered

each = pytest.mark.parametrize("name", NAMES)


@contextmanager
def connect(name: ProviderName) -> Iterator[tuple[Provider, Connection, RunningCarrier]]:
    """Run the carrier for a provider, and open the adapter's connection with the settings that the carrier gives."""
    with run_carrier(name.value) as carrier:
        settings = read(frozenset({Need.PROVIDER}), {"SMS_PROVIDER": name.value, **carrier.settings})
        provider = PROVIDERS[name].make(require_setting(settings.sms).account, Network())
        connection = provider.connect()
        try:
            yield provider, connection, carrier
        finally:
            connection.close()


def make_message(number: int, ending: str = "01") -> Outgoing:
    return Outgoing(f"nofu:{number:016x}", f"090123{number:03d}{ending}", BODY, None)


def collect(connection: Connection, carrier: RunningCarrier, *ids: str) -> list[Receipt]:
    """Return all receipts, however the provider gives them."""
    if isinstance(connection, AsksById):
        pages = connection.receipts_of(ids)
    else:
        pages = connection.receipts(carrier.now - timedelta(hours=1), carrier.now + timedelta(hours=1))
    found: list[Receipt] = []
    for page in pages:
        assert not isinstance(page, NoAnswer)
        found += page
    return found


UNCERTAIN: list[tuple[dict[str, object], str]] = [
    ({"fault": "timeout_after_accept", "seconds": 0.1}, "none"),
    ({"fault": "reset_after_accept"}, "none"),
    ({"fault": "half_answer"}, "none"),
    ({"fault": "garbage"}, "accepted"),
    ({"fault": "accepted_no_id"}, "accepted"),
    ({"fault": "http_500"}, "refused"),
    ({"fault": "redirect_307"}, "refused"),
]


@each
@pytest.mark.parametrize(("fault", "answer"), UNCERTAIN, ids=[str(fault["fault"]) for fault, _ in UNCERTAIN])
def test_a_request_with_an_unknown_outcome_is_uncertain_and_arrived_once(
    name: ProviderName, fault: dict[str, object], answer: str
) -> None:
    with connect(name) as (_, connection, carrier):
        carrier.faults.set(fault)
        assert isinstance(connection.send(make_message(1)), Uncertain)
        assert [found for found, _ in carrier.list_answers()] == [answer]


@each
@pytest.mark.parametrize(("fault", "is_final"), [("http_429", False), ("http_401", True), ("balance_out", True)])
def test_a_request_that_was_refused_for_every_message_was_not_sent(
    name: ProviderName, fault: str, is_final: bool
) -> None:
    with connect(name) as (_, connection, carrier):
        carrier.faults.set({"fault": fault})
        result = connection.send(make_message(1))
        assert isinstance(result, NotSent)
        assert (result.stop, result.answered) == (is_final, True)
        assert isinstance(connection.send(make_message(1)), Accepted)
        assert [answer for answer, _ in carrier.list_answers()] == ["refused", "accepted"]


class _Stop:
    """A departure that lets nothing leave, so that nothing has left."""

    def may_leave(self) -> bool:
        return False

    def has_left(self) -> None:
        raise AssertionError


@each
def test_a_message_that_may_not_leave_any_more_does_not_reach_the_provider(name: ProviderName) -> None:
    with connect(name) as (_, connection, carrier):
        result = connection.send(replace(make_message(1), departure=_Stop()))
        assert isinstance(result, NotSent)
        assert carrier.lines == []


@each
def test_a_number_that_the_provider_refuses_is_refused(name: ProviderName) -> None:
    with connect(name) as (_, connection, carrier):
        assert isinstance(connection.send(Outgoing("nofu:1", "0901", BODY, None)), Refused)
        assert [answer for answer, _ in carrier.list_answers()] == ["refused"]


@each
def test_every_message_has_an_id_of_its_own_and_its_text_as_it_was_sent(name: ProviderName) -> None:
    with connect(name) as (provider, connection, carrier):
        results: list[SendResult] = [connection.send(make_message(number)) for number in range(3)]
        assert len({result.provider_id for result in results if isinstance(result, Accepted)}) == 3
        assert [line["to"] for line in carrier.lines] == [make_message(number).to for number in range(3)]
        assert {line["body"] for line in carrier.lines} == {BODY}
        assert provider.check() is None


OUTCOMES = {
    "01": (S.DELIVERED, None),
    "80": (S.UNDELIVERED, N.OUT_OF_AREA),
    "84": (S.UNDELIVERED, N.REFUSED),
    "87": (S.UNDELIVERED, N.INVALID_NUMBER),
    "89": (S.UNDELIVERED, N.NO_SMS),
    "90": (S.UNDELIVERED, N.SUSPENDED),
    "91": (S.UNDELIVERED, N.CONGESTION),
    "92": (S.ACCEPTED, None),
}
SAME = dict.fromkeys(("80", "84", "87", "89", "90", "91"), (S.UNDELIVERED, N.OTHER))
OTHERWISE = {
    ProviderName.KARADEN: {**SAME, "80": (S.UNDELIVERED, N.OUT_OF_AREA)},
    ProviderName.ACCRETE: SAME,
    ProviderName.ZETTAI: {
        **dict.fromkeys(("87", "90"), (S.UNDELIVERED, N.OTHER)),
        "89": (S.UNDELIVERED, N.REFUSED),
    },
    ProviderName.TWILIO: dict.fromkeys(("90", "91"), (S.UNDELIVERED, N.OTHER)),
}
"""What a provider does not tell apart."""


@each
def test_receipts_say_what_the_provider_can_tell(name: ProviderName, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accrete, "_RECEIPT_PAUSE", 0.0)
    with connect(name) as (_, connection, carrier):
        ids: dict[str, str] = {}
        for number, ending in enumerate(OUTCOMES):
            result = connection.send(make_message(number, ending))
            assert isinstance(result, Accepted)
            ids[result.provider_id] = ending
        early = collect(connection, carrier, *ids)
        assert {receipt.state for receipt in early} == {S.ACCEPTED}
        carrier.advance(6)
        found = {ids[one.provider_id]: (one.state, one.reason) for one in collect(connection, carrier, *ids)}
        assert found == OUTCOMES | OTHERWISE[name]


@each
def test_a_look_up_finds_an_accepted_message_or_says_that_it_cannot(name: ProviderName) -> None:
    with connect(name) as (provider, connection, carrier):
        carrier.faults.set({"fault": "garbage"})
        connection.send(make_message(1))
        answer = connection.look_up(make_message(1).reference, carrier.now - timedelta(minutes=10))
        assert (type(answer).__name__ == "Found") is provider.terms.supports_lookup
        absent = connection.look_up(make_message(2).reference, carrier.now - timedelta(minutes=10))
        assert (type(absent).__name__ == "Absent") is provider.terms.supports_lookup


class Refuses:
    """A departure that lets nothing leave, so that nothing has left."""

    def may_leave(self) -> bool:
        return False

    def has_left(self) -> None:
        raise AssertionError


@each
def test_a_message_that_may_not_leave_any_more_does_not_and_the_connection_goes_on(name: ProviderName) -> None:
    with connect(name) as (_, connection, carrier):
        for open_before in (False, True):
            kept_back = replace(make_message(1), departure=Refuses())
            assert connection.send(kept_back) == NotSent(KEPT_BACK, answered=False), open_before
            assert isinstance(connection.send(make_message(2 + open_before)), Accepted)
        assert len(carrier.list_answers()) == 2
