"""What `nofu check` finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, whether it is well, and a fact or a code that says more."""

    name: str
    well: bool
    detail: str
