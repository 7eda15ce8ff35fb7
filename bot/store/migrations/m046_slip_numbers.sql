-- The numbers of slips (納付書番号, eL番号): a payment of a slip is matched with the debts that a list has under its
-- number. Both are keyed hashes. Those of a list stand beside its rows and have no seal, as these have none.

CREATE TABLE slip_numbers (
    list_id INTEGER NOT NULL REFERENCES target_lists ON DELETE CASCADE,
    line INTEGER NOT NULL,             -- of the list
    number BLOB NOT NULL,
    PRIMARY KEY (list_id, line)
) STRICT, WITHOUT ROWID;

CREATE INDEX slip_numbers_by_number ON slip_numbers (number);

CREATE TABLE payment_slips (
    payment INTEGER PRIMARY KEY REFERENCES payments ON DELETE CASCADE, -- a row of a file that is no reversal
    number BLOB NOT NULL
) STRICT;

CREATE INDEX payment_slips_by_number ON payment_slips (number);

CREATE TRIGGER payment_slips_no_update BEFORE UPDATE ON payment_slips
BEGIN SELECT RAISE(ABORT, 'payment_slips: no UPDATE'); END;

CREATE TRIGGER payment_slips_no_delete BEFORE DELETE ON payment_slips
WHEN COALESCE((SELECT is_open FROM purge_guard), 0) = 0
BEGIN SELECT RAISE(ABORT, 'payment_slips: no DELETE'); END;

-- The debts of lists that a counted payment pays by its slip, whatever words its file has for them. If a payment became
-- known by a row without a number, another row of it may have one.
CREATE VIEW slip_payments AS
SELECT c.known_by, c.taxpayer_key, d.tax, d.year, d.instalment
FROM counted_payments c
    CROSS JOIN payments p ON p.taxpayer_key = c.taxpayer_key AND p.tax = c.tax AND p.year = c.year
        AND p.instalment = c.instalment AND p.amount = c.amount AND NOT p.reversal
    CROSS JOIN payment_slips n ON n.payment = p.id
    CROSS JOIN slip_numbers s ON s.number = n.number
    CROSS JOIN list_rows d ON d.list_id = s.list_id AND d.line = s.line
    CROSS JOIN recipients r ON r.id = d.recipient_id AND r.taxpayer_key = c.taxpayer_key
WHERE NOT EXISTS (SELECT 1 FROM payment_slips k WHERE k.payment = c.known_by AND k.number <> n.number);

-- The days of payments of a person's slip under another person's id.
CREATE VIEW slips_paid_by_others AS
SELECT r.taxpayer_key, MAX(p.paid_on, p.booked_on) AS day
FROM recipients r
    CROSS JOIN list_rows d ON d.recipient_id = r.id
    CROSS JOIN slip_numbers s ON s.list_id = d.list_id AND s.line = d.line
    CROSS JOIN payment_slips n ON n.number = s.number
    CROSS JOIN payments p ON p.id = n.payment AND p.taxpayer_key <> r.taxpayer_key;
