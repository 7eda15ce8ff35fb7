"""The desk: what waits for you, and every action as a button; as an answer to /sms, and as the App Home."""

from bot.rules.cards import Inbox
from bot.screens import ids
from bot.screens.campaigns import line
from bot.screens.kit import Block, Card, Frame, View, actions, button, context, divider, escape, header, person, section


def card(frame: Frame, inbox: Inbox) -> Card:
    """The desk as an answer to a command."""
    return Card(frame.words("inbox.header"), _blocks(frame, inbox))


def home(frame: Frame, inbox: Inbox) -> View:
    """The desk as the App Home."""
    return {"type": "home", "blocks": _blocks(frame, inbox)}


def closed(frame: Frame) -> View:
    """The App Home of somebody who has no part in the desk."""
    return {"type": "home", "blocks": [context(frame.mark), section(frame.words("refusal.not_allowed", action=""))]}


def _blocks(frame: Frame, inbox: Inbox) -> list[Block]:
    return [header(frame.words("inbox.header")), context(frame.mark), *_waiting(frame, inbox), *_buttons(frame, inbox)]


def _waiting(frame: Frame, inbox: Inbox) -> list[Block]:
    words = frame.words
    blocks = [
        section(words("inbox.decide", campaign=str(c.id), author=person(c.author, words), people=c.recipients or 0))
        for c in inbox.to_decide[:10]
    ]
    blocks += [
        section(words("inbox.submit", campaign=str(c.id), name=escape(c.list_name))) for c in inbox.to_submit[:10]
    ]
    if inbox.uncertain:
        blocks.append(section(words("inbox.uncertain", n=inbox.uncertain)))
    if not blocks:
        blocks.append(section(words("inbox.nothing")))
    if inbox.under_way:
        blocks += [divider(), *(section(line(words, shown)) for shown in inbox.under_way[:10])]
    if inbox.lists:
        newest = "\n".join(
            words("inbox.list", list=str(t.id), name=escape(t.name), recipients=t.counts.recipients)
            for t in inbox.lists
        )
        blocks += [divider(), section(f"*{words('inbox.lists')}*\n{newest}")]
    return blocks


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
