"""Other sites' pages are kept out of every address, the page's own is let in, and so is what is no browser."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.sandbox.slack.client import LocalSlack, run_sandbox

PLACES = ["/control/people", "/watch/start", "/carrier/control/arrivals", "/page/js/main.js", "/api/auth.test"]


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[LocalSlack]:
    with run_sandbox(tmp_path) as started:
        yield started


def status(slack: LocalSlack, path: str, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.get(f"{slack.service.base}{path}", headers=named).status_code


@pytest.mark.parametrize("path", PLACES)
def test_another_pages_origin_is_refused_everywhere(slack: LocalSlack, path: str) -> None:
    assert status(slack, path, Origin="https://example.com") == 403
    assert status(slack, path, Origin="null") == 403
    assert status(slack, path, Origin="http://127.0.0.1:1") == 403
    assert status(slack, path, Sec_Fetch_Site="cross-site") == 403
    assert status(slack, path, Sec_Fetch_Site="same-site") == 403


@pytest.mark.parametrize("path", PLACES)
def test_the_page_itself_and_what_is_no_browser_are_let_in(slack: LocalSlack, path: str) -> None:
    assert status(slack, path, Origin=slack.service.base, Sec_Fetch_Site="same-origin") == 200
    assert status(slack, path) == 200


def test_a_link_from_elsewhere_leads_to_the_page(slack: LocalSlack) -> None:
    assert status(slack, "/", Sec_Fetch_Site="cross-site") == 200


def test_a_request_that_was_addressed_to_another_host_is_refused(slack: LocalSlack) -> None:
    assert status(slack, "/control/people", Host="example.com") == 400


@pytest.mark.parametrize("path", ["/watch/changes", "/link?ticket=x"])
def test_a_socket_of_another_page_is_refused(slack: LocalSlack, path: str) -> None:
    address = slack.service.base.replace("http", "ws") + path
    with pytest.raises(InvalidStatus) as refused, connect(address, origin=Origin("https://example.com")):
        pass
    assert refused.value.response.status_code == 403


def test_the_pages_own_socket_is_let_in(slack: LocalSlack) -> None:
    address = slack.service.base.replace("http", "ws") + "/watch/changes"
    with connect(address, origin=Origin(slack.service.base)) as socket:
        assert '"messages"' in str(socket.recv(5))
