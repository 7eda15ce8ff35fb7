"""A new campaign: the form, the preview, and reading the form."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from bot.model.campaigns import Intent
from bot.model.drafts import Draft, DraftPreview, DraftVersion, LengthDetail, OpenedDraft
from bot.model.errors import BadInput
from bot.model.lists import TargetList
from bot.rules.message_text.templates import Template, choose_template, find_template, list_templates
from bot.screens import ids, lists
from bot.screens.blocks import (
    Block,
    Frame,
    SlackView,
    actions_block,
    button_element,
    context_block,
    divider_block,
    escape_name,
    facts_blocks,
    input_block,
    make_single_line,
    modal_view,
    option_object,
    quote_blocks,
    section_block,
)
from bot.screens.labels import (
    Unit,
    describe_cost,
    describe_finding,
    describe_send_times,
    describe_template,
    list_budget,
    list_exclusions,
    list_names,
)
from bot.screens.public_page import describe_senders
from bot.words import Words

_HINTS = {
    Intent.PROMISE_NEAR: "draft.text_hint_promise_near",
    Intent.LETTER_POSTED: "draft.text_hint_letter_posted",
}
"""The hints of the intents with a field of their own."""
_NAME_LENGTH = 40
"""Of the 75 characters of an option: the counts after the name must not be cut off."""


def build_form(
    frame: Frame,
    lists: Sequence[TargetList],
    intents: Sequence[Intent],
    above: Sequence[Block] = (),
    *,
    draft: Draft | None = None,
    of: DraftVersion | None = None,
) -> SlackView:
    """Build the form for list, template, text and time. `of`: the stored draft that it changes; None: a new one.

    `above`: the preview, or why there is none; below the fields nobody would see it without scrolling. `draft`: the
    initial values of the fields.
    """
    words = frame.words
    options = [_build_list_option(words, target) for target in lists]
    offered = [_build_template_option(words, template) for intent in intents for template in list_templates(intent)]
    intent = draft.intent if draft else intents[0]
    chosen = choose_template(draft.template if draft else "", intent)
    blocks = [
        actions_block(ids.PREVIEW, [button_element(words("draft.preview"), ids.PREVIEW)]),
        *above,
        *([divider_block()] if above else []),
        input_block(ids.LIST, words("draft.list"), _build_select(options, str(draft.list_id) if draft else None)),
        {
            **input_block(ids.TEMPLATE, words("draft.template"), _build_select(offered, chosen.id)),
            "dispatch_action": True,
        },
        input_block(
            ids.TEXT,
            words("draft.text"),
            _build_text_input((draft.body if draft else "") or chosen.body),
            optional=True,
            hint=words(_HINTS.get(intent, "draft.text_hint")),
        ),
        *([_build_letter_input(words, draft)] if intent is Intent.LETTER_POSTED else []),
        input_block(
            ids.WHEN, words("draft.when"), _build_time_picker(draft), optional=True, hint=words("draft.when_hint")
        ),
    ]
    if of is None:
        return modal_view(frame, ids.CAMPAIGN_NEW, words("draft.title"), blocks, submit=words("draft.submit"))
    seen = f"{of.campaign}:{of.version}"
    title, save = words("draft.edit_title"), words("draft.save")
    return modal_view(frame, ids.CAMPAIGN_EDIT, title, blocks, submit=save, metadata=seen)


def build_length(frame: Frame, characters: int, units: int) -> list[Block]:
    """Build the line above a form that has no preview yet: how long its text is."""
    return [context_block(frame.words("draft.length", n=characters, units=units))]


def read_version(view: Mapping[str, Any]) -> DraftVersion | None:
    """Read which stored draft a form changes, and in which version it was opened; None: it is for a new one."""
    if view.get("callback_id") != ids.CAMPAIGN_EDIT:
        return None
    campaign, _, version = str(view["private_metadata"]).partition(":")
    return DraftVersion(int(campaign), int(version))


def build_newer_template(frame: Frame) -> list[Block]:
    """Build the sentence that a template has changed since a draft was written with it."""
    return [section_block(frame.words("draft.newer_template"))]


def build_newer_draft(frame: Frame, newest: OpenedDraft, refusal: str) -> list[Block]:
    """Build what stands above the form of a person when somebody else has saved the draft meanwhile: their text."""
    return [
        section_block(frame.words("form.error", text=refusal)),
        quote_blocks(newest.content.body),
    ]


def read_form(values: Mapping[str, Any]) -> Draft:
    """Read the form as a draft. Raises BadInput if no list is chosen: Slack does not check this for a preview."""
    chosen = values[ids.LIST][ids.LIST].get("selected_option")
    if chosen is None:
        raise BadInput("list_missing", ids.LIST)
    option = values[ids.TEMPLATE][ids.TEMPLATE].get("selected_option")
    template = find_template(option["value"] if option else Intent.CALL_BACK.value)
    if template is None:
        raise BadInput("template_gone", ids.TEMPLATE)
    letter_on = values.get(ids.LETTER, {}).get(ids.LETTER, {}).get("selected_date")
    when = values[ids.WHEN][ids.WHEN].get("selected_date_time")
    return Draft(
        list_id=int(chosen["value"]),
        intent=template.intent,
        body=values[ids.TEXT][ids.TEXT].get("value") or "",
        not_before=None if when is None else datetime.fromtimestamp(when, UTC),
        template="" if template.id == template.intent.value else template.id,
        letter_on=date.fromisoformat(letter_on) if letter_on else None,
    )


def has_letter_field(values: Mapping[str, Any]) -> bool:
    """Return whether a form asks for the day of the letters."""
    return ids.LETTER in values


def build_preview(frame: Frame, preview: DraftPreview) -> list[Block]:
    """Build the preview: what the draft would send now."""
    words = frame.words
    blocks = [
        section_block(f"*{words('preview.header')}*"),
        *_build_phone(words, preview),
        *facts_blocks(
            [
                (words("preview.recipients"), words("count.people", n=preview.recipients)),
                (
                    words("preview.characters"),
                    words("preview.units_each", n=preview.characters, units=preview.length.units),
                ),
                (words("preview.units"), _describe_units(words, preview)),
                (words("preview.cost"), describe_cost(words, preview.yen, preview.taxed_yen)),
                *list_budget(words, preview.budget),
            ]
        ),
        section_block(f"*{words('times.label')}*\n{describe_send_times(words, preview.times, preview.not_before)}"),
    ]
    if advice := _list_length_advice(words, preview.length):
        blocks.append(section_block("\n".join(advice)))
    if preview.budget is not None and preview.budget.over:
        blocks.append(section_block(words("preview.over_budget", over=preview.budget.over)))
    if preview.findings:
        blocks.append(section_block("\n".join(describe_finding(words, finding) for finding in preview.findings)))
    if preview.left_out:
        lines = list_exclusions(words, preview.left_out, preview.policy, Unit.PEOPLE)
        blocks.append(section_block(f"*{words('preview.left_out')}*\n{lines}"))
    if preview.unjudged:
        blocks.append(section_block(words("list.unjudged", rules=list_names(words, "unjudged", preview.unjudged))))
    if not preview.supports_give_up_time:
        blocks.append(context_block(words("preview.no_give_up")))
    return blocks


def _build_phone(words: Words, preview: DraftPreview) -> list[Block]:
    """Build what a phone shows: the sender, which depends on the carrier, and the text at its longest and shortest."""
    blocks = [context_block(_describe_senders(words, preview)), quote_blocks(preview.sample)]
    if preview.shortest != preview.sample:
        blocks += [context_block(words("preview.shortest")), quote_blocks(preview.shortest)]
    return blocks


def _describe_senders(words: Words, preview: DraftPreview) -> str:
    """Name the numbers that phones show as the sender, each with its carriers."""
    if not preview.senders:
        return words("preview.no_senders")
    carriers: dict[str, list[str]] = {}
    for name, number in describe_senders(words, preview.senders):
        carriers.setdefault(number, []).append(name)
    comma = words("list.comma")
    numbers = [words("preview.sender", number=number, carrier=comma.join(names)) for number, names in carriers.items()]
    return words("preview.senders", senders=words("list.dot").join(numbers))


def _describe_units(words: Words, preview: DraftPreview) -> str:
    """Describe the units of all messages, and how many people get how many if they differ."""
    total = words("count.units", n=preview.units)
    if len(preview.people_by_units) < 2:
        return total
    parts = [
        words("preview.people_of_units", units=units, people=people)
        for units, people in preview.people_by_units.items()
    ]
    return words("preview.units_by_people", total=total, parts=words("list.comma").join(parts))


def _list_length_advice(words: Words, length: LengthDetail) -> list[str]:
    """Say what makes a text cost more than one unit, and how to shorten it."""
    found = []
    if length.excess:
        found.append(words("length.excess", n=length.excess, units=length.units - 1))
    if length.double:
        found.append(words("length.double", found=_list_characters(words, length.double)))
    found += [words("length.link", n=len(link), link=escape_name(link)) for link in length.links]
    if length.outside:
        found.append(words("length.outside", found=_list_characters(words, length.outside), units=length.units_without))
    return found


def _list_characters(words: Words, characters: Sequence[str]) -> str:
    return escape_name(words("list.comma").join(characters))


def build_saved_page(frame: Frame, campaign_id: int, preview: DraftPreview, *, is_new: bool) -> SlackView:
    """Build the page on a saved draft, with the button that submits it."""
    words = frame.words
    title = words("draft.title" if is_new else "draft.edit_title")
    blocks = [
        section_block(words("draft.created", campaign=str(campaign_id), name=escape_name(preview.target.name))),
        divider_block(),
        *build_preview(frame, preview),
        actions_block(
            "decide",
            [lists.build_submit_button(frame, campaign_id, preview.target, preview.unjudged, preview.findings)],
        ),
    ]
    return modal_view(frame, "campaign_created", title, blocks)


def _build_select(options: list[Block], chosen: str | None) -> Block:
    first = next((one for one in options if one["value"] == chosen), options[0])
    return {"type": "static_select", "options": options, "initial_option": first}


def _build_text_input(body: str) -> Block:
    return {"type": "plain_text_input", "multiline": True, "max_length": 1000, "initial_value": body}


def _build_letter_input(words: Words, draft: Draft | None) -> Block:
    """Build the field for the day on which the letters were posted, which only a text with that field needs."""
    initial = {"initial_date": draft.letter_on.isoformat()} if draft and draft.letter_on else {}
    element = {"type": "datepicker", **initial}
    return input_block(ids.LETTER, words("draft.letter_on"), element, optional=True, hint=words("draft.letter_hint"))


def _build_template_option(words: Words, template: Template) -> Block:
    return option_object(describe_template(words, template.id), template.id)


def _build_time_picker(draft: Draft | None) -> Block:
    initial = {"initial_date_time": int(draft.not_before.timestamp())} if draft and draft.not_before else {}
    return {"type": "datetimepicker", **initial}


def _build_list_option(words: Words, target: TargetList) -> Block:
    name = make_single_line(target.name, _NAME_LENGTH)
    key = "draft.list_option" if target.valid_confirmation else "draft.list_option_unconfirmed"
    text = words(key, list=str(target.id), name=name, recipients=target.counts.recipients)
    return option_object(text, str(target.id))
