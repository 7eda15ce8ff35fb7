-- What each message was judged from, at its submission and at each claim: facts without identity, and their basis.

CREATE TABLE judgement_bases (
    id INTEGER PRIMARY KEY,
    content TEXT NOT NULL UNIQUE       -- JSON: intent, columns and settings (bot/rules/eligibility/recorded.py)
) STRICT;

CREATE TABLE submission_facts (
    message_id INTEGER PRIMARY KEY REFERENCES messages,
    basis_id INTEGER NOT NULL REFERENCES judgement_bases,
    facts TEXT NOT NULL                -- JSON
) STRICT;

ALTER TABLE message_events ADD COLUMN facts TEXT;

ALTER TABLE message_events ADD COLUMN basis_id INTEGER REFERENCES judgement_bases;

CREATE TRIGGER judgement_bases_no_update BEFORE UPDATE ON judgement_bases
BEGIN SELECT RAISE(ABORT, 'judgement_bases: no UPDATE'); END;

CREATE TRIGGER judgement_bases_no_delete BEFORE DELETE ON judgement_bases
BEGIN SELECT RAISE(ABORT, 'judgement_bases: no DELETE'); END;

CREATE TRIGGER submission_facts_no_update BEFORE UPDATE ON submission_facts
BEGIN SELECT RAISE(ABORT, 'submission_facts: no UPDATE'); END;

CREATE TRIGGER submission_facts_no_delete BEFORE DELETE ON submission_facts
BEGIN SELECT RAISE(ABORT, 'submission_facts: no DELETE'); END;
