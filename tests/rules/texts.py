"""A desk and its values, for the tests of texts."""

from bot.rules.delivery import Terms
from bot.rules.lint import Sender
from bot.rules.text import Field

TERMS = Terms("usual", 0, True, True, max_characters=660, first_unit=70, next_unit=66)
SENDER = Sender("三郷市", "収納管理課", "048-930-0000", ("city.misato.lg.jp", "https://www.example.lg.jp/tax/"))
VALUES = {
    Field.REF: "1234567",
    Field.CITY: "三郷市",
    Field.DESK: "収納管理課",
    Field.PHONE: "048-930-0000",
    Field.HOURS: "平日9時〜17時",
}
