"""Samples of lists and other imported files: cards, pages, and messages about files."""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

from bot.model import lists
from bot.model.errors import Conflict
from bot.model.imports import (
    FIRST_UNCLEAR,
    CallCounts,
    ExclusionCounts,
    FileCounts,
    FileView,
    InboxFailure,
    PaymentCounts,
)
from bot.model.lists import Confirmation, Exports, ListView, ReplacedListView, SharedDecision, SharedNumbers, TargetList
from bot.model.reasons import FIRST_PROBLEMS, Corrected, Excluded, Problem, Rejected, RowQuestion
from bot.model.renumberings import RenumberingCounts, WaitingRenumbering, WaitingState
from bot.model.slack_files import SlackFile
from bot.rules.eligibility import NEEDS
from bot.rules.importing.call_results import CallResult
from bot.rules.importing.column_questions import ColumnQuestion
from bot.rules.importing.headings import Column
from bot.rules.importing.kinds import FILE_FORMATS
from bot.screens import alerts, column_questions, renumberings, shared_numbers
from bot.screens import imports as import_screens
from bot.screens import lists as list_screens
from bot.screens import payments as payment_screens
from bot.screens import uploads as upload_screens
from bot.screens.blocks import Frame
from bot.screens.samples.base import GROUP, MANY, MANY_FILES, NO_GROUP, NOW, PROBLEMS, SAMPLE, Screens, describe_error
from bot.screens.uploads import UploadRequest, pack_request


def make_list(
    name: str = "対象者",
    list_id: int = 1,
    uploader: str | None = "U0STAFF0001",
    source: str = "slack",
    *,
    confirmed: bool = False,
) -> TargetList:
    """Make a list with every correction, exclusion and rejection."""
    counts = lists.ListCounts(
        rows=MANY,
        recipients=MANY,
        accepted=MANY,
        corrected=dict.fromkeys(Corrected, MANY),
        excluded=dict.fromkeys(Excluded, MANY),
        rejected=dict.fromkeys(Rejected, MANY),
    )
    exports = lists.Exports((f"list-{list_id}-problems.xlsx",), MANY - 1, MANY, f"list-{list_id}-shared.xlsx")
    found = TargetList(list_id, name, source, uploader, frozenset(), counts, NOW, exports=exports)
    return (
        replace(found, confirmation=Confirmation("U0STAFF0001", NOW, found.confirmation_token)) if confirmed else found
    )


def make_list_view(name: str) -> ListView:
    """Make a list imported with a remembered mapping, with everything that a person should look at."""
    assigned = dict.fromkeys((column.value for column in FILE_FORMATS["targets"].columns.useful), name[:40])
    return ListView(
        replace(
            make_list(name),
            assigned=assigned,
            unknown=(name,) * 100,
            questions=dict.fromkeys(RowQuestion, MANY),
            hidden_rows=MANY,
        ),
        tuple(NEEDS),
        problems=tuple(Problem(MANY - 1, reason) for reason in (*Rejected, *Rejected))[:FIRST_PROBLEMS],
        remembered=True,
    )


def make_waiting_renumbering(name: str, state: WaitingState = WaitingState.WAITING) -> WaitingRenumbering:
    """Make a file of new ids with every count."""
    numbers: dict[str, Any] = {
        each.name: MANY for each in fields(RenumberingCounts) if each.name not in ("rejected", "unread_columns")
    }
    is_decided = state is not WaitingState.WAITING
    return WaitingRenumbering(
        id=MANY,
        name=name,
        token="f" * 16,
        counts=RenumberingCounts(rejected={}, **numbers),
        state=state,
        came_at=NOW,
        decided_by="U0SUPERV001" if is_decided else None,
        decided_at=NOW if is_decided else None,
        mentioned=GROUP,
    )


def make_slack_files(count: int, uploader: str = "U0STAFF0001", *, gone: bool = False) -> list[SlackFile]:
    """Make files in Slack, each of another uploader."""
    when = [NOW + timedelta(n) for n in range(count)]
    return [SlackFile(f"F{n}", f"{uploader}{n or ''}", "targets", at, gone, MANY) for n, at in enumerate(when)]


def make_file_view(counts: type[FileCounts], name: str) -> FileView[FileCounts]:
    """Make the view of an imported file, with everything that a person should look at."""
    reasons: dict[str, object] = {
        "rejected": {reason.value: MANY for reason in Rejected},
        "results": {result.value: MANY for result in CallResult},
        "missing": ["tax", "year", "instalment"],
        "unread_columns": ["C", "AB"],
    }
    made = counts(**{each.name: reasons.get(each.name, MANY) for each in fields(counts)})  # type: ignore[arg-type]  # any field
    assigned = dict.fromkeys((column.value for column in FILE_FORMATS[counts.kind].columns.useful), name[:40])
    unclear = (MANY,) * FIRST_UNCLEAR
    return FileView(
        3,
        name,
        name,
        date(2026, 7, 6),
        made,
        PROBLEMS,
        unclear,
        assigned,
        remembered=True,
        may_assign=True,
        exports=Exports(("payments-3-problems.xlsx",), MANY, MANY + 1),
        reversed_people=MANY,
    )


def build_list_cards(frame: Frame, text: str) -> Screens:
    """Build the card of a list in every state."""
    yield "list", list_screens.build_card(frame, make_list_view(text))
    yield "list replaced", list_screens.build_replaced_card(frame, ReplacedListView(1, MANY))
    for how in (None, *SharedDecision):
        decided = SharedNumbers(MANY, MANY, how, MANY, "U0STAFF0001" if how else None, NOW if how else None)
        yield f"list shared {how}", list_screens.build_card(frame, ListView(make_list(text), (), shared=decided))
    confirmed, adoptable = make_list(text, confirmed=True), make_list(text, 1, None, "inbox")
    yield "list confirmed", list_screens.build_card(frame, ListView(confirmed, tuple(NEEDS)))
    yield "list without a person", list_screens.build_card(frame, ListView(adoptable, tuple(NEEDS)))


def build_file_messages(frame: Frame, text: str) -> Screens:
    """Build the cards of other files, and the messages about files."""
    for counts in (PaymentCounts, CallCounts, ExclusionCounts):
        imported = make_file_view(counts, text)
        yield counts.kind, import_screens.build_file_card(frame, imported)
        later = replace(imported, assigned={}, is_read_again=True, may_assign=False)
        yield f"{counts.kind} read again", import_screens.build_file_card(frame, later)
    for files in (make_slack_files(1), make_slack_files(1, gone=True), make_slack_files(MANY_FILES)):
        name = f"{len(files)} files in Slack, deleted {files[0].gone}"
        yield name, upload_screens.build_files_card(frame, files)
    for code in ("personal_number", "inbox_link", "several_tables", "no_such_column"):
        facts: dict[str, str | int] = {"column": text, "tables": MANY, "sheets": text}
        failure = InboxFailure(NOW, "targets", text, code, facts, NO_GROUP)
        yield f"inbox failed {code}", alerts.build_inbox_alert(frame, failure)
    for waits in WaitingState:
        yield f"renumbering {waits}", renumberings.build_card(frame, make_waiting_renumbering(text, waits))
    gone = replace(make_waiting_renumbering(text), obstacle=Conflict("renumber_file_changed"))
    yield "renumbering of a changed file", renumberings.build_card(frame, gone)


def build_list_pages(frame: Frame, text: str) -> Screens:
    """Build the forms and pages about a list."""
    request, all_set = _make_requests(text)
    yield "list form", list_screens.build_form(frame)
    yield "list form again", list_screens.build_form(frame, describe_error(frame, text))
    yield "list form from /sms-new", list_screens.build_form(frame, note=frame.words("draft.no_lists"))
    yield "shared form", shared_numbers.build_decisions_form(frame, SAMPLE)
    decided = ListView(make_list(text), (), shared=SharedNumbers(MANY, MANY))
    yield "shared result", list_screens.build_decisions_result(frame, decided)
    yield "shared page", list_screens.build_shared_page(frame, decided)
    yield "list details", list_screens.build_details_page(frame, make_list_view(text))
    yield "list questions", list_screens.build_questions_page(frame, make_list_view(text))
    yield "list result", list_screens.build_result(frame, make_list_view(text), request)
    yield "list result in place", list_screens.build_result(frame, make_list_view(text), all_set, in_place=True)
    yield "list result beside", list_screens.build_result(frame, make_list_view(text), all_set)
    yield "list again", list_screens.build_same_file_page(frame, make_list_view(text), all_set)


def _make_requests(text: str) -> tuple[UploadRequest, UploadRequest]:
    """Make the request for an upload with the least, and one with everything that it can have."""
    request = UploadRequest("F0123456789", list_name=text)
    columns = {column.value: text[:40] for column in Column}
    return request, replace(request, columns=columns, import_again=True, replaces=MANY)


def build_file_pages(frame: Frame, text: str) -> Screens:
    """Build the form and the results of other files, and the questions about columns."""
    request, all_set = _make_requests(text)
    columns = FILE_FORMATS["targets"].columns
    asked = ColumnQuestion(columns.required, columns.useful, tuple(f"{n}{text[:38]}" for n in range(100)))
    yield "columns", column_questions.build_form(frame, "list_columns", asked, pack_request(all_set))
    useful = replace(asked, needed=())
    yield "columns, useful", column_questions.build_form(frame, "list_columns", useful, pack_request(request))
    remembered = {columns.useful[0].value: "D#0123456789abcdef"}
    known = replace(useful, headings=("D#0123456789abcdef",))
    yield "columns of a file", column_questions.build_form(frame, "file_columns", known, "calls:3", remembered)
    yield "payments form", payment_screens.build_form(frame)
    yield "payments form again", payment_screens.build_form(frame, describe_error(frame, text))
    yield "payments result", payment_screens.build_result(frame, make_file_view(PaymentCounts, text))
    yield "file result", import_screens.build_file_result(frame, make_file_view(CallCounts, text))
