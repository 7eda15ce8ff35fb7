"""What a text of each language must say, and which characters it may have."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from bot.model.languages import Language
from bot.rules.message_text.skeleton import fold_pattern
from bot.rules.message_text.text import find_bad_characters


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """Patterns for the base form of a text. `city` and `desk`: what may stand for the office's Japanese name."""

    send_only: re.Pattern[str]
    stranger: re.Pattern[str]
    city: re.Pattern[str] | None = None
    desk: re.Pattern[str] | None = None
    find_bad_characters: Callable[[str], list[str]] = find_bad_characters


def find_unsafe_characters(text: str) -> list[str]:
    """The characters in order that no language needs: emoji, symbols of their own, invisible and private ones."""
    return [character for character in text if not _is_safe(character)]


def _is_safe(character: str) -> bool:
    if character == "\n" or " " <= character <= "~":
        return True
    category = unicodedata.category(character)
    return character == "\u3000" or (character <= "\uffff" and category[0] not in "CZ" and category != "So")


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(fold_pattern(pattern))


RULES: dict[Language, LanguageRules] = {
    Language.JA: LanguageRules(
        send_only=_compile(
            r"送信専用|返信(?:は|には|に)?(?:お答え)?"
            r"(?:不可|不要|でき(?:ませ?ん|ない)|出来(?:ませ?ん|ない)|(?:いただ|頂)けませ?ん|しないで|しないよう|なさらないで)"
        ),
        stranger=_compile(r"心当た?り|心あたり|行き?違い|行きちがい|ゆきちがい|入れ違い"),
    ),
    Language.EN: LanguageRules(
        send_only=_compile(
            r"send[- ]?only"
            r"|(?:do not|don't|cannot|can't|unable to|not able to) (?:be )?(?:repl(?:y|ied)|receive repl\w+|answer)"
            r"|no[- ]?repl(?:y|ies)|replies (?:are|cannot|will)|not monitored"
        ),
        stranger=_compile(
            r"not for you|not (?:meant|intended) for you|not the (?:person|intended)|wrong (?:person|number)"
            r"|do(?:es)? not concern you"
            r"|already (?:called|paid|contacted|done)|ignore this|disregard"
        ),
        city=_compile(r"(?<![a-z])[a-z]{2,}[- ](?:city|town|village|ward)(?![a-z])|(?<![a-z])city of [a-z]{2,}"),
        desk=_compile(
            r"(?:tax|collection|revenue|payment)\w* (?:\w+ )?(?:office|division|section|department|desk|centre|center)"
        ),
    ),
    Language.ZH: LanguageRules(
        send_only=_compile(
            r"(?:请勿|勿|不要|无法|無法|不能|請勿)(?:直接)?[回答](?:复|復|覆)|仅供发送|僅供發送|仅用于发送"
            r"|专用于发送|只发送"
        ),
        stranger=_compile(
            r"(?:与您|與您|与你|和您)无?(?:無)?[关關]|无关|無關|非本人|请忽略|請忽略|请删除|請刪除"
            r"|如已(?:联系|聯繫|缴|办理)"
        ),
        city=_compile(r"[一-龥]{1,4}市"),
        desk=_compile(r"税务?[课科处]|收纳[管课科]"),
        find_bad_characters=find_unsafe_characters,
    ),
    Language.PT: LanguageRules(
        send_only=_compile(
            r"nao (?:responda|e possivel responder|aceita respostas?)|so de envio|somente (?:para )?envio"
            r"|apenas (?:para )?envio"
        ),
        stranger=_compile(r"nao (?:for|e|seja) (?:para|com|destinad\w+ a) voce|por engano|desconsidere|ignore|apague"),
        city=_compile(r"prefeitura|municipio de [a-z]+|cidade de [a-z]+"),
        desk=_compile(r"(?:setor|divisao|secao|departamento) (?:de |d[ao] )?\w+"),
        find_bad_characters=find_unsafe_characters,
    ),
    Language.VI: LanguageRules(
        send_only=_compile(
            r"khong (?:the )?(?:tra loi|nhan tra loi|phan hoi)|vui long khong tra loi|chi gui|dung tra loi"
        ),
        stranger=_compile(
            r"khong phai (?:cua|la|danh cho) ban|khong lien quan|nham (?:so|nguoi)|bo qua|hay xoa|vui long xoa"
        ),
        city=_compile(r"(?:toa thi chinh|thanh pho|thi tran|uy ban)"),
        desk=_compile(r"(?:phong|ban|bo phan) (?:thue|quan ly|thu)"),
        find_bad_characters=find_unsafe_characters,
    ),
}
