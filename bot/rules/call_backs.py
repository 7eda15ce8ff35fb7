"""What may be recorded of a call, what follows from it, and when it pauses a campaign. One table, a row a result."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from types import MappingProxyType

from bot.model.call_backs import CallBackDetail, CallBackEntry, CallBackResult
from bot.model.errors import BadInput, Refusal
from bot.model.policy import Policy
from bot.model.suppressions import SuppressionReason
from bot.rules.promises import check_promised_day


@dataclass(frozen=True, slots=True)
class Effect:
    """What follows from a result.

    `details`: what can be said with it, the most frequent first. `suppression`: for this reason the person or the
    number, as model/suppressions says, gets no message any more. `needs_person`: only a caller who is confirmed as the
    person can say so; of anybody else it would be about somebody whom they need not know. `alarming`: so large a share
    of a campaign's people who say so means that its data are wrong.
    """

    details: tuple[CallBackDetail, ...]
    suppression: SuppressionReason | None = None
    needs_person: bool = False
    alarming: Fraction | None = None


_OTHER = CallBackDetail.OTHER
EFFECTS: Mapping[CallBackResult, Effect] = MappingProxyType(
    {
        CallBackResult.PROMISE: Effect(
            (CallBackDetail.IN_FULL, CallBackDetail.IN_PART, CallBackDetail.NO_DAY), needs_person=True
        ),
        CallBackResult.PLAN_WISHED: Effect(
            (CallBackDetail.BY_INSTALMENTS,), SuppressionReason.PLAN_WISHED, needs_person=True
        ),
        # Of those who call, one in ten has usually just paid, and one in ten of all calls: 1 % of a campaign.
        CallBackResult.PAID_SAID: Effect(
            (
                *(CallBackDetail.NOT_SAID, CallBackDetail.AT_SHOP, CallBackDetail.AT_BANK, CallBackDetail.BY_APP),
                *(CallBackDetail.AT_CITY, CallBackDetail.BY_DEBIT),
            ),
            SuppressionReason.PAID_SAID,
            needs_person=True,
            alarming=Fraction(3, 100),
        ),
        CallBackResult.CALLED_BACK: Effect(
            (
                *(CallBackDetail.ASKED_WHY, CallBackDetail.ASKED_AMOUNT, CallBackDetail.ASKED_HOW),
                *(CallBackDetail.ASKED_SLIP, CallBackDetail.WILL_PAY, CallBackDetail.REFUSES, CallBackDetail.FAMILY),
                _OTHER,
            )
        ),
        CallBackResult.CONSULTING: Effect(
            (CallBackDetail.AT_DESK, CallBackDetail.WITH_OFFICIAL, _OTHER),
            SuppressionReason.CONSULTING,
            needs_person=True,
        ),
        CallBackResult.STOP_WISHED: Effect(
            (CallBackDetail.OWN_WISH, CallBackDetail.FAMILY_WISH, _OTHER), SuppressionReason.STOP_WISHED
        ),
        CallBackResult.COMPLAINT: Effect(
            (
                *(CallBackDetail.WORDING, CallBackDetail.FREQUENCY, CallBackDetail.PRIVACY),
                *(CallBackDetail.UNKNOWN_DEBT, CallBackDetail.STAFF, _OTHER),
            ),
            SuppressionReason.COMPLAINT,
        ),
        CallBackResult.WRONG_NUMBER: Effect(
            (CallBackDetail.OTHER_PERSON, CallBackDetail.NEW_HOLDER, CallBackDetail.WORKPLACE, _OTHER),
            SuppressionReason.WRONG_NUMBER,
            alarming=Fraction(2, 100),
        ),
    }
)
FEWEST_ALARMING = 5
"""Fewer people never pause a campaign: a few wrong numbers are on every list."""


def check_entry(entry: CallBackEntry, today: date) -> None:
    """Check what is to be recorded. Raises BadInput with the field `day`, and Refusal."""
    effect = EFFECTS[entry.result]
    if effect.needs_person and not entry.is_verified:
        raise Refusal("caller_not_verified")
    if entry.detail not in effect.details:
        raise Refusal("message_gone")  # a form of another version
    if entry.result is CallBackResult.PROMISE and entry.detail is not CallBackDetail.NO_DAY:
        if entry.promised_on is None:
            raise BadInput("promise_without_day", "day")
        check_promised_day(entry.promised_on, today)


def find_suppression(entry: CallBackEntry, policy: Policy, today: date) -> tuple[SuppressionReason | None, date | None]:
    """For which reason a record keeps messages away, and until which day; None: for none, and without a last day.

    A promise without a day holds for as many days as one in a file does.
    """
    reason = find_reason(entry.result, entry.promised_on)
    is_for_days = reason is SuppressionReason.PROMISE_NO_DAY
    return reason, today + timedelta(days=policy.promise_default_days) if is_for_days else None


def find_reason(result: CallBackResult, promised_on: date | None) -> SuppressionReason | None:
    """For which reason what was said keeps messages away; None: for none, or as a promise with a day."""
    if result is CallBackResult.PROMISE:
        return SuppressionReason.PROMISE_NO_DAY if promised_on is None else None
    return EFFECTS[result].suppression


def is_alarming(result: CallBackResult, people: int, sent: int) -> bool:
    """Whether so many people of a campaign, of which `sent` messages have left, say the same that it must pause."""
    share = EFFECTS[result].alarming
    return share is not None and people >= FEWEST_ALARMING and people >= share * sent
