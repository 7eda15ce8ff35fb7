"""Uploading a file through Slack, with the form and with the shortcut."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.model.errors import FileRefused
from bot.slack.uploads import FoundFile, Upload
from tests.commands.harness import DESK, EMMA, EN, GENERAL, JA, OPERATOR, OUTSIDER, STAFF, CommandHarness, open_harness
from tests.sandbox.slack.client import until
from tests.services.files import Paid, make_debts, write_rows, write_target_list
from tests.services.steps import import_list


def list_slack_files(harness: CommandHarness) -> list[tuple[object, ...]]:
    with harness.services.store.read_transaction() as db:
        return [tuple(row) for row in db.fetch_all("SELECT file, uploader, kind FROM slack_files")]


def test_a_list_is_imported_with_the_form_and_its_result_shown(harness: CommandHarness) -> None:
    harness.upload_list(name={"name": {"type": "plain_text_input", "value": "7月分"}})
    shown = harness.read_view(STAFF, "list_result")
    assert "7月分" in shown
    assert JA("list.delete_file") in shown
    assert harness.services.column("SELECT uploader FROM target_lists") == [STAFF]


def test_payments_are_imported_with_the_form(harness: CommandHarness) -> None:
    import_list(harness.services, make_debts(3))
    path = write_rows(harness.services.store.path.with_name("paid.csv"), Paid, [Paid()])
    harness.upload_payments(path.read_bytes())
    shown = harness.read_view(STAFF, "payments_result")
    assert JA("payments.as_of_line", day="2026年7月6日(月)") in shown


def test_the_uploader_is_the_person_who_posted_the_file_and_is_recorded(harness: CommandHarness) -> None:
    file, posted = harness.post_file(harness.write_list(), EMMA)
    assert harness.use_shortcut(STAFF, posted)["ok"]
    harness.wait_for_view(STAFF, "list_result")
    assert harness.services.column("SELECT uploader FROM target_lists") == [EMMA]
    assert list_slack_files(harness) == [(file, EMMA, "targets")]


def test_a_refusal_of_the_shortcut_is_shown_on_its_page(harness: CommandHarness) -> None:
    _, posted = harness.post_file(harness.write_list())
    for user, words in ((OUTSIDER, "refusal.not_a_member"), (OPERATOR, "refusal.not_allowed")):
        harness.use_shortcut(user, posted)
        assert JA(words) in harness.read_view(user, "notice")
    text = harness.post_campaign_card(harness.submit_campaign())
    harness.use_shortcut(STAFF, text, "use_as_payment_file")
    assert JA("refusal.one_file_only") in harness.read_view(STAFF, "notice")


def test_an_unusable_file_shows_the_form_again_with_the_reason(harness: CommandHarness) -> None:
    view = harness.upload_list(b"", EMMA)
    harness.wait_for_text(EMMA, EN("refusal.file_empty"))
    assert harness.wait_for_view(EMMA, "list_upload")["id"] == view


def test_a_file_in_a_channel_without_the_bot_is_refused(harness: CommandHarness) -> None:
    _, posted = harness.post_file(harness.write_list(), STAFF, GENERAL)
    harness.use_shortcut(STAFF, posted, channel=GENERAL)
    harness.wait_for_text(STAFF, JA("refusal.upload_not_seen"))


def test_no_form_is_opened_where_uploads_are_off(tmp_path: Path) -> None:
    with open_harness(tmp_path, uploads_allowed=False) as harness:
        harness.type_command("/sms-list")
        assert JA("refusal.upload_off") in harness.read_view(STAFF, "notice")


class UploadsWithAction:
    """Uploads that run a function before the file is read."""

    def __init__(self, action: Callable[[], None], path: Path) -> None:
        self._action = action
        self._path = path

    @contextmanager
    def fetch_file(self, file_id: str, on_found: Callable[[FoundFile], None]) -> Iterator[Upload]:
        on_found(FoundFile(STAFF, None))
        self._action()
        yield Upload("x.csv", STAFF, self._path)


def test_a_page_closed_before_the_result_is_no_error(tmp_path: Path) -> None:
    path = write_target_list(tmp_path / "x.csv", make_debts(3))
    closed: list[str] = []

    def close() -> None:
        view = harness.wait_for_view(STAFF, "working")["id"]
        closed.append(view)
        harness.slack.post("close", user=STAFF, view=view)

    with open_harness(tmp_path, uploads=UploadsWithAction(close, path)) as harness:
        harness.upload_list()
        until(lambda: harness.services.column("SELECT id FROM target_lists WHERE state = 'ready'"))
        harness.wait_briefly()
        assert closed
        assert harness.slack.get("views", user=STAFF) == []
        assert harness.list_notices(STAFF) == [], "nothing failed"


def test_the_page_says_while_a_file_is_read_where_a_refusal_is_shown(tmp_path: Path) -> None:
    path = write_target_list(tmp_path / "x.csv", make_debts(3))
    pages: list[str] = []

    def read_page() -> None:
        pages.append(harness.read_view(STAFF, "working"))

    with open_harness(tmp_path, uploads=UploadsWithAction(read_page, path)) as harness:
        harness.upload_list()
        harness.wait_for_view(STAFF, "list_result")
        assert JA("notice.importing") in pages[0]
        assert JA("notice.working") not in pages[0]


def test_a_file_that_slack_refuses_shows_the_form_again(tmp_path: Path) -> None:
    def refuse() -> None:
        raise FileRefused("upload_broken")

    with open_harness(tmp_path, uploads=UploadsWithAction(refuse, tmp_path)) as harness:
        harness.upload_list()
        harness.wait_for_text(STAFF, JA("refusal.upload_broken"))


def test_a_refused_file_is_recorded_and_the_form_asks_to_delete_it(harness: CommandHarness) -> None:
    harness.upload_payments("氏名,個人番号\r\n".encode())
    harness.wait_for_text(STAFF, JA("list.delete_file"))
    (file,) = harness.slack.workspace.files.by_id
    assert list_slack_files(harness) == [(file, STAFF, "payments")]


def test_a_file_is_not_fetched_for_a_person_who_may_not_import(harness: CommandHarness) -> None:
    _, posted = harness.post_file(b"x")
    harness.use_shortcut(OPERATOR, posted)
    assert JA("refusal.not_allowed") in harness.read_view(OPERATOR, "notice")
    assert list_slack_files(harness) == []
    assert ("U0OPERATOR1", "list.import", "not_allowed") in harness.services.list_audited()


def test_the_deletion_of_a_file_is_recorded_at_once(harness: CommandHarness) -> None:
    read, other = (harness.slack.upload(harness.write_list(), STAFF, DESK) for _ in range(2))
    posted = next(one["ts"] for one in harness.slack.messages(STAFF) if one["files"][0]["id"] == read)
    harness.use_shortcut(STAFF, posted)
    harness.wait_for_view(STAFF, "list_result")
    for file in (other, read):
        harness.slack.post("delete_file", user=STAFF, file_id=file)
    until(lambda: harness.services.column("SELECT file FROM slack_files WHERE gone_at IS NOT NULL") == [read])
    gone = [entry for entry in harness.services.list_audited() if entry[1] == "file.gone"]
    assert gone == [("slack", "file.gone", "done")]
