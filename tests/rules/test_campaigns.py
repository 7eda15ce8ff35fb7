import pytest

from bot.rules.campaigns import MOVES, Move, State, may_move

OVER = (State.FINISHED, State.STOPPED, State.REJECTED, State.WITHDRAWN, State.EXPIRED)


@pytest.mark.parametrize("state", OVER)
@pytest.mark.parametrize("move", Move)
def test_what_is_over_does_not_move_any_more(state: State, move: Move) -> None:
    assert not may_move(state, move)


def test_nothing_is_sent_that_was_not_approved() -> None:
    """Sending is reached from approved alone (and again from a pause), approved from pending alone."""
    into = {state: {move for move in MOVES if MOVES[move][1] is state} for state in State}
    assert into[State.SENDING] == {Move.START, Move.RESUME}
    assert MOVES[Move.START][0] == {State.APPROVED}
    assert MOVES[Move.RESUME][0] == {State.PAUSED}
    assert MOVES[Move.PAUSE][0] == {State.SENDING}
    assert into[State.APPROVED] == {Move.APPROVE}
    assert MOVES[Move.APPROVE][0] == {State.PENDING}
    assert into[State.PENDING] == {Move.SUBMIT}
    assert MOVES[Move.SUBMIT][0] == {State.DRAFT}


def test_every_state_is_reached_and_every_move_leads_somewhere_else() -> None:
    assert {target for _, target in MOVES.values()} | {State.DRAFT} == set(State)
    assert all(target not in sources for sources, target in MOVES.values())
    assert set(MOVES) == set(Move)
