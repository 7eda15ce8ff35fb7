"""Uncertain messages on a campaign's card and alert, and the form on which a supervisor decides about them."""

from collections.abc import Mapping
from typing import Any

from bot.model.campaigns import Campaign, CampaignState
from bot.model.uncertain import DOUBT_REASONS, DoubtCount, DoubtDecision, DoubtReason, DoubtView
from bot.screens import ids
from bot.screens.blocks import (
    Block,
    Frame,
    SlackView,
    actions_block,
    button_element,
    input_block,
    modal_view,
    option_object,
    section_block,
)
from bot.screens.labels import describe_refusal
from bot.words import Words

_BUTTONS = {DoubtDecision.SENT: ids.DOUBT_SENT, DoubtDecision.AGAIN: ids.DOUBT_AGAIN}
DECISIONS = {action_id: decision for decision, action_id in _BUTTONS.items()}
"""The decision of each button."""


def build_doubt(frame: Frame, campaign: Campaign, doubt: DoubtView | None) -> list[Block]:
    """Build the paragraph of a card on its uncertain messages, and the buttons; none if there are no such messages."""
    if doubt is None:
        return []
    return [section_block(describe_doubt(frame.words, doubt)), *build_buttons(frame, campaign, doubt)]


def describe_doubt(words: Words, doubt: DoubtView) -> str:
    """Say what the provider answered about how many messages, and what to do now."""
    lines = [f"*{words('doubt.header', n=sum(count.number for count in doubt.counts) + doubt.resend_requested)}*"]
    lines += [_describe_count(words, count) for count in doubt.counts]
    if doubt.resend_requested:
        lines.append(words("doubt.resend_requested", n=doubt.resend_requested))
    if not doubt.counts:
        return "\n".join(lines)
    if doubt.is_asking and doubt.decidable:
        lines.append(words("doubt.asking"))
    lines.append(words("doubt.decide" if doubt.decidable else "doubt.wait"))
    if doubt.obstacle is not None:
        lines.append(describe_refusal(words, doubt.obstacle))
    return "\n".join(lines)


def build_buttons(frame: Frame, campaign: Campaign, doubt: DoubtView | None) -> list[Block]:
    """Build the buttons that open the form. One that would be refused for everybody is not drawn."""
    if doubt is None or not doubt.decidable:
        return []
    offered = [
        button_element(frame.words(f"doubt.{decision}"), action_id, str(campaign.id))
        for decision, action_id in _BUTTONS.items()
        if decision is DoubtDecision.SENT or doubt.obstacle is None
    ]
    return [actions_block(f"doubt_{len(offered)}", offered)]


def build_decision_form(frame: Frame, decision: DoubtDecision, campaign: Campaign, doubt: DoubtView) -> SlackView:
    """Build the form that asks why. Its metadata names the decision, the campaign and what the form shows."""
    words = frame.words
    lines = [words(f"doubt.{decision}_text", n=doubt.decidable)]
    if decision is DoubtDecision.AGAIN and campaign.state is CampaignState.PAUSED:
        lines.append(words("doubt.after_resume"))
    options = [option_object(words(f"doubt_reason.{one}"), one.value) for one in DOUBT_REASONS[decision]]
    blocks = [
        section_block("\n".join(lines)),
        section_block("\n".join(_describe_count(words, count) for count in doubt.counts)),
        input_block(ids.REASON, words("decision.reason"), {"type": "static_select", "options": options}),
    ]
    title, yes = words(f"doubt.{decision}"), words(f"doubt.{decision}_yes")
    metadata = f"{campaign.id}:{decision}:{doubt.token}"
    return modal_view(frame, ids.DOUBT_DECIDE, title, blocks, submit=yes, metadata=metadata)


def read_reason(values: Mapping[str, Any]) -> DoubtReason:
    """Read the reason of that form."""
    return DoubtReason(values[ids.REASON][ids.REASON]["selected_option"]["value"])


def _describe_count(words: Words, count: DoubtCount) -> str:
    number = words("count.messages", n=count.number)
    if count.asked_at is None:
        return words("doubt.line", answer=words(f"doubt.{count.answer}"), count=number)
    return words("doubt.line_asked", answer=words(f"doubt.{count.answer}"), at=count.asked_at, count=number)
