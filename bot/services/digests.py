"""Digests: the table of them, the figures of a period, and their posts, each once, also after a crash."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.model.access import Action, Actor
from bot.model.digests import PAID_WITHIN_DAYS, DigestFigures, DigestKey, DigestKind, DigestView, Period
from bot.model.posts import DAILY_DIGEST_POST, DIGEST_CHANNEL, PostKind
from bot.rules import digests
from bot.rules.digests import DigestTime
from bot.rules.message_text.units import compute_yen
from bot.services.context import JST, ServiceContext
from bot.services.unit_of_work import Read, change, read
from bot.settings.declared import Digests
from bot.store import audit, digest_figures, imported_files, jobs, payments, slack_files


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest: `find_first_day` gives the first day of the period that contains a day."""

    kind: DigestKind
    find_first_day: Callable[[date], date]


@dataclass(frozen=True, slots=True)
class PostedDigest(Digest):
    """A digest that is posted on schedule. Its job has the name of its post."""

    post: PostKind[DigestKey]
    get_schedule: Callable[[Digests], DigestTime]


DAILY = PostedDigest(DigestKind.DAILY, lambda day: day, DAILY_DIGEST_POST, lambda times: times.daily)
POSTED_DIGESTS = (DAILY,)
DIGESTS = {
    digest.kind: digest
    for digest in (
        *POSTED_DIGESTS,
        Digest(DigestKind.WEEKLY, digests.find_week_start),
        Digest(DigestKind.MONTHLY, digests.find_month_start),
        Digest(DigestKind.YEARLY, digests.find_fiscal_year_start),
    )
}
"""All digests. Those that are not posted yet are shown by the command line only."""

_SHOWN_HEAD = 8
"""Characters of the audit's head in a digest. From ten on, a head of digits alone could look like a number."""


def compute_figures(context: ServiceContext, actor: Actor, kind: DigestKind, day: date | None) -> DigestFigures:
    """Compute the figures from the first day of the period to `day`, or to today."""
    with read(context, actor, Action.DIGEST_LOOK) as unit:
        last = day or unit.today
        return _collect_figures(context, unit, kind, Period(DIGESTS[kind].find_first_day(last), last))


def start_schedules(context: ServiceContext, actor: Actor) -> None:
    """Let the schedule of each digest that was never posted start now. With a new database, that is all of them."""
    for digest in POSTED_DIGESTS:
        if find_last_run(context, actor, digest) is None:
            with change(context, actor, Action.DIGEST_POST, digest.post.code) as unit:
                jobs.record_run(unit.db, digest.post.code, unit.now)
                unit.add_facts(first=True)


def find_last_run(context: ServiceContext, actor: Actor, digest: PostedDigest) -> datetime | None:
    """Return when a digest was last posted, or its schedule started; None before that."""
    with read(context, actor, Action.DIGEST_LOOK) as unit:
        return jobs.get_last_run(unit.db, digest.post.code)


def queue_digest(context: ServiceContext, actor: Actor, digest: PostedDigest, due_at: datetime) -> None:
    """Queue the digest due at `due_at`. Its run is recorded in the same transaction: a crash cannot post it twice."""
    with change(context, actor, Action.DIGEST_POST, digest.post.code) as unit:
        previous = jobs.get_last_run(unit.db, digest.post.code)
        if previous is not None and previous >= due_at:
            return
        jobs.record_run(unit.db, digest.post.code, unit.now)
        covered = None if previous is None else previous.astimezone(JST).date() - timedelta(days=1)
        if covered == unit.today - timedelta(days=1):
            unit.add_facts(posted=False)  # a late digest, posted earlier today, has covered these days
            return
        key = DigestKey(digests.period_due(unit.today, covered), digests.is_late(due_at, unit.now))
        unit.add_facts(period=str(key.period), late=key.is_late)
        unit.queue_post(digest.post, key, DIGEST_CHANNEL)


def get_digest_view(digest: PostedDigest, context: ServiceContext, actor: Actor, key: DigestKey) -> DigestView:
    """Return a digest as its post shows it."""
    with read(context, actor, Action.DIGEST_LOOK) as unit:
        figures = _collect_figures(context, unit, digest.kind, key.period)
        head = audit.get_head(unit.db)[:_SHOWN_HEAD]
        return DigestView(figures, key.is_late, head, context.settings.policy)


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
        late_unknown=digest_figures.count_late_unknown(unit.db, start, end),
        remaining_files=slack_files.list_remaining(unit.db),
    )


def _day_start(day: date) -> datetime:
    return datetime.combine(day, time(), JST)
