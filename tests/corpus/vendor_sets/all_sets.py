"""The sets of all vendors, each with four files.

tables     a file with what is right for each of its rows, and how it is written
mainframe  extracts of a mainframe: codes and half-width kana
"""

from tests.corpus.vendor_sets.mainframe import MAINFRAME

SETS = (MAINFRAME,)
