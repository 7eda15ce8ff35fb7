"""A file whose columns nobody knows, or that was there before: asked about in the page, and taken in all the same."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.model.campaigns import Draft, Intent
from bot.screens import lists as list_screens
from bot.screens.blocks import Frame
from bot.services import drafts
from bot.services.imports import targets as desk_lists
from bot.slack import posts
from bot.slack.client import GatedClient
from bot.slack.uploads import Upload
from commands import progress
from commands.progress import ClickGuard, ProgressUpdater, ViewPlace
from tests.commands.harness import DESK, EMMA, EN, JA, OPERATOR, STAFF, Bureau, opened
from tests.sandbox.slack.client import until
from tests.services import harness as services_harness
from tests.services.files import Debt, Paid, make_debts, write_payment_file, write_target_list
from tests.services.steps import import_list


def strange(bureau: Bureau, count: int, **names: str) -> bytes:
    """A list some of whose headings are not what anybody calls them."""
    path = write_target_list(bureau.services.store.path.with_name("strange.csv"), make_debts(count))
    text = path.read_bytes().decode("cp932")
    for old, new in names.items():
        text = text.replace(old, new, 1)
    return text.encode("cp932")


def bring(bureau: Bureau, content: bytes, user: str = STAFF, **more: object) -> str:
    """A file by the form; the id of the view in which the answer will stand."""
    file = bureau.hand.upload(content, user, None)
    bureau.type("/sms-list", user)
    view = str(bureau.view(user, "list_upload")["id"])
    answer = bureau.submit(user, view, file={"file": {"type": "file_input", "files": [{"id": file}]}}, **more)
    assert answer["ok"], answer
    return view


def choose(**columns: str) -> dict[str, Any]:
    return {
        f"column_{column}": {
            f"column_{column}": {
                "type": "static_select",
                "selected_option": {"text": {"type": "plain_text", "text": heading}, "value": heading},
            }
        }
        for column, heading in columns.items()
    }


def lists(bureau: Bureau) -> list[object]:
    return bureau.services.column("SELECT id FROM target_lists WHERE state = 'ready' ORDER BY id")


def test_a_column_that_is_not_known_is_asked_for_and_the_next_file_needs_no_question(bureau: Bureau) -> None:
    name = {"name": {"type": "plain_text_input", "value": "7月分"}}
    view = bring(bureau, strange(bureau, 3, 電話番号="でんわ", 納期限="きげん"), name=name)
    page = bureau.view(STAFF, "list_columns")
    assert page["id"] == view
    assert JA("columns.remembered") in str(page["blocks"])
    assert "氏名" not in str(page["blocks"]), "a column that tells of people is not offered"
    twice = bureau.submit(STAFF, view, **choose(phone="でんわ", due_on="でんわ"))
    assert twice["errors"] == {"column_due_on": JA("refusal.chosen_twice")}
    assert bureau.submit(STAFF, view, **choose(phone="でんわ", due_on="きげん"))["ok"]
    shown = str(bureau.view(STAFF, "list_result")["blocks"])
    assert "電話番号＝「でんわ」" in shown
    assert "7月分" in shown
    assert bureau.services.column("SELECT uploader FROM target_lists") == [STAFF]

    bring(bureau, strange(bureau, 4, 電話番号="でんわ", 納期限="きげん"), EMMA)
    shown = str(bureau.view(EMMA, "list_result")["blocks"])
    assert EN("columns.used_again") in shown
    assert len(lists(bureau)) == 2


def test_the_shortcut_asks_for_columns_too_and_whoever_posted_the_file_stays_who_brought_it(bureau: Bureau) -> None:
    bureau.hand.upload(strange(bureau, 3, 電話番号="でんわ"), EMMA, DESK)
    posted = bureau.hand.messages(STAFF)[-1]["ts"]
    bureau.hand.post("shortcut", user=STAFF, channel=DESK, ts=posted, callback_id="use_as_target_list")
    page = bureau.view(STAFF, "list_columns")
    assert bureau.submit(STAFF, page["id"], **choose(phone="でんわ"))["ok"]
    bureau.view(STAFF, "list_result")
    assert bureau.services.column("SELECT uploader FROM target_lists") == [EMMA]


def test_payments_are_asked_about_too(bureau: Bureau) -> None:
    import_list(bureau.services, make_debts(3))
    path = write_payment_file(bureau.services.store.path.with_name("paid.csv"), [Paid()])
    content = path.read_bytes().replace("納付日".encode("cp932"), "はらった日".encode("cp932"))
    file = bureau.hand.upload(content, STAFF, None)
    bureau.type("/sms-payments")
    view = bureau.view(STAFF, "payments_upload")["id"]
    day = {"as_of": {"type": "datepicker", "selected_date": "2026-07-06"}}
    bureau.submit(STAFF, view, file={"file": {"type": "file_input", "files": [{"id": file}]}}, as_of=day)
    assert bureau.view(STAFF, "payments_columns")["id"] == view
    assert bureau.submit(STAFF, view, **choose(paid_on="はらった日"))["ok"]
    shown = str(bureau.view(STAFF, "payments_result")["blocks"])
    assert JA("payments.as_of_line", day="2026年7月6日(月)") in shown
    assert "納付日＝「はらった日」" in shown


def test_a_file_with_nothing_to_choose_from_is_refused_as_ever(bureau: Bureau) -> None:
    path = write_target_list(bureau.services.store.path.with_name("x.csv"), make_debts(3), without=("phone",))
    bring(bureau, path.read_bytes())
    until(lambda: JA("refusal.no_phone_column") in str(bureau.hand.get("views", user=STAFF)))
    bureau.view(STAFF, "list_upload")


def test_the_same_file_is_asked_about_and_taken_in_again_once(bureau: Bureau) -> None:
    content = write_target_list(bureau.services.store.path.with_name("x.csv"), make_debts(3)).read_bytes()
    bring(bureau, content, name={"name": {"type": "plain_text_input", "value": "はじめ"}})
    bureau.view(STAFF, "list_result")
    view = bring(bureau, content, EMMA, name={"name": {"type": "plain_text_input", "value": "Second"}})
    shown = str(bureau.view(EMMA, "list_same_file")["blocks"])
    assert "はじめ" in shown
    assert f"<@{STAFF}>" in shown
    assert len(lists(bureau)) == 1
    assert bureau.press_in(EMMA, view, "list_again")["ok"]
    bureau.view(EMMA, "list_result")
    assert bureau.services.column("SELECT name FROM target_lists ORDER BY id") == ["はじめ", "Second"]


def test_a_rule_without_its_column_is_given_one_and_the_list_is_replaced(bureau: Bureau) -> None:
    view = bring(bureau, strange(bureau, 3, 架電回数="かけた"))
    result = bureau.view(STAFF, "list_result")
    assert "「かけた」" in str(result["blocks"])
    (old,) = lists(bureau)
    assert bureau.press_in(STAFF, view, "assign_columns")["ok"]
    page = bureau.view(STAFF, "list_columns")
    nothing = bureau.submit(STAFF, page["id"])
    assert list(nothing["errors"].values()) == [JA("refusal.no_column_chosen")]
    assert bureau.submit(STAFF, page["id"], **choose(calls="かけた"))["ok"]
    shown = str(bureau.view(STAFF, "list_result")["blocks"])
    assert JA("list.in_place", list=str(old)) in shown
    (new,) = lists(bureau)
    assert new != old
    assert JA("columns.unknown", headings="「かけた」") not in shown


def test_a_list_that_a_campaign_uses_stays_beside_the_new_one(bureau: Bureau) -> None:
    view = bring(bureau, strange(bureau, 3, 架電回数="かけた"))
    bureau.view(STAFF, "list_result")
    (old,) = lists(bureau)
    drafts.create_draft(bureau.services, services_harness.AUTHOR, Draft(int(str(old)), Intent.CALL_BACK, "", None))
    bureau.press_in(STAFF, view, "assign_columns")
    page = bureau.view(STAFF, "list_columns")
    bureau.submit(STAFF, page["id"], **choose(calls="かけた"))
    shown = str(bureau.view(STAFF, "list_result")["blocks"])
    assert JA("list.beside", list=str(old)) in shown
    assert len(lists(bureau)) == 2


def test_an_assignment_is_forgotten_by_the_cards_button(bureau: Bureau) -> None:

    view = bring(bureau, strange(bureau, 3, 電話番号="でんわ"))
    bureau.view(STAFF, "list_columns")
    bureau.submit(STAFF, view, **choose(phone="でんわ"))
    bureau.view(STAFF, "list_result")
    bureau.press_in(STAFF, view, "preset_forget")
    assert JA("columns.forgotten") in str(bureau.view(STAFF, "notice")["blocks"])
    bring(bureau, strange(bureau, 5, 電話番号="でんわ"))
    bureau.submit(STAFF, bureau.view(STAFF, "list_columns")["id"], **choose(phone="でんわ"))
    bureau.view(STAFF, "list_result")
    (_, made) = lists(bureau)
    card = list_screens.build_card(
        Frame(JA, bureau.context.mode),
        desk_lists.get_list_view(bureau.services, services_harness.AUTHOR, int(str(made))),
    )
    ts = posts.post_message(bureau.context.client, DESK, card.text, card.blocks).ts
    bureau.press(OPERATOR, ts, "preset_forget")
    bureau.tells(OPERATOR, JA("refusal.not_allowed"))
    bureau.press(STAFF, ts, "preset_forget")
    until(lambda: bureau.services.column("SELECT layout FROM column_mappings") == [])
    bureau.press(STAFF, ts, "preset_forget", value="targets:x")
    bureau.press(STAFF, ts, "preset_forget")
    bureau.tells(STAFF, JA("refusal.preset_gone"))
    bring(bureau, strange(bureau, 4, 電話番号="でんわ"))
    bureau.view(STAFF, "list_columns")


class Here:
    """Uploads whose file is at hand."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def fetched(self, file_id: str, noted: Callable[[str], None]) -> Iterator[Upload]:
        yield Upload("x.csv", STAFF, self.path)


def test_a_long_import_says_how_far_it_is_and_the_result_comes_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    updates: list[str] = []
    update, report = GatedClient.views_update, ProgressUpdater.__call__

    def record_update(client: GatedClient, **arguments: Any) -> Any:
        answer = update(client, **arguments)
        updates.append(str(arguments["view"]))
        return answer

    def report_and_wait(updater: ProgressUpdater, latest: int) -> None:
        report(updater, latest)
        until(lambda: any("行まで読みました" in shown for shown in updates))

    (tmp_path / "slack").mkdir()
    monkeypatch.setattr(progress, "UPDATE_SECONDS", 0.01)
    monkeypatch.setattr(GatedClient, "views_update", record_update)
    monkeypatch.setattr(ProgressUpdater, "__call__", report_and_wait)
    path = write_target_list(tmp_path / "x.csv", [Debt(taxpayer=str(n)) for n in range(2_000)])
    with opened(tmp_path, uploads=Here(path)) as bureau:
        bureau.type("/sms-list")
        view = bureau.view(STAFF, "list_upload")["id"]
        bureau.submit(STAFF, view, file=bureau.targets(STAFF))
        bureau.view(STAFF, "list_result")
    assert any("行まで読みました" in shown for shown in updates)
    assert "list_result" in updates[-1]


class Shown:
    """A client that keeps what it is asked to show."""

    def __init__(self, *, fails: bool = False) -> None:
        self.rows: list[int] = []
        self.found: list[tuple[object, object]] = []
        self._fails = fails

    def views_update(self, *, view_id: object, external_id: object, view: dict[str, Any]) -> dict[str, Any]:
        self.found.append((view_id, external_id))
        self.rows.append(view["rows"])
        if self._fails:
            raise OSError
        return {"view": {"id": "V1"}}


def watched(client: Any) -> ProgressUpdater:
    return ProgressUpdater(client, ViewPlace(external_id="name"), lambda rows: {"rows": rows})


def test_a_short_work_shows_no_progress() -> None:
    client = Shown()
    with watched(client) as watch:
        watch(1_000)
    assert (client.rows, watch.where) == ([], ViewPlace(external_id="name"))


def test_a_page_is_kept_in_step_and_found_by_its_id_from_then_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "UPDATE_SECONDS", 0.02)
    client = Shown()
    with watched(client) as watch:
        watch(1_000)
        until(lambda: client.rows == [1_000])
        watch(2_000)
        until(lambda: client.rows == [1_000, 2_000])
        time.sleep(0.1)
    assert client.rows == [1_000, 2_000], "what has not changed is not shown again"
    assert client.found == [(None, "name"), ("V1", None)]
    assert watch.where == ViewPlace("V1", "name")
    time.sleep(0.1)
    assert len(client.rows) == 2, "nothing comes after the result"


def test_a_page_that_is_closed_or_a_slack_that_is_gone_stops_the_progress_and_not_the_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(progress, "UPDATE_SECONDS", 0.01)
    client = Shown(fails=True)
    with watched(client) as watch:
        watch(1)
        until(lambda: client.rows)
        watch(2)
        time.sleep(0.1)  # long enough for ten more updates
    assert client.rows == [1]


def test_a_second_click_on_the_same_page_is_no_second_wish() -> None:
    once = ClickGuard()
    assert [once(view) for view in ({"id": "V1", "hash": "a"}, {"id": "V1", "hash": "a"})] == [True, False]
    assert once({"id": "V1", "hash": "b"}), "the page stands there anew"
    assert once({"id": "V2", "hash": "a"})
