"""The wires to the SMS providers; what an adapter answers is said in the values of bot/rules/delivery.

wire.py            one connection, and which failures prove that nothing was sent
retry_after.py     how long a provider asks to be left alone
karaden.py         the adapter of Karaden: send, look up by tag, receipts in pages
karaden_words.py   Karaden's answers read: the verdict on a send, and its states in our words
dry_run.py         the provider that sends nothing

Every provider has `terms`, `line()` (a connection for one worker, closed by it) and `check()` (None, or a code).
Every line has `send`, `look_up`, `receipts` and `close`. No status, field or code of a provider leaves this folder.
"""
