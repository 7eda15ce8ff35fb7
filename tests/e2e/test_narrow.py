"""The page on a narrow screen, in dark mode."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from sandbox.walk import steps
from tests.e2e import job
from tests.e2e.browser import Window, open_window
from tests.e2e.job import JAPANESE
from tests.process.system import System

pytestmark = pytest.mark.e2e

NARROW = (390, 844)


@pytest.fixture
def narrow(browser: Browser, system: System) -> Iterator[Window]:
    system.start()
    with open_window(browser, system.base, NARROW, dark=True) as window:
        yield window
        assert window.errors == []


def measure_overflow(window: Window) -> int:
    """Return by how many pixels the page is wider than the screen."""
    wide: int = window.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wide


def test_every_pane_fits_390_pixels(narrow: Window, system: System) -> None:
    steps.upload_list(system.session, job.find_targets())
    steps.preview_and_submit(system.session)
    narrow.switch_user(system.session.supervisor)
    narrow.press("電話と時計")
    expect(narrow.page.locator(".screen")).to_be_visible()
    assert measure_overflow(narrow) == 0
    narrow.press("チャンネル")
    expect(narrow.page.locator("#places")).to_be_visible()
    assert measure_overflow(narrow) == 0
    narrow.open_channel(job.DESK)
    expect(job.find_card(narrow, JAPANESE)).to_be_visible()
    assert measure_overflow(narrow) == 0
    # Measured at once: a card may be drawn anew meanwhile.
    edges = narrow.page.locator(".message .block, .message .button").evaluate_all(
        "nodes => nodes.map((node) => [node.getBoundingClientRect().left, node.getBoundingClientRect().right])"
    )
    assert edges
    assert [edge for edge in edges if edge[0] < 0 or edge[1] > NARROW[0]] == []


def test_a_form_fits_390_pixels_and_can_be_sent(narrow: Window, system: System) -> None:
    narrow.command("/sms-list")
    narrow.wait_for_form(JAPANESE.words("list.file"))
    box = narrow.form.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= NARROW[0]
    narrow.choose_file(JAPANESE.on_page("file.choose"), job.find_targets())
    narrow.press(JAPANESE.words("list.submit"), narrow.form)
    narrow.wait_for_form(JAPANESE.words("count.people", n=int(job.RECIPIENTS)))


def test_dark_mode_gives_a_dark_page(narrow: Window, system: System) -> None:
    ground = narrow.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(26, 29, 33)"
