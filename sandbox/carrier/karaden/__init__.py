"""Karaden's API, version 2024-03-01, written from its OpenAPI description alone.

errors.py      the documented refusals
fields.py      reading the values of a form or a query
form.py        what a request to send must look like
message.py     a message, its state at an instant, its JSON
box.py         the messages taken so far, found by id, tag and time
listing.py     the filters and pages of the list
sending.py     taking a message, and everything that can go wrong while doing so
api.py         the paths and what guards them

What a bot can learn from Karaden about a message, and what not:

- `result` says whether the outcome is final, `status` whether the message left, `sent_result` what became of it:
  received, unconnected (out of area, switched off), error or unknown.
- Refused by the owner, number not in use, no SMS contract, suspended, congestion: all are `sent_result: error`.
  Message.error is there for bulk sending only (so the description), and its codes name none of them. They cannot be
  told apart, here as there; a bot that claims to know is guessing.
- `carrier` is the mobile operator where known; it is no outcome.
- `charged_count_per_sent` is 0 until a message was received. That failures are free is an assumption: not documented.
- A message whose outcome is never reported stays `result: processing` for ever; giving up is the bot's affair.
- A second request with the same tags is a second message: there is no idempotency, only the list by tag.

Not in the description, and decided here: the list's order (newest first), the header Karaden-Version being required
(the support pages say so), the status of 429 and of an exhausted balance (403; both with code `unknown`, since the
list of codes has none for them). Values that are not there yet are left out: the description allows no null.
Bulk sending is not offered: it belongs to another contract.
"""
