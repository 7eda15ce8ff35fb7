"""The import of a target list: rows are staged in memory, then loaded many at a time by a few statements.

No row becomes a Python object: the reading process's lines are bound as they are. Staging locks nothing; `BATCH_ROWS`
are loaded in one transaction of about a fifth of a second. `compare_rows` runs once, after the last row.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bot.store.database import Db

BATCH_ROWS = 20_000
_STATEMENT_ROWS, _OF_A_LARGE_LIST = 5_000, 1_000
"""Rows in one statement. SQLite keeps a copy of every page that a statement changes, in memory; in an index of hashes
that is nearly a page a row."""
_LARGE = 100_000


def create_staging(db: Db) -> None:
    """Create the empty staging table of this thread."""
    db.execute("DROP TABLE IF EXISTS staging.rows")
    db.execute(
        """
        CREATE TABLE staging.rows (line INTEGER PRIMARY KEY, rejected TEXT, corrected TEXT, taxpayer_key BLOB,
            taxpayer_box BLOB, name_box BLOB, phone_key BLOB, phone_box BLOB, mobile INTEGER, own INTEGER,
            obtained_on TEXT, tax TEXT, year TEXT, instalment TEXT, due_on TEXT, demanded_on TEXT, amount INTEGER,
            calls INTEGER, promised INTEGER, promised_on TEXT, flagged INTEGER, arrears INTEGER, fiscal_year INTEGER,
            last_called_on TEXT, letter_on TEXT, last_paid_on TEXT, others TEXT, slip BLOB) STRICT
        """
    )


def stage_old_ids(db: Db, meanings: Mapping[bytes, Iterable[bytes]]) -> None:
    """Stage the people whom ids may mean that a renumbering replaced, for `load_staged_rows`."""
    db.execute("DROP TABLE IF EXISTS staging.meanings")
    db.execute("CREATE TABLE staging.meanings (old BLOB, person BLOB, PRIMARY KEY (old, person)) STRICT, WITHOUT ROWID")
    pairs = ((old, person) for old, people in meanings.items() for person in people)
    db.load_tuples("INSERT INTO staging.meanings (old, person) VALUES (?1, ?2)", pairs)


def stage_rows(db: Db, lines: Iterable[Sequence[object]]) -> None:
    """Stage rows in memory. A rejected one is its line and its reason, and what it says of a known person."""
    by_length: dict[int, list[Sequence[object]]] = {}
    for line in lines:
        by_length.setdefault(len(line), []).append(line)
    kinds = ((_GOOD_VALUES, _GOOD), (_GOOD_VALUES + 1, _GOOD_WITH_SLIP), (2, _REJECTED), (_UNREAD_VALUES, _UNREAD))
    for values, statement in kinds:
        db.load_tuples(statement, by_length.pop(values, []))
    assert not by_length


# In the order in which files/sealing.py writes a line. A person (?3) and a number (?4) are a key of 64 hexadecimal
# digits and a box; ?21, the language, is not stored yet.
_GOOD = """
    INSERT INTO staging.rows (line, corrected, taxpayer_key, taxpayer_box, phone_key, phone_box, mobile, name_box,
        tax, year, instalment, due_on, demanded_on, amount, calls, promised, promised_on, flagged, arrears,
        fiscal_year, obtained_on, own, last_called_on, letter_on, last_paid_on, others)
    VALUES (?1, ?2, unhex(substr(?3, 1, 64)), unhex(substr(?3, 65)), unhex(substr(?4, 1, 64)), unhex(substr(?4, 65)),
        ?5, unhex(?6), ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14 AND ?15 IS NULL, ?15, ?16, ?17, ?18, ?19, ?20, ?22, ?23, ?24,
        ?25)
"""
_GOOD_VALUES = 25
_GOOD_WITH_SLIP = _GOOD.replace("others)", "others, slip)").replace("?25)", "?25, unhex(?26))")
_REJECTED = "INSERT INTO staging.rows (line, rejected, corrected) VALUES (?1, ?2, '')"
_UNREAD = """
    INSERT INTO staging.rows (line, rejected, corrected, taxpayer_key, phone_key, promised, promised_on, flagged,
        arrears, last_paid_on, others)
    VALUES (?1, ?2, '', unhex(?3), unhex(?4), ?5 AND ?6 IS NULL, ?6, ?7, ?8, ?9, ?10)
"""
_UNREAD_VALUES = 10


def load_staged_rows(db: Db, list_id: int) -> None:
    """Load the staged rows into a list: a recipient for each taxpayer, with all numbers, and the rows themselves."""
    db.execute(_REJECT_OLD_IDS)
    last = db.fetch_value("SELECT COALESCE(MIN(line), 0) - 1 FROM staging.rows")
    rows = _STATEMENT_ROWS if last < _LARGE else _OF_A_LARGE_LIST
    while (upto := db.fetch_value(_NEXT, last=last, rows=rows)) is not None:
        for statement in (_PEOPLE, _IDENTITIES, _PHONES, _ROWS, _SLIPS, _HELD, _UNUSED, _UNUSED_OF_HELD):
            db.execute(statement, list_id=list_id, last=last, upto=upto)
        last = upto
    db.execute("DELETE FROM staging.rows")


_REJECT_OLD_IDS = """
    UPDATE staging.rows SET rejected = 'renumbered_id', corrected = ''
    WHERE rejected IS NULL AND taxpayer_key IN (SELECT old FROM staging.meanings)
"""
_NEXT = """
    SELECT MAX(line) FROM (SELECT line FROM staging.rows WHERE line > :last ORDER BY line LIMIT :rows)
"""
_PEOPLE = """
    INSERT INTO recipients (list_id, taxpayer_key, phone_key, mobile, own, phone_obtained_on, flagged, calls, promised,
        promised_on, last_called_on, letter_on, last_paid_on)
    SELECT :list_id, taxpayer_key, phone_key, mobile, own, obtained_on, flagged, calls, promised,
        promised_on, last_called_on, letter_on, last_paid_on
    FROM staging.rows b WHERE b.line > :last AND b.line <= :upto AND rejected IS NULL ORDER BY line
    ON CONFLICT (list_id, taxpayer_key) DO UPDATE SET
        flagged = MAX(flagged, excluded.flagged),
        calls = MAX(COALESCE(calls, excluded.calls), COALESCE(excluded.calls, calls)),
        promised = MAX(promised, excluded.promised),
        promised_on = MAX(COALESCE(promised_on, excluded.promised_on), COALESCE(excluded.promised_on, promised_on)),
        last_called_on = MAX(
            COALESCE(last_called_on, excluded.last_called_on), COALESCE(excluded.last_called_on, last_called_on)
        ),
        letter_on = MAX(COALESCE(letter_on, excluded.letter_on), COALESCE(excluded.letter_on, letter_on)),
        last_paid_on = MAX(COALESCE(last_paid_on, excluded.last_paid_on), COALESCE(excluded.last_paid_on, last_paid_on))
"""
"""Another row of the same person adds its facts. `compare_rows` chooses between several numbers."""

_IDENTITIES = """
    INSERT INTO recipient_identities (recipient_id, taxpayer_box, name_box)
    SELECT r.id, b.taxpayer_box, b.name_box
    FROM staging.rows b CROSS JOIN recipients r ON r.list_id = :list_id AND r.taxpayer_key = b.taxpayer_key
    WHERE b.line > :last AND b.line <= :upto AND b.rejected IS NULL ORDER BY b.line
    ON CONFLICT (recipient_id) DO NOTHING
"""
_PHONES = """
    INSERT INTO recipient_phones (recipient_id, phone_key, phone_box, mobile, own, obtained_on, line)
    SELECT r.id, b.phone_key, b.phone_box, b.mobile, b.own, b.obtained_on, b.line
    FROM staging.rows b CROSS JOIN recipients r ON r.list_id = :list_id AND r.taxpayer_key = b.taxpayer_key
    WHERE b.line > :last AND b.line <= :upto AND b.rejected IS NULL ORDER BY b.line
    ON CONFLICT (recipient_id, phone_key) DO UPDATE SET own = MIN(own, excluded.own),
        obtained_on = MAX(COALESCE(obtained_on, excluded.obtained_on), COALESCE(excluded.obtained_on, obtained_on))
"""
"""A repeated number keeps its newest day, and belongs to another person if one row says so."""

_ROWS = """
    INSERT INTO list_rows (list_id, line, recipient_id, rejected, corrected, tax, year, instalment, due_on,
        demanded_on, amount, arrears, fiscal_year)
    SELECT :list_id, b.line, r.id, b.rejected, b.corrected, COALESCE(b.tax, ''), COALESCE(b.year, ''),
        COALESCE(b.instalment, ''), b.due_on, b.demanded_on, b.amount, b.arrears, b.fiscal_year
    FROM staging.rows b LEFT JOIN recipients r
        ON r.list_id = :list_id AND r.taxpayer_key = b.taxpayer_key AND b.rejected IS NULL
    WHERE b.line > :last AND b.line <= :upto ORDER BY b.line
"""
"""A rejected row has no recipient."""

_SLIPS = """
    INSERT INTO slip_numbers (list_id, line, number) SELECT :list_id, b.line, b.slip FROM staging.rows b
    WHERE b.line > :last AND b.line <= :upto AND b.rejected IS NULL AND b.slip IS NOT NULL ORDER BY b.line
"""

_HELD = """
    INSERT INTO unread_rows (list_id, line, taxpayer_key, phone_key, flagged, promised, promised_on, arrears,
        last_paid_on)
    SELECT :list_id, b.line, COALESCE(m.person, b.taxpayer_key), b.phone_key, COALESCE(b.flagged, 0),
        COALESCE(b.promised, 0), b.promised_on, COALESCE(b.arrears, 0), b.last_paid_on
    FROM staging.rows b LEFT JOIN staging.meanings m ON m.old = b.taxpayer_key
    WHERE b.line > :last AND b.line <= :upto AND b.rejected IS NOT NULL AND b.taxpayer_key IS NOT NULL ORDER BY b.line
"""
"""A rejected row still keeps messages from its person: from everybody whom its id may mean."""


_UNUSED = """
    INSERT OR IGNORE INTO unused_phones (list_id, phone_key, recipient_id)
    SELECT :list_id, unhex(o.value), r.id
    FROM staging.rows b CROSS JOIN recipients r ON r.list_id = :list_id AND r.taxpayer_key = b.taxpayer_key
        JOIN json_each(b.others) o
    WHERE b.line > :last AND b.line <= :upto AND b.rejected IS NULL AND b.others IS NOT NULL
"""
_UNUSED_OF_HELD = """
    INSERT INTO unread_rows (list_id, line, taxpayer_key, phone_key)
    SELECT :list_id, b.line, COALESCE(m.person, b.taxpayer_key), unhex(o.value)
    FROM staging.rows b LEFT JOIN staging.meanings m ON m.old = b.taxpayer_key JOIN json_each(b.others) o
    WHERE b.line > :last AND b.line <= :upto AND b.rejected IS NOT NULL AND b.others IS NOT NULL
"""
"""The other numbers of a row may be another person's own."""


def compare_rows(db: Db, list_id: int) -> None:
    """Compare all rows of a list: choose among several numbers, mark copies, mark shared numbers."""
    ends = db.fetch_one("SELECT MIN(id) AS first, MAX(id) AS last FROM recipients WHERE list_id = :id", id=list_id)
    assert ends is not None
    if ends["first"] is None:
        return
    between = {"list_id": list_id, "first": ends["first"], "last": ends["last"]}
    marks = (_MARK_SHARED, _MARK_SHARED_WITH_UNUSED, _MARK_SHARED_WITH_UNREAD, _MARK_ARREARS)
    db.execute(_CHOOSE, **between)
    if db.execute(_MARK_COPIES, **between):
        db.execute(_USE_STRICTER, **between)
    for statement in (_FORGET_COMMON_NUMBERS, *marks):
        db.execute(statement, **between)


def hold_far_promises(db: Db, list_id: int, latest: date) -> int:
    """Take promises for a day after `latest` as promises without a day; return how many people made one."""
    db.execute(
        "UPDATE unread_rows SET promised = 1, promised_on = NULL WHERE list_id = :list_id AND promised_on > :latest",
        list_id=list_id,
        latest=latest.isoformat(),
    )
    return db.execute(
        """
        UPDATE recipients SET promised = 1, promised_on = NULL
        WHERE id BETWEEN (SELECT MIN(id) FROM recipients WHERE list_id = :list_id)
            AND (SELECT MAX(id) FROM recipients WHERE list_id = :list_id)
            AND +list_id = :list_id AND promised_on > :latest
        """,
        list_id=list_id,
        latest=latest.isoformat(),
    )


def take_as_arrears(db: Db, list_id: int) -> None:
    """Take every debt of a list as carried over: the file's codes for 現滞区分 could mean either."""
    db.execute("UPDATE list_rows SET arrears = 1 WHERE list_id = :list_id AND arrears = 0", list_id=list_id)


# Most people have one row. Those with several are found along an index of ids only.

_CHOOSE = """
    WITH best AS (
        SELECT p.*, ROW_NUMBER() OVER (
            PARTITION BY p.recipient_id ORDER BY p.mobile DESC, p.own DESC, p.obtained_on DESC NULLS LAST, p.line
        ) AS place
        FROM (
            SELECT d.recipient_id FROM list_rows d WHERE d.recipient_id BETWEEN :first AND :last
            GROUP BY d.recipient_id HAVING COUNT(*) > 1
        ) s CROSS JOIN recipients r ON r.id = s.recipient_id AND r.list_id = :list_id
            CROSS JOIN recipient_phones p ON p.recipient_id = r.id
    )
    UPDATE recipients SET phone_key = best.phone_key, mobile = best.mobile, own = best.own,
        phone_obtained_on = best.obtained_on
    FROM best WHERE best.recipient_id = recipients.id AND best.place = 1
"""
"""Of several own mobile numbers, use the one obtained last, else the first. The others are stored, unused."""

_MARK_COPIES = """
    WITH copies AS (
        SELECT d.line, ROW_NUMBER() OVER (
            PARTITION BY d.recipient_id, d.tax, d.year, d.instalment ORDER BY d.line
        ) AS place
        FROM (
            SELECT d.recipient_id FROM list_rows d WHERE d.recipient_id BETWEEN :first AND :last
            GROUP BY d.recipient_id HAVING COUNT(*) > 1
        ) s CROSS JOIN list_rows d ON d.recipient_id = s.recipient_id
        WHERE d.list_id = :list_id
    )
    UPDATE list_rows SET excluded = 'duplicate_row'
    FROM copies WHERE list_rows.list_id = :list_id AND list_rows.line = copies.line AND copies.place > 1
"""
"""Rows with the same taxpayer, tax, year and instalment are copies; all but the first are excluded."""

_USE_STRICTER = """
    WITH several AS (
        SELECT MIN(d.line) AS line, MIN(d.amount) AS amount, MAX(d.due_on) AS due_on, MAX(d.arrears) AS arrears
        FROM (
            SELECT d.recipient_id FROM list_rows d WHERE d.recipient_id BETWEEN :first AND :last
            GROUP BY d.recipient_id HAVING COUNT(*) > 1
        ) s CROSS JOIN list_rows d ON d.recipient_id = s.recipient_id
        WHERE d.list_id = :list_id
        GROUP BY d.recipient_id, d.tax, d.year, d.instalment HAVING COUNT(*) > 1
    )
    UPDATE list_rows SET amount = several.amount, due_on = several.due_on, arrears = several.arrears
    FROM several WHERE list_rows.list_id = :list_id AND list_rows.line = several.line
"""
"""Of copies with other facts, those that keep messages away: the smallest sum (0 is paid), the latest due date."""

_FORGET_COMMON_NUMBERS = """
    DELETE FROM slip_numbers WHERE list_id = :list_id AND number IN (
        SELECT s.number FROM slip_numbers s JOIN list_rows d ON d.list_id = s.list_id AND d.line = s.line
        WHERE s.list_id = :list_id GROUP BY s.number HAVING COUNT(DISTINCT d.recipient_id) > 5
    )
"""
"""A number that many people have is not that of one slip. Some share a slip: those who owe together."""

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
"""Mark recipients who share a mobile number with another taxpayer of the list.

Each number is looked up by itself: sorting all of them would hold them in memory.
"""

_MARK_SHARED_WITH_UNUSED = """
    UPDATE recipients SET shared = 1 WHERE id IN (
        SELECT r.id FROM unused_phones u CROSS JOIN recipient_phones p ON p.phone_key = u.phone_key AND p.mobile
            CROSS JOIN recipients r ON r.id = p.recipient_id
        WHERE u.list_id = :list_id AND r.list_id = :list_id AND r.id <> u.recipient_id
    )
"""
"""Mark those whose number stands in another person's row too, unused."""

_MARK_SHARED_WITH_UNREAD = """
    UPDATE recipients SET shared = 1 WHERE id IN (
        SELECT r.id FROM unread_rows u CROSS JOIN recipient_phones p ON p.phone_key = u.phone_key AND p.mobile
            CROSS JOIN recipients r ON r.id = p.recipient_id
        WHERE u.list_id = :list_id AND r.list_id = :list_id AND r.taxpayer_key <> u.taxpayer_key
    )
"""
"""So do those who share one with a person whose row was rejected; nobody can decide on these."""

_MARK_ARREARS = """
    UPDATE list_rows SET arrears = 1 WHERE list_id = :list_id AND recipient_id IN (
        SELECT r.id FROM unread_rows u CROSS JOIN recipients r
            ON r.list_id = u.list_id AND r.taxpayer_key = u.taxpayer_key
        WHERE u.list_id = :list_id AND u.arrears
    )
"""
"""Whoever has a debt of earlier years in a rejected row has arrears."""
