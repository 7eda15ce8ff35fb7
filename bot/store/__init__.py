"""The store: all SQL, a module for each noun. Nothing here decides; services call it inside a transaction.

database    opens the file; `Db` and `ReadDb` (one connection a thread), transactions, the lock, `allow_purge`
schema      the baseline and the migrations
times       moments as text that sorts
audit       the chained record of what was done
eligibility_facts  the facts that rules/eligibility judges
lists, list_import, shared_numbers  target lists, their import, numbers that several people have
imported_files, column_mappings, slack_files  files: imported or refused, their columns, those still in Slack
payments, promises, calls, exclusions, suppressions  what is known of taxpayers
campaigns, messages  one text to one list; one SMS each, the claim, and receipts
digest_figures  what a digest counts
posts, jobs  the outbox for Slack; when each job last ran
"""
