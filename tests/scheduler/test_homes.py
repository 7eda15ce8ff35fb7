"""The App Home of a person who has it open is published anew when it would show something else, and only then."""

import json
from typing import Any

import pytest

from bot.model.access import Actor, Role
from bot.slack.open_homes import OpenHomes
from scheduler import homes
from scheduler.homes import UpdateHomes
from tests.services import steps
from tests.services.files import make_debts
from tests.services.harness import AUTHOR, CHIEF, HarnessContext


class Slack:
    """Keeps what was published, or refuses it; and knows the roles of people."""

    def __init__(self) -> None:
        self.published: list[tuple[str, str]] = []
        self.fails = False
        self.people = {AUTHOR.user: AUTHOR, CHIEF.user: CHIEF}

    def views_publish(self, *, user_id: str, view: Any) -> None:
        if self.fails:
            raise OSError
        self.published.append((user_id, json.dumps(view, ensure_ascii=False)))

    def actor(self, user: str, _team: str | None, *, ask_slack: bool) -> Actor:
        assert not ask_slack
        return self.people.get(user) or Actor(user, frozenset(), "ja")


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Slack:
    monkeypatch.setattr(homes, "_PAUSE", 0.0)
    return Slack()


def make_job(slack: Slack, *users: str) -> UpdateHomes:
    opened = OpenHomes()
    for user in users:
        opened.note(user, "T1")
    return UpdateHomes(opened, slack, slack)  # type: ignore[arg-type]  # what it calls of both is here


def test_a_home_shows_a_new_request_without_being_opened_again(context: HarnessContext, slack: Slack) -> None:
    update = make_job(slack, CHIEF.user, AUTHOR.user)
    update(context)
    assert [user for user, _ in slack.published] == [CHIEF.user, AUTHOR.user]
    update(context)
    assert len(slack.published) == 2
    campaign_id = steps.submit(context, steps.import_list(context, make_debts(1)).target.id)
    update(context)
    after = dict(slack.published[2:])
    assert set(after) == {CHIEF.user, AUTHOR.user}
    assert all(f"一斉送信 {campaign_id}" in text for text in after.values())
    assert "承認を待っています" in after[CHIEF.user]


def test_who_has_lost_their_roles_and_who_never_opened_it_get_nothing(context: HarnessContext, slack: Slack) -> None:
    update = make_job(slack, CHIEF.user)
    slack.people[CHIEF.user] = Actor(CHIEF.user, frozenset(), "ja")
    update(context)
    slack.people[CHIEF.user] = Actor(CHIEF.user, frozenset({Role.SUPERVISOR}), "ja", is_complete=False)
    steps.import_list(context, make_debts(1))
    update(context)
    assert slack.published == []


def test_what_slack_did_not_take_is_published_with_the_next_change(context: HarnessContext, slack: Slack) -> None:
    update = make_job(slack, CHIEF.user)
    slack.fails = True
    update(context)
    slack.fails = False
    context.clock.advance(minutes=1)
    update(context)
    assert [user for user, _ in slack.published] == [CHIEF.user]
