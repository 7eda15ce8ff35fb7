"""The page's files and words, the check that keeps other sites' pages out, and the page's queries under `/watch`."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from sandbox.carrier.carrier import Answer
from tests.process.system import HTTP
from tests.sandbox.slack.client import DESK, DIGEST, OUTSIDER, STAFF, SUPERVISOR, LocalSlack, run_sandbox

PAGE = Path(str(files("sandbox"))) / "page"
SCRIPTS = {path.name: path.read_text("utf-8") for path in PAGE.rglob("*.js")}
WORDS: dict[str, dict[str, str]] = json.loads((PAGE / "words.json").read_text("utf-8"))
LOCALES = Path(str(files("bot"))) / "locales"

_ONE_KEY = re.compile(r"""(?:\bt|toast)\(\s*"([a-z_.0-9]+)\"""")
_TWO_KEYS = re.compile(r"""\bt\([^"`()]*\? "([a-z_.]+)" : "([a-z_.]+)\"""")
_PREFIX = re.compile(r"""\bt\(`([a-z_.]+)\.\$\{""")
PATHS = ["/control/people", "/watch/start", "/carrier/control/arrivals", "/page/js/main.js", "/api/auth.test"]


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[LocalSlack]:
    with run_sandbox(tmp_path) as started:
        yield started


def test_every_word_of_the_page_exists_in_both_languages() -> None:
    assert [key for key, both in WORDS.items() if set(both) != {"ja", "en"} or not all(both.values())] == []
    fields = re.compile(r"\{(\w+)\}")
    assert [
        key for key, both in WORDS.items() if set(fields.findall(both["ja"])) != set(fields.findall(both["en"]))
    ] == []


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_every_word_that_a_script_uses_exists(name: str) -> None:
    script = SCRIPTS[name]
    used = {*_ONE_KEY.findall(script), *(key for both in _TWO_KEYS.findall(script) for key in both)}
    assert used <= set(WORDS)
    assert [prefix for prefix in _PREFIX.findall(script) if not any(k.startswith(f"{prefix}.") for k in WORDS)] == []


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_no_script_makes_html_from_strings(name: str) -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", SCRIPTS[name])


@pytest.mark.parametrize("locale", ["ja", "en"])
def test_the_page_knows_every_emoji_that_the_bot_uses(locale: str) -> None:
    catalogue = "".join(path.read_text("utf-8") for path in (LOCALES / locale).iterdir())
    used = set(re.findall(r":([a-z][a-z0-9_]+):", catalogue))
    assert used
    assert [name for name in used if not re.search(rf"\b{name}: ", SCRIPTS["emoji.js"])] == []


@pytest.mark.parametrize(
    "path", ["/page/../app.py", "/page/%2e%2e/app.py", "/page//etc/passwd", "/page/js", "/page/x.js"]
)
def test_nothing_but_the_pages_own_files_is_served(slack: LocalSlack, path: str) -> None:
    assert HTTP.get(f"{slack.service.base}{path}").status_code == 404


def test_the_page_is_served_with_a_policy_that_allows_only_its_own_files(slack: LocalSlack) -> None:
    answer = HTTP.get(slack.service.base)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<style" not in answer.text
    assert not re.search(r"<script(?![^>]* src=)|\son\w+=|style=", answer.text)


def get_status(slack: LocalSlack, path: str, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HTTP.get(f"{slack.service.base}{path}", headers=named).status_code


@pytest.mark.parametrize("path", PATHS)
def test_other_origins_are_refused_on_every_path(slack: LocalSlack, path: str) -> None:
    assert get_status(slack, path, Origin="https://example.com") == 403
    assert get_status(slack, path, Origin="null") == 403
    assert get_status(slack, path, Origin="http://127.0.0.1:1") == 403
    assert get_status(slack, path, Sec_Fetch_Site="cross-site") == 403
    assert get_status(slack, path, Sec_Fetch_Site="same-site") == 403


@pytest.mark.parametrize("path", PATHS)
def test_the_page_and_clients_without_a_browser_are_allowed(slack: LocalSlack, path: str) -> None:
    assert get_status(slack, path, Origin=slack.service.base, Sec_Fetch_Site="same-origin") == 200
    assert get_status(slack, path) == 200


def test_a_link_of_another_site_opens_the_page(slack: LocalSlack) -> None:
    assert get_status(slack, "/", Sec_Fetch_Site="cross-site") == 200


def test_a_request_to_another_host_name_is_refused(slack: LocalSlack) -> None:
    assert get_status(slack, "/control/people", Host="example.com") == 400


@pytest.mark.parametrize("path", ["/watch/changes", "/link?ticket=x"])
def test_a_socket_of_another_page_is_refused(slack: LocalSlack, path: str) -> None:
    address = slack.service.base.replace("http", "ws") + path
    with pytest.raises(InvalidStatus) as refused, connect(address, origin=Origin("https://example.com")):
        pass
    assert refused.value.response.status_code == 403


def test_the_pages_own_socket_is_allowed(slack: LocalSlack) -> None:
    address = slack.service.base.replace("http", "ws") + "/watch/changes"
    with connect(address, origin=Origin(slack.service.base)) as socket:
        assert '"messages"' in str(socket.recv(30))


def get(slack: LocalSlack, path: str, **query: object) -> Any:
    answer = HTTP.get(f"{slack.service.base}/watch/{path}", params={k: str(v) for k, v in query.items()})
    assert answer.status_code == 200
    return answer.json()


def test_a_change_is_reported_and_only_changed_messages_are_returned(slack: LocalSlack) -> None:
    first = slack.bot.chat_postMessage(channel=DESK, text="one")
    number = get(slack, "messages", user=STAFF)["number"]
    with connect(slack.service.base.replace("http", "ws") + "/watch/changes") as socket:
        assert json.loads(socket.recv(30))["messages"] == number
        slack.bot.chat_postMessage(channel=DESK, text="two")
        assert json.loads(socket.recv(30))["messages"] > number
    found = get(slack, "messages", user=STAFF, after=number)
    assert [one["text"] for one in found["messages"]] == ["two"]
    slack.bot.chat_update(channel=DESK, ts=str(first["ts"]), text="changed")
    assert [one["text"] for one in get(slack, "messages", user=STAFF, after=found["number"])["messages"]] == ["changed"]


def test_a_deleted_message_is_reported(slack: LocalSlack) -> None:
    posted = slack.bot.chat_postMessage(channel=DESK, text="one")
    number = get(slack, "messages", user=STAFF)["number"]
    slack.bot.chat_delete(channel=DESK, ts=str(posted["ts"]))
    assert get(slack, "messages", user=STAFF, after=number)["gone"] == [[DESK, posted["ts"]]]


def test_each_user_gets_the_messages_that_they_see(slack: LocalSlack) -> None:
    slack.bot.chat_postMessage(channel=DIGEST, text="digest")
    slack.bot.chat_postEphemeral(channel=DESK, user=STAFF, text="for one")
    seen = {user: {m["text"] for m in get(slack, "messages", user=user)["messages"]} for user in (STAFF, SUPERVISOR)}
    assert seen == {STAFF: {"digest", "for one"}, SUPERVISOR: {"digest"}}
    assert get(slack, "messages", user=OUTSIDER)["messages"] == []


def test_the_outcome_of_an_arrival_is_known_after_five_seconds_of_the_desks_time(slack: LocalSlack) -> None:
    for to in ("09012345600", "09012345680"):
        slack.service.sandbox.carrier.record_send(
            provider="karaden", to=to, body="text", tags=[], answer=Answer.ACCEPTED, status=200
        )
    assert [one["outcome"] for one in get(slack, "arrivals")["newest"]] == [None, None]
    slack.post("clock", advance_seconds=5)
    newest = get(slack, "arrivals")
    assert newest["count"] == 2
    assert [one["outcome"] for one in newest["newest"]] == ["out_of_area", "delivered"]


def test_a_file_is_opened_by_those_who_see_it_and_never_as_a_page(slack: LocalSlack) -> None:
    file = slack.upload(b"<script>", user=STAFF, channel=DIGEST)
    address = f"{slack.service.base}/watch/files/{file}"
    opened = HTTP.get(address, params={"user": SUPERVISOR})
    assert opened.content == b"<script>"
    assert opened.headers["content-type"] == "application/octet-stream"
    assert opened.headers["content-disposition"] == "attachment"
    assert HTTP.get(address, params={"user": OUTSIDER}).status_code == 404


def test_a_user_writes_only_into_their_own_channels(slack: LocalSlack) -> None:
    ts = slack.post("say", user=STAFF, channel=DESK, text="hello")["ts"]
    slack.post("say", user=SUPERVISOR, channel=DESK, text="reply", thread_ts=ts)
    assert [one["text"] for one in slack.messages(STAFF)] == ["hello", "reply"]
    assert slack.status("say", user=OUTSIDER, channel=DIGEST, text="hello") == 404
    assert slack.status("say", user=STAFF, channel=DESK, text="  ") == 400
