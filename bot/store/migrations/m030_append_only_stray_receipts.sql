-- Reports that belong to no message are append-only, as receipts are; only a purge deletes them.

CREATE TRIGGER stray_receipts_no_update BEFORE UPDATE ON stray_receipts
BEGIN SELECT RAISE(ABORT, 'stray_receipts: no UPDATE'); END;

CREATE TRIGGER stray_receipts_no_delete BEFORE DELETE ON stray_receipts
WHEN COALESCE((SELECT is_open FROM purge_guard), 0) = 0
BEGIN SELECT RAISE(ABORT, 'stray_receipts: no DELETE'); END;
