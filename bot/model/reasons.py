"""Codes of reasons. Users, files and programs see them, so they must not change; catalogues hold their sentences.

`Problem` is a row of a file with the reason why it cannot be read.
"""

from enum import StrEnum
from typing import NamedTuple


class Rejected(StrEnum):
    """Why a row of a file cannot be read; the other rows are imported."""

    MISSING_TAXPAYER_ID = "missing_taxpayer_id"
    MISSING_PHONE = "missing_phone"
    INVALID_PHONE = "invalid_phone"
    BAD_DATE = "bad_date"
    BAD_AMOUNT = "bad_amount"
    BAD_ROW = "bad_row"
    UNKNOWN_RESULT = "unknown_result"
    STRUCK_ROW = "struck_row"
    """a row that is struck through and would let somebody in: a reversal, the end of an exclusion"""
    RENUMBERED_ID = "renumbered_id"
    """a row with an id that a renumbering replaced, which would let somebody in"""


class Excluded(StrEnum):
    """Why nobody is messaged for a row. Ordered: a row has the first reason that applies."""

    DUPLICATE_ROW = "duplicate_row"
    NOT_MOBILE = "not_mobile"
    SHARED_PHONE = "shared_phone"
    MERGED_PERSON = "merged_person"
    """a renumbering made several people one, and it is in doubt whether they may be messaged"""
    SUPPRESSED = "suppressed"
    EXCLUDED_FLAG = "excluded_flag"
    HAS_ARREARS = "has_arrears"
    OTHER_FISCAL_YEAR = "other_fiscal_year"
    NOT_YET_OVERDUE = "not_yet_overdue"
    NO_DEMAND_NOTICE = "no_demand_notice"
    PAID = "paid"
    RECENT_PAYMENT = "recent_payment"
    BELOW_AMOUNT = "below_amount"
    PROMISE_OPEN = "promise_open"
    TOO_FEW_CALLS = "too_few_calls"
    NUMBER_STALE = "number_stale"
    NOT_OWN_NUMBER = "not_own_number"
    CONTACTED_RECENTLY = "contacted_recently"
    NO_PROMISE = "no_promise"
    NO_LETTER = "no_letter"
    NOTICE_ISSUED = "notice_issued"
    NOT_AFFECTED = "not_affected"
    """each of the last four belongs to one intent (rules/intents)"""


class Corrected(StrEnum):
    """What was corrected in a row while it was read; counted and shown."""

    PHONE_ZERO_RESTORED = "phone_zero_restored"
    PHONE_FULLWIDTH = "phone_fullwidth"
    PHONE_PLUS81 = "phone_plus81"
    DATE_ERA = "date_era"
    AMOUNT_FORMATTED = "amount_formatted"


class RowQuestion(StrEnum):
    """What could mean two things in a row. The meaning that messages nobody was taken, and a user is asked."""

    EXCLUDED_WORD = "excluded_word"
    """a word or code, in a column of exclusions, that is neither a clear no nor a known ground"""
    OWNER_WORD = "owner_word"
    """a word for the owner of a number that is not known"""
    FAR_PROMISE = "far_promise"
    """a promise to pay for a day in more than two years"""
    STRUCK_ROW = "struck_row"
    """a row that is struck through in a workbook"""
    EXCLUDED_PART = "excluded_part"
    """a row below a line or a title that excludes all rows below it"""
    COMMENTED_ROW = "commented_row"
    """a row of a workbook with a comment that has a word for a ground"""
    ARREARS_CODE = "arrears_code"
    """a 0 in 現滞区分: the file does not say whether 0 or 1 is the current year"""
    UNREAD_ROW = "unread_row"
    """a rejected row that says something that keeps messages from its person"""


class Held(StrEnum):
    """Why an approved message is not sent when its turn comes."""

    PAID = "paid"
    RECENT_PAYMENT = "recent_payment"
    PROMISE_OPEN = "promise_open"
    SUPPRESSED = "suppressed"
    EXCLUDED_FLAG = "excluded_flag"
    CONTACTED_RECENTLY = "contacted_recently"
    NOT_OWN_NUMBER = "not_own_number"
    OUTSIDE_VALIDITY = "outside_validity"
    DATA_STALE = "data_stale"
    SEAL_BROKEN = "seal_broken"
    """what is stored of the message is damaged, or not what was approved"""


class NotDelivered(StrEnum):
    """Why a message was not delivered; the same codes for all providers."""

    REJECTED_BY_PROVIDER = "rejected_by_provider"
    OUT_OF_AREA = "out_of_area"
    REFUSED = "refused"
    INVALID_NUMBER = "invalid_number"
    NO_SMS = "no_sms"
    SUSPENDED = "suspended"
    CONGESTION = "congestion"
    EXPIRED = "expired"
    OTHER = "other"


FIRST_PROBLEMS = 10
"""How many unreadable rows are listed individually."""


class Problem(NamedTuple):
    """A row that could not be read; `line` is its number in the spreadsheet, from 1."""

    line: int
    reason: Rejected
