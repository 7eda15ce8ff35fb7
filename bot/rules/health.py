"""Results of `nofu check`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `nofu check`: the name of a part, whether it works, and a fact or a code that says more."""

    name: str
    ok: bool
    detail: str
