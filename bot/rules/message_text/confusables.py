"""Characters that stand for other ones in texts that avoid a word: look-alikes, old and simplified forms, the two kana.

Each entry is one character for one, so that the patterns of the lint can be folded by the same table as the text.
The letters are those of Unicode's confusables (https://www.unicode.org/reports/tr39/) that look like ASCII letters on a
phone; the Chinese characters are those of the words that the lint searches for.
"""

_LETTERS = (
    ("a", "аɑα"),
    ("b", "ьвƅ"),
    ("c", "сϲ"),
    ("d", "ԁɗđ"),
    ("e", "еєε"),
    ("f", "ғ"),
    ("g", "ɡԍ"),
    ("h", "һнհ"),
    ("i", "іıɪι"),
    ("j", "јϳ"),
    ("k", "кκ"),
    ("l", "ӏ"),
    ("m", "м"),
    ("n", "пոη"),
    ("o", "оοσօøө"),
    ("p", "рρ"),
    ("q", "ԛ"),
    ("r", "г"),
    ("s", "ѕ"),
    ("t", "тτ"),
    ("u", "υսц"),
    ("v", "νѵ"),
    ("w", "ԝѡω"),
    ("x", "хχ"),
    ("y", "уγү"),
    ("z", "ᴢ"),
)
_CHARACTERS = (
    ("滞", "滯"),
    ("納", "纳"),
    ("払", "拂"),
    ("処", "處处"),
    ("円", "圓圆"),
    ("号", "號"),
    ("産", "產产"),
    ("調", "调"),
    ("強", "强"),
    ("執", "执"),
    ("緊", "紧"),
    ("銀", "银"),
    ("転", "轉转"),
    ("帳", "账賬"),
    ("財", "财"),
    ("債", "债"),
    ("務", "务"),
    ("税", "稅"),
    ("凍", "冻"),
    ("結", "结"),
    ("収", "收"),
    ("査", "查"),
    ("訴", "诉"),
    ("訟", "讼"),
    ("罰", "罚"),
    ("済", "濟济"),
    ("郷", "鄉乡"),
    ("過", "过"),
    ("様", "樣"),
    ("電", "电"),
    ("話", "话"),
    ("終", "终"),
    ("額", "额"),
    ("弐", "貳贰"),
    ("参", "參叁"),
    ("壱", "壹"),
    ("延", "廷"),
    ("押", "抻"),
    ("万", "萬"),
    ("む", "厶"),
)
_LARGE = dict(zip("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ", strict=True))
FOLD: dict[int, str] = {
    **{ord(other): usual for usual, others in (*_LETTERS, *_CHARACTERS) for other in others},
    **{code: _LARGE.get(chr(code - 0x60), chr(code - 0x60)) for code in range(ord("ァ"), ord("ヶ") + 1)},
    **{ord(small): large for small, large in _LARGE.items()},
}
"""For a casefolded text: look-alikes to ASCII letters, forms of a character to the Japanese one, katakana to hiragana,
and small kana to large ones."""

_ALIKE = tuple(zip("ロニカタトエハオチー", "口二力夕卜工八才千一", strict=True))
KANA_AS_KANJI: dict[int, str] = {ord(kana): kanji for kana, kanji in _ALIKE}
KANJI_AS_KANA: dict[int, str] = {ord(kanji): kana for kana, kanji in _ALIKE}
"""Katakana and Chinese characters that look alike: ロ座 for 口座, ギフ卜 for ギフト."""

INVISIBLE = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters that show nothing, although Unicode counts them as letters or symbols."""

DIGITS: dict[int, str] = {
    ord(sign): str(digit)
    for digit, signs in enumerate(("〇零○◯", "一壱", "二弐", "三参", "四肆", "五伍", "六陸", "七漆", "八捌", "九玖"))
    for sign in signs
}
"""Digits that are written as characters."""

LETTERS_AS_DIGITS: dict[int, str] = {ord(letter): digit for letter, digit in zip("oil|sbz", "0111582", strict=True)}
DIGITS_AS_LETTERS: dict[int, str] = {ord(digit): letter for digit, letter in zip("013457@$", "oieastas", strict=True)}
