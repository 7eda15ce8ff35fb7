"""When an approval expires, and which moves a campaign's state allows."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model.campaigns import Campaign, CampaignState, Move

APPROVAL_VALIDITY = timedelta(days=7)
"""How long after its start a campaign may send: the approver checked the facts of that day. Long enough to send over a
long weekend, and too short to continue after an outage of a week."""

_JST = ZoneInfo("Asia/Tokyo")


def is_past_validity(campaign: Campaign, now: datetime) -> bool:
    """Whether an approved campaign may not send any more: a week has passed, or the accounts have closed (31 May)."""
    starts_at = campaign.starts_at
    return starts_at is not None and (
        now >= starts_at + APPROVAL_VALIDITY or is_year_end_between(campaign.created_at, now)
    )


def is_year_end_between(earlier: datetime, later: datetime) -> bool:
    """Whether a 31 May ended between two times. From 1 June the debts of the last fiscal year are carried-over arrears
    (出納閉鎖, 地方自治法235条の5), so a list or campaign from before is not used after it."""
    first, last = earlier.astimezone(_JST), later.astimezone(_JST)
    return any(first < datetime(year, 6, 1, tzinfo=_JST) <= last for year in range(first.year, last.year + 1))


MOVES: dict[Move, tuple[frozenset[CampaignState], CampaignState]] = {
    Move.SUBMIT: (frozenset({CampaignState.DRAFT}), CampaignState.PENDING),
    Move.APPROVE: (frozenset({CampaignState.PENDING}), CampaignState.APPROVED),
    Move.REJECT: (frozenset({CampaignState.PENDING}), CampaignState.REJECTED),
    Move.SEND_BACK: (frozenset({CampaignState.PENDING}), CampaignState.DRAFT),
    Move.VOID: (frozenset({CampaignState.PENDING, CampaignState.APPROVED}), CampaignState.DRAFT),
    Move.WITHDRAW: (frozenset({CampaignState.DRAFT, CampaignState.PENDING}), CampaignState.WITHDRAWN),
    Move.EXPIRE: (frozenset({CampaignState.PENDING, CampaignState.APPROVED}), CampaignState.EXPIRED),
    Move.START: (frozenset({CampaignState.APPROVED}), CampaignState.SENDING),
    Move.PAUSE: (frozenset({CampaignState.SENDING}), CampaignState.PAUSED),
    Move.RESUME: (frozenset({CampaignState.PAUSED}), CampaignState.SENDING),
    Move.STOP: (
        frozenset({CampaignState.APPROVED, CampaignState.SENDING, CampaignState.PAUSED}),
        CampaignState.STOPPED,
    ),
    Move.FINISH: (frozenset({CampaignState.SENDING, CampaignState.PAUSED}), CampaignState.FINISHED),
}
"""For each move: the states that allow it, and the resulting state. No other moves are possible."""


def may_move(state: CampaignState, move: Move) -> bool:
    """Whether a state allows a move."""
    return state in MOVES[move][0]
