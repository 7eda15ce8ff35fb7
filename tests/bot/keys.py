"""The keys of the catalogues that the code asks for, collected from its source."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.model import errors
from bot.model.campaigns import CampaignState, Intent
from bot.model.digests import DigestKind
from bot.model.messages import MessageState
from bot.model.reasons import Corrected, Excluded, Held, NotDelivered, Rejected
from bot.model.text_findings import FindingId, Severity
from bot.model.views import Mode
from bot.rules.approvals import find_decision_refusal
from bot.rules.importing.call_results import CallResult
from bot.rules.importing.headings import REQUIRED, Column
from bot.settings.documents import FIRST_OF_SECTION
from bot.settings.faults import FaultCode
from bot.settings.loading import SETTINGS
from bot.words import words

ROOT = Path(__file__).parents[2]
SAYING = (
    *("bot/screens", "bot/services/imports/problem_files.py", "commands", "scheduler", "bot/__main__.py"),
    "bot/settings/documents.py",
)
"""Where keys stand; elsewhere such words are the audit's."""
REFUSALS = frozenset(name for name in vars(errors) if isinstance(getattr(errors, name), type))
_KEY = re.compile(r"[a-z]+(\.[a-z0-9_]+)+")
_TEMPLATE = re.compile(r"[a-z.{}_]+")

_BUTTONS = ("submit", "approve", "reject", "withdraw", "pause", "resume", "stop")
_ASKED = ("approve", "reject", "withdraw", "stop", "adopt", "submit", "forget", "shared_leave", "shared_one")
_FIGURES = ("sent", "delivered", "undelivered", "pending", "unknown", "uncertain", "held")
INPUT_KINDS = ("targets", "payments", "calls", "exclusions", "decisions")
FAMILIES: dict[str, Iterable[str]] = {
    "mode.{}": Mode,
    "mode.{}.brief": Mode,
    "campaign.state.{}": CampaignState,
    "campaign.do.{}{}": (*CampaignState, "paused_by_hand", "paused_data_stale", "paused_text_changed"),
    "campaign.{}": _BUTTONS,
    "confirm.{}.title": _ASKED,
    "confirm.{}.text": _ASKED,
    "confirm.{}.yes": _ASKED,
    "message.{}": MessageState,
    "intent.{}": Intent,
    "severity.{}": Severity,
    "lint.{}": FindingId,
    "digest.{}": (*DigestKind, *_FIGURES),
    "digest.line.{}": (
        *_FIGURES,
        "as_of",
        "payments_count",
        "payments_yen",
        "paid_within",
        "promises_made",
        "promises_kept",
        "promises_broken",
        "cost_units_estimated",
        "cost_units_billed",
        "cost_yen",
        "lying_files",
        "lying_since",
    ),
    "problem.{}": (*(set(Rejected) - {Rejected.UNKNOWN_RESULT}), Excluded.SHARED_PHONE),
    "shared.{}": ("group", "line", "list", "taxpayer", "phone"),
    "list.{}": ("excluded", "rejected", "corrected"),
    "payments.{}": ("applied", "repeated", "unmatched", "doubtful", "reversals", "rejected"),
    "lying.{}": ("targets", "payments", "decisions"),
    "calls.{}": ("applied", "counted", "promises", "waiting", "numbers", "people", "repeated"),
    "exclusions.{}": ("excluded", "lifted", "clear", "repeated"),
    "settings.{}": (*FaultCode, *SETTINGS),
    "settings.section.{}": FIRST_OF_SECTION.values(),
    "file_kind.{}": INPUT_KINDS,
    "way.{}": ("slack", "inbox", "terminal"),
    "cli.heading.{}": ("usage", "options", "arguments", "commands"),
    "cli.help.{}": ("nofu", "run", "check", "import", *INPUT_KINDS, "digest", "sandbox", "demo"),
    "cli.option.{}": (
        "help",
        "version",
        "env",
        "as_json",
        "file",
        "name",
        "person",
        "again",
        "choice",
        "as_of",
        "kind",
        "day",
        "port",
        "keep",
        "walk",
    ),
    "check.by_hand.{}": ("groups", "retention", "contract", "clock"),
    "{}.{}": (
        *(f"excluded.{code}" for code in Excluded),
        *(f"rejected.{code}" for code in Rejected),
        *(f"corrected.{code}" for code in Corrected),
        *(f"problem.{code}" for code in Rejected),
        *(f"column.{code}" for code in Column),
        *(f"held.{code}" for code in Held),
        *(f"call_result.{code}" for code in CallResult),
        *(f"undelivered.{code}" for code in NotDelivered),
    ),
}
"""Each template of keys that the code fills, and what it is filled with."""


def used() -> frozenset[str]:
    """Every key that the code may ask for."""
    sections = {key.split(".")[0] for key in words("ja").catalogue}
    found = {key for tree in _trees(*SAYING) for key in _literals(tree) if key.split(".")[0] in sections}
    for template, values in FAMILIES.items():
        blanks = "{}{}" if template.endswith("{}{}") else "{}.{}" if template == "{}.{}" else "{}"
        found |= {template.replace(blanks, str(value)) for value in values}
    return frozenset(found | {f"refusal.{code}" for code in refusals()})


def templates() -> frozenset[str]:
    """Every template of keys that stands in the code."""
    return frozenset(
        text
        for tree in _trees(*SAYING)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        and "." in (text := _template(node))
        and _TEMPLATE.fullmatch(text)
        and text != "refusal.{}"
    )


def refusals() -> frozenset[str]:
    """Every code with which something is refused, but for what is wrong with a text."""
    raised = {code for tree in _trees("bot", "commands", "scheduler") for code in _raised(tree)}
    parts: tuple[dict[str, str | None], ...] = (
        {"author": "U1", "uploader": None, "decider": None},
        {"author": "U2", "uploader": "U1", "decider": None},
        {"author": "U2", "uploader": None, "decider": "U1"},
    )
    answered = {find_decision_refusal("U1", **part) for part in parts}  # type: ignore[arg-type]  # the author is never None
    kinds = [getattr(errors, name) for name in REFUSALS - {"BadInput"}]
    return frozenset(
        raised | {str(code) for code in answered} | set(REQUIRED.values()) | {kind.default for kind in kinds}
    )


def _raised(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS and node.args:
            yield from _codes(node.args[0])


def _codes(code: ast.expr) -> Iterator[str]:
    match code:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=first, orelse=second):
            yield from (*_codes(first), *_codes(second))
        case ast.JoinedStr() if _template(code) == "campaign_{}":
            yield from (f"campaign_{state}" for state in CampaignState)
        case ast.JoinedStr():
            assert _template(code) == "lint_{}", f"a family of refusals that no test knows: {_template(code)}"


def _literals(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _KEY.fullmatch(node.value):
            yield node.value


def _template(node: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def _trees(*places: str) -> Iterator[ast.Module]:
    for place in places:
        path = ROOT / place
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            yield ast.parse(file.read_text("utf-8"))
