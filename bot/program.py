"""The command `nofu`: wires the parts together for the commands in commands/cli."""

import errno
import importlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult

import commands
from bot import demo, logs, loopback
from bot.model.health import CheckResult
from bot.network import LIBRARY_VARIABLES
from bot.providers.registry import PROVIDERS
from bot.rules.pace import limit_rate
from bot.screens import samples
from bot.screens.blocks import MessageCard
from bot.screens.samples.base import PHONE
from bot.services import health
from bot.services.text_lint import LintContext
from bot.settings.declared import Need, Upload, require_setting
from bot.settings.faults import BadSettings
from bot.settings.loading import SETTINGS, load, locale, provider_name
from bot.slack import health as slack_health
from bot.slack.client import CheckedClient
from bot.slack.socket_mode import SlackSocket
from bot.store.database import DatabaseError, name_fault
from bot.wiring import Wiring
from bot.words import words
from commands import cli
from commands.context import CommandContext
from scheduler.homes import UpdateHomes
from scheduler.poster import PostChannels, Poster
from scheduler.sender import Sender
from scheduler.start import RunningScheduler
from scheduler.store_alarm import StoreAlarm

_REFUSED, _BAD_SETTINGS = 1, 2
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_VALIDATION_PAUSE = 0.6
"""Seconds between two screens that Slack validates; the local Slack needs none."""
_LISTENERS = 32
"""Threads for Bolt's listeners. With Bolt's default of five, five slow uploads would delay every acknowledgement."""


def main() -> int:
    """Run the command in `sys.argv`; returns its exit code. Prints each fault of the settings on a line of its own."""
    arguments = sys.argv[1:]
    texts = words(locale(cli.find_env_file(arguments), os.environ))
    try:
        openers = (_open_store, _open_provider, _open_city, _open_lint)
        parts = cli.CommandLine(texts, *openers, _check, _run_bot, _run_sandbox, demo.run_demo)
        return cli.run(arguments, parts)
    except DatabaseError as error:
        print(texts(f"cli.unwritable.{name_fault(error).value}"), file=sys.stderr)
        return _REFUSED
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        print(texts("cli.unwritable.full"), file=sys.stderr)
        return _REFUSED
    except BadSettings as bad:
        for fault in bad.faults:
            print(texts(f"settings.{fault.code.value}", name=fault.name, **fault.facts), file=sys.stderr)
        return _BAD_SETTINGS


def _open_store(env: Path) -> Wiring:
    return _load_wiring(env, {Need.STORE})


def _open_provider(env: Path) -> Wiring:
    return _load_wiring(env, {Need.STORE, Need.PROVIDER})


def _open_city(env: Path) -> Wiring:
    return _load_wiring(env, {Need.STORE, Need.CITY})


def _open_lint(env: Path) -> LintContext:
    settings = _load_wiring(env, {Need.CITY}).settings
    provider = PROVIDERS[provider_name(env, os.environ)]
    return LintContext(require_setting(settings.city), settings, provider.terms)


def _load_wiring(env: Path, needs: Iterable[Need] = Need) -> Wiring:
    """Read the settings for some needs, or for all of them. Raises BadSettings."""
    settings = load(frozenset(needs), env, os.environ)
    for name in (*SETTINGS, *LIBRARY_VARIABLES):
        # Libraries read some of them too, with rules of their own: a proxy also for this machine, a second bot token.
        os.environ.pop(name, None)
    if settings.clock_url:
        loopback.install_guard()
    logs.configure_logging()
    return Wiring(settings)


def _run_bot(env: Path, take_over: bool) -> int:
    """Run the bot until SIGTERM or Ctrl-C. `take_over`: end another one that runs on the same file first."""
    wiring = _load_wiring(env)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    slack = require_setting(wiring.settings.slack)
    socket = SlackSocket(slack.app_token, wiring.client)
    refused = slack_health.find_refused_token(wiring.client, socket)
    if refused is not None:  # nobody could see or stop what is sent
        print(cli.describe_check(wiring.words, refused), file=sys.stderr)
        return _BAD_SETTINGS
    with _hold_sender_lock(wiring, take_over=take_over):
        wiring.pause_mark.make()  # now, since a full disk may refuse it later
        rate = limit_rate(require_setting(wiring.settings.sms).rate, wiring.provider.terms)
        sender = Sender(wiring, rate)
        channels = PostChannels(slack.desk_channel, slack.digest_channel)
        poster = Poster(wiring, wiring.client, channels, wiring.frame, wiring.frame_of)
        alarm = StoreAlarm(wiring, wiring.client, slack.desk_channel, wiring.frame)
        wiring.store.on_fault = alarm.report
        wiring.on_change(sender.wake)
        wiring.on_change(poster.wake)
        homes = UpdateHomes(wiring.open_homes, wiring.people, wiring.client)
        running = RunningScheduler(wiring, sender, poster, wiring.slack_files, homes)
        running.start()
        alarm.start()
        _Handler(_make_app(wiring), socket)
        _connect(socket, stop)
        stop.wait()
        _disconnect(socket)
        running.stop()
        alarm.stop()
        wiring.store.close()
    return 0


@contextmanager
def _hold_sender_lock(wiring: Wiring, *, take_over: bool) -> Iterator[None]:
    """Let no other process send from the file. Raises StoreRefused."""
    if take_over:
        ended = wiring.sender_lock.take_over()
        if ended is not None:
            logging.getLogger(__name__).warning("taken_over", extra={"pid": ended.pid})
    else:
        wiring.sender_lock.acquire()
    try:
        yield
    finally:
        wiring.sender_lock.release()


def _make_app(wiring: Wiring) -> App:
    slack = require_setting(wiring.settings.slack)
    app = App(
        # Without a client: listeners use the checked one, and Bolt warns of a client's token beside `authorize`.
        listener_executor=ThreadPoolExecutor(_LISTENERS),
        # Otherwise Bolt calls auth.test at the first click, and while Slack fails, that click does nothing.
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id=slack.team_id, bot_token=slack.bot_token),
    )
    context = CommandContext(
        services=wiring,
        client=wiring.client,
        people=wiring.people,
        uploads=wiring.uploads,
        uploads_allowed=wiring.settings.upload is not Upload.OFF,
        names_allowed=wiring.settings.upload is Upload.FULL,
        channels=frozenset({slack.desk_channel, slack.digest_channel}),
        mode=wiring.mode,
        homes=wiring.open_homes,
    )
    commands.register(app, context)
    return app


class _Handler(SocketModeHandler):
    """Gives the socket's requests to Bolt."""

    def __init__(self, app: App, socket: SlackSocket) -> None:
        self.app, self.client = app, socket
        socket.socket_mode_request_listeners.append(self.handle)  # type: ignore[arg-type]  # as Bolt's own handler


def _connect(socket: SlackSocket, stop: threading.Event) -> None:
    """Connect as soon as Slack answers: sending and digests do not wait for it."""
    pause = 1.0
    while not stop.is_set():
        try:
            socket.connect()
            return
        except Exception:  # noqa: BLE001 - the library raises many types; each means that Slack does not answer yet
            stop.wait(pause)
            pause = min(30.0, pause * 2)


def _disconnect(socket: SlackSocket) -> None:
    """Disconnect from Slack. The library may fail when the socket is gone; the process must still stop in order."""
    try:
        socket.close()
    except Exception:
        logging.getLogger(__name__).warning("not_disconnected", exc_info=True)


def _run_sandbox(port: int, keep: Path | None, locale: str, provider: str) -> int:
    """Run the sandbox. It is imported by name, because the bot must not depend on it."""
    loopback.install_guard()
    run: Callable[[list[str]], int] = importlib.import_module("sandbox.__main__").main
    kept = ["--keep", str(keep)] if keep else []
    return run(["--port", str(port), "--locale", locale, "--provider", provider, *kept])


def _check(env: Path, with_blocks: bool) -> Iterator[CheckResult]:
    wiring = _load_wiring(env)
    yield from health.run_checks(wiring)
    slack = require_setting(wiring.settings.slack)
    channels = {"desk_channel": slack.desk_channel, "digest_channel": slack.digest_channel}
    roles = (slack.operators, slack.staff, slack.supervisors, slack.admins)
    groups = [role.group for role in roles if role.group]
    yield from slack_health.run_checks(
        wiring.client,
        slack.app_token,
        slack.team_id,
        slack_health.read_manifest_scopes(),
        channels,
        groups,
        wiring.admin,
    )
    yield slack_health.check_approvers(wiring.people)
    if with_blocks:
        yield from _check_blocks(wiring)


def _check_blocks(wiring: Wiring) -> Iterator[CheckResult]:
    """Let Slack validate a sample of each screen, in the language of the settings."""
    slack = require_setting(wiring.settings.slack)
    client = CheckedClient(slack.bot_token, slack.api_url, frozenset({PHONE}), wiring.settings.network)
    screens = (
        (name, {"blocks": screen.blocks} if isinstance(screen, MessageCard) else screen)
        for name, screen in samples.build_screens(wiring.frame)
    )
    yield from slack_health.validate_screens(client, screens, 0.0 if wiring.settings.practice else _VALIDATION_PAUSE)
