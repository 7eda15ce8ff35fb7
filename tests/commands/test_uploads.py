"""A file through Slack: by the form, by the shortcut, refused, and with the page closed before it was read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.model.errors import FileRefused
from bot.slack.uploads import Upload
from tests.commands.harness import DESK, EMMA, EN, GENERAL, JA, OPERATOR, OUTSIDER, STAFF, Bureau, opened
from tests.sandbox.slack.client import until
from tests.services.files import Paid, make_debts, write_payment_file, write_target_list
from tests.services.steps import import_list


def named(value: str | None) -> dict[str, object]:
    return {"name": {"type": "plain_text_input", "value": value}}


def test_a_list_is_brought_by_the_form_and_its_result_is_shown(bureau: Bureau) -> None:
    bureau.type("/sms-list")
    view = bureau.view(STAFF, "list_upload")["id"]
    assert bureau.submit(STAFF, view, file=bureau.targets(STAFF), name=named("7月分"))["ok"]
    shown = str(bureau.view(STAFF, "list_result")["blocks"])
    assert "7月分" in shown
    assert JA("list.delete_file") in shown
    assert bureau.services.column("SELECT uploader FROM target_lists") == [STAFF]


def test_payments_are_brought_by_the_form(bureau: Bureau) -> None:
    import_list(bureau.services, make_debts(3))
    path = write_payment_file(bureau.services.store.path.with_name("paid.csv"), [Paid()])
    file = bureau.hand.upload(path.read_bytes(), STAFF, None)
    bureau.type("/sms-payments")
    view = bureau.view(STAFF, "payments_upload")["id"]
    day = {"as_of": {"type": "datepicker", "selected_date": "2026-07-06"}}
    handed = {"file": {"type": "file_input", "files": [{"id": file}]}}
    assert bureau.submit(STAFF, view, file=handed, as_of=day)["ok"]
    shown = str(bureau.view(STAFF, "payments_result")["blocks"])
    assert JA("payments.as_of_line", day="2026年7月6日(月)") in shown


def test_whoever_posted_the_file_brought_the_list_not_who_used_the_shortcut(bureau: Bureau) -> None:
    path = write_target_list(bureau.services.store.path.with_name("x.csv"), make_debts(3))
    bureau.hand.upload(path.read_bytes(), EMMA, DESK)
    posted = bureau.hand.messages(STAFF)[-1]["ts"]
    answer = bureau.hand.post("shortcut", user=STAFF, channel=DESK, ts=posted, callback_id="use_as_target_list")
    assert answer["ok"]
    bureau.view(STAFF, "list_result")
    assert bureau.services.column("SELECT uploader FROM target_lists") == [EMMA]


def test_the_shortcut_is_refused_on_its_page(bureau: Bureau) -> None:
    path = write_target_list(bureau.services.store.path.with_name("x.csv"), make_debts(3))
    bureau.hand.upload(path.read_bytes(), STAFF, DESK)
    posted = bureau.hand.messages(STAFF)[-1]["ts"]
    for user, words in ((OUTSIDER, "refusal.not_a_member"), (OPERATOR, "refusal.not_allowed")):
        bureau.hand.post("shortcut", user=user, channel=DESK, ts=posted, callback_id="use_as_target_list")
        assert JA(words) in str(bureau.view(user, "notice")["blocks"])
    text = bureau.card(bureau.pending())
    bureau.hand.post("shortcut", user=STAFF, channel=DESK, ts=text, callback_id="use_as_payment_file")
    assert JA("refusal.one_file_only") in str(bureau.view(STAFF, "notice")["blocks"])


def test_a_file_that_cannot_be_used_brings_the_form_back_with_the_reason(bureau: Bureau) -> None:
    bureau.type("/sms-list", EMMA)
    view = bureau.view(EMMA, "list_upload")["id"]
    file = bureau.hand.upload(b"", EMMA, None)
    assert bureau.submit(EMMA, view, file={"file": {"type": "file_input", "files": [{"id": file}]}})["ok"]
    until(lambda: EN("refusal.file_empty") in str(bureau.hand.get("views", user=EMMA)))
    assert bureau.view(EMMA, "list_upload")["id"] == view


def test_a_file_in_a_channel_where_the_bot_is_not_is_not_seen(bureau: Bureau) -> None:
    path = write_target_list(bureau.services.store.path.with_name("x.csv"), make_debts(3))
    bureau.hand.upload(path.read_bytes(), STAFF, GENERAL)
    posted = bureau.hand.messages(STAFF, GENERAL)[-1]["ts"]
    bureau.hand.post("shortcut", user=STAFF, channel=GENERAL, ts=posted, callback_id="use_as_target_list")
    until(lambda: JA("refusal.upload_not_seen") in str(bureau.hand.get("views", user=STAFF)))


def test_where_uploads_are_off_no_form_asks_for_a_file(tmp_path: Path) -> None:
    (tmp_path / "slack").mkdir()
    with opened(tmp_path, takes_uploads=False) as bureau:
        bureau.type("/sms-list")
        bureau.tells(STAFF, JA("refusal.upload_off"))
        assert bureau.hand.get("views", user=STAFF) == []


class Watched:
    """Uploads during which something happens."""

    def __init__(self, happens: Callable[[], None], path: Path) -> None:
        self._happens = happens
        self._path = path

    @contextmanager
    def fetched(self, file_id: str, noted: Callable[[str], None]) -> Iterator[Upload]:
        noted(STAFF)
        self._happens()
        yield Upload("x.csv", STAFF, self._path)


def test_a_page_that_was_closed_before_the_result_came_is_no_crash(tmp_path: Path) -> None:
    (tmp_path / "slack").mkdir()
    path = write_target_list(tmp_path / "x.csv", make_debts(3))
    closed: list[str] = []

    def close() -> None:
        view = bureau.view(STAFF, "working")["id"]
        closed.append(view)
        bureau.hand.post("close", user=STAFF, view=view)

    with opened(tmp_path, uploads=Watched(close, path)) as bureau:
        bureau.type("/sms-list")
        view = bureau.view(STAFF, "list_upload")["id"]
        assert bureau.submit(STAFF, view, file=bureau.targets(STAFF))["ok"]
        until(lambda: bureau.services.column("SELECT id FROM target_lists WHERE state = 'ready'"))
        bureau.a_moment_later()
        assert closed
        assert bureau.hand.get("views", user=STAFF) == []
        assert bureau.told(STAFF) == [], "nothing failed"


def test_a_refusal_from_slack_itself_is_told_in_the_form(tmp_path: Path) -> None:
    (tmp_path / "slack").mkdir()

    def refuse() -> None:
        raise FileRefused("upload_broken")

    with opened(tmp_path, uploads=Watched(refuse, tmp_path)) as bureau:
        bureau.type("/sms-list")
        view = bureau.view(STAFF, "list_upload")["id"]
        bureau.submit(STAFF, view, file=bureau.targets(STAFF))
        until(lambda: JA("refusal.upload_broken") in str(bureau.hand.get("views", user=STAFF)))


def lying(bureau: Bureau) -> list[tuple[object, ...]]:
    with bureau.services.store.read_transaction() as db:
        return [tuple(row) for row in db.fetch_all("SELECT file, uploader, kind FROM slack_files")]


def test_a_file_is_noted_as_lying_in_slack_under_whoever_put_it_there(bureau: Bureau) -> None:
    path = write_target_list(bureau.services.store.path.with_name("x.csv"), make_debts(3))
    file = bureau.hand.upload(path.read_bytes(), EMMA, DESK)
    posted = bureau.hand.messages(STAFF)[-1]["ts"]
    bureau.hand.post("shortcut", user=STAFF, channel=DESK, ts=posted, callback_id="use_as_target_list")
    bureau.view(STAFF, "list_result")
    assert lying(bureau) == [(file, EMMA, "targets")]


def test_a_refused_file_lies_there_all_the_same_and_the_form_says_so(bureau: Bureau) -> None:
    bureau.type("/sms-payments")
    view = bureau.view(STAFF, "payments_upload")["id"]
    file = bureau.hand.upload("氏名,個人番号\r\n".encode(), STAFF, None)
    day = {"as_of": {"type": "datepicker", "selected_date": "2026-07-06"}}
    bureau.submit(STAFF, view, file={"file": {"type": "file_input", "files": [{"id": file}]}}, as_of=day)
    until(lambda: JA("list.delete_file") in str(bureau.hand.get("views", user=STAFF)))
    assert lying(bureau) == [(file, STAFF, "payments")]


def test_who_may_not_import_has_nothing_fetched_and_nothing_noted(bureau: Bureau) -> None:
    bureau.hand.upload(b"x", STAFF, DESK)
    posted = bureau.hand.messages(STAFF)[-1]["ts"]
    bureau.hand.post("shortcut", user=OPERATOR, channel=DESK, ts=posted, callback_id="use_as_target_list")
    assert JA("refusal.not_allowed") in str(bureau.view(OPERATOR, "notice")["blocks"])
    assert lying(bureau) == []
    assert ("U0OPERATOR1", "list.import", "not_allowed") in bureau.services.audited()


def test_that_a_file_was_deleted_is_known_at_once(bureau: Bureau) -> None:
    path = write_target_list(bureau.services.store.path.with_name("x.csv"), make_debts(3))
    read, other = (bureau.hand.upload(path.read_bytes(), STAFF, DESK) for _ in range(2))
    posted = next(one["ts"] for one in bureau.hand.messages(STAFF) if one["files"][0]["id"] == read)
    bureau.hand.post("shortcut", user=STAFF, channel=DESK, ts=posted, callback_id="use_as_target_list")
    bureau.view(STAFF, "list_result")
    for file in (other, read):
        bureau.hand.post("delete_file", user=STAFF, file_id=file)
    until(lambda: bureau.services.column("SELECT file FROM slack_files WHERE gone_at IS NOT NULL") == [read])
    assert [entry for entry in bureau.services.audited() if entry[1] == "file.gone"] == [("slack", "file.gone", "done")]
