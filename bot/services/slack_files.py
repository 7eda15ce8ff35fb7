"""Files that nofu read and that are still in Slack: recorded and checked, and their uploaders asked to delete them.

Nothing here calls Slack: a job checks the files and reports the result here. Slack also reports deletions as events.
"""

from collections.abc import Sequence

from bot.model.access import Action, Actor
from bot.model.errors import NotFound
from bot.model.posts import SLACK_FILE_POST
from bot.model.slack_files import SlackFile
from bot.rules import slack_files as rules
from bot.services.context import ServiceContext
from bot.services.unit_of_work import change, read
from bot.store import posts, slack_files


def record_file(
    context: ServiceContext, actor: Actor, file: str, *, uploader: str, kind: str, size: int | None = None
) -> None:
    """Record a file before it is read. It has to be deleted from Slack also when its import is refused."""
    with change(context, actor, Action.FILE_NOTE, _subject(file)) as unit:
        slack_files.add_file(unit.db, file, uploader, kind, unit.now, unit.now + rules.FIRST_CHECK_AFTER, size)
        unit.add_facts(kind=kind, uploader=uploader)


def mark_recognised(context: ServiceContext, actor: Actor, file: str) -> None:
    """Record that a file was imported, or refused for its personal data. nofu itself deletes only such files.

    Any other may have been chosen by mistake, for example by a shortcut on the wrong message.
    """
    with change(context, actor, Action.FILE_NOTE, _subject(file)) as unit:
        slack_files.mark_recognised(unit.db, file)
        unit.add_facts(recognised=True)


def postpone_check(context: ServiceContext, actor: Actor, file: str) -> None:
    """Check a file later: a person answers a question about it first, and then it is read again."""
    with change(context, actor, Action.FILE_NOTE, _subject(file)) as unit:
        slack_files.postpone_check(unit.db, file, unit.now + rules.QUESTION_PAUSE)
        unit.add_facts(needed=True)


def find_due(context: ServiceContext, actor: Actor) -> str | None:
    """Return the file to check now, if one is due. One at a time, because Slack allows few such calls a minute."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        return slack_files.find_first_due(unit.db, unit.now)


def may_delete(context: ServiceContext, actor: Actor, file: str) -> bool:
    """Whether nofu may delete the file with an administrator's token."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        found = slack_files.get_file(unit.db, file)
    return found is not None and found.recognised


def record_still_there(context: ServiceContext, actor: Actor, file: str) -> None:
    """Record that the file is still in Slack. Its uploader is asked once, in a direct message, to delete it.

    Files that turn up soon after one another are asked for in one message: the first is the key of the post.
    """
    with change(context, actor, Action.FILE_LOOK, _subject(file)) as unit:
        found = slack_files.get_file(unit.db, file)
        if found is None:
            return
        since = found.slack_file.since
        is_there = slack_files.record_seen(unit.db, file, unit.now, rules.next_check_at(since, unit.now))
        if not is_there or not rules.is_request_due(since, unit.now):
            return
        uploader = found.slack_file.uploader
        request = slack_files.find_open_request(unit.db, uploader, unit.now - rules.SAME_REQUEST) or file
        if slack_files.record_request(unit.db, file, request, unit.now):
            unit.queue_post(SLACK_FILE_POST, request, uploader)


def record_no_answer(context: ServiceContext, actor: Actor, file: str) -> None:
    """Record that Slack did not answer. The file is checked again, later each time."""
    with change(context, actor, Action.FILE_LOOK, _subject(file)) as unit:
        found = slack_files.get_file(unit.db, file)
        if found is not None:
            slack_files.record_no_answer(
                unit.db, file, rules.next_try_at(found.slack_file.since, unit.now, found.tries)
            )


def record_gone(context: ServiceContext, actor: Actor, file: str, how: str) -> None:
    """Record that a file is gone, and update the message to its uploader. Files that nofu never read are ignored.

    `how`: nofu deleted it, Slack reported it, or a check found it.
    """
    with read(context, actor, Action.DESK_LOOK) as unit:
        found = slack_files.get_file(unit.db, file)
    if found is None or found.slack_file.gone:
        return
    with change(context, actor, Action.FILE_GONE, _subject(file)) as unit:
        if slack_files.record_gone(unit.db, file, unit.now):
            unit.add_facts(how=how)
            if found.request is not None:
                unit.queue_post(SLACK_FILE_POST, found.request, found.slack_file.uploader)


def list_requested(context: ServiceContext, actor: Actor, request: str) -> Sequence[SlackFile]:
    """Return the files for a message to their uploader. Raises NotFound when all are gone and it was not posted."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        found = slack_files.list_of_request(unit.db, request)
        is_shown = posts.is_posted(unit.db, SLACK_FILE_POST, request)
    if all(file.gone for file in found) and not (found and is_shown):
        raise NotFound
    return found


def _subject(file: str) -> str:
    return f"file:{file}"
