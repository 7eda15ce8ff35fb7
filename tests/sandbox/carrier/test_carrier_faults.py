"""Every fault of the carrier's control face, as a plain client sees it on a real socket."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from tests.sandbox.carrier.conftest import Local


def set_fault(local: Local, fault: str, **more: str | float) -> None:
    answer = httpx.post(f"{local.root}/control/faults", json={"fault": fault, **more}, trust_env=False)
    assert answer.json() == {"ok": True}


def answers(local: Local) -> list[tuple[object, object]]:
    return [(line["answer"], line["status"]) for line in local.lines]


def taken(local: Local) -> int:
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
def test_a_refusing_fault_answers_so_and_takes_nothing(local: Local, fault: str, status: int, code: str) -> None:
    set_fault(local, fault)
    answer = local.send()
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answers(local) == [("refused", status)]
    assert taken(local) == 0
    assert local.send().status_code == 200


def test_429_names_the_seconds_to_wait(local: Local) -> None:
    set_fault(local, "http_429", seconds=7)
    set_fault(local, "http_429")
    assert [local.send().headers["retry-after"] for _ in range(2)] == ["7", "1"]


def test_a_redirect_sends_only_if_it_is_followed(local: Local) -> None:
    set_fault(local, "redirect_307", times=2)
    assert local.send().status_code == 307
    assert (answers(local), taken(local)) == ([("refused", 307)], 0)
    local.client.follow_redirects = True
    assert local.send().status_code == 200
    assert taken(local) == 1


def test_a_time_out_comes_after_the_message_was_taken(local: Local) -> None:
    set_fault(local, "timeout_after_accept")
    local.client.timeout = httpx.Timeout(0.3)
    with pytest.raises(httpx.ReadTimeout):
        local.send()
    assert (answers(local), taken(local)) == ([("none", None)], 1)


def test_a_silence_of_some_seconds_ends_in_a_reset(local: Local) -> None:
    set_fault(local, "timeout_after_accept", seconds=0.2)
    with pytest.raises(httpx.ReadError):
        local.send()
    assert (answers(local), taken(local)) == ([("none", None)], 1)


def test_a_reset_comes_after_the_message_was_taken(local: Local) -> None:
    set_fault(local, "reset_after_accept")
    with pytest.raises(httpx.ReadError, match="reset"):
        local.send()
    assert (answers(local), taken(local)) == ([("none", None)], 1)


def test_half_an_answer_is_half_an_answer(local: Local) -> None:
    set_fault(local, "half_answer")
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
        local.send()
    assert (answers(local), taken(local)) == ([("none", None)], 1)


def test_garbage_is_no_json_though_it_says_so(local: Local) -> None:
    set_fault(local, "garbage")
    answer = local.send()
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    with pytest.raises(ValueError, match="Expecting value"):
        answer.json()
    assert (answers(local), taken(local)) == ([("accepted", 200)], 1)


def test_an_answer_without_an_id_was_taken_all_the_same(local: Local) -> None:
    set_fault(local, "accepted_no_id")
    answer = local.send()
    assert answer.json()["object"] == "message"
    assert "id" not in answer.json()
    assert (answers(local), taken(local)) == ([("accepted", 200)], 1)


def test_a_refused_connection_leaves_no_trace(local: Local) -> None:
    set_fault(local, "refuse_connection")
    # Which of the three it is depends on how much of the request had left when the connection went.
    with pytest.raises((httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)):
        local.send()
    assert (answers(local), taken(local)) == ([], 0)
    assert local.send().status_code == 200


def test_a_slow_answer_is_a_good_answer(local: Local) -> None:
    set_fault(local, "slow", seconds=0.3)
    began = time.monotonic()
    assert local.send().status_code == 200
    assert time.monotonic() - began >= 0.3
    assert answers(local) == [("accepted", 200)]


def test_a_fault_can_be_meant_for_some_numbers_only(local: Local) -> None:
    set_fault(local, "http_500", to_suffix="77")
    assert [local.send(to).status_code for to in ("09012345601", "09012345677")] == [200, 500]


def test_a_request_that_is_wrong_anyway_uses_up_no_fault(local: Local) -> None:
    set_fault(local, "http_500")
    assert [local.send(to).status_code for to in ("12", "09012345601")] == [422, 500]


def test_the_look_up_can_be_down_while_receipts_are_not(local: Local) -> None:
    message = local.send("09012345601", "row:1").json()
    set_fault(local, "lookup_down", times=2)
    assert local.list(service_id=1).status_code == 200
    assert local.list(tag="row:1").status_code == 500
    assert local.client.get(f"messages/{message['id']}").status_code == 500
    assert local.list(tag="row:1").json()["data"][0]["id"] == message["id"]


def test_receipts_can_come_twice(local: Local) -> None:
    for number in ("09012345601", "09012345602"):
        local.send(number)
    set_fault(local, "receipts_duplicate")
    assert [shown["to"][-1] for shown in local.list().json()["data"]] == ["2", "2", "1", "1"]
    assert [shown["to"][-1] for shown in local.list().json()["data"]] == ["2", "1"]


def test_receipts_can_come_backwards_with_old_news_after_new(local: Local) -> None:
    for number in ("09012345601", "09012345602"):
        local.send(number)
    local.wait(5)
    set_fault(local, "receipts_reversed")
    shown = [(message["to"][-1], message["result"]) for message in local.list().json()["data"]]
    assert shown == [("1", "done"), ("1", "processing"), ("2", "done"), ("2", "processing")]


def test_a_fault_that_does_not_exist_is_refused(local: Local) -> None:
    for wish in ({"fault": "flood"}, {"fault": "http_500", "times": "often"}, ["http_500"]):
        answer = httpx.post(f"{local.root}/control/faults", json=wish, trust_env=False)
        assert (answer.status_code, answer.json()["ok"]) == (400, False)


def test_faults_can_be_cleared(local: Local) -> None:
    set_fault(local, "http_500", times=9)
    httpx.post(f"{local.root}/control/faults", json={"clear": True}, trust_env=False)
    assert local.send().status_code == 200
