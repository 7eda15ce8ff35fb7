"""Debian's Chromium, and the page as somebody before it uses it: by what it says, never by what it is made of."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Playwright, expect

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-lcd-text",
]
WIDE = (1280, 800)
PATIENCE = 60_000.0
"""Milliseconds until something that must come has not come; a machine may be slow, so nothing is proved by less."""

expect.set_options(timeout=PATIENCE)


@contextmanager
def started(playwright: Playwright) -> Iterator[Browser]:
    """A browser of its own, with a fresh profile."""
    with TemporaryDirectory(prefix="nofu-e2e-") as folder:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, env={**os.environ, "HOME": folder})
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, base: str, size: tuple[int, int] = WIDE, *, dark: bool = False) -> Iterator["Window"]:
    """The sandbox's page in a window of `size` (pixels)."""
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light", accept_downloads=False
    )
    page.set_default_timeout(PATIENCE)
    try:
        yield Window(page, base)
    finally:
        page.close()


class Window:
    """The page in a browser. `complaints` are the errors on its console."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        # Whoever listens, gets choosers instead of the browser. Asked for only when one is about to open, that comes
        # into force too late for a key pressed at once: the browser then opens one of its own, which nobody answers.
        page.on("filechooser", lambda _: None)
        page.goto(f"{base}/")
        expect(page.locator(".seat").first).to_be_visible()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def sit(self, user: str) -> None:
        """Switch to a person's seat, with one click."""
        self.page.locator(f'[data-seat="{user}"]').click()

    def go(self, channel: str) -> None:
        """Open a channel by its id, or `home`."""
        self.page.locator(f'[data-place="{channel}"]').click()

    def command(self, text: str) -> None:
        """Type a command and send it off."""
        field = self.page.locator("#typed")
        field.fill(text)
        field.press("Enter")

    @property
    def form(self) -> Locator:
        """The modal on top."""
        return self.page.locator(".modal")

    def form_saying(self, text: str) -> Locator:
        """The modal, once it says something."""
        expect(self.form).to_contain_text(text)
        return self.form

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press the button of that name; the last, where there are several."""
        (within or self.page).get_by_role("button", name=name, exact=True).last.click()

    def cause(self, fault: str) -> None:
        """Make something fail, by the trainer's button of that name."""
        section = self.page.locator(".faults")
        if not section.locator("details[open]").count():
            section.locator("summary").click()
        self.press(fault, section)

    def confirm(self, name: str) -> None:
        """Say yes to a question."""
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

    def messages(self) -> Locator:
        """The messages of the channel that is shown."""
        return self.page.locator(".messages .message")

    def message(self, text: str) -> Locator:
        """The newest message that says something."""
        return self.messages().filter(has_text=text).last
