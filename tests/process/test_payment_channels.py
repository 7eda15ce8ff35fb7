"""A payment channel whose file is missing or old blocks submission, approval and sending, and everybody reads which."""

from datetime import date
from typing import Any

import pytest

from bot.words import words
from sandbox.walk import steps
from sandbox.walk.client import Json, find_buttons, to_text
from tests.process.campaigns import find_card, find_cards, list_numbers, press, press_approve, wait_for_arrivals
from tests.process.system import System, run_json, wait_until
from tests.services.files import make_debts, write_target_list

pytestmark = pytest.mark.process

PEOPLE = 14
ENGLISH_CHIEF = "U0SUPERV002"
EN, JA = words("en"), words("ja")


def import_payments(system: System, day: date, *channels: str) -> None:
    """Import a payment of somebody on no list by each channel, booked on a day."""
    lines = [f"9999,固定資産税,R8,1,{day:%Y%m%d},{day:%Y%m%d},1000,{channel}" for channel in channels]
    path = system.folder / f"paid{day:%m%d}{len(channels)}.csv"
    heading = "宛名番号,税目,年度,期別,納付日,収納日,金額,納付区分"
    path.write_bytes("".join(f"{line}\r\n" for line in (heading, *lines)).encode("cp932"))
    assert run_json(system.write_store_settings(), "import", "payments", str(path))["rows"] == len(channels)


def create_draft(system: System) -> None:
    """Upload a list and create a draft; wait for its card."""
    client, staff = system.client, system.session.staff
    path = write_target_list(system.folder.parent / "channels.csv", make_debts(PEOPLE), without=("name",))
    steps.upload_list(system.session, path)
    client.command(staff, system.session.desk, "/sms-new")
    form = client.wait_for_view(staff, "campaign_new")
    client.submit(staff, form["id"], {})
    wait_until(lambda: find_cards(system), "the card")


def wait_for_desk(system: System, user: str, *sentences: str) -> None:
    """Ask for /sms until what a person reads there has these sentences."""

    def find() -> Any:
        system.client.command(user, system.session.desk, "/sms")
        seen = system.client.messages(system.session.desk, user)
        return [one for one in seen if one["ephemeral_to"] == user and all(each in to_text(one) for each in sentences)]

    wait_until(find, f"/sms with {sentences}")


def wait_for_button(system: System, action_id: str) -> Json:
    """Wait until the campaign's card has a button; return the card."""

    def find() -> Json | None:
        (card,) = find_cards(system)
        return card if find_buttons(card["blocks"], action_id) else None

    return wait_until(find, f"the button {action_id}")


def describe_awaited(say: Any, state: str, channels: str) -> str:
    return str(say(f"campaign.obstacle.{state}", why=say("refusal.stale_channel", channel=channels)))


def test_the_awaited_files_are_named_at_each_step_until_they_come(system: System) -> None:
    session = system.session
    system.start(PAYMENT_CHANNELS_EXPECTED="コンビニ,銀行", PAYMENT_LAG_DAYS="0", SMS_RATE="1")

    create_draft(system)
    find_card(system, describe_awaited(JA, "draft", "コンビニ・銀行"))
    wait_for_desk(system, session.staff, describe_awaited(JA, "draft", "コンビニ・銀行"))
    import_payments(system, date(2026, 7, 7), "コンビニ")
    card = find_card(system, describe_awaited(JA, "draft", "銀行"))
    assert not find_buttons(card["blocks"], "campaign_submit")
    import_payments(system, date(2026, 7, 7), "コンビニ", "銀行")
    card = wait_for_button(system, "campaign_submit")
    press(system, session.staff, card, "campaign_submit")
    card = wait_for_button(system, "campaign_approve")
    (button,) = find_buttons(card["blocks"], "campaign_approve")

    system.move_clock(now="2026-07-08T10:00:00+09:00")
    held = find_card(system, describe_awaited(JA, "pending", "コンビニ・銀行"))
    assert not find_buttons(held["blocks"], "campaign_approve")
    wait_for_desk(system, ENGLISH_CHIEF, describe_awaited(EN, "pending", "コンビニ・銀行"))
    import_payments(system, date(2026, 7, 8), "コンビニ", "銀行")
    wait_for_button(system, "campaign_approve")
    press_approve(system, ENGLISH_CHIEF, card["ts"], button["value"])

    wait_for_arrivals(system, 2)
    system.move_clock(now="2026-07-09T10:00:00+09:00")
    system.wait_for_campaign("paused")
    card = find_card(system, describe_awaited(JA, "paused", "コンビニ・銀行"))
    assert not find_buttons(card["blocks"], "campaign_resume")
    wait_for_desk(system, session.supervisor, describe_awaited(JA, "paused", "コンビニ・銀行"))
    wait_for_desk(system, ENGLISH_CHIEF, describe_awaited(EN, "paused", "コンビニ・銀行"))
    assert len(system.list_arrivals()) < PEOPLE

    import_payments(system, date(2026, 7, 9), "コンビニ", "銀行")
    card = wait_for_button(system, "campaign_resume")
    press(system, ENGLISH_CHIEF, card, "campaign_resume")
    system.wait_for_campaign("finished")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE))
