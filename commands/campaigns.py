"""/sms-new with its preview, and the buttons of a campaign."""

from collections.abc import Callable

from slack_bolt import Ack, App

from bot.desk import approvals, campaigns, drafts
from bot.desk.tools import Tools
from bot.rules.access import Actor
from bot.rules.errors import BadInput, Refusal
from bot.screens import drafts as screens
from bot.screens import ids, notices
from bot.screens.kit import View, section
from bot.screens.refusals import errors, sentence
from commands.door import Body, Office, decider, somebody, visitor
from commands.working import refuse_command, tell


def register(app: App, office: Office) -> None:
    """Drafting and deciding."""
    _register_form(app, office)
    _on_button(app, office, ids.CAMPAIGN_SUBMIT, _submit)
    _on_button(app, office, ids.CAMPAIGN_WITHDRAW, _withdraw)
    _on_button(app, office, ids.CAMPAIGN_APPROVE, _approve)
    _on_button(app, office, ids.CAMPAIGN_REJECT, _reject)
    _on_button(app, office, ids.CAMPAIGN_PAUSE, _pause)
    _on_button(app, office, ids.CAMPAIGN_RESUME, _resume)
    _on_button(app, office, ids.CAMPAIGN_STOP, _stop)


def _register_form(app: App, office: Office) -> None:
    def ask(ack: Ack, body: Body) -> None:
        frame = office.frame(visitor(office, body))
        try:
            lists = drafts.choices(office.tools, somebody(office, body))
        except Refusal as refusal:
            refuse_command(ack, frame, refusal)
            return
        ack()
        office.client.views_open(trigger_id=body["trigger_id"], view=screens.form(frame, lists))

    def ask_by_button(ack: Ack, body: Body) -> None:
        ack()
        frame = office.frame(visitor(office, body))
        try:
            lists = drafts.choices(office.tools, somebody(office, body))
        except Refusal as refusal:
            tell(office, body, frame, sentence(frame.words, refusal))
            return
        office.client.views_open(trigger_id=body["trigger_id"], view=screens.form(frame, lists))

    def preview(ack: Ack, body: Body) -> None:
        ack()
        office.client.views_update(view_id=body["view"]["id"], view=_previewed(office, body))

    app.command("/sms-new")(ask)
    app.action(ids.OPEN_NEW)(ask_by_button)
    app.action(ids.PREVIEW)(preview)
    app.view(ids.CAMPAIGN_NEW)(lambda ack, body: _create(office, ack, body))


def _previewed(office: Office, body: Body) -> View:
    """The form with the preview below, or the reason why there is none; what was typed stays in its fields."""
    actor = somebody(office, body)
    frame = office.frame(actor)
    try:
        seen = drafts.preview(office.tools, actor, screens.read(body["view"]["state"]["values"]))
        below = screens.preview(frame, seen)
    except BadInput as refusal:
        below = [section(frame.words("form.error", text=sentence(frame.words, refusal)))]
    return screens.form(frame, drafts.choices(office.tools, actor), below)


def _create(office: Office, ack: Ack, body: Body) -> None:
    """Keep the draft: faults of a field are answered in the form, at once."""
    frame = office.frame(visitor(office, body))
    try:
        actor = somebody(office, body, fresh=True)
        draft = screens.read(body["view"]["state"]["values"])
        seen = drafts.preview(office.tools, actor, draft)
        campaign_id = drafts.create(office.tools, actor, draft)
    except BadInput as refusal:
        ack(response_action="errors", errors=errors(frame.words, refusal))
    except Refusal as refusal:
        page = notices.said(frame, frame.words("draft.title"), sentence(frame.words, refusal))
        ack(response_action="update", view=page)
    else:
        ack(response_action="update", view=screens.created(frame, campaign_id, seen))


def _on_button(app: App, office: Office, action_id: str, act: Callable[[Tools, Actor, str], str]) -> None:
    """A button whose value says what it is about; `act` does it and names what to say when it is done."""

    def press(ack: Ack, body: Body) -> None:
        ack()
        frame = office.frame(visitor(office, body))
        try:
            done = act(office.tools, decider(office, body), str(body["actions"][0].get("value") or ""))
        except Refusal as refusal:
            tell(office, body, frame, sentence(frame.words, refusal))
            return
        if "view" in body:
            tell(office, body, frame, frame.words(done))

    app.action(action_id)(press)


def _submit(tools: Tools, actor: Actor, value: str) -> str:
    campaigns.submit(tools, actor, _campaign(value)[0])
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
    number, _, fingerprint = value.partition(":")
    if not number.isascii() or not number.isdigit():
        raise Refusal("campaign_gone")
    return int(number), fingerprint
