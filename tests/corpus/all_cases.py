"""All files of the corpus: files as city offices make them, each built by code, with its expected outcome.

cases                     the class Case, and the valid row that most files start from
cell_cases                spellings of single cells
text_cases                CSV and TSV: encodings, shapes, headings; files that are no table; 個人番号; payment files
call_and_exclusion_cases  call results and exclusions
decision_cases            decisions on shared numbers; old and new ids
stop_cases                lists of a provider's stops
suppression_cases         files of suppressions
sent_cases                lists of what a provider has sent
workbook_cases            workbooks, ordinary and harmful; workbooks.py writes their XML
sheet_cases               workbooks of payments, calls and exclusions with a second sheet
ambiguous_cases           headings and cells that may mean two things
strike_cases              workbooks in which rows or cells are struck through
fork_server               a reading process that is started once for all files
docs_table                the table in docs/files.md
"""

from tests.corpus import (
    ambiguous_cases,
    call_and_exclusion_cases,
    cell_cases,
    decision_cases,
    sent_cases,
    sheet_cases,
    stop_cases,
    strike_cases,
    suppression_cases,
    text_cases,
    workbook_cases,
)

MODULES = (
    cell_cases,
    text_cases,
    call_and_exclusion_cases,
    decision_cases,
    stop_cases,
    suppression_cases,
    sent_cases,
    workbook_cases,
    sheet_cases,
    strike_cases,
    ambiguous_cases,
)
ALL = [case for module in MODULES for case in module.list_cases()]
