"""Every fault of the carrier's control interface, as a plain client meets it on a real socket."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from tests.sandbox.carrier.conftest import LocalCarrier


def set_fault(local: LocalCarrier, fault: str, **more: str | float) -> None:
    answer = httpx.post(f"{local.root}/control/faults", json={"fault": fault, **more}, trust_env=False)
    assert answer.json() == {"ok": True}


def list_answers(local: LocalCarrier) -> list[tuple[object, object]]:
    return [(line["answer"], line["status"]) for line in local.lines]


def count_accepted(local: LocalCarrier) -> int:
    return len(local.list(service_id=1).json()["data"])


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("http_429", 429, "unknown"),
        ("http_500", 500, "unknown"),
        ("http_401", 401, "unauthentication"),
        ("balance_out", 403, "unknown"),
    ],
)
def test_a_refusal_accepts_no_message(local: LocalCarrier, fault: str, status: int, code: str) -> None:
    set_fault(local, fault)
    answer = local.send()
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert list_answers(local) == [("refused", status)]
    assert count_accepted(local) == 0
    assert local.send().status_code == 200


def test_429_names_the_seconds_to_wait(local: LocalCarrier) -> None:
    set_fault(local, "http_429", seconds=7)
    set_fault(local, "http_429")
    assert [local.send().headers["retry-after"] for _ in range(2)] == ["7", "1"]


def test_a_redirect_accepts_a_message_only_if_it_is_followed(local: LocalCarrier) -> None:
    set_fault(local, "redirect_307", times=2)
    assert local.send().status_code == 307
    assert (list_answers(local), count_accepted(local)) == ([("refused", 307)], 0)
    local.client.follow_redirects = True
    assert local.send().status_code == 200
    assert count_accepted(local) == 1


def test_a_time_out_comes_after_the_message_was_accepted(local: LocalCarrier) -> None:
    set_fault(local, "timeout_after_accept")
    local.client.timeout = httpx.Timeout(30, read=1)
    with pytest.raises(httpx.ReadTimeout):
        local.send()
    local.client.timeout = httpx.Timeout(30)
    while not local.lines:  # a busy server may record the request after the client's time-out
        time.sleep(0.05)
    assert (list_answers(local), count_accepted(local)) == ([("none", None)], 1)


@pytest.mark.parametrize(
    ("fault", "error", "match"),
    [
        ({"fault": "timeout_after_accept", "seconds": 0.2}, httpx.ReadError, "reset"),
        ({"fault": "reset_after_accept"}, httpx.ReadError, "reset"),
        ({"fault": "half_answer"}, httpx.RemoteProtocolError, "without sending complete"),
    ],
)
def test_a_connection_breaks_after_the_message_was_accepted(
    local: LocalCarrier, fault: dict[str, Any], error: type[Exception], match: str
) -> None:
    set_fault(local, **fault)
    with pytest.raises(error, match=match):
        local.send()
    assert (list_answers(local), count_accepted(local)) == ([("none", None)], 1)


def test_garbage_is_no_json_despite_its_content_type(local: LocalCarrier) -> None:
    set_fault(local, "garbage")
    answer = local.send()
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    with pytest.raises(ValueError, match="Expecting value"):
        answer.json()
    assert (list_answers(local), count_accepted(local)) == ([("accepted", 200)], 1)


def test_a_message_whose_answer_has_no_id_was_accepted(local: LocalCarrier) -> None:
    set_fault(local, "accepted_no_id")
    answer = local.send()
    assert answer.json()["object"] == "message"
    assert "id" not in answer.json()
    assert (list_answers(local), count_accepted(local)) == ([("accepted", 200)], 1)


def test_a_refused_connection_leaves_no_evidence(local: LocalCarrier) -> None:
    set_fault(local, "refuse_connection")
    # Which of the three it is depends on how much of the request had left before the reset.
    with pytest.raises((httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)):
        local.send()
    assert (list_answers(local), count_accepted(local)) == ([], 0)
    assert local.send().status_code == 200


def test_a_slow_answer_is_complete(local: LocalCarrier) -> None:
    set_fault(local, "slow", seconds=0.3)
    began = time.monotonic()
    assert local.send().status_code == 200
    assert time.monotonic() - began >= 0.3
    assert list_answers(local) == [("accepted", 200)]


def test_a_fault_can_apply_to_some_numbers_only(local: LocalCarrier) -> None:
    set_fault(local, "http_500", to_suffix="77")
    assert [local.send(to).status_code for to in ("09012345601", "09012345677")] == [200, 500]


def test_a_wrong_request_uses_up_no_fault(local: LocalCarrier) -> None:
    set_fault(local, "http_500")
    assert [local.send(to).status_code for to in ("12", "09012345601")] == [422, 500]


def test_the_look_up_can_be_down_while_receipts_are_not(local: LocalCarrier) -> None:
    message = local.send("09012345601", "row:1").json()
    set_fault(local, "lookup_down", times=2)
    assert local.list(service_id=1).status_code == 200
    assert local.list(tag="row:1").status_code == 500
    assert local.client.get(f"messages/{message['id']}").status_code == 500
    assert local.list(tag="row:1").json()["data"][0]["id"] == message["id"]


def test_the_list_can_lag_behind_what_was_accepted(local: LocalCarrier) -> None:
    set_fault(local, "list_lags", seconds=30)
    message = local.send("09012345601", "row:1").json()
    local.advance(29)
    assert local.list(tag="row:1").json()["data"] == []
    assert local.client.get(f"messages/{message['id']}").status_code == 404
    assert len(local.list().json()["data"]) == 1
    local.advance(1)
    assert local.list(tag="row:1").json()["data"][0]["id"] == message["id"]
    local.send("09012345602", "row:2")
    httpx.post(f"{local.root}/control/faults", json={"clear": True}, trust_env=False)
    assert len(local.list(tag="row:2").json()["data"]) == 1


def test_an_accepted_message_can_be_answered_with_an_error(local: LocalCarrier) -> None:
    set_fault(local, "http_500_after_accept")
    assert local.send("09012345601", "row:1").status_code == 500
    assert len(local.list(tag="row:1").json()["data"]) == 1
    arrivals = httpx.get(f"{local.root}/control/arrivals", trust_env=False).json()
    assert [(arrival["answer"], arrival["status"]) for arrival in arrivals] == [("none", 500)]
    assert local.send("09012345602", "row:2").status_code == 200


def test_an_answer_can_name_another_message(local: LocalCarrier) -> None:
    first = local.send("09012345601", "row:1").json()
    set_fault(local, "same_id")
    assert local.send("09012345602", "row:2").json()["id"] == first["id"]
    set_fault(local, "foreign_id")
    foreign = local.send("09012345603", "row:3").json()
    listed = [message["id"] for message in local.list().json()["data"]]
    assert (foreign["id"] in listed, len(set(listed))) == (False, 3)


def test_receipts_can_come_twice(local: LocalCarrier) -> None:
    for number in ("09012345601", "09012345602"):
        local.send(number)
    set_fault(local, "receipts_duplicate")
    assert [shown["to"][-1] for shown in local.list().json()["data"]] == ["2", "2", "1", "1"]
    assert [shown["to"][-1] for shown in local.list().json()["data"]] == ["2", "1"]


def test_receipts_can_come_in_reverse_with_old_states_after_new(local: LocalCarrier) -> None:
    for number in ("09012345601", "09012345602"):
        local.send(number)
    local.advance(5)
    set_fault(local, "receipts_reversed")
    shown = [(message["to"][-1], message["result"]) for message in local.list().json()["data"]]
    assert shown == [("1", "done"), ("1", "processing"), ("2", "done"), ("2", "processing")]


def test_an_unknown_fault_is_refused(local: LocalCarrier) -> None:
    for fields in ({"fault": "flood"}, {"fault": "http_500", "times": "often"}, ["http_500"]):
        answer = httpx.post(f"{local.root}/control/faults", json=fields, trust_env=False)
        assert (answer.status_code, answer.json()["ok"]) == (400, False)


def test_faults_can_be_cleared(local: LocalCarrier) -> None:
    set_fault(local, "http_500", times=9)
    httpx.post(f"{local.root}/control/faults", json={"clear": True}, trust_env=False)
    assert local.send().status_code == 200
