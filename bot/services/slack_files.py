"""Files that nofu read out of Slack and may not delete there: asked for, looked for, until they are gone.

Nobody here talks to Slack: a job asks what is due, looks, and says what it saw (scheduler/lying); that a file was
deleted, Slack also tells by itself (commands/deleted).
"""

from bot.model.access import Action, Actor
from bot.model.errors import NotFound
from bot.model.posts import SLACK_FILE_POST
from bot.model.slack_files import SlackFile
from bot.rules import slack_files as rules
from bot.services.context import ServiceContext
from bot.services.unit_of_work import change, read
from bot.store import posts, slack_files


def record_file(context: ServiceContext, actor: Actor, file: str, *, uploader: str, kind: str) -> None:
    """A file is about to be read. It lies in Slack whatever becomes of it, a refused one with names even more so."""
    with change(context, actor, Action.FILE_NOTE, _subject(file)) as unit:
        slack_files.add_file(unit.db, file, uploader, kind, unit.now, unit.now + rules.FIRST_CHECK_AFTER)
        unit.add_facts(kind=kind, uploader=uploader)


def mark_recognised(context: ServiceContext, actor: Actor, file: str) -> None:
    """It was taken in, or refused for what it tells of people: it must not lie there. Of all others nobody knows what
    they are: a shortcut that was used on the wrong message must not cost somebody their minutes."""
    with change(context, actor, Action.FILE_NOTE, _subject(file)) as unit:
        slack_files.mark_recognised(unit.db, file)
        unit.add_facts(recognised=True)


def postpone_check(context: ServiceContext, actor: Actor, file: str) -> None:
    """A person is asked before it can be taken in, and it is read once more then: nobody is to delete it meanwhile."""
    with change(context, actor, Action.FILE_NOTE, _subject(file)) as unit:
        slack_files.postpone_check(unit.db, file, unit.now + rules.QUESTION_PAUSE)
        unit.add_facts(needed=True)


def find_due(context: ServiceContext, actor: Actor) -> str | None:
    """The one file that is to be looked for now: Slack is asked about one at a time, and few times a minute."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        return slack_files.find_first_due(unit.db, unit.now)


def may_delete(context: ServiceContext, actor: Actor, file: str) -> bool:
    """Whether an administrator's token may be used on it."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        found = slack_files.get_file(unit.db, file)
    return found is not None and found.recognised


def record_still_there(context: ServiceContext, actor: Actor, file: str) -> None:
    """Slack says that it lies there. Its uploader is asked once, in a message of their own."""
    with change(context, actor, Action.FILE_LOOK, _subject(file)) as unit:
        found = slack_files.get_file(unit.db, file)
        if found is None:
            return
        since = found.lying.since
        is_there = slack_files.record_seen(unit.db, file, unit.now, rules.next_check_at(since, unit.now))
        if is_there and rules.is_request_due(since, unit.now) and slack_files.record_request(unit.db, file, unit.now):
            unit.queue_post(SLACK_FILE_POST, file, found.lying.uploader)


def record_no_answer(context: ServiceContext, actor: Actor, file: str) -> None:
    """Slack did not say whether it is there: it is asked again, later each time."""
    with change(context, actor, Action.FILE_LOOK, _subject(file)) as unit:
        found = slack_files.get_file(unit.db, file)
        if found is not None:
            slack_files.record_no_answer(unit.db, file, rules.next_try_at(found.lying.since, unit.now, found.tries))


def record_gone(context: ServiceContext, actor: Actor, file: str, how: str) -> None:
    """It is gone: `how` says whether nofu deleted it, Slack told, or it was found so. The message that asked says so.

    Slack tells of every file that it has: of those that nofu never read, nothing is kept.
    """
    with read(context, actor, Action.DESK_LOOK) as unit:
        found = slack_files.get_file(unit.db, file)
    if found is None or found.lying.gone:
        return
    with change(context, actor, Action.FILE_GONE, _subject(file)) as unit:
        if slack_files.record_gone(unit.db, file, unit.now):
            unit.add_facts(how=how)
            if found.asked:
                unit.queue_post(SLACK_FILE_POST, file, found.lying.uploader)


def get_slack_file(context: ServiceContext, actor: Actor, file: str) -> SlackFile:
    """The file as the message to its uploader tells of it. Raises NotFound when there is nothing to ask or to thank."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        found = slack_files.get_file(unit.db, file)
        is_shown = posts.is_posted(unit.db, SLACK_FILE_POST, file)
    if found is None or (found.lying.gone and not is_shown):
        raise NotFound
    return found.lying


def _subject(file: str) -> str:
    return f"file:{file}"
