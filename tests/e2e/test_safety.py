"""The page's policy, as a browser enforces it."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.browser import Window, opened
from tests.sandbox.slack.client import LocalSlack, run_sandbox

pytestmark = pytest.mark.e2e


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[LocalSlack]:
    with run_sandbox(tmp_path) as started:
        yield started


@pytest.fixture
def window(browser: Browser, slack: LocalSlack) -> Iterator[Window]:
    with opened(browser, slack.service.base) as window:
        yield window


def blocked(window: Window, script: str) -> str:
    """Run a script that tries something; what the browser said when it was blocked."""
    window.page.evaluate(script)
    window.page.wait_for_timeout(200)
    return " ".join(window.complaints)


def test_a_script_put_into_the_page_does_not_run(window: Window) -> None:
    said = blocked(
        window,
        """() => {
            const one = document.createElement("script");
            try { one.text = "window.ran = true"; } catch { console.error("trusted types refused the script"); }
            document.body.append(one);
        }""",
    )
    assert window.page.evaluate("window.ran") is None
    assert "trusted types refused the script" in said


def test_html_cannot_be_made_of_a_string(window: Window) -> None:
    said = blocked(
        window,
        """() => { try { document.body.innerHTML = "<b>x</b>"; } catch { console.error("no HTML of strings"); } }""",
    )
    assert "no HTML of strings" in said


def test_styles_in_the_markup_and_pictures_from_elsewhere_are_blocked(window: Window) -> None:
    said = blocked(
        window,
        """() => {
            document.body.setAttribute("style", "display: none");
            const picture = new Image();
            picture.src = "http://192.0.2.1/x.png";
        }""",
    )
    assert "style-src" in said
    assert "img-src" in said
    expect(window.page.locator("#talk")).to_be_visible()


def test_nobody_else_is_asked_for_anything(window: Window) -> None:
    said = blocked(window, """() => { fetch("http://127.0.0.1:9/").catch(() => {}); }""")
    assert "connect-src" in said


class Elsewhere(BaseHTTPRequestHandler):
    """A page of another site, on this machine too."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!DOCTYPE html><title>elsewhere</title>")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_another_sites_page_cannot_act_here(browser: Browser, slack: LocalSlack, elsewhere: str) -> None:
    page = browser.new_page()
    try:
        page.goto(elsewhere)
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
