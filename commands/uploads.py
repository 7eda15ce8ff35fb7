"""A file from Slack, by a command's form, a button, or the shortcut on a posted message: one conversation for all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App

from bot.rules.access import Actor
from bot.rules.errors import FileRefused, Refusal
from bot.screens import ids, notices
from bot.screens.kit import Frame, View
from bot.screens.refusals import sentence
from bot.slack.uploads import Upload
from commands.door import Body, Office, somebody, visitor
from commands.working import in_view, refuse_command, tell

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of upload: how it is asked for, its form, and what is done with the file. `title` is a key of words."""

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
        frame = office.frame(visitor(office, body))
        try:
            _open_form(ack, office, body, frame, kind)
        except Refusal as refusal:
            refuse_command(ack, frame, refusal)

    def ask_by_button(ack: Ack, body: Body) -> None:
        frame = office.frame(visitor(office, body))
        try:
            _open_form(ack, office, body, frame, kind)
        except Refusal as refusal:
            tell(office, body, frame, sentence(frame.words, refusal))

    def take(ack: Ack, body: Body) -> None:
        frame = office.frame(visitor(office, body))
        ack(response_action="update", view=notices.working(frame, frame.words(kind.title)))
        values: Values = body["view"]["state"]["values"]
        file = values[ids.FILE][ids.FILE]["files"][0]

        def again(refusal: Refusal) -> View:
            return kind.form(frame, sentence(frame.words, refusal))

        in_view(office, body["view"]["id"], lambda: _taken(office, body, frame, kind, file["id"], values), again)

    def take_posted(ack: Ack, body: Body) -> None:
        ack()
        frame = office.frame(visitor(office, body))
        title = frame.words(kind.title)
        opened = office.client.views_open(trigger_id=body["trigger_id"], view=notices.working(frame, title))

        def refused(refusal: Refusal) -> View:
            return notices.said(frame, title, sentence(frame.words, refusal))

        in_view(
            office, opened["view"]["id"], lambda: _taken(office, body, frame, kind, _posted_file(body), None), refused
        )

    app.command(kind.command)(ask)
    app.action(kind.button)(ask_by_button)
    app.view(kind.callback_id)(take)
    app.shortcut(kind.shortcut)(take_posted)


def _open_form(ack: Ack, office: Office, body: Body, frame: Frame, kind: Kind) -> None:
    somebody(office, body)
    _takes_uploads(office)
    ack()
    office.client.views_open(trigger_id=body["trigger_id"], view=kind.form(frame, None))


def _taken(office: Office, body: Body, frame: Frame, kind: Kind, file_id: str, values: Values | None) -> View:
    actor = somebody(office, body, fresh=True)
    _takes_uploads(office)
    with office.uploads.fetched(file_id) as upload:
        return kind.take(office, actor, frame, upload, values)


def _takes_uploads(office: Office) -> None:
    if not office.takes_uploads:
        raise FileRefused("upload_off")


def _posted_file(body: Body) -> str:
    files = body["message"].get("files") or []
    if len(files) != 1:
        raise FileRefused("one_file_only")
    return str(files[0]["id"])
