"""Column mappings are stored for the layout; a list that is imported again replaces the old one."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.model.errors import Conflict, FileRefused, NotAllowed, NotFound
from bot.model.imports import CallCounts, ExclusionCounts, FileView, PaymentCounts
from bot.model.lists import ListView
from bot.model.posts import EXCLUSION_FILE_POST, LIST_POST, PAYMENT_FILE_POST
from bot.model.reasons import Excluded, Problem, Rejected
from bot.rules.importing.column_questions import build_question_from_refusal
from bot.rules.importing.heading_names import find_letters
from bot.rules.importing.headings import Column
from bot.services import drafts, lists
from bot.services.imports import column_mappings, targets
from bot.services.imports.calls import CALLS
from bot.services.imports.column_mappings import NO_CHOICE, ColumnChoice
from bot.services.imports.exclusions import EXCLUSIONS
from bot.services.imports.payments import PAYMENTS
from bot.services.imports.pipeline import FileKind, Source, get_file_view, import_file
from bot.services.imports.targets import TARGETS
from tests.services.files import Debt, Paid, make_debts, write_lines, write_rows, write_target_list
from tests.services.harness import CLOCK, OPERATOR, UPLOADER, HarnessContext
from tests.services.steps import BY_SLACK, create_draft, import_list

PHONE, PHONE_LETTERS = {"phone": "でんわ"}, {"phone": "B"}
REMEMBERED = ColumnChoice(PHONE, remember=True)


def name_letters(assigned: Mapping[str, str]) -> dict[str, str | None]:
    """Return the letters of the columns that were assigned; their headings are stored as keyed hashes."""
    return {code: find_letters(heading) for code, heading in assigned.items()}


def write_renamed_list(path: Path, debts: list[Debt], **names: str) -> Path:
    """Write a list with some unknown headings."""
    write_target_list(path, debts)
    text = path.read_bytes().decode("cp932")
    for old, new in names.items():
        assert old in text
        text = text.replace(old, new, 1)
    path.write_bytes(text.encode("cp932"))
    return path


def write_unknown_list(context: HarnessContext, debts: list[Debt], **names: str) -> Path:
    return write_renamed_list(context.store.path.with_name("strange.csv"), debts, **(names or {"電話番号": "でんわ"}))


def import_path(
    context: HarnessContext, path: Path, choice: ColumnChoice = NO_CHOICE, *, again: bool = False
) -> ListView:
    return import_file(context, UPLOADER, TARGETS, path, name="x", source=BY_SLACK, again=again, choice=choice)


def import_payment_file(
    context: HarnessContext, path: Path, choice: ColumnChoice = NO_CHOICE
) -> FileView[PaymentCounts]:
    return import_file(context, UPLOADER, PAYMENTS, path, name="x", source=BY_SLACK, choice=choice)


def list_choices(context: HarnessContext) -> list[int]:
    """Return the ids of the lists that a campaign can use, newest first."""
    return [target.id for target in drafts.list_choices(context, UPLOADER)]


def test_a_mapping_is_used_for_the_next_file_of_the_layout_by_any_user(context: HarnessContext) -> None:
    path = write_unknown_list(context, make_debts(2))
    with pytest.raises(FileRefused, match="no_phone_column"):
        import_path(context, path)
    first = import_path(context, path, REMEMBERED)
    assert (name_letters(first.target.assigned), first.remembered) == (PHONE_LETTERS, True)
    path = write_unknown_list(context, make_debts(3))
    second = import_file(context, CLOCK, TARGETS, path, name="x", source=Source("inbox", None))
    assert (second.target.counts.recipients, name_letters(second.target.assigned)) == (3, PHONE_LETTERS)
    assert second.remembered


def test_a_choice_for_one_file_only_is_not_stored(context: HarnessContext) -> None:
    first = import_path(context, write_unknown_list(context, make_debts(2)), ColumnChoice(PHONE))
    assert (name_letters(first.target.assigned), first.remembered) == (PHONE_LETTERS, False)
    with pytest.raises(FileRefused, match="no_phone_column"):
        import_path(context, write_unknown_list(context, make_debts(3)))


def test_a_choice_is_not_stored_when_the_import_fails(context: HarnessContext) -> None:
    with pytest.raises(FileRefused, match="no_due_column"):
        import_path(context, write_unknown_list(context, make_debts(1), 電話番号="でんわ", 納期限="きげん"), REMEMBERED)
    with pytest.raises(FileRefused, match="no_phone_column"):
        import_path(context, context.store.path.with_name("strange.csv"))


def test_another_layout_does_not_get_the_mapping(context: HarnessContext) -> None:
    import_path(context, write_unknown_list(context, make_debts(2)), REMEMBERED)
    with pytest.raises(FileRefused, match="no_phone_column"):
        import_path(context, write_unknown_list(context, make_debts(2), 電話番号="でんわ", 架電回数="かけた"))


def test_optional_columns_alone_make_a_mapping_and_a_later_choice_is_added(context: HarnessContext) -> None:
    names = {"架電回数": "かけた", "除外区分": "とめる"}
    path = write_unknown_list(context, make_debts(2), **names)
    first = import_path(context, path)
    assert {Excluded.TOO_FEW_CALLS, Excluded.EXCLUDED_FLAG} <= set(first.unjudged)
    assert [find_letters(heading) for heading in first.target.unknown] == ["L", "N"]
    import_path(context, path, ColumnChoice({"calls": "かけた"}, remember=True), again=True)
    last = import_path(context, path, ColumnChoice({"excluded": "とめる"}, remember=True), again=True)
    assert name_letters(last.target.assigned) == {"calls": "L", "excluded": "N"}
    assert not {Excluded.TOO_FEW_CALLS, Excluded.EXCLUDED_FLAG} & set(last.unjudged)
    third = import_path(context, write_unknown_list(context, make_debts(4, calls="1"), **names))
    assert third.target.counts.excluded == {"too_few_calls": 4}


def test_a_user_who_may_import_can_delete_a_mapping_and_that_is_audited(context: HarnessContext) -> None:
    card = import_path(context, write_unknown_list(context, make_debts(2)), REMEMBERED)
    with pytest.raises(NotAllowed):
        column_mappings.forget_mapping(context, OPERATOR, "targets", LIST_POST, card.target.id)
    column_mappings.forget_mapping(context, UPLOADER, "targets", LIST_POST, card.target.id)
    assert context.list_audited()[-1] == (UPLOADER.user, "preset.forget", "done")
    view = targets.get_list_view(context, OPERATOR, card.target.id)
    assert (view.remembered, name_letters(view.target.assigned)) == (False, PHONE_LETTERS)
    with pytest.raises(NotFound, match="preset_gone"):
        column_mappings.forget_mapping(context, UPLOADER, "targets", LIST_POST, card.target.id)
    with pytest.raises(FileRefused, match="no_phone_column"):
        import_path(context, write_unknown_list(context, make_debts(3)))


def test_the_audit_entry_names_the_user_of_a_mapping_and_no_heading(context: HarnessContext) -> None:
    import_path(context, write_unknown_list(context, make_debts(2)), REMEMBERED)
    (entry,) = context.audit_entries()
    assert (entry.actor, entry.action, entry.facts["columns"]) == (UPLOADER.user, "list.import", "phone")
    assert "でんわ" not in str(entry.facts)
    assert context.column("SELECT by FROM column_mappings") == [UPLOADER.user]  # no view shows it


def test_payments_have_their_own_mappings(context: HarnessContext) -> None:
    import_list(context, make_debts(1))

    def write_unknown_payments(*rows: Paid) -> Path:
        path = write_rows(context.store.path.with_name("paid.csv"), Paid, rows)
        content = path.read_bytes().replace("納付日".encode("cp932"), "はらった日".encode("cp932"))
        path.write_bytes(content.replace("収納日".encode("cp932"), "きろく日".encode("cp932")))
        return path

    with pytest.raises(FileRefused, match="no_paid_column"):
        import_payment_file(context, write_unknown_payments(Paid()))
    choice = ColumnChoice({"paid_on": "はらった日"}, remember=True)
    assert import_payment_file(context, write_unknown_payments(Paid()), choice).counts.applied == 1
    card = import_payment_file(
        context, write_unknown_payments(Paid(), Paid(amount="一円"), Paid(paid="2/30", booked=""))
    )
    assert (name_letters(card.assigned), card.remembered) == ({"paid_on": "E"}, True)
    assert card.problems == (Problem(3, Rejected.BAD_AMOUNT), Problem(4, Rejected.BAD_DATE))
    assert get_file_view(PaymentCounts, context, OPERATOR, card.file_id).problems == card.problems
    column_mappings.forget_mapping(context, UPLOADER, "payments", PAYMENT_FILE_POST, card.file_id)
    assert not get_file_view(PaymentCounts, context, OPERATOR, card.file_id).remembered


def test_calls_and_exclusions_have_their_own_mappings(context: HarnessContext) -> None:
    import_list(context, make_debts(3))

    def write(name: str, text: str) -> Path:
        path = context.store.path.with_name(name)
        path.write_bytes(text.encode("cp932"))
        return path

    def import_both(choice: bool) -> tuple[FileView[CallCounts], FileView[ExclusionCounts]]:
        choices = [
            ColumnChoice({name: heading}, remember=True) if choice else NO_CHOICE
            for name, heading in (("result", "でかた"), ("excluded", "しるし"))
        ]
        return (
            import_file(context, UPLOADER, CALLS, calls, name="x", source=BY_SLACK, choice=choices[0]),
            import_file(context, UPLOADER, EXCLUSIONS, exclusions, name="x", source=BY_SLACK, choice=choices[1]),
        )

    calls = write("calls.csv", "宛名番号,架電日,でかた\r\n1001,2026-07-06,約束\r\n")
    exclusions = write("out.csv", "宛名番号,氏名,しるし\r\n1001,,なし\r\n1002,,1\r\n1003,,保留\r\n")
    kinds: list[tuple[FileKind[Any], Path, str]] = [(CALLS, calls, "result"), (EXCLUSIONS, exclusions, "excluded")]
    for kind, path, missing in kinds:
        with pytest.raises(FileRefused, match=f"no_{missing}_column") as caught:
            import_file(context, UPLOADER, kind, path, name="x", source=BY_SLACK)
        question = build_question_from_refusal(kind.code, caught.value.facts)
        assert question
        assert (question.needed, len(question.headings)) == ((Column(missing),), 1)
    called, excluded = import_both(choice=True)
    assert (called.counts.results, excluded.counts.unknown) == ({"promise": 1}, 1)
    called, excluded = import_both(choice=False)
    assert (name_letters(called.assigned), called.remembered) == ({"result": "C"}, True)
    assert (name_letters(excluded.assigned), excluded.remembered) == ({"excluded": "C"}, True)
    found = import_list(context, make_debts(3, calls="3")).target.counts.excluded
    assert found == {"promise_open": 1, "excluded_flag": 2}
    column_mappings.forget_mapping(context, UPLOADER, "exclusions", EXCLUSION_FILE_POST, excluded.file_id)
    assert not get_file_view(ExclusionCounts, context, OPERATOR, excluded.file_id).remembered


def test_a_list_imported_again_with_its_columns_replaces_the_first(context: HarnessContext) -> None:
    path = write_unknown_list(context, make_debts(2, promise="20260801"), 架電回数="かけた")
    old = import_path(context, path).target.id
    new = import_path(context, path, ColumnChoice({"calls": "かけた"}, remember=True), again=True).target.id
    lists.replace_list(context, UPLOADER, old, new)
    assert list_choices(context) == [new]
    assert context.list_audited()[-1] == (UPLOADER.user, "list.replace", "done")
    gone = lists.find_replacement(context, OPERATOR, old)
    assert gone is not None
    assert gone.successor == new
    assert lists.find_replacement(context, OPERATOR, new) is None
    with pytest.raises(Conflict) as refused:
        import_path(context, path)
    assert refused.value.facts == {"list": str(new)}


def test_a_list_that_a_campaign_uses_is_not_replaced(context: HarnessContext) -> None:
    path = write_unknown_list(context, make_debts(2), 架電回数="かけた")
    old = import_path(context, path).target.id
    create_draft(context, old)
    new = import_path(context, path, ColumnChoice({"calls": "かけた"}), again=True).target.id
    with pytest.raises(Conflict, match="list_in_use"):
        lists.replace_list(context, UPLOADER, old, new)
    assert list_choices(context) == [new, old]


def test_a_list_does_not_replace_the_list_of_another_file(context: HarnessContext) -> None:
    old, new = import_list(context, make_debts(2)).target.id, import_list(context, make_debts(3)).target.id
    with pytest.raises(Conflict, match="list_in_use"):
        lists.replace_list(context, UPLOADER, old, new)
    with pytest.raises(NotAllowed):
        lists.replace_list(context, CLOCK, old, new)
    assert list_choices(context) == [new, old]


def test_the_first_unreadable_rows_are_named_by_their_number_in_the_spreadsheet(context: HarnessContext) -> None:
    bad = [Debt(taxpayer=str(n), due="R8.2.30") for n in range(2000, 2013)]
    card = import_list(context, [*make_debts(1), Debt(phone="不明"), *bad])
    assert card.problems[:2] == (Problem(3, Rejected.MISSING_PHONE), Problem(4, Rejected.BAD_DATE))
    assert len(card.problems) == 10
    assert targets.get_list_view(context, OPERATOR, card.target.id).problems == card.problems


def test_unknown_words_in_an_exclusion_column_are_counted_and_exclude(context: HarnessContext) -> None:
    words = enumerate(("", "無", "転出", "死亡", "○", "保留", "要確認", "保留"), 10)
    debts = [Debt(taxpayer=str(n), phone=f"090-1234-60{n}", excluded=word) for n, word in words]
    card = import_list(context, [*debts, Debt(taxpayer="99", excluded="保留", due="")])
    assert (card.target.questions, card.target.counts.excluded) == (
        {"excluded_word": 4, "unread_row": 1},
        {"excluded_flag": 5},
    )
    assert targets.get_list_view(context, OPERATOR, card.target.id).target.questions == card.target.questions


def test_an_import_reports_its_progress(context: HarnessContext, tmp_path: Path) -> None:
    counts: list[int] = []
    path = write_target_list(tmp_path / "long.csv", [Debt(taxpayer=str(n)) for n in range(2_500)])
    import_file(context, UPLOADER, TARGETS, path, name="x", source=BY_SLACK, progress=counts.append)
    assert counts == sorted(counts)
    assert (len(counts) > 1, counts[-1]) == (True, 2_500)
    counts.clear()
    path = write_rows(tmp_path / "paid.csv", Paid, [Paid(taxpayer=str(n)) for n in range(2_500)])
    import_file(context, UPLOADER, PAYMENTS, path, name="x", source=BY_SLACK, progress=counts.append)
    assert counts[-1] == 2_500


def test_a_file_with_forbidden_names_is_refused_before_a_column_question(context: HarnessContext) -> None:
    path, source = write_unknown_list(context, make_debts(2)), Source("slack", UPLOADER.user, reduced=True)
    with pytest.raises(FileRefused, match="upload_has_names"):
        import_file(context, UPLOADER, TARGETS, path, name="x", source=source)
    assert context.list_audited() == [(UPLOADER.user, "list.import", "upload_has_names")]


def test_an_assigned_number_has_the_owner_with_its_digits_and_not_that_of_the_next_number(
    context: HarnessContext,
) -> None:
    path = context.store.path.with_name("numbered.csv")
    heading = "宛名番号,税目,年度,期別,納期限,未納額,架電回数,番号1,続柄1,番号2,続柄2"
    rows = (
        "1001,固定資産税,令和8,1,R8.5.31,30000,2,09012345601,本人,09012345602,配偶者",
        "1002,固定資産税,令和8,1,R8.5.31,30000,2,09012345603,配偶者,09012345604,本人",
        "1003,固定資産税,令和8,1,R8.5.31,30000,2,09012345605,本人,,",
        "1004,固定資産税,令和8,1,R8.5.31,30000,2,09012345606,,09012345607,本人",
    )
    write_lines(path, heading, rows)
    with pytest.raises(FileRefused, match="no_phone_column"):
        import_path(context, path)
    counts = import_path(context, path, ColumnChoice({"phone": "番号1"})).target.counts
    assert (counts.recipients, counts.excluded) == (3, {"not_own_number": 1})
