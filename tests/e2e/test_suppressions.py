"""Suppressions and promises in the browser, in both languages: added, listed, ended, and recorded, by clicks."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from bot.model.policy import Policy
from bot.screens.labels import find_label, get_limits
from tests.e2e import job
from tests.e2e.browser import Window, open_window
from tests.e2e.job import Users
from tests.process.system import System

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

PEOPLE = 6


@pytest.fixture(scope="module")
def sent(shared_system: System, users: Users) -> list[str]:
    """The 受付番号 of the messages of a campaign that was sent."""
    return job.send_campaign(shared_system, users, PEOPLE)


@pytest.fixture
def desk(browser: Browser, shared_system: System, users: Users, sent: list[str]) -> Iterator[Window]:
    """The page of somebody at the desk, with nothing open over it."""
    assert sent
    job.close_views(shared_system, users.author)
    with open_window(browser, shared_system.base) as window:
        window.switch_user(users.author)
        window.open_channel(job.DESK)
        yield window
        assert window.errors == []


def open_form(window: Window, users: Users) -> Locator:
    window.command("/sms-suppress")
    return window.wait_for_form(users.words("suppression.ref_hint"))


def suppress(window: Window, users: Users, reason: str, *, until: str = "", note: str = "", **who: str) -> None:
    """Fill in the form, and wait for the page on what was stored."""
    form = open_form(window, users)
    for name, text in who.items():
        form.get_by_label(users.words(f"suppression.{name}")).first.fill(text)
    form.locator("select").select_option(label=users.words(f"suppression_reason.{reason}"))
    if until:
        form.locator('input[type="date"]').fill(until)
    if note:
        form.get_by_label(users.words("decision.note")).fill(note)
    window.press(users.words("suppression.add"), form)
    window.wait_for_form(users.say("suppression.from_now"))


def list_reasons(system: System) -> list[str]:
    return [str(one) for (one,) in system.query("SELECT reason FROM suppressions WHERE ended_at IS NULL ORDER BY id")]


def test_a_suppression_is_added_listed_and_ended(
    desk: Window, shared_system: System, users: Users, sent: list[str]
) -> None:
    words = users.words
    suppress(desk, users, "consulting", until="2026-07-31", note="memo", ref=sent[0])
    expect(desk.form).to_contain_text(sent[0])
    desk.press(words("suppression.open_list"), desk.form)
    page = desk.wait_for_form(users.say("suppression.in_force", n=1))
    for part in (sent[0], words("suppression_reason.consulting"), "memo", words("suppression.source_slack")):
        expect(page).to_contain_text(part)
    desk.press(words("suppression.end"), page)
    form = desk.wait_for_form(words("suppression.end_text"))
    form.locator("select").select_option(label=words("end_reason.settled"))
    desk.press(words("suppression.end"), form)
    ended = desk.wait_for_form(users.say("suppression.ended"))
    reason = find_label(words, "excluded", "contacted_recently", **get_limits(Policy()))
    expect(ended).to_contain_text(words("suppression.still_excluded", reason=reason))
    desk.press(words("suppression.open_list"), ended)
    desk.wait_for_form(users.say("suppression.none"))
    assert list_reasons(shared_system) == []


def test_a_typed_number_is_shown_nowhere(desk: Window, shared_system: System, users: Users) -> None:
    words = users.words
    suppress(desk, users, "wrong_number", phone="090-1234-5699")
    expect(desk.form).to_contain_text(users.say("suppression.added", reason=words("suppression_reason.wrong_number")))
    desk.press(words("suppression.open_list"), desk.form)
    page = desk.wait_for_form(users.say("suppression.in_force", n=1))
    assert "5699" not in page.inner_text()
    desk.press(words("suppression.export"), page)
    desk.wait_for_form(users.say("refusal.suppressions_none"))
    assert list_reasons(shared_system) == ["wrong_number"]


def test_a_mistyped_reference_is_said_at_its_field(desk: Window, users: Users, sent: list[str]) -> None:
    form = open_form(desk, users)
    wrong = sent[1][:-1] + str((int(sent[1][-1]) + 1) % 10)
    form.get_by_label(users.words("suppression.ref")).first.fill(wrong)
    form.locator("select").select_option(label=users.words("suppression_reason.complaint"))
    desk.press(users.words("suppression.add"), form)
    expect(form.locator('.input[data-wrong="yes"]')).to_contain_text(users.words("refusal.ref_mistyped"))


def test_a_promise_is_recorded_by_the_reference(
    desk: Window, shared_system: System, users: Users, sent: list[str]
) -> None:
    words = users.words
    desk.command("/sms-promise")
    form = desk.wait_for_form(words("promises.day_hint"))
    form.get_by_label(words("caller.ref")).first.fill(sent[2])
    form.get_by_label(words("caller.verified_yes")).check()
    form.locator('input[type="date"]').fill("2026-07-20")
    desk.press(words("record.submit"), form)
    expect(form.locator('.input[data-wrong="yes"]')).to_be_visible()  # a holiday
    form.locator('input[type="date"]').fill("2026-07-21")
    desk.press(words("record.submit"), form)
    desk.wait_for_form(users.say("record.done", result=words("record_result.promise"), effect="").strip())
    expect(desk.form).to_contain_text(words("promise_state.open"))
    assert shared_system.query("SELECT promised_on, state FROM promises") == [("2026-07-21", "open")]


def test_the_morning_message_opens_the_draft_of_a_reminder(
    desk: Window, shared_system: System, users: Users, sent: list[str]
) -> None:
    """The last test: it moves the clock to the next morning."""
    words = users.words
    desk.command("/sms-promise")
    form = desk.wait_for_form(words("promises.day_hint"))
    form.get_by_label(words("caller.ref")).first.fill(sent[3])
    form.get_by_label(words("caller.verified_yes")).check()
    form.locator('input[type="date"]').fill("2026-07-09")
    desk.press(words("record.submit"), form)
    desk.wait_for_form(users.say("record.done", result=words("record_result.promise"), effect="").strip())
    desk.close_form(words("form.close"))
    suppress(desk, users, "plan_wished", ref=sent[4])
    desk.close_form(words("form.close"))
    shared_system.move_clock(now="2026-07-08T09:00:00+09:00")
    message = desk.find_message(words("promises.header"))
    expect(message).to_contain_text(words("promise_list.plan_wished"))
    desk.press(words("promises.write"), message)
    expect(desk.find_message("promises-20260707-plan_wished.xlsx")).to_be_visible()
    desk.press(words("promises.draft"), message)
    draft = desk.wait_for_form(words("draft.template"))
    chosen = draft.locator("select").evaluate_all("all => all.map(one => one.selectedOptions[0].label)")
    assert words("intent.promise_near") in chosen
