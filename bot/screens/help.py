"""`/sms help`: where a person begins, by their roles, and what each command does that they may use."""

from bot.model.access import Action, Actor, Role
from bot.screens.blocks import Frame, MessageCard, make_message, section_block

COMMANDS = {
    "/sms": Action.DESK_LOOK,
    "/sms-list": Action.LIST_IMPORT,
    "/sms-new": Action.CAMPAIGN_DRAFT,
    "/sms-status": Action.CAMPAIGN_LOOK,
    "/sms-payments": Action.PAYMENTS_IMPORT,
    "/sms-followup": Action.FOLLOWUP_WRITE,
    "/sms-promise": Action.CALL_BACK_RECORD,
    "/sms-suppress": Action.SUPPRESSION_ADD,
    "/sms-find": Action.PERSON_LOOK,
    "/sms-stop": Action.ALL_PAUSE,
}
"""The slash commands, each with the action that it needs."""


def build_help(frame: Frame, actor: Actor, *, is_unknown: bool) -> MessageCard:
    """Build the answer. `is_unknown`: the person typed another word after `/sms`; it is not shown, it may be a name."""
    words = frame.words
    begin = [words(f"help.begin.{role.value}") for role in Role if role in actor.roles and role is not Role.MACHINE]
    lines = [
        words(f"help.command.{command[1:].replace('-', '_')}", command=command)
        for command, action in COMMANDS.items()
        if actor.may(action)
    ]
    blocks = [
        *([section_block(words("help.unknown"))] if is_unknown else []),
        *(section_block(sentence) for sentence in begin),
        section_block("\n".join([f"*{words('help.commands')}*", *lines])),
        section_block(words("help.never_type")),
    ]
    return make_message(frame, words("help.header"), blocks)
