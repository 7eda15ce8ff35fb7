"""Files that nofu read out of Slack and may not delete there: asked for, looked for, until they are gone.

Nobody here talks to Slack: a job asks what is due, looks, and says what it saw (scheduler/lying); that a file was
deleted, Slack also tells by itself (commands/deleted).
"""

from bot.desk.act import act, look
from bot.desk.tools import Tools
from bot.rules import lying as rules
from bot.rules.access import Action, Actor
from bot.rules.errors import NotFound
from bot.rules.lying import LyingFile
from bot.store import lying, posts

POST = "lying"
"""The kind of the one message in which its uploader is asked to delete a file; its key is the file, its place they."""


def noted(tools: Tools, actor: Actor, file: str, *, uploader: str, kind: str) -> None:
    """A file is about to be read. It lies in Slack whatever becomes of it, a refused one with names even more so."""
    with act(tools, actor, Action.FILE_NOTE, _subject(file)) as deed:
        lying.note(deed.db, file, uploader, kind, deed.now, deed.now + rules.AT_FIRST)
        deed.note(kind=kind, uploader=uploader)


def recognised(tools: Tools, actor: Actor, file: str) -> None:
    """It was taken in, or refused for what it tells of people: it must not lie there. Of all others nobody knows what
    they are: a shortcut that was used on the wrong message must not cost somebody their minutes."""
    with act(tools, actor, Action.FILE_NOTE, _subject(file)) as deed:
        lying.recognise(deed.db, file)
        deed.note(recognised=True)


def needed(tools: Tools, actor: Actor, file: str) -> None:
    """A person is asked before it can be taken in, and it is read once more then: nobody is to delete it meanwhile."""
    with act(tools, actor, Action.FILE_NOTE, _subject(file)) as deed:
        lying.put_off(deed.db, file, deed.now + rules.WHILE_ASKED)
        deed.note(needed=True)


def due(tools: Tools, actor: Actor) -> str | None:
    """The one file that is to be looked for now: Slack is asked about one at a time, and few times a minute."""
    with look(tools, actor, Action.DESK_LOOK) as deed:
        return lying.first_due(deed.db, deed.now)


def may_be_deleted(tools: Tools, actor: Actor, file: str) -> bool:
    """Whether an administrator's token may be used on it."""
    with look(tools, actor, Action.DESK_LOOK) as deed:
        found = lying.get(deed.db, file)
    return found is not None and found.recognised


def still_there(tools: Tools, actor: Actor, file: str) -> None:
    """Slack says that it lies there. Its uploader is asked once, in a message of their own."""
    with act(tools, actor, Action.FILE_LOOK, _subject(file)) as deed:
        found = lying.get(deed.db, file)
        if found is None:
            return
        since = found.lying.since
        is_there = lying.seen(deed.db, file, deed.now, rules.next_look(since, deed.now))
        if is_there and rules.is_asked(since, deed.now) and lying.asked(deed.db, file, deed.now):
            deed.tell(POST, file, found.lying.uploader)


def not_known(tools: Tools, actor: Actor, file: str) -> None:
    """Slack did not say whether it is there: it is asked again, later each time."""
    with act(tools, actor, Action.FILE_LOOK, _subject(file)) as deed:
        found = lying.get(deed.db, file)
        if found is not None:
            lying.unanswered(deed.db, file, rules.after_no_answer(found.lying.since, deed.now, found.tries))


def seen_gone(tools: Tools, actor: Actor, file: str, how: str) -> None:
    """It is gone: `how` says whether nofu deleted it, Slack told, or it was found so. The message that asked says so.

    Slack tells of every file that it has: of those that nofu never read, nothing is kept.
    """
    with look(tools, actor, Action.DESK_LOOK) as deed:
        found = lying.get(deed.db, file)
    if found is None or found.lying.gone:
        return
    with act(tools, actor, Action.FILE_GONE, _subject(file)) as deed:
        if lying.gone(deed.db, file, deed.now):
            deed.note(how=how)
            if found.asked:
                deed.tell(POST, file, found.lying.uploader)


def card(tools: Tools, actor: Actor, file: str) -> LyingFile:
    """The file as the message to its uploader tells of it. Raises NotFound when there is nothing to ask or to thank."""
    with look(tools, actor, Action.DESK_LOOK) as deed:
        found = lying.get(deed.db, file)
        is_shown = posts.ts_of(deed.db, POST, file) is not None
    if found is None or (found.lying.gone and not is_shown):
        raise NotFound
    return found.lying


def _subject(file: str) -> str:
    return f"file:{file}"
