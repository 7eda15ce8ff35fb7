"""The settings, read once from the environment and `.env` into one frozen value.

declared.py   every setting: its name, parser and default, in the order of `.env.example`
declaring.py  what a declaration is
parsers.py    the text of one setting into a value
faults.py     what can be wrong with a setting
loading.py    reads all settings and reports every fault at once
documents.py  `.env.example` and the tables of the administrator guide, from the declarations

>>> settings = load(frozenset({Need.STORE}), Path(".env"), os.environ)
"""
