"""Codes as words, and counts by code as lines, each with what it counts: rows, people, messages, …"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from typing import TypeVar

from bot.model.access import Action, Role
from bot.model.backups import Backup, Restored
from bot.model.budget import Budget
from bot.model.campaigns import PlannedSlot, SendTimes
from bot.model.errors import BadInput, NotAllowed, Refusal
from bot.model.instance import HoldReason, LockReason, Reconciled
from bot.model.policy import Policy
from bot.model.reasons import Problem
from bot.model.text_findings import Finding
from bot.rules.campaigns import APPROVAL_VALIDITY
from bot.rules.capacity import SLOT
from bot.rules.message_text.templates import find_template
from bot.screens.blocks import escape_name, mention_person
from bot.words import JST, Fact, Words

Code = TypeVar("Code", bound=str)
_PLANNED_DAYS = 5


_ACTIONS = {action.value: action for action in Action}
_VERBS = {
    Action.CAMPAIGN_APPROVE: "approve",
    Action.CAMPAIGN_REJECT: "reject",
    Action.CAMPAIGN_SEND_BACK: "send_back",
    Action.CAMPAIGN_PAUSE: "pause",
    Action.CAMPAIGN_RESUME: "resume",
    Action.CAMPAIGN_STOP: "stop",
    Action.ALL_PAUSE: "pause",
    Action.ALL_RESUME: "resume",
    Action.ALL_STOP: "stop",
}
"""The actions that a refusal names."""


_NOT_ASKED_FOR = frozenset({Role.MACHINE, Role.DEPUTY})
"""The roles that nobody gets by asking: a deputy is named by the settings, for some days."""


class Unit(StrEnum):
    """What a figure counts; the catalogues have the text of each (count.<unit>)."""

    ROWS = "rows"
    PEOPLE = "people"
    PLACES = "places"
    MESSAGES = "messages"
    ITEMS = "items"


def find_label(words: Words, family: str, code: str, **facts: Fact) -> str:
    """Get the name of a code. `family`: rejected, corrected, held, undelivered, …; `facts` fill in the name."""
    return words(f"{family}.{code}", **facts)


def describe_count(words: Words, number: int, unit: Unit) -> str:
    """Describe a number and what it counts."""
    return words(f"count.{unit.value}", n=number)


def list_counts(words: Words, family: str, numbers: Mapping[Code, int], unit: Unit, **facts: Fact) -> str:
    """List the name and count of each code, a line each, highest count first. `facts` fill in the names."""
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    return "\n".join(
        words(
            "count.line",
            label=find_label(words, family, str(code), **facts),
            count=describe_count(words, number, unit),
        )
        for code, number in ordered
    )


def list_exclusions(words: Words, numbers: Mapping[Code, int], policy: Policy, unit: Unit) -> str:
    """List why rows or people are left out, a line each; the reasons name the numbers of the settings."""
    return list_counts(words, "excluded", numbers, unit, **get_limits(policy))


def get_limits(policy: Policy) -> dict[str, int]:
    """Get the numbers of the settings that the reasons for leaving out or holding somebody name."""
    return {name: value for name, value in asdict(policy).items() if type(value) is int}


def describe_template(words: Words, template_id: str) -> str:
    """Name a template: the first one of an intent has the intent's name; one that nofu has no more, its id."""
    found = find_template(template_id)
    if found is None:
        return escape_name(template_id)
    is_first = template_id == found.intent.value
    return words(f"intent.{template_id}") if is_first else words(f"template.{template_id}")


def describe_cost(words: Words, yen: int, taxed_yen: int) -> str:
    """Describe a cost in yen, and with its tax if it has any."""
    cost = words("count.yen", n=yen)
    return cost if yen == taxed_yen else words("cost.taxed", cost=cost, taxed=words("count.yen", n=taxed_yen))


def list_budget(words: Words, budget: Budget | None) -> list[tuple[str, str]]:
    """List what is left of the yearly contract, and what uses it, as a label and its text; nothing without a limit."""
    if budget is None:
        return []
    left = words("budget.left" if not budget.over else "budget.over", n=budget.over or budget.left)
    facts = {name: getattr(budget, name) for name in ("contract", "sent", "approved", "waiting")}
    return [(words("budget.label", year=str(budget.year)), words("budget.value", left=left, **facts))]


def describe_send_times(words: Words, times: SendTimes | None, requested: datetime | None) -> str:
    """Say when a campaign really begins and ends, why later than was asked for (`requested`), and the plan by days."""
    if times is None:
        return words("times.never")
    return "\n".join([_describe_span(words, times, requested), *_describe_plan(words, times)])


def _describe_plan(words: Words, times: SendTimes) -> list[str]:
    """Say how many messages leave in half an hour and on each day, if that takes more than one half hour."""
    if len(times.plan) < 2:
        return []
    days: dict[date, list[PlannedSlot]] = {}
    for slot in times.plan:
        days.setdefault(slot.start.astimezone(JST).date(), []).append(slot)
    lines = [
        words("times.day", day=day, first=words.time(slots[0].start), last=words.time(slots[-1].start + SLOT), n=total)
        for day, slots in islice(days.items(), _PLANNED_DAYS)
        for total in (sum(slot.messages for slot in slots),)
    ]
    if len(days) > _PLANNED_DAYS:
        lines.append(words("times.more_days", n=len(days) - _PLANNED_DAYS))
    return [words("times.phones", n=times.per_slot), *lines]


def _describe_span(words: Words, times: SendTimes, requested: datetime | None) -> str:
    delay = words(f"delay.{times.delay.value}") if times.delay else ""
    facts: dict[str, Fact] = {"starts": times.starts_at, "delay": delay, "ends": _describe_end(words, times)}
    if times.approved_at is not None:
        return words("times.approved", at=times.approved_at, **facts)
    if requested and times.delay:
        return words("times.requested", at=requested, **facts)
    return words("times.plain", **facts)


def _describe_end(words: Words, times: SendTimes) -> str:
    if times.ends_at is None:
        return words("times.endless", days=APPROVAL_VALIDITY.days)
    same_day = times.ends_at.astimezone(JST).date() == times.starts_at.astimezone(JST).date()
    return words("times.ends", at=words.time(times.ends_at) if same_day else words.moment(times.ends_at))


def describe_payment_days(words: Words, as_of: date | None, by_channel: Mapping[str, date]) -> str:
    """Say up to which day payments are known, and of each channel."""
    if as_of is None:
        return words("digest.no_payments")
    channels = words("list.comma").join(
        words("digest.channel", channel=escape_name(channel, 20) if channel else words("digest.no_channel"), day=day)
        for channel, day in by_channel.items()
    )
    return words("digest.as_of", day=as_of, channels=channels)


def describe_finding(words: Words, finding: Finding) -> str:
    """Describe in a line what the lint rules found in a text."""
    sign = words(f"severity.{finding.severity.value}")
    return words("preview.finding", sign=sign, text=words(f"lint.{finding.id.value}", found=escape_name(finding.found)))


def list_names(words: Words, family: str, codes: Iterable[str]) -> str:
    """List the names of codes in one line."""
    return words("list.comma").join(find_label(words, family, str(code)) for code in codes)


def list_problem_rows(words: Words, problems: Iterable[Problem]) -> list[str]:
    """List rows that could not be read: row number, what is wrong, and what to do."""
    return [words("problem.line", line=line, what=find_label(words, "problem", reason)) for line, reason in problems]


def list_unclear_rows(words: Words, lines: Iterable[int]) -> str:
    """List the numbers of rows that a person should look at, in one line."""
    return words("list.comma").join(words("known.row", line=line) for line in lines)


def describe_refusal(words: Words, refusal: Refusal) -> str:
    """Get the sentence of a refusal. Texts from people and files are escaped in it; the place (of a cell) is named."""
    facts = {name: _describe_fact(words, name, value) for name, value in refusal.facts.items()}
    if refusal.code.startswith("lint_"):
        return words(f"lint.{refusal.code.removeprefix('lint_')}", **facts)
    sentence = words(f"refusal.{refusal.code}", **facts)
    if refusal.code == NotAllowed.default and "action" in refusal.facts:
        action = _ACTIONS[str(refusal.facts["action"])]
        return f"{_describe_permission(words, action, str(refusal.facts.get('held', '')))}{sentence}"
    return f"{sentence}{words('problem.place', **facts)}" if "place" in facts else sentence


def _describe_permission(words: Words, action: Action, held: str) -> str:
    """Say which roles may do something, and which roles the person has (separated by blanks)."""
    what = words(f"may.{_VERBS.get(action, 'other')}")
    needed = [words(f"role.{role.value}") for role in Role if role in action.roles - _NOT_ASKED_FOR]
    own = [words(f"role.{role}") for role in held.split()]
    return words(
        "may.only",
        what=what,
        needed=words("role.or").join(needed) or words("role.none"),
        held=words("list.comma").join(own) or words("role.none"),
    )


def _describe_fact(words: Words, name: str, value: str | int) -> str | int:
    if isinstance(value, int):
        return value
    if name == "until":
        return words.moment(datetime.fromisoformat(value))
    if name in ("day", "next", "limit"):
        return words.day(date.fromisoformat(value))
    if name == "meaning":
        return find_label(words, "column", value)
    return mention_person(value, words) if name == "who" else escape_name(value)


def make_form_errors(words: Words, refusal: BadInput) -> dict[str, str]:
    """Make the errors of a form for Slack from the refusal of one field."""
    return {refusal.field: describe_refusal(words, refusal)[:150]}


def describe_lock(words: Words, reason: LockReason | HoldReason) -> str:
    """Describe why nothing is sent."""
    return words(f"lock.{reason.value}")


def describe_reconciled(words: Words, done: Reconciled) -> str:
    """Describe what a reconciliation did."""
    lines = [words("lock.reconciled", accepted=done.accepted, uncertain=done.uncertain)]
    if done.unknown:
        lines.append(words("lock.unknown", n=done.unknown))
    if done.needs_list:
        lines.append(words("lock.needs_list"))
    return "\n".join([*lines, words("lock.paused")] if done.paused else lines)


def describe_backup(words: Words, made: Backup) -> str:
    """Describe a backup that was made."""
    return words("cli.backup", path=str(made.path), n=made.size, entries=made.content.entries)


def describe_restored(words: Words, done: Restored) -> str:
    """Describe what a restore did, and what to do next."""
    of = words("cli.restored_blank") if done.newest_at is None else words("cli.restored", at=done.newest_at)
    kept = [] if done.replaced is None else [words("cli.restored_aside", path=str(done.replaced))]
    return "\n".join([of, *kept, words("cli.restored_uncertain", n=done.uncertain), words("cli.restored_next")])
