"""Other sites' pages are kept out of every address, the page's own is let in, and so is what is no browser."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.sandbox.slack.desk import Desk, running

PLACES = ["/control/people", "/watch/start", "/carrier/control/arrivals", "/page/js/main.js", "/api/auth.test"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with running(tmp_path) as started:
        yield started


def status(desk: Desk, path: str, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.get(f"{desk.service.base}{path}", headers=named).status_code


@pytest.mark.parametrize("path", PLACES)
def test_another_pages_origin_is_refused_everywhere(desk: Desk, path: str) -> None:
    assert status(desk, path, Origin="https://example.com") == 403
    assert status(desk, path, Origin="null") == 403
    assert status(desk, path, Origin="http://127.0.0.1:1") == 403
    assert status(desk, path, Sec_Fetch_Site="cross-site") == 403
    assert status(desk, path, Sec_Fetch_Site="same-site") == 403


@pytest.mark.parametrize("path", PLACES)
def test_the_page_itself_and_what_is_no_browser_are_let_in(desk: Desk, path: str) -> None:
    assert status(desk, path, Origin=desk.service.base, Sec_Fetch_Site="same-origin") == 200
    assert status(desk, path) == 200


def test_a_link_from_elsewhere_leads_to_the_page(desk: Desk) -> None:
    assert status(desk, "/", Sec_Fetch_Site="cross-site") == 200


def test_a_request_that_was_addressed_to_another_host_is_refused(desk: Desk) -> None:
    assert status(desk, "/control/people", Host="example.com") == 400


@pytest.mark.parametrize("path", ["/watch/changes", "/link?ticket=x"])
def test_a_socket_of_another_page_is_refused(desk: Desk, path: str) -> None:
    address = desk.service.base.replace("http", "ws") + path
    with pytest.raises(InvalidStatus) as refused, connect(address, origin=Origin("https://example.com")):
        pass
    assert refused.value.response.status_code == 403


def test_the_pages_own_socket_is_let_in(desk: Desk) -> None:
    address = desk.service.base.replace("http", "ws") + "/watch/changes"
    with connect(address, origin=Origin(desk.service.base)) as socket:
        assert '"messages"' in str(socket.recv(5))
