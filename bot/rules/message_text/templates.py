"""The built-in Japanese texts: one or several for each intent, each with a version.

Each is one unit (70 characters) with a city of four characters, an office of five, a phone number with hyphens and a
reference of seven digits. None reveals a debt: another person may read it. To change a text, raise its version.
"""

from dataclasses import dataclass

from bot.model.campaigns import Intent, TemplateUse
from bot.rules.message_text.text import normalise_text


@dataclass(frozen=True, slots=True)
class Template:
    """A text for an intent. The id of an intent's first one is the intent's code."""

    id: str
    intent: Intent
    version: int
    body: str


ALL_TEMPLATES = (
    Template(
        "call_back",
        Intent.CALL_BACK,
        1,
        "{city}{desk} 市税等の件でお電話ください。{phone} 受付番号{ref} お心当たりのない方は削除願います。送信専用",
    ),
    Template(
        "call_back_2",
        Intent.CALL_BACK,
        1,
        "{city}{desk}よりお知らせがあります。お電話ください。{phone} 受付番号{ref} 心当たりない方は削除を。送信専用",
    ),
    Template(
        "call_back_3",
        Intent.CALL_BACK,
        1,
        "{city}{desk} 市税等のお知らせです。お電話ください。{phone} 受付番号{ref} 行き違いはご容赦を。送信専用",
    ),
    Template(
        "promise_near",
        Intent.PROMISE_NEAR,
        1,
        "{city}{desk}です。お約束の期日が近づきました。{phone} 受付番号{ref} 行き違いの際はご容赦ください。送信専用",
    ),
    Template(
        "promise_near_2",
        Intent.PROMISE_NEAR,
        1,
        "{city}{desk}です。お約束の日は{promise_date}です。{phone} 受付番号{ref} 行き違いはご容赦ください。送信専用",
    ),
    Template(
        "letter_posted",
        Intent.LETTER_POSTED,
        1,
        "{city}{desk}です。ご案内を郵送しましたのでご確認ください。{phone} 行き違いの際はご容赦ください。送信専用",
    ),
    Template(
        "letter_posted_2",
        Intent.LETTER_POSTED,
        1,
        "{city}{desk}です。{letter_date}にご案内を郵送しました。ご確認ください。{phone} "
        "行き違いはご容赦ください。送信専用",
    ),
    Template(
        "before_notice",
        Intent.BEFORE_NOTICE,
        1,
        "{city}{desk}です。市税等の納期をご確認ください。{phone} 受付番号{ref} 行き違いはご容赦ください。送信専用",
    ),
    Template(
        "correction",
        Intent.CORRECTION,
        1,
        "{city}{desk}です。先日の連絡は誤りでした。お詫びします。{phone} お心当たりのない方は削除願います。送信専用",
    ),
    Template(
        "direct_debit",
        Intent.DIRECT_DEBIT,
        1,
        "{city}{desk} 市税等の口座振替のご案内です。{phone} 受付番号{ref} 心当たりない方は削除願います。送信専用",
    ),
)
_BY_ID = {template.id: template for template in ALL_TEMPLATES}
TEMPLATES: dict[Intent, str] = {intent: _BY_ID[intent.value].body for intent in Intent}
"""The first text of each intent."""


def list_templates(intent: Intent) -> list[Template]:
    """The templates of an intent, in the order of the menu."""
    return [template for template in ALL_TEMPLATES if template.intent is intent]


def find_template(template_id: str) -> Template | None:
    """The template with an id; None: nofu has it no more."""
    return _BY_ID.get(template_id)


def choose_template(template_id: str, intent: Intent) -> Template:
    """The template with this id, or the first of the intent if the id is blank or of another intent."""
    found = find_template(template_id)
    return found if found is not None and found.intent is intent else _BY_ID[intent.value]


def is_template(body: str) -> bool:
    """Whether a text is a template as it is, or blank, which stands for the template."""
    text = normalise_text(body)
    return not text or any(text == template.body for template in ALL_TEMPLATES)


def find_use(body: str, chosen: Template) -> TemplateUse:
    """What a text has of the template that was chosen for it; another template as it is counts as that one."""
    same = next((template for template in ALL_TEMPLATES if template.body == body), None)
    used = same if same is not None and same.intent is chosen.intent else chosen
    return TemplateUse(used.id, used.version, is_changed=same is not used)


def is_outdated(use: TemplateUse | None) -> bool:
    """Whether a text is a template as it was in an earlier version of nofu."""
    if use is None or use.is_changed:
        return False
    newest = find_template(use.id)
    return newest is None or newest.version != use.version
