"""A campaign's card, edited in place from draft to end, and the status page."""

from collections.abc import Sequence

from bot.rules.campaigns import State
from bot.rules.cards import CampaignCard
from bot.rules.delivery import MessageState
from bot.screens import custody, ids
from bot.screens.kit import (
    Block,
    Card,
    Frame,
    View,
    actions,
    bar,
    button,
    confirm,
    context,
    divider,
    facts,
    header,
    message,
    modal,
    named,
    person,
    quote,
    section,
)
from bot.screens.labels import counts, names
from bot.words import Words

_LEFT = (
    MessageState.ACCEPTED,
    MessageState.DELIVERED,
    MessageState.UNDELIVERED,
    MessageState.UNKNOWN,
)
_OURS = frozenset({"by_hand", "data_stale", "text_changed"})
"""Why a campaign stands still by our own doing; any other reason is the provider's answer."""


def card(frame: Frame, shown: CampaignCard) -> Card:
    """The campaign as it stands: what it is, what has become of it, what you do now."""
    words, campaign = frame.words, shown.campaign
    title = words("campaign.header", campaign=str(campaign.id), state=words(f"campaign.state.{campaign.state.value}"))
    ours = campaign.reason if campaign.state is State.PAUSED and campaign.reason in _OURS else None
    todo = f"campaign.do.{campaign.state.value}{f'_{ours}' if ours else ''}"
    blocks = [
        header(title),
        context(frame.mark, words(f"intent.{campaign.intent}")),
        section(words(todo, **_facts(words, shown))),
        quote(shown.sample),
        *facts(_about(words, shown)),
        *_progress(words, shown),
        *_reasons(words, shown),
        *_buttons(frame, shown),
    ]
    return message(frame, title, blocks)


def status(frame: Frame, cards: Sequence[CampaignCard]) -> Card:
    """The newest campaigns, a paragraph each."""
    title = frame.words("status.header")
    return message(frame, title, [header(title), context(frame.mark), *_lines(frame.words, cards)])


def status_page(frame: Frame, cards: Sequence[CampaignCard]) -> View:
    """The same as a page."""
    return modal(frame, "status", frame.words("status.header"), _lines(frame.words, cards))


def line(words: Words, shown: CampaignCard) -> str:
    """A campaign in two lines."""
    campaign = shown.campaign
    title = words(
        "status.line",
        campaign=str(campaign.id),
        state=words(f"campaign.state.{campaign.state.value}"),
        name=named(campaign.list_name),
        people=campaign.recipients or 0,
    )
    return f"{title}\n{_numbers(words, shown)}" if shown.states else title


def _lines(words: Words, cards: Sequence[CampaignCard]) -> list[Block]:
    if not cards:
        return [section(words("status.none"))]
    return [block for shown in cards for block in (divider(), section(line(words, shown)))]


def _facts(words: Words, shown: CampaignCard) -> dict[str, str | int]:
    campaign = shown.campaign
    return {
        "author": person(campaign.author, words),
        "by": person(campaign.decided_by, words),
        "expires": words.moment(campaign.expires_at) if campaign.expires_at else "-",
        "starts": words.moment(campaign.starts_at) if campaign.starts_at else "-",
        "given": shown.approvals,
        "needed": shown.approvals_needed,
        "reason": named(campaign.reason or "-"),
    }


def _about(words: Words, shown: CampaignCard) -> list[tuple[str, str]]:
    campaign = shown.campaign
    pairs = [
        (
            words("campaign.list"),
            words("campaign.list_value", list=str(campaign.list_id), name=named(campaign.list_name)),
        ),
        (words("campaign.author"), person(campaign.author, words)),
        (words("campaign.uploader"), person(campaign.uploader, words)),
        (words("campaign.confirmed"), custody.state(words, shown.target)),
    ]
    if campaign.recipients is not None:
        pairs += [
            (words("preview.recipients"), words("count.people", n=campaign.recipients)),
            (words("preview.units"), words("count.units", n=campaign.units or 0)),
            (words("preview.cost"), words("count.yen", n=campaign.yen or 0)),
        ]
    when = words.moment(campaign.not_before) if campaign.not_before else words("campaign.at_once")
    pairs.append((words("campaign.when"), when))
    if campaign.decided_by:
        pairs.append((words("campaign.decided_by"), person(campaign.decided_by, words)))
    return pairs


def _progress(words: Words, shown: CampaignCard) -> list[Block]:
    if shown.campaign.started_at is None:
        return []
    total = sum(shown.states.values())
    waiting = shown.states.get(MessageState.QUEUED, 0) + shown.states.get(MessageState.CLAIMED, 0)
    waiting += shown.states.get(MessageState.UNCERTAIN, 0)
    done = total - waiting
    return [
        section(words("campaign.progress", bar=bar(done, total), done=done, total=total)),
        section(_numbers(words, shown)),
    ]


def _numbers(words: Words, shown: CampaignCard) -> str:
    sent = sum(shown.states.get(state, 0) for state in _LEFT)
    pairs = [
        words("state.line", label=words(f"message.{state.value}"), n=shown.states[state])
        for state in MessageState
        if shown.states.get(state)
    ]
    return words("campaign.numbers", sent=sent, states=words("list.comma").join(pairs))


def _reasons(words: Words, shown: CampaignCard) -> list[Block]:
    blocks: list[Block] = []
    undecided = shown.campaign.state in (State.DRAFT, State.PENDING)
    if undecided and shown.unjudged:
        blocks.append(section(words("list.unjudged", rules=names(words, "excluded", shown.unjudged))))
    if undecided and shown.campaign.left_out:
        blocks.append(section(f"*{words('preview.left_out')}*\n{counts(words, 'excluded', shown.campaign.left_out)}"))
    if shown.undelivered:
        blocks.append(section(f"*{words('message.undelivered')}*\n{counts(words, 'undelivered', shown.undelivered)}"))
    if shown.held:
        blocks.append(section(f"*{words('message.held')}*\n{counts(words, 'held', shown.held)}"))
    return blocks


_OFFERED: dict[State, tuple[str, ...]] = {
    State.DRAFT: (ids.CAMPAIGN_SUBMIT, ids.CAMPAIGN_WITHDRAW),
    State.PENDING: (ids.CAMPAIGN_APPROVE, ids.CAMPAIGN_REJECT, ids.CAMPAIGN_WITHDRAW),
    State.APPROVED: (ids.CAMPAIGN_STOP,),
    State.SENDING: (ids.CAMPAIGN_PAUSE, ids.CAMPAIGN_STOP),
    State.PAUSED: (ids.CAMPAIGN_RESUME, ids.CAMPAIGN_STOP),
}
"""The buttons of each state; whoever presses one is judged then."""
_DECISIONS = frozenset({ids.CAMPAIGN_APPROVE, ids.CAMPAIGN_REJECT})
_ASKED = frozenset({*_DECISIONS, ids.CAMPAIGN_WITHDRAW, ids.CAMPAIGN_STOP})
_STYLES = {
    ids.CAMPAIGN_APPROVE: "primary",
    ids.CAMPAIGN_RESUME: "primary",
    ids.CAMPAIGN_REJECT: "danger",
    ids.CAMPAIGN_STOP: "danger",
}


def _buttons(frame: Frame, shown: CampaignCard) -> list[Block]:
    state = shown.campaign.state
    offered = [_button(frame, shown, action_id) for action_id in _OFFERED.get(state, ())]
    # The block's id changes with the state: Slack would else keep what an older card's buttons were doing.
    return [actions(f"decide_{state.value}", offered)] if offered else []


def _button(frame: Frame, shown: CampaignCard, action_id: str) -> Block:
    """A button's value is what it is about; where something is decided, with the fingerprint of what is seen."""
    campaign, verb = shown.campaign, action_id.removeprefix("campaign_")
    if action_id == ids.CAMPAIGN_SUBMIT:
        return custody.submit(frame, campaign.id, shown.target, shown.unjudged)
    value = f"{campaign.id}:{campaign.fingerprint}" if action_id in _DECISIONS else str(campaign.id)
    question = confirm(frame, verb) if action_id in _ASKED else None
    return button(frame.words(f"campaign.{verb}"), action_id, value, style=_STYLES.get(action_id), confirm=question)
