"""`python -m tests.e2e.screenshots FOLDER`: the pictures of README, from a real run in each language."""

import re
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Locator, expect, sync_playwright

from tests.e2e import job
from tests.e2e.browser import Window, open_window, start_browser
from tests.e2e.job import ENGLISH, JAPANESE, Users
from tests.process.system import run_sandbox

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_BYTES = {2: 3, 6: 4}  # of a pixel, by colour type: RGB, RGBA
WIDTH = 1120
SIZE = (WIDTH, 900)
MIN_HEIGHT = 640
MARGINS = {"modal": 250, "card": 210}  # pixels of the page above and below the picture's subject
REDRAW_MS = 400  # for the last redraw


def main(folder: Path) -> None:
    """Run the job in both languages and save ten pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        for users in (JAPANESE, ENGLISH):
            with (
                TemporaryDirectory(prefix="nofu-pictures-") as kept,
                run_sandbox(Path(kept)) as system,
                start_browser(playwright) as browser,
            ):
                system.start(NOFU_LOCALE=users.language)
                with open_window(browser, system.base, SIZE) as window:
                    _run_job(window, users, folder)


def _run_job(window: Window, users: Users, folder: Path) -> None:
    def save(name: str, shown: Locator, margin: str) -> None:
        _fit(window, shown, MARGINS[margin])
        (folder / f"{users.language}-{name}.png").write_bytes(_compress_png(window.page.screenshot()))

    job.upload(window, users)
    save("upload", window.form.locator(".page"), "modal")
    window.close_form(users.words("form.close"))
    job.preview(window, users)
    save("preview", window.form.locator(".page"), "modal")
    job.submit(window, users)
    window.switch_user(users.approver)
    expect(
        job.find_card(window, users).get_by_role("button", name=users.words("campaign.approve"), exact=True)
    ).to_be_visible()
    save("approval", job.find_card(window, users), "card")
    job.approve(window, users)
    expect(job.find_card(window, users)).to_contain_text(re.compile("█{6,}░"))
    save("progress", job.find_card(window, users), "card")
    job.wait_for_sending(window, users)
    job.wait_for_receipts(window, users)
    save("digest", job.wait_for_digest(window, users).locator("xpath=.."), "card")


def _fit(window: Window, shown: Locator, margin: int) -> None:
    """Make the window high enough for the whole subject."""
    page = window.page
    height = shown.evaluate("(node) => node.scrollHeight")
    page.set_viewport_size({"width": WIDTH, "height": max(MIN_HEIGHT, height + margin)})
    page.mouse.move(WIDTH // 2, 4)
    page.wait_for_timeout(REDRAW_MS)
    shown.evaluate(
        "(node) => { const list = node.closest('#scroller'); if (list) list.scrollTop = list.scrollHeight; }"
    )


def _compress_png(png: bytes) -> bytes:
    """Return the same picture in fewer bytes: flat colours compress better without PNG's line filters.

    Only 8-bit RGB and RGBA without interlacing, as browsers write them.
    """
    chunks = list(_chunks(png))
    header = next(data for name, data in chunks if name == b"IHDR")
    width, height, _, colours = struct.unpack(">IIBB", header[:10])
    raw = zlib.decompress(b"".join(data for name, data in chunks if name == b"IDAT"))
    lines = _lines(raw, width * _BYTES[colours], height, _BYTES[colours])
    packed = zlib.compress(b"".join(b"\0" + line for line in lines), 9)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(png):
        size, name = struct.unpack(">I4s", png[at : at + 8])
        yield name, png[at + 8 : at + 8 + size]
        at += 12 + size


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _lines(raw: bytes, size: int, height: int, step: int) -> Iterator[bytes]:
    """Undo the filters: www.w3.org/TR/png-3/#9Filter-types."""
    above = bytes(size)
    for start in range(0, height * (size + 1), size + 1):
        above = _line(raw[start], bytearray(raw[start + 1 : start + 1 + size]), above, step)
        yield above


def _line(kind: int, line: bytearray, above: bytes, step: int) -> bytes:
    for at in range(len(line) if kind else 0):
        left = line[at - step] if at >= step else 0
        corner = above[at - step] if at >= step else 0
        guess = (0, left, above[at], (left + above[at]) // 2, _paeth(left, above[at], corner))[kind]
        line[at] = (line[at] + guess) & 255
    return bytes(line)


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda one: abs(guess - one))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
