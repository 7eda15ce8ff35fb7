"""Files that still lie in Slack: the message in which their uploader is asked to delete one, and thanked."""

from bot.rules.lying import LyingFile
from bot.screens.kit import Card, Frame, context, message, section
from bot.words import Words


def card(frame: Frame, shown: LyingFile) -> Card:
    """The one message about a file: a request, and once the file is gone, thanks."""
    words, file = frame.words, named(frame.words, shown)
    if shown.gone:
        text = words("lying.thanks", file=file)
        return message(frame, text, [section(f":white_check_mark: {text}"), context(frame.mark)])
    text = words("lying.ask", file=file)
    return message(frame, text, [section(f":wastebasket: {text}"), section(words("lying.how")), context(frame.mark)])


def named(words: Words, shown: LyingFile) -> str:
    """Which file it is: by what it was brought as, and when. Its own name may hold somebody's."""
    return words("lying.file", kind=words(f"lying.{shown.kind}"), since=shown.since)
