"""The mode of operation."""

from enum import StrEnum


class Mode(StrEnum):
    """The mode of operation; every card shows it, so that a practice run is not mistaken for a real one."""

    SANDBOX = "sandbox"
    DRY_RUN = "dry_run"
    LIVE = "live"
