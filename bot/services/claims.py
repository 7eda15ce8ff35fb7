"""The claim of a message: judged by current data and claimed in one transaction, before the first byte leaves.

Claims of several workers share a transaction. What holds for all messages, or all of a campaign, is read once in it.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignState, Intent, PauseReason
from bot.model.messages import MessageState
from bot.model.posts import CAMPAIGN_POST, SEAL_POST, EventKey
from bot.model.providers import Outgoing
from bot.model.reasons import Held
from bot.rules import eligibility
from bot.rules.approvals import count_needed_approvals
from bot.rules.campaigns import is_past_validity
from bot.rules.eligibility import JudgementBasis
from bot.rules.eligibility.recorded import read_facts, write_basis, write_facts
from bot.rules.message_text.text import TextField, uses_field
from bot.services import audience, breaker, data_freshness, instance, phone_desk
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Change, ChangeGroup, Read, read
from bot.store import audit, campaigns, eligibility_facts, judgements, lists, message_queue, messages
from bot.store.database import TransactionEnded
from bot.store.judgements import Judged
from bot.store.message_queue import QueuedMessage
from bot.vault import WrongKey

_MORE = 10
"""How many messages a transaction looks at beyond those that it is to claim: some are held instead."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """A message that the caller must send, once. `attempt` counts the claims of the message."""

    message_id: int
    campaign_id: int
    attempt: int
    outgoing: Outgoing


def is_held_back(context: ServiceContext, unit: Read) -> bool:
    """Whether no message at all may leave now. Each claim checks this in its own transaction."""
    return (
        context.pause_mark.is_set()
        or not context.settings.hours.is_open(unit.now)
        or phone_desk.find_hold(unit) is not None
        or not instance.may_send(context, unit)
    )


def is_anything_allowed(context: ServiceContext, unit: Read) -> bool:
    """Whether a message may be claimed now, if there is one."""
    return not is_held_back(context, unit) and phone_desk.count_remaining(context, unit) != 0


def may_still_leave(context: ServiceContext, actor: Actor, claimed: ClaimedMessage) -> bool:
    """Whether a message may leave that was claimed a while ago: the process was frozen, or the connection was slow."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        if is_held_back(context, unit) or not message_queue.is_claimed(unit.db, claimed.message_id, claimed.attempt):
            return False
        campaign = campaigns.get_campaign(unit.db, claimed.campaign_id)
        return campaign is not None and campaign.state is CampaignState.SENDING


@dataclass(frozen=True, slots=True)
class _Sending:
    """A campaign from which messages are claimed, and the basis on which its recipients are judged, as stored too."""

    campaign: Campaign
    basis: JudgementBasis
    basis_id: int

    def is_later(self, message_id: int) -> bool:
        """Whether a message must wait for the receipts of those that go first."""
        return self.campaign.batch is not None and message_id > self.campaign.batch[1]


class Claims:
    """The claims of one transaction. `skipped`: messages that can be neither read nor held, until the next start."""

    def __init__(self, context: ServiceContext, group: ChangeGroup, number: int, skipped: set[int]) -> None:
        self._context = context
        self._group = group
        self._skipped = skipped
        self._campaigns: dict[int, _Sending | None] = {}
        self._judged: dict[int, Judged] = {}
        self._give_up_at = context.settings.hours.find_give_up_time(group.now)
        self._remaining = phone_desk.count_remaining(context, Read(group.db, group.now))
        limit = number + _MORE
        found = self._list_next(limit)
        self._next = iter(found)
        self._are_all = len(found) < limit
        self._has_changed = False

    @property
    def may_find_more(self) -> bool:
        """Whether a new transaction may claim a message where this one found none."""
        return self._has_changed and not self._are_all and self._remaining != 0

    def claim(self, wanted: Sequence[bool]) -> list[ClaimedMessage | None]:
        """Claim a message that may be sent now for each who wants one; None where there is none."""
        claimed = [self._claim_next() if wants else None for wants in wanted]
        ids = [message.message_id for message in claimed if message is not None]
        judged = {message_id: self._judged[message_id] for message_id in ids}
        messages.add_events(self._group.db, ids, MessageState.CLAIMED, self._group.now, judged)
        return claimed

    def _claim_next(self) -> ClaimedMessage | None:
        """Claim the next message that may be sent now; None if there is none. Ineligible ones become held."""
        if self._remaining == 0:
            return None
        for message_id, campaign_id in self._next:
            self._has_changed = True
            claimed = self._try_to_claim(message_id, campaign_id)
            if claimed is not None:
                if self._remaining is not None:
                    self._remaining -= 1
                return claimed
        return None

    def _list_next(self, limit: int) -> list[tuple[int, int]]:
        unit = Read(self._group.db, self._group.now)
        if self._remaining == 0 or is_held_back(self._context, unit):
            return []
        return message_queue.list_next(unit.db, self._context.provider.terms.identity, limit, self._skipped)

    def _try_to_claim(self, message_id: int, campaign_id: int) -> ClaimedMessage | None:
        """Claim a message, or hold it. One whose row is damaged is held, and the others do not wait for it.

        If people cannot even be told of that, the fault is another one, such as a full disk, and it is raised.
        """
        subject = f"message:{message_id}"
        try:
            with self._group.change(Action.SEND_CLAIM, subject) as unit:
                return self._claim_or_hold(unit, message_id)
        except TransactionEnded:
            raise
        except Exception:  # noqa: BLE001 - a damaged row may fail in any way
            _log.exception("message_damaged", extra={"message_id": message_id})
            self._campaigns.pop(campaign_id, None)  # its basis may have been stored by what is undone now
        with self._group.change(Action.SEND_CLAIM, subject) as unit:
            _alert_people(unit, campaign_id)
        if not self._try_to_hold(message_id, campaign_id):
            self._skipped.add(message_id)
        return None

    def _try_to_hold(self, message_id: int, campaign_id: int) -> bool:
        """Hold a message whose row cannot be read, by its id alone; return whether it is held now.

        Not if the campaign cannot be read either: then the fault is not the message's.
        """
        try:
            with self._group.change(Action.SEND_CLAIM, f"message:{message_id}") as unit:
                return self._find_campaign(unit, campaign_id) is not None and _hold(
                    unit, message_id, campaign_id, Held.SEAL_BROKEN
                )
        except TransactionEnded:
            raise
        except Exception:  # noqa: BLE001 - a damaged row may fail in any way
            _log.exception("message_not_held", extra={"message_id": message_id})
            self._campaigns.pop(campaign_id, None)
            return False

    def _claim_or_hold(self, unit: Change, message_id: int) -> ClaimedMessage | None:
        message = message_queue.get_queued(unit.db, message_id)
        if message is None or (sending := self._find_campaign(unit, message.campaign_id)) is None:
            return None
        if sending.is_later(message_id):
            return None
        number = self._open_number(unit, message)
        if number is None:
            _alert_people(unit, message.campaign_id)
            _hold(unit, message.id, message.campaign_id, Held.SEAL_BROKEN)
            return None
        if is_past_validity(sending.campaign, unit.now):
            _hold(unit, message.id, message.campaign_id, Held.OUTSIDE_VALIDITY)
            return None
        reason, judged, promised_on = _judge(unit, sending, message)
        if reason is not None:
            _hold(unit, message.id, message.campaign_id, reason, judged)
            return None
        text = self._render(sending.campaign, message, promised_on)
        if audience.hash_text(text) != message.text_hash:
            if self._has_other_promise(unit, sending.campaign, message, promised_on):
                _hold(unit, message.id, message.campaign_id, Held.DATA_STALE, judged)
                return None
            self._campaigns[message.campaign_id] = None
            breaker.pause_campaign(unit, message.campaign_id, PauseReason.TEXT_CHANGED)
            return None
        if not message_queue.claim(unit.db, message.id, unit.now):
            return None
        self._judged[message.id] = judged
        outgoing = Outgoing(message.reference, number, text, self._give_up_at, unit.now)
        return ClaimedMessage(message.id, message.campaign_id, message.attempts + 1, outgoing)

    def _render(self, campaign: Campaign, message: QueuedMessage, promised_on: date | None) -> str:
        return audience.render_message(
            self._context, campaign.body, message.ref, promised_on=promised_on, letter_on=campaign.letter_on
        )

    def _has_other_promise(
        self, unit: Read, campaign: Campaign, message: QueuedMessage, promised_on: date | None
    ) -> bool:
        """Whether the approved text names a day that its person has promised no more: they have promised another."""
        if not uses_field(campaign.body, TextField.PROMISE_DATE):
            return False
        submitted = judgements.get_submitted(unit.db, message.id)
        earlier = None if submitted is None else read_facts(submitted).promised_on
        if earlier is None or earlier == promised_on:
            return False
        return audience.hash_text(self._render(campaign, message, earlier)) == message.text_hash

    def _open_number(self, unit: Read, message: QueuedMessage) -> str | None:
        """Open the number of a message; None if it, or anything else of the message, is not what was approved.

        Nor if the message was put back into the queue by anything but nofu: it may have been sent.
        """
        if not message.is_intact or not message.is_unsent or message.provider != self._context.provider.terms.identity:
            return None
        try:
            return message_queue.open_number(unit.db, message)
        except WrongKey:
            return None

    def _find_campaign(self, unit: Change, campaign_id: int) -> _Sending | None:
        """Return a campaign from which messages may be claimed; None if it is not, or no longer, one."""
        if campaign_id not in self._campaigns:
            self._campaigns[campaign_id] = self._read_campaign(unit, campaign_id)
        return self._campaigns[campaign_id]

    def _read_campaign(self, unit: Change, campaign_id: int) -> _Sending | None:
        campaign = campaigns.get_campaign(unit.db, campaign_id)
        if campaign is None or campaign.state is not CampaignState.SENDING:
            return None
        reason = None
        if not self._is_approved(unit, campaign):
            reason = PauseReason.NOT_APPROVED
        elif data_freshness.find_missing_data(self._context, unit):
            reason = PauseReason.DATA_STALE
        if reason is not None:
            breaker.pause_campaign(unit, campaign_id, reason)
            return None
        columns = lists.get_columns(unit.db, campaign.list_id)
        basis = audience.make_basis(self._context, unit, columns, Intent(campaign.intent))
        return _Sending(campaign, basis, judgements.find_or_add_basis(unit.db, write_basis(basis)))

    def _is_approved(self, unit: Read, campaign: Campaign) -> bool:
        """Whether enough people who may decide on it have approved what the campaign stands for."""
        given = campaigns.count_approvals(unit.db, campaign)
        return given >= count_needed_approvals(campaign.recipients or 0, self._context.settings.policy)


def _judge(unit: Read, sending: _Sending, message: QueuedMessage) -> tuple[Held | None, Judged, date | None]:
    """Judge the person of a message now; return why it is held (None: it is not), and what that was judged from.

    The last is the day that the person has promised next.
    """
    facts = eligibility_facts.get_facts(unit.db, message.recipient_id, unit.now)
    judged = Judged(sending.basis_id, write_facts(facts))
    verdict = eligibility.judge_rows(facts, sending.basis)
    if message.debts is not None:
        verdict = eligibility.select_debts(verdict, message.debts)
    if eligibility.is_eligible(verdict):
        return None, judged, facts.promised_on
    return eligibility.convert_to_held(eligibility.choose_reason(verdict)), judged, facts.promised_on


def _hold(unit: Change, message_id: int, campaign_id: int, reason: Held, judged: Judged | None = None) -> bool:
    unit.queue_post(CAMPAIGN_POST, campaign_id)
    return messages.hold_message(unit.db, message_id, reason.value, unit.now, judged)


def _alert_people(unit: Change, campaign_id: int) -> None:
    """Alert the supervisors, once for each campaign, that what is stored of messages is not what was approved."""
    subject = f"campaign:{campaign_id}"
    if audit.find_newest_done(unit.db, subject, Action.SEAL_ALERT.value) is None:
        unit.queue_post(SEAL_POST, EventKey(campaign_id, unit.audit_also(Action.SEAL_ALERT, subject)))
    else:
        unit.update_event_posts(SEAL_POST, campaign_id)
