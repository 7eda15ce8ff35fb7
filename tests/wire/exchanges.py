"""Recorded exchanges with a provider: `call` of the adapter, `request` on the wire, `response`, and what it `gives`."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.model.providers import Connection, LookUp, NoAnswer, NotSent, Outgoing, Receipt, SendResult
from tests.wire.server import Arrival, Reply, reply

Exchange = dict[str, Any]


def load(provider: str) -> dict[str, Exchange]:
    """Return the exchanges of a provider by name."""
    files = sorted((Path(__file__).parent / provider).glob("*.json"))
    return {file.stem: json.loads(file.read_text("utf-8")) for file in files}


def make_message(call: dict[str, str]) -> Outgoing:
    times = {name: datetime.fromisoformat(call[name]) for name in ("give_up_at", "claimed_at") if name in call}
    message = Outgoing("m-1", "09012345678", call["body"], times.get("give_up_at"))
    return replace(message, claimed_at=times.get("claimed_at"))


def make_reply(exchange: Exchange) -> Reply:
    return reply(exchange["response"]["status"], exchange["response"]["body"])


def describe_result(result: SendResult | LookUp) -> list[object]:
    """Return a result in the form that the exchanges use."""
    first = [getattr(result, name) for name in ("provider_id", "reason", "code") if hasattr(result, name)]
    return [type(result).__name__, *first, *(["stop"] if isinstance(result, NotSent) and result.stop else [])]


def describe_receipts(pages: Iterable[list[Receipt] | NoAnswer]) -> list[object]:
    """Return receipts in the form that the exchanges use."""
    found = [receipt for page in pages if not isinstance(page, NoAnswer) for receipt in page]
    return ["Receipts", *([one.provider_id, one.state, one.reason, one.raw] for one in found)]


def collect_receipts(connection: Connection, call: dict[str, str]) -> list[object]:
    """Collect the receipts of the span of a call; return them in the form that the exchanges use."""
    since, until = (datetime.fromisoformat(call[name]) for name in ("since", "until"))
    return describe_receipts(connection.receipts(since, until))


def check_request(arrival: Arrival, request: dict[str, Any]) -> None:
    """Check a request on the wire."""
    assert (arrival.method, arrival.path) == (request["method"], request["path"])
    assert (arrival.query, arrival.form) == (request.get("query", {}), request.get("form", {}))
    assert request.get("headers", {}).items() <= arrival.headers.items()
