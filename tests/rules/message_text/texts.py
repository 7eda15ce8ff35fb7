"""A sender and the values of its fields, for the tests of texts."""

from bot.model.providers import Terms
from bot.rules.message_text.lint import SenderIdentity
from bot.rules.message_text.text import TextField

TERMS = Terms("usual", 0, True, True, max_characters=660, first_unit=70, next_unit=66)
SENDER = SenderIdentity("三郷市", "収納管理課", "048-930-0000", ("city.misato.lg.jp", "https://www.example.lg.jp/tax/"))
VALUES = {
    TextField.REF: "1234567",
    TextField.CITY: "三郷市",
    TextField.DESK: "収納管理課",
    TextField.PHONE: "048-930-0000",
    TextField.HOURS: "平日9時〜17時",
}
