"""/sms-new with its preview, and the buttons of a campaign."""

from dataclasses import replace

from slack_bolt import Ack, App

from bot.desk import approvals, campaigns, drafts
from bot.desk.tools import Tools
from bot.rules.access import Actor
from bot.rules.campaigns import Draft
from bot.rules.errors import BadInput
from bot.rules.intents import offered
from bot.rules.lint import Severity
from bot.rules.privacy import Leak
from bot.rules.refs import ref
from bot.rules.text import normal
from bot.screens import drafts as screens
from bot.screens import ids
from bot.screens.kit import Frame, View, section
from bot.screens.refusals import errors
from commands.answering import attend, busy, in_view
from commands.buttons import on_button, subject
from commands.door import Body, Office
from commands.working import Page

_TITLE = "draft.title"
_MANY = 10**6
"""A running number as long as any will be: a text is judged with the longest reference."""


def register(app: App, office: Office) -> None:
    """Drafting and deciding."""
    _register_form(app, office)
    on_button(app, office, ids.CAMPAIGN_SUBMIT, _submit)
    on_button(app, office, ids.CAMPAIGN_WITHDRAW, _withdraw)
    on_button(app, office, ids.CAMPAIGN_APPROVE, _approve)
    on_button(app, office, ids.CAMPAIGN_REJECT, _reject)
    on_button(app, office, ids.CAMPAIGN_PAUSE, _pause)
    on_button(app, office, ids.CAMPAIGN_RESUME, _resume)
    on_button(app, office, ids.CAMPAIGN_STOP, _stop)


def _register_form(app: App, office: Office) -> None:
    def ask(ack: Ack, body: Body) -> None:
        def work(actor: Actor, frame: Frame) -> None:
            view = screens.form(frame, drafts.choices(office.tools, actor), offered(office.tools.policy))
            office.client.views_open(trigger_id=body["trigger_id"], view=view)

        ack()
        attend(office, body, work)

    def preview(ack: Ack, body: Body) -> None:
        ack()
        values = body["view"]["state"]["values"]
        in_view(
            office,
            body,
            Page(body["view"]["id"]),
            _TITLE,
            lambda actor, frame, _progress: _previewed(office.tools, actor, frame, screens.read(values)),
            lambda actor, frame, text: _again(office, actor, frame, text, None),
        )

    app.command("/sms-new")(ask)
    app.action(ids.OPEN_NEW)(ask)
    app.action(ids.PREVIEW)(preview)
    app.view(ids.CAMPAIGN_NEW)(lambda ack, body: _create(office, ack, body))


def _create(office: Office, ack: Ack, body: Body) -> None:
    """Keep the draft. What is wrong with the text is said at once, under its field; all else takes its time."""
    frame = office.frame_at_once(body)
    try:
        draft = screens.read(body["view"]["state"]["values"])
        _check_text(office.tools, draft)
    except BadInput as refusal:
        ack(response_action="errors", errors=errors(frame.words, refusal))
        return
    in_view(
        office,
        body,
        busy(office, ack, body, _TITLE),
        _TITLE,
        lambda actor, frame, _progress: _created(office, actor, frame, draft),
        lambda actor, frame, text: _again(office, actor, frame, text, _showable(office, draft)),
    )


def _check_text(tools: Tools, draft: Draft) -> None:
    """Judge the text alone. Raises BadInput: an error at a field can only be shown with the acknowledgement."""
    found = drafts.findings(tools, draft.body, ref(_MANY)) if normal(draft.body) else ()
    fault = next((finding for finding in found if finding.severity is Severity.ERROR), None)
    if fault is not None:
        raise BadInput(f"lint_{fault.id}", ids.TEXT, found=fault.found)


def _previewed(tools: Tools, actor: Actor, frame: Frame, draft: Draft) -> View:
    """The form with the preview below; what was typed stays in its fields."""
    below = screens.preview(frame, drafts.preview(tools, actor, draft))
    return screens.form(frame, drafts.choices(tools, actor), offered(tools.policy), below, draft=draft)


def _created(office: Office, actor: Actor, frame: Frame, draft: Draft) -> View:
    seen = drafts.preview(office.tools, actor, draft)
    office.client.check({"sample": seen.sample})  # a draft whose card could not be shown is not kept
    return screens.created(frame, drafts.create(office.tools, actor, draft), seen)


def _again(office: Office, actor: Actor, frame: Frame, text: str, draft: Draft | None) -> View:
    """The form once more, with the reason why."""
    fault = section(frame.words("form.error", text=text))
    return screens.form(frame, drafts.choices(office.tools, actor), offered(office.tools.policy), [fault], draft=draft)


def _showable(office: Office, draft: Draft) -> Draft:
    """The draft, without a text that must not stand in a form."""
    try:
        office.client.check({"text": draft.body})
    except Leak:
        return replace(draft, body="")
    return draft


def _submit(tools: Tools, actor: Actor, value: str) -> str:
    campaigns.submit(tools, actor, *_campaign(value))
    return "done.submitted"


def _withdraw(tools: Tools, actor: Actor, value: str) -> str:
    campaigns.withdraw(tools, actor, _campaign(value)[0])
    return "done.withdrawn"


def _approve(tools: Tools, actor: Actor, value: str) -> str:
    approvals.approve(tools, actor, *_campaign(value))
    return "done.approved"


def _reject(tools: Tools, actor: Actor, value: str) -> str:
    approvals.reject(tools, actor, *_campaign(value))
    return "done.rejected"


def _pause(tools: Tools, actor: Actor, value: str) -> str:
    campaigns.pause(tools, actor, _campaign(value)[0])
    return "done.paused"


def _resume(tools: Tools, actor: Actor, value: str) -> str:
    campaigns.resume(tools, actor, _campaign(value)[0])
    return "done.resumed"


def _stop(tools: Tools, actor: Actor, value: str) -> str:
    campaigns.stop(tools, actor, _campaign(value)[0])
    return "done.stopped"


def _campaign(value: str) -> tuple[int, str]:
    """A button's value: the campaign and, where something is decided, the fingerprint of what was seen."""
    return subject(value, "campaign_gone")
