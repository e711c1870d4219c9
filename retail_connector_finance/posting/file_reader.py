"""Settlement files of gateways and acquirers to settlements. Columns are mapped.

A file says which payout a row belongs to, or keeps a running balance, or is one payout
whose deposit a person names. In each case what is read must add up to the cent: the
running balance is followed row by row, and a word that is not mapped refuses the file.
"""

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from odoo.addons.retail_connector_base.canonical import (
    InvariantError,
    Money,
    Settlement,
    SettlementEntry,
)
from odoo.addons.retail_connector_base.canonical.payout import ENTRY_KINDS

# What a column can be. The first ones every file needs.
NEEDED = ("date", "type", "gross")
FIELDS = (
    *NEEDED, "fee", "fee_tax", "net", "currency", "id", "reference", "order", "method",
    "description", "payout", "payout_date", "balance", "bank_reference",
)  # fmt: skip
WITHDRAWAL = "withdrawal"  # the word's kind when a row is the payout itself
IGNORED = "ignored"  # ... and when a row moves no money


class FileProblem(Exception):
    """A file that cannot be read; the message names row and column."""


@dataclass(frozen=True)
class Layout:
    """How a file is written.

    :param columns: field -> header of its column
    :param words: word in the type column, lower case -> kind of entry
    :param fee_sign: 1 when a fee is written as a positive number, -1 when negative
    """

    columns: Mapping[str, str]
    words: Mapping[str, str]
    delimiter: str = ","
    decimal: str = "."
    date_format: str = "%Y-%m-%d"
    currency: str = ""
    fee_sign: int = 1


@dataclass
class _Group:
    """The rows of one payout."""

    key: str
    entries: list[SettlementEntry] = field(default_factory=list)
    withdrawn: Decimal = Decimal(0)
    paid_on: date | None = None
    currency: str = ""
    bank_reference: str = ""
    opening: Decimal | None = None
    closing: Decimal | None = None


def headers(text: str, delimiter: str) -> list[str]:
    """Return the column headers of a file."""
    return next(csv.reader(io.StringIO(text), delimiter=delimiter), [])


def unknown_words(text: str, layout: Layout) -> list[str]:
    """Return the words of the type column that are not mapped, each once."""
    found = {}
    for _number, row in _rows(text, layout):
        word = _cell(row, layout, "type").lower()
        if word not in layout.words:
            found[word] = None
    return list(found)


def read(
    text: str, layout: Layout, gateway: str, deposit: Decimal | None = None,
    paid_on: date | None = None,
) -> list[Settlement]:  # fmt: skip
    """Return the settlements of a file.

    :param deposit: what reached the bank, of a file that does not say so itself
    """
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    groups: dict[str, _Group] = {}
    for number, row in _rows(text, layout):
        _add(groups, number, row, layout, digest)
    if not groups:
        raise FileProblem("The file has no rows.")
    return [
        _settlement(group, layout, gateway, deposit, paid_on)
        for group in groups.values()
    ]


def _rows(text, layout):
    reader = csv.DictReader(io.StringIO(text), delimiter=layout.delimiter)
    missing = [
        layout.columns.get(name) or name
        for name in NEEDED
        if layout.columns.get(name) not in (reader.fieldnames or ())
    ]
    if missing:
        raise FileProblem(f"Columns are missing: {', '.join(missing)}.")
    for number, row in enumerate(reader, 2):
        if any((value or "").strip() for value in row.values() if value):
            yield number, row


def _cell(row, layout, name):
    return (row.get(layout.columns.get(name, "")) or "").strip()


def _add(groups, number, row, layout, digest):
    word = _cell(row, layout, "type").lower()
    kind = layout.words.get(word)
    if kind is None:
        raise FileProblem(f"Row {number}: {word!r} is not mapped.")
    key = _cell(row, layout, "payout") or digest
    group = groups.setdefault(key, _Group(key))
    amounts = _amounts(number, row, layout)
    currency = _cell(row, layout, "currency") or layout.currency
    if group.currency and currency != group.currency:
        raise FileProblem(f"Row {number}: {currency} in a payout of {group.currency}.")
    group.currency = currency
    day = _date(number, _cell(row, layout, "date"), layout)
    _follow_balance(group, number, row, layout, amounts["net"])
    group.bank_reference = group.bank_reference or _cell(row, layout, "bank_reference")
    payout_date = _cell(row, layout, "payout_date")
    if payout_date:
        group.paid_on = _date(number, payout_date, layout).date()
    if kind == WITHDRAWAL:
        group.withdrawn -= amounts["net"]
        group.paid_on = day.date()
    elif kind != IGNORED:
        group.entries.append(
            _entry(number, row, layout, kind, word, amounts, currency, day, key)
        )


def _amounts(number, row, layout):
    gross = _number(number, row, layout, "gross")
    fee = _number(number, row, layout, "fee") * layout.fee_sign
    net = gross - fee
    if layout.columns.get("net"):
        stated = _number(number, row, layout, "net")
        if stated != net:
            raise FileProblem(
                f"Row {number}: {gross} less {fee} is not {stated} "
                f"(difference {stated - net:+})."
            )
    tax = _number(number, row, layout, "fee_tax") * layout.fee_sign
    return {"gross": gross, "fee": fee, "net": net, "tax": tax}


def _follow_balance(group, number, row, layout, net):
    """Check that the running balance is what the rows make of it."""
    if not layout.columns.get("balance"):
        return
    balance = _number(number, row, layout, "balance")
    if group.closing is None:
        group.opening = balance - net
    elif group.closing + net != balance:
        raise FileProblem(
            f"Row {number}: the balance is {balance} instead of {group.closing + net} "
            f"(difference {balance - group.closing - net:+})."
        )
    group.closing = balance


def _entry(number, row, layout, kind, word, amounts, currency, day, key):
    if kind not in ENTRY_KINDS:
        raise FileProblem(f"Row {number}: {kind!r} is no kind of a line.")
    tax = amounts["tax"]
    return SettlementEntry(
        external_id=_cell(row, layout, "id") or f"{key}/{number}",
        kind=kind,
        type=word,
        gross=Money(amounts["gross"], currency),
        fee=Money(amounts["fee"], currency),
        net=Money(amounts["net"], currency),
        fee_tax=Money(tax, currency) if tax else None,
        occurred_at=day,
        reference=_cell(row, layout, "reference"),
        order_name=_cell(row, layout, "order"),
        method=_cell(row, layout, "method"),
        description=_cell(row, layout, "description"),
    )


def _settlement(group, layout, gateway, deposit, paid_on):
    """Return the settlement of a group; raise when it does not add up."""
    total = sum((entry.net.amount for entry in group.entries), Decimal(0))
    entries = list(group.entries)
    if group.closing is not None:
        # What stays with the provider is stated by its own balance.
        kept = group.opening - group.closing
        total = group.withdrawn
        if kept:
            last = max(entry.occurred_at for entry in entries) if entries else None
            entries.append(_kept(group, kept, last))
    elif group.withdrawn:
        total = group.withdrawn
    elif deposit is not None:
        total = deposit
    day = paid_on or group.paid_on
    if day is None:
        day = max(entry.occurred_at for entry in entries).date()
    try:
        return Settlement(
            external_id=f"file:{gateway}:{group.key}",
            gateway=gateway,
            currency=group.currency,
            paid_on=day,
            total=Money(total, group.currency),
            entries=tuple(entries),
            kind="file",
            name=group.key,
            bank_reference=group.bank_reference,
        )
    except InvariantError as error:
        raise FileProblem(f"{group.key}: {error}") from None


def _kept(group, amount, last):
    """Return the entry for what the balance at the provider changed by."""
    money = Money(amount, group.currency)
    return SettlementEntry(
        external_id=f"{group.key}/balance",
        kind="transfer",
        type="balance",
        gross=money,
        fee=Money.zero(group.currency),
        net=money,
        occurred_at=last or datetime.combine(group.paid_on, datetime.min.time(), UTC),
        description=f"{group.opening} -> {group.closing}",
    )


def _number(number, row, layout, name):
    text = _cell(row, layout, name)
    if not text:
        return Decimal(0)
    thousands = "." if layout.decimal == "," else ","
    plain = text.replace(thousands, "").replace(" ", "").replace("\xa0", "")
    try:
        return Decimal(plain.replace(layout.decimal, "."))
    except InvalidOperation:
        raise FileProblem(f"Row {number}: {text!r} is no amount.") from None


def _date(number, text, layout):
    try:
        return datetime.strptime(text, layout.date_format).replace(tzinfo=UTC)
    except ValueError:
        raise FileProblem(f"Row {number}: {text!r} is no date.") from None
