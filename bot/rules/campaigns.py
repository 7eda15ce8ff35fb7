"""A campaign, its states, and the moves between them; whatever is not in the table does not happen."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model.campaigns import Campaign, CampaignState, Move

APPROVAL_VALIDITY = timedelta(days=7)
"""How long after its start an approval holds: whoever approved looked at the facts of that day. Long enough for a
sending that spans a long weekend, too short for one that a week's outage has kept."""


_JST = ZoneInfo("Asia/Tokyo")


def is_past_validity(campaign: Campaign, now: datetime) -> bool:
    """Whether an approved campaign's time has passed: its week, or the day on which the books were closed."""
    starts_at = campaign.starts_at
    return starts_at is not None and (
        now >= starts_at + APPROVAL_VALIDITY or is_year_end_between(campaign.created_at, now)
    )


def is_year_end_between(earlier: datetime, later: datetime) -> bool:
    """Whether a 31 May has ended between two moments: from 1 June on the old year's debts are carried-over arrears
    (出納閉鎖, 地方自治法235条の5), so that no campaign and no list may cross that night."""
    first, last = earlier.astimezone(_JST), later.astimezone(_JST)
    return any(first < datetime(year, 6, 1, tzinfo=_JST) <= last for year in range(first.year, last.year + 1))


MOVES: dict[Move, tuple[frozenset[CampaignState], CampaignState]] = {
    Move.SUBMIT: (frozenset({CampaignState.DRAFT}), CampaignState.PENDING),
    Move.APPROVE: (frozenset({CampaignState.PENDING}), CampaignState.APPROVED),
    Move.REJECT: (frozenset({CampaignState.PENDING}), CampaignState.REJECTED),
    Move.WITHDRAW: (frozenset({CampaignState.DRAFT, CampaignState.PENDING}), CampaignState.WITHDRAWN),
    Move.EXPIRE: (frozenset({CampaignState.PENDING, CampaignState.APPROVED}), CampaignState.EXPIRED),
    Move.START: (frozenset({CampaignState.APPROVED}), CampaignState.SENDING),
    Move.PAUSE: (frozenset({CampaignState.SENDING}), CampaignState.PAUSED),
    Move.RESUME: (frozenset({CampaignState.PAUSED}), CampaignState.SENDING),
    Move.STOP: (
        frozenset({CampaignState.APPROVED, CampaignState.SENDING, CampaignState.PAUSED}),
        CampaignState.STOPPED,
    ),
    Move.FINISH: (frozenset({CampaignState.SENDING}), CampaignState.FINISHED),
}
"""For each move: the states it starts from, and the one it leads to."""


def may_move(state: CampaignState, move: Move) -> bool:
    """Whether a campaign in this state can be moved so."""
    return state in MOVES[move][0]
