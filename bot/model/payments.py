"""Rows of payment files as they are stored, and the payments that they prove together."""

from typing import NamedTuple


class PaymentRecord(NamedTuple):
    """One stored row of a payment file. Days are ISO text; `booked_on` and `channel` are blank if the file has none.

    `payment_id`: keyed hash of the city's own id of the payment. `ordinal`: its place among the equal rows of its file.
    `day_unknown`: 1 if its file has no paid days; then `paid_on` is the booked day.
    """

    id: int
    tax: str
    year: str
    instalment: str
    paid_on: str
    booked_on: str
    amount: int
    channel: str
    reversal: int
    payment_id: bytes | None
    ordinal: int
    day_unknown: int = 0


class CountedPayment(NamedTuple):
    """One payment of a person. `known_by`: the row by which it became known; `taken_back_by`: the row that reversed it.

    `booked_on`: the last day on which a row booked it, or the paid day. `amount`: the yen that pay the debt; a refund
    (還付) has none, and only tells that the city moved money of this person.
    """

    tax: str
    year: str
    instalment: str
    paid_on: str
    booked_on: str
    amount: int
    known_by: int
    taken_back_by: int | None
