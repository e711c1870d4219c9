"""A settlement to a balanced entry: clearing out, bank in, and all that lies between.

Every leg comes from a line of the settlement or from the item it clears. There is no
leg that takes a rest: what the exchange rate made of a payment is computed payment by
payment, and the sum is asserted to be nothing, never brought about.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from odoo.addons.retail_connector_base.canonical import (
    InvariantError,
    SettlementEntry,
    minor_units,
)
from odoo.addons.retail_connector_base.canonical.payout import SETTLES

from .exchange import converted, rounded
from .problem import PostingProblem
from .roles import FEE_OF, known_role


@dataclass(frozen=True)
class Booked:
    """The open item of the ledger that a line settles.

    :param key: identifies the item; several payments may share one
    :param tender: what the payment itself was (signed, in ``currency``)
    :param amount: what is open of the item, in its currency
    :param balance: the same in the company's currency
    :param free: the payment was converted by the provider, so amounts may differ
    """

    key: int
    account: int
    currency: str
    tender: Decimal
    amount: Decimal
    balance: Decimal
    free: bool = False


@dataclass(frozen=True)
class Leg:
    """A journal item to be; positive is debit.

    :param clears: key of the item it is reconciled with
    :param entries: ids of the settlement's lines it stands for
    """

    role: str
    account: int
    currency: str
    amount: Decimal
    balance: Decimal
    clears: int | None = None
    entries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Posting:
    """Legs that add up to nothing."""

    legs: tuple[Leg, ...]

    def __post_init__(self):
        rest = sum((leg.balance for leg in self.legs), Decimal(0))
        if rest:
            raise InvariantError(
                "posting", "debit is not credit", Decimal(0), rest.normalize()
            )


@dataclass(frozen=True)
class Terms:
    """How a settlement is booked.

    :param currency: of the settlement
    :param company_currency: of the ledger
    :param rate: company currency for one unit of the settlement's
    :param accounts: role -> account
    :param tolerance: part of a converted payment that the provider's rate may differ
    """

    currency: str
    company_currency: str
    rate: Fraction
    accounts: Mapping[str, int]
    tolerance: Decimal = Decimal("0.02")

    @property
    def unit(self):
        """Return the smallest unit of the company's currency."""
        return Decimal(1).scaleb(-minor_units(self.company_currency))

    def account(self, role):
        """Return the account of a role, or say that it is not chosen."""
        account = self.accounts.get(role)
        if not account:
            raise PostingProblem("settlement_unmapped", role)
        return account


def settlement_posting(
    entries: Sequence[SettlementEntry],
    booked: Mapping[str, Booked],
    terms: Terms,
    chosen: Mapping[str, int] | None = None,
    counterpart: str = "bank",
) -> Posting:
    """Return the posting of a settlement's entries.

    :param booked: entry id -> item it settles
    :param chosen: entry id -> account that a person chose for it
    :param counterpart: role of what receives the net amount
    """
    chosen = chosen or {}
    plain, clearing = _parts(entries, booked, chosen, terms)
    net = sum((entry.net.amount for entry in entries), Decimal(0))
    key = (counterpart, terms.account(counterpart), "")
    before, ids = plain.get(key, (Decimal(0), ()))
    plain[key] = (before + net, ids)
    amounts = [amount for amount, _ids in plain.values()]
    gross = [-_gross(group) for group in clearing.values()]
    values = converted([*amounts, *gross], terms.rate, terms.unit)
    legs = [
        Leg(role, account, terms.currency, amount, value, entries=ids)
        for ((role, account, _dispute), (amount, ids)), value in zip(
            plain.items(), values, strict=False
        )
        if amount or value
    ]
    for group, value in zip(clearing.values(), values[len(plain) :], strict=True):
        legs += _clearing_legs(group, value, terms)
    return Posting(tuple(_merged_exchange(legs)))


def returned_posting(net: Decimal, terms: Terms) -> Posting:
    """Return the posting of a booked payout that did not reach the bank."""
    [value] = converted([net], terms.rate, terms.unit)
    bank, back = terms.account("bank"), terms.account("payout_returned")
    return Posting(
        (
            Leg("payout_returned", back, terms.currency, net, value),
            Leg("bank", bank, terms.currency, -net, -value),
        )
    )


def _parts(entries, booked, chosen, terms):
    """Return what has an account of its own, and what clears an item.

    :return: (role, account, dispute) -> (amount, ids), item key -> [(entry, item)]
    """
    plain = defaultdict(lambda: (Decimal(0), ()))

    def add(role, account, amount, entry):
        if amount:
            # Disputes have items of their own, which their end is reconciled with.
            key = (role, account, entry.dispute_id if role == "chargeback" else "")
            before, ids = plain[key]
            plain[key] = (before + amount, (*ids, entry.external_id))

    clearing = defaultdict(list)
    for entry in entries:
        own = chosen.get(entry.external_id)
        if own:
            add("chosen", own, -entry.gross.amount, entry)
        elif entry.kind in SETTLES:
            item = booked.get(entry.external_id)
            if item is None:
                raise PostingProblem("settlement_tender_missing", entry.external_id)
            clearing[item.key].append((entry, item))
        elif entry.gross:
            role = known_role(entry)
            add(role, terms.account(role), -_untaxed(entry), entry)
        tax = entry.fee_tax.amount if entry.fee_tax else Decimal(0)
        if tax:
            add("fee_tax", terms.account("fee_tax"), tax, entry)
        if entry.fee.amount - _tax_of(entry):
            role = FEE_OF.get(entry.kind, "fee")
            add(role, terms.account(role), entry.fee.amount - _tax_of(entry), entry)
    return dict(plain), dict(clearing)


def _is_fee_itself(entry):
    """Return whether the amount, not the fee that comes along, is the charge."""
    return entry.kind.endswith("fee") and not entry.fee


def _tax_of(entry):
    """Return the tax inside the fee that comes along with an entry."""
    if entry.fee_tax is None or _is_fee_itself(entry):
        return Decimal(0)
    return entry.fee_tax.amount


def _untaxed(entry):
    """Return an entry's amount without the tax that has a leg of its own."""
    if entry.fee_tax is None or not _is_fee_itself(entry):
        return entry.gross.amount
    return entry.gross.amount + entry.fee_tax.amount


def _gross(group):
    return sum((entry.gross.amount for entry, _item in group), Decimal(0))


def _clearing_legs(group, value, terms):
    """Return the leg that clears an item, and what the rate made of it.

    :param value: company-currency value of what is settled, at the settlement's rate
    """
    entries = [entry for entry, _item in group]
    item = group[0][1]
    settled = sum((_settled(entry, one, terms) for entry, one in group), Decimal(0))
    if abs(settled) > abs(item.amount) or settled * item.amount < 0:
        raise PostingProblem(
            "settlement_twice", entries[0].external_id, item.amount, settled
        )
    if settled == item.amount:
        balance = item.balance
    else:
        share = Fraction(item.balance) * Fraction(settled) / Fraction(item.amount)
        balance = rounded(share, terms.unit)
    ids = tuple(entry.external_id for entry in entries)
    legs = [
        Leg("clearing", item.account, item.currency, -settled, -balance, item.key, ids)
    ]
    difference = balance + value  # value has the sign of the leg
    if difference:
        role = "fx_loss" if difference > 0 else "fx_gain"
        legs.append(
            Leg(
                role,
                terms.account(role),
                terms.company_currency,
                difference,
                difference,
                entries=ids,
            )
        )
    return legs


def _settled(entry, item, terms):
    """Return how much of an item an entry settles, in the item's currency."""
    gross = entry.gross.amount
    if not item.amount:
        raise PostingProblem(
            "settlement_twice", entry.external_id, item.amount, item.tender
        )
    if item.currency == terms.currency and gross == item.tender:
        return gross
    if item.currency == terms.currency and not item.free:
        raise PostingProblem(
            "settlement_amount_differs", entry.external_id, item.tender, gross
        )
    # Another currency, or the provider's rate: the payment is settled as a whole, and
    # what it was worth in the ledger may differ within the tolerance only.
    worth = Fraction(item.balance) * Fraction(item.tender) / Fraction(item.amount)
    paid = Fraction(gross) * terms.rate
    if abs(paid - worth) > abs(worth) * Fraction(terms.tolerance):
        raise PostingProblem(
            "settlement_amount_differs",
            entry.external_id,
            rounded(worth, terms.unit),
            rounded(paid, terms.unit),
        )
    return item.tender


def _merged_exchange(legs):
    """Return the legs with one of exchange losses and one of gains."""
    merged = {}
    for leg in legs:
        if not leg.role.startswith("fx_"):
            yield leg
            continue
        known = merged.get(leg.role)
        merged[leg.role] = (
            leg
            if known is None
            else Leg(
                leg.role,
                leg.account,
                leg.currency,
                known.amount + leg.amount,
                known.balance + leg.balance,
                entries=known.entries + leg.entries,
            )
        )
    yield from merged.values()
