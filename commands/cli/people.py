"""`nofu find`: what is known of the person with a 受付番号, as the look-up in Slack shows a confirmed one."""

from pathlib import Path
from typing import Any

import click

from bot.model.call_backs import CallBack
from bot.model.errors import BadInput
from bot.model.people import PersonMessage, PersonView
from bot.rules.people import read_query
from bot.screens.people import describe_person
from bot.services import people
from commands.cli import output
from commands.cli.output import DONE, CommandLine


@click.command()
@click.argument("ref")
@output.json_option
@output.env_option
@click.pass_obj
def find(cli: CommandLine, ref: str, *, as_json: bool, env: Path) -> int:
    """Print what is known of a person. The look is audited."""
    services = cli.open_services(env)
    query = read_query(ref, "", None, is_verified=True)
    if query.ref is None:
        raise BadInput("ref_missing", "ref")
    message_id = people.find_message(services, output.ACTOR, query.ref)
    view = people.get_person(services, output.ACTOR, message_id, is_verified=True)
    if as_json:
        output.print_json(make_person_values(view))
    else:
        output.print_text("\n\n".join(describe_person(cli.words, view)))
    return DONE


def make_person_values(view: PersonView) -> dict[str, Any]:
    """The person as JSON: no name, no number, no amount, no note."""
    return {
        "ref": view.message.ref,
        "messages": [_make_message_values(one) for one in view.messages],
        "unpaid": {"count": len(view.due_days), "due_on": view.due_days, "as_of": view.data_day},
        "promises": [
            {"promised_on": one.promised_on, "made_on": one.made_on, "state": one.state} for one in view.promises
        ],
        "calls": [_make_call_values(one) for one in view.records],
        "kept_back": view.is_kept_back,
        "others_with_number": view.others,
    }


def _make_call_values(record: CallBack) -> dict[str, Any]:
    return {
        "at": record.at,
        "ref": record.ref,
        "result": record.result,
        "detail": record.detail,
        "verified": record.is_verified,
        "promised_on": record.promised_on,
    }


def _make_message_values(message: PersonMessage) -> dict[str, Any]:
    return {
        "ref": message.ref,
        "campaign": message.campaign_id,
        "intent": message.intent,
        "state": message.state,
        "sent_at": message.sent_at,
    }
