"""Digests: the figures of a period, and the daily post, once a day, late ones saying so."""

from datetime import date, datetime, time, timedelta

from bot.model.access import Action, Actor
from bot.model.digests import PAID_WITHIN_DAYS, DigestFigures, DigestKind, Period
from bot.model.views import DigestView
from bot.rules import digests
from bot.rules.message_text.units import compute_yen
from bot.services.context import JST, ServiceContext
from bot.services.unit_of_work import DIGEST_CHANNEL, Read, change, read
from bot.store import audit, digest_figures, imported_files, jobs, payments, slack_files

_LATE = "/late"


def compute_figures(context: ServiceContext, actor: Actor, kind: DigestKind, day: date | None) -> DigestFigures:
    """The figures of the day's digest; without a day, of today's."""
    with read(context, actor, Action.DIGEST_LOOK) as unit:
        return _collect_figures(context, unit, kind, digests.period_covered(kind, day or unit.today))


def find_last_run(context: ServiceContext, actor: Actor, kind: DigestKind) -> datetime:
    """When a digest was last posted; on a new file, from now on."""
    with read(context, actor, Action.DIGEST_LOOK) as unit:
        found = jobs.get_last_run(unit.db, _job_name(kind))
    if found is not None:
        return found
    with change(context, actor, Action.DIGEST_POST, _job_name(kind)) as unit:
        jobs.record_run(unit.db, _job_name(kind), unit.now)
        unit.add_facts(first=True)
    return unit.now


def queue_daily_digest(context: ServiceContext, actor: Actor, due_at: datetime) -> None:
    """Ask for the daily digest that was due at a moment. Its run is noted with it: once is once, also after a crash."""
    with change(context, actor, Action.DIGEST_POST, _job_name(DigestKind.DAILY)) as unit:
        previous = jobs.get_last_run(unit.db, _job_name(DigestKind.DAILY))
        if previous is not None and previous >= due_at:
            return
        jobs.record_run(unit.db, _job_name(DigestKind.DAILY), unit.now)
        covered = None if previous is None else previous.astimezone(JST).date() - timedelta(days=1)
        if covered == unit.today - timedelta(days=1):
            unit.add_facts(posted=False)  # a late one, posted earlier today, has told of these days
            return
        period = digests.period_due(unit.today, covered)
        late = digests.is_late(due_at, unit.now)
        unit.add_facts(period=digests.format_period(period), late=late)
        unit.queue_post(
            _job_name(DigestKind.DAILY), f"{digests.format_period(period)}{_LATE if late else ''}", DIGEST_CHANNEL
        )


def get_digest_view(context: ServiceContext, actor: Actor, kind: DigestKind, key: str) -> DigestView:
    """A digest as its post shows it."""
    late = key.endswith(_LATE)
    period = digests.parse_period(key.removesuffix(_LATE))
    with read(context, actor, Action.DIGEST_LOOK) as unit:
        return DigestView(_collect_figures(context, unit, kind, period), late, audit.get_head(unit.db)[:12])


def _collect_figures(context: ServiceContext, unit: Read, kind: DigestKind, period: Period) -> DigestFigures:
    start, end = _day_start(period.first), _day_start(period.last + timedelta(days=1))
    sent = digest_figures.count_messages(unit.db, start, end)
    count, amount = digest_figures.sum_payments(unit.db, start, end)
    paid = digest_figures.count_days_to_pay(unit.db, max(PAID_WITHIN_DAYS), start, end)
    promised = digest_figures.count_promises(unit.db, period.first, period.last)
    return DigestFigures(
        kind=kind,
        period=period,
        as_of=imported_files.find_newest_day(unit.db, imported_files.PAYMENTS),
        as_of_by_channel=payments.find_newest_days(unit.db, unit.today),
        sent=sent["sent"],
        delivered=sent["delivered"],
        undelivered=digest_figures.count_undelivered(unit.db, start, end),
        pending=sent["pending"],
        unknown=sent["unknown"],
        uncertain=digest_figures.count_uncertain(unit.db),
        held=digest_figures.count_held(unit.db, start, end),
        payments_count=count,
        payments_yen=amount,
        paid_within={
            limit: sum(people for days, people in paid.items() if days <= limit) for limit in PAID_WITHIN_DAYS
        },
        promises_made=promised["made"],
        promises_kept=promised["kept"],
        promises_broken=promised["broken"],
        units_estimated=sent["units"],
        units_billed=sent["billed"],
        yen=compute_yen(sent["units"], context.settings.unit_yen),
        lying=slack_files.list_remaining(unit.db),
    )


def _job_name(kind: DigestKind) -> str:
    return f"digest_{kind.value}"


def _day_start(day: date) -> datetime:
    return datetime.combine(day, time(), JST)
