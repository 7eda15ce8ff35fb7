"""アクリートSMS (Accrete): its connection, and the meaning of its answers.

Accrete publishes no specification; its customers get one. What is used here is what programs of its customers that
are public have in common (address, form fields, `result_code` 0000, 0001 and 0003). Everything beyond that is marked
UNVERIFIED, is taken in the meaning that messages nobody twice, and is listed in the administrator guide, so that it can
be compared with the customer's specification.
"""
