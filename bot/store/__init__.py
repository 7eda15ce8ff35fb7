"""The store remembers: all SQL, a file a noun. Nothing here decides; verbs of the desk call it inside a transaction.

database    opens the file, hands out `Db` (one connection a thread) and `transaction()`
migrations  the schema, append-only
times       moments as text that sorts
audit       the chained record of what was done
standing    the facts that rules/eligibility judges
messages    one SMS each, and the claim
lists (shared, list_exports) · campaigns · payments · promises · receipts · posts · jobs · keys
presets · list_rows · replaced
calls · exclusions (of data_files) · suppressions
custody     who answers for a list: adopted, confirmed by whom
inbox_failures  files of the inbox that were refused
"""
