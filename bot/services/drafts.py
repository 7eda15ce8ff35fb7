"""Drafts of campaigns: choose a list, a text and a time, preview them, store and change them."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TypedDict

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignState, Intent, TemplateUse
from bot.model.drafts import Draft, DraftPreview, DraftVersion, OpenedDraft
from bot.model.errors import BadInput, Conflict, NotFound
from bot.model.lists import TargetList
from bot.model.posts import CAMPAIGN_POST, EVENT_POST, REPORT_POST
from bot.model.text_findings import Finding, Severity
from bot.rules.campaigns import is_year_end_between
from bot.rules.intents import find_offered_intents
from bot.rules.message_text.lint import lint_text
from bot.rules.message_text.refs import make_ref
from bot.rules.message_text.templates import choose_template, find_use, is_outdated, is_template
from bot.rules.message_text.text import (
    TextField,
    UnknownField,
    fill_fields,
    find_misplaced_field,
    normalise_text,
    uses_field,
)
from bot.rules.message_text.units import add_tax, compute_yen, count_characters, count_units, explain_length
from bot.services import audience, send_times
from bot.services.budget import find_budget
from bot.services.campaigns import require_campaign
from bot.services.context import JST, ServiceContext
from bot.services.text_lint import make_sender
from bot.services.unit_of_work import Read, change, check, read
from bot.store import campaigns, incidents, lists, messages, unsent_messages

_MOST_CHOICES = 50
_OLDEST_LETTER = timedelta(days=60)
"""A reader who is referred to an older letter looks for another one; the date is most often a slip."""


def list_choices(context: ServiceContext, actor: Actor, opened: OpenedDraft | None = None) -> list[TargetList]:
    """Return the lists that a campaign can use, newest first; `opened`: with the list of this draft."""
    with read(context, actor, Action.CAMPAIGN_PREVIEW) as unit:
        own = None if opened is None else lists.get_list(unit.db, opened.content.list_id)
        found = lists.list_newest(unit.db, _MOST_CHOICES)
        if own is not None:
            found = [own, *(target for target in found if target.id != own.id)]
            found = found[: 1 if opened and opened.is_fixed else _MOST_CHOICES]
        return [target for target in found if target.uploader is not None]


def preview_draft(context: ServiceContext, actor: Actor, draft: Draft, of: DraftVersion | None = None) -> DraftPreview:
    """Judge, render and count a draft, without storing it. `of`: the draft that it changes.

    Raises BadInput, NotFound.
    """
    with read(context, actor, Action.CAMPAIGN_PREVIEW) as unit:
        stored = None if of is None else require_campaign(unit, of.campaign)
        return _build_preview(context, unit, draft, **_get_limits(stored))


def open_draft(context: ServiceContext, actor: Actor, campaign_id: int) -> OpenedDraft:
    """Return a draft for somebody who is going to change it. Raises NotFound, NotAllowed, Conflict."""
    with check(context, actor, Action.CAMPAIGN_EDIT, f"campaign:{campaign_id}") as unit:
        return _open_draft(unit, campaign_id)


def copy_draft(context: ServiceContext, actor: Actor, campaign_id: int) -> Draft:
    """Return a new draft with the list, the text and the intent of a campaign. Raises NotFound, NotAllowed."""
    with check(context, actor, Action.CAMPAIGN_DRAFT, f"campaign:{campaign_id}") as unit:
        return replace(_get_content(require_campaign(unit, campaign_id)), not_before=None)


def edit_draft(context: ServiceContext, actor: Actor, of: DraftVersion, draft: Draft) -> None:
    """Change a draft, unless somebody else has changed it since the form was opened: Conflict `draft_changed`.

    Raises NotFound, NotAllowed, Conflict, BadInput. Whoever changed a draft last cannot approve it.
    """
    with change(context, actor, Action.CAMPAIGN_EDIT, f"campaign:{of.campaign}") as unit:
        opened = _open_draft(unit, of.campaign)
        if opened.of != of:
            raise Conflict("draft_changed", who=opened.saved_by)
        if opened.is_fixed and (draft.list_id, draft.intent) != (opened.content.list_id, opened.content.intent):
            raise BadInput("list_is_fixed", "list")
        stored = require_campaign(unit, of.campaign)
        _refuse_errors(_build_preview(context, unit, draft, **_get_limits(stored)))
        campaigns.update_draft(
            unit.db,
            of.campaign,
            of.version,
            list_id=draft.list_id,
            intent=draft.intent.value,
            body=_resolve_body(draft),
            not_before=draft.not_before,
            editor=actor.user,
            **_describe_text(draft),
        )
        unit.add_facts(version=of.version + 1, list=draft.list_id)
        unit.queue_post(CAMPAIGN_POST, of.campaign)
        unit.queue_event_post(EVENT_POST, of.campaign)


def _open_draft(unit: Read, campaign_id: int) -> OpenedDraft:
    campaign = require_campaign(unit, campaign_id)
    if campaign.state is not CampaignState.DRAFT:
        raise Conflict(f"campaign_{campaign.state.value}", campaign=str(campaign_id))
    return OpenedDraft(
        _get_content(campaign),
        DraftVersion(campaign_id, campaign.version),
        campaign.editor or campaign.author,
        is_fixed=any(_get_limits(campaign).values()),
        has_newer_template=is_outdated(campaign.template),
    )


def _get_content(campaign: Campaign) -> Draft:
    intent, use = Intent(campaign.intent), campaign.template
    template = "" if use is None or use.id == intent.value else use.id
    return Draft(campaign.list_id, intent, campaign.body, campaign.not_before, template, campaign.letter_on)


class _TextRecord(TypedDict):
    """What is stored of how a text was made."""

    template: TemplateUse
    letter_on: date | None


def _describe_text(draft: Draft) -> _TextRecord:
    body = _resolve_body(draft)
    return {
        "template": find_use(body, choose_template(draft.template, draft.intent)),
        "letter_on": draft.letter_on if uses_field(body, TextField.LETTER_DATE) else None,
    }


def _get_limits(stored: Campaign | None) -> dict[str, int | None]:
    """Return to whom of its list a campaign is limited, as arguments of the preview."""
    return {} if stored is None else {"rest_of": stored.rest_of, "correction_of": stored.correction_of}


def create_draft(context: ServiceContext, actor: Actor, draft: Draft) -> int:
    """Store a draft and queue its card; returns its id. Raises BadInput for a bad text or list."""
    with change(context, actor, Action.CAMPAIGN_DRAFT, f"list:{draft.list_id}") as unit:
        _refuse_errors(_build_preview(context, unit, draft))
        campaign_id = campaigns.add_campaign(
            unit.db,
            list_id=draft.list_id,
            intent=draft.intent.value,
            body=_resolve_body(draft),
            not_before=draft.not_before,
            author=actor.user,
            now=unit.now,
            **_describe_text(draft),
        )
        unit.add_facts(campaign=campaign_id)
        unit.queue_post(CAMPAIGN_POST, campaign_id)
    return campaign_id


def draft_rest(context: ServiceContext, actor: Actor, campaign_id: int) -> int:
    """Store a draft for those to whom a stopped campaign sent nothing, with the same text; returns its id.

    It is submitted and approved as any other, with the provider of the settings: a provider that has failed is replaced
    by people, never by a program. Raises NotFound, Conflict, BadInput.
    """
    with change(context, actor, Action.CAMPAIGN_DRAFT, f"campaign:{campaign_id}") as unit:
        stopped = require_campaign(unit, campaign_id)
        if stopped.state is not CampaignState.STOPPED:
            raise Conflict(f"campaign_{stopped.state.value}", campaign=str(campaign_id))
        if not unsent_messages.list_unsent(unit.db, campaign_id):
            raise Conflict("nothing_unsent", campaign=str(campaign_id))
        draft = replace(_get_content(stopped), not_before=None)
        _refuse_errors(_build_preview(context, unit, draft, rest_of=campaign_id))
        rest = campaigns.add_campaign(
            unit.db,
            list_id=draft.list_id,
            intent=draft.intent.value,
            body=stopped.body,
            not_before=None,
            author=actor.user,
            now=unit.now,
            rest_of=campaign_id,
            **_describe_text(draft),
        )
        unit.add_facts(campaign=rest)
        unit.queue_post(CAMPAIGN_POST, rest)
    return rest


def draft_correction(context: ServiceContext, actor: Actor, incident_id: int) -> int:
    """Store a draft of the correction (おわび) of an incident, for those alone who got its message; returns its id.

    It is submitted and approved as any other. Raises NotFound, Conflict, BadInput.
    """
    with change(context, actor, Action.CAMPAIGN_DRAFT, f"incident:{incident_id}") as unit:
        incident = incidents.get_incident(unit.db, incident_id)
        if incident is None:
            raise NotFound("report_gone")
        if incident.closed_at is not None:
            raise Conflict("report_closed", incident=str(incident_id))
        earlier = incidents.find_correction(unit.db, incident_id)
        if earlier is not None:
            raise Conflict("correction_exists", campaign=str(earlier))
        wrong = campaigns.get_campaign(unit.db, incident.report.campaign_id)
        assert wrong is not None
        draft = Draft(wrong.list_id, Intent.CORRECTION, "", None)
        _refuse_errors(_build_preview(context, unit, draft, correction_of=incident_id))
        correction = campaigns.add_campaign(
            unit.db,
            list_id=draft.list_id,
            intent=draft.intent.value,
            body=_resolve_body(draft),
            not_before=None,
            author=actor.user,
            now=unit.now,
            correction_of=incident_id,
            **_describe_text(draft),
        )
        unit.add_facts(campaign=correction)
        unit.queue_post(CAMPAIGN_POST, correction)
        unit.queue_post(REPORT_POST, incident_id)
    return correction


def lint_draft(context: ServiceContext, body: str, longest_ref: str) -> tuple[Finding, ...]:
    """Return the findings of the lint rules on a text."""
    sender = make_sender(context.city, context.settings)
    return tuple(lint_text(body, audience.fill_longest(context, longest_ref), sender, context.provider.terms))


def check_days(context: ServiceContext, draft: Draft) -> None:
    """Check the fields of a text that only one intent has, and the day of its letters. Raises BadInput."""
    body = _resolve_body(draft)
    misplaced = find_misplaced_field(body, draft.intent)
    if misplaced is not None:
        raise BadInput("field_of_other_intent", "text", name=misplaced.value)
    if not uses_field(body, TextField.LETTER_DATE):
        return
    if draft.letter_on is None:
        raise BadInput("letter_date_missing", "letter_on")
    now = context.clock.now()
    sent_on = max(now, draft.not_before or now).astimezone(JST).date()
    if not sent_on - _OLDEST_LETTER <= draft.letter_on <= sent_on:
        raise BadInput("letter_date_unlikely", "letter_on", day=draft.letter_on.isoformat())


def measure_text(context: ServiceContext, draft: Draft, longest_ref: str) -> tuple[int, int]:
    """Return the characters and the units of the text of a draft at its longest, as far as its fields are known."""
    text = fill_fields(_resolve_body(draft), audience.fill_longest(context, longest_ref))
    return count_characters(text), count_units(text, context.provider.terms)


def _build_preview(
    context: ServiceContext,
    unit: Read,
    draft: Draft,
    *,
    rest_of: int | None = None,
    correction_of: int | None = None,
) -> DraftPreview:
    target = lists.get_list(unit.db, draft.list_id)
    if target is None:
        raise BadInput("list_gone", "list")
    if target.uploader is None:
        raise BadInput("list_not_adopted", "list")
    if draft.not_before is not None and draft.not_before < unit.now:
        raise BadInput("time_is_past", "when")
    if draft.intent not in find_offered_intents(context.settings.policy):
        raise BadInput("intent_off", "template")
    if is_year_end_between(target.created_at, max(unit.now, draft.not_before or unit.now)):
        raise BadInput("books_closed_list", "list")
    check_days(context, draft)
    body = _resolve_body(draft)
    people = audience.find_audience(context, unit, target, draft.intent, rest_of=rest_of, correction_of=correction_of)
    try:
        estimate = audience.estimate_texts(context, unit, body, people, draft.letter_on)
    except UnknownField as fault:
        raise BadInput("unknown_field", "text", name=fault.name) from fault
    yen = compute_yen(estimate.units, context.settings.unit_yen)
    return DraftPreview(
        target=target,
        intent=draft.intent,
        sample=estimate.longest,
        shortest=estimate.shortest,
        characters=count_characters(estimate.longest),
        length=explain_length(estimate.longest, context.provider.terms),
        people_by_units=estimate.people,
        units=estimate.units,
        yen=yen,
        taxed_yen=add_tax(yen, context.settings.tax_rate),
        recipients=len(people.recipients),
        left_out=people.left_out,
        unjudged=audience.find_unjudged(context, unit, target.columns, draft.intent),
        findings=lint_draft(context, body, make_ref(messages.get_next_number(unit.db) + len(people.recipients))),
        not_before=draft.not_before,
        times=send_times.find_draft_times(context, unit, len(people.recipients), draft.not_before),
        supports_give_up_time=context.provider.terms.supports_give_up_time,
        policy=context.settings.policy,
        senders=context.settings.senders,
        budget=find_budget(context, unit, estimate.units, draft.not_before),
    )


def _refuse_errors(preview: DraftPreview) -> None:
    if not preview.recipients:
        raise BadInput("nobody_left", "list")
    fault = next((finding for finding in preview.findings if finding.severity is Severity.ERROR), None)
    if fault is not None:
        raise BadInput(f"lint_{fault.id}", "text", found=fault.found)


def _resolve_body(draft: Draft) -> str:
    """Return the text: the chosen template, if nothing was written, also if another template is left.

    The form shows the template chosen first; who chooses another means that one.
    """
    chosen = choose_template(draft.template, draft.intent)
    return chosen.body if is_template(draft.body) else normalise_text(draft.body)
