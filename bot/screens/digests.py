"""Digests: the figures, with one chart where the workspace can show it."""

from bot.model.digests import DigestFigures
from bot.model.views import DigestView
from bot.rules.slack_files import group_by_owner
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    context_block,
    escape_name,
    facts_blocks,
    header_block,
    make_message,
    mention_person,
    section_block,
)
from bot.screens.labels import list_counts
from bot.words import Words

_MAX_OWNERS = 10
_FEW = 5
"""Below so many, a count in a wider channel could tell of somebody."""


def build_card(frame: Frame, shown: DigestView, *, charts: bool) -> MessageCard:
    """A digest. `charts`: whether the workspace takes Slack's own charts; without, the same stands as text."""
    words, figures = frame.words, shown.figures
    title = words(f"digest.{figures.kind.value}", period=describe_period(words, figures))
    blocks = [
        header_block(title),
        context_block(frame.mark, *([words("digest.late")] if shown.late else [])),
        *facts_blocks(_messages(words, figures)),
        *([_chart(words, figures)] if charts and figures.sent else []),
        *_reasons(words, figures),
        *facts_blocks(_money(words, figures)),
        section_block(_as_of(words, figures)),
        *_build_slack_files(words, figures),
        context_block(words("digest.note"), words("digest.audit", head=shown.audit_head)),
    ]
    return make_message(
        frame, words("digest.text", title=title, delivered=figures.delivered, sent=figures.sent), blocks
    )


def describe_period(words: Words, figures: DigestFigures) -> str:
    """The days that a digest is about."""
    first, last = figures.period.first, figures.period.last
    return words.day(last) if first == last else words("digest.period", first=first, last=last)


def _messages(words: Words, figures: DigestFigures) -> list[tuple[str, str]]:
    pairs = [(words(f"digest.{name}"), words("count.messages", n=number)) for name, number in figures.messages.items()]
    if figures.sent:
        rate = words("digest.rate_value", rate=round(100 * figures.delivered / figures.sent, 1), sent=figures.sent)
        pairs.insert(2, (words("digest.rate"), rate))
    return pairs


def _chart(words: Words, figures: DigestFigures) -> Block:
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


def _reasons(words: Words, figures: DigestFigures) -> list[Block]:
    families = (("undelivered", figures.undelivered), ("held", figures.held))
    return [
        section_block(f"*{words(f'digest.{family}')}*\n{list_counts(words, family, numbers)}")
        for family, numbers in families
        if numbers
    ]


def _money(words: Words, figures: DigestFigures) -> list[tuple[str, str]]:
    return [
        (words("digest.payments"), _payments(words, figures)),
        *(
            (words("digest.paid_within", days=days), _people(words, number))
            for days, number in figures.paid_within.items()
        ),
        (words("digest.cost"), words("digest.cost_value", units=figures.units_estimated, yen=figures.yen)),
        (words("digest.billed"), words("count.units", n=figures.units_billed)),
    ]


def _payments(words: Words, figures: DigestFigures) -> str:
    """How much was paid: of a few payments, the sum could be somebody's."""
    if 0 < figures.payments_count < _FEW:
        return words("digest.payments_few")
    return words("digest.payments_value", n=figures.payments_count, yen=figures.payments_yen)


def _people(words: Words, number: int) -> str:
    """How many people paid: a small count could be somebody."""
    return words("digest.under_five") if 0 < number < _FEW else words("count.people", n=number)


def _as_of(words: Words, figures: DigestFigures) -> str:
    if figures.as_of is None:
        return words("digest.no_payments")
    channels = words("list.comma").join(
        words("digest.channel", channel=escape_name(channel, 20) if channel else words("digest.no_channel"), day=day)
        for channel, day in figures.as_of_by_channel.items()
    )
    return words("digest.as_of", day=figures.as_of, channels=channels)


def _build_slack_files(words: Words, figures: DigestFigures) -> list[Block]:
    """Who still has to delete files from Slack: named, so that they hear of it."""
    if not figures.remaining_files:
        return []
    found = group_by_owner(figures.remaining_files)
    lines = [
        words("digest.lying_line", who=mention_person(one.user, words), n=one.files, since=one.since)
        for one in found[:_MAX_OWNERS]
    ]
    if len(found) > _MAX_OWNERS:
        lines.append(words("digest.lying_more", n=len(found) - _MAX_OWNERS))
    return [section_block("\n".join([words("digest.lying", n=len(figures.remaining_files)), *lines]))]
