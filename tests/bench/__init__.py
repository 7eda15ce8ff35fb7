"""`make bench`: nofu measured next to the fastest possible program for the same work. No test depends on a time.

carrier           an HTTP server that answers as Karaden does, in its own process
cases             the files and databases that are used
reading           reading files, against csv.reader and python-calamine
importing         importing a target list, against csv.reader and executemany; the share of encryption
memory            the memory of an import from the command line
acknowledgements  how fast Slack gets an answer while the bot imports
sending           the sender, against the same clients without a database, and against the contracted rate
queries           a campaign's status and a digest over many messages
"""
