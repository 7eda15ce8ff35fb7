"""The built-in Japanese text of each intent.

Each is one unit (70 characters) with a city of four characters, an office of five, a phone number with hyphens and a
reference of seven digits. None reveals a debt: another person may read it.
"""

from bot.model.campaigns import Intent
from bot.rules.message_text.text import normalise_text

TEMPLATES: dict[Intent, str] = {
    Intent.CALL_BACK: (
        "{city}{desk} 市税等の件でお電話ください。{phone} 受付番号{ref} お心当たりのない方は削除願います。送信専用"
    ),
    Intent.PROMISE_NEAR: (
        "{city}{desk}です。お約束の期日が近づきました。{phone} 受付番号{ref} 行き違いの際はご容赦ください。送信専用"
    ),
    Intent.LETTER_POSTED: (
        "{city}{desk}です。ご案内を郵送しましたのでご確認ください。{phone} 行き違いの際はご容赦ください。送信専用"
    ),
    Intent.BEFORE_NOTICE: (
        "{city}{desk}です。市税等の納期をご確認ください。{phone} 受付番号{ref} 行き違いはご容赦ください。送信専用"
    ),
    Intent.CORRECTION: (
        "{city}{desk}です。先日の連絡は誤りでした。お詫びします。{phone} お心当たりのない方は削除願います。送信専用"
    ),
}


def is_template(body: str) -> bool:
    """Whether a text is a template as it is, or blank, which stands for the template."""
    text = normalise_text(body)
    return not text or text in TEMPLATES.values()
