"""Twilio's API, version 2010-04-01, as far as an SMS needs it, written from its documentation.

api.py         the paths, their authorization and their faults
messages.py    a message and its state at an instant

A person whose number ends in 86 has opted out: a message to them is accepted and then fails with error 21610, as one of
a messaging service does; one to a number that ends in 8686 is refused at once. Those ending in 84 and 85 are blocked
(30004). An exhausted balance makes the account inactive: 403 with error 20005. `list_lags` hides the
youngest messages from the list, `lookup_down` fails the single message.

Decided here, because the documentation does not say: that a message that failed before it was sent has a `date_sent`.
"""
