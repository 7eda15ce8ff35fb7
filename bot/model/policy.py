"""The numbers by which a city decides who may be messaged and who approves: each a setting, each with its default."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """The desk's rules in numbers (the settings of the same names; the defaults are those that staff are told of)."""

    min_calls: int = 2
    """calls without a promise before a message may replace the next one"""
    min_overdue_months: int = 1
    """months after the due date, clipped to the month's end"""
    contact_gap_days: int = 7
    contact_max_30_days: int = 2
    """messages to one person within any 30 days"""
    recent_payment_days: int = 14
    """who paid anything within these days is left alone: more may be on its way"""
    promise_near_days: int = 3
    """how many days ahead a promised date is near"""
    promise_gap_days: int = 3
    """days between any message and a reminder of a promise"""
    before_notice: bool = False
    """whether messages before the statutory notice (督促) are offered at all"""
    own_numbers_only: bool = True
    """whether a number that the list calls another person's is left alone"""
    number_max_age_months: int | None = None
    """months after 番号取得日 from which a number may be somebody else's by now"""
    min_amount: int = 0
    """yen still unpaid, below which nobody is messaged"""
    payment_lag_days: int = 14
    """days until the city surely knows of a payment"""
    payment_channels_expected: tuple[str, ...] = ()
    calls_max_age_days: int | None = None
    exclusions_max_age_days: int | None = None
    """expectations on how fresh the data is; one that is set and not met blocks sending"""
    approval_hours: int = 48
    """how long a submitted campaign waits for its approver before it expires"""
    approval_grace_minutes: int = 5
    """between an approval and the first message, so that a slip can still be stopped"""
    approval_two_above: int = 3000
    """recipients above which two people must approve"""
    require_kessai_no: bool = False
    """whether a submission must carry the number of its paper decision (決裁番号)"""

    @property
    def expects_nothing(self) -> bool:
        """Whether sending depends on the freshness of no data at all."""
        ages = (self.calls_max_age_days, self.exclusions_max_age_days)
        return not self.payment_channels_expected and ages == (None, None)
