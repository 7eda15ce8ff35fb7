"""The one run of the bot that may send from this file: it has the lock, and the newest epoch."""

from bot.model.access import Action, Actor
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Read, change
from bot.store import instance


def begin_run(context: ServiceContext, actor: Actor) -> None:
    """Begin a run of the bot: from now on no earlier run claims a message, even one that was only frozen."""
    with change(context, actor, Action.INSTANCE_START, "-") as unit:
        epoch = instance.raise_epoch(unit.db)
        unit.add_facts(epoch=epoch)
    context.sender_lock.epoch = epoch


def may_send(context: ServiceContext, unit: Read) -> bool:
    """Whether this process may claim a message in this transaction: it is the newest run, on the file that it locked.

    Checked inside the claim. A process that was frozen, or whose file was moved away or replaced, sends nothing.
    """
    lock = context.sender_lock
    return lock.is_held() and lock.epoch == instance.get_instance(unit.db).epoch
