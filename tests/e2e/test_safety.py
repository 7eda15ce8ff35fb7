"""The page's policy, as a browser enforces it."""

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.browser import WAIT_MS, Window, open_window
from tests.sandbox.slack.client import LocalSlack, run_sandbox

pytestmark = pytest.mark.e2e


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[LocalSlack]:
    with run_sandbox(tmp_path) as started:
        yield started


@pytest.fixture
def window(browser: Browser, slack: LocalSlack) -> Iterator[Window]:
    with open_window(browser, slack.service.base) as window:
        yield window


def check_blocked(window: Window, script: str, *messages: str) -> None:
    """Run a script and wait until the browser's console has an error with each of these messages."""
    window.page.evaluate(script)
    end = time.monotonic() + WAIT_MS / 1000
    while missing := [message for message in messages if message not in " ".join(window.errors)]:
        assert time.monotonic() < end, missing
        window.page.wait_for_timeout(50)


def test_a_script_added_to_the_page_does_not_run(window: Window) -> None:
    check_blocked(
        window,
        """() => {
            const one = document.createElement("script");
            try { one.text = "window.ran = true"; } catch { console.error("trusted types refused the script"); }
            document.body.append(one);
        }""",
        "trusted types refused the script",
    )
    assert window.page.evaluate("window.ran") is None


def test_html_cannot_be_made_from_a_string(window: Window) -> None:
    check_blocked(
        window,
        """() => { try { document.body.innerHTML = "<b>x</b>"; } catch { console.error("no HTML of strings"); } }""",
        "no HTML of strings",
    )


def test_styles_in_the_markup_and_pictures_from_elsewhere_are_blocked(window: Window) -> None:
    check_blocked(
        window,
        """() => {
            document.body.setAttribute("style", "display: none");
            const picture = new Image();
            picture.src = "http://192.0.2.1/x.png";
        }""",
        "style-src",
        "img-src",
    )
    expect(window.page.locator("#conversation")).to_be_visible()


def test_requests_to_other_addresses_are_blocked(window: Window) -> None:
    check_blocked(window, """() => { fetch("http://127.0.0.1:9/").catch(() => {}); }""", "connect-src")


class OtherSite(BaseHTTPRequestHandler):
    """A page of another site, also on this machine."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!DOCTYPE html><title>elsewhere</title>")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def other_site() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), OtherSite) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_another_sites_page_cannot_act_here(browser: Browser, slack: LocalSlack, other_site: str) -> None:
    page = browser.new_page()
    try:
        page.goto(other_site)
        refused = page.evaluate(
            """async (base) => {
                const headers = { "Content-Type": "text/plain" };
                const body = JSON.stringify({ advance_seconds: 3600 });
                await fetch(`${base}/control/clock`, { method: "POST", mode: "no-cors", headers, body });
                const socket = new WebSocket(`${base.replace("http", "ws")}/watch/changes`);
                return new Promise((done) => {
                    socket.onopen = () => done(false);
                    socket.onerror = () => done(true);
                });
            }""",
            slack.service.base,
        )
    finally:
        page.close()
    assert refused
    assert slack.get("clock")["now"] < "2026-07-07T09:30"
