"""The adapter over a real socket, with recorded exchanges made from Karaden's description."""

import functools
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.model.providers import Found, KaradenAccount, NoAnswer, NotSent, Outgoing
from bot.network import Network
from bot.providers.karaden.connection import Karaden, KaradenConnection
from tests.wire.server import Arrival, reply, serve

EXCHANGES = sorted((Path(__file__).parent / "karaden").glob("*.json"))
DESCRIPTION = Path(__file__).parents[2].parent / "shared" / "specs" / "karaden-2024-03-01.openapi.yaml"
TENANT = "0f0f3d5e-8d6d-4f37-9c33-d5a8fb0e4f11"
BODY = "〇〇市収納管理課です。\r\nお電話ください。"

each = pytest.mark.parametrize(
    "exchange", [json.loads(file.read_text()) for file in EXCHANGES], ids=[file.stem for file in EXCHANGES]
)
described = pytest.mark.skipif(not DESCRIPTION.exists(), reason="the provider's description is not beside the checkout")


def make_call(connection: KaradenConnection, call: dict[str, str]) -> list[object]:
    """Make the call of an exchange; return the result in the form that the exchange uses."""
    if call["verb"] == "send":
        until = datetime.fromisoformat(call["give_up_at"]) if "give_up_at" in call else None
        result: object = connection.send(Outgoing("m-1", "09012345678", BODY, until))
    elif call["verb"] == "cancel":
        result = connection.cancel(call["provider_id"])
    elif call["verb"] == "look_up":
        result = connection.look_up("m-1", datetime(2026, 7, 7, tzinfo=UTC))
    else:
        pages = connection.receipts(datetime.fromisoformat(call["since"]), datetime.fromisoformat(call["until"]))
        receipts = [receipt for page in pages if not isinstance(page, NoAnswer) for receipt in page]
        return ["Receipts", *([item.reference, item.state, item.reason, item.units] for item in receipts)]
    first = [getattr(result, name) for name in ("provider_id", "reason", "code") if hasattr(result, name)]
    if isinstance(result, Found):
        first.append(result.taken_at.isoformat() if result.taken_at else None)
    return [type(result).__name__, *first, *(["stop"] if isinstance(result, NotSent) and result.stop else [])]


def run_exchange(exchange: dict[str, Any]) -> tuple[list[object], list[Arrival]]:
    answer = exchange["response"]
    with serve(reply(answer["status"], answer["body"])) as server:
        connection = Karaden(KaradenAccount(server.url, TENANT, "local-token", 1), Network()).connect()
        with connection:
            result = make_call(connection, exchange["call"])
        return result, server.arrivals


@each
def test_the_adapter_sends_the_request_and_returns_the_result_of_the_exchange(exchange: dict[str, Any]) -> None:
    result, arrivals = run_exchange(exchange)
    assert result == exchange["gives"]
    assert len(arrivals) == 1
    arrival, request = arrivals[0], exchange["request"]
    assert (arrival.method, arrival.path) == (request["method"], request["path"])
    assert (arrival.query, arrival.form) == (request["query"], request["form"])
    assert request["headers"].items() <= arrival.headers.items()


@functools.cache
def load_description() -> dict[str, Any]:
    """Load the description. Its examples contain `errors: null` and the code `invalid_version`, which its schemas
    forbid: both are allowed here."""
    document: dict[str, Any] = yaml.safe_load(DESCRIPTION.read_text())
    error = document["components"]["schemas"]["Error"]["properties"]
    error["errors"]["type"] = ["object", "null"]
    error["code"]["enum"].append("invalid_version")
    listed = document["paths"]["/{tenant_id}/messages"]["get"]["responses"]["200"]["content"]["application/json"]
    document["components"]["schemas"]["List"] = listed["schema"]
    return document


def get_schema(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}", "components": load_description()["components"]}


@described
@each
def test_the_answers_of_the_exchanges_are_valid_by_the_description(exchange: dict[str, Any]) -> None:
    body = exchange["response"]["body"]
    names = {"message": "Message", "list": "List", "error": "Error"}
    jsonschema.validate(body, get_schema(names[body["object"]]))


@described
@each
def test_the_adapter_uses_only_parameters_of_the_description(exchange: dict[str, Any]) -> None:
    _, (arrival,) = run_exchange(exchange)
    document = load_description()
    if arrival.method == "GET":
        offered = document["paths"]["/{tenant_id}/messages"]["get"]["parameters"]
        names = {part.get("name") or resolve(document, part["$ref"])["name"] for part in offered}
        assert set(arrival.query) <= names
        return
    if exchange["call"]["verb"] == "cancel":
        assert not arrival.form
        return
    form: dict[str, Any] = {name: values[0] for name, values in arrival.form.items()}
    form |= {"service_id": int(form["service_id"]), "tags[]": arrival.form["tags[]"]}
    message = get_schema("Message")
    jsonschema.validate(form, message)
    assert set(form) <= set(message["components"]["schemas"]["Message"]["properties"])


def resolve(document: dict[str, Any], reference: str) -> dict[str, Any]:
    found: dict[str, Any] = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found
