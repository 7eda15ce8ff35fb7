"""Files that staff upload to Slack: the upload form, what is requested of a file, and the request to delete it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from bot.model.slack_files import SlackFile
from bot.screens import ids
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    SlackView,
    input_block,
    make_alert,
    make_single_line,
    modal_view,
    section_block,
)
from bot.words import Words

_MAX_FILES = 20


@dataclass(frozen=True, slots=True)
class UploadRequest:
    """What a person requests for a file in Slack. It is stored in the metadata of a page, which Slack does not show.

    `list_name`: None takes the file's name. `columns`: column → heading, as chosen by the person. `import_again`:
    import the file although it was imported before. `replaces`: id of the list that the new list replaces.
    """

    file_id: str
    list_name: str | None = None
    as_of: date | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    import_again: bool = False
    replaces: int | None = None


def pack_request(request: UploadRequest) -> str:
    """Write a request as metadata. Full phone numbers are removed from the list's name."""
    packed = asdict(request)
    if request.list_name is not None:
        packed["list_name"] = make_single_line(request.list_name)
    given = {name: value for name, value in packed.items() if value}
    return json.dumps(given, ensure_ascii=False, default=lambda day: day.isoformat())


def unpack_request(metadata: str) -> UploadRequest:
    """Read a request from metadata."""
    packed = json.loads(metadata)
    day = packed.pop("as_of", None)
    return UploadRequest(**packed, as_of=None if day is None else date.fromisoformat(day))


def build_upload_form(
    frame: Frame, callback_id: str, title: str, fields: list[Block], submit: str, error: str | None
) -> SlackView:
    """Build a form for a file. `error`: why the last file was refused, shown above the fields."""
    reason = [section_block(frame.words("form.error", text=error))] if error else []
    return modal_view(frame, callback_id, title, [*reason, *fields], submit=submit)


def build_file_input(label: str, hint: str | None = None) -> Block:
    """Build the field for a file."""
    element: Block = {"type": "file_input", "filetypes": ["csv", "tsv", "txt", "xlsx"], "max_files": 1}
    return input_block(ids.FILE, label, element, hint=hint)


def build_files_card(frame: Frame, files: Sequence[SlackFile]) -> MessageCard:
    """Build the message that asks the uploader to delete files from Slack, or thanks them once all are deleted."""
    words, left = frame.words, sum(not file.gone for file in files)
    lines = [
        words("deletion.gone" if file.gone else "deletion.left", file=describe_file(words, file))
        for file in files[:_MAX_FILES]
    ]
    if len(files) > _MAX_FILES:
        lines.append(words("inbox.delete_more", n=len(files) - _MAX_FILES))
    text = "\n".join(lines)
    if not left:
        return make_alert(frame, words("deletion.thanks", n=len(files)), [text])
    return make_alert(frame, words("deletion.ask", n=left), [text], blocks=[section_block(words("deletion.how"))])


def describe_file(words: Words, file: SlackFile) -> str:
    """Describe a file by its kind, upload time and size. Its own name may contain a person's name."""
    text = words("deletion.file", kind=words(f"file_kind.{file.kind}"), since=file.since)
    return text if file.size is None else words("deletion.sized", file=text, size=_describe_size(file.size))


def _describe_size(size: int) -> str:
    """Describe a number of bytes as Slack does."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} KB"
