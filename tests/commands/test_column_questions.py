"""Questions on an uploaded file: which heading is which column, and whether to import a file again."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from bot.model.campaigns import Intent
from bot.model.drafts import Draft
from bot.services import drafts
from bot.slack.client import CheckedClient
from bot.slack.uploads import FoundFile, Upload
from commands import progress
from commands.progress import ClickGuard, ProgressUpdater, ViewTarget, update_view
from tests.commands.harness import EMMA, EN, JA, STAFF, SUPERVISOR, CommandHarness, open_harness
from tests.sandbox.slack.client import until
from tests.services import harness as services_harness
from tests.services.files import Debt, Paid, make_debts, write_rows, write_target_list
from tests.services.steps import import_list


def make_renamed_list(harness: CommandHarness, count: int, **names: str) -> bytes:
    """Make a list with unknown headings. `names`: usual heading → the heading in this file."""
    path = write_target_list(harness.services.store.path.with_name("renamed.csv"), make_debts(count))
    text = path.read_bytes().decode("cp932")
    for old, new in names.items():
        text = text.replace(old, new, 1)
    return text.encode("cp932")


def make_choice(**columns: str) -> dict[str, Any]:
    return {
        f"column_{column}": {
            f"column_{column}": {
                "type": "static_select",
                "selected_option": {"text": {"type": "plain_text", "text": heading}, "value": heading},
            }
        }
        for column, heading in columns.items()
    }


def read_option(page: Any) -> str:
    """Return the only column that a form offers."""
    (option,) = next(block for block in page["blocks"] if block.get("block_id") == "column_calls")["element"]["options"]
    assert option["text"]["text"] == "L列"
    return str(option["value"])


def list_ids(harness: CommandHarness) -> list[object]:
    return harness.services.column("SELECT id FROM target_lists WHERE state = 'ready' ORDER BY id")


def test_an_unknown_column_is_asked_for_and_the_answer_is_remembered(harness: CommandHarness) -> None:
    name = {"name": {"type": "plain_text_input", "value": "7月分"}}
    view = harness.upload_list(make_renamed_list(harness, 3, 電話番号="でんわ", 納期限="きげん"), name=name)
    page = harness.wait_for_view(STAFF, "list_columns")
    assert page["id"] == view
    assert JA("columns.remembered") in str(page["blocks"])
    assert "氏名" not in str(page["blocks"]), "a column with personal data is not offered"
    twice = harness.submit_form(STAFF, view, **make_choice(phone="でんわ", due_on="でんわ"))
    assert twice["errors"] == {"column_due_on": JA("refusal.chosen_twice")}
    assert harness.submit_form(STAFF, view, **make_choice(phone="でんわ", due_on="きげん"))["ok"]
    shown = harness.read_view(STAFF, "list_result")
    assert "電話番号＝B列" in shown
    assert "7月分" in shown
    assert harness.services.column("SELECT uploader FROM target_lists") == [STAFF]

    harness.upload_list(make_renamed_list(harness, 4, 電話番号="でんわ", 納期限="きげん"), EMMA)
    shown = harness.read_view(EMMA, "list_result")
    assert EN("columns.used_again") in shown
    assert len(list_ids(harness)) == 2


def test_the_shortcut_asks_for_columns_and_the_person_who_posted_the_file_is_the_uploader(
    harness: CommandHarness,
) -> None:
    _, posted = harness.post_file(make_renamed_list(harness, 3, 電話番号="でんわ"), EMMA)
    harness.use_shortcut(STAFF, posted)
    page = harness.wait_for_view(STAFF, "list_columns")
    assert harness.submit_form(STAFF, page["id"], **make_choice(phone="でんわ"))["ok"]
    harness.wait_for_view(STAFF, "list_result")
    assert harness.services.column("SELECT uploader FROM target_lists") == [EMMA]


def test_unknown_columns_of_a_payment_file_are_asked_for(harness: CommandHarness) -> None:
    import_list(harness.services, make_debts(3))
    path = write_rows(harness.services.store.path.with_name("paid.csv"), Paid, [Paid()])
    content = path.read_bytes().replace("納付日".encode("cp932"), "はらった日".encode("cp932"))
    content = content.replace("収納日".encode("cp932"), "きろく日".encode("cp932"))
    view = harness.upload_payments(content)
    assert harness.wait_for_view(STAFF, "payments_columns")["id"] == view
    assert harness.submit_form(STAFF, view, **make_choice(paid_on="はらった日"))["ok"]
    shown = harness.read_view(STAFF, "payments_result")
    assert JA("payments.as_of_line", day="2026年7月6日(月)") in shown
    assert "納付日＝E列" in shown


def test_a_file_without_unknown_headings_is_refused_without_a_question(harness: CommandHarness) -> None:
    harness.upload_list(harness.write_list(without=("phone",)))
    harness.wait_for_text(STAFF, JA("refusal.no_phone_column"))
    harness.wait_for_view(STAFF, "list_upload")


def test_the_same_file_is_imported_again_only_after_a_click(harness: CommandHarness) -> None:
    content = harness.write_list()
    harness.upload_list(content, name={"name": {"type": "plain_text_input", "value": "はじめ"}})
    harness.wait_for_view(STAFF, "list_result")
    view = harness.upload_list(content, EMMA, name={"name": {"type": "plain_text_input", "value": "Second"}})
    shown = harness.read_view(EMMA, "list_same_file")
    assert "はじめ" in shown
    assert f"<@{STAFF}>" in shown
    assert len(list_ids(harness)) == 1
    assert harness.press_in_view(EMMA, view, "list_again")["ok"]
    harness.wait_for_view(EMMA, "list_result")
    assert harness.services.column("SELECT name FROM target_lists ORDER BY id") == ["はじめ", "Second"]


def test_assigning_a_column_that_a_rule_needs_replaces_the_list(harness: CommandHarness) -> None:
    view = harness.upload_list(make_renamed_list(harness, 3, 架電回数="かけた"))
    result = harness.wait_for_view(STAFF, "list_result")
    assert "L列" in str(result["blocks"])
    assert "かけた" not in str(result["blocks"])
    (old,) = list_ids(harness)
    assert harness.press_in_view(STAFF, view, "assign_columns")["ok"]
    page = harness.wait_for_view(STAFF, "list_columns")
    nothing = harness.submit_form(STAFF, page["id"])
    assert list(nothing["errors"].values()) == [JA("refusal.no_column_chosen")]
    assert harness.submit_form(STAFF, page["id"], **make_choice(calls=read_option(page)))["ok"]
    shown = harness.read_view(STAFF, "list_result")
    assert JA("list.in_place", list=str(old)) in shown
    (new,) = list_ids(harness)
    assert new != old
    assert JA("columns.unknown", headings="L列") not in shown


def test_a_list_used_by_a_campaign_is_not_replaced(harness: CommandHarness) -> None:
    view = harness.upload_list(make_renamed_list(harness, 3, 架電回数="かけた"))
    harness.wait_for_view(STAFF, "list_result")
    (old,) = list_ids(harness)
    drafts.create_draft(harness.services, services_harness.AUTHOR, Draft(int(str(old)), Intent.CALL_BACK, "", None))
    harness.press_in_view(STAFF, view, "assign_columns")
    page = harness.wait_for_view(STAFF, "list_columns")
    harness.submit_form(STAFF, page["id"], **make_choice(calls=read_option(page)))
    shown = harness.read_view(STAFF, "list_result")
    assert JA("list.beside", list=str(old)) in shown
    assert len(list_ids(harness)) == 2


def open_details(harness: CommandHarness, user: str, ts: str) -> str:
    harness.press(user, ts, "list_details")
    return str(harness.wait_for_view(user, "list_details")["id"])


def test_the_button_of_the_details_deletes_a_remembered_mapping(harness: CommandHarness) -> None:
    view = harness.upload_list(make_renamed_list(harness, 3, 電話番号="でんわ"))
    harness.wait_for_view(STAFF, "list_columns")
    harness.submit_form(STAFF, view, **make_choice(phone="でんわ"))
    harness.wait_for_view(STAFF, "list_result")
    harness.press_in_view(STAFF, view, "preset_forget")
    assert JA("columns.forgotten") in harness.read_view(STAFF, "notice")
    harness.upload_list(make_renamed_list(harness, 5, 電話番号="でんわ"))
    harness.submit_form(STAFF, harness.wait_for_view(STAFF, "list_columns")["id"], **make_choice(phone="でんわ"))
    harness.wait_for_view(STAFF, "list_result")
    (_, new) = list_ids(harness)
    ts = harness.post_list_card(int(str(new)))
    pages = {user: open_details(harness, user, ts) for user in (STAFF, EMMA, SUPERVISOR)}
    harness.press_in_view(STAFF, pages[STAFF], "preset_forget")
    until(lambda: harness.services.column("SELECT layout FROM column_mappings") == [])
    harness.press_in_view(SUPERVISOR, pages[SUPERVISOR], "preset_forget", value="targets:x")
    harness.wait_for_text(SUPERVISOR, JA("refusal.preset_gone"))
    harness.press_in_view(EMMA, pages[EMMA], "preset_forget")
    harness.wait_for_text(EMMA, EN("refusal.preset_gone"))
    harness.upload_list(make_renamed_list(harness, 4, 電話番号="でんわ"))
    harness.wait_for_view(STAFF, "list_columns")


class LocalUploads:
    """Uploads of one file on this machine."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def fetch_file(self, file_id: str, on_found: Callable[[FoundFile], None]) -> Iterator[Upload]:
        yield Upload("x.csv", STAFF, self.path)


def test_a_long_import_shows_its_progress_and_then_the_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    updates: list[str] = []
    update, report = CheckedClient.views_update, ProgressUpdater.__call__

    def record_update(client: CheckedClient, **arguments: Any) -> Any:
        answer = update(client, **arguments)
        updates.append(str(arguments["view"]))
        return answer

    def report_and_wait(updater: ProgressUpdater, latest: int) -> None:
        report(updater, latest)
        until(lambda: any("行まで読みました" in view for view in updates))

    monkeypatch.setattr(progress, "UPDATE_SECONDS", 0.01)
    monkeypatch.setattr(CheckedClient, "views_update", record_update)
    monkeypatch.setattr(ProgressUpdater, "__call__", report_and_wait)
    path = write_target_list(tmp_path / "x.csv", [Debt(taxpayer=str(n)) for n in range(2_000)])
    with open_harness(tmp_path, uploads=LocalUploads(path)) as harness:
        harness.upload_list()
        harness.wait_for_view(STAFF, "list_result")
    assert any("行まで読みました" in view for view in updates)
    assert "list_result" in updates[-1]


class UpdateRecorder:
    """A client that records updates of a page."""

    def __init__(self, *, fails: bool = False) -> None:
        self.rows: list[int] = []
        self.targets: list[tuple[object, object]] = []
        self.hashes: list[str | None] = []
        self._fails = fails

    def views_update(
        self, *, view_id: object, external_id: object, hash: str | None, view: dict[str, Any]
    ) -> dict[str, Any]:
        self.targets.append((view_id, external_id))
        self.hashes.append(hash)
        self.rows.append(view["rows"])
        if self._fails:
            raise OSError
        return {"view": {"id": "V1", "hash": f"{len(self.rows)}.x"}}


def make_updater(client: Any) -> ProgressUpdater:
    return ProgressUpdater(client, ViewTarget(external_id="name"), lambda rows: {"rows": rows})


def test_short_work_shows_no_progress() -> None:
    client = UpdateRecorder()
    with make_updater(client) as updater:
        updater(1_000)
    assert (client.rows, updater.target) == ([], ViewTarget(external_id="name"))


def test_a_page_is_updated_and_then_found_by_its_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "UPDATE_SECONDS", 0.02)
    client = UpdateRecorder()
    with make_updater(client) as updater:
        updater(1_000)
        until(lambda: client.rows == [1_000])
        updater(2_000)
        until(lambda: client.rows == [1_000, 2_000])
        time.sleep(0.1)
    assert client.rows == [1_000, 2_000], "the same number is not shown again"
    assert client.targets == [(None, "name"), ("V1", None)]
    assert updater.target == ViewTarget("V1", "name")
    time.sleep(0.1)
    assert len(client.rows) == 2, "no update comes after the result"


def test_a_view_with_a_hash_is_updated_only_in_its_newest_state() -> None:
    client, page = UpdateRecorder(), {"rows": 1}
    second = update_view(cast(Any, client), ViewTarget("V1", hash="0.x"), page)
    assert update_view(cast(Any, client), second, page) == ViewTarget("V1", hash="2.x")
    assert client.hashes == ["0.x", "1.x"]


def test_after_an_update_whose_answer_was_lost_the_result_is_shown_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(progress, "UPDATE_SECONDS", 0.01)
    client = UpdateRecorder(fails=True)
    with ProgressUpdater(cast(Any, client), ViewTarget("V1", hash="0.x"), lambda rows: {"rows": rows}) as updater:
        updater(1)
        until(lambda: client.rows)
    assert (client.hashes, updater.target) == (["0.x"], ViewTarget("V1"))


def test_a_failed_update_stops_the_progress_but_not_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "UPDATE_SECONDS", 0.01)
    client = UpdateRecorder(fails=True)
    with make_updater(client) as updater:
        updater(1)
        until(lambda: client.rows)
        updater(2)
        time.sleep(0.1)  # long enough for ten more updates
    assert client.rows == [1]


def test_a_second_click_on_the_same_page_is_recognised() -> None:
    guard = ClickGuard()
    assert [guard.is_first(view) for view in ({"id": "V1", "hash": "a"}, {"id": "V1", "hash": "a"})] == [True, False]
    assert guard.is_first({"id": "V1", "hash": "b"}), "the page was shown again"
    assert guard.is_first({"id": "V2", "hash": "a"})
