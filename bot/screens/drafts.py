"""A new campaign: the form, its preview, and the form read back."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.rules.campaigns import Draft
from bot.rules.cards import Preview
from bot.rules.errors import BadInput
from bot.rules.lint import Finding
from bot.rules.lists import TargetList
from bot.rules.templates import Intent
from bot.screens import custody, ids
from bot.screens.kit import (
    Block,
    Frame,
    View,
    actions,
    button,
    context,
    divider,
    facts,
    field,
    modal,
    named,
    option,
    quote,
    section,
    tidy,
)
from bot.screens.labels import counts, names
from bot.words import Words

_OPTION_NAME = 40
"""Of a choice's 75 characters: what stands behind the name must not be cut off."""


def form(
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
        return modal(frame, "notice", words("draft.title"), [section(words("draft.no_lists"))])
    options = [_list(words, target) for target in lists]
    offered = [option(words(f"intent.{intent.value}"), intent.value) for intent in intents]
    blocks = [
        field(ids.LIST, words("draft.list"), _select(options, str(draft.list_id) if draft else None)),
        field(ids.TEMPLATE, words("draft.template"), _select(offered, draft.intent.value if draft else None)),
        field(ids.TEXT, words("draft.text"), _text(draft), optional=True, hint=words("draft.text_hint")),
        field(ids.WHEN, words("draft.when"), _when(draft), optional=True, hint=words("draft.when_hint")),
        actions(ids.PREVIEW, [button(words("draft.preview"), ids.PREVIEW)]),
        *below,
    ]
    return modal(frame, ids.CAMPAIGN_NEW, words("draft.title"), blocks, submit=words("draft.submit"))


def read(values: Mapping[str, Any]) -> Draft:
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


def preview(frame: Frame, seen: Preview) -> list[Block]:
    """What the draft would do now."""
    words = frame.words
    blocks = [
        divider(),
        section(f"*{words('preview.header')}*"),
        quote(seen.sample),
        *facts(
            [
                (words("preview.recipients"), words("count.people", n=seen.recipients)),
                (words("preview.characters"), words("preview.units_each", n=seen.characters, units=seen.units_each)),
                (words("preview.units"), words("count.units", n=seen.units)),
                (words("preview.cost"), words("count.yen", n=seen.yen)),
            ]
        ),
    ]
    if seen.findings:
        blocks.append(section("\n".join(_finding(words, finding) for finding in seen.findings)))
    if seen.left_out:
        blocks.append(section(f"*{words('preview.left_out')}*\n{counts(words, 'excluded', seen.left_out)}"))
    if seen.unjudged:
        blocks.append(section(words("list.unjudged", rules=names(words, "excluded", seen.unjudged))))
    if not seen.gives_up:
        blocks.append(context(words("preview.no_give_up")))
    return blocks


def created(frame: Frame, campaign_id: int, seen: Preview) -> View:
    """The draft is kept: look once more, then submit it."""
    words = frame.words
    blocks = [
        section(words("draft.created", campaign=str(campaign_id), name=named(seen.target.name))),
        *preview(frame, seen),
        actions("decide", [custody.submit(frame, campaign_id, seen.target, seen.unjudged)]),
    ]
    return modal(frame, "campaign_created", words("draft.title"), blocks)


def _finding(words: Words, finding: Finding) -> str:
    sign = words(f"severity.{finding.severity.value}")
    return words("preview.finding", sign=sign, text=words(f"lint.{finding.id.value}", found=named(finding.found)))


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
    name = tidy(target.name, _OPTION_NAME)
    key = "draft.list_option" if target.confirmed else "draft.list_option_unconfirmed"
    text = words(key, list=str(target.id), name=name, recipients=target.counts.recipients)
    return option(text, str(target.id))
