"""Files that still lie in Slack: the message in which their uploader is asked to delete one, and thanked."""

from bot.model.slack_files import SlackFile
from bot.screens.blocks import Frame, MessageCard, context_block, make_message, section_block
from bot.words import Words


def build_card(frame: Frame, shown: SlackFile) -> MessageCard:
    """The one message about a file: a request, and once the file is gone, thanks."""
    words, file = frame.words, describe_file(frame.words, shown)
    if shown.gone:
        text = words("lying.thanks", file=file)
        return make_message(frame, text, [section_block(f":white_check_mark: {text}"), context_block(frame.mark)])
    text = words("lying.ask", file=file)
    return make_message(
        frame,
        text,
        [section_block(f":wastebasket: {text}"), section_block(words("lying.how")), context_block(frame.mark)],
    )


def describe_file(words: Words, shown: SlackFile) -> str:
    """Which file it is: by what it was brought as, and when. Its own name may hold somebody's."""
    return words("lying.file", kind=words(f"lying.{shown.kind}"), since=shown.since)
