-- Taxpayer ids that differ only by hyphens or a branch number, in whatever files they came (docs/decisions/0070).
-- A row is an id with a hyphen and one that may be the same person's. What is known under one of them holds the other.

CREATE TABLE similar_ids (
    taxpayer_key BLOB NOT NULL,        -- of an id as it was written: 12-345, 7200001-1
    similar_key BLOB NOT NULL,         -- of the id without hyphens, or without its branch number: 12345, 7200001
    branch INTEGER NOT NULL,           -- 1: without its branch number
    PRIMARY KEY (taxpayer_key, similar_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX similar_ids_by_similar ON similar_ids (similar_key);

CREATE TRIGGER similar_ids_no_update BEFORE UPDATE ON similar_ids
BEGIN SELECT RAISE(ABORT, 'similar_ids: no UPDATE'); END;

CREATE TRIGGER similar_ids_no_delete BEFORE DELETE ON similar_ids
WHEN COALESCE((SELECT is_open FROM purge_guard), 0) = 0
BEGIN SELECT RAISE(ABORT, 'similar_ids: no DELETE'); END;

-- Two branches of one id (7200001-1, 7200001-2) are two people. Each pair is in both directions.
CREATE VIEW similar_people AS
SELECT taxpayer_key, similar_key AS other_key FROM similar_ids
UNION ALL SELECT similar_key, taxpayer_key FROM similar_ids
UNION ALL SELECT a.taxpayer_key, b.taxpayer_key FROM similar_ids a CROSS JOIN similar_ids b ON b.similar_key = a.similar_key
WHERE b.taxpayer_key <> a.taxpayer_key AND NOT (a.branch AND b.branch);
