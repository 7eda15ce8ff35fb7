"""Promises: the morning's message on those that were broken, and on what a person must decide."""

from bot.model.promises import PromiseFiles, PromiseReport
from bot.screens import ids
from bot.screens.blocks import Block, Frame, MessageCard, actions_block, button_element, make_message, section_block
from bot.words import Words


def build_report(frame: Frame, report: PromiseReport) -> MessageCard:
    """Build the morning's message: a count for each list that has people, and the buttons."""
    words = frame.words
    days = words("promises.day", day=report.last)
    if report.first != report.last:
        days = words("promises.days", first=report.first, last=report.last)
    lines = [
        words("promises.line", what=words(f"promise_list.{kind.value}"), people=words("count.people", n=number))
        for kind, number in report.counts.items()
        if number
    ]
    if report.near is not None:
        lines.append(words("promises.near", people=words("count.people", n=report.near.people)))
    lines.append(words("promises.do") if any(report.counts.values()) else words("promises.nobody"))
    blocks = [section_block("\n".join([f"*{days}*", *lines])), *_build_buttons(words, report)]
    return make_message(frame, words("promises.header"), blocks, details="\n".join(lines))


def _build_buttons(words: Words, report: PromiseReport) -> list[Block]:
    buttons = []
    if any(report.counts.values()):
        buttons.append(button_element(words("promises.write"), ids.PROMISES_WRITE, str(report.entry), style="primary"))
    if report.near is not None:
        buttons.append(button_element(words("promises.draft"), ids.PROMISES_DRAFT, str(report.near.list_id)))
    return [actions_block("promises", buttons)] if buttons else []


def describe_files(words: Words, written: PromiseFiles) -> str:
    """Describe the files that were written."""
    text = words("promises.written", n=written.rows, names=words("list.comma").join(written.names))
    return f"{text} {words('promises.unknown', n=written.unknown)}" if written.unknown else text
