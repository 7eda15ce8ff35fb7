"""Drafts: a list, a text and a time put together, looked at before anything is asked of anybody."""

from bot.desk import audience
from bot.desk.act import Deed, act, look
from bot.desk.tools import Tools
from bot.rules.access import Action, Actor
from bot.rules.campaigns import Draft, books_closed_between
from bot.rules.cards import Preview
from bot.rules.errors import BadInput
from bot.rules.intents import offered
from bot.rules.lint import Finding, Sender, Severity, lint
from bot.rules.lists import TargetList
from bot.rules.refs import ref
from bot.rules.templates import TEMPLATES
from bot.rules.text import UnknownField, normal
from bot.rules.units import characters, yen
from bot.store import campaigns, lists, messages


def choices(tools: Tools, actor: Actor) -> list[TargetList]:
    """The lists a campaign can be made of, newest first."""
    with look(tools, actor, Action.CAMPAIGN_PREVIEW) as deed:
        return [target for target in lists.newest(deed.db, 50) if target.uploader is not None]


def preview(tools: Tools, actor: Actor, draft: Draft) -> Preview:
    """Judge, render and count a draft; nothing is kept. Raises BadInput."""
    with look(tools, actor, Action.CAMPAIGN_PREVIEW) as deed:
        return _previewed(tools, deed, draft)


def create(tools: Tools, actor: Actor, draft: Draft) -> int:
    """Keep a draft and show its card at the desk; its id. Raises BadInput where the text or the list is at fault."""
    with act(tools, actor, Action.CAMPAIGN_DRAFT, f"list:{draft.list_id}") as deed:
        _without_errors(_previewed(tools, deed, draft))
        campaign_id = campaigns.add(
            deed.db,
            list_id=draft.list_id,
            intent=draft.intent.value,
            body=_body(draft),
            not_before=draft.not_before,
            author=actor.user,
            now=deed.now,
        )
        deed.note(campaign=campaign_id)
        deed.tell("campaign", campaign_id)
    return campaign_id


def findings(tools: Tools, body: str, longest_ref: str) -> tuple[Finding, ...]:
    """What is to be said of a text, by the rules for texts to citizens."""
    sender = Sender(tools.city.name, tools.city.desk, tools.city.phone, tools.allowed_urls)
    return tuple(lint(body, audience.fields(tools, longest_ref), sender, tools.provider.terms))


def _previewed(tools: Tools, deed: Deed, draft: Draft) -> Preview:
    target = lists.get(deed.db, draft.list_id)
    if target is None:
        raise BadInput("list_gone", "list")
    if target.uploader is None:
        raise BadInput("list_not_adopted", "list")
    if draft.not_before is not None and draft.not_before < deed.now:
        raise BadInput("time_is_past", "when")
    if draft.intent not in offered(tools.policy):
        raise BadInput("intent_off", "template")
    if books_closed_between(target.created_at, max(deed.now, draft.not_before or deed.now)):
        raise BadInput("books_closed_list", "list")
    body = _body(draft)
    people = audience.of(tools, deed, target, draft.intent)
    try:
        sample = audience.written(tools, body, ref(messages.next_number(deed.db)))
        units_each, units = audience.cost(tools, deed, body, len(people.recipients))
    except UnknownField as fault:
        raise BadInput("unknown_field", "text", name=fault.name) from fault
    return Preview(
        target=target,
        intent=draft.intent,
        sample=sample,
        characters=characters(sample),
        units_each=units_each,
        units=units,
        yen=yen(units, tools.unit_yen),
        recipients=len(people.recipients),
        left_out=people.left_out,
        unjudged=audience.unjudged(tools, deed, target.columns, draft.intent),
        findings=findings(tools, body, ref(messages.next_number(deed.db) + len(people.recipients))),
        not_before=draft.not_before,
        gives_up=tools.provider.terms.gives_up,
    )


def _without_errors(seen: Preview) -> None:
    if not seen.recipients:
        raise BadInput("nobody_left", "list")
    fault = next((finding for finding in seen.findings if finding.severity is Severity.ERROR), None)
    if fault is not None:
        raise BadInput(f"lint_{fault.id}", "text", found=fault.found)


def _body(draft: Draft) -> str:
    return normal(draft.body) or TEMPLATES[draft.intent]
