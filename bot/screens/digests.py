"""Digests: the figures of a period, with a chart if the workspace can show one."""

from collections.abc import Mapping

from bot.model.digests import DigestFigures, DigestView
from bot.rules.slack_files import group_by_owner
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    context_block,
    facts_blocks,
    make_message,
    mention_person,
    section_block,
)
from bot.screens.labels import Unit, describe_count, describe_payment_days, find_label, get_limits, list_counts
from bot.words import Words

_MAX_OWNERS = 10
_MIN_PEOPLE = 5
"""The smallest count of people that is shown. A smaller one could reveal something about a person."""


def build_card(frame: Frame, view: DigestView, *, charts: bool) -> MessageCard:
    """Build the post of a digest. `charts`: whether the workspace accepts Slack's chart blocks."""
    words, figures = frame.words, view.figures
    title = words(f"digest.{figures.kind.value}", period=describe_period(words, figures))
    blocks = [
        *facts_blocks(_list_message_counts(words, figures)),
        *([_build_chart(words, figures)] if charts and figures.sent else []),
        *([section_block(words("digest.late_unknown", n=figures.late_unknown))] if figures.late_unknown else []),
        *_build_reasons(words, view),
        *facts_blocks(_list_payment_figures(words, figures)),
        section_block(describe_payment_days(words, figures.as_of, figures.as_of_by_channel)),
        *_build_slack_files(words, figures),
        context_block(words("digest.note"), words("digest.audit", head=view.audit_head)),
    ]
    headline = words("digest.text", title=title, delivered=figures.delivered, sent=figures.sent)
    return make_message(frame, headline, blocks, notes=[words("digest.late")] if view.late else [])


def describe_period(words: Words, figures: DigestFigures) -> str:
    """Describe the days that a digest covers."""
    first, last = figures.period.first, figures.period.last
    return words.day(last) if first == last else words("digest.period", first=first, last=last)


def _list_message_counts(words: Words, figures: DigestFigures) -> list[tuple[str, str]]:
    pairs = [(words(f"digest.{name}"), words("count.messages", n=number)) for name, number in figures.messages.items()]
    if figures.sent:
        rate = words("digest.rate_value", rate=round(100 * figures.delivered / figures.sent, 1), sent=figures.sent)
        pairs.insert(2, (words("digest.rate"), rate))
    return pairs


def _build_chart(words: Words, figures: DigestFigures) -> Block:
    parts = {name: figures.messages[name] for name in ("delivered", "undelivered", "pending", "unknown")}
    return {
        "type": "data_visualization",
        "title": words("digest.chart"),
        "chart": {
            "type": "pie",
            "segments": [
                {"label": words(f"digest.{name}"), "value": number} for name, number in parts.items() if number > 0
            ],
        },
    }


def _build_reasons(words: Words, view: DigestView) -> list[Block]:
    limits = get_limits(view.policy)
    undelivered = list_counts(words, "undelivered", view.figures.undelivered, Unit.MESSAGES, **limits)
    texts = {"undelivered": undelivered, "held": _list_held(words, view.figures.held, limits)}
    return [section_block(f"*{words(f'digest.{family}')}*\n{text}") for family, text in texts.items() if text]


def _list_held(words: Words, numbers: Mapping[str, int], limits: Mapping[str, int]) -> str:
    """List how many messages were held for each reason: a message is a person, and the reason is what they did.

    Counts below five are not shown. A single one could be computed from a total, so the next count is not shown either.
    These come last, by their code: their order would say which is smaller.
    """
    ordered = sorted(numbers, key=lambda code: (-numbers[code], code))
    shown = [code for code in ordered if numbers[code] >= _MIN_PEOPLE]
    beside = shown[-1:] if len(ordered) - len(shown) == 1 else []
    lines = {code: describe_count(words, numbers[code], Unit.MESSAGES) for code in shown if code not in beside}
    for code in sorted(set(ordered) - lines.keys()):
        lines[code] = words("digest.not_shown" if code in beside else "digest.under_five")
    return "\n".join(
        words("count.line", label=find_label(words, "held", code, **limits), count=count)
        for code, count in lines.items()
    )


def _list_payment_figures(words: Words, figures: DigestFigures) -> list[tuple[str, str]]:
    return [
        (words("digest.payments"), _describe_payments(words, figures)),
        *(
            (words("digest.paid_within", days=days), _describe_people(words, number))
            for days, number in figures.paid_within.items()
        ),
        (words("digest.cost"), words("digest.cost_value", units=figures.units_estimated, yen=figures.yen)),
        (words("digest.billed"), words("count.units", n=figures.units_billed)),
    ]


def _describe_payments(words: Words, figures: DigestFigures) -> str:
    """Describe how much was paid. The sum of a few payments could reveal one person's."""
    if 0 < figures.payments_count < _MIN_PEOPLE:
        return words("digest.payments_few")
    return words("digest.payments_value", n=figures.payments_count, yen=figures.payments_yen)


def _describe_people(words: Words, number: int) -> str:
    """Describe how many people paid. A small count could reveal a person."""
    return words("digest.under_five") if 0 < number < _MIN_PEOPLE else words("count.people", n=number)


def _build_slack_files(words: Words, figures: DigestFigures) -> list[Block]:
    """Name the people who must delete files from Slack. A mention notifies them."""
    if not figures.remaining_files:
        return []
    owners = group_by_owner(figures.remaining_files)
    lines = [
        words("digest.remaining_files_line", who=mention_person(one.user, words), n=one.files, since=one.since)
        for one in owners[:_MAX_OWNERS]
    ]
    if len(owners) > _MAX_OWNERS:
        lines.append(words("digest.remaining_files_more", n=len(owners) - _MAX_OWNERS))
    return [section_block("\n".join([words("digest.remaining_files", n=len(figures.remaining_files)), *lines]))]
