"""The sample city: a target list and a payment file as a city's core system exports them, and the expected counts.

Made for 2026-07-07, a Tuesday, on which the sandbox's clock starts; the payments are those booked a week later. All
people are fictitious: names are combined from lists, numbers are drawn from the numbering plan. The files in `data/`
are made by `python -m sandbox.city` and checked in; the same seed gives the same bytes.

people.py      names, numbers, how a number is written
debts.py       the possible unpaid instalments, and how their system writes dates and sums
population.py  how many taxpayers of each kind the city has, and their rows with the result expected of each
payments.py    the payments a week later
__main__.py    writes the files, with the counts that follow from the expected results
"""

from importlib.resources import files as resources
from pathlib import Path

TARGETS = "targets-20260707.csv"
WITH_NAMES = "targets-with-names-20260707.csv"
PAYMENTS = "payments-20260714.csv"
EXPECTED = "expected.json"


def data() -> Path:
    """Return the folder of the checked-in files."""
    return Path(str(resources(__name__))) / "data"


def files() -> tuple[Path, Path]:
    """Return the target list and the payment file."""
    return data() / TARGETS, data() / PAYMENTS
