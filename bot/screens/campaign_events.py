"""Messages about what happens to a campaign: the replies in its card's thread, and what waits for a person.

A person who must act gets a new message that mentions them, because an edit of the card notifies nobody.
"""

from collections.abc import Sequence

from bot.model.access import Action
from bot.model.campaigns import CampaignEvent, CampaignState, PauseReason
from bot.model.messages import BatchCounts
from bot.model.posts import NOBODY, Mentioned
from bot.model.reasons import Held
from bot.rules.breaker import is_visible
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    escape_name,
    make_alert,
    make_link,
    make_notice,
    mention_person,
)
from bot.screens.campaign_buttons import NOTE_LENGTH, build_resume_button
from bot.screens.campaign_summaries import (
    describe_actor,
    describe_figures,
    describe_history_entry,
    describe_obstacle,
    describe_size,
)
from bot.screens.campaigns import BATCH_MINUTES
from bot.screens.labels import Unit, list_counts
from bot.screens.uncertain import build_buttons, describe_doubt
from bot.words import Words

_DECISIONS = frozenset(
    {
        *(Action.CAMPAIGN_APPROVE, Action.CAMPAIGN_REJECT, Action.CAMPAIGN_SEND_BACK),
        *(Action.CAMPAIGN_VOID, Action.CAMPAIGN_WITHDRAW, Action.CAMPAIGN_EXPIRE),
    }
)
_WITH_FIGURES = frozenset({Action.CAMPAIGN_PAUSE, Action.CAMPAIGN_FINISH, Action.CAMPAIGN_STOP, Action.INCIDENT_REPORT})
_PAUSED: dict[str, str] = {
    PauseReason.BY_HAND: "alert.by_hand",
    PauseReason.ALL_PAUSED: "alert.by_hand",
    PauseReason.TEXT_CHANGED: "alert.text_changed",
    PauseReason.DATA_STALE: "alert.data_stale",
    PauseReason.NOT_APPROVED: "alert.not_approved",
    PauseReason.SAME_ID: "alert.same_id",
    PauseReason.OTHER_MESSAGE: "alert.other_message",
    PauseReason.SEVERAL: "alert.several",
    PauseReason.PROVIDER_UNREACHABLE: "alert.provider_unreachable",
    PauseReason.PROVIDER_FAILING: "alert.provider_failing",
    PauseReason.PROVIDER_BUSY: "alert.provider_busy",
    PauseReason.REDIRECTED: "alert.redirected",
    PauseReason.FAILURES_HIGH: "alert.failures_high",
    PauseReason.FIRST_BATCH: "alert.first_batch",
    PauseReason.PAID_CALLS: "alert.paid_calls",
    PauseReason.WRONG_NUMBER_CALLS: "alert.wrong_number_calls",
}
"""What to do about a pause. Any other reason is an answer of the provider."""


_WITH_OUTCOMES = frozenset({PauseReason.FIRST_BATCH, PauseReason.FAILURES_HIGH})
"""The pauses for which people need to know why messages did not arrive."""


def build_reply(frame: Frame, event: CampaignEvent) -> MessageCard:
    """Build a reply in the thread of the card: what, when and who; at the end with the figures."""
    words, view = frame.words, event.view
    lines = [describe_history_entry(words, event.entry)]
    if event.entry.action == Action.CAMPAIGN_APPROVE and view.approvals_needed > 1:
        lines.append(words("event.approvals", given=view.approvals, needed=view.approvals_needed))
    if event.entry.goes_on_at is not None:
        lines.append(words("event.goes_on", n=event.entry.messages, at=event.entry.goes_on_at))
    if event.entry.action == Action.CAMPAIGN_TAKE_BACK:
        key = "event.taken_back" if event.entry.messages else "event.not_taken_back"
        lines.append(words(key, n=event.entry.messages))
    if event.entry.action in _WITH_FIGURES:
        lines.append(words("event.as_of", at=event.seen_at, figures=describe_figures(words, view)))
    return make_notice(frame, "\n".join(lines))


def build_request(frame: Frame, event: CampaignEvent) -> MessageCard:
    """Build the request to the supervisors to decide on a campaign, or what became of it."""
    words = frame.words
    if event.is_open:  # without the author, whom a mention would notify of their own request
        return _build_alert(frame, event, "request", [words("event.decide")], event.supervisors)
    author = mention_person(event.view.campaign.author, words)
    decided = [describe_history_entry(words, entry) for entry in event.view.history if entry.action in _DECISIONS][-1:]
    return _build_alert(frame, event, "request_over", [words("event.decided", author=author), *decided])


def build_reminder(frame: Frame, event: CampaignEvent) -> MessageCard:
    """Build the reminder of a request that expires soon, or what became of it."""
    words, campaign = frame.words, event.view.campaign
    if not event.is_open or campaign.expires_at is None:
        return build_request(frame, event)
    return _build_alert(
        frame, event, "reminder", [words("event.decide_until", at=campaign.expires_at)], event.supervisors
    )


def build_decision(frame: Frame, event: CampaignEvent) -> MessageCard:
    """Build the message to the author on a decision of somebody else."""
    words, campaign = frame.words, event.view.campaign
    people = dict.fromkeys(filter(None, (campaign.author, campaign.editor)))
    parts = [*(mention_person(user, words) for user in people), describe_history_entry(words, event.entry)]
    if event.entry.action == Action.CAMPAIGN_APPROVE and campaign.starts_at is not None:
        parts.append(words("event.starts", at=campaign.starts_at))
    if event.entry.action in (Action.CAMPAIGN_REJECT, Action.CAMPAIGN_SEND_BACK) and campaign.note:
        parts.append(f"\n>{escape_name(campaign.note, NOTE_LENGTH)}")
    if event.entry.action == Action.CAMPAIGN_VOID:
        parts.append(words("event.void_do"))
    return _build_alert(frame, event, event.entry.action.removeprefix("campaign.").replace(".", "_"), parts)


def build_pause_alert(frame: Frame, event: CampaignEvent) -> MessageCard:
    """Build the alert on a paused campaign to supervisors and author, or that the pause is over."""
    words, campaign = frame.words, event.view.campaign
    if not event.is_open:
        return _build_alert(frame, event, "pause_over", _describe_pause(words, event))
    reason = event.entry.reason or PauseReason.BY_HAND
    sentence = words(
        _PAUSED.get(reason, "alert.paused"),
        campaign=str(campaign.id),
        who=describe_actor(words, event.entry.who),
        reason=escape_name(reason),
        minutes=BATCH_MINUTES,
        n=event.entry.messages,
        **_count_batch(event),
    )
    obstacle = describe_obstacle(words, event.view)
    parts = [mention_person(campaign.author, words), sentence, *([obstacle] if obstacle else [])]
    if reason in _WITH_OUTCOMES and event.view.undelivered:
        outcomes = list_counts(words, "undelivered", event.view.undelivered, Unit.MESSAGES)
        parts.append(f"\n*{words('digest.undelivered')}*\n{outcomes}")
    return _build_alert(frame, event, "pause", parts, event.supervisors)


def _count_batch(event: CampaignEvent) -> dict[str, int]:
    batch = event.view.batch or BatchCounts()
    return {"first": batch.left, "arrived": batch.arrived, "failed": batch.failed, "open": batch.open}


def _describe_pause(words: Words, event: CampaignEvent) -> list[str]:
    """Describe who paused a campaign, and who resumed or stopped it next."""
    history = event.view.history
    ends = history[history.index(event.entry) + 1 :][:1] if event.entry in history else ()
    return ["\n".join(describe_history_entry(words, entry) for entry in (event.entry, *ends))]


def build_recovery(frame: Frame, event: CampaignEvent) -> MessageCard:
    """Build the offer to supervisors to resume a campaign, with the button, or what became of it."""
    words, campaign = frame.words, event.view.campaign
    if not event.is_open:
        ends = event.view.history[-1:] if campaign.state is not CampaignState.PAUSED else ()
        said = [describe_history_entry(words, entry) for entry in ends] or [words("event.not_well")]
        return _build_alert(frame, event, "recovery_over", said)
    sentence = words("event.well" if is_visible(campaign.reason or "") else "event.answers")
    obstacle = describe_obstacle(words, event.view)
    buttons = [] if obstacle else [build_resume_button(frame, campaign.id)]
    parts = [sentence, *([obstacle] if obstacle else [])]
    return _build_alert(frame, event, "recovery", parts, event.supervisors, buttons)


def build_mismatch_alert(frame: Frame, event: CampaignEvent) -> MessageCard:
    """Build the alert that the provider's record contradicts what was sent, for a campaign that cannot be paused."""
    return _build_alert(frame, event, "mismatch", [frame.words("event.mismatch_do")], event.supervisors)


def build_call_alert(frame: Frame, event: CampaignEvent) -> MessageCard:
    """Build the alert that many callers say the same, for a campaign that cannot be paused."""
    words, number = frame.words, event.entry.messages
    is_paid = event.entry.reason == PauseReason.PAID_CALLS
    sentence = words("event.calls_paid" if is_paid else "event.calls_wrong_number", n=number)
    return _build_alert(frame, event, "calls", [sentence], event.supervisors)


def build_doubt_alert(frame: Frame, event: CampaignEvent) -> MessageCard:
    """Build the alert on uncertain messages that no program can settle, or that none is left."""
    words = frame.words
    if not event.is_open:
        return _build_alert(frame, event, "doubt_over", [words("event.settled")])
    parts = [words("event.look_up", n=event.waiting)]
    doubt = event.view.doubt
    if doubt is not None:
        parts.append(f"\n{describe_doubt(words, doubt)}")
    buttons = build_buttons(frame, event.view.campaign, doubt)
    return _build_alert(frame, event, "doubt", parts, event.supervisors, buttons)


def build_seal_alert(frame: Frame, event: CampaignEvent) -> MessageCard:
    """Build the alert on messages that were held because what is stored of them is not what was approved."""
    words = frame.words
    sentence = words("event.seal_broken", n=max(1, event.view.held.get(Held.SEAL_BROKEN, 0)))
    return _build_alert(frame, event, "seal", [sentence], event.supervisors)


def _build_alert(
    frame: Frame,
    event: CampaignEvent,
    kind: str,
    sentences: Sequence[str],
    mentioned: Mentioned = NOBODY,
    buttons: Sequence[Block] = (),
) -> MessageCard:
    words, campaign, link = frame.words, event.view.campaign, event.view.link
    headline = words(
        f"event.{kind}",
        campaign=str(campaign.id),
        size=describe_size(words, event.view) or "-",
        n=event.waiting,
    )
    opened = None if link is None else make_link(link, words("event.open", campaign=str(campaign.id)))
    return make_alert(frame, headline, sentences, mentioned=mentioned, link=opened, blocks=buttons)
