"""Words beside a name that keep messages from its person: 山田太郎（死亡）, 亡）山田太郎, 山田太郎 破産管財人 乙川."""

from collections.abc import Mapping

from bot.rules.importing.exclusion_grounds import ExclusionGround, combine_grounds
from bot.rules.importing.mark_columns import read_remark
from bot.rules.importing.unknown_columns import has_stem
from bot.rules.patterns import compile_late

_WORDS: Mapping[ExclusionGround, str] = {
    ExclusionGround.CITY: (
        "(?<![A-Za-zＡ-Ｚａ-ｚ])[DdＤｄ][.．・]?[VvＶｖ](?![A-Za-zＡ-Ｚａ-ｚ])|支援措置|秘匿|後見|保佐人|補助人"
    ),
    ExclusionGround.DECEASED: (
        "亡|死去|逝去|故人|遺族|遺産|遺言|相続|納税管理人|納管人|財産管理人|"
        r"^\s*[(（\[［【]?故[\s　・)）\]］】]|[(（\[［【]故[)）\]］】]"
    ),
    ExclusionGround.INSOLVENT: "破産|管財人|清算人|民事再生|更生会社|(?:弁護士|司法書士)(?!法人)",
    ExclusionGround.FLAGGED: "代理人|親権者|保護者|(?:税理士|行政書士)(?!法人)",
    ExclusionGround.UNKNOWN: (
        r"[外他ほか]\s*[0-9０-９一二三四五六七八九]+\s*名|様方\s*$|"
        r"^\s*故(?!島)|^\s*[×✕✖※]|[×✕✖※]\s*$|^\s*[除停外]\s*[)）]"
    ),
}
"""Words anywhere in the cell. A name that begins with 故 alone may be that of a dead person."""
_WORD = {ground: compile_late(words) for ground, words in _WORDS.items()}
MAY_HAVE_WORDS = compile_late(
    "[×✕✖※除停外DdＤｄ支秘後保補亡死逝故遺相納財破管清民更弁司代親税行様外他ほ(（\\[［【〔<＜〈《]"
)
"""Each word begins with one of these signs: most names have none."""
_HAS_WORDS = compile_late("|".join([*_WORDS.values(), r"[(（\[［【〔<＜〈《]"]))
_BRACKETED = compile_late(r"[(（\[［【〔<＜〈《]([^()（）\[\]［］【】〔〕<>＜＞〈〉《》]+)[)）\]］】〕>＞〉》]")


def read_name(cell: str) -> ExclusionGround:
    """The ground that words beside a name are, or that stands in brackets there; NONE for a name alone."""
    if not MAY_HAVE_WORDS.search(cell) or not _HAS_WORDS.search(cell):
        return ExclusionGround.NONE
    ground = next((ground for ground, words in _WORD.items() if words.search(cell)), ExclusionGround.NONE)
    for bracketed in _BRACKETED.findall(cell):
        found = read_remark(bracketed)
        if found is ExclusionGround.NONE and has_stem(bracketed):
            found = ExclusionGround.UNKNOWN
        ground = combine_grounds(ground, found)
    return ground
