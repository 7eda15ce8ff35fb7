"""A file from Slack, by a command's form, a button, or the shortcut on a posted message: one conversation for all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App

from bot.desk import lying
from bot.desk.act import look
from bot.rules.access import Action, Actor
from bot.rules.errors import FileRefused
from bot.screens import ids, notices
from bot.screens.kit import Frame, View
from bot.slack.uploads import Upload
from commands.answering import Page, attend, busy, in_view
from commands.door import Body, Office

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of upload: who may, how it is asked for, its form, and what is done with the file.

    `title` is a key of words; `lies_as` says what a file is that still lies in Slack.
    """

    action: Action
    lies_as: str
    command: str
    button: str
    callback_id: str
    shortcut: str
    title: str
    form: Callable[[Frame, str | None], View]
    take: Callable[[Office, Actor, Frame, Upload, Values | None], View]


def register(app: App, office: Office, kind: Kind) -> None:
    """Offer an upload in all its ways."""

    def ask(ack: Ack, body: Body) -> None:
        def work(actor: Actor, frame: Frame) -> None:
            _takes_uploads(office)
            with look(office.tools, actor, kind.action):
                pass  # whoever may not import is not asked to put a file into Slack first
            office.client.views_open(trigger_id=body["trigger_id"], view=kind.form(frame, None))

        ack()
        attend(office, body, work)

    def take(ack: Ack, body: Body) -> None:
        page = busy(office, ack, body, kind.title)
        values: Values = body["view"]["state"]["values"]
        file = values[ids.FILE][ids.FILE]["files"][0]
        in_view(
            office,
            body,
            page,
            kind.title,
            lambda actor, frame: _taken(office, kind, actor, frame, file["id"], values),
            lambda _actor, frame, text: kind.form(frame, _and_delete(frame, text)),
        )

    def take_posted(ack: Ack, body: Body) -> None:
        ack()
        frame = office.frame_at_once(body)
        title = frame.words(kind.title)
        opened = office.client.views_open(trigger_id=body["trigger_id"], view=notices.working(frame, title))
        in_view(
            office,
            body,
            Page(opened["view"]["id"]),
            kind.title,
            lambda actor, frame: _taken(office, kind, actor, frame, _posted_file(body), None),
            lambda _actor, frame, text: notices.said(frame, title, _and_delete(frame, text)),
        )

    app.command(kind.command)(ask)
    app.action(kind.button)(ask)
    app.view(kind.callback_id)(take)
    app.shortcut(kind.shortcut)(take_posted)


def _taken(office: Office, kind: Kind, actor: Actor, frame: Frame, file_id: str, values: Values | None) -> View:
    with look(office.tools, actor, kind.action):
        pass  # whoever may not import has nothing fetched
    _takes_uploads(office)

    def noted(uploader: str) -> None:
        lying.noted(office.tools, actor, file_id, uploader=uploader or actor.user, kind=kind.lies_as)

    with office.uploads.fetched(file_id, noted) as upload:
        return kind.take(office, actor, frame, upload, values)


def _and_delete(frame: Frame, text: str) -> str:
    """Why a file was not taken; it lies in Slack all the same."""
    return f"{text}\n{frame.words('list.delete_file')}"


def _takes_uploads(office: Office) -> None:
    if not office.takes_uploads:
        raise FileRefused("upload_off")


def _posted_file(body: Body) -> str:
    files = body["message"].get("files") or []
    if len(files) != 1:
        raise FileRefused("one_file_only")
    return str(files[0]["id"])
