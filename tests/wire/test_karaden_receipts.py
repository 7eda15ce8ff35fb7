"""Receipts: pages, and how Karaden's states map to ours."""

from datetime import UTC, datetime

import pytest

from bot.model.messages import MessageState
from bot.model.providers import KaradenAccount, NoAnswer, Receipt
from bot.model.reasons import NotDelivered
from bot.network import Network
from bot.providers.karaden.connection import Karaden
from tests.tables import list_cases
from tests.wire.server import Reply, Server, message, page, reply, serve

SINCE = datetime(2026, 7, 7, 0, 0, 0, 900_000, tzinfo=UTC)
UNTIL = datetime(2026, 7, 7, 3, 0, 0, 900_000, tzinfo=UTC)
S, N = MessageState, NotDelivered


def fetch_pages(*script: Reply) -> tuple[list[list[Receipt] | NoAnswer], Server]:
    with (
        serve(*script) as server,
        Karaden(KaradenAccount(server.url, "tenant", "token", 1), Network()).connect() as connection,
    ):
        return list(connection.receipts(SINCE, UNTIL)), server


def fetch_one(item: object) -> Receipt:
    (found,), _ = fetch_pages(page(item))
    assert isinstance(found, list)
    return found[0]


def test_pages_are_requested_until_the_last_one() -> None:
    found, server = fetch_pages(
        page(message(id="a"), more=True), page(message(id="b"), more=True), page(message(id="c"))
    )
    assert [[item.provider_id for item in part] for part in found if isinstance(part, list)] == [["a"], ["b"], ["c"]]
    assert [arrival.query["page"] for arrival in server.arrivals] == [["1"], ["2"], ["3"]]
    assert {arrival.query["per_page"][0] for arrival in server.arrivals} == {"100"}


def test_the_span_is_requested_in_jst_and_rounded_outwards() -> None:
    _, server = fetch_pages(page())
    query = server.arrivals[0].query
    assert query["start_at"] == ["2026-07-07T09:00:00+09:00"]
    assert query["end_at"] == ["2026-07-07T12:00:01+09:00"]


def test_a_lost_page_ends_the_receipts_with_no_answer() -> None:
    found, server = fetch_pages(page(message(), more=True), reply(503, ""), page())
    assert isinstance(found[0], list)
    assert found[1:] == [NoAnswer("http_503")]
    assert len(server.arrivals) == 2


def test_reading_stops_after_the_maximum_number_of_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.providers.karaden.connection.PAGES", 3)
    found, server = fetch_pages(page(message(), more=True))
    assert found[-1] == NoAnswer("too_many_pages")
    assert len(server.arrivals) == 3


def test_a_message_without_an_id_does_not_hide_the_others() -> None:
    found, _ = fetch_pages(page(message(id=None), message(id="b")))
    assert [[item.provider_id for item in part] for part in found if isinstance(part, list)] == [["b"]]


@pytest.mark.parametrize(
    ("outcome", "raw"),
    list_cases(
        ((S.ACCEPTED, None), "waiting/processing/none", "done/processing/none", "done/processing/unconnected"),
        ((S.ACCEPTED, None), "done/done/none"),
        ((S.DELIVERED, None), "done/done/received", "done/processing/received"),
        ((S.UNDELIVERED, N.OUT_OF_AREA), "done/done/unconnected"),
        ((S.UNDELIVERED, N.OTHER), "done/done/error", "canceled/done/none"),
        ((S.UNDELIVERED, N.REJECTED_BY_PROVIDER), "error/done/none", "processing_error/done/error"),
        ((S.UNKNOWN, None), "done/done/unknown"),
    ),
)
def test_each_karaden_state_maps_to_one_state(outcome: tuple[MessageState, NotDelivered | None], raw: str) -> None:
    status, result, sent_result = raw.split("/")
    receipt = fetch_one(message(status=status, result=result, sent_result=sent_result))
    assert ((receipt.state, receipt.reason), receipt.raw) == (outcome, raw)


@pytest.mark.parametrize(
    ("changes", "raw"),
    [
        ({"sent_result": "bounced"}, "unknown_answer waiting/processing/bounced"),
        ({"status": None}, "unknown_answer ?/processing/none"),
        ({"status": "09012345678"}, "unknown_answer ?/processing/none"),
        ({"sent_result": {"a": 1}}, "unknown_answer waiting/processing/?"),
    ],
)
def test_an_unknown_state_changes_nothing_and_is_recorded(changes: dict[str, object], raw: str) -> None:
    receipt = fetch_one(message(**changes))
    assert (receipt.state, receipt.reason, receipt.raw) == (S.ACCEPTED, None, raw)


def test_units_are_read_only_from_final_results() -> None:
    assert fetch_one(message(charged_count_per_sent=2)).units is None
    final = {"result": "done", "status": "done", "sent_result": "received"}
    assert fetch_one(message(**final, charged_count_per_sent=2)).units == 2
    assert fetch_one(message(**final, charged_count_per_sent=-1)).units is None
    assert fetch_one(message(**final, charged_count_per_sent=True)).units is None


def test_the_time_of_a_receipt_is_the_delivery_time_in_utc() -> None:
    late = message(received_at="2026-07-07T10:00:05+09:00", updated_at="2026-07-07T11:00:00+09:00")
    assert fetch_one(late).at == datetime(2026, 7, 7, 1, 0, 5, tzinfo=UTC)
    assert fetch_one(message()).at == datetime(2026, 7, 7, 1, 0, tzinfo=UTC)
    assert fetch_one(message(updated_at="yesterday")).at is None
    assert fetch_one(message(updated_at="2026-07-07T11:00:00")).at is None


def test_the_reference_is_the_first_tag() -> None:
    assert fetch_one(message(tags=["m-9", "other"])).reference == "m-9"
    assert fetch_one(message(tags=[])).reference is None
