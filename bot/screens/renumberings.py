"""The card of a file of new taxpayer ids that waits for a supervisor, or about which one has decided."""

from bot.model.renumberings import WaitingRenumbering, WaitingState
from bot.screens import ids
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    actions_block,
    button_element,
    confirm_dialog,
    context_block,
    escape_name,
    facts_blocks,
    make_message,
    mention_all,
    mention_person,
    section_block,
)
from bot.screens.imports import list_shown_counts
from bot.screens.labels import describe_refusal


def build_card(frame: Frame, view: WaitingRenumbering) -> MessageCard:
    """Build the card: what the file would change or has changed, and the buttons while it waits."""
    words, counts = frame.words, view.counts
    text = words(f"renumber.{view.state.value}", changed=counts.changed, merged=counts.merged)
    facts = list_shown_counts(words, counts)
    mentions = mention_all(view.mentioned) if view.state is WaitingState.WAITING else []
    came = " ".join((*mentions, words("renumber.came", name=escape_name(view.name), at=view.came_at)))
    blocks = [
        section_block(came),
        *facts_blocks(facts),
        *([section_block(words("list.hidden_rows", n=counts.hidden_rows))] if counts.hidden_rows else []),
        *_build_decision(frame, view),
    ]
    return make_message(frame, text, blocks, details=came)


def _build_decision(frame: Frame, view: WaitingRenumbering) -> list[Block]:
    """Show the buttons, or who decided."""
    words = frame.words
    if view.state is not WaitingState.WAITING:
        who = mention_person(view.decided_by, words)
        return [context_block(words("renumber.decided", who=who, at=view.decided_at or view.came_at))]
    value = f"{view.id}:{view.token}"
    discard = button_element(
        words("renumber.discard"),
        ids.RENUMBERING_DISCARD,
        value,
        confirm=confirm_dialog(frame, "renumber_discard"),
    )
    if view.obstacle is not None:
        why = section_block(describe_refusal(words, view.obstacle))
        return [why, actions_block(f"renumbering_{view.id}", [discard])]
    apply = button_element(
        words("renumber.apply"),
        ids.RENUMBERING_APPLY,
        value,
        style="danger",
        confirm=confirm_dialog(
            frame,
            "renumber_apply",
            words("confirm.renumber_apply.text", changed=view.counts.changed, merged=view.counts.merged),
            is_final=True,
        ),
    )
    return [
        context_block(words("renumber.before")),
        actions_block(f"renumbering_{view.id}", [apply, discard]),
    ]
