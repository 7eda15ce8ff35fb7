"""The messages that Twilio accepted: their state at an instant, and their JSON."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from sandbox.carrier.carrier import KNOWN_AFTER, LEAVES_AFTER, Outcome, outcome_of

GSM7 = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_TWO = "\f^{}\\[~]|€"
OPTED_OUT_ENDING, OPTED_OUT = "86", 21610
_ERRORS = {
    Outcome.OUT_OF_AREA: 30003,
    Outcome.REFUSED: 30004,
    Outcome.INVALID_NUMBER: 30005,
    Outcome.NO_SMS: 30006,
    Outcome.SUSPENDED: 30008,
    Outcome.CONGESTION: 30008,
}
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def is_number(text: str) -> bool:
    """Tell whether a text is a number in E.164."""
    return _E164.fullmatch(text) is not None


def to_national(number: str) -> str:
    """Return a number as it is dialled in Japan, for the evidence; unchanged if it is none."""
    return f"0{number[3:]}" if number.startswith("+81") else number


@dataclass(frozen=True, slots=True)
class Message:
    """An accepted message. Its state is not stored: it follows from the time. `service`: of a messaging service."""

    sid: str
    account_sid: str
    to: str
    sender: str | None
    service: str | None
    body: str
    created_at: datetime

    def find_status(self, now: datetime) -> tuple[str, int | None, datetime]:
        """Return status, error code and time of the last change at an instant."""
        sent, known = self.created_at + LEAVES_AFTER, self.created_at + KNOWN_AFTER
        outcome = outcome_of(self.to)
        if now < sent:
            return "accepted" if self.service else "queued", None, self.created_at
        if now < known or outcome is Outcome.NEVER_ANSWERED:
            return "sent", None, sent
        if outcome is Outcome.DELIVERED:
            return "delivered", None, known
        if self.to.endswith(OPTED_OUT_ENDING):
            return "failed", OPTED_OUT, known
        return "undelivered", _ERRORS[outcome], known

    def json(self, now: datetime) -> dict[str, object]:
        """Return the message as the API shows it at an instant."""
        status, error, changed_at = self.find_status(now)
        uri = f"/2010-04-01/Accounts/{self.account_sid}/Messages/{self.sid}"
        return {
            "account_sid": self.account_sid,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": format_datetime(self.created_at),
            "date_sent": None if status in ("accepted", "queued") else format_datetime(self.created_at + LEAVES_AFTER),
            "date_updated": format_datetime(changed_at),
            "direction": "outbound-api",
            "error_code": error,
            "error_message": None,
            "from": self.sender,
            "messaging_service_sid": self.service,
            "num_media": "0",
            "num_segments": str(count_segments(self.body)),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }


def count_segments(body: str) -> int:
    """Return how many messages are billed: 160 septets, then 153; with any other character 70 units, then 67."""
    if all(character in GSM7 + GSM7_TWO for character in body):
        length, first, following = sum(2 if character in GSM7_TWO else 1 for character in body), 160, 153
    else:
        length, first, following = len(body.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= first else -(-length // following)
