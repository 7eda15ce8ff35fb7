"""Files: submitted with a form, posted in a channel, uploaded by the bot; who may see and delete them."""

import base64
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from tests.process.system import HTTP
from tests.sandbox.slack.client import (
    BOT,
    DESK,
    DIGEST,
    FILE,
    GENERAL,
    OPERATOR,
    OUTSIDER,
    STAFF,
    SUPERVISOR,
    LocalSlack,
    build_opener,
    record,
    until,
)

MANAGER = "U0MANAGER01"


def create_client(slack: LocalSlack, user: str) -> WebClient:
    """Return a client with a person's own token, as an app with user scopes gets it."""
    return WebClient(slack.post("token", user=user)["token"], base_url=slack.bot.base_url)


def test_the_bot_sees_a_file_only_after_its_submission_and_downloads_it_only_with_its_token(
    slack: LocalSlack, app: App
) -> None:
    app.command("/sms-list")(build_opener(FILE))
    received = record(app.view("list_upload"), lambda body: body["view"]["state"]["values"]["file"]["file"]["files"])
    content = "宛名番号,電話番号\r\n".encode("cp932")
    mine, theirs = slack.upload(content), slack.upload(content, user=SUPERVISOR)
    values = [{"file": {"file": {"type": "file_input", "files": [{"id": file}]}}} for file in (theirs, mine)]
    slack.command("/sms-list")
    view = slack.get_top()["id"]
    assert slack.status("submit", user=STAFF, view=view, values=values[0]) == 404
    assert slack.get_error("files.info", file=mine) == "file_not_found"
    assert slack.submit(view, values[1])["ok"]
    ((file,),) = until(lambda: received)
    assert slack.bot.files_info(file=mine)["file"] == file
    address = file["url_private_download"]
    bearer = {"Authorization": f"Bearer {slack.credentials.bot_token}"}
    assert slack.http.get(address, headers=bearer).content == content
    without = slack.http.get(address)
    assert (without.status_code, without.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_the_bot_can_delete_its_own_shared_file_but_not_a_persons(slack: LocalSlack) -> None:
    sent = slack.bot.files_upload_v2(filename="report.csv", content="受付番号\n", channel=DESK)
    own = sent["file"]["id"]
    until(lambda: slack.bot.files_info(file=own)["file"]["groups"] == [DESK])
    posted = slack.messages(STAFF)[0]
    assert (posted["user"], posted["files"][0]["id"]) == (BOT, own)
    theirs = slack.upload("受付番号\n".encode(), channel=DESK)
    assert slack.bot.files_info(file=theirs)["file"]["user"] == STAFF
    assert slack.get_error("files.delete", file=theirs) == "cant_delete_file"
    slack.bot.files_delete(file=own)
    assert slack.get_error("files.info", file=own) == "file_not_found"
    hidden = slack.upload(b"a", channel=GENERAL)
    assert slack.get_error("files.info", file=hidden) == "file_not_found"


def test_a_persons_token_can_only_delete_files(slack: LocalSlack) -> None:
    manager = create_client(slack, MANAGER)
    answer = manager.auth_test()
    assert (answer["user_id"], answer.headers["x-oauth-scopes"]) == (MANAGER, "files:write")
    assert "bot_id" not in answer.data
    assert slack.get_error("files.info", manager, file="F1") == "not_allowed_token_type"
    assert slack.get_error("chat.postMessage", manager, channel=DESK, text="x") == "not_allowed_token_type"


def test_an_administrators_token_deletes_any_file(slack: LocalSlack) -> None:
    file = slack.upload(b"a", channel=DESK)
    assert create_client(slack, MANAGER).files_delete(file=file)["ok"]
    assert slack.get_error("files.info", file=file) == "file_not_found"
    assert slack.get_error("files.delete", create_client(slack, MANAGER), file=file) == "file_not_found"


def test_other_people_delete_only_their_own_files_and_learn_nothing_of_files_they_cannot_see(slack: LocalSlack) -> None:
    shared, private, hidden = (slack.upload(b"a", channel=channel) for channel in (DESK, None, DIGEST))
    operator = create_client(slack, OPERATOR)
    assert slack.get_error("files.delete", operator, file=shared) == "cant_delete_file"
    assert slack.get_error("files.delete", operator, file=private) == "file_not_found"
    assert slack.get_error("files.delete", create_client(slack, OUTSIDER), file=hidden) == "file_not_found"
    for file in (shared, private, hidden):
        assert create_client(slack, STAFF).files_delete(file=file)["ok"]


def test_a_person_deletes_their_own_file_in_slack_and_an_administrator_any(slack: LocalSlack) -> None:
    own, other, third = slack.upload(b"a", channel=DESK), slack.upload(b"a"), slack.upload(b"a", channel=DESK)
    assert slack.status("delete_file", user=OPERATOR, file_id=own) == 400
    assert slack.status("delete_file", user=OPERATOR, file_id=other) == 404
    assert slack.status("delete_file", user=STAFF, file_id="F0") == 404
    assert slack.status("delete_file", user="U0", file_id=own) == 404
    assert slack.post("delete_file", user=STAFF, file_id=own) == {"ok": True}
    assert slack.post("delete_file", user=MANAGER, file_id=third) == {"ok": True}
    assert slack.status("delete_file", user=STAFF, file_id=own) == 404


def test_a_deleted_file_becomes_a_tombstone_and_the_page_learns_of_the_change(slack: LocalSlack) -> None:
    file = slack.upload(b"secret", channel=DESK)
    address = f"{slack.service.base}/watch/files/{file}?user={STAFF}"
    assert HTTP.get(address).content == b"secret"
    number = HTTP.get(f"{slack.service.base}/watch/messages?user={STAFF}").json()["number"]
    slack.post("delete_file", user=STAFF, file_id=file)
    changed = HTTP.get(f"{slack.service.base}/watch/messages?user={STAFF}&after={number}").json()["messages"]
    assert [one["files"] for one in changed] == [[{"id": file, "mode": "tombstone"}]]
    assert slack.messages(STAFF)[0]["files"] == [{"id": file, "mode": "tombstone"}]
    assert HTTP.get(address).status_code == 404


def test_the_page_lists_only_a_persons_own_files(slack: LocalSlack) -> None:
    first, second = slack.upload(b"a", channel=DESK), slack.upload(b"bc")
    slack.upload(b"x", user=OPERATOR)

    def list_own() -> Any:
        return HTTP.get(f"{slack.service.base}/watch/files?user={STAFF}").json()

    assert {one["id"]: (one["size"], one["channels"]) for one in list_own()} == {first: (1, [DESK]), second: (2, [])}
    slack.post("delete_file", user=STAFF, file_id=second)
    assert [one["id"] for one in list_own()] == [first]


def test_the_bot_is_informed_of_the_deletion_only_of_files_that_it_saw(slack: LocalSlack, app: App) -> None:
    received = record(app.event("file_deleted"), lambda body: body["event"])
    unseen, seen = slack.upload(b"a"), slack.upload(b"a", channel=DESK)
    for file in (unseen, seen):
        slack.post("delete_file", user=STAFF, file_id=file)
    assert [(one["file_id"], one["channel_ids"]) for one in until(lambda: received)] == [(seen, [DESK])]


def test_the_bot_is_informed_of_shared_files_only_in_its_channels(slack: LocalSlack, app: App) -> None:
    received = record(app.event("file_shared"), lambda body: body["event"]["file_id"])
    slack.upload(b"a", channel=GENERAL)
    seen = slack.upload(b"b", channel=DESK, user=OPERATOR)
    assert until(lambda: received) == [seen]


CSV = "\ufeff宛名番号,氏名\r\n1000001,甲\r\n".encode()


@pytest.mark.parametrize("content", [CSV, CSV.decode("utf-8-sig").encode("cp932"), b"\xff\xfe\x00"])
def test_a_posted_csv_comes_back_byte_for_byte_whatever_slack_calls_it(slack: LocalSlack, content: bytes) -> None:
    file = slack.bot.files_info(file=slack.upload(content, channel=DESK))["file"]
    assert (file["filetype"], file["mimetype"]) == ("csv", "text/csv")
    assert file["mode"] == ("snippet" if content == CSV else "hosted")
    bearer = {"Authorization": f"Bearer {slack.credentials.bot_token}"}
    assert slack.http.get(file["url_private_download"], headers=bearer).content == content


def test_a_small_text_is_a_snippet_with_its_first_lines_and_only_their_hashes_are_recorded(slack: LocalSlack) -> None:
    content = "".join(f"1000{n},氏名{n}\n" for n in range(8)).encode()
    answer = slack.bot.files_info(file=slack.upload(content, channel=DESK))
    file = answer["file"]
    assert (file["mode"], file["lines"], file["lines_more"], file["preview_is_truncated"]) == ("snippet", 8, 3, True)
    assert file["preview"].splitlines() == [f"1000{n},氏名{n}" for n in range(5)]
    assert answer["content"].encode() == content
    evidence = (slack.folder / "slack.jsonl").read_text(encoding="utf-8")
    assert file["id"] in evidence
    assert "氏名" not in evidence


@pytest.mark.parametrize(("name", "size"), [("a.csv", 1_000_001), ("a.xlsx", 10), ("a.csv", 0)])
def test_large_binary_and_empty_files_are_hosted(slack: LocalSlack, name: str, size: int) -> None:
    encoded = base64.b64encode(b"a" * size).decode()
    file = slack.post("upload", user=STAFF, channel=DESK, filename=name, content_base64=encoded)["file_id"]
    answer = slack.bot.files_info(file=file)
    assert answer["file"]["mode"] == "hosted"
    assert not {"preview", "lines"} & set(answer["file"])
    assert "content" not in answer.data
