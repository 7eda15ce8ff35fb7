-- Messages that were under way when a payment of their person became known (docs/architecture.md, the window that remains).

CREATE TABLE paid_in_flight (
    message_id INTEGER NOT NULL REFERENCES messages,
    attempt INTEGER NOT NULL,          -- the claim that was under way; if it was not sent, a later one judged the payment
    file_id INTEGER NOT NULL REFERENCES imported_files,
    PRIMARY KEY (message_id, attempt)
) STRICT, WITHOUT ROWID;
