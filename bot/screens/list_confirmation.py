"""Who answers for a list: what there is to adopt and to confirm, and the question before a submission confirms it."""

from collections.abc import Sequence

from bot.model.lists import TargetList
from bot.model.reasons import Excluded
from bot.screens import ids
from bot.screens.blocks import (
    Block,
    Frame,
    actions_block,
    button_element,
    confirm_dialog,
    context_block,
    escape_name,
    mention_person,
    section_block,
)
from bot.screens.labels import find_label
from bot.words import Words

_WAITING_NAME = 40
_QUESTION = 300
"""As many characters as Slack shows in the question before a button."""


def build_blocks(frame: Frame, target: TargetList) -> list[Block]:
    """The end of a list's card: what a person has to do before it can be used, or who has done it."""
    words, confirmed = frame.words, target.valid_confirmation
    if target.uploader is None:
        return [section_block(words("list.to_adopt")), build_adopt_button(frame, target)]
    if confirmed is not None:
        who = mention_person(confirmed.by, words)
        return [context_block(words("list.confirmed", who=who, at=confirmed.at))]
    press = button_element(
        words("list.confirm"), ids.LIST_CONFIRM, f"{target.id}:{target.confirmation_token}", style="primary"
    )
    return [section_block(words("list.to_confirm")), actions_block(f"confirm_{target.confirmation_token}", [press])]


def build_adopt_button(frame: Frame, target: TargetList) -> Block:
    """The button by which somebody adopts a list."""
    press = button_element(
        frame.words("list.adopt"),
        ids.LIST_ADOPT,
        str(target.id),
        style="primary",
        confirm=confirm_dialog(frame, "adopt"),
    )
    return actions_block(f"adopt_{target.id}", [press])


def build_waiting_line(words: Words, target: TargetList) -> str:
    """A list that waits to be adopted, in a line."""
    name = escape_name(target.name, _WAITING_NAME)
    return words("inbox.adopt", list=str(target.id), name=name, rows=target.counts.rows, at=target.created_at)


def describe_state(words: Words, target: TargetList) -> str:
    """Whether what was left out was confirmed, and by whom."""
    confirmed = target.valid_confirmation
    if confirmed is None:
        return words("list.unconfirmed")
    return words("list.confirmed_value", who=mention_person(confirmed.by, words), at=confirmed.at)


def build_submit_button(frame: Frame, campaign_id: int, target: TargetList, unjudged: Sequence[Excluded]) -> Block:
    """The button that asks for approval. While nobody has confirmed the list, it says first what was left out of it.

    Its value carries what was said then: pressing it confirms exactly that.
    """
    words, unconfirmed = frame.words, target.valid_confirmation is None
    return button_element(
        words("campaign.submit"),
        ids.CAMPAIGN_SUBMIT,
        f"{campaign_id}:{target.confirmation_token}" if unconfirmed else str(campaign_id),
        style="primary",
        confirm=confirm_dialog(frame, "submit", _build_question(frame, target, unjudged)) if unconfirmed else None,
    )


def _build_question(frame: Frame, target: TargetList, unjudged: Sequence[Excluded]) -> str:
    """What was left out, in figures; as many names of rules as there is room for, and how many more there are."""
    shown = len(unjudged)
    while (
        len(text := _describe_counts(frame.words, target, unjudged, shown)) + len(frame.brief) + 1 > _QUESTION and shown
    ):
        shown -= 1
    return text


def _describe_counts(words: Words, target: TargetList, unjudged: Sequence[Excluded], shown: int) -> str:
    counted = target.counts
    rules = [find_label(words, "excluded", rule) for rule in unjudged[:shown]]
    if len(unjudged) > shown:
        rules.append(words("confirm.submit.more", n=len(unjudged) - shown))
    return words(
        "confirm.submit.text",
        list=str(target.id),
        rows=counted.rows,
        excluded=sum(counted.excluded.values()),
        rejected=sum(counted.rejected.values()),
        corrected=sum(counted.corrected.values()),
        rules=words("list.comma").join(rules) or words("confirm.submit.none"),
    )
