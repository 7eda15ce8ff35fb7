"""Faults that a tester sets through a control interface; the sandbox takes each one where it must happen.

Slack and the carrier have one instance each.
"""

import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Self

SLACK = frozenset(
    {
        *("drop_socket", "lose_ack", "delay_ack", "redeliver", "http_429", "http_500", "revoke_token"),
        *("archive_channel", "remove_bot", "refuse_charts", "free_plan", "latency"),
    }
)
CARRIER = frozenset(
    {
        *("timeout_after_accept", "reset_after_accept", "half_answer", "garbage", "accepted_no_id"),
        "http_500_after_accept",
        *("refuse_connection", "http_429", "http_500", "http_401", "redirect_307", "balance_out", "slow"),
        *("receipts_duplicate", "receipts_reversed", "lookup_down", "list_lags", "foreign_id", "same_id"),
    }
)
LASTING = frozenset({"latency", "remove_bot", "list_lags"})
"""Faults that happen each time until they are cleared or set anew, unless `times` is given."""
TIMED = frozenset({"latency", "list_lags"})
"""Faults that need `seconds`."""
FIELDS = frozenset({"fault", "times", "after", "seconds", "method", "channel", "to_suffix"})


class BadFault(ValueError):
    """A request for a fault that is unknown or has wrong fields; the message says why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One requested fault.

    `times`: how often it still happens; `after`: how many matching occasions pass before the first; `seconds`: its
    duration, for faults that have one; `method`: only calls of this name; `channel`: only this channel of Slack;
    `to_suffix`: only numbers with this ending.
    """

    name: str
    times: int = 1
    after: int = 0
    seconds: float | None = None
    method: str | None = None
    channel: str | None = None
    to_suffix: str | None = None

    def matches(self, name: str, method: str | None, channel: str | None, to: str | None) -> bool:
        """Tell whether the fault applies to an occasion."""
        return (
            self.name == name
            and (self.method is None or self.method == method)
            and (self.channel is None or self.channel == channel)
            and (self.to_suffix is None or (to or "").endswith(self.to_suffix))
        )

    def is_same_occasion(self, other: Self) -> bool:
        """Tell whether another fault of the same name happens at the same calls."""
        return (self.name, self.method, self.channel) == (other.name, other.method, other.channel)


class Faults:
    """The faults that are still to happen, in the order in which they were set. Safe from any thread."""

    def __init__(self, names: Collection[str] = SLACK | CARRIER) -> None:
        self._names = names
        self._lock = Lock()
        self._waiting: list[Fault] = []

    def set(self, spec: Mapping[str, object]) -> None:
        """Add the fault of a control request, or remove all with `{"clear": true}`.

        Raises BadFault if the name, a field or a value is unknown.
        """
        if spec.get("clear") is True:
            self.clear()
            return
        fault = _read(spec, self._names)
        with self._lock:
            if fault.name in LASTING:
                self._waiting = [one for one in self._waiting if not one.is_same_occasion(fault)]
            self._waiting.append(fault)

    def clear(self) -> None:
        """Remove every fault."""
        with self._lock:
            self._waiting.clear()

    @property
    def waiting(self) -> tuple[str, ...]:
        """The names of the faults that are still to happen."""
        with self._lock:
            return tuple(dict.fromkeys(fault.name for fault in self._waiting))

    def take(
        self, name: str, *, method: str | None = None, channel: str | None = None, to: str | None = None
    ) -> Fault | None:
        """Return the fault that happens on this occasion and use it up once, or None.

        Every waiting fault that matches the occasion counts it against its `after`.
        """
        result: Fault | None = None
        kept: list[Fault] = []
        with self._lock:
            for fault in self._waiting:
                if not fault.matches(name, method, channel, to):
                    kept.append(fault)
                elif fault.after > 0:
                    kept.append(replace(fault, after=fault.after - 1))
                elif result is None:
                    result = fault
                    kept.extend([replace(fault, times=fault.times - 1)] if fault.times > 1 else [])
                else:
                    kept.append(fault)
            self._waiting = kept
        return result


def _read(spec: Mapping[str, object], names: Collection[str]) -> Fault:
    unknown = sorted(set(spec) - FIELDS)
    if unknown:
        raise BadFault(f"unknown fields: {', '.join(unknown)}")
    name = spec.get("fault")
    if not isinstance(name, str) or name not in names:
        raise BadFault(f"fault must be one of: {', '.join(sorted(names))}")
    is_lasting, seconds = name in LASTING, _seconds(spec)
    if name in TIMED and seconds is None:
        raise BadFault(f"{name} needs seconds")
    return Fault(
        name=name,
        times=_count(spec, "times", default=sys.maxsize if is_lasting else 1, least=1),
        after=_count(spec, "after", default=0, least=0),
        seconds=seconds,
        method=_text(spec, "method"),
        channel=_text(spec, "channel"),
        to_suffix=_text(spec, "to_suffix"),
    )


def _count(spec: Mapping[str, object], key: str, *, default: int, least: int) -> int:
    value = spec.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise BadFault(f"{key} must be a whole number, {least} or more")
    return value


def _seconds(spec: Mapping[str, object]) -> float | None:
    value = spec.get("seconds")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise BadFault("seconds must be a number, 0 or more")
    return float(value)


def _text(spec: Mapping[str, object], key: str) -> str | None:
    value = spec.get(key)
    if value is None or isinstance(value, str):
        return value
    raise BadFault(f"{key} must be text")
