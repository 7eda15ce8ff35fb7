"""What a finding of the lint says to people: what is wrong, what to do, and where the rule comes from."""

from dataclasses import dataclass

from bot.model.text_findings import Finding, FindingId
from bot.words import Words

_DOCOMO = "https://www.docomo.ne.jp/info/anti-phishing/request/"
_LOCAL_TAX_ACT = "https://laws.e-gov.go.jp/law/325AC0000000226"
_KUMAMOTO = "https://www.city.kumamoto.jp/kiji00333758/index.html"
_ADDRESSES = {
    FindingId.NO_CITY: _DOCOMO,
    FindingId.NO_DESK: _DOCOMO,
    FindingId.NO_PHONE: _DOCOMO,
    FindingId.URL: "https://www.itmedia.co.jp/news/articles/1907/03/news070.html",
    FindingId.SHORTENER: _DOCOMO,
    FindingId.BANK_ACCOUNT: "https://www.iwanichi.co.jp/2023/07/18/10756587",
    FindingId.PAYMENT_MEANS: "https://www.city.katsushika.lg.jp/kurashi/1004028/1030175/1003400/1030805.html",
    FindingId.DEBT: _LOCAL_TAX_ACT,
    FindingId.AMOUNT: _LOCAL_TAX_ACT,
    FindingId.SEIZURE: "https://topics.smt.docomo.ne.jp/article/otonanswer/life/otonanswer-205616",
    FindingId.THREAT: _DOCOMO,
    FindingId.NAME_FIELD: _LOCAL_TAX_ACT,
    FindingId.BAD_CHARACTER: (
        "https://conp-dev.media-sms.net/latest/docs/api-manual/sms-%E9%80%81%E4%BF%A1-api%E5%80%8B%E5%88%A5%E6%96%B9%E5%BC%8F/smstext"
    ),
    FindingId.TAX_ITEM: _LOCAL_TAX_ACT,
    FindingId.NO_SEND_ONLY: _KUMAMOTO,
    FindingId.NO_STRANGER_LINE: _KUMAMOTO,
}
"""The public page from which a rule comes; the others are nofu's own."""


@dataclass(frozen=True, slots=True)
class FindingText:
    """The sentences of one finding; `address` is that of the source's page, empty if it has none."""

    reason: str
    suggestion: str
    source: str
    address: str


def describe_finding(words: Words, finding: Finding) -> FindingText:
    """Get the sentences of a finding. What was found stands in them as in the text; Slack needs it escaped."""
    name = finding.id.value
    return FindingText(
        reason=words(f"lint.{name}", found=finding.found),
        suggestion=words(f"lint.{name}.suggestion", found=finding.found),
        source=words(f"lint.{name}.source"),
        address=_ADDRESSES.get(finding.id, ""),
    )
