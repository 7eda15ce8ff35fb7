"""A file from Slack, by a command's form, a button, or the shortcut on a posted message: one conversation for all.

What is wanted of the file is a Wish. Where a person has to be asked before it can be read (which heading is which
column), the wish waits in the page that asks, and the file is fetched again by its id.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt import Ack, App

from bot.desk import lying
from bot.desk.act import look
from bot.desk.presets import Progress
from bot.rules.access import Action, Actor
from bot.rules.asking import question_of
from bot.rules.errors import BadInput, FileRefused
from bot.screens import columns, ids, notices
from bot.screens.kit import Frame, View
from bot.screens.refusals import errors
from bot.screens.wishes import Wish, unpack
from bot.slack.uploads import Upload
from commands.answering import attend, busy, in_view
from commands.door import Body, Office
from commands.working import Page

Values = Mapping[str, Any]
_TELLS_OF_PEOPLE = frozenset({"personal_number", "upload_has_names"})
"""Refusals of what must not lie in Slack."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of upload: who may, how it is asked for, its form, and what is done with the file.

    `files` says what a file is (targets, payments, …), `title` is a key of words; `wish` reads the form. Without a
    command it is asked for by a button alone, without a shortcut never on a posted file.
    """

    files: str
    action: Action
    command: str | None
    button: str
    callback_id: str
    shortcut: str | None
    title: str
    form: Callable[[Frame, str | None], View]
    wish: Callable[[Values, str], Wish]
    take: Callable[[Office, Actor, Frame, Upload, Wish, Progress], View]


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
        values: Values = body["view"]["state"]["values"]
        wish = kind.wish(values, values[ids.FILE][ids.FILE]["files"][0]["id"])
        _fulfil(office, body, busy(office, ack, body, kind.title), kind, wish)

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
            lambda actor, frame, progress: _taken(office, kind, actor, frame, Wish(_posted_file(body)), progress),
            lambda _actor, frame, text: notices.said(frame, title, _and_delete(frame, text)),
        )

    def take_with_columns(ack: Ack, body: Body) -> None:
        wish = unpack(body["view"]["private_metadata"])
        try:
            chosen = columns.read(body["view"]["state"]["values"])
        except BadInput as refusal:
            ack(response_action="errors", errors=errors(office.frame_at_once(body).words, refusal))
            return
        wish = replace(wish, chosen={**wish.chosen, **chosen})
        _fulfil(office, body, busy(office, ack, body, kind.title), kind, wish)

    if kind.command is not None:
        app.command(kind.command)(ask)
    app.action(kind.button)(ask)
    app.view(kind.callback_id)(take)
    if kind.files in columns.PAGES:
        app.view(columns.PAGES[kind.files])(take_with_columns)
    if kind.shortcut is not None:
        app.shortcut(kind.shortcut)(take_posted)


def take_anew(office: Office, body: Body, kind: Kind, wish: Wish) -> None:
    """Take a file in by a button of a page, in whose place the result comes. After the acknowledgement."""
    view_id, frame = body["view"]["id"], office.frame_at_once(body)
    office.client.views_update(view_id=view_id, view=notices.working(frame, frame.words(kind.title)))
    _fulfil(office, body, Page(view_id), kind, wish)


def _fulfil(office: Office, body: Body, page: Page, kind: Kind, wish: Wish) -> None:
    in_view(
        office,
        body,
        page,
        kind.title,
        lambda actor, frame, progress: _taken(office, kind, actor, frame, wish, progress),
        lambda _actor, frame, text: kind.form(frame, _and_delete(frame, text)),
    )


def _taken(office: Office, kind: Kind, actor: Actor, frame: Frame, wish: Wish, progress: Progress) -> View:
    with look(office.tools, actor, kind.action):
        pass  # whoever may not import has nothing fetched
    _takes_uploads(office)

    def noted(uploader: str) -> None:
        lying.noted(office.tools, actor, wish.file, uploader=uploader or actor.user, kind=kind.files)

    with office.uploads.fetched(wish.file, noted) as upload:
        try:
            shown = kind.take(office, actor, frame, upload, wish, progress)
        except FileRefused as refusal:
            if refusal.code in _TELLS_OF_PEOPLE:
                lying.recognised(office.tools, actor, wish.file)
            asked = question_of(kind.files, refusal.facts)
            if asked is None:
                raise
            lying.needed(office.tools, actor, wish.file)
            return columns.page(frame, asked, wish)
        lying.recognised(office.tools, actor, wish.file)
        return shown


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
