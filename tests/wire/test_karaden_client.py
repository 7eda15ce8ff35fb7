"""The provider's own client and the adapter send the same request."""

from datetime import UTC, datetime, timedelta, timezone

from karaden.model.message import Message
from karaden.param.message_create_params import MessageCreateParams
from karaden.request_options import RequestOptions

from bot.model.providers import Accepted, KaradenAccount, Outgoing
from bot.network import Network
from bot.providers.karaden.connection import Karaden
from tests.wire.server import message, reply, serve

CLOSE = datetime(2026, 7, 7, 17, 0, tzinfo=timezone(timedelta(hours=9)))
BODY = "〇〇市です。\n「100%」&+="


def test_the_adapter_sends_the_same_request_as_the_providers_own_client() -> None:
    with serve(reply(200, message())) as server:
        with Karaden(KaradenAccount(server.url, "tenant", "token", 1), Network()).connect() as connection:
            assert isinstance(connection.send(Outgoing("m-1", "09012345678", BODY, CLOSE.astimezone(UTC))), Accepted)
        options = (
            RequestOptions.new_builder()
            .with_api_base(server.url)
            .with_tenant_id("tenant")
            .with_api_key("token")
            .with_api_version("2024-03-01")
            .build()
        )
        Message.create(MessageCreateParams(1, "09012345678", BODY, ["m-1"], None, None, CLOSE), options)
    ours, theirs = server.arrivals
    assert (ours.method, ours.path, ours.form) == (theirs.method, theirs.path, theirs.form)
    for name in ("authorization", "karaden-version", "content-type"):
        assert ours.headers[name] == theirs.headers[name]
