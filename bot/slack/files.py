"""Checks whether a file is still in Slack, and deletes it with an administrator's token if one is set.

Only its uploader and administrators may delete a file; a bot's token gets `cant_delete_file`
(docs.slack.dev/reference/methods/files.delete). The administrator's token is used for nothing else.
"""

import http.client
import logging
from enum import StrEnum

from slack_sdk.errors import SlackApiError

from bot.slack.client import CheckedClient

_log = logging.getLogger(__name__)
_GONE = frozenset({"file_not_found", "file_deleted"})
_TOMBSTONE = "tombstone"
_ERRORS = (SlackApiError, OSError, http.client.HTTPException)


class FilePresence(StrEnum):
    """Whether a file is still in Slack."""

    PRESENT = "there"
    GONE = "gone"
    UNKNOWN = "not_known"


class SlackFiles:
    """The files of other users. `admin` is the client with the administrator's token, if one is set."""

    def __init__(self, client: CheckedClient, admin: CheckedClient | None) -> None:
        self._client = client
        self._admin = admin

    def find_presence(self, file: str) -> FilePresence:
        """Ask Slack whether a file exists. Any other error, or no answer, is UNKNOWN."""
        try:
            info = self._client.files_info(file=file).get("file") or {}
        except _ERRORS as fault:
            if _read_error_code(fault) in _GONE:
                return FilePresence.GONE
            _log.warning("file_presence_unknown", extra={"file": file, "code": _read_error_code(fault)})
            return FilePresence.UNKNOWN
        if info.get("id") != file:
            return FilePresence.UNKNOWN
        # Slack still keeps a file that the free plan hides (`hidden_by_limit`), but not one with mode `tombstone`.
        return FilePresence.GONE if info.get("mode") == _TOMBSTONE else FilePresence.PRESENT

    def delete_file(self, file: str) -> bool:
        """Delete a file. False without a token or if Slack refuses: then its uploader is asked to delete it.

        "Not found" is a refusal too: an administrator may not see a file that the bot sees.
        """
        if self._admin is None:
            return False
        try:
            self._admin.files_delete(file=file)
        except _ERRORS as fault:
            _log.warning("file_not_deleted", extra={"file": file, "code": _read_error_code(fault)})
            return False
        return True


def _read_error_code(fault: Exception) -> str:
    return str(fault.response.get("error")) if isinstance(fault, SlackApiError) else type(fault).__name__
