"""Why a person was, or was not, messaged: the judgements of one message, replayed from what was recorded, and now."""

from datetime import date, datetime

from bot.model.access import Action, Actor
from bot.model.campaigns import Intent
from bot.model.errors import NotFound
from bot.model.messages import MessageState
from bot.model.reasons import Held
from bot.rules.eligibility.recorded import read_basis, read_facts
from bot.rules.eligibility.replay import JudgedAt, Judgement, PersonWhy, replay_judgement
from bot.rules.message_text.refs import is_test_ref, read_ref
from bot.services import audience
from bot.services.campaigns import require_campaign
from bot.services.context import JST, ServiceContext
from bot.services.unit_of_work import Read, change, check
from bot.store import eligibility_facts, judgements, lists, messages, person_records
from bot.store.judgements import RecordedJudgement
from bot.store.messages import Message


def explain_message(context: ServiceContext, actor: Actor, text: str) -> PersonWhy:
    """Explain the message with a 受付番号. A look at one person: it is audited. Raises NotAllowed, NotFound."""
    with check(context, actor, Action.PERSON_WHY, "-") as unit:
        ref = read_ref(text)
        if ref is None:
            raise NotFound("ref_mistyped")
        message = messages.find_by_ref(unit.db, ref)
        if message is None:
            raise NotFound("ref_of_test" if is_test_ref(ref) else "ref_unknown", ref=ref)
    with change(context, actor, Action.PERSON_WHY, f"message:{message.id}") as unit:
        recorded = judgements.list_recorded(unit.db, message.id)
        return PersonWhy(
            ref,
            message.campaign_id,
            MessageState(message.state),
            (*(_replay(one, message) for one in recorded), _judge_now(context, unit, message)),
            tuple(person_records.list_records(unit.db, message.id)),
        )


def _replay(recorded: RecordedJudgement, message: Message) -> Judgement:
    step = JudgedAt(recorded.step)
    reason = Held(recorded.reason) if step is JudgedAt.HELD and recorded.reason else None
    if recorded.facts is None or recorded.basis is None:
        return Judgement(step, recorded.at, reason)
    facts = read_facts(recorded.facts)
    basis = read_basis(recorded.basis, _find_day(recorded.at), recorded.at)
    return Judgement(step, recorded.at, reason, facts, basis, replay_judgement(facts, basis, message.debts))


def _judge_now(context: ServiceContext, unit: Read, message: Message) -> Judgement:
    campaign = require_campaign(unit, message.campaign_id)
    columns = lists.get_columns(unit.db, campaign.list_id)
    basis = audience.make_basis(context, unit, columns, Intent(campaign.intent))
    facts = eligibility_facts.get_facts(unit.db, message.recipient_id, unit.now)
    return Judgement(JudgedAt.NOW, unit.now, None, facts, basis, replay_judgement(facts, basis, message.debts))


def _find_day(moment: datetime) -> date:
    return moment.astimezone(JST).date()
