"""Digests: the figures of a period, and the daily post, once a day, late ones saying so."""

from datetime import date, datetime, time, timedelta

from bot.desk.act import DIGEST, Deed, act, look
from bot.desk.tools import JST, Tools
from bot.rules import digests
from bot.rules.access import Action, Actor
from bot.rules.cards import DigestCard
from bot.rules.digests import WITHIN, Figures, Kind, Period
from bot.rules.units import yen
from bot.store import audit, figures, jobs, lying, payments

_LATE = "/late"


def compute(tools: Tools, actor: Actor, kind: Kind, day: date | None) -> Figures:
    """The figures of the day's digest; without a day, of today's."""
    with look(tools, actor, Action.DIGEST_LOOK) as deed:
        return _figures(tools, deed, kind, digests.covered(kind, day or deed.today))


def last_run(tools: Tools, actor: Actor, kind: Kind) -> datetime:
    """When a digest was last posted; on a new file, from now on."""
    with look(tools, actor, Action.DIGEST_LOOK) as deed:
        found = jobs.last_run(deed.db, _job(kind))
    if found is not None:
        return found
    with act(tools, actor, Action.DIGEST_POST, _job(kind)) as deed:
        jobs.ran(deed.db, _job(kind), deed.now)
        deed.note(first=True)
    return deed.now


def post_daily(tools: Tools, actor: Actor, due_at: datetime) -> None:
    """Ask for the daily digest that was due at a moment. Its run is noted with it: once is once, also after a crash."""
    with act(tools, actor, Action.DIGEST_POST, _job(Kind.DAILY)) as deed:
        previous = jobs.last_run(deed.db, _job(Kind.DAILY))
        if previous is not None and previous >= due_at:
            return
        jobs.ran(deed.db, _job(Kind.DAILY), deed.now)
        covered = None if previous is None else previous.astimezone(JST).date() - timedelta(days=1)
        if covered == deed.today - timedelta(days=1):
            deed.note(posted=False)  # a late one, posted earlier today, has told of these days
            return
        period = digests.due_for(deed.today, covered)
        late = digests.is_late(due_at, deed.now)
        deed.note(period=digests.text(period), late=late)
        deed.tell(_job(Kind.DAILY), f"{digests.text(period)}{_LATE if late else ''}", DIGEST)


def card(tools: Tools, actor: Actor, kind: Kind, key: str) -> DigestCard:
    """A digest as its post shows it."""
    late = key.endswith(_LATE)
    period = digests.period(key.removesuffix(_LATE))
    with look(tools, actor, Action.DIGEST_LOOK) as deed:
        return DigestCard(_figures(tools, deed, kind, period), late, audit.head(deed.db)[:12])


def _figures(tools: Tools, deed: Deed, kind: Kind, period: Period) -> Figures:
    start, end = _moment(period.first), _moment(period.last + timedelta(days=1))
    sent = figures.messages_of(deed.db, start, end)
    count, amount = figures.payments_of(deed.db, start, end)
    paid = figures.days_to_pay(deed.db, max(WITHIN), start, end)
    promised = figures.promises_of(deed.db, period.first, period.last)
    return Figures(
        kind=kind,
        period=period,
        as_of=payments.as_of(deed.db),
        as_of_by_channel=payments.as_of_by_channel(deed.db, deed.today),
        sent=sent["sent"],
        delivered=sent["delivered"],
        undelivered=figures.undelivered(deed.db, start, end),
        pending=sent["pending"],
        unknown=sent["unknown"],
        uncertain=figures.uncertain(deed.db),
        held=figures.held(deed.db, start, end),
        payments_count=count,
        payments_yen=amount,
        paid_within={limit: sum(people for days, people in paid.items() if days <= limit) for limit in WITHIN},
        promises_made=promised["made"],
        promises_kept=promised["kept"],
        promises_broken=promised["broken"],
        units_estimated=sent["units"],
        units_billed=sent["billed"],
        yen=yen(sent["units"], tools.unit_yen),
        lying=lying.still(deed.db),
    )


def _job(kind: Kind) -> str:
    return f"digest_{kind.value}"


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), JST)
