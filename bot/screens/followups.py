"""Next steps of a campaign: the form that asks for them, and the counts of what was written. No names, no numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.model.campaigns import Campaign
from bot.model.followups import FollowUpKind, FollowUps, PastFiles
from bot.model.policy import Policy
from bot.model.reasons import NotDelivered
from bot.rules.followups import DEFAULT_DAYS
from bot.screens import ids
from bot.screens.blocks import Frame, SlackView, escape_name, input_block, modal_view, option_object, section_block
from bot.screens.campaign_summaries import describe_actor
from bot.screens.labels import Unit, list_counts, list_exclusions
from bot.words import Words

_DAYS = (3, 5, DEFAULT_DAYS, 10, 14, 21, 30)
_NAME_LENGTH = 40
_OUTCOMES = frozenset(code.value for code in NotDelivered)
_MOST_FILES = 12
"""So many names fit on a page; a list that large is rare, and the folder has the others."""


def build_form(frame: Frame, choices: Sequence[Campaign]) -> SlackView:
    """Build the form: of which campaign, and how many days after the delivery somebody is called."""
    words = frame.words
    listed = [option_object(_name_campaign(words, one), str(one.id)) for one in choices]
    days = [option_object(words("followup.days_option", n=n), str(n)) for n in _DAYS]
    campaign: dict[str, Any] = {"type": "static_select", "options": listed}
    if len(listed) == 1:
        campaign["initial_option"] = listed[0]
    blocks = [
        section_block(words("followup.form_text")),
        input_block(ids.CAMPAIGN, words("incident.campaign"), campaign),
        input_block(
            ids.DAYS,
            words("followup.days"),
            {"type": "static_select", "options": days, "initial_option": days[_DAYS.index(DEFAULT_DAYS)]},
            hint=words("followup.days_hint"),
        ),
    ]
    return modal_view(frame, ids.FOLLOWUP, words("followup.title"), blocks, submit=words("followup.yes"))


def read_form(values: Mapping[str, Any]) -> tuple[int, int]:
    """Read the form: the campaign, and the days."""
    chosen = [values[name][name]["selected_option"]["value"] for name in (ids.CAMPAIGN, ids.DAYS)]
    return int(chosen[0]), int(chosen[1])


def build_result(frame: Frame, done: FollowUps, policy: Policy) -> SlackView:
    """Build the page on what was written."""
    words = frame.words
    lines = describe_followups(words, done, policy)
    blocks = [section_block(line) for line in lines]
    return modal_view(frame, "followup_done", words("followup.title"), blocks)


def describe_followups(words: Words, done: FollowUps, policy: Policy) -> list[str]:
    """Describe the lists in paragraphs: how many people by result, who is left out and why, and the files."""
    intro = words("followup.done", campaign=str(done.campaign_id), days=done.days)
    as_of = words("followup.no_payments") if done.as_of is None else words("followup.as_of", day=done.as_of)
    lines = [f"{intro}\n{as_of}", *(_describe_list(words, done, kind, policy) for kind in FollowUpKind)]
    if not done.files:
        return [*lines, words("followup.no_files")]
    if done.past is not None:
        lines.append(describe_past(words, done.past))
    names = [words("followup.file", name=file.name, n=file.rows) for file in done.files[:_MOST_FILES]]
    if len(done.files) > _MOST_FILES:
        names.append(words("followup.more_files", n=len(done.files) - _MOST_FILES))
    return [*lines, "\n".join([words("followup.files"), *names])]


def describe_past(words: Words, past: PastFiles) -> str:
    """Describe who wrote the same lists before, and whether their files are still there."""
    key = "followup.written_before" if past.are_left else "followup.written_again"
    return words(key, who=describe_actor(words, past.by), at=past.at)


def _describe_list(words: Words, done: FollowUps, kind: FollowUpKind, policy: Policy) -> str:
    found = done.lists[kind]
    lines = [words(f"followup.{kind.value}", n=found.people)]
    if kind is FollowUpKind.CALL and done.too_soon:
        lines.append(words("followup.too_soon", n=done.too_soon, days=done.days))
    if kind is not FollowUpKind.CALL and found.people:
        for is_outcome, family in ((True, "undelivered"), (False, "followup_result")):
            chosen = {code: n for code, n in found.results.items() if (code in _OUTCOMES) is is_outcome}
            lines += [list_counts(words, family, chosen, Unit.PEOPLE)] if chosen else []
    if found.left_out:
        lines += [words("followup.left_out"), list_exclusions(words, found.left_out, policy, Unit.PEOPLE)]
    return "\n".join(lines)


def _name_campaign(words: Words, campaign: Campaign) -> str:
    state = words(f"campaign.state.{campaign.state.value}")
    name = escape_name(campaign.list_name, _NAME_LENGTH)
    return words("incident.campaign_option", campaign=str(campaign.id), name=name, state=state)
