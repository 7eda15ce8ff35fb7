"""The card of a campaign, which is edited in place from draft to end, and the status page."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.model.access import Action
from bot.model.campaigns import (
    Campaign,
    CampaignAct,
    CampaignState,
    CampaignView,
    DecisionReason,
    NumberChecks,
    PauseReason,
)
from bot.model.messages import MessageState
from bot.rules.first_batch import LONGEST_WAIT
from bot.screens import ids, incidents, lists, uncertain
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    SlackView,
    actions_block,
    button_element,
    confirm_dialog,
    divider_block,
    escape_name,
    facts_blocks,
    input_block,
    make_link,
    make_message,
    mention_person,
    modal_view,
    option_object,
    progress_bar,
    quote_blocks,
    section_block,
)
from bot.screens.labels import (
    Unit,
    describe_headline,
    describe_refusal,
    describe_send_times,
    describe_size,
    get_limits,
    list_counts,
    list_exclusions,
    list_names,
)
from bot.words import Words

BATCH_MINUTES = int(LONGEST_WAIT.total_seconds() // 60)
_LATEST_ACTS = 12
"""So many of the newest acts stand on a card, which has little room."""
_OWN_REASONS = frozenset(PauseReason)
_SETTLED_ALONE = frozenset(
    {
        *(PauseReason.BY_HAND, PauseReason.PROVIDER_UNREACHABLE),
        *(PauseReason.PROVIDER_FAILING, PauseReason.PROVIDER_BUSY),
    }
)
"""The reasons of a pause about which nothing must be done once only uncertain messages are left."""
_DECISION_REASONS = frozenset(DecisionReason)
NOTE_LENGTH = 200
"""The longest note on a decision."""
_NOT_BEGUN = (CampaignState.DRAFT, CampaignState.PENDING, CampaignState.APPROVED)
_GOES_ON_ALONE = (CampaignState.APPROVED, CampaignState.SENDING)
"""What keeps one of these back replaces its instruction, which says that messages leave, or when."""
_LINE_NAME_LENGTH = 40
_OVER = (CampaignState.FINISHED, CampaignState.STOPPED)
_TO_SEND = (MessageState.QUEUED, MessageState.CLAIMED)
_DOUBT_DECISIONS = frozenset({Action.DOUBT_SENT, Action.DOUBT_AGAIN})
_MACHINES = frozenset({"clock", "terminal"})
"""The actors that are no people: nofu's own jobs, and its commands in a shell."""


def build_card(frame: Frame, view: CampaignView) -> MessageCard:
    """Build the card of a campaign: what it is, its progress, and what to do now."""
    words, campaign = frame.words, view.campaign
    situation = _find_situation(view)
    instruction = f"campaign.do.{campaign.state.value}{f'_{situation}' if situation else ''}"
    obstacle = describe_obstacle(words, view)
    is_held = obstacle is not None and campaign.state in _GOES_ON_ALONE
    blocks = [
        *([] if is_held else [section_block(words(instruction, **_get_facts(words, view)))]),
        *([section_block(obstacle)] if obstacle else []),
        quote_blocks(view.sample),
        *facts_blocks(_list_properties(words, view)),
        *_build_times(words, view),
        *_build_first_batch(words, view),
        *_build_progress(words, view),
        *uncertain.build_doubt(frame, campaign, view.doubt),
        *_build_contradictions(words, view),
        *_build_opted_out(words, view),
        *_build_acts(words, view.acts),
        *_build_reasons(words, view),
        *_build_buttons(frame, view),
    ]
    return make_message(frame, describe_headline(words, view), blocks, notes=[words(f"intent.{campaign.intent}")])


def _find_situation(view: CampaignView) -> str | None:
    """Find what the instruction of a state depends on besides the state: `campaign.do.<state>_<situation>`."""
    campaign, states = view.campaign, view.states
    only_uncertain_left = states.get(MessageState.UNCERTAIN) and not any(map(states.get, _TO_SEND))
    match campaign.state:
        case CampaignState.PAUSED if only_uncertain_left and campaign.reason in _SETTLED_ALONE:
            return "uncertain"
        case CampaignState.PAUSED if campaign.reason in _OWN_REASONS:
            return campaign.reason
        case CampaignState.SENDING if view.times is not None:
            return "closed"
        case CampaignState.SENDING if view.batch is not None and not view.batch.to_send:
            return "batch"
        case CampaignState.SENDING | CampaignState.STOPPED if only_uncertain_left:
            return "uncertain"
        case CampaignState.STOPPED if view.hand_over.number and not states.get(MessageState.CANCELLED):
            return "late"
    return None


def describe_obstacle(words: Words, view: CampaignView) -> str | None:
    """Say what is missing for the button that is not drawn, if one is not."""
    if view.obstacle is None:
        return None
    return words(f"campaign.obstacle.{view.campaign.state.value}", why=describe_refusal(words, view.obstacle))


def build_reason_form(frame: Frame, action_id: str, value: str) -> SlackView:
    """Build the form that asks for the reason of a decision: `value` names the campaign as the pressed button did."""
    words, verb = frame.words, action_id.removeprefix("campaign_")
    options = [option_object(words(f"decision_reason.{reason.value}"), reason.value) for reason in DecisionReason]
    note = {"type": "plain_text_input", "multiline": True, "max_length": NOTE_LENGTH}
    blocks = [
        section_block(words(f"confirm.{verb}.text")),
        input_block(ids.REASON, words("decision.reason"), {"type": "static_select", "options": options}),
        input_block(ids.NOTE, words("decision.note"), note, optional=True, hint=words("decision.note_hint")),
    ]
    title, yes = words(f"campaign.{verb}"), words(f"confirm.{verb}.yes")
    return modal_view(frame, action_id, title, blocks, submit=yes, metadata=value)


def read_reason(values: Mapping[str, Any]) -> tuple[DecisionReason, str]:
    """Read the reason and the note of that form."""
    chosen = values[ids.REASON][ids.REASON]["selected_option"]["value"]
    return DecisionReason(chosen), values.get(ids.NOTE, {}).get(ids.NOTE, {}).get("value") or ""


def build_status(frame: Frame, views: Sequence[CampaignView]) -> MessageCard:
    """Build the message on the newest campaigns, a paragraph each."""
    return make_message(frame, frame.words("status.header"), _build_status_blocks(frame.words, views))


def build_status_page(frame: Frame, views: Sequence[CampaignView]) -> SlackView:
    """Build the page on the newest campaigns, with the content of `build_status`."""
    return modal_view(frame, "status", frame.words("status.header"), _build_status_blocks(frame.words, views))


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
    return f"{title}\n{_describe_results(words, view)}" if campaign.recipients is not None else title


def link_campaign(words: Words, campaign: Campaign, link: str | None) -> str:
    """Name a campaign, with a link to its card if that is known."""
    name = words("status.title", campaign=str(campaign.id))
    return f"*{make_link(link, name) if link else name}*"


def _describe_results(words: Words, view: CampaignView) -> str:
    if view.campaign.state in (CampaignState.PENDING, CampaignState.APPROVED):
        return describe_size(words, view)
    return describe_figures(words, view)


def describe_figures(words: Words, view: CampaignView) -> str:
    """Describe in a line what was handed over, all states, and what was handed over costs."""
    return words(
        "event.figures",
        done=view.hand_over.number,
        total=sum(view.states.values()),
        states=_list_states(words, view),
        cost=words("campaign.about", cost=words("count.yen", n=view.hand_over_yen)),
    )


def _build_status_blocks(words: Words, views: Sequence[CampaignView]) -> list[Block]:
    if not views:
        return [section_block(words("status.none"))]
    return [block for view in views for block in (divider_block(), section_block(describe_campaign(words, view)))]


def _get_facts(words: Words, view: CampaignView) -> dict[str, str | int]:
    campaign = view.campaign
    return {
        "author": mention_person(campaign.author, words),
        "by": mention_person(campaign.decided_by, words),
        "expires": words.moment(campaign.expires_at) if campaign.expires_at else "-",
        "starts": words.moment(view.times.starts_at) if view.times else "-",
        "given": view.approvals,
        "needed": view.approvals_needed,
        "reason": escape_name(campaign.reason or "-"),
        "uncertain": view.states.get(MessageState.UNCERTAIN, 0),
        "why": _describe_decision(words, campaign),
        "minutes": BATCH_MINUTES,
        "first": view.batch.left if view.batch else 0,
        "arrived": view.batch.arrived if view.batch else 0,
    }


def _describe_decision(words: Words, campaign: Campaign) -> str:
    """Describe why a campaign was turned down: the reason, and the note of the person who decided."""
    if campaign.reason not in _DECISION_REASONS:
        return words("decision.none")
    reason = words(f"decision_reason.{campaign.reason}")
    if not campaign.note:
        return reason
    return words("decision.noted", reason=reason, note=escape_name(campaign.note, NOTE_LENGTH))


def _list_properties(words: Words, view: CampaignView) -> list[tuple[str, str]]:
    campaign = view.campaign
    pairs = [
        (
            words("campaign.list"),
            words("campaign.list_value", list=str(campaign.list_id), name=escape_name(campaign.list_name)),
        ),
        (words("campaign.author"), mention_person(campaign.author, words)),
        (words("campaign.uploader"), mention_person(campaign.uploader, words)),
        (words("campaign.confirmed"), lists.describe_confirmation(words, view.target)),
    ]
    if campaign.rest_of is not None:
        pairs.append((words("campaign.rest_of"), words("campaign.rest_of_value", campaign=str(campaign.rest_of))))
    if campaign.correction_of is not None:
        of = words("campaign.correction_of_value", incident=str(campaign.correction_of))
        pairs.append((words("campaign.rest_of"), of))
    if view.incident is not None:
        pairs.append((words("campaign.incident"), words("incident.open", incident=str(view.incident))))
    if campaign.recipients is not None:
        pairs += [
            (words("preview.recipients"), words("count.people", n=campaign.recipients)),
            (words("preview.units"), words("count.units", n=campaign.units or 0)),
            (words("preview.cost"), words("count.yen", n=campaign.yen or 0)),
        ]
    if view.number_checks is not None:
        pairs.append((words("numbers.label"), _describe_number_checks(words, view.number_checks)))
    if view.hand_over.first_at and view.hand_over.last_at:
        key = "campaign.sent_until" if campaign.state in _OVER else "campaign.sent_since"
        pairs.append((words("campaign.sent"), words(key, first=view.hand_over.first_at, last=view.hand_over.last_at)))
    return pairs


def _describe_number_checks(words: Words, checks: NumberChecks) -> str:
    if checks.asked_on is None and not checks.waiting:
        return words("numbers.none", n=checks.left)
    parts = []
    if checks.asked_on is not None:
        parts.append(words("numbers.checked", n=checks.asked, on=checks.asked_on, other=checks.other))
    if checks.unanswered:
        parts.append(words("numbers.unanswered", n=checks.unanswered))
    if checks.waiting:
        parts.append(words("numbers.waiting", n=checks.waiting))
    return words("list.comma").join(parts)


def _build_times(words: Words, view: CampaignView) -> list[Block]:
    """Say when sending really begins and ends, until it has begun."""
    if view.campaign.state not in _NOT_BEGUN:
        return []
    sentence = describe_send_times(words, view.times, view.campaign.not_before)
    return [section_block(f"*{words('times.label')}*\n{sentence}")]


def _build_first_batch(words: Words, view: CampaignView) -> list[Block]:
    """Say before the start that some messages go first, or that receipts are missing for that."""
    campaign = view.campaign
    if campaign.state not in (CampaignState.PENDING, CampaignState.APPROVED):
        return []
    if not 0 < view.first_batch < (campaign.recipients or 0):
        return []
    key = "campaign.first_batch" if view.reports_receipts else "campaign.no_first_batch"
    return [section_block(words(key, n=view.first_batch, minutes=BATCH_MINUTES))]


def _build_progress(words: Words, view: CampaignView) -> list[Block]:
    """Build the bar, which counts what was handed over of what was submitted, once this can have begun."""
    total = sum(view.states.values())
    if not total or view.campaign.state in (CampaignState.PENDING, CampaignState.APPROVED):
        return []
    parts = [
        words("campaign.handed_over", total=total, n=view.hand_over.number),
        *(
            words(f"campaign.{state.value}", n=view.states[state])
            for state in (MessageState.HELD, MessageState.CANCELLED)
            if view.states.get(state)
        ),
    ]
    bar = progress_bar(view.hand_over.number, total)
    return [
        section_block(words("campaign.progress", bar=bar, parts=words("list.comma").join(parts))),
        section_block(_describe_states(words, view)),
    ]


def _build_contradictions(words: Words, view: CampaignView) -> list[Block]:
    return [section_block(words("campaign.contradictions", n=view.contradictions))] if view.contradictions else []


def _build_opted_out(words: Words, view: CampaignView) -> list[Block]:
    return [section_block(words("campaign.opted_out", n=view.opted_out))] if view.opted_out else []


def _build_acts(words: Words, acts: Sequence[CampaignAct]) -> list[Block]:
    """List who did what and when, the newest acts last."""
    if not acts:
        return []
    lines = [describe_act(words, act) for act in acts[-_LATEST_ACTS:]]
    if len(acts) > _LATEST_ACTS:
        lines.insert(0, words("act.earlier", n=len(acts) - _LATEST_ACTS))
    return [section_block("\n".join([f"*{words('act.header')}*", *lines]))]


def describe_act(words: Words, act: CampaignAct) -> str:
    """Describe in a line when somebody did what, who it was, and why."""
    if act.action in _DOUBT_DECISIONS:
        why = words(f"doubt_reason.{act.reason}")
    elif act.reason in _OWN_REASONS:
        why = words(f"pause_reason.{act.reason}")
    elif act.reason in _DECISION_REASONS:
        why = words(f"decision_reason.{act.reason}")
    else:
        why = escape_name(act.reason) if act.reason else ""
    return words(
        "act.line",
        at=act.at,
        what=words(f"act.{act.action.removeprefix('campaign.').replace('.', '_')}", n=act.messages),
        who=describe_actor(words, act.who),
        why=words("act.why", reason=why) if why else "",
    )


def describe_actor(words: Words, who: str) -> str:
    """Mention a person, or name the part of nofu that acted."""
    return words(f"actor.{who}") if who in _MACHINES else mention_person(who, words)


def _describe_states(words: Words, view: CampaignView) -> str:
    return words("campaign.numbers", total=sum(view.states.values()), states=_list_states(words, view))


def _list_states(words: Words, view: CampaignView) -> str:
    return words("list.comma").join(
        words("state.line", label=words(f"message.{state.value}"), n=view.states[state])
        for state in MessageState
        if view.states.get(state)
    )


def _build_reasons(words: Words, view: CampaignView) -> list[Block]:
    blocks: list[Block] = []
    undecided = view.campaign.state in (CampaignState.DRAFT, CampaignState.PENDING)
    if undecided and view.unjudged:
        blocks.append(section_block(words("list.unjudged", rules=list_names(words, "unjudged", view.unjudged))))
    if undecided and view.campaign.left_out:
        lines = list_exclusions(words, view.campaign.left_out, view.policy, Unit.PEOPLE)
        blocks.append(section_block(f"*{words('preview.left_out')}*\n{lines}"))
    limits = get_limits(view.policy)
    return blocks + [
        section_block(f"*{words(f'digest.{family}')}*\n{list_counts(words, family, numbers, Unit.MESSAGES, **limits)}")
        for family, numbers in (("undelivered", view.undelivered), ("held", view.held))
        if numbers
    ]


_BUTTONS: dict[CampaignState, tuple[str, ...]] = {
    CampaignState.DRAFT: (ids.CAMPAIGN_SUBMIT, ids.CAMPAIGN_CHECK, ids.CAMPAIGN_WITHDRAW),
    CampaignState.PENDING: (ids.CAMPAIGN_APPROVE, ids.CAMPAIGN_REJECT, ids.CAMPAIGN_WITHDRAW),
    CampaignState.APPROVED: (ids.CAMPAIGN_STOP,),
    CampaignState.SENDING: (ids.CAMPAIGN_PAUSE, ids.CAMPAIGN_STOP, ids.INCIDENT_OPEN),
    CampaignState.PAUSED: (ids.CAMPAIGN_RESUME, ids.CAMPAIGN_STOP, ids.INCIDENT_OPEN),
    CampaignState.FINISHED: (ids.INCIDENT_OPEN,),
    CampaignState.STOPPED: (ids.CAMPAIGN_REST, ids.INCIDENT_OPEN),
}
"""The buttons of each state. Everybody sees them; permission is checked when one is pressed. One that would be refused
for everybody is not drawn."""
_DECISIONS = frozenset({ids.CAMPAIGN_APPROVE, ids.CAMPAIGN_REJECT})
_BLOCKED = frozenset({ids.CAMPAIGN_SUBMIT, ids.CAMPAIGN_APPROVE, ids.CAMPAIGN_RESUME})
"""The buttons that an obstacle keeps from being drawn."""
_FINAL = frozenset({ids.CAMPAIGN_WITHDRAW, ids.CAMPAIGN_STOP})
"""What cannot be undone. Reject has a form instead of a dialog."""
_CONFIRMED = frozenset({ids.CAMPAIGN_APPROVE, *_FINAL})
_STYLES = {
    ids.CAMPAIGN_APPROVE: "primary",
    ids.CAMPAIGN_RESUME: "primary",
    ids.CAMPAIGN_REJECT: "danger",
    ids.CAMPAIGN_STOP: "danger",
}


def _build_buttons(frame: Frame, view: CampaignView) -> list[Block]:
    state = view.campaign.state
    offered = [
        _build_button(frame, view, action_id)
        for action_id in _BUTTONS.get(state, ())
        if (view.obstacle is None or action_id not in _BLOCKED)
        and (action_id != ids.CAMPAIGN_REST or view.states.get(MessageState.CANCELLED))
        and (action_id != ids.INCIDENT_OPEN or view.incident is None)
        and (action_id != ids.CAMPAIGN_CHECK or _may_check_numbers(view))
    ]
    # The id of the block changes with the state. Otherwise Slack keeps the state of the older card's buttons.
    return [actions_block(f"decide_{state.value}", offered)] if offered else []


def _may_check_numbers(view: CampaignView) -> bool:
    checks = view.number_checks
    return checks is not None and checks.left > 0 and not checks.waiting


def build_resume_button(frame: Frame, campaign_id: int) -> Block:
    """Build the block with the button that resumes a paused campaign, for a message beside its card."""
    label = frame.words("campaign.resume")
    return actions_block("resume", [button_element(label, ids.CAMPAIGN_RESUME, str(campaign_id), style="primary")])


def _build_button(frame: Frame, view: CampaignView, action_id: str) -> Block:
    """Build a button. Its value is the campaign's id; for a decision, also the fingerprint of what the card shows."""
    campaign, verb = view.campaign, action_id.removeprefix("campaign_")
    if action_id == ids.CAMPAIGN_SUBMIT:
        return lists.build_submit_button(frame, campaign.id, view.target, view.unjudged)
    if action_id == ids.INCIDENT_OPEN:
        return incidents.build_report_button(frame, campaign.id)
    value = f"{campaign.id}:{campaign.fingerprint}" if action_id in _DECISIONS else str(campaign.id)
    question = confirm_dialog(frame, verb, is_final=action_id in _FINAL) if action_id in _CONFIRMED else None
    return button_element(
        frame.words(f"campaign.{verb}"), action_id, value, style=_STYLES.get(action_id), confirm=question
    )
