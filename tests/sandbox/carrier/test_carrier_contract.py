"""The carrier against what the provider publishes: its own client, and its OpenAPI description if it is present."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
import yaml
from jsonschema import Draft4Validator, FormatChecker
from karaden.exception.bad_request_exception import BadRequestException
from karaden.exception.forbidden_exception import ForbiddenException
from karaden.exception.not_found_exception import NotFoundException
from karaden.exception.too_many_requests_exception import TooManyRequestsException
from karaden.exception.unauthorized_exception import UnauthorizedException
from karaden.exception.unprocessable_entity_exception import UnprocessableEntityException
from karaden.model.message import Message
from karaden.param.message_cancel_params import MessageCancelParams
from karaden.param.message_create_params import MessageCreateParams
from karaden.param.message_detail_params import MessageDetailParams
from karaden.param.message_list_params import MessageListParams
from karaden.request_options import RequestOptions

if TYPE_CHECKING:
    from tests.sandbox.carrier.conftest import LocalCarrier

SPECS = Path(__file__).parents[3].parent / "shared" / "specs" / "karaden-2024-03-01.openapi.yaml"
NUMBER = "09012345601"


def make_options(local: LocalCarrier, token: str = "", tenant: str = "") -> Any:
    return (
        RequestOptions.new_builder()
        .with_api_version("2024-03-01")
        .with_api_key(token or local.account.token)
        .with_tenant_id(tenant or local.account.tenant_id)
        .with_api_base(local.base)
        .build()
    )


def start_order(to: str = NUMBER) -> Any:
    return MessageCreateParams.new_builder().with_service_id(1).with_to(to).with_body("本文")


def test_the_providers_client_sends_lists_reads_and_cancels(local: LocalCarrier) -> None:
    later = local.now + timedelta(hours=1)
    ordered = start_order().with_tags(["row:1", "秋"]).with_is_shorten(False).with_scheduled_at(later)
    sent = Message.create(ordered.with_limited_at(later + timedelta(hours=2)).build(), make_options(local))
    assert (sent.to, sent.body, sent.tags, sent.scheduled_at) == (NUMBER, "本文", ["row:1", "秋"], later)
    asked = MessageListParams.new_builder().with_tag("秋").with_start_at(local.now).with_per_page(100)
    listed = Message.list(asked.build(), make_options(local))
    assert ([message.id for message in listed.data], listed.has_more) == ([sent.id], False)
    seen = Message.detail(MessageDetailParams(sent.id), make_options(local))
    assert (seen.status, seen.created_at) == ("waiting", local.now)
    assert Message.cancel(MessageCancelParams(sent.id), make_options(local)).status == "canceled"


def test_the_providers_client_recognises_every_refusal(local: LocalCarrier) -> None:
    with pytest.raises(UnauthorizedException):
        Message.create(start_order().build(), make_options(local, token="another"))
    with pytest.raises(BadRequestException):
        Message.create(start_order().build(), make_options(local, tenant=str(uuid4())))
    with pytest.raises(UnprocessableEntityException) as refused:
        Message.create(start_order("12").build(), make_options(local))
    assert refused.value.error.errors.get_property("to")
    with pytest.raises(NotFoundException):
        Message.detail(MessageDetailParams(str(uuid4())), make_options(local))
    for fault, kind in (("http_429", TooManyRequestsException), ("balance_out", ForbiddenException)):
        local.faults.set({"fault": fault})
        with pytest.raises(kind):
            Message.create(start_order().build(), make_options(local))


@pytest.fixture(scope="module")
def description() -> Any:
    if not SPECS.exists():
        pytest.skip("the provider's OpenAPI description is not beside the checkout")
    return yaml.safe_load(SPECS.read_text("utf-8"))


def check(description: Any, name: str, answer: dict[str, object]) -> None:
    """Validate as OpenAPI 3.0, whose keywords are draft 4's; and allow no field that is not described.

    Every documented example has `errors: null`, although the schema allows no null: null is allowed here.
    """
    shown = {key: value for key, value in answer.items() if (key, value) != ("errors", None)}
    schema = {"components": description["components"], "allOf": [{"$ref": f"#/components/schemas/{name}"}]}
    formats = FormatChecker(formats=[])
    formats.checks("date-time", ValueError)(lambda value: bool(datetime.fromisoformat(str(value)).tzinfo))
    formats.checks("uuid", ValueError)(lambda value: len(str(value)) == 36)
    Draft4Validator(schema, format_checker=formats).validate(shown)
    assert set(shown) <= set(description["components"]["schemas"][name]["properties"])


@pytest.mark.parametrize("ending", ["01", "80", "84", "87", "89", "90", "91", "92"])
def test_a_message_has_the_described_form_in_every_state(local: LocalCarrier, description: Any, ending: str) -> None:
    sent = local.send("090123456" + ending, "row:1").json()
    for seconds in (0, 2, 5):
        local.advance(seconds)
        seen = local.client.get(f"messages/{sent['id']}").json()
        check(description, "Message", seen)
        check(description, "SentMessage", {key: value for key, value in seen.items() if key != "is_shorten_clicked"})


def test_refusals_have_the_described_form(local: LocalCarrier, description: Any) -> None:
    check(description, "Error", local.send("12").json())
    check(description, "Error", local.list(per_page=500).json())
    check(description, "Error", local.client.get(f"messages/{uuid4()}").json())
    for fault in ("http_429", "http_500", "http_401", "balance_out"):
        local.faults.set({"fault": fault})
        check(description, "Error", local.send().json())


def test_documented_refusals_are_word_for_word(local: LocalCarrier, description: Any) -> None:
    posted = description["paths"]["/{tenant_id}/messages"]["post"]["responses"]
    documented = posted["401"]["content"]["application/json"]["examples"]["unauthentication"]["value"]
    assert local.client.get("messages", headers={"Authorization": "no"}).json() == documented
    documented = posted["404"]["content"]["application/json"]["examples"]["model_not_found"]["value"]
    assert local.client.get(f"messages/{uuid4()}").json() == documented
