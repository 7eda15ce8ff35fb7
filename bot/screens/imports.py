"""The post on an imported file, and the parts that the screens of all imported files have in common.

The ground of an exclusion is never shown: only counts, and the numbers of the rows to look at in the file.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.model.imports import CallCounts, ExclusionCounts, FileCounts, FileView, PaymentCounts
from bot.model.lists import Exports
from bot.model.reasons import Problem
from bot.rules.importing.heading_names import find_letters
from bot.screens import ids
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    SlackView,
    actions_block,
    button_element,
    confirm_dialog,
    context_block,
    escape_name,
    facts_blocks,
    make_message,
    mention_person,
    modal_view,
    section_block,
)
from bot.screens.labels import Unit, describe_count, find_label, list_counts, list_problem_rows, list_unclear_rows
from bot.words import Words

_HEADING_LENGTH = 40
_UNITS = {
    ("calls", "numbers"): Unit.ITEMS,
    ("calls", "people"): Unit.PEOPLE,
    ("renumber", "changed"): Unit.PEOPLE,
    ("renumber", "unchanged"): Unit.PEOPLE,
    ("renumber", "known"): Unit.PEOPLE,
    ("renumber", "merged"): Unit.PEOPLE,
    ("renumber", "recipients"): Unit.PEOPLE,
    ("renumber", "messages"): Unit.MESSAGES,
    ("renumber", "promises"): Unit.ITEMS,
    ("renumber", "suppressions"): Unit.ITEMS,
}
"""What the counts of a file count, where they are not rows."""


def build_file_card(frame: Frame, view: FileView[FileCounts]) -> MessageCard:
    """Build the post on an imported file of any kind."""
    words, counts = frame.words, view.counts
    headline = words(f"{counts.kind}.card", **{name: getattr(counts, name) for name in counts.shown})
    return make_message(frame, headline, build_file_blocks(frame, view), notes=[_name_kind(words, counts)])


def build_file_result(frame: Frame, view: FileView[FileCounts]) -> SlackView:
    """Build the page that shows the outcome of an import of any kind."""
    return modal_view(frame, "file_result", _name_kind(frame.words, view.counts), build_file_blocks(frame, view))


def _name_kind(words: Words, counts: FileCounts) -> str:
    kind = find_label(words, "file_kind", counts.kind)
    return kind[:1].upper() + kind[1:]


def build_file_blocks(frame: Frame, view: FileView[FileCounts]) -> list[Block]:
    """Show who imported a file, how many of its rows had which outcome, and what a person should check."""
    words, counts = frame.words, view.counts
    who = mention_person(view.person, words)
    summary = words("payments.summary", name=escape_name(view.name), who=who, rows=counts.rows)
    rejected = describe_count(words, sum(counts.rejected.values()), Unit.ROWS)
    # A file without a person did not come through Slack, so there is nothing to delete.
    notes = [describe_as_of(words, view.as_of), *([words("list.delete_file")] if view.person else [])]
    return [
        section_block(summary),
        *facts_blocks([*list_shown_counts(words, counts), (words("list.rejected"), rejected)]),
        *_build_results(words, counts),
        *_build_rejected_rows(frame, view),
        *(section_block(note) for note in list_notes(words, view)),
        *_build_decide_button(frame, view),
        *_build_assign_button(frame, view),
        *build_assignment(
            frame,
            counts.kind,
            view.file_id,
            view.assigned,
            remembered=view.remembered and not view.is_read_again,  # the newer card says what is remembered
        ),
        context_block(*notes),
    ]


def _build_decide_button(frame: Frame, view: FileView[FileCounts]) -> list[Block]:
    """Build the button that decides on people whose payment was taken back, while some are left."""
    if not (isinstance(view.counts, PaymentCounts) and view.counts.reversed_people and view.reversed_people):
        return []
    button = button_element(frame.words("reversed.open"), ids.SUPPRESSION_DECIDE)
    return [actions_block(f"decide_{view.file_id}", [button])]


def _build_assign_button(frame: Frame, view: FileView[FileCounts]) -> list[Block]:
    """Build the button that assigns columns, where one that was not understood may be one that is missing."""
    if not view.may_assign:
        return []
    value = f"{view.counts.kind}:{view.file_id}"
    button = button_element(frame.words("columns.assign"), ids.FILE_ASSIGN, value)
    return [actions_block(f"assign_{view.file_id}", [button])]


def list_shown_counts(words: Words, counts: FileCounts) -> list[tuple[str, str]]:
    """List the counts that both the card and the text report of a file show: their labels, and what they count."""
    return [
        (
            find_label(words, counts.kind, name),
            describe_count(words, getattr(counts, name), _UNITS.get((counts.kind, name), Unit.ROWS)),
        )
        for name in counts.shown
    ]


def _build_results(words: Words, counts: FileCounts) -> list[Block]:
    """Show the results of calls."""
    if not (isinstance(counts, CallCounts) and counts.results):
        return []
    return [
        section_block(f"*{words('calls.results')}*\n{list_counts(words, 'call_result', counts.results, Unit.ROWS)}")
    ]


def _build_rejected_rows(frame: Frame, view: FileView[FileCounts]) -> list[Block]:
    """Show why rows could not be read: counts by reason, and the first of the rows."""
    rejected, words = view.counts.rejected, frame.words
    if not rejected:
        return []
    reasons = f"*{words('list.rejected')}*\n{list_counts(words, 'rejected', rejected, Unit.ROWS)}"
    return [section_block(reasons), *build_problems(frame, view.problems, sum(rejected.values()))]


def list_notes(words: Words, view: FileView[FileCounts]) -> list[str]:
    """List the notes on what a person should check in the file. For cards and text reports."""
    counts, rows = view.counts, list_unclear_rows(words, view.unclear_lines)
    notes = []
    if isinstance(counts, ExclusionCounts) and counts.unknown:
        notes.append(words("exclusions.unknown", n=counts.unknown, rows=rows))
    if isinstance(counts, ExclusionCounts) and counts.everyone:
        notes.append(words("exclusions.everyone", n=counts.everyone))
    if isinstance(counts, ExclusionCounts) and counts.blank:
        notes.append(words("exclusions.blank", n=counts.blank))
    if isinstance(counts, CallCounts) and counts.rejected.get("unknown_result"):
        notes.append(words("calls.unknown_do"))
    if isinstance(counts, CallCounts) and counts.unclear:
        notes.append(words("calls.unclear", n=counts.unclear, rows=rows))
    if isinstance(counts, PaymentCounts) and counts.reversed_people:
        notes.append(words("payments.reversed_people", n=counts.reversed_people, all=view.reversed_people))
    if isinstance(counts, PaymentCounts) and counts.missing:
        columns = words("list.comma").join(find_label(words, "column", code) for code in counts.missing)
        notes.append(words("payments.missing", columns=columns))
    if view.is_read_again:
        notes.append(words("file.read_again"))
    elif counts.unread_columns:
        letters = words("list.comma").join(words("columns.place", letters=place) for place in counts.unread_columns)
        notes.append(words("file.unread_columns", columns=letters))
    if counts.hidden_rows:
        notes.append(words("list.hidden_rows", n=counts.hidden_rows))
    if counts.struck_rows:
        notes.append(words("file.struck_rows", n=counts.struck_rows))
    if counts.held_rows:
        notes.append(words("file.held_rows", n=counts.held_rows))
    if counts.old_ids:
        notes.append(words("file.old_ids", n=counts.old_ids))
    if view.exports is not None:
        notes.append(describe_exports(words, view.exports))
    return notes


def describe_exports(words: Words, exports: Exports) -> str:
    """Name the files with the rows that a person must check, or say that none could be written."""
    if not exports.problem_files:
        return words("list.problems_not_written", of=exports.problem_rows)
    lines = [words("list.problems", rows=exports.written_rows, files=words("list.comma").join(exports.problem_files))]
    if exports.written_rows < exports.problem_rows:
        lines.append(words("list.problems_more", rows=exports.written_rows, of=exports.problem_rows))
    if len(exports.problem_files) == 1:
        lines.append(words("list.problems_no_csv"))
    return "\n".join(lines)


def describe_as_of(words: Words, day: date | None) -> str:
    """Describe up to which day the data of a file reaches."""
    return words("payments.as_of_line", day=words("payments.no_date") if day is None else words.day(day))


def build_problems(frame: Frame, first: Sequence[Problem], total: int) -> list[Block]:
    """Show the first rows that could not be read, a line each, and how many more there are."""
    if not first:
        return []
    words = frame.words
    lines = list_problem_rows(words, first)
    if total > len(first):
        lines.append(words("problem.more", n=total - len(first)))
    return [section_block("\n".join([f"*{words('problem.title')}*", *lines]))]


def build_assignment(
    frame: Frame, kind: str, file_id: int, assigned: Mapping[str, str], *, remembered: bool
) -> list[Block]:
    """Show which headings a person assigned to columns. If the mapping is remembered, add a button that deletes it."""
    if not assigned and not remembered:
        return []
    words = frame.words
    text = section_block(
        words("columns.assigned", columns=quote_pairs(words, assigned)) if assigned else words("columns.assigned_later")
    )
    if not remembered:
        return [text]
    forget = button_element(
        words("columns.forget"), ids.PRESET_FORGET, f"{kind}:{file_id}", confirm=confirm_dialog(frame, "forget")
    )
    return [text, context_block(words("columns.used_again")), actions_block(f"preset_{file_id}", [forget])]


def quote_headings(words: Words, headings: Sequence[str]) -> str:
    """List headings in one line, each in quotation marks, or by the letters of its column."""
    return words("list.comma").join(_quote_heading(words, heading) for heading in headings)


def _quote_heading(words: Words, heading: str) -> str:
    letters = find_letters(heading)
    if letters is None:
        return words("columns.heading", name=escape_name(heading, _HEADING_LENGTH))
    return words("columns.place", letters=letters)


def quote_pairs(words: Words, assigned: Mapping[str, str]) -> str:
    """List columns in one line, each with the heading assigned to it."""
    return words("list.comma").join(
        words("columns.pair", column=find_label(words, "column", column), heading=_quote_heading(words, heading))
        for column, heading in assigned.items()
    )
