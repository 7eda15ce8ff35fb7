"""Karaden's API, version 2024-03-01, written from its OpenAPI description alone.

errors.py      the error answers
requests.py    the form of a send request and the query of the list
messages.py    a message, its state at an instant, its JSON; the store of messages
api.py         the paths, their authorization and their faults

What Karaden reports about a message, and what not:

- `result` says whether the outcome is final, `status` whether the message left, `sent_result` the outcome:
  received, unconnected (out of area, switched off), error or unknown.
- Refused by the owner, number not in use, no SMS contract, suspended, congestion: all are `sent_result: error`.
  By the description, Message.error is used by bulk sending only; its codes name none of them. They cannot be
  distinguished.
- `carrier` is the mobile operator where known, not an outcome.
- `charged_count_per_sent` is 0 until a message was received. That failures are free is an assumption: not documented.
- A message whose outcome is never reported stays `result: processing`; the bot decides when to stop asking.
- A second request with the same tags is a second message: there is no idempotency, only the list by tag.

Decided here, because the description does not say: the list's order (newest first), that the header Karaden-Version
is required (the support pages say so), the status of 429 and of an exhausted balance (403; both with code `unknown`,
since the list of codes has none for them). Values that do not exist yet are left out: the description allows no null.
Bulk sending is not simulated: it belongs to another contract.
"""
