"""Debian's Chromium, and the sandbox's page as a person uses it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Playwright, expect

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-lcd-text"),
]
WIDE = (1280, 800)
WAIT_MS = 120_000.0
"""Limit of every wait, in milliseconds. A busy machine is slow, so a shorter one would fail by chance."""

expect.set_options(timeout=WAIT_MS)


@contextmanager
def start_browser(playwright: Playwright) -> Iterator[Browser]:
    """Start a browser with a new profile."""
    with TemporaryDirectory(prefix="nofu-e2e-") as folder:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, env={**os.environ, "HOME": folder})
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def open_window(browser: Browser, base: str, size: tuple[int, int] = WIDE, *, dark: bool = False) -> Iterator["Window"]:
    """Open the sandbox's page in a window of `size` (pixels)."""
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light", accept_downloads=False
    )
    page.set_default_timeout(WAIT_MS)
    try:
        yield Window(page, base)
    finally:
        page.close()


class Window:
    """The page in a browser. `errors` are those on its console."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("console", self._record)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        # A listener makes the browser report file choosers instead of opening them. Added just before a chooser
        # opens, it takes effect too late for a key pressed at once, and the browser's own chooser stays open.
        page.on("filechooser", lambda _: None)
        page.goto(f"{base}/")
        expect(page.locator(".seat").first).to_be_visible()

    def _record(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def switch_user(self, user: str) -> None:
        """Act as another person, with one click."""
        self.page.locator(f'[data-seat="{user}"]').click()

    def open_channel(self, channel: str) -> None:
        """Open a channel by its id, or `home`."""
        self.page.locator(f'[data-place="{channel}"]').click()

    def command(self, text: str) -> None:
        """Type a command and send it."""
        field = self.page.locator("#typed")
        field.fill(text)
        field.press("Enter")

    @property
    def form(self) -> Locator:
        """The topmost modal."""
        return self.page.locator(".modal")

    def wait_for_form(self, text: str) -> Locator:
        """Return the modal once it contains a text."""
        expect(self.form).to_contain_text(text)
        return self.form

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press the button with a name, the last if there are several."""
        (within or self.page).get_by_role("button", name=name, exact=True).last.click()

    def set_fault(self, fault: str) -> None:
        """Cause a fault with the trainer's button of that name."""
        section = self.page.locator(".faults")
        if not section.locator("details[open]").count():
            section.locator("summary").click()
        self.press(fault, section)

    def confirm(self, name: str) -> None:
        """Press a button of the confirmation dialog."""
        self.press(name, self.page.locator("dialog.confirm"))

    def close_form(self, name: str) -> None:
        """Close the modal by its button at the foot."""
        self.press(name, self.form.locator(".decide"))
        expect(self.form).to_be_hidden()

    def choose_file(self, button: str, file: Path) -> None:
        """Choose a file with the browser's own chooser."""
        with self.page.expect_file_chooser() as chooser:
            self.press(button, self.form)
        chooser.value.set_files(file)
        expect(self.form.locator(".chosen li")).to_have_count(1)

    def drop_file(self, onto: Locator, file: Path) -> None:
        """Drag a file onto something."""
        files = self.page.evaluate_handle(
            """([name, numbers]) => {
                const carried = new DataTransfer();
                carried.items.add(new File([new Uint8Array(numbers)], name, { type: "text/csv" }));
                return carried;
            }""",
            [file.name, list(file.read_bytes())],
        )
        onto.dispatch_event("dragover", {"dataTransfer": files})
        onto.dispatch_event("drop", {"dataTransfer": files})

    def list_messages(self) -> Locator:
        """Return the messages of the open channel."""
        return self.page.locator(".messages .message")

    def find_message(self, text: str) -> Locator:
        """Return the newest message that contains a text."""
        return self.list_messages().filter(has_text=text).last
