"""Finds the keys of the catalogues in the source code."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.model import errors
from bot.model.access import Actor, Role
from bot.model.backups import BackupFault
from bot.model.call_backs import CallBackDetail, CallBackResult, CorrectionReason
from bot.model.campaigns import CampaignState, ChangedPart, DecisionReason, Delay, Intent, PauseReason
from bot.model.digests import DigestKind
from bot.model.draft_tests import DraftTestState, WaiverReason
from bot.model.followups import FollowUpKind, NumberFault
from bot.model.health import CheckAdvice
from bot.model.incidents import CloseReason, Deadline, IncidentKind
from bot.model.instance import HoldReason, LockReason, StoreFault
from bot.model.messages import MessageState
from bot.model.mode import Mode
from bot.model.people import PromiseState, SheetReason
from bot.model.person_records import RecordKind
from bot.model.promises import PromiseListKind
from bot.model.public_page import Carrier
from bot.model.reasons import Corrected, Excluded, Held, NotDelivered, Rejected, RowQuestion
from bot.model.renumberings import WaitingState
from bot.model.suppressions import EndReason, SuppressedKind, SuppressionReason
from bot.model.text_findings import FindingId, Severity
from bot.model.uncertain import DoubtAnswer, DoubtDecision, DoubtReason
from bot.rules.approvals import find_decision_refusal, find_role_refusal
from bot.rules.eligibility import NEEDS
from bot.rules.eligibility.replay import JudgedAt, RuleAnswer
from bot.rules.importing.call_results import CallResult
from bot.rules.importing.headings import REQUIRED, Column
from bot.rules.message_text.templates import ALL_TEMPLATES
from bot.screens.help import COMMANDS
from bot.screens.labels import Unit
from bot.screens.people import HEARERS
from bot.screens.public_page import NEVER
from bot.screens.samples.campaigns import make_campaign
from bot.screens.suppressions import SOURCES as SUPPRESSION_SOURCES
from bot.screens.why import WITH_FACTS
from bot.services import incident_files, person_sheets, promise_lists, suppression_files
from bot.services.imports.kinds import FILE_KINDS
from bot.services.imports.problem_files import UNUSED_ROWS
from bot.services.renumbering import RENUMBERING
from bot.settings.documents import FIRST_OF_SECTION
from bot.settings.faults import FaultCode
from bot.settings.loading import SETTINGS
from bot.words import words
from commands.cli.admin import BY_HAND, PARTS

ROOT = Path(__file__).parents[2]
SOURCES = (
    *(
        "bot/screens",
        "bot/services/suppression_files.py",
        "bot/services/promise_lists.py",
        "bot/services/imports/problem_files.py",
        "bot/services/incident_files.py",
        "bot/services/person_sheets.py",
        "commands",
        "scheduler",
        "bot/program.py",
    ),
    "bot/settings/documents.py",
)
"""Where strings of this form are keys; in other files they are names of audit entries."""
REFUSALS = frozenset(name for name in vars(errors) if isinstance(getattr(errors, name), type))
_KEY = re.compile(r"[a-z]+(\.[a-z0-9_]+)+")
_TEMPLATE = re.compile(r"[a-z.{}_]+")

_BUTTONS = ("submit", "approve", "send_back", "reject", "withdraw", "pause", "resume", "stop")
_NO_ACTS = ("rest", "check", "phones", "edit", "copy", "discard", "test", "test_seen", "test_waive")
_CONFIRMED = (
    *("approve", "withdraw", "discard", "stop", "adopt", "submit", "forget", "shared_leave", "shared_one"),
    *("renumber_apply", "renumber_discard", "stop_all", "pause_all", "reconcile"),
    *("test", "test_seen"),
)
_UNUSABLE_BACKUPS = ("corrupt", "foreign", "newer", "wrong_key", "open_elsewhere")
_FIGURES = ("sent", "delivered", "undelivered", "pending", "unknown", "uncertain", "held")
_COUNTS = [kind.counts for kind in (*FILE_KINDS.values(), RENUMBERING) if kind.counts]
FAMILIES: dict[str, Iterable[object]] = {
    "mode.{}": Mode,
    "mode.{}.brief": Mode,
    "campaign.state.{}": CampaignState,
    "campaign.do.{}{}": (
        *CampaignState,
        *("draft_sent_back", "draft_voided"),
        "sending_closed",
        "sending_uncertain",
        "sending_batch",
        *("sending_phones", "sending_full"),
        *("paused_uncertain", "stopped_uncertain", "stopped_late"),
        *(f"paused_{why}" for why in PauseReason),
    ),
    "campaign.obstacle.{}": (
        CampaignState.DRAFT,
        CampaignState.PENDING,
        CampaignState.APPROVED,
        CampaignState.SENDING,
        CampaignState.PAUSED,
    ),
    "campaign.{}": (*_BUTTONS, *_NO_ACTS, MessageState.HELD, MessageState.CANCELLED),
    "history.{}": (
        *_BUTTONS,
        "edit",
        "void",
        "expire",
        "start",
        "finish",
        "batch",
        "take_back",
        "close",
        "doubt_sent",
        "doubt_again",
        *("incident_report", "incident_close", "followup_write", "phones_full"),
        *("test_send", "test_confirm", "test_waive"),
    ),
    "doubt.{}": (*DoubtAnswer, *DoubtDecision),
    **{f"doubt.{{}}_{part}": DoubtDecision for part in ("text", "yes", "done")},
    "doubt_reason.{}": DoubtReason,
    "why.step.{}": JudgedAt,
    "why.answer.{}": RuleAnswer,
    "why.fact.{}": WITH_FACTS,
    "why.held.{}": Held,
    "why.record.{}": RecordKind,
    "event.{}": (
        *(
            "request",
            "reminder",
            "request_over",
            "approve",
            "send_back",
            "void",
            "reject",
            "withdraw",
            "expire",
            "stop",
        ),
        "incident_report",
        *("calls", "pause", "pause_over", "recovery", "recovery_over", "doubt", "doubt_over", "seal", "mismatch"),
    ),
    "incident_kind.{}": IncidentKind,
    "followup.{}": FollowUpKind,
    "never.{}": NEVER,
    "purpose.{}": Intent,
    "carrier.{}": Carrier,
    "weekday.{}": range(7),
    "close_reason.{}": CloseReason,
    "incident.{}_purpose": ("no", "yes"),
    "incident.{}_due": Deadline,
    "affected.{}": incident_files.COLUMNS,
    "facts.{}": incident_files.FACTS,
    "suppression_column.{}": suppression_files.COLUMNS,
    "suppression_reason.{}": SuppressionReason,
    "suppression.{}": ("newer", "older"),
    "promise_list.{}": PromiseListKind,
    "promise_column.{}": promise_lists.COLUMNS,
    "actor.{}": ("clock", "terminal"),
    "pause_reason.{}": PauseReason,
    "delay.{}": Delay,
    "digest_kind.{}": DigestKind,
    "decision_reason.{}": DecisionReason,
    "changed_part.{}": ChangedPart,
    "test_state.{}": DraftTestState,
    "waiver_reason.{}": WaiverReason,
    "confirm.{}.title": _CONFIRMED,
    "confirm.{}.text": (*_CONFIRMED, "reject", "send_back"),
    "confirm.{}.yes": (*_CONFIRMED, "reject", "send_back"),
    "message.{}": MessageState,
    "intent.{}": Intent,
    "template.{}": {template.id for template in ALL_TEMPLATES} - set(Intent),
    "promise_state.{}": PromiseState,
    "script.{}": HEARERS,
    "sheet.{}": person_sheets.HEADINGS,
    "sheet_about.{}": (*("taxpayer", "name", "phone", "debt", "message", "promise", "record", "suppression"),),
    "sheet_reason.{}": SheetReason,
    "record_result.{}": CallBackResult,
    "record_effect.{}": CallBackResult,
    "record_question.{}": set(CallBackResult) - {CallBackResult.PLAN_WISHED},
    "record_detail.{}": CallBackDetail,
    "correction_reason.{}": CorrectionReason,
    "severity.{}": Severity,
    "lint.{}": FindingId,
    "lint.{}.suggestion": FindingId,
    "lint.{}.source": FindingId,
    "digest.{}": (*DigestKind, *_FIGURES),
    "digest.line.{}": (
        *_FIGURES,
        *("as_of", "payments_count", "payments_yen", "paid_within"),
        *("promises_made", "promises_kept", "promises_broken"),
        *("cost_units_estimated", "cost_units_billed", "cost_yen", "lying_files", "lying_since"),
    ),
    "help.begin.{}": ("operator", "staff", "supervisor", "deputy", "admin"),
    "help.command.{}": [command[1:].replace("-", "_") for command in COMMANDS],
    "role.{}": ("operator", "staff", "supervisor", "deputy", "admin"),
    "may.{}": ("approve", "send_back", "reject", "pause", "resume", "stop", "other", "only"),
    "count.{}": Unit,
    "problem.{}": (*(set(Rejected) - {Rejected.UNKNOWN_RESULT}), Excluded.SHARED_PHONE, *UNUSED_ROWS),
    "list.question.{}": RowQuestion,
    "storefault.{}": StoreFault,
    "backup.{}": BackupFault,
    "cli.unwritable.{}": set(StoreFault) - {StoreFault.REPLACED},
    "lapse.{}": ("decided", "renumbered"),
    "shared.{}": ("group", "line", "list", "taxpayer", "phone"),
    "list.{}": ("excluded", "rejected", "corrected"),
    "{}.card": [kind.code for kind in FILE_KINDS.values() if kind.counts],
    "settings.{}": (*FaultCode, *SETTINGS),
    "settings.section.{}": FIRST_OF_SECTION.values(),
    "renumber.{}": WaitingState,
    "file_kind.{}": (*FILE_KINDS, RENUMBERING.code),
    "way.{}": ("slack", "inbox", "terminal"),
    "cli.heading.{}": ("usage", "options", "arguments", "commands"),
    "cli.help.{}": (
        *(
            "nofu",
            "run",
            "check",
            "import",
            "digest",
            "why",
            "renumber",
            "reconcile",
            "audit",
            "verify",
            "sandbox",
            "demo",
        ),
        *("pause", "resume", "stop", "backup", "restore", "followup", "find", "publish", "lint"),
    ),
    "cli.severity.{}": Severity,
    "cli.not_recorded.{}": ("pause", "resume", "stop"),
    "cli.option.{}": (
        "list_file",
        *(
            "help",
            "text_file",
            "language",
            "version",
            "env",
            "as_json",
            "applied",
            "file",
            "ref",
            "campaign",
            "name",
            "person",
            "again",
            "choice",
            "as_of",
            "kind",
            "day",
            "call_days",
            "records",
            "record_day",
            "page_folder",
        ),
        *("port", "keep", "locale", "provider", "walk", "blocks", "take_over", "backup_file", "restored_file"),
    ),
    "check.advice.{}": CheckAdvice,
    "lock.{}": (*LockReason, *HoldReason),
    "check.part.{}": PARTS,
    "check.by_hand.{}": BY_HAND,
    "{}.{}": (
        *(f"promise_result.{state}" for state in ("open", "kept", "broken", "cancelled")),
        *(f"excluded.{code}" for code in Excluded),
        *(f"unjudged.{code}" for code in NEEDS),
        *(f"rejected.{code}" for code in Rejected),
        *(f"corrected.{code}" for code in Corrected),
        *(f"problem.{code}" for code in Rejected),
        *(f"column.{code}" for code in Column),
        *(f"held.{code}" for code in Held),
        *(f"call_result.{code}" for code in CallResult),
        *(f"undelivered.{code}" for code in NotDelivered),
        *(f"suppression.of_{code}" for code in SuppressedKind),
        *(f"suppression.source_{code}" for code in SUPPRESSION_SOURCES),
        *(f"end_reason.{code}" for code in EndReason),
        *(f"followup_result.{code}" for code in ("unknown", *NumberFault)),
        *(f"{counts.kind}.{name}" for counts in _COUNTS for name in counts.shown),
    ),
}
"""Each template of keys in the code, and the values that the code puts into it."""


def find_used_keys() -> frozenset[str]:
    """Every key that the code may ask for."""
    sections = {key.split(".")[0] for key in words("ja").catalogue}
    found = {key for tree in _parse_sources(*SOURCES) for key in _find_literals(tree) if key.split(".")[0] in sections}
    for template, values in FAMILIES.items():
        blanks = "{}{}" if template.endswith("{}{}") else "{}.{}" if template == "{}.{}" else "{}"
        found |= {template.replace(blanks, str(value)) for value in values}
    return frozenset(found | {f"refusal.{code}" for code in find_refusal_codes()})


def find_templates() -> frozenset[str]:
    """Every template of keys in the code."""
    return frozenset(
        text
        for tree in _parse_sources(*SOURCES)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        and "." in (text := _read_template(node))
        and _TEMPLATE.fullmatch(text)
        and text != "refusal.{}"
    )


def find_refusal_codes() -> frozenset[str]:
    """Every code of a refusal, except those of findings in a text."""
    raised = {code for tree in _parse_sources("bot", "commands", "scheduler") for code in _find_raised(tree)}
    campaign = make_campaign()
    cases = (
        *(replace(campaign, author="U1"), replace(campaign, editor="U1")),
        *(replace(campaign, uploader="U1"), replace(campaign, decider="U1")),
    )
    refused = {find_decision_refusal("U1", case) for case in cases}
    refused |= {
        find_role_refusal(Actor("U1", frozenset({role}), "ja", decides=False), (), date(2026, 7, 7)) for role in Role
    }
    kinds = [getattr(errors, name) for name in REFUSALS - {"BadInput"}]
    return frozenset(
        raised | {str(code) for code in refused} | set(REQUIRED.values()) | {kind.default for kind in kinds}
    )


def _find_raised(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS and node.args:
            yield from _find_codes(node.args[0])


def _find_codes(code: ast.expr) -> Iterator[str]:
    match code:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=first, orelse=second):
            yield from (*_find_codes(first), *_find_codes(second))
        case ast.JoinedStr() if _read_template(code) == "campaign_{}":
            yield from (f"campaign_{state}" for state in CampaignState)
        case ast.JoinedStr() if _read_template(code) == "backup_{}":
            yield from (f"backup_{why}" for why in (*BackupFault, *_UNUSABLE_BACKUPS))
        case ast.JoinedStr():
            assert _read_template(code) == "lint_{}", f"an unknown template of refusal codes: {_read_template(code)}"


def _find_literals(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _KEY.fullmatch(node.value):
            yield node.value


def _read_template(node: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def _parse_sources(*sources: str) -> Iterator[ast.Module]:
    for source in sources:
        path = ROOT / source
        assert path.exists(), path
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            yield ast.parse(file.read_text("utf-8"))
