"""Chooses among the numbers of a row of a target list, and says whose the chosen one is."""

from collections.abc import Callable, Sequence

from bot.model.reasons import Rejected
from bot.rules.importing.cells import fold_cell, is_nothing
from bot.rules.importing.heading_names import normalise_heading
from bot.rules.importing.headings import Column, find_sensitive_kind
from bot.rules.importing.layouts import Layout
from bot.rules.importing.owner_columns import find_named_codes, find_owner_reader
from bot.rules.importing.owner_flags import denies_own
from bot.rules.importing.owners import Owner, fold_name, is_of_another, read_owner
from bot.rules.importing.phones import Phone, find_mobiles, read_phone, split_words
from bot.rules.importing.spare_columns import list_spare

_ChosenPhone = tuple[Phone | Rejected, Owner, tuple[Phone, ...]]


def make_phone_chooser(layout: Layout) -> Callable[[Sequence[str]], _ChosenPhone]:
    """Make a function that chooses among the numbers of a row, says whose it is, and lists the other mobile numbers.

    The first own mobile number, else somebody else's mobile number (nobody is messaged; the reason is reported),
    else the first number, else the fault. The others may be other people's own.
    """
    phones, list_others = layout.phones, _make_number_lister(layout)
    read_owner_of = _make_owner_reader(layout)
    own_places = [at for at, _ in phones if "本人" in layout.heading[at]]
    if len(phones) == 1:
        phone_at, is_alone = phones[0][0], not layout.other_phones

        def choose_only(cells: Sequence[str]) -> _ChosenPhone:
            phone, owner = read_phone(cells[phone_at]), Owner.OWN
            if phone is Rejected.INVALID_PHONE:
                phone, owner = _read_number(cells[phone_at])
            if owner is Owner.OWN and read_owner_of and isinstance(phone, Phone):
                owner = read_owner_of(cells, phone_at)
            return phone, owner, () if is_alone and isinstance(phone, Phone) else list_others(cells, (phone,), phone)

        return choose_only

    def choose(cells: Sequence[str]) -> _ChosenPhone:
        read = [_read_number(cells[at]) for at, _ in phones]
        found = [phone for phone, _ in read]
        pairs = zip(read, phones, strict=True)
        numbers = [
            (one, word if word is Owner.OTHER or read_owner_of is None else read_owner_of(cells, at))
            for (one, word), (at, _) in pairs
            if isinstance(one, Phone)
        ]
        not_own = {phone.digits: owner for phone, owner in numbers if owner is not Owner.OWN}
        numbers = [(phone, not_own.get(phone.digits, owner)) for phone, owner in numbers]  # one number, two columns
        if any(denies_own(cells[at]) for at in own_places):
            numbers = [(phone, Owner.OTHER) for phone, _ in numbers]
        if not numbers:
            fault = Rejected.INVALID_PHONE if Rejected.INVALID_PHONE in found else Rejected.MISSING_PHONE
            return fault, Owner.OWN, list_others(cells, found, fault)
        chosen, owner = min(numbers, key=lambda one: (not one[0].mobile, one[1] is not Owner.OWN))
        return chosen, owner, list_others(cells, found, chosen)

    return choose


def _make_owner_reader(layout: Layout) -> Callable[[Sequence[str], int], Owner] | None:
    """Make a function that says whose the number in a column of a row is; None if no other column can say it.

    A column beside the number that nothing else reads counts only if its cell is a word for another owner.
    """
    keys = [normalise_heading(cell) for cell in layout.heading]
    owners_of, relation_at = dict(layout.phones), layout.positions.get(Column.RELATION)
    beside, name_of_code = _find_spare_beside(layout, keys), find_named_codes(keys)
    readers = {at: find_owner_reader(keys[at]) for owners in owners_of.values() for at in owners}
    if relation_at is None and not beside and not any(owners_of.values()):
        return None

    def is_named(cells: Sequence[str], at: int) -> bool:
        return at in name_of_code and cells[at].strip().isdecimal() and bool(cells[name_of_code[at]].strip())

    def is_own_name(cells: Sequence[str], at: int) -> bool:
        name = fold_name(cells[at])
        return any(fold_name(cells[name_at]) == name for name_at in layout.names)

    def read_owner_of(cells: Sequence[str], phone_at: int) -> Owner:
        if phone_at in beside and is_of_another(cells[beside[phone_at]]):
            return Owner.OTHER
        owners = owners_of[phone_at]
        found: set[Owner] = set()
        for at in owners if relation_at is None else (*owners, relation_at):
            owner = readers.get(at, read_owner)(cells[at])
            if owner is not Owner.OWN and not is_named(cells, at) and not is_own_name(cells, at):
                found.add(owner)
        return next((owner for owner in (Owner.OTHER, Owner.UNKNOWN) if owner in found), Owner.OWN)

    return read_owner_of


def _find_spare_beside(layout: Layout, keys: Sequence[str]) -> dict[int, int]:
    """The column beside each column of numbers that nothing else reads: the right one, else the left one."""
    phones, owners = {at for at, _ in layout.phones}, {at for _, places in layout.phones for at in places}
    spare = {at for at in list_spare(layout) if at not in owners and not find_sensitive_kind(keys[at])}
    left = {at: at - 1 for at in phones if at - 1 in spare and at - 2 not in phones}
    return left | {at: at + 1 for at in phones if at + 1 in spare}


def _read_number(cell: str) -> tuple[Phone | Rejected, Owner]:
    """The number in a cell, and whose it is by the words beside it. With another word it is no number."""
    phone = read_phone(cell)
    if phone is not Rejected.INVALID_PHONE:
        return phone, Owner.OWN
    number, words = split_words(cell)
    owners = {Owner.UNKNOWN if is_nothing(fold_cell(word)) else read_owner(word) for word in words}
    if not owners or Owner.UNKNOWN in owners:
        return phone, Owner.OWN
    return read_phone(number), Owner.OTHER if Owner.OTHER in owners else Owner.OWN


_FoundPhones = Sequence[Phone | Rejected]


def _make_number_lister(layout: Layout) -> Callable[[Sequence[str], _FoundPhones, Phone | Rejected], tuple[Phone, ...]]:
    """Make a function that lists the mobile numbers of a row besides the chosen one.

    `found`: what was read in the columns of numbers. A cell that cannot be read may have two.
    """
    places = [at for at, _ in layout.phones]
    is_only = len(places) == 1 and not layout.other_phones

    def list_others(cells: Sequence[str], found: _FoundPhones, chosen: Phone | Rejected) -> tuple[Phone, ...]:
        if is_only and found[0] is not Rejected.INVALID_PHONE:
            return ()  # nearly all rows of many lists; fast
        unread = [at for at, phone in zip(places, found, strict=True) if phone is Rejected.INVALID_PHONE]
        within = [phone for at in (*unread, *layout.other_phones) if cells[at] for phone in find_mobiles(cells[at])]
        digits = "" if isinstance(chosen, Rejected) else chosen.digits
        numbers = [phone for phone in (*found, *within) if isinstance(phone, Phone)]
        return tuple([phone for phone in numbers if phone.mobile and phone.digits != digits])

    return list_others
