"""Files that nofu read out of Slack and may not delete there: asked for, looked for, until they are gone.

Nobody here talks to Slack: a job asks what is due, looks, and says what it saw (scheduler/lying); that a file was
deleted, Slack also tells by itself (commands/deleted).
"""

from bot.model.access import Action, Actor
from bot.model.errors import NotFound
from bot.model.slack_files import SlackFile
from bot.rules import slack_files as rules
from bot.services.context import ServiceContext
from bot.services.unit_of_work import change, read
from bot.store import posts, slack_files

SLACK_FILE_POST = "lying"
"""The kind of the one message in which its uploader is asked to delete a file; its key is the file, its place they."""


def record_file(tools: ServiceContext, actor: Actor, file: str, *, uploader: str, kind: str) -> None:
    """A file is about to be read. It lies in Slack whatever becomes of it, a refused one with names even more so."""
    with change(tools, actor, Action.FILE_NOTE, _subject(file)) as deed:
        slack_files.add_file(deed.db, file, uploader, kind, deed.now, deed.now + rules.FIRST_CHECK_AFTER)
        deed.note(kind=kind, uploader=uploader)


def mark_recognised(tools: ServiceContext, actor: Actor, file: str) -> None:
    """It was taken in, or refused for what it tells of people: it must not lie there. Of all others nobody knows what
    they are: a shortcut that was used on the wrong message must not cost somebody their minutes."""
    with change(tools, actor, Action.FILE_NOTE, _subject(file)) as deed:
        slack_files.mark_recognised(deed.db, file)
        deed.note(recognised=True)


def postpone_check(tools: ServiceContext, actor: Actor, file: str) -> None:
    """A person is asked before it can be taken in, and it is read once more then: nobody is to delete it meanwhile."""
    with change(tools, actor, Action.FILE_NOTE, _subject(file)) as deed:
        slack_files.postpone_check(deed.db, file, deed.now + rules.QUESTION_PAUSE)
        deed.note(needed=True)


def find_due(tools: ServiceContext, actor: Actor) -> str | None:
    """The one file that is to be looked for now: Slack is asked about one at a time, and few times a minute."""
    with read(tools, actor, Action.DESK_LOOK) as deed:
        return slack_files.find_first_due(deed.db, deed.now)


def may_delete(tools: ServiceContext, actor: Actor, file: str) -> bool:
    """Whether an administrator's token may be used on it."""
    with read(tools, actor, Action.DESK_LOOK) as deed:
        found = slack_files.get_file(deed.db, file)
    return found is not None and found.recognised


def record_still_there(tools: ServiceContext, actor: Actor, file: str) -> None:
    """Slack says that it lies there. Its uploader is asked once, in a message of their own."""
    with change(tools, actor, Action.FILE_LOOK, _subject(file)) as deed:
        found = slack_files.get_file(deed.db, file)
        if found is None:
            return
        since = found.lying.since
        is_there = slack_files.record_seen(deed.db, file, deed.now, rules.next_check_at(since, deed.now))
        if is_there and rules.is_request_due(since, deed.now) and slack_files.record_request(deed.db, file, deed.now):
            deed.tell(SLACK_FILE_POST, file, found.lying.uploader)


def record_no_answer(tools: ServiceContext, actor: Actor, file: str) -> None:
    """Slack did not say whether it is there: it is asked again, later each time."""
    with change(tools, actor, Action.FILE_LOOK, _subject(file)) as deed:
        found = slack_files.get_file(deed.db, file)
        if found is not None:
            slack_files.record_no_answer(deed.db, file, rules.next_try_at(found.lying.since, deed.now, found.tries))


def record_gone(tools: ServiceContext, actor: Actor, file: str, how: str) -> None:
    """It is gone: `how` says whether nofu deleted it, Slack told, or it was found so. The message that asked says so.

    Slack tells of every file that it has: of those that nofu never read, nothing is kept.
    """
    with read(tools, actor, Action.DESK_LOOK) as deed:
        found = slack_files.get_file(deed.db, file)
    if found is None or found.lying.gone:
        return
    with change(tools, actor, Action.FILE_GONE, _subject(file)) as deed:
        if slack_files.record_gone(deed.db, file, deed.now):
            deed.note(how=how)
            if found.asked:
                deed.tell(SLACK_FILE_POST, file, found.lying.uploader)


def get_slack_file(tools: ServiceContext, actor: Actor, file: str) -> SlackFile:
    """The file as the message to its uploader tells of it. Raises NotFound when there is nothing to ask or to thank."""
    with read(tools, actor, Action.DESK_LOOK) as deed:
        found = slack_files.get_file(deed.db, file)
        is_shown = posts.find_ts(deed.db, SLACK_FILE_POST, file) is not None
    if found is None or (found.lying.gone and not is_shown):
        raise NotFound
    return found.lying


def _subject(file: str) -> str:
    return f"file:{file}"
