"""Karaden's API: what is accepted, what is refused, and the outcome of a message."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx
import pytest

from sandbox.carrier.karaden.messages import Messages
from sandbox.carrier.karaden.requests import Order
from tests.tables import list_cases

if TYPE_CHECKING:
    from tests.sandbox.carrier.conftest import LocalCarrier


def list_wrong_fields(answer: httpx.Response) -> set[str]:
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_error")
    return set(answer.json()["errors"])


@pytest.mark.parametrize(
    "number", ["9012345601", "+819012345601", "090-1234-5601", "０９０１２３４５６０１", "090123456011", ""]
)
def test_a_number_is_eleven_digits_and_nothing_else(local: LocalCarrier, number: str) -> None:
    assert list_wrong_fields(local.send(number)) == {"to"}


@pytest.mark.parametrize(
    ("body", "is_accepted"), [("あ" * 660, True), ("あ" * 661, False), ("😀" * 330, True), ("😀" * 331, False)]
)
def test_a_text_has_at_most_660_utf16_units(local: LocalCarrier, body: str, is_accepted: bool) -> None:
    assert (local.send(body=body).status_code == 200) is is_accepted


def test_every_fault_of_a_form_is_named_at_once(local: LocalCarrier) -> None:
    answer = local.send("12", service_id="2", body=" \r\n", is_shorten="maybe", scheduled_at="soon", limited_at="31")
    assert list_wrong_fields(answer) == {"service_id", "to", "body", "is_shorten", "scheduled_at", "limited_at"}


def test_a_message_is_scheduled_at_most_thirty_days_ahead_and_expires_after_it_was_sent(local: LocalCarrier) -> None:
    late = (local.now + timedelta(days=30, seconds=1)).isoformat()
    assert list_wrong_fields(local.send(scheduled_at=late)) == {"scheduled_at"}
    assert list_wrong_fields(local.send(limited_at=local.now.isoformat())) == {"limited_at"}
    assert local.send(limited_at="2026-07-07T17:00:00+09:00").json()["limited_at"] == "2026-07-07T17:00:00+09:00"


def test_json_is_not_the_documented_content_type(local: LocalCarrier) -> None:
    answer = local.client.post("messages", json={"service_id": 1, "to": "09012345601", "body": "本文"})
    assert list_wrong_fields(answer) == {"service_id", "to", "body"}
    assert [line["answer"] for line in local.lines] == ["refused"]


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Authorization": "Bearer another"}, 401, "unauthentication"),
        ({"Authorization": ""}, 401, "unauthentication"),
        ({"Karaden-Version": "2099-01-01"}, 400, "invalid_version"),
        ({"Karaden-Version": ""}, 400, "invalid_version"),
    ],
)
def test_every_path_is_authorized(local: LocalCarrier, headers: dict[str, str], status: int, code: str) -> None:
    paths = [("POST", "messages"), ("GET", "messages"), ("GET", "messages/1"), ("POST", "messages/1/cancel")]
    for method, path in paths:
        answer = local.client.request(method, path, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_another_tenant_is_refused(local: LocalCarrier) -> None:
    answer = local.client.get(f"{local.base}/{uuid4()}/messages")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_tenant")


def test_the_same_request_twice_is_two_messages_under_one_tag(local: LocalCarrier) -> None:
    ids = {local.send("09012345601", "row:1").json()["id"] for _ in range(2)}
    assert {message["id"] for message in local.list(tag="row:1").json()["data"]} == ids
    assert len(ids) == 2


@pytest.mark.parametrize(
    ("outcome", "ending"),
    list_cases(
        (("done", "received", 2), "79", "93"),
        (("done", "unconnected", 0), "80", "83"),
        (("done", "error", 0), "84", "87", "89", "91"),
        (("processing", "none", 0), "92"),
    ),
)
def test_the_outcome_follows_the_last_two_digits_after_five_seconds(
    local: LocalCarrier, outcome: tuple[str, str, int], ending: str
) -> None:
    sent = local.send("090123456" + ending, body="あ" * 71).json()
    assert (sent["result"], sent["status"], sent["sent_result"]) == ("processing", "waiting", "none")
    local.advance(4.9)
    assert local.client.get(f"messages/{sent['id']}").json()["result"] == "processing"
    local.advance(0.1)
    seen = local.client.get(f"messages/{sent['id']}").json()
    assert (seen["result"], seen["sent_result"], seen["charged_count_per_sent"]) == outcome
    assert ("received_at" in seen, "charged_at" in seen) == (bool(outcome[-1]), bool(outcome[-1]))


def test_the_list_filters_and_pages_newest_first(local: LocalCarrier) -> None:
    for number in range(5):
        local.send(f"090123456{number + 78}", f"row:{number}", "nofu:test")
        local.advance(10)
    first = local.list(per_page=2).json()
    assert ([message["to"][-2:] for message in first["data"]], first["has_more"]) == (["82", "81"], True)
    last = local.list(per_page=2, page=3).json()
    assert ([message["to"][-2:] for message in last["data"]], last["has_more"]) == (["78"], False)

    def endings(**query: str | int) -> list[str]:
        return [message["to"][-2:] for message in local.list(**query).json()["data"]]

    assert endings(sent_result="unconnected", status="done", result="done") == ["82", "81", "80"]
    assert endings(to="09012345679") == ["79"]
    assert endings(tag="row:4") == ["82"]
    assert endings(service_id=2) == []
    assert endings(start_at="2026-07-07T09:00:10+09:00", end_at="2026-07-07 09:00:20+09:00") == ["80", "79"]
    assert endings(tag="nofu:test", start_at="2026-07-07T09:00:40+09:00") == ["82"]


@pytest.mark.parametrize("query", [{"per_page": 101}, {"page": 0}, {"status": "received"}, {"start_at": "yesterday"}])
def test_a_wrong_query_is_refused(local: LocalCarrier, query: dict[str, str | int]) -> None:
    assert list_wrong_fields(local.list(**query)) == set(query)


def test_only_a_message_more_than_five_minutes_ahead_can_be_cancelled(local: LocalCarrier) -> None:
    now = local.send().json()["id"]
    later = local.send(scheduled_at="2026-07-07T10:00:00+09:00").json()["id"]
    assert local.client.post(f"messages/{now}/cancel").json()["code"] == "can_not_cancel_message"
    local.advance(55 * 60)
    assert local.client.post(f"messages/{later}/cancel").json()["status"] == "canceled"
    local.advance(3600)
    assert local.client.get(f"messages/{later}").json()["sent_result"] == "none"
    assert local.client.post(f"messages/{later}/cancel").status_code == 400
    assert local.client.get(f"messages/{uuid4()}").json()["code"] == "model_not_found"


def test_the_evidence_says_what_was_asked_and_how_it_was_answered(local: LocalCarrier) -> None:
    local.send("09012345601", "row:1", "nofu:test")
    local.send("09012345602")
    local.send("12")
    local.send("09012345603", "nofu:test:00ff")
    local.send("07010000001")
    kept = [(line["to"], line["reference"], line["kind"], line["answer"], line["status"]) for line in local.lines]
    assert kept == [
        ("09012345601", "row:1", "test", "accepted", 200),
        ("09012345602", None, "campaign", "accepted", 200),
        ("12", None, "campaign", "refused", 422),
        ("09012345603", "nofu:test:00ff", "test", "accepted", 200),
        ("07010000001", None, "test", "accepted", 200),
    ]
    assert local.lines[0]["at"] == "2026-07-07T00:00:00+00:00"
    assert httpx.get(f"{local.root}/control/arrivals", trust_env=False).json() == [
        line for line in local.lines if line["answer"] != "refused"
    ]


def test_messages_are_found_by_tag_and_time_among_twenty_thousand(local: LocalCarrier) -> None:
    messages = Messages()
    for number in range(20_000):
        order = Order(f"090{number:08d}", "本文", [f"row:{number}"], False, None, None)
        messages.add(order, service_id=1, now=local.now + timedelta(seconds=number))
    assert [message.order.to for message in messages.list_tagged("row:12345")] == ["09000012345"]
    recent = messages.list_between(local.now + timedelta(seconds=19_990), local.now + timedelta(seconds=19_994))
    assert [message.order.to[-2:] for message in recent] == ["90", "91", "92", "93", "94"]
