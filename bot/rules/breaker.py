"""The breaker: when nofu pauses campaigns by itself, how it finds out that the provider works, and when it says so.

It judges the results of requests to send, of all workers together, and the outcomes that receipts report.
"""

import math
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

from bot.model.campaigns import PauseReason
from bot.model.providers import KEPT_BACK, NotSent, SendResult, Uncertain

FAILURES_IN_A_ROW = 5
"""After so many failed requests in a row the provider counts as unreachable. One or two fail by chance; and each more
may be one more message of which nobody knows whether it was sent."""
NOT_NOW_IN_A_ROW = 10
"""After so many answers "not now" (429) in a row: with the pauses between them, at least eight minutes."""
LONGEST_WAIT = 60.0
"""Seconds: a provider that asks for a longer pause counts as busy at once, so that people know why they wait."""
RECENT, MOST_OF_RECENT = 20, 10
"""The provider counts as failing when so many of the recent requests failed, although some between them succeeded."""


def is_failure(result: SendResult) -> bool:
    """Whether a request failed as in an outage: no connection, or no answer that says what became of the message."""
    return isinstance(result, Uncertain) or (isinstance(result, NotSent) and not result.answered)


@dataclass(frozen=True, slots=True)
class Breaker:
    """What the breaker remembers of the newest requests. In memory: after a restart it begins anew."""

    failures: int = 0
    """failed requests in a row"""
    not_now: int = 0
    """answers "not now" in a row"""
    recent: tuple[bool, ...] = ()
    """whether each of the newest requests failed"""

    def after(self, result: SendResult) -> "tuple[Breaker, str | None]":
        """Return what it remembers after a result, and why campaigns must pause now: a PauseReason, or None.

        Whatever the reason, it begins anew after it. A message that nofu itself kept back says nothing of the provider.
        """
        if isinstance(result, NotSent) and result.reason == KEPT_BACK:
            return self, None
        reason = _find_refusal(result)
        failed = is_failure(result)
        counted = replace(
            self,
            failures=self.failures + 1 if failed else 0,
            not_now=self.not_now + 1 if isinstance(result, NotSent) and result.answered else 0,
            recent=(*self.recent, failed)[-RECENT:],
        )
        reason = reason or counted._find_outage(result)
        return (counted, None) if reason is None else (Breaker(), reason)

    def _find_outage(self, result: SendResult) -> str | None:
        if self.not_now >= NOT_NOW_IN_A_ROW or _asks_for_long_pause(result):
            return PauseReason.PROVIDER_BUSY
        if self.failures >= FAILURES_IN_A_ROW or sum(self.recent) >= MOST_OF_RECENT:
            is_answer = isinstance(result, Uncertain) and result.reason.startswith("http_")
            return PauseReason.PROVIDER_FAILING if is_answer else PauseReason.PROVIDER_UNREACHABLE
        return None


def _asks_for_long_pause(result: SendResult) -> bool:
    return isinstance(result, NotSent) and result.answered and (result.retry_after or 0.0) > LONGEST_WAIT


def _find_refusal(result: SendResult) -> str | None:
    """Find the answer that every further request would get, too: the account is refused, or somebody redirects."""
    match result:
        case NotSent(reason=reason, stop=True):
            return reason
        case Uncertain(reason=reason) if reason.startswith("http_3"):
            return PauseReason.REDIRECTED
    return None


WITH_OUTCOME = 50
"""So many of a campaign's newest messages with an outcome are compared with what is usual."""
_FEWEST_FAILED = 10
_LOWEST_SHARE, _HIGHEST_SHARE = Fraction(3, 10), Fraction(8, 10)
_TIMES_USUAL = 3
_USUAL_SHARE, _FEWEST_FOR_USUAL = Fraction(1, 10), 200
"""The usual share of messages that do not arrive, until so many outcomes of earlier campaigns are known."""


def is_share_too_high(failed: int, total: int, usual_failed: int, usual_total: int) -> bool:
    """Whether far more of the newest messages were refused or not delivered than usual: three times the share.

    At least 30 % and 10 messages, so that a few wrong numbers pause nothing; 80 % are always too many.
    """
    usual = Fraction(usual_failed, usual_total) if usual_total >= _FEWEST_FOR_USUAL else _USUAL_SHARE
    limit = min(_HIGHEST_SHARE, max(_LOWEST_SHARE, _TIMES_USUAL * usual))
    return failed >= max(_FEWEST_FAILED, math.ceil(limit * total))


_OWN_REASONS = frozenset(PauseReason)
_OUTAGES = frozenset({PauseReason.PROVIDER_UNREACHABLE, PauseReason.PROVIDER_FAILING, PauseReason.PROVIDER_BUSY})
_VISIBLE_REFUSAL = "http_401"
"""The refusal of credentials meets every request, also one that changes nothing."""
_SOONEST_OFFER = timedelta(seconds=30)
_LATER_OFFER = timedelta(minutes=10)


def is_probed(reason: str | None) -> bool:
    """Whether the provider is asked if it works again, for a campaign with this reason of its pause."""
    return reason is not None and (reason in _OUTAGES or reason not in _OWN_REASONS)


def is_visible(reason: str) -> bool:
    """Whether a request that changes nothing would meet the fault, too. A balance or a contract it does not show."""
    return reason in _OUTAGES or reason == _VISIBLE_REFUSAL


def may_offer(reason: str, paused_for: timedelta) -> bool:
    """Whether people may be told that the provider works again, so long after the pause.

    Not at once, since it may only have answered in between; later where its answer does not prove that the fault is
    gone, so that somebody has had the time to mend it.
    """
    return paused_for >= (_SOONEST_OFFER if is_visible(reason) else _LATER_OFFER)


_FIRST_PROBE, _LONGEST_PROBE = timedelta(seconds=30), timedelta(minutes=10)


def find_probe_pause(failed: int) -> timedelta:
    """How long to wait with the next probe, after so many failed ones in a row: it doubles, to ten minutes."""
    return min(_LONGEST_PROBE, _FIRST_PROBE * (1 << min(failed, 10)))
