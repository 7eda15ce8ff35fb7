"""Keeps the App Homes that people have open up to date: Slack shows what was published last, however old it is."""

import json
import logging
import time

from slack_sdk.errors import SlackApiError

from bot.screens.blocks import Frame
from bot.screens.home import build_home
from bot.services import home
from bot.services.context import ServiceContext
from bot.slack.client import CheckedClient
from bot.slack.open_homes import OpenHomes
from bot.slack.people import People
from bot.words import words
from scheduler.jobs import CLOCK

_PAUSE = 10.0
"""Seconds between two looks: a campaign that is sending changes several times a second."""
_log = logging.getLogger(__name__)


class UpdateHomes:
    """Publish the Home anew for each person who has opened theirs lately, once it would show something else."""

    def __init__(self, homes: OpenHomes, people: People, client: CheckedClient) -> None:
        self._homes = homes
        self._people = people
        self._client = client
        self._shown: dict[str, str] = {}
        self._looked_at = -_PAUSE
        self._newest: object = None

    def __call__(self, context: ServiceContext) -> None:
        """Publish what has changed. The roles are asked for as for any look; who has none keeps the page they saw."""
        opened = self._homes.list_people()
        if not opened or time.monotonic() < self._looked_at + _PAUSE:
            return
        self._looked_at = time.monotonic()
        newest = (home.find_newest_change(context, CLOCK), tuple(opened))
        if newest == self._newest:
            return
        self._newest = newest
        for user, team in opened:
            self._update(context, user, team)

    def _update(self, context: ServiceContext, user: str, team: str | None) -> None:
        actor = self._people.actor(user, team, ask_slack=False)
        if not actor.is_complete or not actor.roles:
            return
        page = build_home(Frame(words(actor.locale), context.mode), home.get_home(context, actor))
        text = json.dumps(page, ensure_ascii=False)
        if self._shown.get(user) == text:
            return
        self._shown[user] = text
        try:
            self._client.views_publish(user_id=user, view=page)
        except (SlackApiError, OSError) as fault:  # the next change publishes it again
            self._shown.pop(user, None)
            _log.warning("home_not_published", extra={"code": type(fault).__name__})
