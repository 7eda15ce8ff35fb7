"""The public page by which people can tell whether a message is really the city's. It has no data of a person."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from pathlib import Path

from bot.files import public_page
from bot.model.access import Action, Actor
from bot.model.campaigns import Intent
from bot.model.public_page import PublicPage, PublishedText, WeeklyHours
from bot.rules.hours import Week
from bot.rules.intents import find_offered_intents
from bot.rules.message_text.templates import list_templates
from bot.rules.privacy import find_leaks
from bot.services.audience import render_sample
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Read, change, read
from bot.store import campaigns

_IN_USE = timedelta(days=92)
"""So long after its end the text of a campaign stays on the page: people look later than they read."""
_REF = "○○○○"
"""In place of a 受付番号: a real one might be somebody's."""


def collect_page(context: ServiceContext, actor: Actor) -> PublicPage:
    """Collect what the page shows as of now."""
    city, hours = context.city, context.settings.hours
    with read(context, actor, Action.PAGE_PUBLISH) as unit:
        return PublicPage(
            city=city.name,
            desk=city.desk,
            phone=city.phone,
            desk_hours=tuple(_group_week(hours.desk)),
            send_hours=tuple(_group_week(hours.send)),
            extra_days=sorted({day for day, _ in hours.extra if day >= unit.today and day not in hours.closed}),
            senders=context.settings.senders,
            domains=context.settings.url_allow,
            texts=tuple(_list_texts(context, unit)),
            made_on=unit.today,
        )


def write_page(context: ServiceContext, actor: Actor, folder: Path, html: str, mark: str) -> Path:
    """Write the page into a folder, and return its path. `mark`: by which a page of ours is known.

    Raises Conflict if there is a file of somebody else, and OSError.
    """
    with change(context, actor, Action.PAGE_PUBLISH, "-") as unit:
        path = public_page.write_page(folder, html, mark)
        unit.add_facts(sha256=hashlib.sha256(html.encode()).hexdigest())
    return path


def _list_texts(context: ServiceContext, unit: Read) -> Iterator[PublishedText]:
    """Yield the texts that people may have got or may get: of campaigns, the newest first, then the templates.

    A text with a number other than the office's own is left out: whose it is cannot be known.
    """
    bodies = campaigns.list_texts_in_use(unit.db, unit.now - _IN_USE)
    bodies += [
        (intent.value, template.body)
        for intent in find_offered_intents(context.settings.policy)
        for template in list_templates(intent)
    ]
    seen: set[str] = set()
    for intent, body in bodies:
        text = render_sample(context, body, _REF)
        if text not in seen and not find_leaks(text, frozenset({context.city.phone})):
            seen.add(text)
            yield PublishedText(Intent(intent).value, text)


def _group_week(week: Week) -> Iterator[WeeklyHours]:
    """Yield days in a row that have the same hours; days without any are left out."""
    for spans, days in groupby(enumerate(week), key=lambda day: day[1]):
        numbers = [number for number, _ in days]
        if spans:
            yield WeeklyHours(numbers[0], numbers[-1], tuple((one.start, one.end) for one in spans))
