"""`nofu followup`: the lists of next steps of a campaign, and the daily files of what became of messages."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import click

from bot.model.contact_records import RecordedDay
from bot.model.followups import FollowUps, PeopleFile
from bot.rules.followups import DEFAULT_DAYS, MOST_DAYS
from bot.screens.followups import describe_followups
from bot.services import contact_records, followups
from bot.services.context import ServiceContext
from commands.cli import output
from commands.cli.output import DONE, CommandLine


@click.command()
@click.argument("campaign", type=click.IntRange(1), required=False)
@click.option("--days", "call_days", type=click.IntRange(0, MOST_DAYS), default=DEFAULT_DAYS, metavar="N")
@click.option("--records", is_flag=True)
@click.option("--date", "record_day", type=output.read_day, metavar="D")
@output.json_option
@output.env_option
@click.pass_obj
def followup(
    cli: CommandLine,
    campaign: int | None,
    call_days: int,
    record_day: date | None,
    *,
    records: bool,
    as_json: bool,
    env: Path,
) -> int:
    """Write the lists of a campaign, or with `--records` the files of the days that are over."""
    if records is (campaign is not None) or (record_day is not None and not records):
        raise click.UsageError("either a campaign or --records")
    services = cli.open_services(env)
    if records:
        return _write_records(cli, services, record_day, as_json=as_json)
    assert campaign is not None
    done = followups.write_followups(services, output.ACTOR, campaign, call_days)
    if as_json:
        output.print_json(_make_values(done))
    else:
        output.print_text("\n\n".join(describe_followups(cli.words, done, services.settings.policy)))
    return DONE


def _write_records(cli: CommandLine, services: ServiceContext, day: date | None, *, as_json: bool) -> int:
    again = [] if day is None else [contact_records.write_day_again(services, output.ACTOR, day)]
    written = again or list(_write_days(services))
    if as_json:
        days = [{"day": one.day, "rows": one.rows, "files": _list_files(one.files)} for one in written]
        output.print_json({"rows": sum(one.rows for one in written), "days": days})
        return DONE
    for one in written:
        names = cli.words("list.comma").join(file.name for file in one.files)
        key = "cli.records" if one.files else "cli.records_empty"
        click.echo(cli.words(key, day=one.day, n=one.rows, names=names))
    if not written:
        click.echo(cli.words("cli.no_records"))
    return DONE


def _write_days(services: ServiceContext) -> Iterator[RecordedDay]:
    while (written := contact_records.write_next_day(services, output.ACTOR)) is not None:
        yield written


def _make_values(done: FollowUps) -> dict[str, object]:
    """The lists as they are printed as JSON: people by result and by reason, and the files."""
    lists = {
        kind.value: {"people": found.people, "results": dict(found.results), "left_out": dict(found.left_out)}
        for kind, found in done.lists.items()
    }
    return {
        "campaign": done.campaign_id,
        "days": done.days,
        "as_of": done.as_of,
        **lists,
        "too_soon": done.too_soon,
        "files": _list_files(done.files),
        "written_before": None if done.past is None else {"by": done.past.by, "at": done.past.at},
    }


def _list_files(files: Iterable[PeopleFile]) -> list[dict[str, object]]:
    return [{"name": file.name, "rows": file.rows, "sha256": file.sha256} for file in files]
