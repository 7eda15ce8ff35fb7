"""A file in the inbox folder is imported once, when it is complete, and moved with a report."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from bot.files import inbox_folder as files_inbox_folder
from bot.model.access import Actor, Role
from bot.model.digests import DigestKind
from bot.model.errors import NotFound
from bot.model.lists import ListView
from bot.model.posts import Mentioned
from bot.screens import text_reports
from bot.services import digests, home, lists
from bot.services.imports import inbox_folder, targets
from bot.services.imports.column_mappings import ColumnChoice
from bot.services.imports.inbox_folder import InboxFolder
from bot.services.imports.kinds import FILE_KINDS
from bot.services.imports.pipeline import FileImport, FileKind, Source, import_file
from bot.services.imports.targets import TARGETS
from bot.words import words
from tests.services.files import CallRow, Debt, ExclusionRow, Paid, make_debts, write_rows, write_target_list
from tests.services.harness import CLOCK, OPERATOR, HarnessContext, ProcessKilled, fail_with
from tests.services.steps import import_exclusions, import_list

JA = words("ja")
EMMA = Actor("U_EMMA", frozenset({Role.STAFF}), "en")


class Folder:
    """An inbox folder, its job, and a monotonic clock."""

    def __init__(self, context: HarnessContext) -> None:
        self.context = context
        self.moment = 0.0
        self.restart()

    def restart(self) -> None:
        """Replace the job by a new one, as after a crash."""
        self.job = InboxFolder(text_reports.write_report)
        self.run_job()

    def run_job(self, seconds: float = 0.0) -> None:
        self.moment += seconds
        self.job.take_next(self.context, CLOCK, self.moment)

    def run_until_still(self, files: int = 1) -> None:
        """Run the job until so many files were stable for long enough."""
        self.run_job()
        for _ in range(files):
            self.run_job(5.0)

    def path(self, kind: str, *parts: str) -> Path:
        return self.context.settings.inbox.joinpath(kind, *parts)

    def list_names(self, kind: str, place: str) -> list[str]:
        """List the files (without reports) in done, failed or taken."""
        return sorted(one.name for one in self.path(kind, place).iterdir() if not one.name.endswith(".report.txt"))

    def report(self, kind: str, place: str, name: str) -> str:
        return self.path(kind, place, f"{name}.report.txt").read_text("utf-8-sig")

    def only_report(self, kind: str, place: str) -> str:
        """Return the report of the only file in done, failed or taken."""
        (name,) = self.list_names(kind, place)
        return self.report(kind, place, name)


@pytest.fixture
def folder(context: HarnessContext) -> Folder:
    return Folder(context)


def count_lists(context: HarnessContext) -> int:
    """Count the lists that a user may adopt."""
    return len(home.get_home(context, EMMA).to_adopt)


def test_a_list_is_imported_announced_and_waits_for_adoption(folder: Folder) -> None:
    context = folder.context
    debts = [*make_debts(3), Debt(taxpayer="1009", phone="不明"), Debt(taxpayer="1010", phone="9012345610")]
    write_target_list(folder.path("targets", "7月分.csv"), debts, without=("calls",))
    folder.run_until_still()
    card = targets.get_list_view(context, CLOCK, 1)
    shown = "20260707-090000-targets.csv"  # the file's own name may hold a person's
    assert (card.target.name, card.target.source, card.target.uploader) == (shown, "inbox", None)
    assert context.post_keys("list") == ["1"]
    (name,) = folder.list_names("targets", "done")
    assert name == "20260707-090000-7月分.csv"
    report = folder.report("targets", "done", name)
    for part in (
        "5行のうち",
        "電話番号がない：1行",
        JA("problem.line", line=5, what=JA("problem.missing_phone")),
        "先頭の0を補った：1か所",
        "架電回数が足りるかどうか（架電回数の列なし）",
    ):
        assert part in report
    assert report.index("引き取る") < report.index("Adopt")
    assert folder.path("targets", "7月分.csv").exists() is False
    lists.adopt_list(context, EMMA, 1)


def test_a_report_holds_no_personal_data(folder: Folder) -> None:
    debts = [Debt(), Debt(taxpayer="77345", phone="090-9876"), Debt(taxpayer="77346", phone="", name="山田　花子")]
    write_target_list(folder.path("targets", "09012345678 x.csv"), debts)
    folder.run_until_still()
    report = folder.only_report("targets", "done")
    for secret in ("77345", "77346", "山田", "納税", "9876", "1234", "09012345678", "1001"):
        assert secret not in report


def test_a_file_that_is_still_growing_is_not_imported(folder: Folder) -> None:
    whole = write_target_list(folder.context.store.path.with_name("x.csv"), make_debts(3)).read_bytes()
    path = folder.path("targets", "x.csv")
    for part in range(1, 4):
        path.write_bytes(whole[: len(whole) * part // 4])
        folder.run_job(4.0)
        folder.run_job(4.0)
    assert count_lists(folder.context) == 0
    path.write_bytes(whole)
    folder.run_until_still()
    assert targets.get_list_view(folder.context, CLOCK, 1).target.counts.rows == 3


def test_the_same_rows_again_end_with_a_report_and_make_no_second_list(folder: Folder) -> None:
    write_target_list(folder.path("targets", "a.csv"), make_debts(3))
    folder.run_until_still()
    write_target_list(folder.path("targets", "b.csv"), reversed(make_debts(3)), encoding="utf-8")
    folder.run_until_still()
    assert count_lists(folder.context) == 1
    again = folder.list_names("targets", "done")[1]
    assert "対象者リスト 1 として取り込まれています" in folder.report("targets", "done", again)
    assert folder.list_names("targets", "failed") == []
    assert folder.context.post_keys("inbox_failed") == []


def test_a_file_that_cannot_be_read_fails_with_a_report_and_a_post(folder: Folder) -> None:
    context = folder.context
    folder.path("targets", "画像.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    folder.run_until_still()
    (name,) = folder.list_names("targets", "failed")
    assert "表のファイルではありません" in folder.report("targets", "failed", name)
    assert "もう一度受け箱に入れて" in folder.report("targets", "failed", name)
    (key,) = context.post_keys("inbox_failed")
    shown = inbox_folder.get_failure(context, OPERATOR, int(key))
    assert (shown.kind, shown.name, shown.code) == ("targets", "20260707-090000-targets.csv", "not_a_table")
    assert shown.mentioned == Mentioned(("S0SUPERVISE",)), "nobody has the role of staff"
    assert ("clock", "inbox.refuse", "done") in context.list_audited()
    assert ("clock", "list.import", "not_a_table") in context.list_audited()


def test_an_unknown_column_is_mapped_in_slack_and_then_used_here(folder: Folder) -> None:
    context = folder.context
    rows = "宛名番号,れんらく,納期限\n1001,090-1234-5601,R8.5.31\n"
    folder.path("targets", "a.csv").write_text(rows, "utf-8")
    folder.run_until_still()
    (name,) = folder.list_names("targets", "failed")
    assert "/sms-list" in folder.report("targets", "failed", name)
    path = context.store.path.with_name("taught.csv")
    path.write_text(rows.replace("1001", "1002"), "utf-8")
    choice = ColumnChoice({"phone": "れんらく"}, remember=True)
    import_file(context, EMMA, TARGETS, path, name="x", source=Source("slack", EMMA.user), choice=choice)
    folder.path("targets", "a.csv").write_text(rows, "utf-8")
    folder.run_until_still()
    assert targets.get_list_view(context, CLOCK, 2).target.source == "inbox"


def test_a_personal_number_is_an_incident_and_the_report_says_what_to_do(folder: Folder) -> None:
    folder.path("payments", "p.csv").write_text("宛名番号,納付日,金額,個人番号\n1,2026-07-06,3,4\n", "utf-8")
    folder.run_until_still()
    assert "すぐに削除してください" in folder.only_report("payments", "failed")
    assert len(folder.context.post_keys("incident")) == len(folder.context.post_keys("inbox_failed")) == 1


def test_payments_count_once_although_their_file_comes_twice(folder: Folder) -> None:
    context = folder.context
    import_list(context, make_debts(2))
    for name in ("p.csv", "q.csv"):
        write_rows(folder.path("payments", name), Paid, [Paid(), Paid(taxpayer="1002")])
        folder.run_until_still()
    assert digests.compute_figures(context, CLOCK, DigestKind.DAILY, None).payments_count == 2
    assert context.post_keys("payments") == ["1", "2"]
    first, second = folder.list_names("payments", "done")
    assert "反映した行：2" in folder.report("payments", "done", first)
    assert "すでに取込み済みの行：2" in folder.report("payments", "done", second)


def test_call_results_and_exclusions_are_imported_and_counted_in_their_reports(folder: Folder) -> None:
    import_list(folder.context, make_debts(3))
    write_rows(folder.path("calls", "架電.csv"), CallRow, [CallRow(), CallRow(taxpayer="", result="不在")])
    rows = [ExclusionRow(), ExclusionRow(taxpayer="1002", reason="？")]
    write_rows(folder.path("exclusions", "除外.csv"), ExclusionRow, rows)
    folder.run_until_still(2)
    report = folder.only_report("calls", "done")
    assert JA("problem.line", line=3, what=JA("problem.missing_taxpayer_id")) in report
    assert report.count("2026年7月6日") == 1
    assert "3行目" in folder.only_report("exclusions", "done")
    assert (folder.context.post_keys("exclusions"), folder.context.post_keys("calls")) == (["1"], ["2"])


def test_payments_calls_and_exclusions_are_imported_before_lists(folder: Folder) -> None:
    write_target_list(folder.path("targets", "a.csv"), make_debts(3))
    write_rows(folder.path("exclusions", "b.csv"), ExclusionRow, [ExclusionRow()])
    folder.run_until_still(2)
    counts = targets.get_list_view(folder.context, CLOCK, 1).target.counts
    assert (counts.recipients, counts.excluded) == (2, {"excluded_flag": 1})


def test_a_symbolic_link_is_refused_and_not_followed(folder: Folder, tmp_path: Path) -> None:
    real = write_target_list(tmp_path / "elsewhere.csv", make_debts(3))
    folder.path("targets", "link.csv").symlink_to(real)
    folder.run_until_still()
    assert count_lists(folder.context) == 0
    assert "リンク" in folder.only_report("targets", "failed")
    assert real.exists()


def test_one_file_at_a_time_the_oldest_first(folder: Folder) -> None:
    for age, name in enumerate(("new.csv", "old.csv")):
        path = write_target_list(folder.path("targets", name), make_debts(age + 1))
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    folder.run_job()
    folder.run_job(5.0)
    assert [name.split("-")[-1] for name in folder.list_names("targets", "done")] == ["old.csv"]
    folder.run_job()
    assert len(folder.list_names("targets", "done")) == 2


def kill_at(after: bool) -> FileKind[ListView]:
    """Return a kind of list whose import ends the process: at its end, or before it stores anything."""

    def import_rows(job: FileImport) -> ListView:
        if after:
            TARGETS.import_rows(job)
        raise ProcessKilled

    return replace(TARGETS, import_rows=import_rows)


@pytest.mark.parametrize("after", [False, True], ids=["in the middle", "before the move"])
def test_a_crash_makes_neither_two_lists_nor_none(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, *, after: bool
) -> None:
    write_target_list(folder.path("targets", "a.csv"), make_debts(3))
    folder.run_job()
    with monkeypatch.context() as patched:
        patched.setitem(FILE_KINDS, "targets", kill_at(after))
        with pytest.raises(ProcessKilled):
            folder.run_job(5.0)
    assert folder.list_names("targets", "taken") == ["20260707-090000-a.csv"]
    folder.context.clock.advance(hours=1)
    folder.restart()
    assert count_lists(folder.context) == 1
    assert folder.list_names("targets", "done") == ["20260707-090000-a.csv"]
    assert folder.list_names("targets", "taken") == []


@pytest.mark.parametrize("name", ["20260707-085900-a.csv", "a.csv"], ids=["time in its name", "time of its writing"])
def test_a_file_that_a_crash_left_behind_lifts_no_exclusion_imported_since_it_came(folder: Folder, name: str) -> None:
    context = folder.context
    left = write_rows(folder.path("exclusions", "taken", name), ExclusionRow, [ExclusionRow(flag="0")])
    os.utime(left, (context.clock.now().timestamp() - 60,) * 2)
    import_exclusions(context, ExclusionRow())
    folder.restart()
    assert folder.list_names("exclusions", "done") == [name]
    assert import_list(context, make_debts(1)).target.counts.excluded == {"excluded_flag": 1}


def test_a_refused_file_that_a_crash_left_behind_is_announced_once(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.path("targets", "a.csv").write_text("nothing", "utf-8")
    folder.run_job()
    with monkeypatch.context() as patched:
        patched.setattr(files_inbox_folder, "finish_file", fail_with(ProcessKilled()))
        with pytest.raises(ProcessKilled):
            folder.run_job(5.0)
    folder.restart()
    assert len(folder.context.post_keys("inbox_failed")) == 1
    assert folder.list_names("targets", "failed") == ["20260707-090000-a.csv"]


def test_a_file_that_cannot_be_moved_is_imported_once(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    context = folder.context
    import_list(context, make_debts(1))
    write_rows(folder.path("payments", "p.csv"), Paid, [Paid()])

    with monkeypatch.context() as patched:
        patched.setattr(files_inbox_folder, "finish_file", fail_with(PermissionError()))
        folder.run_until_still(20)
    assert context.post_keys("payments") == ["1"]
    write_rows(folder.path("payments", "q.csv"), Paid, [Paid(taxpayer="9")])
    folder.run_until_still()
    assert context.post_keys("payments") == ["1", "2"]  # others do not wait
    assert len(folder.list_names("payments", "done")) == 2


def test_a_report_that_cannot_be_rendered_does_not_repeat_the_import(folder: Folder) -> None:
    folder.job = InboxFolder(fail_with(KeyError()))
    import_list(folder.context, make_debts(1))
    write_rows(folder.path("payments", "p.csv"), Paid, [Paid()])
    folder.run_until_still(3)
    assert folder.context.post_keys("payments") == ["1"]
    assert folder.list_names("payments", "done") == ["20260707-090000-p.csv"]


def test_a_file_that_a_user_removed_is_forgotten(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.path("payments", "p.csv").write_text("x", "utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(files_inbox_folder, "finish_file", fail_with(PermissionError()))
        folder.run_until_still()
    folder.path("payments", "taken", "20260707-090000-p.csv").unlink()
    folder.run_until_still(2)
    assert folder.list_names("payments", "failed") == []
    assert not folder.job._unmoved


def test_a_file_that_causes_an_error_does_not_block_the_others(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    write_target_list(folder.path("targets", "a.csv"), make_debts(3))
    import_list(folder.context, make_debts(1))
    write_rows(folder.path("payments", "p.csv"), Paid, [Paid()])
    monkeypatch.setitem(FILE_KINDS, "targets", replace(TARGETS, import_rows=fail_with(ZeroDivisionError())))
    folder.run_until_still(3)
    assert "障害番号" in folder.only_report("targets", "failed")
    assert len(folder.list_names("payments", "done")) == 1


def test_an_unusable_inbox_is_reported_once_and_checked_again(
    context: HarnessContext, caplog: pytest.LogCaptureFixture
) -> None:
    context.settings.inbox.write_text("a file where a folder should be")
    folder = Folder(context)
    folder.run_until_still(5)
    assert [record.message for record in caplog.records] == ["inbox_unusable"]
    context.settings.inbox.unlink()
    write_target_list(context.store.path.with_name("x.csv"), make_debts(3))
    folder.run_job()
    write_target_list(folder.path("targets", "x.csv"), make_debts(3))
    folder.run_until_still()
    assert count_lists(context) == 1


def test_an_unknown_failure_is_not_found(context: HarnessContext) -> None:
    with pytest.raises(NotFound, match="file_gone"):
        inbox_folder.get_failure(context, OPERATOR, 1)


def test_a_refusal_does_not_show_a_file_name_that_says_why_people_are_excluded(folder: Folder) -> None:
    folder.path("exclusions", "DV支援対象者.csv").write_bytes(b"a,b\r\n1,2\r\n")
    folder.run_until_still()
    assert folder.list_names("exclusions", "failed") == ["20260707-090000-DV支援対象者.csv"]
    shown = inbox_folder.get_failure(folder.context, CLOCK, int(folder.context.post_keys("inbox_failed")[0]))
    assert shown.name == "20260707-090000-exclusions.csv"


@pytest.mark.parametrize("kind", ["targets", "exclusions"])
def test_no_sensitive_heading_of_a_refused_file_is_stored(folder: Folder, kind: str) -> None:
    heading = "氏名,納期限,除外区分,支援措置の期間,090-1234-5678の人"
    folder.path(kind, "x.csv").write_bytes(f"{heading}\r\na,b,c,d,e\r\n".encode("cp932"))
    folder.run_until_still()
    failure = inbox_folder.get_failure(folder.context, CLOCK, int(folder.context.post_keys("inbox_failed")[0]))
    assert failure.code == "no_taxpayer_column"
    assert "headings" not in failure.facts
