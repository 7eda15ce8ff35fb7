"""A new campaign: the form, its preview, and the form read back."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.model.campaigns import Draft, Intent
from bot.model.errors import BadInput
from bot.model.lists import TargetList
from bot.model.text_findings import Finding
from bot.model.views import DraftPreview
from bot.screens import ids, list_confirmation
from bot.screens.blocks import (
    Block,
    Frame,
    View,
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
from bot.screens.labels import list_counts, list_names
from bot.words import Words

_OPTION_NAME = 40
"""Of a choice's 75 characters: what stands behind the name must not be cut off."""


def build_form(
    frame: Frame,
    lists: Sequence[TargetList],
    intents: Sequence[Intent],
    below: Sequence[Block] = (),
    *,
    draft: Draft | None = None,
) -> View:
    """Pick a list and a text, write another, say when.

    `below`: the preview, or why there is none. `draft`: what its fields begin with, where the form is shown again.
    """
    words = frame.words
    if not lists:
        return modal_view(frame, "notice", words("draft.title"), [section_block(words("draft.no_lists"))])
    options = [_list(words, target) for target in lists]
    offered = [option_object(words(f"intent.{intent.value}"), intent.value) for intent in intents]
    blocks = [
        input_block(ids.LIST, words("draft.list"), _select(options, str(draft.list_id) if draft else None)),
        input_block(ids.TEMPLATE, words("draft.template"), _select(offered, draft.intent.value if draft else None)),
        input_block(ids.TEXT, words("draft.text"), _text(draft), optional=True, hint=words("draft.text_hint")),
        input_block(ids.WHEN, words("draft.when"), _when(draft), optional=True, hint=words("draft.when_hint")),
        actions_block(ids.PREVIEW, [button_element(words("draft.preview"), ids.PREVIEW)]),
        *below,
    ]
    return modal_view(frame, ids.CAMPAIGN_NEW, words("draft.title"), blocks, submit=words("draft.submit"))


def read_form(values: Mapping[str, Any]) -> Draft:
    """The form as a draft. Raises BadInput where no list is chosen: a preview is asked for before Slack checks that."""
    chosen = values[ids.LIST][ids.LIST].get("selected_option")
    if chosen is None:
        raise BadInput("list_missing", ids.LIST)
    template = values[ids.TEMPLATE][ids.TEMPLATE].get("selected_option")
    when = values[ids.WHEN][ids.WHEN].get("selected_date_time")
    return Draft(
        list_id=int(chosen["value"]),
        intent=Intent(template["value"]) if template else Intent.CALL_BACK,
        body=values[ids.TEXT][ids.TEXT].get("value") or "",
        not_before=None if when is None else datetime.fromtimestamp(when, UTC),
    )


def build_preview(frame: Frame, seen: DraftPreview) -> list[Block]:
    """What the draft would do now."""
    words = frame.words
    blocks = [
        divider_block(),
        section_block(f"*{words('preview.header')}*"),
        quote_blocks(seen.sample),
        *facts_blocks(
            [
                (words("preview.recipients"), words("count.people", n=seen.recipients)),
                (words("preview.characters"), words("preview.units_each", n=seen.characters, units=seen.units_each)),
                (words("preview.units"), words("count.units", n=seen.units)),
                (words("preview.cost"), words("count.yen", n=seen.yen)),
            ]
        ),
    ]
    if seen.findings:
        blocks.append(section_block("\n".join(_finding(words, finding) for finding in seen.findings)))
    if seen.left_out:
        blocks.append(section_block(f"*{words('preview.left_out')}*\n{list_counts(words, 'excluded', seen.left_out)}"))
    if seen.unjudged:
        blocks.append(section_block(words("list.unjudged", rules=list_names(words, "excluded", seen.unjudged))))
    if not seen.supports_give_up_time:
        blocks.append(context_block(words("preview.no_give_up")))
    return blocks


def build_created_page(frame: Frame, campaign_id: int, seen: DraftPreview) -> View:
    """The draft is kept: look once more, then submit it."""
    words = frame.words
    blocks = [
        section_block(words("draft.created", campaign=str(campaign_id), name=escape_name(seen.target.name))),
        *build_preview(frame, seen),
        actions_block(
            "decide", [list_confirmation.build_submit_button(frame, campaign_id, seen.target, seen.unjudged)]
        ),
    ]
    return modal_view(frame, "campaign_created", words("draft.title"), blocks)


def _finding(words: Words, finding: Finding) -> str:
    sign = words(f"severity.{finding.severity.value}")
    return words("preview.finding", sign=sign, text=words(f"lint.{finding.id.value}", found=escape_name(finding.found)))


def _select(options: list[Block], chosen: str | None) -> Block:
    first = next((one for one in options if one["value"] == chosen), options[0])
    return {"type": "static_select", "options": options, "initial_option": first}


def _text(draft: Draft | None) -> Block:
    begun = {"initial_value": draft.body} if draft and draft.body else {}
    return {"type": "plain_text_input", "multiline": True, "max_length": 1000, **begun}


def _when(draft: Draft | None) -> Block:
    begun = {"initial_date_time": int(draft.not_before.timestamp())} if draft and draft.not_before else {}
    return {"type": "datetimepicker", **begun}


def _list(words: Words, target: TargetList) -> Block:
    name = make_single_line(target.name, _OPTION_NAME)
    key = "draft.list_option" if target.valid_confirmation else "draft.list_option_unconfirmed"
    text = words(key, list=str(target.id), name=name, recipients=target.counts.recipients)
    return option_object(text, str(target.id))
