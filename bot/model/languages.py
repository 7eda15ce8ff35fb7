"""Languages of message texts."""

from enum import StrEnum


class Language(StrEnum):
    """A language in which a text can be written."""

    JA = "ja"
    EN = "en"
    ZH = "zh"
    PT = "pt"
    VI = "vi"
