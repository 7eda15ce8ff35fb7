"""The sets of all vendors, each with four files.

tables     a file with what is right for each of its rows, and how it is written
mainframe  extracts of a mainframe: codes and half-width kana
host       the same files, with every heading in half-width kana
package    reports of a package as workbooks: merged headings of two lines, words
official   CSV files with long official headings and Japanese eras
by_hand    sheets that people keep by hand on top of an extract
"""

from tests.corpus.vendor_sets.by_hand import BY_HAND
from tests.corpus.vendor_sets.host import HOST
from tests.corpus.vendor_sets.mainframe import MAINFRAME
from tests.corpus.vendor_sets.official import OFFICIAL
from tests.corpus.vendor_sets.package import PACKAGE

SETS = (MAINFRAME, HOST, PACKAGE, OFFICIAL, BY_HAND)
