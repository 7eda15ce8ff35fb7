"""The connection to Slack: a refused token ends the start, the log says whether the socket is up, a proxy is used."""

import json
import subprocess
from pathlib import Path

import pytest

from bot.screens.samples import build_screens
from bot.screens.samples.base import IN_JAPANESE
from bot.words import words
from sandbox import city
from tests.process.system import (
    NOFU,
    WAIT_SECONDS,
    System,
    make_environment,
    read_lines,
    run_json,
    run_nofu,
    wait_until,
)
from tests.slack.proxy import API, KARADEN, PASSWORD, serve_outside
from tests.slack.server import Reply

pytestmark = pytest.mark.process

KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="


@pytest.mark.parametrize("locale", ["ja", "en"])
@pytest.mark.parametrize(
    ("setting", "token", "advice"),
    [("SLACK_APP_TOKEN", "xapp-wrong", "app_refused"), ("SLACK_BOT_TOKEN", "xoxb-wrong", "bot_refused")],
)
def test_a_token_that_slack_refuses_ends_the_start_with_a_sentence(
    system: System, locale: str, setting: str, token: str, advice: str
) -> None:
    env = system.write_settings("wrong.env", **{setting: token, "NOFU_LOCALE": locale})
    done = run_nofu(env, "run")
    assert (done.returncode, done.stdout) == (2, "")
    *_, line, sentence = done.stderr.splitlines()
    assert "invalid_auth" in line
    say = words(locale)
    assert sentence == say("check.advice_line", advice=say(f"check.advice.{advice}"))
    assert "Traceback" not in done.stderr
    assert not (system.folder / "nofu.db").exists(), "nothing was started"
    check = run_nofu(env, "check")
    assert check.returncode == 1
    assert f"\n{sentence}\n" in check.stdout


def test_the_log_says_when_the_socket_is_up_and_why_it_is_not(system: System) -> None:
    system.start()
    wait_until(lambda: system.find_log_lines("connected"), "the line `connected`")
    assert run_nofu(system.env, "check").returncode == 0
    assert system.is_ready()
    assert not system.find_log_lines("disconnected")
    system.set_slack_fault("drop_socket", seconds=3600)
    wait_until(lambda: system.find_log_lines("disconnected"), "the line `disconnected`")
    failed = wait_until(lambda: system.find_log_lines("not_connected"), "the line `not_connected`")
    assert failed[0]["code"] == "unreachable"
    system.set_slack_fault("drop_socket", seconds=0)
    wait_until(lambda: len(system.find_log_lines("connected")) >= 2, "the second line `connected`")
    lines = read_lines(system.folder / "bot.log")
    assert [line for line in lines if line["level"] != "info" and line["event"].startswith("app.py")] == []


def test_proxy_and_certificates_of_the_settings_file_are_used_by_the_bot_and_by_check(tmp_path: Path) -> None:
    with serve_outside(tmp_path) as outside:
        answers = outside.slack.answers
        answers["auth.test"] = Reply(b'{"ok": true, "team_id": "T0000001"}')
        answers["conversations.info"] = {"ok": True, "channel": {"id": "C1", "is_member": True}}
        answers["tenant/messages"] = {"object": "list", "has_more": False, "url": "x", "data": []}
        env = tmp_path / "desk.env"
        settings = {
            "NOFU_DATA_KEY": KEY, "NOFU_DB": tmp_path / "nofu.db", "NOFU_INBOX": tmp_path / "inbox",
            "SLACK_BOT_TOKEN": "xoxb-test", "SLACK_APP_TOKEN": "xapp-test", "SLACK_API_URL": API,
            "SLACK_TEAM_ID": "T0000001", "SLACK_DESK_CHANNEL": "C1000", "SLACK_DIGEST_CHANNEL": "C2000",
            "SLACK_SUPERVISOR_USERS": "U1000", "SMS_PROVIDER": "karaden", "KARADEN_BASE_URL": KARADEN,
            "KARADEN_TENANT_ID": "tenant", "KARADEN_TOKEN": "token", "KARADEN_SERVICE_ID": "1",
            "CITY_NAME": "みさと野市", "DESK_NAME": "収納課", "DESK_PHONE": "048-000-0123",
            "HTTPS_PROXY": outside.proxy.url, "SSL_CERT_FILE": outside.certificates,
        }  # fmt: skip
        env.write_text("".join(f"{name}={value}\n" for name, value in settings.items()), encoding="utf-8")
        found = {one["name"]: one for one in json.loads(run_nofu(env, "check", "--json").stdout)["checks"]}
        assert [found[name]["ok"] for name in ("provider", "slack", "app_token", "desk_channel")] == [True] * 4
        assert set(outside.proxy.targets) == {"slack.test", "karaden.test"}

        log = tmp_path / "bot.log"
        with log.open("wb") as stream:
            bot = subprocess.Popen([*NOFU, "run", "--env", str(env)], env=make_environment(), stderr=stream)
            try:
                wait_until(lambda: '"connected"' in log.read_text("utf-8"), "the socket")
            finally:
                bot.terminate()
                bot.wait(WAIT_SECONDS)
        assert "wss.slack.test" in outside.proxy.targets
        assert PASSWORD not in log.read_text("utf-8")
        assert "p%40ss" not in log.read_text("utf-8")


def test_posts_to_an_archived_channel_stand_on_home_and_in_check_and_are_posted_later(system: System) -> None:
    desk, staff = system.session.desk, system.session.staff
    system.set_slack_fault("archive_channel", times=100_000, channel=desk)
    system.start()
    targets, _ = city.files()
    run_json(system.write_store_settings(), "import", "targets", str(targets), "--as", staff)
    wait_until(lambda: system.query("SELECT 1 FROM posts WHERE failure = 'is_archived'"), "the refusal")
    system.client.post("home", user=staff)
    page = wait_until(lambda: system.client.get("home", user=staff), "Home")
    ja = words("ja")
    assert ja("check.advice.channel_archived") in str(page)
    checks = json.loads(run_nofu(system.env, "check", "--json").stdout)["checks"]
    failed = {one["name"]: one["detail"].split()[:3] for one in checks if not one["ok"]}
    assert failed == {"posts": ["1", "desk", "is_archived"], "desk_channel": ["archived"]}
    assert system.client.messages(desk, staff) == []

    system.clear_slack_faults()
    system.move_clock(advance_seconds=60)
    wait_until(lambda: system.client.messages(desk, staff), "the card")
    wait_until(lambda: not system.query("SELECT 1 FROM posts WHERE failure IS NOT NULL"), "its record")
    assert run_nofu(system.env, "check").returncode == 0


def test_check_lets_slack_validate_every_screen(system: System) -> None:
    checks = run_json(system.env, "check", "--blocks")["checks"]
    (found,) = [one for one in checks if one["name"] == "blocks"]
    assert found == {"name": "blocks", "ok": True, "detail": str(len(list(build_screens(IN_JAPANESE))))}


def test_check_names_the_screens_that_slack_refuses(system: System) -> None:
    system.set_slack_fault("refuse_charts", times=100_000)
    done = run_nofu(system.env, "check", "--blocks", "--json")
    refused = [one["detail"] for one in json.loads(done.stdout)["checks"] if not one["ok"]]
    assert done.returncode == 1
    assert refused
    assert all(detail.startswith("digest ") and "/blocks/" in detail for detail in refused)
