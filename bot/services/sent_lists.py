"""A provider that cannot be asked: a person gives its own list of what was sent, and uncertain messages are settled.

What the list has counts as sent. What it has not stays uncertain, and a supervisor decides: the list may be of other
days, or late.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.files.reader import open_rows
from bot.files.sealed_rows import SealedSent
from bot.model.access import Action, Actor
from bot.model.posts import CAMPAIGN_POST, DOUBT_POST
from bot.rules.sent_lists import ListedMessage, find_sent
from bot.services.context import JST, ServiceContext
from bot.services.unit_of_work import change, require
from bot.store import uncertain_messages


@dataclass(frozen=True, slots=True)
class SettledByList:
    """What a list did. `rows`: of the file; `rejected`: those that could not be read; messages: `settled`, `left`."""

    rows: int
    rejected: int
    settled: int
    left: int


@dataclass(frozen=True, slots=True)
class SentList:
    """A list as it was read. `rows`: of the file, also those that could not be read; `content`: a keyed hash of it."""

    messages: list[ListedMessage]
    rows: int
    content: str


def read_list(context: ServiceContext, actor: Actor, path: Path) -> SentList:
    """Read a provider's list; nothing changes. Raises NotAllowed, FileRefused."""
    require(context, actor, Action.DOUBT_LIST)
    vault, today = context.store.vault, context.clock.now().astimezone(JST).date()
    with open_rows("sent", path, vault=vault, limits=context.limits, today=today, answers=context.answers) as opened:
        rows: list[SealedSent] = [row for batch in opened for row in batch]
        content = opened.content_hash
    listed = [made for row in rows if (made := _make_listed(row)) is not None]
    return SentList(listed, len(rows), content)


def settle_by_list(context: ServiceContext, actor: Actor, sent_list: SentList) -> SettledByList:
    """Settle the uncertain messages of the present account that a list has. Raises NotAllowed."""
    account, listed = context.provider.terms.identity, sent_list.messages
    with change(context, actor, Action.DOUBT_LIST, "-") as unit:
        doubtful = uncertain_messages.list_doubtful(unit.db, account)
        known = uncertain_messages.list_sent_times(unit.db, account)
        sent = find_sent(listed, list(doubtful), known, unit.now)
        for message_id, at in sent.items():
            uncertain_messages.accept_by_list(unit.db, message_id, min(at, unit.now), unit.now)
        for campaign_id in {campaign for message, campaign in doubtful.items() if message.id in sent}:
            unit.queue_post(CAMPAIGN_POST, campaign_id)
            unit.update_event_posts(DOUBT_POST, campaign_id)
        done = SettledByList(sent_list.rows, sent_list.rows - len(listed), len(sent), len(doubtful) - len(sent))
        facts = {"rows": done.rows, "rejected": done.rejected, "settled": done.settled, "left": done.left}
        unit.add_facts(content=sent_list.content, **facts)
    return done


def _make_listed(row: SealedSent) -> ListedMessage | None:
    if row.rejected is not None or row.phone is None or row.sent_on is None or row.sent_time is None:
        return None
    return ListedMessage(row.phone, datetime.combine(row.sent_on, row.sent_time, JST), row.reference)
