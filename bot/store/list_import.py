"""The rows that a file brings: set aside in memory first, then taken into a list many at a time, by a few statements.

No row becomes an object of Python: the reading process's lines are bound as they are. Setting aside locks nothing; a
list takes its rows in at `AT_ONCE` in one transaction, of a fifth of a second. What follows from all rows together
(`compare`) is looked for once, when the last of them is there.
"""

from collections.abc import Iterable, Sequence

from bot.store.database import Db

BATCH_ROWS = 20_000
_STATEMENT_ROWS, _OF_A_LARGE_LIST = 5_000, 1_000
"""A statement that may fail keeps, in memory, every page that it changes as it was: of hashes, nearly a page a row."""
_LARGE = 100_000


_LINE = (
    "line", "corrected", "person", "number", "mobile", "name", "tax", "year", "instalment", "due_on",
    "demanded_on", "amount", "calls", "promised", "promised_on", "flagged", "arrears", "fiscal_year", "obtained_on",
    "own", "language", "last_called_on", "letter_on",
)  # fmt: skip
"""The values of a row, in the order in which files/sealing writes them; `person` and `number` are key and box."""

_KEY_DIGITS = 64


def create_staging(db: Db) -> None:
    """Begin with nothing set aside."""
    db.execute("DROP TABLE IF EXISTS staging.rows")
    db.execute(
        """
        CREATE TABLE staging.rows (line INTEGER PRIMARY KEY, rejected TEXT, corrected TEXT, taxpayer_key BLOB,
            taxpayer_box BLOB, name_box BLOB, phone_key BLOB, phone_box BLOB, mobile INTEGER, own INTEGER,
            obtained_on TEXT, tax TEXT, year TEXT, instalment TEXT, due_on TEXT, demanded_on TEXT, amount INTEGER,
            calls INTEGER, promised INTEGER, promised_on TEXT, flagged INTEGER, arrears INTEGER, fiscal_year INTEGER,
            last_called_on TEXT, letter_on TEXT) STRICT
        """
    )


def stage_rows(db: Db, lines: Iterable[Sequence[object]]) -> None:
    """Keep rows in memory. A rejected one is its number and its reason only."""
    good: list[Sequence[object]] = []
    rejected: list[Sequence[object]] = []
    for line in lines:
        (good if len(line) == len(_LINE) else rejected).append(line)
    db.load_tuples(_GOOD, good)
    db.load_tuples("INSERT INTO staging.rows (line, rejected, corrected) VALUES (?1, ?2, '')", rejected)


def _at(name: str) -> str:
    return f"?{_LINE.index(name) + 1}"


_GOOD = f"""
    INSERT INTO staging.rows VALUES ({_at("line")}, NULL, {_at("corrected")},
        unhex(substr({_at("person")}, 1, {_KEY_DIGITS})), unhex(substr({_at("person")}, {_KEY_DIGITS + 1})),
        unhex({_at("name")}),
        unhex(substr({_at("number")}, 1, {_KEY_DIGITS})), unhex(substr({_at("number")}, {_KEY_DIGITS + 1})),
        {_at("mobile")}, {_at("own")}, {_at("obtained_on")},
        {_at("tax")}, {_at("year")}, {_at("instalment")}, {_at("due_on")}, {_at("demanded_on")},
        {_at("amount")}, {_at("calls")}, {_at("promised")} AND {_at("promised_on")} IS NULL,
        {_at("promised_on")}, {_at("flagged")}, {_at("arrears")}, {_at("fiscal_year")},
        {_at("last_called_on")}, {_at("letter_on")})
"""


def load_staged_rows(db: Db, list_id: int) -> None:
    """Put what was set aside into a list: one recipient a taxpayer, with all the numbers; and the rows themselves."""
    last = db.fetch_value("SELECT COALESCE(MIN(line), 0) - 1 FROM staging.rows")
    rows = _STATEMENT_ROWS if last < _LARGE else _OF_A_LARGE_LIST
    while (upto := db.fetch_value(_NEXT, last=last, rows=rows)) is not None:
        for statement in (_PEOPLE, _IDENTITIES, _PHONES, _ROWS):
            db.execute(statement, list_id=list_id, last=last, upto=upto)
        last = upto
    db.execute("DELETE FROM staging.rows")


_NEXT = """
    SELECT MAX(line) FROM (SELECT line FROM staging.rows WHERE line > :last ORDER BY line LIMIT :rows)
"""
_THESE = "b.line > :last AND b.line <= :upto"


def _keep_newest(column: str) -> str:
    return f"{column} = MAX(COALESCE({column}, excluded.{column}), COALESCE(excluded.{column}, {column}))"


_PEOPLE = f"""
    INSERT INTO recipients (list_id, taxpayer_key, phone_key, mobile, own, phone_obtained_on, flagged, calls, promised,
        promised_on, last_called_on, letter_on)
    SELECT :list_id, taxpayer_key, phone_key, mobile, own, obtained_on, flagged, calls, promised,
        promised_on, last_called_on, letter_on
    FROM staging.rows b WHERE {_THESE} AND rejected IS NULL ORDER BY line
    ON CONFLICT (list_id, taxpayer_key) DO UPDATE SET
        flagged = MAX(flagged, excluded.flagged),
        {_keep_newest("calls")},
        promised = MAX(promised, excluded.promised),
        {_keep_newest("promised_on")},
        {_keep_newest("last_called_on")},
        {_keep_newest("letter_on")}
"""
"""What a further row says of the person is taken in; which of several numbers is used, `compare` decides."""

_RECIPIENT = "recipients r ON r.list_id = :list_id AND r.taxpayer_key = b.taxpayer_key"
_IDENTITIES = f"""
    INSERT INTO recipient_identities (recipient_id, taxpayer_box, name_box)
    SELECT r.id, b.taxpayer_box, b.name_box FROM staging.rows b CROSS JOIN {_RECIPIENT}
    WHERE {_THESE} AND b.rejected IS NULL ORDER BY b.line
    ON CONFLICT (recipient_id) DO NOTHING
"""
_PHONES = f"""
    INSERT INTO recipient_phones (recipient_id, phone_key, phone_box, mobile, own, obtained_on, line)
    SELECT r.id, b.phone_key, b.phone_box, b.mobile, b.own, b.obtained_on, b.line
    FROM staging.rows b CROSS JOIN {_RECIPIENT}
    WHERE {_THESE} AND b.rejected IS NULL ORDER BY b.line
    ON CONFLICT (recipient_id, phone_key) DO UPDATE SET own = MIN(own, excluded.own), {_keep_newest("obtained_on")}
"""
"""The same number again keeps its newest day, and is another's if one row says so."""

_ROWS = f"""
    INSERT INTO list_rows (list_id, line, recipient_id, rejected, corrected, tax, year, instalment, due_on,
        demanded_on, amount, arrears, fiscal_year)
    SELECT :list_id, b.line, r.id, b.rejected, b.corrected, COALESCE(b.tax, ''), COALESCE(b.year, ''),
        COALESCE(b.instalment, ''), b.due_on, b.demanded_on, b.amount, b.arrears, b.fiscal_year
    FROM staging.rows b LEFT JOIN {_RECIPIENT} WHERE {_THESE} ORDER BY b.line
"""
"""A rejected row belongs to nobody."""


def compare_rows(db: Db, list_id: int) -> None:
    """What follows from all rows of a list: the number that is used of several, copies, numbers of several people."""
    ends = db.fetch_one("SELECT MIN(id) AS first, MAX(id) AS last FROM recipients WHERE list_id = :id", id=list_id)
    assert ends is not None
    if ends["first"] is None:
        return
    between = {"list_id": list_id, "first": ends["first"], "last": ends["last"]}
    for statement in (_CHOOSE, _MARK_COPIES, _MARK_SHARED):
        db.execute(statement, **between)


_SEVERAL = """
    SELECT d.recipient_id FROM list_rows d WHERE d.recipient_id BETWEEN :first AND :last
    GROUP BY d.recipient_id HAVING COUNT(*) > 1
"""
"""Who stands in several rows. They are found along an index of nothing but ids; most people stand in one."""

_CHOOSE = f"""
    WITH best AS (
        SELECT p.*, ROW_NUMBER() OVER (
            PARTITION BY p.recipient_id ORDER BY p.mobile DESC, p.own DESC, p.obtained_on DESC NULLS LAST, p.line
        ) AS place
        FROM ({_SEVERAL}) s CROSS JOIN recipients r ON r.id = s.recipient_id AND r.list_id = :list_id
            CROSS JOIN recipient_phones p ON p.recipient_id = r.id
    )
    UPDATE recipients SET phone_key = best.phone_key, mobile = best.mobile, own = best.own,
        phone_obtained_on = best.obtained_on
    FROM best WHERE best.recipient_id = recipients.id AND best.place = 1
"""
"""Of several mobile numbers of their own the one obtained last, else the first; the others are kept, unused."""

_MARK_COPIES = f"""
    WITH copies AS (
        SELECT d.line, ROW_NUMBER() OVER (
            PARTITION BY d.recipient_id, d.tax, d.year, d.instalment ORDER BY d.line
        ) AS place
        FROM ({_SEVERAL}) s CROSS JOIN list_rows d ON d.recipient_id = s.recipient_id
        WHERE d.list_id = :list_id
    )
    UPDATE list_rows SET excluded = 'duplicate_row'
    FROM copies WHERE list_rows.list_id = :list_id AND list_rows.line = copies.line AND copies.place > 1
"""
"""Every copy of a row but the first; what makes a copy is taxpayer, tax, year and instalment."""

_MARK_SHARED = """
    UPDATE recipients SET shared = 1 WHERE +list_id = :list_id AND id IN (
        SELECT p.recipient_id FROM recipient_phones p WHERE p.recipient_id BETWEEN :first AND :last AND p.mobile
            AND EXISTS (
                SELECT 1 FROM recipient_phones o CROSS JOIN recipients r ON r.id = o.recipient_id
                WHERE o.phone_key = p.phone_key AND o.recipient_id <> p.recipient_id AND o.mobile
                    AND r.list_id = :list_id
            )
    )
"""
"""The recipients one of whose mobile numbers stands with another taxpayer of the same list.

They are looked up number by number: to sort all numbers would hold them in memory.
"""
