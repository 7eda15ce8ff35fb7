"""What a campaign asks for, and by which rules: each intent has its own set (design: contact rules are per intent).

Whoever asks for a call back needs all of them. A reminder of a promise goes to those who promised, and soon; one of
a letter to those who got one, called or not. Before the statutory notice (督促) is off unless the city wants it. A
correction goes to those who were messaged, also if they have paid since, but never to whom the city keeps out.
"""

from collections.abc import Mapping
from types import MappingProxyType

from bot.model.campaigns import Intent
from bot.model.policy import Policy
from bot.model.reasons import Excluded

_SPECIAL = frozenset({Excluded.NO_PROMISE, Excluded.NO_LETTER, Excluded.NOTICE_ISSUED, Excluded.NOT_AFFECTED})
_EVERY = frozenset(Excluded) - _SPECIAL

RULES_BY_INTENT: Mapping[Intent, frozenset[Excluded]] = MappingProxyType(
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
                Excluded.SUPPRESSED,
                Excluded.EXCLUDED_FLAG,
                Excluded.NOT_AFFECTED,
            }
        ),
    }
)
"""The rules that are asked for each intent."""

SOON_AFTER_DUE = frozenset({Intent.PROMISE_NEAR, Intent.BEFORE_NOTICE})
"""Intents for which a debt counts from the day after its due date on, and not only a month later."""


def find_offered_intents(policy: Policy) -> tuple[Intent, ...]:
    """The intents that this city uses, in the order in which they are offered."""
    return tuple(intent for intent in Intent if intent is not Intent.BEFORE_NOTICE or policy.before_notice)
