"""A campaign's card, edited in place from draft to end, and the status page."""

from collections.abc import Sequence

from bot.model.campaigns import CampaignState
from bot.model.messages import MessageState
from bot.model.views import CampaignView
from bot.screens import ids, list_confirmation
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    View,
    actions_block,
    button_element,
    confirm_dialog,
    context_block,
    divider_block,
    escape_name,
    facts_blocks,
    header_block,
    make_message,
    mention_person,
    modal_view,
    progress_bar,
    quote_blocks,
    section_block,
)
from bot.screens.labels import list_counts, list_names
from bot.words import Words

_LEFT = (
    MessageState.ACCEPTED,
    MessageState.DELIVERED,
    MessageState.UNDELIVERED,
    MessageState.UNKNOWN,
)
_OURS = frozenset({"by_hand", "data_stale", "text_changed"})
"""Why a campaign stands still by our own doing; any other reason is the provider's answer."""


def build_card(frame: Frame, shown: CampaignView) -> MessageCard:
    """The campaign as it stands: what it is, what has become of it, what you do now."""
    words, campaign = frame.words, shown.campaign
    title = words("campaign.header", campaign=str(campaign.id), state=words(f"campaign.state.{campaign.state.value}"))
    ours = campaign.reason if campaign.state is CampaignState.PAUSED and campaign.reason in _OURS else None
    todo = f"campaign.do.{campaign.state.value}{f'_{ours}' if ours else ''}"
    blocks = [
        header_block(title),
        context_block(frame.mark, words(f"intent.{campaign.intent}")),
        section_block(words(todo, **_facts(words, shown))),
        quote_blocks(shown.sample),
        *facts_blocks(_about(words, shown)),
        *_progress(words, shown),
        *_reasons(words, shown),
        *_buttons(frame, shown),
    ]
    return make_message(frame, title, blocks)


def build_status(frame: Frame, cards: Sequence[CampaignView]) -> MessageCard:
    """The newest campaigns, a paragraph each."""
    title = frame.words("status.header")
    return make_message(frame, title, [header_block(title), context_block(frame.mark), *_lines(frame.words, cards)])


def build_status_page(frame: Frame, cards: Sequence[CampaignView]) -> View:
    """The same as a page."""
    return modal_view(frame, "status", frame.words("status.header"), _lines(frame.words, cards))


def build_line(words: Words, shown: CampaignView) -> str:
    """A campaign in two lines."""
    campaign = shown.campaign
    title = words(
        "status.line",
        campaign=str(campaign.id),
        state=words(f"campaign.state.{campaign.state.value}"),
        name=escape_name(campaign.list_name),
        people=campaign.recipients or 0,
    )
    return f"{title}\n{_numbers(words, shown)}" if shown.states else title


def _lines(words: Words, cards: Sequence[CampaignView]) -> list[Block]:
    if not cards:
        return [section_block(words("status.none"))]
    return [block for shown in cards for block in (divider_block(), section_block(build_line(words, shown)))]


def _facts(words: Words, shown: CampaignView) -> dict[str, str | int]:
    campaign = shown.campaign
    return {
        "author": mention_person(campaign.author, words),
        "by": mention_person(campaign.decided_by, words),
        "expires": words.moment(campaign.expires_at) if campaign.expires_at else "-",
        "starts": words.moment(campaign.starts_at) if campaign.starts_at else "-",
        "given": shown.approvals,
        "needed": shown.approvals_needed,
        "reason": escape_name(campaign.reason or "-"),
    }


def _about(words: Words, shown: CampaignView) -> list[tuple[str, str]]:
    campaign = shown.campaign
    pairs = [
        (
            words("campaign.list"),
            words("campaign.list_value", list=str(campaign.list_id), name=escape_name(campaign.list_name)),
        ),
        (words("campaign.author"), mention_person(campaign.author, words)),
        (words("campaign.uploader"), mention_person(campaign.uploader, words)),
        (words("campaign.confirmed"), list_confirmation.describe_state(words, shown.target)),
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
        pairs.append((words("campaign.decided_by"), mention_person(campaign.decided_by, words)))
    return pairs


def _progress(words: Words, shown: CampaignView) -> list[Block]:
    if shown.campaign.started_at is None:
        return []
    total = sum(shown.states.values())
    waiting = shown.states.get(MessageState.QUEUED, 0) + shown.states.get(MessageState.CLAIMED, 0)
    waiting += shown.states.get(MessageState.UNCERTAIN, 0)
    done = total - waiting
    return [
        section_block(words("campaign.progress", bar=progress_bar(done, total), done=done, total=total)),
        section_block(_numbers(words, shown)),
    ]


def _numbers(words: Words, shown: CampaignView) -> str:
    sent = sum(shown.states.get(state, 0) for state in _LEFT)
    pairs = [
        words("state.line", label=words(f"message.{state.value}"), n=shown.states[state])
        for state in MessageState
        if shown.states.get(state)
    ]
    return words("campaign.numbers", sent=sent, states=words("list.comma").join(pairs))


def _reasons(words: Words, shown: CampaignView) -> list[Block]:
    blocks: list[Block] = []
    undecided = shown.campaign.state in (CampaignState.DRAFT, CampaignState.PENDING)
    if undecided and shown.unjudged:
        blocks.append(section_block(words("list.unjudged", rules=list_names(words, "excluded", shown.unjudged))))
    if undecided and shown.campaign.left_out:
        blocks.append(
            section_block(f"*{words('preview.left_out')}*\n{list_counts(words, 'excluded', shown.campaign.left_out)}")
        )
    if shown.undelivered:
        blocks.append(
            section_block(f"*{words('message.undelivered')}*\n{list_counts(words, 'undelivered', shown.undelivered)}")
        )
    if shown.held:
        blocks.append(section_block(f"*{words('message.held')}*\n{list_counts(words, 'held', shown.held)}"))
    return blocks


_OFFERED: dict[CampaignState, tuple[str, ...]] = {
    CampaignState.DRAFT: (ids.CAMPAIGN_SUBMIT, ids.CAMPAIGN_WITHDRAW),
    CampaignState.PENDING: (ids.CAMPAIGN_APPROVE, ids.CAMPAIGN_REJECT, ids.CAMPAIGN_WITHDRAW),
    CampaignState.APPROVED: (ids.CAMPAIGN_STOP,),
    CampaignState.SENDING: (ids.CAMPAIGN_PAUSE, ids.CAMPAIGN_STOP),
    CampaignState.PAUSED: (ids.CAMPAIGN_RESUME, ids.CAMPAIGN_STOP),
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


def _buttons(frame: Frame, shown: CampaignView) -> list[Block]:
    state = shown.campaign.state
    offered = [_button(frame, shown, action_id) for action_id in _OFFERED.get(state, ())]
    # The block's id changes with the state: Slack would else keep what an older card's buttons were doing.
    return [actions_block(f"decide_{state.value}", offered)] if offered else []


def _button(frame: Frame, shown: CampaignView, action_id: str) -> Block:
    """A button's value is what it is about; where something is decided, with the fingerprint of what is seen."""
    campaign, verb = shown.campaign, action_id.removeprefix("campaign_")
    if action_id == ids.CAMPAIGN_SUBMIT:
        return list_confirmation.build_submit_button(frame, campaign.id, shown.target, shown.unjudged)
    value = f"{campaign.id}:{campaign.fingerprint}" if action_id in _DECISIONS else str(campaign.id)
    question = confirm_dialog(frame, verb) if action_id in _ASKED else None
    return button_element(
        frame.words(f"campaign.{verb}"), action_id, value, style=_STYLES.get(action_id), confirm=question
    )
