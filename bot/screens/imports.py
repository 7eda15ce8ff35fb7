"""Posts on files of call results and exclusions, and the parts that all posts on imported files have in common.

The ground of an exclusion is never shown: only counts, and the numbers of the rows to look at in the file.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.model.imports import Problem
from bot.model.views import CallFileView, ExclusionFileView, PaymentFileView
from bot.screens import ids
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    actions_block,
    button_element,
    confirm_dialog,
    context_block,
    escape_name,
    facts_blocks,
    header_block,
    make_message,
    mention_person,
    section_block,
)
from bot.screens.labels import find_label, list_counts, list_problem_rows, list_unclear_rows
from bot.words import Words

_PAYMENT_COUNTS = ("applied", "repeated", "unmatched", "doubtful", "reversals")
_CALL_COUNTS = ("applied", "counted", "promises", "waiting", "numbers", "people", "repeated")
_EXCLUSION_COUNTS = ("excluded", "lifted", "clear", "repeated")
FileView = PaymentFileView | CallFileView | ExclusionFileView
_HEADING_LENGTH = 40


def build_call_file_card(frame: Frame, view: CallFileView) -> MessageCard:
    """Build the post on a file of call results."""
    words, counts = frame.words, view.counts
    results = (
        [section_block(f"*{words('calls.results')}*\n{list_counts(words, 'call_result', counts.results)}")]
        if counts.results
        else []
    )
    text = words("calls.card", applied=counts.applied, counted=counts.counted)
    return make_message(frame, text, _build_file_blocks(frame, words("calls.header"), view, results))


def build_exclusion_file_card(frame: Frame, view: ExclusionFileView) -> MessageCard:
    """Build the post on an exclusion file."""
    words = frame.words
    text = words("exclusions.card", excluded=view.counts.excluded, lifted=view.counts.lifted)
    return make_message(frame, text, _build_file_blocks(frame, words("exclusions.header"), view, []))


def _build_file_blocks(
    frame: Frame, header: str, view: CallFileView | ExclusionFileView, results: list[Block]
) -> list[Block]:
    words = frame.words
    blocks = [
        header_block(header),
        context_block(frame.mode_name),
        *build_counts(frame, view),
        *results,
        *build_rejected_rows(frame, view),
        *(section_block(note) for note in list_notes(words, view)),
    ]
    if view.counts.hidden_rows:
        blocks.append(section_block(words("list.hidden_rows", n=view.counts.hidden_rows)))
    return [*blocks, context_block(describe_as_of(words, view.as_of))]


def list_shown_counts(words: Words, view: FileView) -> list[tuple[str, int]]:
    """List the counts that both the card and the text report of a file show, with their labels."""
    counts: object = view.counts
    match view:
        case PaymentFileView():
            labels = {name: words(f"payments.{name}") for name in _PAYMENT_COUNTS}
        case CallFileView():
            labels = {name: words(f"calls.{name}") for name in _CALL_COUNTS}
        case ExclusionFileView():
            labels = {name: words(f"exclusions.{name}") for name in _EXCLUSION_COUNTS}
    return [(label, getattr(counts, name)) for name, label in labels.items()]


def get_rejected_label(words: Words, view: FileView) -> str:
    """Get the label for the rows of a file that could not be read."""
    keys = {PaymentFileView: "payments.rejected", CallFileView: "calls.rejected"}
    return words(keys.get(type(view), "exclusions.rejected"))


def build_counts(frame: Frame, view: FileView) -> list[Block]:
    """Show who imported a file, and how many of its rows had which outcome."""
    words, counts = frame.words, view.counts
    who = mention_person(view.person, words)
    summary = words("payments.summary", name=escape_name(view.name), who=who, rows=counts.rows)
    numbers = [
        *list_shown_counts(words, view),
        (get_rejected_label(words, view), sum(counts.rejected.values())),
    ]
    pairs = [(label, words("count.rows", n=number)) for label, number in numbers]
    return [section_block(summary), *facts_blocks(pairs)]


def build_rejected_rows(frame: Frame, view: FileView) -> list[Block]:
    """Show why rows could not be read: counts by reason, and the first of the rows."""
    rejected, words = view.counts.rejected, frame.words
    if not rejected:
        return []
    reasons = f"*{get_rejected_label(words, view)}*\n{list_counts(words, 'rejected', rejected)}"
    return [section_block(reasons), *build_problems(frame, view.problems, sum(rejected.values()))]


def list_notes(words: Words, view: CallFileView | ExclusionFileView) -> list[str]:
    """List the notes on rows with unknown words or days, which a person should check. For cards and text reports."""
    rows = list_unclear_rows(words, view.unclear_lines)
    if isinstance(view, ExclusionFileView):
        return [words("exclusions.unknown", n=view.counts.unknown, rows=rows)] if view.counts.unknown else []
    return [
        *([words("calls.unknown_do")] if view.counts.rejected.get("unknown_result") else []),
        *([words("calls.unclear", n=view.counts.unclear, rows=rows)] if view.counts.unclear else []),
    ]


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
    if not assigned:
        return []
    words = frame.words
    text = section_block(words("columns.assigned", columns=quote_pairs(words, assigned)))
    if not remembered:
        return [text]
    forget = button_element(
        words("columns.forget"), ids.PRESET_FORGET, f"{kind}:{file_id}", confirm=confirm_dialog(frame, "forget")
    )
    return [text, context_block(words("columns.used_again")), actions_block(f"preset_{file_id}", [forget])]


def quote_headings(words: Words, headings: Sequence[str]) -> str:
    """List headings in one line, each in quotation marks."""
    return words("list.comma").join(
        words("columns.heading", name=escape_name(name, _HEADING_LENGTH)) for name in headings
    )


def quote_pairs(words: Words, assigned: Mapping[str, str]) -> str:
    """List columns in one line, each with the heading assigned to it."""
    return words("list.comma").join(
        words("columns.pair", column=find_label(words, "column", column), name=escape_name(heading, _HEADING_LENGTH))
        for column, heading in assigned.items()
    )
