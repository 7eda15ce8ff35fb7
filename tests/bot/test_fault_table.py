"""docs/fault-table.md is up to date, and every fault has a test."""

from tests.faults.table import DOCUMENT, FAULTS, WITHOUT_TEST, find_tests, make_document


def test_every_fault_has_a_test() -> None:
    tests = find_tests()
    assert {fault for fault in FAULTS if not tests[fault]} == WITHOUT_TEST


def test_the_document_is_what_make_docs_writes() -> None:
    assert DOCUMENT.read_text("utf-8") == make_document(), "make docs"
