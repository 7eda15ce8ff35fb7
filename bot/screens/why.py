"""Why a person was, or was not, messaged: in full for the shell, and the verdicts alone for Slack."""

from collections.abc import Iterator
from datetime import date, datetime

from bot.model.person_records import PersonRecord, RecordKind
from bot.model.reasons import Excluded, Held
from bot.rules.eligibility import Instalment
from bot.rules.eligibility.replay import JudgedAt, Judgement, PersonWhy, RuleAnswer, RuleResult
from bot.screens import ids
from bot.screens.blocks import Block, Frame, SlackView, button_element, modal_view, section_block
from bot.screens.labels import find_label, get_limits
from bot.words import JST, Fact, Words

_EXCLUDES = frozenset({RuleAnswer.EXCLUDES, RuleAnswer.EXCLUDES_NUMBER})
_OF_THE_CITY = frozenset(
    {
        Excluded.MERGED_PERSON,
        Excluded.SUPPRESSED,
        Excluded.EXCLUDED_FLAG,
        Excluded.HAS_ARREARS,
        Excluded.BELOW_AMOUNT,
    }
)
"""Rules that Slack shows as one: each by itself would say why somebody is excluded, or what they owe."""
WITH_FACTS = frozenset(
    {
        Excluded.OTHER_FISCAL_YEAR,
        Excluded.NOT_YET_OVERDUE,
        Excluded.RECENT_PAYMENT,
        Excluded.PROMISE_OPEN,
        Excluded.TOO_FEW_CALLS,
        Excluded.NUMBER_STALE,
        Excluded.CONTACTED_RECENTLY,
        Excluded.NO_PROMISE,
        Excluded.NO_LETTER,
        Excluded.NOT_AFFECTED,
    }
)
"""Rules whose line on paper gives the facts beside the answer; the rows of a person are listed above them."""

_NOT_JUDGED = frozenset({Held.OUTSIDE_VALIDITY, Held.SEAL_BROKEN})
"""Why a message is held before the rules judge its person."""
_FAMILIES = {
    RecordKind.SUPPRESSION: "suppression_reason",
    RecordKind.PROMISE: "promise_result",
    RecordKind.CALL: "call_result",
    RecordKind.MESSAGE: "message",
}
"""The names of the codes of records."""


def build_button(frame: Frame, ref: str) -> Block:
    """Build the button that opens the page for the message with a 受付番号."""
    return button_element(frame.words("why.button"), ids.PERSON_WHY, ref)


def build_page(frame: Frame, why: PersonWhy) -> SlackView:
    """Build the page for Slack: what each rule answered, without the facts, and without the ground of an exclusion."""
    words = frame.words
    blocks = [section_block(_describe_head(words, why))]
    blocks += [section_block("\n".join(_list_verdicts(words, one))) for one in why.judgements]
    return modal_view(frame, "why", words("why.title"), [*blocks, section_block(words("why.more", ref=why.ref))])


def describe_why(words: Words, why: PersonWhy) -> str:
    """Describe every judgement with its rules and their facts, for the shell."""
    lines = [_describe_head(words, why)]
    for one in why.judgements:
        lines += ["", *_describe_judgement(words, one)]
    if why.records:
        lines += ["", words("why.records"), *(_describe_record(words, one) for one in why.records)]
    return "\n".join(lines)


def _describe_record(words: Words, one: PersonRecord) -> str:
    known = _write_day(words, one.known)
    code = "" if one.code is None else words(f"{_FAMILIES[one.kind]}.{one.code}")
    text = words(f"why.record.{one.kind}", known=known, day=one.day or words("why.none"), code=code)
    return text if one.ended is None else words("why.ended", record=text, ended=_write_day(words, one.ended))


def _write_day(words: Words, day: date) -> str:
    """Write a day, or a moment with its year."""
    if not isinstance(day, datetime):
        return words.day(day)
    return words("why.moment", day=day.astimezone(JST).date(), time=words.time(day))


def _describe_head(words: Words, why: PersonWhy) -> str:
    state = words(f"message.{why.state}")
    return words("why.head", ref=why.ref, campaign=str(why.campaign_id), state=state)


def _describe_judgement(words: Words, one: Judgement) -> Iterator[str]:
    yield _describe_step(words, one, _describe_reason(words, one))
    if one.replay is None or one.facts is None or one.basis is None:
        yield words("why.not_recorded" if _is_unknown(one) else "why.not_judged")
        return
    yield words("why.intent", intent=words(f"intent.{one.basis.intent}"))
    yield from (_describe_row(words, row) for row in one.facts.instalments)
    limits = get_limits(one.basis.policy)
    yield from (_describe_rule(words, rule, limits) for rule in one.replay.rules)
    if not one.fits:
        yield words("why.differs")


def _list_verdicts(words: Words, one: Judgement) -> Iterator[str]:
    reason = None if one.replay is None else one.replay.reason
    hidden = words("why.of_the_city") if reason in _OF_THE_CITY else _describe_reason(words, one)
    yield f"*{_describe_step(words, one, hidden if one.replay is not None else '')}*"
    if one.replay is None or one.basis is None:
        yield words("why.not_recorded" if _is_unknown(one) else "why.not_judged")
        return
    limits = get_limits(one.basis.policy)
    for rule in one.replay.rules:
        if rule.rule not in _OF_THE_CITY:
            yield words("why.verdict", mark=_mark(words, rule), rule=find_label(words, "excluded", rule.rule, **limits))
    of_city = [rule for rule in one.replay.rules if rule.rule in _OF_THE_CITY]
    worst = next((rule for rule in of_city if rule.answer in _EXCLUDES), of_city[0])
    yield words("why.verdict", mark=_mark(words, worst), rule=words("why.of_the_city"))
    if not one.fits:
        yield words("why.differs")


def _is_unknown(one: Judgement) -> bool:
    """Whether the facts are missing because an older version did not record them; others were never judged."""
    return one.step is not JudgedAt.HELD or one.recorded not in _NOT_JUDGED


def _describe_step(words: Words, one: Judgement, reason: str) -> str:
    result = words("why.excluded", reason=reason) if reason else words("why.sendable")
    if one.replay is None and not reason:
        result = words("why.no_result")
    return words(f"why.step.{one.step}", at=_write_day(words, one.at), result=result)


def _describe_reason(words: Words, one: Judgement) -> str:
    """Describe why nothing is sent; empty if something is, or if nobody knows."""
    if one.replay is not None and one.basis is not None:
        reason = one.replay.reason
        return "" if reason is None else find_label(words, "excluded", reason, **get_limits(one.basis.policy))
    return "" if one.recorded is None else words(f"why.held.{one.recorded}")


def _describe_row(words: Words, row: Instalment) -> str:
    return words(
        "why.row",
        line=row.line,
        due=row.due_on,
        demanded=words("why.unknown") if row.demanded_on is None else row.demanded_on,
        amount=words("why.unknown") if row.amount is None else words("why.yen", n=row.amount),
        paid=words("why.yen", n=row.paid_yen),
        year=words("why.unknown") if row.fiscal_year is None else str(row.fiscal_year),
        arrears=words("why.unknown" if row.arrears is None else "why.yes" if row.arrears else "why.no"),
    )


def _describe_rule(words: Words, result: RuleResult, limits: dict[str, int]) -> str:
    parts = [words(f"why.answer.{result.answer}")]
    if result.lines:
        rows = words("list.comma").join(words("known.row", line=line) for line in result.lines)
        parts.append(words("why.rows", rows=rows))
    if result.rule in WITH_FACTS:
        parts.append(words(f"why.fact.{result.rule}", **_list_facts(words, result)))
    return words(
        "why.rule",
        mark=_mark(words, result),
        rule=find_label(words, "excluded", result.rule, **limits),
        answer=words("why.comma").join(parts),
    )


def _list_facts(words: Words, result: RuleResult) -> dict[str, Fact]:
    """List the facts of a rule for its sentence; a year is not written as a number."""
    return {name: _write_fact(words, name, value) for name, value in result.evidence.items()}


def _write_fact(words: Words, name: str, value: Fact | None) -> Fact:
    if value is None:
        return words("why.none")
    if isinstance(value, bool):
        return words("why.yes" if value else "why.no")
    return str(value) if name == "year" else value


def _mark(words: Words, result: RuleResult) -> str:
    if result.answer in _EXCLUDES:
        return words("why.mark.excludes")
    return words("why.mark.not_checked" if result.answer is RuleAnswer.NOT_CHECKED else "why.mark.passes")
