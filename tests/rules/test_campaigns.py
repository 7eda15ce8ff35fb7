import pytest

from bot.model.campaigns import CampaignState, Move
from bot.rules.campaigns import MOVES, may_move

OVER = (
    CampaignState.FINISHED,
    CampaignState.STOPPED,
    CampaignState.REJECTED,
    CampaignState.WITHDRAWN,
    CampaignState.EXPIRED,
)


@pytest.mark.parametrize("state", OVER)
@pytest.mark.parametrize("move", Move)
def test_a_final_state_allows_no_move(state: CampaignState, move: Move) -> None:
    assert not may_move(state, move)


def test_only_an_approved_campaign_is_sent() -> None:
    """Only an approved or paused campaign can be sent, and only a pending one can be approved."""
    into = {state: {move for move in MOVES if MOVES[move][1] is state} for state in CampaignState}
    assert into[CampaignState.SENDING] == {Move.START, Move.RESUME}
    assert MOVES[Move.START][0] == {CampaignState.APPROVED}
    assert MOVES[Move.RESUME][0] == {CampaignState.PAUSED}
    assert MOVES[Move.PAUSE][0] == {CampaignState.SENDING}
    assert into[CampaignState.APPROVED] == {Move.APPROVE}
    assert MOVES[Move.APPROVE][0] == {CampaignState.PENDING}
    assert into[CampaignState.PENDING] == {Move.SUBMIT}
    assert MOVES[Move.SUBMIT][0] == {CampaignState.DRAFT}


def test_every_state_is_reachable_and_every_move_changes_the_state() -> None:
    assert {target for _, target in MOVES.values()} | {CampaignState.DRAFT} == set(CampaignState)
    assert all(target not in sources for sources, target in MOVES.values())
    assert set(MOVES) == set(Move)
