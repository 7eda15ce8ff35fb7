"""What a person asks for: one file a conversation, each registered with Bolt here; and the same verbs from a shell.

door       who is there, and with which roles; every conversation begins with it
answering  to whoever asked, after the acknowledgement; what broke, with a number to name
working    the page that says so, and how far the work is
desk       /sms, /sms-status and the App Home
buttons    what a button is about, and who presses it
uploads    a file from Slack, by whichever form, button or shortcut: one conversation for all
lists      /sms-list, the shortcut on a posted file, and the buttons of a list's card
shared     numbers that several people of a list have: its buttons, and the file that comes back
campaigns  /sms-new with its preview, and the buttons of a campaign's card
payments   /sms-payments, and its shortcut
lying      Slack tells that a file was deleted
columns    forgetting which heading is which column
shell      what a shell is told beside a result
terminal   import targets, import payments and digest, from a shell
known      import calls, import exclusions          decisions  import decisions
upkeep     check
"""

from slack_bolt import App

from commands import campaigns, home, lists, payments, responses, uploads
from commands.context import CommandContext


def register(app: App, context: CommandContext) -> None:
    """Tell Bolt who answers what."""
    for register_part in (
        responses.register,
        home.register,
        lists.register,
        lists.register_shared_numbers,
        lists.register_mappings,
        campaigns.register,
        payments.register,
        uploads.register_deleted_files,
    ):
        register_part(app, context)
