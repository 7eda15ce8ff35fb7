"""Files: their owners, where they are shared, and whether the bot may see them."""

import mimetypes
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sandbox.slack.errors import Refused

LARGEST_FILE_INPUT = 10 * 1024 * 1024
LARGEST_SNIPPET = 1_000_000  # bytes, docs.slack.dev/reference/methods/files.getUploadURLExternal
_TEXT_TYPES = {"csv": "csv", "tsv": "tsv", "txt": "text"}


@dataclass(frozen=True, slots=True)
class File:
    """A file. `shares` are pairs of channel and message ts; `bot_sees`: also after it was submitted in a form."""

    id: str
    user: str
    name: str
    content: bytes
    created: int
    title: str
    shares: tuple[tuple[str, str], ...] = ()
    bot_sees: bool = False
    is_complete: bool = True

    @property
    def mimetype(self) -> str:
        """The media type, guessed from the name as Slack does."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def filetype(self) -> str:
        """Slack's short name of the type."""
        ending = self.name.rpartition(".")[2].lower() if "." in self.name else "binary"
        return _TEXT_TYPES.get(ending, ending)

    @property
    def snippet(self) -> str | None:
        """The text of a file that Slack shows and describes as a snippet: a small text in UTF-8. None for any other.

        The file itself stays as it was uploaded, byte for byte.
        """
        if self.filetype not in _TEXT_TYPES.values() or not 0 < len(self.content) <= LARGEST_SNIPPET:
            return None
        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None

    @property
    def digest(self) -> str:
        """The SHA-256 of the content in hexadecimal; the evidence contains nothing else of it."""
        return sha256(self.content).hexdigest()


class Files:
    """All files by id, and the secret addresses of expected uploads."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.by_id: dict[str, File] = {}
        self.deleted: set[str] = set()
        self.revision = 0  # the number of the last change to the files
        self._uploads: dict[str, str] = {}

    def add(
        self, user: str, name: str, content: bytes = b"", *, bot_sees: bool = False, is_complete: bool = True
    ) -> File:
        """Add a file of `user`; one that is not complete waits for its upload."""
        identity = "F" + secrets.token_hex(5).upper()
        created = int(self._clock().timestamp())
        return self.save(File(identity, user, name, content, created, name, (), bot_sees, is_complete))

    def save(self, file: File) -> File:
        """Store a file as it is now."""
        self.by_id[file.id] = file
        self.revision += 1
        return file

    def delete(self, identity: str) -> None:
        """Delete a file; its id is kept, for the tombstones."""
        del self.by_id[identity]
        self.deleted.add(identity)
        self.revision += 1

    def list_for(self, user: str) -> list[File]:
        """Return a person's files, newest first."""
        own = [file for file in self.by_id.values() if file.user == user and file.is_complete]
        return sorted(own, key=lambda file: file.created, reverse=True)

    def get_for_bot(self, identity: str) -> File:
        """Return a file that the bot may see. Raises Refused `file_not_found`."""
        file = self.by_id.get(identity)
        if file is None or not file.bot_sees or not file.is_complete:
            raise Refused("file_not_found")
        return file

    def show_to_bot(self, identity: str) -> File:
        """Let the bot see a file: it was shared in a channel of the bot, or submitted with one of its forms."""
        return self.save(replace(self.by_id[identity], bot_sees=True))

    def add_share(self, identity: str, channel: str, ts: str) -> File:
        """Record the message in which a file is shared."""
        file = self.by_id[identity]
        return self.save(replace(file, shares=(*file.shares, (channel, ts))))

    def create_upload(self, file: File) -> str:
        """Return the secret with which the content of `file` may be uploaded, once."""
        secret = secrets.token_urlsafe(24)
        self._uploads[secret] = file.id
        return secret

    def fill_upload(self, secret: str, content: bytes) -> File | None:
        """Store uploaded content; None if the secret is unknown or used."""
        identity = self._uploads.pop(secret, None)
        return None if identity is None else self.save(replace(self.by_id[identity], content=content))
