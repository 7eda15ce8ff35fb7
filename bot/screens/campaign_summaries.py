"""A campaign in a sentence or two, for its card, Home, the status page and the messages about it."""

from collections.abc import Sequence

from bot.model.access import Action
from bot.model.campaigns import (
    Campaign,
    CampaignState,
    CampaignView,
    ChangedPart,
    DecisionReason,
    HistoryEntry,
    PauseReason,
)
from bot.model.messages import MessageState
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    SlackView,
    divider_block,
    escape_name,
    make_link,
    make_message,
    mention_person,
    modal_view,
    section_block,
)
from bot.screens.labels import describe_refusal
from bot.words import Words

_LINE_NAME_LENGTH = 40
PAUSE_REASONS = frozenset(PauseReason)
DECISION_REASONS = frozenset(DecisionReason)
CHANGED_PARTS = frozenset(ChangedPart)
_DOUBT_DECISIONS = frozenset({Action.DOUBT_SENT, Action.DOUBT_AGAIN})
_MACHINES = frozenset({"clock", "terminal"})
"""The actors that are no people: nofu's own jobs, and its commands in a shell."""
_OVER = frozenset(
    {
        *(CampaignState.FINISHED, CampaignState.STOPPED),
        *(CampaignState.REJECTED, CampaignState.WITHDRAWN, CampaignState.EXPIRED),
    }
)


def build_status(frame: Frame, views: Sequence[CampaignView]) -> MessageCard:
    """Build the message on the newest campaigns, a paragraph each."""
    return make_message(frame, frame.words("status.header"), _build_status_blocks(frame.words, views))


def build_status_page(frame: Frame, views: Sequence[CampaignView]) -> SlackView:
    """Build the page on the newest campaigns, with the content of `build_status`."""
    return modal_view(frame, "status", frame.words("status.header"), _build_status_blocks(frame.words, views))


def _build_status_blocks(words: Words, views: Sequence[CampaignView]) -> list[Block]:
    if not views:
        return [section_block(words("status.none"))]
    return [block for view in views for block in (divider_block(), section_block(describe_campaign(words, view)))]


def describe_campaign(words: Words, view: CampaignView) -> str:
    """Describe a campaign in two lines, with a link to its card: its state, and results, doubts and cost."""
    campaign = view.campaign
    title = words(
        "status.line",
        title=link_campaign(words, campaign, view.link),
        state=words(f"campaign.state.{campaign.state.value}"),
        name=escape_name(campaign.list_name, _LINE_NAME_LENGTH),
        people=campaign.recipients or 0,
    )
    if campaign.recipients is None:
        return title
    lines = [title, _describe_results(words, view), *([describe_promises(words, view)] if view.promises.made else [])]
    return "\n".join(lines)


def describe_promises(words: Words, view: CampaignView) -> str:
    """Describe in a line what became of the promises that the campaign's people have made."""
    counts = view.promises
    facts = {"made": counts.made, "kept": counts.kept, "broken": counts.broken, "open": counts.open}
    if counts.kept_percent is None:
        return words("status.promises", **facts)
    return words("status.promises_rate", **facts, percent=counts.kept_percent)


def _describe_results(words: Words, view: CampaignView) -> str:
    if view.campaign.state in (CampaignState.PENDING, CampaignState.APPROVED):
        return describe_size(words, view)
    return describe_figures(words, view)


def link_campaign(words: Words, campaign: Campaign, link: str | None) -> str:
    """Name a campaign, with a link to its card if that is known."""
    name = words("status.title", campaign=str(campaign.id))
    return f"*{make_link(link, name) if link else name}*"


def describe_headline(words: Words, view: CampaignView) -> str:
    """Describe a campaign without markup: number, state, and once it is submitted its size."""
    campaign = view.campaign
    title = words("campaign.header", campaign=str(campaign.id), state=words(f"campaign.state.{campaign.state.value}"))
    size = describe_size(words, view)
    return words("campaign.headline", title=title, size=size) if size else title


def describe_size(words: Words, view: CampaignView) -> str:
    """Describe people and cost of a campaign, and the deadline while it waits for a decision; empty for a draft.

    Of one that is over: what was handed over of what was submitted, and its cost.
    """
    campaign = view.campaign
    if campaign.recipients is None:
        return ""
    if campaign.state in _OVER:
        return _describe_hand_over(words, view)
    parts = [
        words("count.people", n=campaign.recipients),
        words("campaign.about", cost=words("count.yen", n=campaign.yen or 0)),
    ]
    if campaign.state is CampaignState.PENDING and campaign.expires_at is not None:
        parts.append(words("campaign.until", at=campaign.expires_at))
    return words("list.dot").join(parts)


def _describe_hand_over(words: Words, view: CampaignView) -> str:
    if not view.hand_over.number:
        return words("campaign.nothing_sent")
    handed_over = words("campaign.handed_over", total=sum(view.states.values()), n=view.hand_over.number)
    cost = words("campaign.about", cost=words("count.yen", n=view.hand_over_yen))
    return words("list.dot").join((handed_over, cost))


def describe_figures(words: Words, view: CampaignView) -> str:
    """Describe in a line what was handed over, all states, what that costs, and what crossed with a payment."""
    figures = words(
        "event.figures",
        done=view.hand_over.number,
        total=sum(view.states.values()),
        states=list_states(words, view),
        cost=words("campaign.about", cost=words("count.yen", n=view.hand_over_yen)),
    )
    crossed = [words("event.crossed", n=view.paid_in_flight)] if view.paid_in_flight else []
    return words("list.dot").join([figures, *crossed])


def list_states(words: Words, view: CampaignView) -> str:
    """List in a line how many messages are in each state that has any."""
    return words("list.comma").join(
        words("state.line", label=words(f"message.{state.value}"), n=view.states[state])
        for state in MessageState
        if view.states.get(state)
    )


def describe_obstacle(words: Words, view: CampaignView) -> str | None:
    """Say what is missing for the button that is not drawn, if one is not."""
    if view.obstacle is None:
        return None
    return words(f"campaign.obstacle.{view.campaign.state.value}", why=describe_refusal(words, view.obstacle))


def describe_history_entry(words: Words, entry: HistoryEntry) -> str:
    """Describe in a line when somebody did what, who it was, and why."""
    if entry.action in _DOUBT_DECISIONS:
        why = words(f"doubt_reason.{entry.reason}")
    elif entry.reason in PAUSE_REASONS:
        why = words(f"pause_reason.{entry.reason}")
    elif entry.reason in DECISION_REASONS:
        why = words(f"decision_reason.{entry.reason}")
    elif entry.reason in CHANGED_PARTS:
        why = words(f"changed_part.{entry.reason}")
    else:
        why = escape_name(entry.reason) if entry.reason else ""
    return words(
        "history.line",
        at=entry.at,
        what=_describe_action(words, entry),
        who=describe_actor(words, entry.who),
        why=words("history.why", reason=why) if why else "",
    )


def _describe_action(words: Words, entry: HistoryEntry) -> str:
    if entry.is_deputy and entry.action == Action.CAMPAIGN_APPROVE:
        return words("history.approve_deputy")
    return words(f"history.{entry.action.removeprefix('campaign.').replace('.', '_')}", n=entry.messages)


def describe_actor(words: Words, who: str) -> str:
    """Mention a person, or name the part of nofu that acted."""
    return words(f"actor.{who}") if who in _MACHINES else mention_person(who, words)
