"""The desk: what waits for you, and every action as a button; as an answer to /sms, and as the App Home."""

from collections.abc import Sequence

from bot.rules.campaigns import Campaign
from bot.rules.cards import Inbox
from bot.rules.lists import TargetList
from bot.rules.lying import LyingFile
from bot.screens import custody, ids, lying
from bot.screens.campaigns import line
from bot.screens.kit import (
    Block,
    Card,
    Frame,
    View,
    actions,
    button,
    context,
    divider,
    header,
    message,
    named,
    person,
    section,
)
from bot.words import Words

_MOST = 6
_ADOPTED = 2
"""Of the lists that wait to be adopted: each brings a button and its question, and a message holds so much only."""


def card(frame: Frame, inbox: Inbox) -> Card:
    """The desk as an answer to a command."""
    return message(frame, frame.words("inbox.header"), _blocks(frame, inbox))


def home(frame: Frame, inbox: Inbox) -> View:
    """The desk as the App Home."""
    return {"type": "home", "blocks": _blocks(frame, inbox)}


def closed(frame: Frame) -> View:
    """The App Home of somebody who has no part in the desk."""
    return {"type": "home", "blocks": [context(frame.mark), section(frame.words("refusal.not_a_member"))]}


def _blocks(frame: Frame, inbox: Inbox) -> list[Block]:
    return [header(frame.words("inbox.header")), context(frame.mark), *_waiting(frame, inbox), *_buttons(frame, inbox)]


def _waiting(frame: Frame, inbox: Inbox) -> list[Block]:
    words = frame.words
    blocks = [
        *_newest(words, [_to_decide(words, campaign) for campaign in inbox.to_decide]),
        *_newest(words, [_to_submit(words, campaign) for campaign in inbox.to_submit]),
        *_to_adopt(frame, inbox.to_adopt),
    ]
    if inbox.uncertain:
        blocks.append(section(words("inbox.uncertain", n=inbox.uncertain)))
    if inbox.to_delete:
        blocks.append(section(_to_delete(words, inbox.to_delete)))
    if not blocks:
        blocks.append(section(words("inbox.nothing")))
    if inbox.under_way:
        blocks += [divider(), *_newest(words, [line(words, shown) for shown in inbox.under_way])]
    if inbox.lists:
        newest = "\n".join(_list(words, target) for target in inbox.lists)
        blocks += [divider(), section(f"*{words('inbox.lists')}*\n{newest}")]
    return blocks


def _newest(words: Words, lines: list[str]) -> list[Block]:
    """A paragraph each, of as many as a message can hold; how many more there are is said."""
    blocks = [section(line) for line in lines[:_MOST]]
    if len(lines) > _MOST:
        blocks.append(context(words("inbox.more", n=len(lines) - _MOST)))
    return blocks


def _to_decide(words: Words, campaign: Campaign) -> str:
    author, people = person(campaign.author, words), campaign.recipients or 0
    return words("inbox.decide", campaign=str(campaign.id), author=author, people=people)


def _to_submit(words: Words, campaign: Campaign) -> str:
    return words("inbox.submit", campaign=str(campaign.id), name=named(campaign.list_name))


def _to_adopt(frame: Frame, targets: Sequence[TargetList]) -> list[Block]:
    words = frame.words
    blocks = [
        block
        for target in targets[:_ADOPTED]
        for block in (section(custody.waiting(words, target)), custody.adopting(frame, target))
    ]
    if len(targets) > _ADOPTED:
        blocks.append(context(words("inbox.more_adopt", n=len(targets) - _ADOPTED)))
    return blocks


def _to_delete(words: Words, files: Sequence[LyingFile]) -> str:
    lines = [f"・{lying.named(words, file)}" for file in files[:_MOST]]
    if len(files) > _MOST:
        lines.append(words("inbox.delete_more", n=len(files) - _MOST))
    return "\n".join([f"*{words('inbox.delete')}*", *lines, words("lying.how")])


def _list(words: Words, target: TargetList) -> str:
    people = target.counts.recipients
    return words("inbox.list", list=str(target.id), name=named(target.name), recipients=people)


def _buttons(frame: Frame, inbox: Inbox) -> list[Block]:
    words = frame.words
    status = button(words("inbox.open_status"), ids.OPEN_STATUS)
    if not inbox.may_draft:
        return [actions("desk", [status])]
    return [
        actions(
            "desk",
            [
                button(words("inbox.open_list"), ids.OPEN_LIST, style="primary"),
                button(words("inbox.open_new"), ids.OPEN_NEW),
                button(words("inbox.open_payments"), ids.OPEN_PAYMENTS),
                status,
            ],
        )
    ]
