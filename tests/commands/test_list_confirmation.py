"""Adopting and confirming by a click: on the card, in the answer to /sms, on the Home, in the result of an upload."""

from pathlib import Path
from typing import Any

from bot.screens import lists as screens
from bot.services.imports import targets
from bot.services.imports.pipeline import Source
from bot.slack import posts
from sandbox.walk.client import find_buttons
from tests.commands.harness import DANIEL, DESK, EMMA, EN, JA, OPERATOR, STAFF, SUPERVISOR, Bureau
from tests.sandbox.slack.client import until
from tests.services.files import make_debts, write_target_list
from tests.services.harness import CLOCK
from tests.services.steps import import_list


def came(bureau: Bureau) -> int:
    """A list from the inbox."""
    path = write_target_list(Path(bureau.services.store.path).with_name("came.csv"), make_debts(3))
    return targets.import_targets(bureau.services, CLOCK, path, name="受け箱", source=Source("inbox", None)).target.id


def card(bureau: Bureau, list_id: int) -> str:
    """Post a list's card; its ts."""
    drawn = screens.build_card(bureau.context.frame(CLOCK), targets.get_list_view(bureau.services, CLOCK, list_id))
    return posts.post_message(bureau.context.client, DESK, drawn.text, drawn.blocks).ts


def uploader(bureau: Bureau) -> object:
    return bureau.services.value("SELECT uploader FROM target_lists")


def confirmed_by(bureau: Bureau) -> object:
    return bureau.services.value("SELECT confirmed_by FROM target_lists")


def test_the_first_click_adopts_and_the_second_person_is_told_who_was_faster(bureau: Bureau) -> None:
    ts = card(bureau, came(bureau))
    assert bureau.press(EMMA, ts, "list_adopt")["ok"]
    until(lambda: uploader(bureau) == EMMA)
    assert bureau.press(STAFF, ts, "list_adopt")["ok"]
    bureau.tells(STAFF, JA("refusal.list_adopted", who=f"<@{EMMA}>"))
    bureau.press(DANIEL, ts, "list_adopt")
    bureau.tells(DANIEL, EN("refusal.list_adopted", who=f"<@{EMMA}>"))
    assert bureau.told(EMMA) == [], "the card says it"
    assert uploader(bureau) == EMMA


def test_who_only_looks_adopts_and_confirms_nothing(bureau: Bureau) -> None:
    ts = card(bureau, came(bureau))
    bureau.press(OPERATOR, ts, "list_adopt")
    bureau.tells(OPERATOR, JA("refusal.not_allowed"))
    assert uploader(bureau) is None


def test_the_desk_of_who_may_offers_to_adopt_and_says_that_it_is_done(bureau: Bureau) -> None:
    list_id = came(bureau)
    bureau.type("/sms", SUPERVISOR)
    answer = until(lambda: [one for one in bureau.hand.messages(SUPERVISOR, DESK) if one["ephemeral_to"]])[0]
    assert [one["value"] for one in find_buttons(answer["blocks"], "list_adopt")] == [str(list_id)]
    bureau.press(SUPERVISOR, answer["ts"], "list_adopt")
    bureau.tells(SUPERVISOR, JA("done.adopted"))
    assert uploader(bureau) == SUPERVISOR


def test_a_list_is_adopted_from_the_home(bureau: Bureau) -> None:
    came(bureau)
    bureau.hand.post("home", user=STAFF)
    home = until(lambda: bureau.hand.get("home", user=STAFF))
    assert bureau.press_in(STAFF, home["id"], "list_adopt")["ok"]
    until(lambda: JA("done.adopted") in str(bureau.hand.get("views", user=STAFF)))
    until(lambda: "list_adopt" not in str(bureau.hand.get("home", user=STAFF)))
    assert uploader(bureau) == STAFF


def test_what_was_left_out_is_confirmed_on_the_result_of_the_upload(bureau: Bureau) -> None:
    bureau.type("/sms-list")
    bureau.submit(STAFF, bureau.view(STAFF, "list_upload")["id"], file=bureau.targets(STAFF), name=typed())
    result = bureau.view(STAFF, "list_result")
    assert bureau.press_in(STAFF, result["id"], "list_confirm")["ok"]
    until(lambda: JA("done.confirmed") in str(bureau.hand.get("views", user=STAFF)))
    assert confirmed_by(bureau) == STAFF


def typed() -> dict[str, Any]:
    return {"name": {"type": "plain_text_input", "value": None}}


def test_what_was_left_out_is_confirmed_on_the_card_as_it_is_shown(bureau: Bureau) -> None:
    target = import_list(bureau.services, make_debts(3), confirmed=False).target
    ts = card(bureau, target.id)
    for forged, told in (
        (f"{target.id}:{'0' * 16}", "refusal.changed_meanwhile"),
        (str(target.id), "refusal.changed_meanwhile"),
        ("x:y", "refusal.list_gone"),
        ("", "refusal.list_gone"),
    ):
        bureau.press(SUPERVISOR, ts, "list_confirm", forged)
        bureau.tells(SUPERVISOR, JA(told))
    assert confirmed_by(bureau) is None
    bureau.press(EMMA, ts, "list_confirm")
    until(lambda: confirmed_by(bureau) == EMMA)
    bureau.press(STAFF, ts, "list_confirm")
    bureau.tells(STAFF, JA("refusal.list_confirmed", who=f"<@{EMMA}>"))


def test_a_click_on_submit_confirms_what_its_question_says(bureau: Bureau) -> None:
    import_list(bureau.services, make_debts(3), confirmed=False)
    bureau.type("/sms-new")
    form = bureau.view(STAFF, "campaign_new")
    assert "未確認" in str(form)
    bureau.submit(STAFF, form["id"])
    created = bureau.view(STAFF, "campaign_created")
    (press,) = find_buttons(created["blocks"], "campaign_submit")
    assert "除外 0行" in press["confirm"]["text"]["text"]
    bureau.press_in(STAFF, created["id"], "campaign_submit")
    bureau.becomes(1, "pending")
    assert confirmed_by(bureau) == STAFF


def test_a_submit_button_without_what_was_seen_is_told_where_to_look(bureau: Bureau) -> None:
    list_id = import_list(bureau.services, make_debts(3), confirmed=False).target.id
    bureau.type("/sms-new")
    bureau.submit(STAFF, bureau.view(STAFF, "campaign_new")["id"])
    created = bureau.view(STAFF, "campaign_created")
    bureau.press_in(STAFF, created["id"], "campaign_submit", value="1")
    told = JA("refusal.list_not_confirmed", list=str(list_id))
    until(lambda: told in str(bureau.hand.get("views", user=STAFF)))
    assert bureau.state(1) == "draft"
