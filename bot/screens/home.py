"""The desk: what waits for you, and every action as a button; as an answer to /sms, and as the App Home."""

from collections.abc import Sequence

from bot.model.campaigns import Campaign
from bot.model.lists import TargetList
from bot.model.slack_files import SlackFile
from bot.model.views import HomeView
from bot.screens import ids, list_confirmation, slack_files
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    View,
    actions_block,
    button_element,
    context_block,
    divider_block,
    escape_name,
    header_block,
    make_message,
    mention_person,
    section_block,
)
from bot.screens.campaigns import build_line
from bot.words import Words

_MOST = 6
_ADOPTED = 2
"""Of the lists that wait to be adopted: each brings a button and its question, and a message holds so much only."""


def build_answer(frame: Frame, inbox: HomeView) -> MessageCard:
    """The desk as an answer to a command."""
    return make_message(frame, frame.words("inbox.header"), _blocks(frame, inbox))


def build_home(frame: Frame, inbox: HomeView) -> View:
    """The desk as the App Home."""
    return {"type": "home", "blocks": _blocks(frame, inbox)}


def build_closed_home(frame: Frame) -> View:
    """The App Home of somebody who has no part in the desk."""
    return {"type": "home", "blocks": [context_block(frame.mark), section_block(frame.words("refusal.not_a_member"))]}


def _blocks(frame: Frame, inbox: HomeView) -> list[Block]:
    return [
        header_block(frame.words("inbox.header")),
        context_block(frame.mark),
        *_waiting(frame, inbox),
        *_buttons(frame, inbox),
    ]


def _waiting(frame: Frame, inbox: HomeView) -> list[Block]:
    words = frame.words
    blocks = [
        *_newest(words, [_to_decide(words, campaign) for campaign in inbox.to_decide]),
        *_newest(words, [_to_submit(words, campaign) for campaign in inbox.to_submit]),
        *_to_adopt(frame, inbox.to_adopt),
    ]
    if inbox.uncertain:
        blocks.append(section_block(words("inbox.uncertain", n=inbox.uncertain)))
    if inbox.to_delete:
        blocks.append(section_block(_to_delete(words, inbox.to_delete)))
    if not blocks:
        blocks.append(section_block(words("inbox.nothing")))
    if inbox.under_way:
        blocks += [divider_block(), *_newest(words, [build_line(words, shown) for shown in inbox.under_way])]
    if inbox.lists:
        newest = "\n".join(_list(words, target) for target in inbox.lists)
        blocks += [divider_block(), section_block(f"*{words('inbox.lists')}*\n{newest}")]
    return blocks


def _newest(words: Words, lines: list[str]) -> list[Block]:
    """A paragraph each, of as many as a message can hold; how many more there are is said."""
    blocks = [section_block(line) for line in lines[:_MOST]]
    if len(lines) > _MOST:
        blocks.append(context_block(words("inbox.more", n=len(lines) - _MOST)))
    return blocks


def _to_decide(words: Words, campaign: Campaign) -> str:
    author, people = mention_person(campaign.author, words), campaign.recipients or 0
    return words("inbox.decide", campaign=str(campaign.id), author=author, people=people)


def _to_submit(words: Words, campaign: Campaign) -> str:
    return words("inbox.submit", campaign=str(campaign.id), name=escape_name(campaign.list_name))


def _to_adopt(frame: Frame, targets: Sequence[TargetList]) -> list[Block]:
    words = frame.words
    blocks = [
        block
        for target in targets[:_ADOPTED]
        for block in (
            section_block(list_confirmation.build_waiting_line(words, target)),
            list_confirmation.build_adopt_button(frame, target),
        )
    ]
    if len(targets) > _ADOPTED:
        blocks.append(context_block(words("inbox.more_adopt", n=len(targets) - _ADOPTED)))
    return blocks


def _to_delete(words: Words, files: Sequence[SlackFile]) -> str:
    lines = [f"・{slack_files.describe_file(words, file)}" for file in files[:_MOST]]
    if len(files) > _MOST:
        lines.append(words("inbox.delete_more", n=len(files) - _MOST))
    return "\n".join([f"*{words('inbox.delete')}*", *lines, words("lying.how")])


def _list(words: Words, target: TargetList) -> str:
    people = target.counts.recipients
    return words("inbox.list", list=str(target.id), name=escape_name(target.name), recipients=people)


def _buttons(frame: Frame, inbox: HomeView) -> list[Block]:
    words = frame.words
    status = button_element(words("inbox.open_status"), ids.OPEN_STATUS)
    if not inbox.may_draft:
        return [actions_block("desk", [status])]
    return [
        actions_block(
            "desk",
            [
                button_element(words("inbox.open_list"), ids.OPEN_LIST, style="primary"),
                button_element(words("inbox.open_new"), ids.OPEN_NEW),
                button_element(words("inbox.open_payments"), ids.OPEN_PAYMENTS),
                status,
            ],
        )
    ]
