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
def test_what_is_over_does_not_move_any_more(state: CampaignState, move: Move) -> None:
    assert not may_move(state, move)


def test_nothing_is_sent_that_was_not_approved() -> None:
    """Sending is reached from approved alone (and again from a pause), approved from pending alone."""
    into = {state: {move for move in MOVES if MOVES[move][1] is state} for state in CampaignState}
    assert into[CampaignState.SENDING] == {Move.START, Move.RESUME}
    assert MOVES[Move.START][0] == {CampaignState.APPROVED}
    assert MOVES[Move.RESUME][0] == {CampaignState.PAUSED}
    assert MOVES[Move.PAUSE][0] == {CampaignState.SENDING}
    assert into[CampaignState.APPROVED] == {Move.APPROVE}
    assert MOVES[Move.APPROVE][0] == {CampaignState.PENDING}
    assert into[CampaignState.PENDING] == {Move.SUBMIT}
    assert MOVES[Move.SUBMIT][0] == {CampaignState.DRAFT}


def test_every_state_is_reached_and_every_move_leads_somewhere_else() -> None:
    assert {target for _, target in MOVES.values()} | {CampaignState.DRAFT} == set(CampaignState)
    assert all(target not in sources for sources, target in MOVES.values())
    assert set(MOVES) == set(Move)
