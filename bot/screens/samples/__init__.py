"""Every screen, built from samples: large numbers, and one text in every place that shows a text from outside.

`nofu check --blocks` sends them to Slack's own validation, and the tests check them against the limits of Block Kit.

base       what the others share
campaigns  cards, messages, drafts, decisions
files      lists and other imported files
people     the look-up, promises, suppressions, next steps
office     Home, digests, alerts, incidents
"""

from dataclasses import replace

from bot.model.campaigns import CampaignState
from bot.screens import blocks, campaign_summaries, home
from bot.screens.blocks import Frame
from bot.screens.samples.base import MANY, Screens, describe_error
from bot.screens.samples.campaigns import (
    build_campaign_cards,
    build_decision_forms,
    build_draft_pages,
    build_event_messages,
    make_campaign_view,
)
from bot.screens.samples.files import build_file_messages, build_file_pages, build_list_cards, build_list_pages
from bot.screens.samples.office import (
    build_alerts,
    build_answers,
    build_digests,
    build_incident_messages,
    make_all_paused,
    make_home_view,
)
from bot.screens.samples.people import build_person_pages, build_promise_messages, build_why_pages


def build_messages(frame: Frame, text: str = "対象者") -> Screens:
    """Build every message. `text` replaces every text that a person can write."""
    yield from build_campaign_cards(frame, text)
    yield from build_event_messages(frame, text)
    yield from build_list_cards(frame, text)
    yield from build_file_messages(frame, text)
    yield from build_digests(frame, text)
    yield from build_alerts(frame)
    yield from build_incident_messages(frame)
    yield from build_promise_messages(frame)
    yield from build_answers(frame, text)


def build_pages(frame: Frame, text: str = "対象者") -> Screens:
    """Build every form and page."""
    held = replace(make_home_view(text, many=1), all_paused=make_all_paused())
    yield "home", home.build_home(frame, make_home_view(text))
    yield "home while all sending is paused", home.build_home(frame, held)
    yield "closed home", home.build_closed_home(frame)
    views = [make_campaign_view(state, text) for state in CampaignState]
    yield "status page", campaign_summaries.build_status_page(frame, views)
    yield from build_list_pages(frame, text)
    yield from build_file_pages(frame, text)
    yield from build_draft_pages(frame, text)
    yield from build_decision_forms(frame, text)
    yield from build_person_pages(frame, text)
    yield from build_why_pages(frame)
    for doing in ("notice.opening", "notice.working", "notice.importing"):
        yield f"working, {doing}", blocks.build_working_view(frame, frame.words("list.title"), doing)
    yield "progress", blocks.build_progress_view(frame, frame.words("list.title"), MANY)
    yield "notice", blocks.build_notice_view(frame, frame.words("notice.title"), describe_error(frame, text))


def build_screens(frame: Frame, text: str = "対象者") -> Screens:
    """Build every screen."""
    yield from build_messages(frame, text)
    yield from build_pages(frame, text)
