"""The sample city: a target list and a payment file as a city's core system would export them, and their truth.

Made for 2026-07-07, a Tuesday, on which the sandbox's clock starts; the payments are those that the city would have
got a week later. Nobody in them exists: names are put together from lists, numbers are drawn at random from the
numbering plan. The files in `data/` are made by `python -m sandbox.city` and checked in; the same seed gives the same
bytes.

people.py     names, numbers, how a number is written
debts.py      the instalments that can be owed, and how their system writes dates and sums
planting.py   one taxpayer's rows, each with what is to become of it
plan.py       how many taxpayers of each kind the city has
targets.py    the target list as a file
payments.py   the payments a week later, and their file
truth.py      what the files must come to, counted from what was planted
"""

from importlib.resources import files as resources
from pathlib import Path

TARGETS = "targets-20260707.csv"
PAYMENTS = "payments-20260714.csv"
EXPECTED = "expected.json"


def data() -> Path:
    """Return the folder of the checked-in files."""
    return Path(str(resources(__name__))) / "data"


def files() -> tuple[Path, Path]:
    """Return the target list and the payment file."""
    return data() / TARGETS, data() / PAYMENTS
