"""The command `nofu`: reads what was asked for, reads the settings that it needs, and hands over."""

import argparse
import importlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

import commands
from bot import demo, logs, loopback
from bot.desk import health
from bot.rules.digests import Kind
from bot.rules.errors import StoreRefused
from bot.rules.health import Finding
from bot.screens.refusals import sentence
from bot.settings import BadSettings, Members, Need, Settings, load, locale, needed
from bot.slack import health as slack_health
from bot.slack import manifest
from bot.store.lock import only_one
from bot.wiring import Wiring
from bot.words import Words, words
from commands import decisions, known, terminal, upkeep
from commands.door import Office
from commands.shell import read_columns
from scheduler.poster import Channels, Poster
from scheduler.sender import Sender
from scheduler.start import Running

_BAD_SETTINGS = 2
_LISTENERS = 32
"""Bolt's own five would wait for five slow uploads, and every acknowledgement with them."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; its exit code."""
    wish = _parser().parse_args(argv)
    try:
        result: int = wish.run(wish)
    except BadSettings as bad:
        _tell_faults(bad, words(locale(wish.env, os.environ)))
        return _BAD_SETTINGS
    except StoreRefused as refusal:
        print(sentence(words(locale(wish.env, os.environ)), refusal), file=sys.stderr)
        return _BAD_SETTINGS
    return result


def _tell_faults(bad: BadSettings, say: Words) -> None:
    """Every fault at once, a line each."""
    for fault in bad.faults:
        print(say(f"settings.{fault.code.value}", name=fault.name, **fault.facts), file=sys.stderr)


def _wired(wish: argparse.Namespace, *needs: Need) -> Wiring:
    settings = load(frozenset(needs), wish.env, os.environ)
    if settings.clock_url:
        loopback.guard()
    logs.configure()
    return Wiring(settings)


def _run(wish: argparse.Namespace) -> int:
    """The bot, until SIGTERM or Ctrl-C."""
    wiring = _wired(wish, *Need)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    slack = needed(wiring.settings.slack)
    with only_one(wiring.settings.database):
        sender = Sender(wiring, needed(wiring.settings.sms).rate)
        channels = Channels(slack.desk_channel, slack.digest_channel)
        poster = Poster(wiring, wiring.client, channels, wiring.frame, wiring.frame_of)
        wiring.on_change(sender.wake)
        wiring.on_change(poster.wake)
        running = Running(wiring, sender, poster, wiring.settings.digests.daily, wiring.lying)
        running.start()
        handler = SocketModeHandler(_app(wiring), slack.app_token, web_client=wiring.client)
        _connect(handler, stop)
        stop.wait()
        _disconnect(handler)
        running.stop()
        wiring.store.close()
    return 0


def _app(wiring: Wiring) -> App:
    slack = needed(wiring.settings.slack)
    app = App(client=wiring.client, listener_executor=ThreadPoolExecutor(_LISTENERS), token_verification_enabled=False)
    office = Office(
        tools=wiring,
        client=wiring.client,
        people=wiring.people,
        uploads=wiring.uploads,
        takes_uploads=wiring.takes_uploads,
        takes_names=wiring.takes_names,
        channels=frozenset({slack.desk_channel, slack.digest_channel}),
        mode=wiring.mode,
    )
    commands.register(app, office)
    return app


def _connect(handler: SocketModeHandler, stop: threading.Event) -> None:
    """Connect as soon as Slack answers: sending and digests do not wait for it."""
    pause = 1.0
    while not stop.is_set():
        try:
            handler.connect()  # type: ignore[no-untyped-call]  # Bolt leaves its own untyped
            return
        except Exception:  # noqa: BLE001 - whatever the library raises, Slack is not there yet
            stop.wait(pause)
            pause = min(30.0, pause * 2)


def _disconnect(handler: SocketModeHandler) -> None:
    """Leave Slack. The library can stumble over a socket that is gone; what is under way must end all the same."""
    try:
        handler.close()  # type: ignore[no-untyped-call]  # Bolt leaves its own untyped
    except Exception:
        logging.getLogger(__name__).warning("not_disconnected", exc_info=True)


def _sandbox(wish: argparse.Namespace) -> int:
    """The local Slack and carrier; by name, for the bot knows nothing of them."""
    loopback.guard()
    run: Callable[[list[str]], int] = importlib.import_module("sandbox.__main__").main
    keep = ["--keep", str(wish.keep)] if wish.keep else []
    return run(["--port", str(wish.port), *keep])


def _demo(wish: argparse.Namespace) -> int:
    loopback.guard()
    return demo.run(wish.port, wish.keep, walk=wish.walk)


def _check(wish: argparse.Namespace) -> int:
    wiring = _wired(wish, *Need)
    return upkeep.check(_findings(wiring), wiring.words, as_json=wish.json)


def _findings(wiring: Wiring) -> Iterator[Finding]:
    yield from health.all_of(wiring)
    slack = needed(wiring.settings.slack)
    channels = {"desk_channel": slack.desk_channel, "digest_channel": slack.digest_channel}
    yield from slack_health.all_of(
        wiring.client, slack.team_id, manifest.scopes(), channels, _groups(wiring.settings), wiring.admin
    )


def _groups(settings: Settings) -> list[str]:
    slack = needed(settings.slack)
    roles: tuple[Members, ...] = (slack.operators, slack.staff, slack.supervisors, slack.admins)
    return [role.group for role in roles if role.group]


def _import_targets(wish: argparse.Namespace) -> int:
    wiring = _wired(wish, Need.STORE)
    return terminal.import_targets(
        wiring,
        wiring.words,
        wish.file,
        name=wish.name,
        person=wish.person,
        again=wish.again,
        chosen=wish.columns,
        as_json=wish.json,
    )


def _import_payments(wish: argparse.Namespace) -> int:
    wiring = _wired(wish, Need.STORE)
    more = {"as_of": wish.as_of, "chosen": wish.columns, "as_json": wish.json}
    return terminal.import_payments(wiring, wiring.words, wish.file, **more)


def _import_calls(wish: argparse.Namespace) -> int:
    wiring = _wired(wish, Need.STORE)
    return known.import_calls(wiring, wiring.words, wish.file, as_json=wish.json)


def _import_decisions(wish: argparse.Namespace) -> int:
    wiring = _wired(wish, Need.STORE)
    return decisions.import_decisions(wiring, wiring.words, wish.file, as_json=wish.json)


def _import_exclusions(wish: argparse.Namespace) -> int:
    wiring = _wired(wish, Need.STORE)
    return known.import_exclusions(wiring, wiring.words, wish.file, as_of=wish.as_of, as_json=wish.json)


def _digest(wish: argparse.Namespace) -> int:
    wiring = _wired(wish, Need.STORE)
    return terminal.digest(wiring, wiring.words, wish.kind, wish.date, as_json=wish.json)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nofu", description="納付案内SMSのデスク / the SMS desk of a tax office")
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    run = _verb(verbs, "run", _run, "Slackで動かす / the bot")
    run.set_defaults(run=_run)
    check = _verb(verbs, "check", _check, "設定と接続を確かめる / look at settings and connections")
    check.add_argument("--json", action="store_true")
    _add_imports(verbs)
    digest = _verb(verbs, "digest", _digest, "日報の数字 / the figures of a digest")
    digest.add_argument("kind", type=Kind, choices=list(Kind))
    digest.add_argument("--date", type=date.fromisoformat, metavar="D")
    digest.add_argument("--json", action="store_true")
    sandbox = verbs.add_parser("sandbox", help="練習用のSlackと事業者 / a local Slack and carrier")
    sandbox.set_defaults(run=_sandbox)
    example = verbs.add_parser("demo", help="練習一式 / the sandbox and the bot on a sample city")
    example.set_defaults(run=_demo)
    for parser_ in (sandbox, example):
        parser_.add_argument("--port", type=int, default=0, metavar="N")
        parser_.add_argument("--keep", type=Path, metavar="DIR")
    example.add_argument("--walk", action="store_true", help="主な仕事を通しで演じる / play the main job")
    return parser


def _add_imports(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    kinds = verbs.add_parser("import", help="ファイルを取り込む / import a file").add_subparsers(
        required=True, metavar="KIND"
    )
    targets = _verb(kinds, "targets", _import_targets, "対象者リスト / a target list")
    targets.add_argument("file", type=Path)
    targets.add_argument("--name", metavar="N")
    targets.add_argument("--as", dest="person", metavar="USER")
    targets.add_argument("--again", action="store_true")
    payments = _verb(kinds, "payments", _import_payments, "納付データ / a payment file")
    payments.add_argument("file", type=Path)
    for parser, example in ((targets, "phone=電話,…"), (payments, "paid_on=領収日,…")):
        parser.add_argument("--columns", type=read_columns, default={}, metavar=example)
    calls = _verb(kinds, "calls", _import_calls, "架電結果 / the results of calls")
    calls.add_argument("file", type=Path)
    exclusions = _verb(kinds, "exclusions", _import_exclusions, "除外データ / whom the city leaves out")
    exclusions.add_argument("file", type=Path)
    for parser in (payments, exclusions):
        parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE")
    decided = _verb(kinds, "decisions", _import_decisions, "番号が重なる人の判断 / decisions on shared numbers")
    decided.add_argument("file", type=Path)
    for parser in (targets, payments, calls, exclusions, decided):
        parser.add_argument("--json", action="store_true")


def _verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=text)
    parser.add_argument("--env", type=Path, default=Path(".env"), metavar="FILE", help=".env")
    parser.set_defaults(run=run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
