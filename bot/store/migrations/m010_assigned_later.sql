-- An imported file can get its columns assigned later and be read again (docs/decisions/0034).

-- The columns of the file, comma-separated.
ALTER TABLE imported_files ADD COLUMN columns TEXT NOT NULL DEFAULT '';

-- JSON: references to the headings that are not known.
ALTER TABLE imported_files ADD COLUMN unknown TEXT NOT NULL DEFAULT '[]';

-- Slack's id of the file; null: it did not come through Slack.
ALTER TABLE imported_files ADD COLUMN slack_file TEXT;

DROP VIEW calls_counted_now;

-- Calls that count as attempts. A later file that says something else of the same minute corrects an earlier one.
-- A call without a time is at midnight in Japan, and is not corrected; it is the same as a call of that day in
-- another file that has the times.
CREATE VIEW calls_counted_now AS
SELECT c.* FROM calls c WHERE c.counted AND CASE WHEN c.called_at LIKE '%T15:00:00.000000Z' THEN NOT EXISTS (
    SELECT 1 FROM calls t WHERE t.taxpayer_key = c.taxpayer_key AND t.called_on = c.called_on
        AND t.file_id <> c.file_id AND t.counted AND t.called_at <> c.called_at
) ELSE NOT EXISTS (
    SELECT 1 FROM calls n WHERE n.taxpayer_key = c.taxpayer_key AND n.called_at = c.called_at
        AND n.file_id > c.file_id AND NOT n.counted
) END;
