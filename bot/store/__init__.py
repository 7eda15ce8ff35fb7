"""The store remembers: all SQL, a file a noun. Nothing here decides; verbs of the desk call it inside a transaction.

database    opens the file, hands out `Db` (one connection a thread) and `transaction()`
migrations  the schema, append-only
times       moments as text that sorts
audit       the chained record of what was done
standing    the facts that rules/eligibility judges
brought     the rows that a file brings, set aside, then taken into a list many at a time
lists       … and of each: list_rows, shared (numbers that several people have), list_exports (files written of it),
            custody (adopted, confirmed by whom), replaced (taken away for another of the same file)
presets     which heading is which column, by layout
data_files  what else the city tells: calls · exclusions
payments · promises · suppressions
inbox_failures  files of the inbox that were refused
lying       files that were read out of Slack and still lie there
campaigns   … and their messages: one SMS each, and the claim; waiting: which of them wait for what · receipts
figures     what a digest counts
posts · jobs · keys · lock (one bot a file)
"""
