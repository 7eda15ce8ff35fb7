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
cli/       the same services from a shell: the command line
"""

from slack_bolt import App

from commands import answering, campaigns, columns, desk, lists, lying, payments, shared
from commands.door import Office


def register(app: App, office: Office) -> None:
    """Tell Bolt who answers what."""
    answering.register(app, office)
    for conversation in (desk, lists, shared, campaigns, payments, lying, columns):
        conversation.register(app, office)
