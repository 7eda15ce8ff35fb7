"""絶対リーチ!SMS (AI CROSS), API description 1.4.7, as far as an SMS needs it.

- Errors are HTTP 200 with a `responseCode` other than 0; so are `http_500` (500), `http_401` (110, the token) and
  `balance_out` (300). Only `http_429` is a status of HTTP: how the provider slows a sender down is not described.
- `clientTag` is unique: a second message with it is refused with 400, whatever else it says.
- There is no id of a message: a sent message is found by its `clientTag` or its day. `accepted_no_id`, `foreign_id` and
  `same_id` leave out or change the number in the answer.
- `list_lags` hides the youngest messages from a search by tag, `lookup_down` fails it; `receipts_duplicate` and
  `receipts_reversed` change a search by day.

Decided here, because the description does not say: a search by tag that finds nothing is a success with an empty list.
Reservations and short URLs are not simulated: nofu schedules by itself and sends no such URL.
"""
