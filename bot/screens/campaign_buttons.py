"""The buttons of a campaign's card, and the form that asks for the reason of a decision."""

from collections.abc import Mapping
from typing import Any

from bot.model.campaigns import CampaignState, CampaignView, DecisionReason
from bot.model.messages import MessageState
from bot.screens import draft_tests, ids, incidents, lists
from bot.screens.blocks import (
    Block,
    Frame,
    SlackView,
    actions_block,
    button_element,
    confirm_dialog,
    input_block,
    modal_view,
    option_object,
    section_block,
)
from bot.words import Words

NOTE_LENGTH = 200
"""The longest note on a decision."""
_BUTTONS: dict[CampaignState, tuple[str, ...]] = {
    CampaignState.DRAFT: (
        *(ids.CAMPAIGN_SUBMIT, ids.CAMPAIGN_EDIT, ids.CAMPAIGN_CHECK, *draft_tests.BUTTONS, ids.CAMPAIGN_WITHDRAW),
    ),
    CampaignState.PENDING: (
        *(ids.CAMPAIGN_APPROVE, ids.CAMPAIGN_SEND_BACK, ids.CAMPAIGN_REJECT, ids.CAMPAIGN_WITHDRAW),
    ),
    CampaignState.APPROVED: (ids.CAMPAIGN_STOP,),
    CampaignState.SENDING: (ids.CAMPAIGN_PAUSE, ids.CAMPAIGN_PHONES, ids.CAMPAIGN_STOP, ids.INCIDENT_OPEN),
    CampaignState.PAUSED: (ids.CAMPAIGN_RESUME, ids.CAMPAIGN_STOP, ids.INCIDENT_OPEN),
    CampaignState.FINISHED: (ids.FOLLOWUP_OPEN, ids.CAMPAIGN_COPY, ids.INCIDENT_OPEN),
    CampaignState.STOPPED: (ids.FOLLOWUP_OPEN, ids.CAMPAIGN_REST, ids.CAMPAIGN_COPY, ids.INCIDENT_OPEN),
    CampaignState.REJECTED: (ids.CAMPAIGN_COPY,),
    CampaignState.WITHDRAWN: (ids.CAMPAIGN_COPY,),
    CampaignState.EXPIRED: (ids.CAMPAIGN_COPY,),
}
"""The buttons of each state. Everybody sees them; permission is checked when one is pressed. One that would be refused
for everybody is not drawn."""
_DECISIONS = frozenset({ids.CAMPAIGN_APPROVE, ids.CAMPAIGN_SEND_BACK, ids.CAMPAIGN_REJECT})
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


def build_buttons(frame: Frame, view: CampaignView) -> list[Block]:
    """Build the buttons of the campaign's state, without those that would be refused for everybody now."""
    state = view.campaign.state
    offered = [
        _build_button(frame, view, action_id)
        for action_id in _BUTTONS.get(state, ())
        if (view.obstacle is None or action_id not in _BLOCKED)
        and (action_id != ids.FOLLOWUP_OPEN or view.hand_over.number)
        and (action_id != ids.CAMPAIGN_REST or view.states.get(MessageState.CANCELLED))
        and (action_id != ids.INCIDENT_OPEN or view.incident is None)
        and (action_id != ids.CAMPAIGN_CHECK or _may_check_numbers(view))
        and (action_id not in draft_tests.BUTTONS or draft_tests.is_offered(view.tests, action_id))
        and (action_id != ids.CAMPAIGN_PHONES or (view.answers_phones and view.times is None))
    ]
    # The id of the block changes with the state. Otherwise Slack keeps the state of the older card's buttons.
    return [actions_block(f"decide_{state.value}", offered)] if offered else []


def _may_check_numbers(view: CampaignView) -> bool:
    checks = view.number_checks
    return checks is not None and checks.left > 0 and not checks.waiting


def _build_button(frame: Frame, view: CampaignView, action_id: str) -> Block:
    """Build a button. Its value is the campaign's id; for a decision, also the fingerprint of what the card shows."""
    campaign, verb = view.campaign, action_id.removeprefix("campaign_")
    if action_id == ids.CAMPAIGN_SUBMIT:
        return lists.build_submit_button(frame, campaign.id, view.target, view.unjudged, view.findings)
    if action_id == ids.INCIDENT_OPEN:
        return incidents.build_report_button(frame, campaign.id)
    if view.tests is not None and action_id in draft_tests.BUTTONS:
        return draft_tests.build_button(frame, campaign.id, view.tests, action_id)
    if action_id == ids.FOLLOWUP_OPEN:
        return button_element(frame.words("followup.open"), ids.FOLLOWUP_OPEN, str(campaign.id))
    value = f"{campaign.id}:{campaign.fingerprint}" if action_id in _DECISIONS else str(campaign.id)
    if action_id == ids.CAMPAIGN_WITHDRAW and campaign.state is CampaignState.DRAFT:
        verb = "discard"
    text = _describe_approval(frame.words, view) if action_id == ids.CAMPAIGN_APPROVE else None
    question = confirm_dialog(frame, verb, text, is_final=action_id in _FINAL) if action_id in _CONFIRMED else None
    return button_element(
        frame.words(f"campaign.{verb}"), action_id, value, style=_STYLES.get(action_id), confirm=question
    )


def _describe_approval(words: Words, view: CampaignView) -> str:
    """Describe what an approval lets out: to how many, at which cost, and from when; the mode stands before it."""
    campaign = view.campaign
    return words(
        "confirm.approve.text",
        people=words("count.people", n=campaign.recipients or 0),
        units=words("count.units", n=campaign.units or 0),
        cost=words("count.yen", n=campaign.yen or 0),
        starts=words.moment(view.times.starts_at) if view.times else "-",
    )


def build_resume_button(frame: Frame, campaign_id: int) -> Block:
    """Build the block with the button that resumes a paused campaign, for a message beside its card."""
    label = frame.words("campaign.resume")
    return actions_block("resume", [button_element(label, ids.CAMPAIGN_RESUME, str(campaign_id), style="primary")])


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
