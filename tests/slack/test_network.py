"""Slack's API, its socket, downloads and the provider go through the proxy, and trust the settings' authorities."""

import io
import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.logs import configure_logging
from bot.model.errors import FileRefused
from bot.model.providers import KaradenAccount
from bot.network import Network
from bot.providers.karaden.connection import Karaden
from bot.slack import health
from bot.slack.client import CheckedClient
from bot.slack.socket_mode import SlackSocket
from bot.slack.uploads import Uploads
from tests.slack.proxy import API, KARADEN, PASSWORD, Outside, serve_outside, write_authority
from tests.slack.server import Reply, Slack

WAIT_SECONDS = 60.0
ACCOUNT = KaradenAccount(KARADEN, "tenant", "token", 1)


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    with serve_outside(tmp_path) as running:
        yield running


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The lines of the log; logging is restored afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    text = io.StringIO()
    configure_logging("INFO", text)
    yield text
    root.handlers[:], logging.raiseExceptions = handlers, True
    root.setLevel(level)


@contextmanager
def open_socket(client: CheckedClient) -> Iterator[threading.Event]:
    """Connect a socket; the event is set by its first message."""
    greeted = threading.Event()
    socket = SlackSocket("xapp-test", client)
    socket.message_listeners.append(lambda *_: greeted.set())
    try:
        socket.connect()
        yield greeted
    finally:
        socket.close()


def make_client(network: Network) -> CheckedClient:
    return CheckedClient("xoxb-test", API, frozenset(), network)


def test_the_api_goes_through_the_proxy(outside: Outside) -> None:
    outside.slack.answers["auth.test"] = {"ok": True, "team_id": "T1"}
    assert make_client(outside.network()).auth_test()["team_id"] == "T1"
    outside.slack.answers["respond/secret"] = Reply(b"ok")
    make_client(outside.network()).respond("https://slack.test/respond/secret", "text")
    assert outside.slack.names() == ["auth.test", "respond/secret"]
    assert outside.proxy.targets == ["slack.test"] * 2


def test_the_socket_goes_through_the_proxy(outside: Outside, log: io.StringIO) -> None:
    with open_socket(make_client(outside.network())) as greeted:
        assert greeted.wait(WAIT_SECONDS)
    assert outside.proxy.targets == ["slack.test", "wss.slack.test"]
    assert [json.loads(line)["event"] for line in log.getvalue().splitlines()] == ["connected"]


def test_a_download_goes_through_the_proxy(outside: Outside) -> None:
    url = "https://files.slack.com/files-pri/list.csv"
    outside.slack.answers["files.info"] = {"ok": True, "file": {"id": "F1", "url_private_download": url}}
    outside.slack.answers["files-pri/list.csv"] = Reply(b"1,2,3", headers={})
    with Uploads(make_client(outside.network()), API, 1000).fetch_file("F1", lambda _: None) as upload:
        assert upload.path.read_bytes() == b"1,2,3"
    assert outside.proxy.targets == ["slack.test", "files.slack.com"]


def test_the_provider_is_reached_through_the_proxy(outside: Outside) -> None:
    outside.slack.answers["tenant/messages"] = {"object": "list", "has_more": False, "url": "x", "data": []}
    assert Karaden(ACCOUNT, outside.network()).check() is None
    assert outside.proxy.targets == ["karaden.test"]


def test_a_message_behind_a_refusing_proxy_is_certainly_unsent(outside: Outside) -> None:
    network = Network(f"http://127.0.0.1:{outside.proxy.port}", (), outside.certificates)
    assert Karaden(ACCOUNT, network).check() == "proxy_error"


def test_a_proxy_that_wants_a_password_is_named_and_no_log_line_has_the_password(
    outside: Outside, log: io.StringIO
) -> None:
    wrong = Network(outside.proxy.url.replace("desk:", "other:"), (), outside.certificates)
    first = next(health.run_checks(make_client(wrong), "xapp-test", "T1", None, {}, [], None))
    assert (first.name, first.ok, first.detail, first.advice) == ("slack", False, "proxy_407", "proxy")
    with pytest.raises(OSError, match="407"), open_socket(make_client(wrong)):
        pass
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["code"] for line in lines if line["event"] == "not_connected"] == ["proxy_407"]
    assert not any(secret in log.getvalue() for secret in (PASSWORD, "p%40ss"))
    assert PASSWORD not in repr(wrong)
    assert "p%40ss" not in repr(wrong)


def test_a_certificate_of_an_unknown_authority_is_refused_on_every_wire(outside: Outside, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other, _ = write_authority(tmp_path / "other")
    for certificates in (other, None):
        network = Network(outside.proxy.url, (), certificates)
        client = make_client(network)
        first = next(health.run_checks(client, "xapp-test", "T1", None, {}, [], None))
        assert (first.detail, first.advice) == ("certificate_not_trusted", "certificate")
        assert Karaden(ACCOUNT, network).check() == "certificate_not_trusted"
        with pytest.raises(FileRefused), Uploads(client, API, 1).fetch_file("F1", lambda _: None):
            pass
    assert outside.slack.calls == []


def test_this_machine_is_never_reached_through_the_proxy(
    slack: Slack, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", outside.proxy.url)
    client = CheckedClient("xoxb-test", f"{slack.base}/api/", frozenset(), outside.network())
    slack.answers["auth.test"] = {"ok": True}
    assert client.auth_test()["ok"]
    assert client.proxy is None
    assert outside.proxy.targets == []


@pytest.mark.parametrize(
    ("is_direct", "no_proxy", "url"),
    [
        (True, "slack.com", "https://slack.com/api/"),
        (True, "slack.com", "wss://wss-primary.slack.com/link"),
        (True, ".slack.com", "https://files.slack.com/x"),
        (True, "*.SLACK.com", "https://Files.slack.com./x"),
        (True, "*", "https://slack.com/"),
        (True, "slack.com:443", "wss://slack.com/link"),
        (True, "10.0.0.0/8", "https://10.1.2.3/"),
        (True, "10.1.2.3", "https://10.1.2.3:8443/"),
        (True, "", "https://127.0.0.1/"),
        (True, "", "https://[::1]:8443/"),
        (True, "", "http://localhost:8000/"),
        (False, "", "https://slack.com/"),
        (False, "slack.com:8443", "https://slack.com/"),
        (False, "lack.com", "https://slack.com/"),
        (False, "slack.com.example", "https://slack.com/"),
        (False, "10.0.0.0/8", "https://11.1.2.3/"),
        (False, ".", "https://slack.com/"),
    ],
)
def test_hosts_that_are_reached_without_the_proxy(is_direct: bool, no_proxy: str, url: str) -> None:
    network = Network("http://proxy.example:8080", tuple(filter(None, [no_proxy])))
    assert network.choose_proxy(url) == (None if is_direct else "http://proxy.example:8080")


def test_without_a_proxy_every_host_is_reached_directly() -> None:
    assert Network().choose_proxy("https://slack.com/") is None
