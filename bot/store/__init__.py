"""All SQL, one module for each noun. Services decide, and call it inside a transaction.

database    opens the file; `Db` and `ReadDb` (one connection a thread), transactions, the lock, `allow_purge`
schema      applies the folder `migrations`, a file of SQL each
times       moments as text that sorts
table_seals, seal_checks  keyed hashes over the tables that keep messages from people; the check of all seals
audit       the chained record of changes and refusals
eligibility_facts  what rules/eligibility judges
lists, list_import, shared_numbers  target lists, their import, phone numbers of several people
imported_files, column_mappings, slack_files  files: imported or refused, their columns, those still in Slack
payments, promises, calls, exclusions, suppressions  data about taxpayers
suppressed_people, reversals  whom suppressions concern; whose payment was taken back
campaigns, messages  one text to one list; its SMS messages. Those in certain states: message_queue,
            awaiting_messages (for a receipt), uncertain_messages, restored_messages
digest_figures  the counts of a digest
posts, jobs  the outbox for Slack; when each job last ran
"""
