"""A pause of all sending: the alert to the desk, and the same as the answer to /sms-stop."""

from bot.model.access import Action
from bot.model.campaigns import AllPausedView
from bot.screens import ids
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    actions_block,
    button_element,
    confirm_dialog,
    make_message,
    mention_all,
    section_block,
)
from bot.screens.campaign_summaries import describe_actor
from bot.words import Words


def build_card(frame: Frame, view: AllPausedView) -> MessageCard:
    """Build the alert to the supervisors, or that the pause is over."""
    if view.ended is not None:
        return _build(frame, view, [describe_end(frame.words, view)])
    return _build(frame, view, [*mention_all(view.supervisors), describe_pause(frame.words, view)])


def build_answer(frame: Frame, view: AllPausedView) -> MessageCard:
    """Build the answer to the person who paused all sending; the alert mentions the supervisors."""
    return _build(frame, view, [describe_pause(frame.words, view)])


def describe_pause(words: Words, view: AllPausedView) -> str:
    """Describe who paused all sending, what was already handed over, and what to do now."""
    counted = view.handed_over
    return words(
        "pauseall.text",
        who=describe_actor(words, view.act.who),
        at=view.act.at,
        campaigns=view.campaigns,
        done=counted.done,
        under_way=counted.under_way,
        to_send=counted.to_send,
    )


def describe_end(words: Words, view: AllPausedView) -> str:
    """Describe who ended the pause of all sending, and how."""
    assert view.ended is not None
    how = {Action.ALL_RESUME.value: "pauseall.resumed", Action.ALL_STOP.value: "pauseall.stopped"}
    key = how.get(view.ended.action, "pauseall.again")
    return words(key, who=describe_actor(words, view.ended.who), at=view.ended.at)


def build_buttons(frame: Frame, *, style: str | None = "primary") -> Block:
    """Build the buttons that end the pause: to resume (with a style), and to stop all for good."""
    words = frame.words
    stop = confirm_dialog(frame, "stop_all", is_final=True)
    return actions_block(
        "all_paused",
        [
            button_element(words("pauseall.resume"), ids.RESUME_ALL, "all", style=style),
            button_element(words("pauseall.stop"), ids.STOP_ALL, "all", style="danger", confirm=stop),
        ],
    )


def _build(frame: Frame, view: AllPausedView, parts: list[str]) -> MessageCard:
    header = frame.words("pauseall.header" if view.ended is None else "pauseall.over")
    text = " ".join(parts)
    buttons = [build_buttons(frame)] if view.ended is None else []
    return make_message(frame, header, [section_block(text), *buttons], details=text)
