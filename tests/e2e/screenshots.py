"""`python -m tests.e2e.screenshots FOLDER`: the pictures for README, from a real run in each language."""

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Locator, expect, sync_playwright

from tests.e2e import job
from tests.e2e.browser import Window, opened, started
from tests.e2e.job import ENGLISH, JAPANESE, Cast
from tests.e2e.smaller import smaller
from tests.process.system import run_sandbox

WIDTH = 1120
FIRST = (WIDTH, 900)
LEAST = 640
ROOM = {"modal": 250, "card": 210}  # pixels of the page above and below what is shown
SETTLING = 400  # milliseconds for the last redraw


def main(folder: Path) -> None:
    """Play the job twice and keep ten pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        for cast in (JAPANESE, ENGLISH):
            with (
                TemporaryDirectory(prefix="nofu-pictures-") as kept,
                run_sandbox(Path(kept)) as system,
                started(playwright) as browser,
            ):
                system.start(NOFU_LOCALE=cast.language)
                with opened(browser, system.base, FIRST) as window:
                    _play(window, cast, folder)


def _play(window: Window, cast: Cast, folder: Path) -> None:
    def keep(name: str, shown: Locator, room: str) -> None:
        _fit(window, shown, ROOM[room])
        (folder / f"{cast.language}-{name}.png").write_bytes(smaller(window.page.screenshot()))

    job.upload(window, cast)
    keep("upload", window.form.locator(".page"), "modal")
    window.close_form(cast.words("form.close"))
    job.preview(window, cast)
    keep("preview", window.form.locator(".page"), "modal")
    job.submit(window, cast)
    window.sit(cast.approver)
    expect(
        job.card(window, cast).get_by_role("button", name=cast.words("campaign.approve"), exact=True)
    ).to_be_visible()
    keep("approval", job.card(window, cast), "card")
    job.approve(window, cast)
    expect(job.card(window, cast)).to_contain_text(re.compile("█{6,}░"))
    keep("progress", job.card(window, cast), "card")
    job.sent(window, cast)
    job.receipts(window, cast)
    keep("digest", job.digest(window, cast).locator("xpath=.."), "card")


def _fit(window: Window, shown: Locator, room: int) -> None:
    """Make the window as high as what is to be seen, so that nothing is cut off."""
    page = window.page
    height = shown.evaluate("(node) => node.scrollHeight")
    page.set_viewport_size({"width": WIDTH, "height": max(LEAST, height + room)})
    page.mouse.move(WIDTH // 2, 4)
    page.wait_for_timeout(SETTLING)
    shown.evaluate(
        "(node) => { const list = node.closest('#scroller'); if (list) list.scrollTop = list.scrollHeight; }"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
