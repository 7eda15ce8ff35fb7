"""アクリートSMS (Accrete), as far as public programs of its customers show it. There is no public specification.

Known from them: the address and the fields of a send request, the fields of its answer, `result_code` 0000, 0001 and
0003, fewer than 30 requests a second, no reference of the customer's, no list, no cancelling.

Decided here, because nobody says: the address of results, every other code (they begin with 9, and a failed delivery is
0002), the status of too many requests (429), the length of `text.long` (660). An error is HTTP 200 with a code, and has
no `delivery_id`.

Not meaningful here, since nothing is listed: `list_lags`, `receipts_duplicate` and `receipts_reversed`. `lookup_down`
fails the requests for results.
"""
