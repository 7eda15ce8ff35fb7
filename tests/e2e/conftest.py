"""One browser for all tests; for each test a sandbox, and a page whose console must have no errors."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

if importlib.util.find_spec("playwright") is None:
    collect_ignore_glob = ["*"]  # not installed by `make test`, only by `make e2e`
else:
    from playwright.sync_api import Browser, Playwright, sync_playwright

    from tests.e2e.browser import Window, open_window, start_browser
    from tests.e2e.job import ENGLISH, JAPANESE, Users, close_views
    from tests.process.fork_server import ForkServer
    from tests.process.system import System, fork_commands, run_sandbox

    @pytest.fixture(scope="session")
    def playwright() -> Iterator[Playwright]:
        with sync_playwright() as running:
            yield running

    @pytest.fixture(scope="session")
    def browser(playwright: Playwright) -> Iterator[Browser]:
        with start_browser(playwright) as running:
            yield running

    @pytest.fixture(scope="session")
    def fork_server() -> Iterator[ForkServer]:
        server = ForkServer()
        yield server
        server.close()

    @pytest.fixture
    def system(tmp_path: Path, fork_server: ForkServer) -> Iterator[System]:
        with fork_commands(fork_server), run_sandbox(tmp_path / "out") as running:
            yield running

    @pytest.fixture
    def window(browser: Browser, system: System) -> Iterator[Window]:
        with open_window(browser, system.base) as window:
            yield window
            assert window.errors == []

    @pytest.fixture(scope="module", params=[JAPANESE, ENGLISH], ids=lambda users: users.language)
    def users(request: pytest.FixtureRequest) -> Users:
        found: Users = request.param
        return found

    @pytest.fixture(scope="module")
    def shared_system(
        users: Users, fork_server: ForkServer, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[System]:
        """A system in a language, with the bot running, for the tests of a module that do not hinder each other."""
        folder = tmp_path_factory.mktemp(users.language) / "out"
        with fork_commands(fork_server), run_sandbox(folder) as running:
            running.start(NOFU_LOCALE=users.language)
            yield running

    @pytest.fixture
    def shared_window(browser: Browser, shared_system: System, users: Users) -> Iterator[Window]:
        """The page of the author, with nothing open over it."""
        close_views(shared_system, users.author, users.approver)
        with open_window(browser, shared_system.base) as window:
            window.switch_user(users.author)
            yield window
            assert window.errors == []
