"""The settings that decide who may be messaged and who approves, with their defaults."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers of the rules; each is a setting of the same name."""

    min_calls: int = 2
    """counted calls that a message requires"""
    min_overdue_months: int = 1
    """months after the due date, limited to the last day of the month"""
    contact_gap_days: int = 7
    contact_max_30_days: int = 2
    """messages to one person within 30 days"""
    recent_payment_days: int = 14
    """days after a payment during which the person is not messaged: another payment may follow"""
    promise_near_days: int = 3
    """how many days ahead a promised date is near"""
    promise_default_days: int = 14
    """days without messages after a call with a promise that has no day"""
    promise_gap_days: int = 3
    """days between any message and a reminder of a promise"""
    before_notice: bool = False
    """whether campaigns before the statutory notice (督促) are offered"""
    own_numbers_only: bool = True
    """whether numbers that belong to another person by the list are excluded"""
    number_max_age_months: int | None = None
    """months after 番号取得日 when a number may have been given to somebody else"""
    min_amount: int = 0
    """unpaid yen below which nobody is messaged"""
    payment_lag_days: int = 14
    """days until the city certainly knows about a payment"""
    payment_channels_expected: tuple[str, ...] = ()
    calls_max_age_days: int | None = None
    exclusions_max_age_days: int | None = None
    """how recent the data must be; data that is too old blocks sending"""
    approval_hours: int = 48
    """hours until a submitted campaign expires without an approval"""
    approval_grace_minutes: int = 5
    """minutes between an approval and the first message, so that a mistake can still be stopped"""
    approval_two_above: int = 3000
    """number of recipients above which two people must approve"""
    require_kessai_no: bool = False
    """whether a submission must name its paper decision (決裁番号)"""
    payment_channel_lags: tuple[tuple[str, int], ...] = ()
    """channels, each with the bank days until the city knows about a payment: a promise is not broken before"""
    direct_debit: bool = False
    """whether invitations to pay by direct debit (口座振替) are offered"""

    @property
    def requires_no_data(self) -> bool:
        """Whether no setting requires recent data: then old data never stops a campaign."""
        ages = (self.calls_max_age_days, self.exclusions_max_age_days)
        return not self.payment_channels_expected and ages == (None, None)
