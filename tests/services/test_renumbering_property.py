"""A renumbering of random cities: everything follows, and nobody who was out becomes sendable."""

import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from bot.model.campaigns import Intent
from bot.model.errors import BadInput, Conflict
from bot.model.reasons import Excluded
from bot.rules.eligibility import EligibilityFacts, JudgementBasis, judge_rows
from bot.rules.eligibility.conditions import PERSON_RULES
from bot.services import audience, campaigns, renumbering, shared_numbers
from bot.services import lists as lists_service
from bot.services.imports import targets
from bot.services.unit_of_work import Read
from bot.store import eligibility_facts, lists
from bot.store.database import ReadDb
from bot.vault import MESSAGE_PHONE_BOX, NAME_BOX, PHONE_BOX, TAXPAYER_BOX
from tests.examples import limit_examples
from tests.services.files import CallRow, Debt, ExclusionRow, Paid, write_lines
from tests.services.harness import CHIEF, CLOCK, UPLOADER, HarnessContext, open_context
from tests.services.steps import (
    import_call_results,
    import_exclusions,
    import_list,
    import_paid,
    make_path,
    send_all,
    start_approved,
    submit_and_approve,
)

PEOPLE = [str(number) for number in range(1001, 1007)]
NEW_IDS = [*PEOPLE, "2001", "2002", "2003"]
OCCASIONS = {Excluded.NO_PROMISE, Excluded.NOT_AFFECTED}
"""Without a promise or a message there is no occasion to write. Of people who are one, the promise of one is enough."""
OF_THE_PERSON = (Excluded.EXCLUDED_FLAG, Excluded.RECENT_PAYMENT, Excluded.PROMISE_OPEN)
"""What holds for a person in every list, although another list said it."""


class City:
    """Random data of a few people, most of whom may be messaged, and a random renumbering of them."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._ids = PEOPLE

    def fill(self, context: HarnessContext) -> None:
        """Import lists and other files, and send a few messages."""
        steps = [
            *(self._import_list, self._import_paid, self._import_calls, self._import_exclusions, self._send),
            self._decide_shared,
        ]
        self._import_list(context)
        for step in self._random.choices(steps, weights=(4, 1, 2, 1, 1, 3), k=self._random.randint(2, 8)):
            step(context)
            context.clock.advance(hours=self._random.choice((0, 1, 30)))
        # Whose messages just left is out anyway: later, other reasons can be seen.
        context.clock.advance(days=self._random.choice((0, 0, 8, 20)))

    def name_only(self, ids: Iterable[str]) -> None:
        """Let the files name these people alone."""
        self._ids = sorted(ids)

    def import_kind(self, context: HarnessContext, kind: str) -> None:
        """Import one file."""
        imports = dict(
            zip(LATE, (self._import_paid, self._import_calls, self._import_exclusions, self._import_list), strict=True)
        )
        imports[kind](context)

    def make_moves(self) -> dict[str, str]:
        """Make a renumbering with swaps, chains, people who become one, and ids that nobody has."""
        old_ids = self._random.sample([*PEOPLE, "7777"], self._random.randint(1, 6))
        return {old: self._random.choice(NEW_IDS) for old in old_ids}

    def _seldom(self, usual: str, *others: str) -> str:
        return self._random.choice(others) if self._random.random() < 0.05 else usual

    def _people(self) -> list[str]:
        return self._random.sample(self._ids, min(len(self._ids), self._random.randint(1, 4)))

    def _import_list(self, context: HarnessContext) -> None:
        rows = [self._make_debt(one) for one in self._people() for _ in range(self._random.choice((1, 1, 2)))]
        without = [name for name in ("excluded", "calls", "letter", "last_called") if self._random.random() < 0.2]
        import_list(context, rows, again=True, without=without)

    def _make_debt(self, taxpayer: str) -> Debt:
        own = f"090-1234-5{taxpayer[1:]}"
        return Debt(
            taxpayer=taxpayer,
            phone=self._random.choice((own,) * 6 + ("090-1234-5999", self._seldom("090-1234-5998", "048-123-4567"))),
            instalment=self._random.choice(("1", "1", "2")),
            due=self._seldom("R8.5.31", "R8.7.31", "R8.4.30", "不明"),
            demanded=self._seldom("R8.6.19", ""),
            amount=self._random.choice(("30000", "30000", "900")),
            arrears=self._seldom("現年", "滞繰"),
            calls=self._random.choice(("2", "2", "2", "1", "")),
            promise=self._seldom("", "R8.7.9", "R8.6.1", "R8.8.1"),
            excluded=self._random.choice(("", "", "", "", "", "1")),
            obtained=self._seldom("R8.1.1", "", "R5.1.1"),
            relation=self._seldom("本人", "長男"),
            letter=self._random.choice(("R8.7.3", "R8.7.3", "")),
            last_called=self._random.choice(("", "R8.6.30", "R8.7.3")),
        )

    def _import_paid(self, context: HarnessContext) -> None:
        import_paid(
            context,
            [
                Paid(
                    taxpayer=one,
                    instalment=self._random.choice(("1", "2")),
                    paid=self._random.choice(("20260601", "20260601", "20260706", "不明")),
                    booked=self._random.choice(("20260602", "20260602", "")),
                    amount=self._random.choice(("30000", "900", "500")),
                    reversal=self._seldom("", "1", "1", "1"),
                )
                for one in self._random.choices(self._ids, k=2)
            ],
        )

    def _import_calls(self, context: HarnessContext) -> None:
        results = ("不在", "不在", "不在", "留守電", "納付約束", "欠番", "架電停止（市指示）", "納付済との申出")
        rows = [
            CallRow(
                taxpayer=one,
                at=self._random.choice(("2026/7/6 14:00", "2026/7/1 10:00", "2026/6/20", "2026/4/20 9:00", "不明")),
                result=self._random.choice(results),
                promised=self._seldom("", "R8.7.9", "R8.7.20"),
            )
            for one in self._random.choices(self._ids, k=2)
        ]
        import_call_results(context, *rows)

    def _import_exclusions(self, context: HarnessContext) -> None:
        rows = [
            ExclusionRow(one, flag=self._random.choice(("1", "")), as_of=self._random.choice(("R8.7.1", "R8.7.3")))
            for one in self._random.choices(self._ids, k=2)
        ]
        import_exclusions(context, *rows)

    def _decide_shared(self, context: HarnessContext) -> None:
        """Of people who share a number, let one in each list get the message."""
        for list_id in context.column("SELECT id FROM target_lists"):
            with suppress(Conflict):  # no number is shared
                shared_numbers.choose_one_each(context, UPLOADER, list_id)  # type: ignore[arg-type]  # an id
                view = targets.get_list_view(context, CLOCK, list_id)  # type: ignore[arg-type]  # an id
                lists_service.confirm_list(context, UPLOADER, view.target.id, view.target.confirmation_token)

    def _send(self, context: HarnessContext) -> None:
        """Send to everybody of a list who may be messaged, if anybody may be, and end the campaign."""
        list_id = self._random.choice(context.column("SELECT id FROM target_lists"))
        try:
            campaign_id = submit_and_approve(context, list_id)  # type: ignore[arg-type]  # an id
        except BadInput:
            return  # nobody may be messaged
        start_approved(context)
        send_all(context)
        campaigns.stop_campaign(context, CHIEF, campaign_id)


Holder = tuple[int, bytes]
"""A list and a person of it."""


@dataclass(frozen=True)
class Judged:
    """A city as it is judged: the facts of everybody in every list, and the bases of each intent."""

    facts: dict[Holder, EligibilityFacts]
    bases: dict[int, list[JudgementBasis]]

    def is_sendable(self, holder: Holder, basis: JudgementBasis, ignored: set[Excluded] | None = None) -> bool:
        rows = judge_rows(self.facts[holder], basis)
        return any(reason is None or reason in (ignored or ()) for reason in rows.values())


def judge(context: HarnessContext) -> Judged:
    facts, bases = {}, {}
    with context.store.read_transaction() as db:
        unit = Read(db, context.clock.now())
        for row in db.fetch_all("SELECT id, list_id, taxpayer_key FROM recipients"):
            facts[row["list_id"], row["taxpayer_key"]] = eligibility_facts.get_facts(db, row["id"], unit.now)
            columns = lists.get_columns(db, row["list_id"])
            bases[row["list_id"]] = [audience.make_basis(context, unit, columns, intent) for intent in Intent]
    return Judged(facts, bases)


FOLLOWING = {
    "exclusions": "SELECT taxpayer_key FROM exclusions_in_force GROUP BY 1",
    "suppressions": "SELECT key, reason FROM suppressions WHERE kind = 'taxpayer' AND ended_at IS NULL",
    "promises": "SELECT taxpayer_key, promised_on FROM promises WHERE state = 'open'",
    "known_promises": "SELECT taxpayer_key, promised_on FROM promises",
    "calls": "SELECT taxpayer_key, called_at, result FROM calls",
    "payments": "SELECT taxpayer_key, file_id, line, paid_on, amount, reversal FROM payments",
    "standing": "SELECT taxpayer_key, known_by, amount FROM counted_payments WHERE taken_back_by IS NULL",
    "contacts": "SELECT taxpayer_key, phone_key, claimed_at FROM contacts",
    "unread": "SELECT taxpayer_key, id FROM unread_rows",
    "messages": "SELECT person_key, id FROM messages",
    "numbers": """
        SELECT r.taxpayer_key, r.list_id, p.phone_key FROM recipients r JOIN recipient_phones p ON p.recipient_id = r.id
    """,
    "rows": "SELECT r.taxpayer_key, d.list_id, d.line FROM recipients r JOIN list_rows d ON d.recipient_id = r.id",
}
"""What follows a person, each row with the person first."""


def fetch_following(db: ReadDb) -> dict[str, Counter[tuple[object, ...]]]:
    return {name: Counter(db.stream_tuples(sql)[1]) for name, sql in FOLLOWING.items()}


@contextmanager
def open_city() -> Iterator[HarnessContext]:
    with tempfile.TemporaryDirectory() as folder:
        context = open_context(Path(folder))
        try:
            yield context
        finally:
            context.store.close()


def renumber(context: HarnessContext, moves: dict[str, str]) -> None:
    path = write_lines(make_path(context), "旧宛名番号,新宛名番号", map(",".join, moves.items()))
    renumbering.apply_renumbering(context, CLOCK, path)


@limit_examples(12, in_fuzz=60)
@given(st.integers(0, 2**32))
def test_everything_follows_and_nobody_who_was_out_becomes_sendable(seed: int) -> None:
    with open_city() as original:
        city = City(seed)
        context = original.with_policy(min_amount=seed % 2 * 1000, number_max_age_months=(None, 42)[seed % 3 == 0])
        city.fill(context)
        before = judge(context)
        with context.store.read_transaction() as db:
            followed = fetch_following(db)
        known = {row[0] for rows in followed.values() for row in rows}
        moves = city.make_moves()
        renumber(context, moves)
        hashes = dict(zip(NEW_IDS + PEOPLE, context.store.vault.hash_values("taxpayer", NEW_IDS + PEOPLE), strict=True))
        keys = {hashes[old]: hashes[new] for old, new in moves.items() if old in hashes}
        after = judge(context)
        check_followed(context, followed, keys)
        check_nobody_was_let_in(before, after, keys)
        check_others_are_the_same(before, after, keys, known)
        check_boxes(context, {key: text for text, key in hashes.items()})


def check_followed(
    context: HarnessContext, before: dict[str, Counter[tuple[object, ...]]], keys: dict[bytes, bytes]
) -> None:
    """Everything is of the new ids. What can be there once only is there once."""
    with context.store.read_transaction() as db:
        after = fetch_following(db)
    for name, rows in before.items():
        expected: Counter[tuple[object, ...]] = Counter()
        for row, count in rows.items():
            expected[keys.get(row[0], row[0]), *row[1:]] += count  # type: ignore[call-overload]  # a key
        if name == "standing":
            assert not expected - after[name], name
        elif name in ("payments", "contacts", "messages", "rows", "unread"):
            assert after[name] == expected, name
        else:
            assert set(after[name]) == set(expected), name


def check_nobody_was_let_in(before: Judged, after: Judged, keys: dict[bytes, bytes]) -> None:
    parts = defaultdict(list)
    newest: dict[bytes, Holder] = {}
    for list_id, old in sorted(before.facts, key=lambda holder: holder[0]):
        parts[list_id, keys.get(old, old)].append(old)
        newest[old] = (list_id, old)
    for (list_id, new), olds in parts.items():
        for basis in after.bases[list_id]:
            if not after.is_sendable((list_id, new), basis):
                continue
            for old in olds:
                assert before.is_sendable((list_id, old), basis, OCCASIONS)
            for old in (one for one in newest if keys.get(one, one) == new):
                for reason in OF_THE_PERSON:
                    if basis.intent not in (Intent.CORRECTION, Intent.PROMISE_NEAR):
                        assert not PERSON_RULES[reason](before.facts[newest[old]], basis), reason


def check_others_are_the_same(before: Judged, after: Judged, keys: dict[bytes, bytes], everybody: set[object]) -> None:
    """Of people who do not become one with others, nothing has changed but the id."""
    shares = Counter(keys.get(key, key) for key in everybody)  # type: ignore[call-overload]  # keys of people
    for (list_id, old), facts in before.facts.items():
        new = keys.get(old, old)
        if shares[new] == 1:
            assert simplify(after.facts[list_id, new]) == simplify(facts)


def simplify(facts: EligibilityFacts) -> EligibilityFacts:
    """Facts without those about others who have the number: these may become one.

    Nor whether a debt was left out, which is the list's last judgement: a renumbering judges it again, on a later day.
    """
    debts = tuple(replace(debt, is_left_out=False) for debt in facts.instalments)
    return replace(facts, instalments=debts, household=())


def check_boxes(context: HarnessContext, texts: dict[bytes, str]) -> None:
    """Each value can be decrypted where it is now, and the id is the new one."""
    vault = context.store.vault
    with context.store.read_transaction() as db:
        people = db.fetch_all(
            """
            SELECT r.taxpayer_key, i.taxpayer_box, i.name_box, p.phone_key, p.phone_box FROM recipients r
                JOIN recipient_identities i ON i.recipient_id = r.id JOIN recipient_phones p ON p.recipient_id = r.id
            """
        )
        messages = db.fetch_all(
            """
            SELECT m.taxpayer_key, m.phone_key, p.phone_box FROM messages m
                JOIN message_phones p ON p.message_id = m.id
            """
        )
    for row in people:
        key = row["taxpayer_key"]
        assert vault.decrypt(TAXPAYER_BOX + key, row["taxpayer_box"]) == texts[key]
        assert vault.decrypt(NAME_BOX + key, row["name_box"])
        number = vault.decrypt(PHONE_BOX + key + row["phone_key"], row["phone_box"])
        assert vault.hash_value("phone", number) == row["phone_key"]
    for row in messages:
        place = MESSAGE_PHONE_BOX + row["taxpayer_key"] + row["phone_key"]
        assert vault.hash_value("phone", vault.decrypt(place, row["phone_box"])) == row["phone_key"]


LATE = ("payments", "calls", "exclusions", "list")


@limit_examples(8, in_fuzz=60)
@given(st.integers(0, 2**32), st.sampled_from(LATE))
@example(2087657, "exclusions")
@example(514038904, "calls")
@example(784152180, "calls")
@example(2615211564, "list")
@example(2532122966, "payments")
def test_a_file_with_old_ids_holds_whom_it_would_have_held_before(seed: int, kind: str) -> None:
    in_time, moves = judge_with_late_file(seed, kind, is_late=False)
    late, _ = judge_with_late_file(seed, kind, is_late=True)
    for holder in late.facts:
        for basis, known in zip(late.bases[holder[0]], in_time.bases[holder[0]], strict=True):
            if holder in in_time.facts and late.is_sendable(holder, basis):
                # Who is left out of a list because people became one has no other reason: what was known then decides.
                ignored = OCCASIONS | {Excluded.MERGED_PERSON}
                assert in_time.is_sendable(holder, known, ignored), (moves, basis.intent)


def judge_with_late_file(seed: int, kind: str, *, is_late: bool) -> tuple[Judged, dict[str, str]]:
    """Judge a city with a file of old ids that comes before two renumberings, or after them."""
    with open_city() as context:
        city, file = City(seed), City(seed + 1)
        city.fill(context)
        steps = [city.make_moves(), city.make_moves()]
        file.name_only(steps[0].keys() | steps[1].keys())
        if not is_late:
            file.import_kind(context, kind)
        for moves in steps:
            with suppress(Conflict):  # a pair comes twice
                renumber(context, moves)
        if is_late:
            file.import_kind(context, kind)
        return judge(context), steps[0]


MEANT = {
    ("calls", True): Excluded.TOO_FEW_CALLS,
    ("calls", False): Excluded.TOO_FEW_CALLS,
    ("exclusions", False): Excluded.EXCLUDED_FLAG,
}
"""What a file, by old ids or not, is there to end: a call is an attempt, and a "no" for a new id ends an exclusion."""


@limit_examples(8, in_fuzz=60)
@given(st.integers(0, 2**32), st.sampled_from(LATE), st.booleans())
def test_a_late_file_lets_nobody_in_who_was_out_before(seed: int, kind: str, by_old_ids: bool) -> None:
    with open_city() as context:
        city, file = City(seed), City(seed + 1)
        city.fill(context)
        before = judge(context)
        keys, ids = renumber_twice(context, city, by_old_ids=by_old_ids)
        file.name_only(ids)
        file.import_kind(context, kind)
        after = judge(context)
    ignored = OCCASIONS | {reason for meant, reason in MEANT.items() if meant == (kind, by_old_ids)}
    for list_id, old in before.facts:
        new = (list_id, keys.get(old, old))
        for basis in after.bases[list_id]:
            if new in after.facts and after.is_sendable(new, basis):
                assert before.is_sendable((list_id, old), basis, ignored), basis.intent


def renumber_twice(context: HarnessContext, city: City, *, by_old_ids: bool) -> tuple[dict[bytes, bytes], set[str]]:
    """Renumber a city twice; return the new key of each old one, and the ids of the last step, old ones or new ones."""
    keys: dict[bytes, bytes] = {}
    ids = set(PEOPLE)
    hashes = dict(zip(NEW_IDS, context.store.vault.hash_values("taxpayer", NEW_IDS), strict=True))
    for _ in range(2):
        moves = city.make_moves()
        try:
            renumber(context, moves)
        except Conflict:  # a pair comes twice
            continue
        step = {hashes[old]: hashes[new] for old, new in moves.items() if old in hashes}
        moved = {key: keys.get(key, key) for key in hashes.values()}
        keys = {key: step.get(now, now) for key, now in moved.items()}
        ids = set(moves) if by_old_ids else set(moves.values())
    return keys, ids
