-- Count payments as a bag with states (docs/decisions/0026): `payments` holds the rows, `counted_payments` the
-- payments that they prove together. What is there already is counted here, one reversal for one payment.

CREATE TABLE counted_payments (
    known_by INTEGER PRIMARY KEY REFERENCES payments ON DELETE CASCADE, -- the row by which it became known
    taken_back_by INTEGER REFERENCES payments ON DELETE CASCADE, -- the row that reversed it; null: it stands
    taxpayer_key BLOB NOT NULL,
    tax TEXT NOT NULL,
    year TEXT NOT NULL,
    instalment TEXT NOT NULL,
    paid_on TEXT NOT NULL,
    booked_on TEXT NOT NULL,           -- the last booked day of its rows, or the paid day
    amount INTEGER NOT NULL            -- yen that pay the debt; 0: a refund
) STRICT;

CREATE INDEX counted_payments_by_taxpayer ON counted_payments (taxpayer_key);

CREATE INDEX counted_payments_by_reversal ON counted_payments (taken_back_by) WHERE taken_back_by IS NOT NULL;

-- One id may be on several rows: several instalments, or 速報 and 確報. Rows with an id have an ordinal made of it.
DROP INDEX payments_by_payment_id;

DROP VIEW payments_in_force;

CREATE VIEW payments_in_force AS
SELECT c.*, p.file_id FROM counted_payments c JOIN payments p ON p.id = c.known_by
WHERE c.taken_back_by IS NULL AND c.amount > 0;

WITH placed AS (
    SELECT p.*, REPLACE(p.channel, '取消', '') AS way, ROW_NUMBER() OVER (
        PARTITION BY taxpayer_key, tax, year, instalment, amount, reversal, REPLACE(channel, '取消', '')
        ORDER BY booked_on, id
    ) AS place FROM payments p
)
INSERT INTO counted_payments (known_by, taken_back_by, taxpayer_key, tax, year, instalment, paid_on, booked_on, amount)
SELECT p.id, (
    SELECT r.id FROM placed r WHERE r.reversal AND r.taxpayer_key = p.taxpayer_key AND r.tax = p.tax
        AND r.year = p.year AND r.instalment = p.instalment AND r.amount = p.amount AND r.way = p.way
        AND r.place = p.place AND r.booked_on >= p.booked_on
), p.taxpayer_key, p.tax, p.year, p.instalment, p.paid_on, MAX(p.paid_on, p.booked_on), p.amount
FROM placed p WHERE NOT p.reversal;
