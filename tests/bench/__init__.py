"""`make bench`: what nofu does against the raw limit, side by side in one run; never a timed test.

carrier   a bare HTTP server that answers as Karaden does, in its own process
cases     the files and databases that are measured on
reading   files alone: against csv.reader and against the workbook reader
importing a target list against csv.reader and executemany; what sealing costs of it
memory    an import from the command line: how much it takes
acknowledging  Slack, answered by a bot that is importing
sending   the sender against the same clients without a database, and against the contracted rate
looking   a campaign's status and a digest over many messages
"""
