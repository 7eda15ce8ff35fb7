"""A pause of all sending: the alert to the desk, and the same as the answer to /sms-stop."""

from bot.model.access import Action
from bot.model.campaigns import AllPausedView
from bot.model.posts import NOBODY, Mentioned
from bot.screens import ids
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    actions_block,
    button_element,
    confirm_dialog,
    make_alert,
)
from bot.screens.campaign_summaries import describe_actor
from bot.words import Words


def build_card(frame: Frame, view: AllPausedView) -> MessageCard:
    """Build the alert to the supervisors, or that the pause is over."""
    if view.ended is not None:
        return make_alert(frame, frame.words("pauseall.over"), [describe_end(frame.words, view)])
    return _build_pause(frame, view, view.supervisors)


def build_answer(frame: Frame, view: AllPausedView) -> MessageCard:
    """Build the answer to the person who paused all sending; the alert mentions the supervisors."""
    return _build_pause(frame, view)


def describe_pause(words: Words, view: AllPausedView) -> str:
    """Describe who paused all sending, what was already handed over, and what to do now."""
    counted = view.handed_over
    if not view.campaigns:
        return words("pauseall.text_none", who=describe_actor(words, view.entry.who), at=view.entry.at)
    return words(
        "pauseall.text",
        who=describe_actor(words, view.entry.who),
        at=view.entry.at,
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


def build_buttons(frame: Frame, view: AllPausedView, *, style: str | None = "primary") -> list[Block]:
    """Build the buttons that end the pause, as far as the reader may: resume (with a style), and stop all for good."""
    words = frame.words
    stop = confirm_dialog(frame, "stop_all", is_final=True)
    resume_button = button_element(words("pauseall.resume"), ids.RESUME_ALL, "all", style=style)
    stop_button = button_element(words("pauseall.stop"), ids.STOP_ALL, "all", style="danger", confirm=stop)
    drawn = [*([resume_button] if view.may_resume else []), *([stop_button] if view.may_stop else [])]
    return [actions_block("all_paused", drawn)] if drawn else []


def _build_pause(frame: Frame, view: AllPausedView, mentioned: Mentioned = NOBODY) -> MessageCard:
    text, buttons = describe_pause(frame.words, view), build_buttons(frame, view)
    return make_alert(frame, frame.words("pauseall.header"), [text], mentioned=mentioned, blocks=buttons)
