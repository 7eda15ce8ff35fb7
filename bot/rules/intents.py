"""The rules of each intent of a message, and of each list of next steps.

*Call back* has all general rules. *Promise near* is for people with a promise within days, *letter posted* for those
who were sent a letter, with or without calls. *Before notice* (督促, the statutory notice) is off by default.
*Direct debit* (口座振替のご案内), off by default, is about payments to come: nobody must have been called, or owe
anything now. But who has just paid, has promised, or has older arrears (which are with the officials) is left alone.
*Correction* is for people who were messaged, even if they have paid, but not for excluded or suppressed ones.

The lists of next steps (model/followups) have the rules that say that a person is to be left alone, not those about
messages: how often somebody was called, when the last message was.
"""

from collections.abc import Mapping
from types import MappingProxyType

from bot.model.campaigns import Intent
from bot.model.followups import FollowUpKind
from bot.model.policy import Policy
from bot.model.reasons import Excluded

_SPECIAL = frozenset({Excluded.NO_PROMISE, Excluded.NO_LETTER, Excluded.NOTICE_ISSUED, Excluded.NOT_AFFECTED})
_EVERY = frozenset(Excluded) - _SPECIAL
_LEFT_ALONE = frozenset(
    {
        *(Excluded.DUPLICATE_ROW, Excluded.MERGED_PERSON, Excluded.SUPPRESSED, Excluded.EXCLUDED_FLAG),
        *(Excluded.HAS_ARREARS, Excluded.OTHER_FISCAL_YEAR, Excluded.PAID, Excluded.RECENT_PAYMENT),
        *(Excluded.BELOW_AMOUNT, Excluded.PROMISE_OPEN),
    }
)

RULES_BY_INTENT: Mapping[Intent | FollowUpKind, frozenset[Excluded]] = MappingProxyType(
    {
        Intent.CALL_BACK: _EVERY,
        Intent.PROMISE_NEAR: (_EVERY | {Excluded.NO_PROMISE})
        - {Excluded.PROMISE_OPEN, Excluded.TOO_FEW_CALLS, Excluded.NO_DEMAND_NOTICE},
        Intent.LETTER_POSTED: (_EVERY | {Excluded.NO_LETTER}) - {Excluded.TOO_FEW_CALLS},
        Intent.BEFORE_NOTICE: (_EVERY | {Excluded.NOTICE_ISSUED}) - {Excluded.TOO_FEW_CALLS, Excluded.NO_DEMAND_NOTICE},
        Intent.CORRECTION: frozenset(
            {
                Excluded.DUPLICATE_ROW,
                Excluded.NOT_MOBILE,
                Excluded.SHARED_PHONE,
                Excluded.MERGED_PERSON,
                Excluded.SUPPRESSED,
                Excluded.EXCLUDED_FLAG,
                Excluded.NOT_AFFECTED,
            }
        ),
        Intent.DIRECT_DEBIT: _EVERY
        - {
            *(Excluded.PAID, Excluded.NOT_YET_OVERDUE, Excluded.NO_DEMAND_NOTICE),
            *(Excluded.TOO_FEW_CALLS, Excluded.BELOW_AMOUNT),
        },
        FollowUpKind.CALL: _LEFT_ALONE | {Excluded.SHARED_PHONE, Excluded.NOT_OWN_NUMBER},
        FollowUpKind.WRITE: _LEFT_ALONE,
        FollowUpKind.RESEARCH: _LEFT_ALONE,
    }
)
"""The rules that apply to each intent, and to each list of next steps."""

SOON_AFTER_DUE = frozenset({Intent.PROMISE_NEAR, Intent.BEFORE_NOTICE})
"""Intents for which a debt is overdue from the day after its due date, not a month later."""


def find_offered_intents(policy: Policy) -> tuple[Intent, ...]:
    """The intents that users can choose, in the order of the menu."""
    offered = {Intent.BEFORE_NOTICE: policy.before_notice, Intent.DIRECT_DEBIT: policy.direct_debit}
    return tuple(intent for intent in Intent if offered.get(intent, True))


def needs_own_number(intent: Intent) -> bool:
    """Whether people whose number is another person's are excluded: all but from a correction."""
    return Excluded.NOT_OWN_NUMBER in RULES_BY_INTENT[intent]
