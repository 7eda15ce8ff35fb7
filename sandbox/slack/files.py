"""Files: who put them there, where they are shared, and whether the bot may see them."""

import mimetypes
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sandbox.slack.errors import Refused

LARGEST_FILE_INPUT = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class File:
    """A file. `shares` are pairs of channel and message ts; `bot_sees` also once it was handed in with a form."""

    id: str
    user: str
    name: str
    content: bytes
    created: int
    title: str
    shares: tuple[tuple[str, str], ...] = ()
    bot_sees: bool = False
    complete: bool = True

    @property
    def mimetype(self) -> str:
        """The type by the file's name, as Slack guesses it."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def filetype(self) -> str:
        """Slack's short name of the type."""
        return self.name.rpartition(".")[2].lower() if "." in self.name else "binary"

    @property
    def digest(self) -> str:
        """The SHA-256 of the content, hexadecimal: all that the evidence says about it."""
        return sha256(self.content).hexdigest()


class Files:
    """All files by id, and the secret addresses at which the bot may put one."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.by_id: dict[str, File] = {}
        self.deleted: set[str] = set()
        self.number = 0  # of the last change to what a person has
        self._uploads: dict[str, str] = {}

    def add(self, user: str, name: str, content: bytes = b"", *, bot_sees: bool = False, complete: bool = True) -> File:
        """Take in a file of `user`; one that is not complete is a place for an upload to come."""
        identity = "F" + secrets.token_hex(5).upper()
        created = int(self._clock().timestamp())
        return self.keep(File(identity, user, name, content, created, name, (), bot_sees, complete))

    def keep(self, file: File) -> File:
        """Remember a file as it is now."""
        self.by_id[file.id] = file
        self.number += 1
        return file

    def remove(self, identity: str) -> None:
        """Forget a file, but for that there was one."""
        del self.by_id[identity]
        self.deleted.add(identity)
        self.number += 1

    def of(self, user: str) -> list[File]:
        """Return what a person has put here, newest first."""
        own = [file for file in self.by_id.values() if file.user == user and file.complete]
        return sorted(own, key=lambda file: file.created, reverse=True)

    def for_bot(self, identity: str) -> File:
        """Return a file that the bot may see. Raises Refused `file_not_found`."""
        file = self.by_id.get(identity)
        if file is None or not file.bot_sees or not file.complete:
            raise Refused("file_not_found")
        return file

    def show_to_bot(self, identity: str) -> File:
        """Let the bot see a file: it was shared where the bot is, or handed in with one of its forms."""
        return self.keep(replace(self.by_id[identity], bot_sees=True))

    def share(self, identity: str, channel: str, ts: str) -> File:
        """Remember in which message a file stands."""
        file = self.by_id[identity]
        return self.keep(replace(file, shares=(*file.shares, (channel, ts))))

    def expect(self, file: File) -> str:
        """Return the secret under which the content of `file` may be put, once."""
        secret = secrets.token_urlsafe(24)
        self._uploads[secret] = file.id
        return secret

    def fill(self, secret: str, content: bytes) -> File | None:
        """Put the content for which `expect` made the secret; None if there is no such secret (any more)."""
        identity = self._uploads.pop(secret, None)
        return None if identity is None else self.keep(replace(self.by_id[identity], content=content))
