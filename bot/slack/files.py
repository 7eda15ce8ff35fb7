"""Whether a file still lies in Slack, and deleting it with an administrator's token, where there is one.

Slack lets nobody but its uploader and the workspace's administrators delete a file: for a bot's token it says
`cant_delete_file`. So the administrator's token does that one thing, and nothing else.
"""

import http.client
import logging
from enum import StrEnum

from slack_sdk.errors import SlackApiError

from bot.slack.client import GatedClient

_log = logging.getLogger(__name__)
_GONE = frozenset({"file_not_found", "file_deleted"})
_TOMBSTONE = "tombstone"
_UNANSWERED = (SlackApiError, OSError, http.client.HTTPException)


class FilePresence(StrEnum):
    """What Slack says about a file."""

    THERE = "there"
    GONE = "gone"
    NOT_KNOWN = "not_known"


class SlackFiles:
    """The files of other people. `admin` is the client with the administrator's token, None without one."""

    def __init__(self, client: GatedClient, admin: GatedClient | None) -> None:
        self._client = client
        self._admin = admin

    def seen(self, file: str) -> FilePresence:
        """Whether it is there. Whatever else Slack answers, or does not, says nothing about the file."""

        try:
            info = self._client.files_info(file=file).get("file") or {}
        except _UNANSWERED as fault:
            if _read_error_code(fault) in _GONE:
                return FilePresence.GONE
            _log.warning("file_not_answered", extra={"file": file, "code": _read_error_code(fault)})
            return FilePresence.NOT_KNOWN
        if info.get("id") != file:
            return FilePresence.NOT_KNOWN
        # A file that the free plan hides (`hidden_by_limit`) is still kept: of a tombstone nothing is left.
        return FilePresence.GONE if info.get("mode") == _TOMBSTONE else FilePresence.THERE

    def deleted(self, file: str) -> bool:
        """Delete it, if there is a token that may. False when that was refused: its uploader is asked then.

        Refused is "not found", too: to an administrator it may mean "not yours to see", while the bot sees it.
        """
        if self._admin is None:
            return False
        try:
            self._admin.files_delete(file=file)
        except _UNANSWERED as fault:
            _log.warning("file_not_deleted", extra={"file": file, "code": _read_error_code(fault)})
            return False
        return True


def _read_error_code(fault: Exception) -> str:
    return str(fault.response.get("error")) if isinstance(fault, SlackApiError) else type(fault).__name__
