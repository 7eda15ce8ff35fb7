"""Receipts: pages, and Karaden's words in ours."""

from datetime import UTC, datetime

import pytest

from bot.model.messages import MessageState
from bot.model.providers import KaradenAccount, NoAnswer, Receipt
from bot.model.reasons import NotDelivered
from bot.providers.karaden.connection import Karaden
from tests.wire.server import Reply, Server, message, reply, serving

SINCE = datetime(2026, 7, 7, 0, 0, 0, 900_000, tzinfo=UTC)
UNTIL = datetime(2026, 7, 7, 3, 0, 0, 900_000, tzinfo=UTC)
S, N = MessageState, NotDelivered


def page(*data: object, more: bool = False) -> Reply:
    return reply(200, {"object": "list", "has_more": more, "data": list(data)})


def pages(*script: Reply) -> tuple[list[list[Receipt] | NoAnswer], Server]:
    with serving(*script) as server, Karaden(KaradenAccount(server.url, "tenant", "token", 1)).connect() as connection:
        return list(connection.receipts(SINCE, UNTIL)), server


def only(item: object) -> Receipt:
    (found,), _ = pages(page(item))
    assert isinstance(found, list)
    return found[0]


def test_pages_are_asked_for_until_there_are_no_more() -> None:
    found, server = pages(page(message(id="a"), more=True), page(message(id="b"), more=True), page(message(id="c")))
    assert [[item.provider_id for item in part] for part in found if isinstance(part, list)] == [["a"], ["b"], ["c"]]
    assert [arrival.query["page"] for arrival in server.arrivals] == [["1"], ["2"], ["3"]]
    assert {arrival.query["per_page"][0] for arrival in server.arrivals} == {"100"}


def test_the_span_is_asked_for_in_jst_and_never_cut_short() -> None:
    _, server = pages(page())
    query = server.arrivals[0].query
    assert query["start_at"] == ["2026-07-07T09:00:00+09:00"]
    assert query["end_at"] == ["2026-07-07T12:00:01+09:00"]


def test_a_lost_page_ends_the_span_and_says_so() -> None:
    found, server = pages(page(message(), more=True), reply(503, ""), page())
    assert isinstance(found[0], list)
    assert found[1:] == [NoAnswer("http_503")]
    assert len(server.arrivals) == 2


def test_a_list_without_an_end_is_left_after_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.providers.karaden.connection.PAGES", 3)
    found, server = pages(page(message(), more=True))
    assert found[-1] == NoAnswer("too_many_pages")
    assert len(server.arrivals) == 3


def test_a_message_without_an_id_does_not_hide_the_others() -> None:
    found, _ = pages(page(message(id=None), message(id="b")))
    assert [[item.provider_id for item in part] for part in found if isinstance(part, list)] == [["b"]]


@pytest.mark.parametrize(
    ("said", "state", "reason"),
    [
        ("waiting/processing/none", S.ACCEPTED, None),
        ("done/processing/none", S.ACCEPTED, None),
        ("done/processing/unconnected", S.ACCEPTED, None),
        ("done/done/none", S.ACCEPTED, None),
        ("done/done/received", S.DELIVERED, None),
        ("done/processing/received", S.DELIVERED, None),
        ("done/done/unconnected", S.UNDELIVERED, N.OUT_OF_AREA),
        ("done/done/error", S.UNDELIVERED, N.OTHER),
        ("done/done/unknown", S.UNKNOWN, None),
        ("error/done/none", S.UNDELIVERED, N.REJECTED_BY_PROVIDER),
        ("processing_error/done/error", S.UNDELIVERED, N.REJECTED_BY_PROVIDER),
        ("canceled/done/none", S.UNDELIVERED, N.OTHER),
    ],
)
def test_karadens_words_have_one_meaning_each(said: str, state: MessageState, reason: NotDelivered | None) -> None:
    status, result, sent_result = said.split("/")
    receipt = only(message(status=status, result=result, sent_result=sent_result))
    assert (receipt.state, receipt.reason, receipt.raw) == (state, reason, said)


@pytest.mark.parametrize(
    ("changes", "raw"),
    [
        ({"sent_result": "bounced"}, "unknown_answer waiting/processing/bounced"),
        ({"status": None}, "unknown_answer ?/processing/none"),
        ({"status": "09012345678"}, "unknown_answer ?/processing/none"),
        ({"sent_result": {"a": 1}}, "unknown_answer waiting/processing/?"),
    ],
)
def test_an_unknown_word_is_no_outcome_and_is_seen(changes: dict[str, object], raw: str) -> None:
    receipt = only(message(**changes))
    assert (receipt.state, receipt.reason, receipt.raw) == (S.ACCEPTED, None, raw)


def test_units_count_once_the_result_is_final() -> None:
    assert only(message(charged_count_per_sent=2)).units is None
    final = {"result": "done", "status": "done", "sent_result": "received"}
    assert only(message(**final, charged_count_per_sent=2)).units == 2
    assert only(message(**final, charged_count_per_sent=-1)).units is None
    assert only(message(**final, charged_count_per_sent=True)).units is None


def test_a_receipts_time_is_when_the_phone_had_it_in_utc() -> None:
    late = message(received_at="2026-07-07T10:00:05+09:00", updated_at="2026-07-07T11:00:00+09:00")
    assert only(late).at == datetime(2026, 7, 7, 1, 0, 5, tzinfo=UTC)
    assert only(message()).at == datetime(2026, 7, 7, 1, 0, tzinfo=UTC)
    assert only(message(updated_at="yesterday")).at is None
    assert only(message(updated_at="2026-07-07T11:00:00")).at is None


def test_the_reference_is_the_first_tag() -> None:
    assert only(message(tags=["m-9", "other"])).reference == "m-9"
    assert only(message(tags=[])).reference is None
