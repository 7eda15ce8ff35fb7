"""The card of a campaign, which is edited in place from draft to end."""

from collections.abc import Mapping, Sequence

from bot.model.campaigns import (
    Campaign,
    CampaignState,
    CampaignView,
    Delay,
    HistoryEntry,
    NumberChecks,
    PauseReason,
    TemplateUse,
)
from bot.model.messages import MessageState
from bot.rules.first_batch import LONGEST_WAIT
from bot.screens import draft_tests, lists, uncertain
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    escape_name,
    facts_blocks,
    make_message,
    mention_person,
    progress_bar,
    quote_blocks,
    section_block,
)
from bot.screens.campaign_buttons import NOTE_LENGTH, build_buttons
from bot.screens.campaign_summaries import (
    CHANGED_PARTS,
    DECISION_REASONS,
    PAUSE_REASONS,
    describe_headline,
    describe_history_entry,
    describe_obstacle,
    describe_promises,
    list_states,
)
from bot.screens.labels import (
    Unit,
    describe_cost,
    describe_finding,
    describe_payment_days,
    describe_send_times,
    describe_template,
    get_limits,
    list_budget,
    list_counts,
    list_exclusions,
    list_names,
)
from bot.words import Words

BATCH_MINUTES = int(LONGEST_WAIT.total_seconds() // 60)
_LATEST_ENTRIES = 12
"""So many of the newest entries stand on a card; a longer message is refused by Slack."""
_SETTLED_ALONE = frozenset(
    {
        *(PauseReason.BY_HAND, PauseReason.PROVIDER_UNREACHABLE),
        *(PauseReason.PROVIDER_FAILING, PauseReason.PROVIDER_BUSY),
    }
)
"""The reasons of a pause about which nothing must be done once only uncertain messages are left."""
_NOT_BEGUN = (CampaignState.DRAFT, CampaignState.PENDING, CampaignState.APPROVED)
_GOES_ON_ALONE = (CampaignState.APPROVED, CampaignState.SENDING)
"""What keeps one of these back replaces its instruction, which says that messages leave, or when."""
_OVER = (CampaignState.FINISHED, CampaignState.STOPPED)
_WAITS: Mapping[Delay | None, str] = {Delay.PHONES: "phones", Delay.FULL: "full"}
_TO_SEND = (MessageState.QUEUED, MessageState.CLAIMED)


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
        *_build_content(words, view),
        *_build_progress(words, view),
        *uncertain.build_doubt(frame, campaign, view.doubt),
        *_build_contradictions(words, view),
        *([section_block(describe_promises(words, view))] if view.promises.made else []),
        *_build_opted_out(words, view),
        *_build_history(words, view.history),
        *_build_outcomes(words, view),
        *build_buttons(frame, view),
    ]
    return make_message(frame, describe_headline(words, view), blocks, notes=[words(f"intent.{campaign.intent}")])


def _build_content(words: Words, view: CampaignView) -> list[Block]:
    """Say what the campaign is. Who decides reads first what happens when, to how many, at which cost."""
    if view.campaign.state is not CampaignState.PENDING:
        return [
            quote_blocks(view.sample),
            *facts_blocks([*_list_properties(words, view), *_list_size(words, view), *_list_sent(words, view)]),
            *_build_times(words, view),
            *draft_tests.build_tests(words, view.tests),
            *_build_first_batch(words, view),
            *_build_findings(words, view),
            *_build_left_out(words, view),
        ]
    return [
        *_build_times(words, view),
        *_build_first_batch(words, view),
        *facts_blocks(_list_size(words, view)),
        quote_blocks(view.sample),
        *_build_findings(words, view),
        *draft_tests.build_tests(words, view.tests),
        section_block(describe_payment_days(words, view.payments_as_of, view.payment_days)),
        *_build_left_out(words, view),
        *facts_blocks([*_list_properties(words, view), *_list_sent(words, view)]),
    ]


def _build_findings(words: Words, view: CampaignView) -> list[Block]:
    """Show what the lint rules warn of in the text, until it is decided."""
    lines = [describe_finding(words, finding) for finding in view.findings]
    return [section_block("\n".join([f"*{words('campaign.findings')}*", *lines]))] if lines else []


def _find_situation(view: CampaignView) -> str | None:
    """Find what the instruction of a state depends on besides the state: `campaign.do.<state>_<situation>`."""
    campaign, states = view.campaign, view.states
    only_uncertain_left = states.get(MessageState.UNCERTAIN) and not any(map(states.get, _TO_SEND))
    match campaign.state:
        case CampaignState.DRAFT if campaign.reason in DECISION_REASONS:
            return "sent_back"
        case CampaignState.DRAFT if campaign.reason in CHANGED_PARTS:
            return "voided"
        case CampaignState.PAUSED if only_uncertain_left and campaign.reason in _SETTLED_ALONE:
            return "uncertain"
        case CampaignState.PAUSED if campaign.reason in PAUSE_REASONS:
            return campaign.reason
        case CampaignState.SENDING if view.times is not None:
            return _WAITS.get(view.times.delay, "closed")
        case CampaignState.SENDING if view.batch is not None and not view.batch.to_send:
            return "batch"
        case CampaignState.SENDING | CampaignState.STOPPED if only_uncertain_left:
            return "uncertain"
        case CampaignState.STOPPED if view.hand_over.number and not states.get(MessageState.CANCELLED):
            return "late"
    return None


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
    if campaign.reason in CHANGED_PARTS:
        return words(f"changed_part.{campaign.reason}")
    if campaign.reason not in DECISION_REASONS:
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
        *([(words("campaign.editor"), mention_person(campaign.editor, words))] if campaign.editor else []),
        (words("campaign.uploader"), mention_person(campaign.uploader, words)),
        (words("campaign.confirmed"), lists.describe_confirmation(words, view.target)),
    ]
    if campaign.template is not None:
        pairs.append((words("campaign.template"), _describe_template(words, campaign.template)))
    if campaign.rest_of is not None:
        pairs.append((words("campaign.rest_of"), words("campaign.rest_of_value", campaign=str(campaign.rest_of))))
    if campaign.correction_of is not None:
        of = words("campaign.correction_of_value", incident=str(campaign.correction_of))
        pairs.append((words("campaign.rest_of"), of))
    if view.incident is not None:
        pairs.append((words("campaign.incident"), words("incident.open", incident=str(view.incident))))
    return pairs


def _list_size(words: Words, view: CampaignView) -> list[tuple[str, str]]:
    campaign = view.campaign
    if campaign.recipients is None:
        return []
    return [
        (words("preview.recipients"), words("count.people", n=campaign.recipients)),
        (words("preview.units"), words("count.units", n=campaign.units or 0)),
        (words("preview.cost"), describe_cost(words, campaign.yen or 0, view.taxed_yen)),
        *list_budget(words, view.budget),
    ]


def _list_sent(words: Words, view: CampaignView) -> list[tuple[str, str]]:
    campaign, pairs = view.campaign, []
    if view.number_checks is not None:
        pairs.append((words("numbers.label"), _describe_number_checks(words, view.number_checks)))
    if view.hand_over.first_at and view.hand_over.last_at:
        key = "campaign.sent_until" if campaign.state in _OVER else "campaign.sent_since"
        pairs.append((words("campaign.sent"), words(key, first=view.hand_over.first_at, last=view.hand_over.last_at)))
    if view.paid_in_flight:
        pairs.append((words("campaign.crossed"), words("campaign.crossed_value", n=view.paid_in_flight)))
    return pairs


def _describe_template(words: Words, use: TemplateUse) -> str:
    key = "campaign.template_changed" if use.is_changed else "campaign.template_value"
    return words(key, name=describe_template(words, use.id), version=use.version)


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


def _build_history(words: Words, history: Sequence[HistoryEntry]) -> list[Block]:
    """List who did what and when, the newest last."""
    if not history:
        return []
    lines = [describe_history_entry(words, entry) for entry in history[-_LATEST_ENTRIES:]]
    if len(history) > _LATEST_ENTRIES:
        lines.insert(0, words("history.earlier", n=len(history) - _LATEST_ENTRIES))
    return [section_block("\n".join([f"*{words('history.header')}*", *lines]))]


def _describe_states(words: Words, view: CampaignView) -> str:
    return words("campaign.numbers", total=sum(view.states.values()), states=list_states(words, view))


def _build_left_out(words: Words, view: CampaignView) -> list[Block]:
    """Say who is left out and why, and which rules could not be checked, until it is decided."""
    if view.campaign.state not in (CampaignState.DRAFT, CampaignState.PENDING):
        return []
    blocks: list[Block] = []
    if view.unjudged:
        blocks.append(section_block(words("list.unjudged", rules=list_names(words, "unjudged", view.unjudged))))
    if view.campaign.left_out:
        lines = list_exclusions(words, view.campaign.left_out, view.policy, Unit.PEOPLE)
        blocks.append(section_block(f"*{words('preview.left_out')}*\n{lines}"))
    return blocks


def _build_outcomes(words: Words, view: CampaignView) -> list[Block]:
    limits = get_limits(view.policy)
    return [
        section_block(f"*{words(f'digest.{family}')}*\n{list_counts(words, family, numbers, Unit.MESSAGES, **limits)}")
        for family, numbers in (("undelivered", view.undelivered), ("held", view.held))
        if numbers
    ]
