"""A state machine over all roles and all actions on a campaign, with settings that change meanwhile.

A plain model notes who wrote each campaign, and who approved each of its submissions with which right. After each step:
whatever can be sent, or was, was approved by enough people who had the right when the last approval fell, and of whom
none had written it.
"""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.model.access import Actor, Role
from bot.model.campaigns import Campaign, CampaignState, DecisionReason, Intent
from bot.model.drafts import Draft
from bot.model.errors import NotAllowed, Refusal
from bot.rules.approvals import Deputy
from bot.services import approvals, campaigns, drafts, sending, voiding
from bot.services.context import JST
from bot.store import campaigns as stored
from tests.services.files import make_debts
from tests.services.harness import CLOCK, HarnessContext, open_context
from tests.services.steps import import_list, send_all

PEOPLE = 3
TEXTS = (
    "{city}{desk}です。市税の件でお電話ください。{phone} 心当たりない方は削除願います。送信専用",
    "{city}{desk}です。市税の件でお電話ください。{phone} 受付番号{ref} 心当たりない方は削除願います。送信専用",
)
WHO = ("U_ANNA", "U_BOB", "U_CARL", "U_UPLOADER")
ROLES: tuple[frozenset[Role], ...] = (
    frozenset(),
    frozenset({Role.OPERATOR}),
    frozenset({Role.STAFF}),
    frozenset({Role.SUPERVISOR}),
    frozenset({Role.STAFF, Role.SUPERVISOR}),
    frozenset({Role.ADMIN}),
    frozenset({Role.DEPUTY}),
    frozenset({Role.DEPUTY, Role.STAFF}),
)
SENDABLE = (CampaignState.APPROVED, CampaignState.SENDING, CampaignState.PAUSED, CampaignState.FINISHED)
who = st.sampled_from(WHO)
often_both = st.one_of(st.just(ROLES[4]), st.just(ROLES[4]), st.sampled_from(ROLES))


@dataclass
class Wrote:
    """Who wrote a campaign, and who approved its newest submission while having the right to."""

    author: str
    editor: str | None = None
    uploader: str = "U_UPLOADER"
    approved_by: set[str] = field(default_factory=set)
    needed: int = 1
    was_approved: bool = False


class ApprovalMachine(RuleBasedStateMachine):
    """The services on a real database, and the model."""

    template: Path

    @initialize(two=st.booleans())
    def open(self, *, two: bool) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.template, self.folder / "nofu.db")
        self.context = open_context(self.folder).with_policy(approval_two_above=0 if two else 100)
        slack = self.context.settings.slack
        assert slack is not None
        day = self.context.clock.now().date()
        self.deputy_day: date = day
        self.context = self.context.with_settings(
            slack=replace(slack, deputies=tuple(Deputy(user, day, day) for user in WHO))
        )
        self.actors = {user: Actor(user, ROLES[4], "ja") for user in WHO}
        self.wrote: dict[int, Wrote] = {}
        self.draft("U_ANNA", 1)

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.context.store.close()
            shutil.rmtree(self.folder)

    # what people do

    @rule(user=who, roles=often_both, decides=st.sampled_from([True, True, False]))
    def change_roles(self, user: str, roles: frozenset[Role], *, decides: bool) -> None:
        self.actors[user] = Actor(user, roles, "ja", decides=decides)

    @rule(user=who, list_id=st.sampled_from([1, 2]))
    def draft(self, user: str, list_id: int) -> None:
        if len(self.wrote) < 2:
            content = Draft(list_id, Intent.CALL_BACK, TEXTS[0], None)
            with suppress(Refusal):
                campaign_id = drafts.create_draft(self.context, self.actors[user], content)
                self.wrote[campaign_id] = Wrote(user)

    @rule(user=who, text=st.sampled_from(TEXTS), list_id=st.sampled_from([1, 2]))
    def edit(self, user: str, text: str, list_id: int) -> None:
        for campaign_id in self.wrote:
            with suppress(Refusal):
                opened = drafts.open_draft(self.context, self.actors[user], campaign_id)
                content = replace(opened.content, body=text, list_id=list_id)
                drafts.edit_draft(self.context, self.actors[user], opened.of, content)
                self.wrote[campaign_id].editor = user

    @rule(user=who)
    def submit(self, user: str) -> None:
        for campaign_id, wrote in self.wrote.items():
            with suppress(Refusal):
                campaigns.submit_campaign(self.context, self.actors[user], campaign_id)
                assert user in (wrote.author, wrote.editor)
                wrote.approved_by = set()
                wrote.needed = 2 if self.context.settings.policy.approval_two_above == 0 else 1

    @rule()
    def submit_by_writers(self) -> None:
        for wrote in list(self.wrote.values()):
            self.submit(wrote.editor or wrote.author)

    @rule(user=who, is_stale=st.sampled_from([False, False, False, True]))
    def approve(self, user: str, *, is_stale: bool) -> None:
        for campaign_id, wrote in self.wrote.items():
            shown = self._get(campaign_id)
            seen = "0" * 64 if is_stale else shown.fingerprint or ""
            try:
                approvals.approve_campaign(self.context, self.actors[user], campaign_id, seen, self.actors.__getitem__)
            except Refusal:
                continue
            assert not is_stale
            assert self._may_decide(user), user
            assert user not in (wrote.author, wrote.editor, wrote.uploader)
            wrote.approved_by = {voter for voter in wrote.approved_by if self._may_decide(voter)} | {user}
            wrote.was_approved = self._get(campaign_id).state is CampaignState.APPROVED

    @rule(user=who)
    def send_back(self, user: str) -> None:
        self._decide(user, approvals.send_back_campaign)

    @rule(user=who)
    def reject(self, user: str) -> None:
        self._decide(user, approvals.reject_campaign)

    @rule(user=who, verb=st.sampled_from([campaigns.withdraw_campaign, campaigns.stop_campaign]))
    def end(self, user: str, verb: Callable[[HarnessContext, Actor, int], None]) -> None:
        for campaign_id in list(self.wrote)[-1:]:
            with suppress(Refusal):
                verb(self.context, self.actors[user], campaign_id)

    @rule(user=who, verb=st.sampled_from([campaigns.pause_campaign, campaigns.resume_campaign]))
    def hold(self, user: str, verb: Callable[[HarnessContext, Actor, int], None]) -> None:
        for campaign_id in self.wrote:
            with suppress(Refusal):
                verb(self.context, self.actors[user], campaign_id)

    @rule(user=who)
    def act_as_nobody(self, user: str) -> None:
        """Neither the jobs, nor the shell, nor somebody without a role decides."""
        for campaign_id in self.wrote:
            seen = self._get(campaign_id).fingerprint or ""
            for actor in (CLOCK, Actor("terminal", frozenset({Role.MACHINE}), "ja"), Actor(user, frozenset(), "ja")):
                with pytest.raises(NotAllowed):
                    approvals.approve_campaign(self.context, actor, campaign_id, seen, self.actors.__getitem__)

    # what time and settings do

    @rule(calls=st.sampled_from([1, 2]))
    def change_settings(self, calls: int) -> None:
        self.context = self.context.with_policy(min_calls=calls)

    @rule(minutes=st.sampled_from([1, 5, 5, 60, 60 * 24]))
    def pass_time(self, minutes: int) -> None:
        self.context.clock.advance(minutes=minutes)

    @rule()
    def run_jobs(self) -> None:
        voiding.void_changed(self.context, CLOCK)
        self.start()
        campaigns.expire_due_campaigns(self.context, CLOCK)

    @rule()
    def start(self) -> None:
        sending.start_due_campaigns(self.context, CLOCK)

    @rule()
    def send(self) -> None:
        before = len(self.context.provider.arrived)
        send_all(self.context)
        if len(self.context.provider.arrived) > before:
            assert any(wrote.was_approved for wrote in self.wrote.values())

    # what must hold

    @invariant()
    def only_what_others_approved_can_be_sent(self) -> None:
        for campaign_id, wrote in getattr(self, "wrote", {}).items():
            campaign = self._get(campaign_id)
            if campaign.state in SENDABLE:
                assert wrote.was_approved
                assert len(wrote.approved_by) >= wrote.needed
                assert wrote.approved_by.isdisjoint({wrote.author, wrote.editor, wrote.uploader})
            else:
                wrote.was_approved = wrote.was_approved and campaign.state is CampaignState.STOPPED

    @invariant()
    def only_messages_of_approved_campaigns_wait_or_left(self) -> None:
        if not hasattr(self, "context"):
            return
        with self.context.store.read_transaction() as db:
            rows = db.fetch_all(
                """
                SELECT c.state, COUNT(*) AS n, SUM(m.state = 'queued') AS queued,
                    SUM(m.claimed_at IS NOT NULL) AS left
                FROM messages m JOIN campaigns c ON c.id = m.campaign_id GROUP BY c.id
                """
            )
        for row in rows:
            assert not row["queued"] or row["state"] in ("pending", "approved", "sending", "paused")
            assert not row["left"] or row["state"] in ("sending", "paused", "finished", "stopped")

    def _decide(
        self, user: str, decide: Callable[[HarnessContext, Actor, int, str, DecisionReason, str], None]
    ) -> None:
        for campaign_id, wrote in self.wrote.items():
            seen = self._get(campaign_id).fingerprint or ""
            with suppress(Refusal):
                decide(self.context, self.actors[user], campaign_id, seen, DecisionReason.TEXT, "")
                assert self._may_decide(user)
                assert user not in (wrote.author, wrote.editor, wrote.uploader)

    def _may_decide(self, user: str) -> bool:
        """Whether somebody decides today, written independently of the rules."""
        actor = self.actors[user]
        is_day = self.context.clock.now().astimezone(JST).date() == self.deputy_day
        in_own_right = Role.SUPERVISOR in actor.roles and actor.decides
        return in_own_right or (is_day and not actor.roles.isdisjoint({Role.SUPERVISOR, Role.DEPUTY}))

    def _get(self, campaign_id: int) -> Campaign:
        with self.context.store.read_transaction() as db:
            found = stored.get_campaign(db, campaign_id)
        assert found is not None
        return found


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with two lists of the same people, copied for each run."""
    folder = tmp_path_factory.mktemp("template")
    context = open_context(folder)
    for amount in ("30000", "29000"):
        import_list(context, make_debts(PEOPLE, amount=amount))
    context.store.close()
    return folder / "nofu.db"


@pytest.mark.property
def test_in_any_order_nothing_is_sent_that_others_have_not_approved(template: Path) -> None:
    ApprovalMachine.template = template
    run_state_machine_as_test(
        ApprovalMachine,
        settings=settings(max_examples=80, stateful_step_count=30, suppress_health_check=list(HealthCheck)),
    )
