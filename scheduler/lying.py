"""The job that looks after files that still lie in Slack: one file a tick, within Slack's rates."""

from bot.desk import lying
from bot.desk.tools import Tools
from bot.slack.lying import LyingFiles, Seen
from scheduler.jobs import CLOCK


class LookForFiles:
    """Ask Slack about the file that is due, delete it where nofu may, and tell the desk what is so."""

    def __init__(self, files: LyingFiles) -> None:
        self._files = files

    def __call__(self, tools: Tools) -> None:
        """Look for one file, if one is due."""
        file = lying.due(tools, CLOCK)
        if file is None:
            return
        match self._files.seen(file):
            case Seen.GONE:
                lying.seen_gone(tools, CLOCK, file, "found")
            case Seen.NOT_KNOWN:
                lying.not_known(tools, CLOCK, file)
            case Seen.THERE if lying.may_be_deleted(tools, CLOCK, file) and self._files.deleted(file):
                lying.seen_gone(tools, CLOCK, file, "deleted")
            case Seen.THERE:
                lying.still_there(tools, CLOCK, file)
