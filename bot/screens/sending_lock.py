"""That nothing is sent: why, what to do, and the button that reconciles; on Home and in an alert."""

from bot.model.instance import HoldReason, LockReason, LockView, SendingLock
from bot.screens import ids
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    actions_block,
    button_element,
    confirm_dialog,
    make_alert,
    section_block,
)
from bot.screens.labels import describe_lock, describe_reconciled


def build_alert(frame: Frame, view: LockView) -> MessageCard:
    """Build the alert that nothing is sent until somebody has reconciled, or what that did."""
    words = frame.words
    if not view.is_open:
        is_reconciled = view.done is not None or isinstance(view.reason, LockReason)
        lines = [words("lock.over" if is_reconciled else "lock.over_alone", at=view.at)]
        text = "\n".join([*lines, describe_reconciled(words, view.done)] if view.done else lines)
        return make_alert(frame, words("lock.over_header"), [text])
    lock = SendingLock(view.reason, view.at)
    advice = _build_advice(frame, lock)
    if lock.is_damage:
        found = words("lock.no_backup") if view.backup is None else words("lock.backup", name=view.backup)
        advice.append(section_block(found))
    header, why = _describe_header(frame, view.reason), describe_lock(words, view.reason)
    return make_alert(frame, header, [why], mentioned=view.mentioned, blocks=advice)


def build_home_blocks(frame: Frame, lock: SendingLock | None, *, may_reconcile: bool) -> list[Block]:
    """Build what Home shows of a lock; nothing if there is none. What ends by itself has no button."""
    if lock is None:
        return []
    words = frame.words
    block = section_block("\n".join((f"*{_describe_header(frame, lock.reason)}*", describe_lock(words, lock.reason))))
    advice = _build_advice(frame, lock)
    return [block, *(advice if may_reconcile else advice[:1])]


def _describe_header(frame: Frame, reason: LockReason | HoldReason) -> str:
    return frame.words("lock.header_start" if reason is HoldReason.START_NOT_COMPARED else "lock.header")


def _build_advice(frame: Frame, lock: SendingLock) -> list[Block]:
    """Build what to do, and the button, except where only a backup helps; nothing where it ends by itself."""
    if not lock.needs_person:
        return []
    if lock.is_damage:
        return [section_block(frame.words("lock.do_damage"))]
    return [section_block(frame.words("lock.do")), _build_button(frame)]


def _build_button(frame: Frame) -> Block:
    confirm = confirm_dialog(frame, "reconcile", is_final=True)
    button = button_element(frame.words("lock.reconcile"), ids.INSTANCE_RECONCILE, style="danger", confirm=confirm)
    return actions_block("instance", [button])
