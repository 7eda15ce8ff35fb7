"""The sandbox as its own process: settings on stdout, evidence in a folder, a clean end on SIGTERM."""

import base64
import json
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from dotenv import dotenv_values
from slack_sdk import WebClient
from websockets.sync.client import connect

pytestmark = pytest.mark.process

MANIFEST = """
display_information: {name: nofu}
features:
  slash_commands: [{command: /sms, description: desk}]
oauth_config: {scopes: {bot: [commands, chat:write]}}
"""
SETTINGS = 47


@contextmanager
def run_process(folder: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    app = folder / "app.yml"
    app.write_text(MANIFEST, encoding="utf-8")
    command = [sys.executable, "-W", "error", "-m", "sandbox", "--port", "0", "--manifest", str(app), *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as started:
        try:
            assert started.stdout is not None
            text = "".join(started.stdout.readline() for _ in range(SETTINGS))
            yield started, {key: value or "" for key, value in dotenv_values(stream=StringIO(text)).items()}
        finally:
            started.kill()


def stop(started: subprocess.Popen[str]) -> tuple[int, str, str]:
    started.send_signal(signal.SIGTERM)
    out, err = started.communicate(timeout=30)
    return started.returncode, out, err


def read_lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_settings_are_complete_and_work_at_once_and_an_open_socket_does_not_delay_the_end(tmp_path: Path) -> None:
    with run_process(tmp_path, "--keep", str(tmp_path / "out")) as (started, settings):
        assert len(settings) == SETTINGS
        assert (settings["CITY_NAME"], settings["DESK_NAME"]) == ("みさと野市", "収納課")
        assert len(base64.urlsafe_b64decode(settings["NOFU_DATA_KEY"])) == 32
        assert dotenv_values(tmp_path / "out" / "demo.env") == settings
        assert stat.S_IMODE((tmp_path / "out" / "demo.env").stat().st_mode) == 0o600
        web = WebClient(settings["SLACK_BOT_TOKEN"], base_url=settings["SLACK_API_URL"])
        assert web.auth_test()["team_id"] == settings["SLACK_TEAM_ID"]
        web.chat_postMessage(channel=settings["SLACK_DESK_CHANNEL"], text="あ")
        now = datetime.fromisoformat(httpx.get(settings["NOFU_CLOCK_URL"]).json()["now"])
        assert now.isoformat().startswith("2026-07-07T09:00:")
        url = web.apps_connections_open(app_token=settings["SLACK_APP_TOKEN"])["url"]
        with connect(str(url), proxy=None) as socket:
            socket.recv(timeout=30)
            code, out, err = stop(started)
        assert (code, out, err) == (0, "", "")
    lines = read_lines(tmp_path / "out" / "slack.jsonl")
    assert [line["method"] for line in lines] == ["auth.test", "chat.postMessage", "apps.connections.open"]
    keys = {"at", "dir", "kind", "method", "user", "body", "answer", "ms"}
    assert all(set(line) == keys for line in lines)
    assert lines[1]["body"]["text"] == "あ"
    assert not any(settings[name] in json.dumps(lines) for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"))


def test_without_keep_the_folder_is_deleted(tmp_path: Path) -> None:
    with run_process(tmp_path) as (started, settings):
        folder = Path(settings["NOFU_DB"]).parent
        assert folder.is_dir()
        assert stop(started)[0] == 0
    assert not folder.exists()


def test_a_missing_manifest_and_a_port_in_use_are_reported_in_one_sentence(tmp_path: Path) -> None:
    def start(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sandbox", *more], capture_output=True, text=True, timeout=60, check=False
        )

    missing = start("--manifest", str(tmp_path / "none.yml"))
    assert (missing.returncode, missing.stdout) == (2, "")
    assert missing.stderr.startswith("nofu sandbox: no app manifest")
    with run_process(tmp_path) as (_, settings):
        taken = start("--manifest", str(tmp_path / "app.yml"), "--port", settings["SLACK_API_URL"].split(":")[2][:-5])
    assert (taken.returncode, taken.stdout) == (2, "")
    assert taken.stderr.count("\n") == 1
