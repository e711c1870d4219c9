"""Payouts: what was sent on a day, sale by sale, less what was deducted.

SumUp lists records, not transfers. Those of a day (or of a reference, by the setting)
are one deposit at the bank. A record that failed was not sent: such are a settlement of
their own that failed.
"""

from datetime import UTC, datetime, time

from odoo.addons.retail_connector_base.canonical import (
    Money,
    Settlement,
    SettlementEntry,
)
from odoo.addons.retail_connector_base.platforms import RejectedDocument

from .shapes import day, money

GATEWAY = "sumup"
BY_REFERENCE = "reference"
# SumUp's record -> what it is about; all but a payout take money away
KINDS = {
    "PAYOUT": "sale",
    "REFUND_DEDUCTION": "refund",
    "CHARGE_BACK_DEDUCTION": "chargeback",
    "DD_RETURN_DEDUCTION": "chargeback",
    "BALANCE_DEDUCTION": "adjustment",
}


def grouped(records, policy=""):
    """Return entity id -> the records of one deposit, in the order of their days."""
    found = {}
    for row in records:
        parts = [row["date"], row["currency"]]
        if policy == BY_REFERENCE:
            parts.append(row["reference"])
        if row["status"] == "FAILED":
            parts.append("failed")
        found.setdefault("/".join(parts), []).append(row)
    return found


def settlement(raw) -> Settlement:
    """Return what one deposit is made of."""
    records = raw["records"]
    first = records[0]
    entries = tuple(_entry(row) for row in records)
    references = {row["reference"] for row in records}
    return Settlement(
        external_id=raw["id"],
        name=raw["id"],
        gateway=GATEWAY,
        currency=first["currency"],
        paid_on=day(first["date"]),
        total=Money.sum((entry.net for entry in entries), first["currency"]),
        entries=entries,
        status="failed" if first["status"] == "FAILED" else "paid",
        bank_reference=first["reference"] if len(references) == 1 else "",
    )


def _entry(row):
    kind = KINDS.get(row["type"])
    if kind is None:
        raise RejectedDocument(f"unknown type {row['type']}", f"record[{row['id']}]")
    amount = money(row["amount"], row["currency"])
    fee = money(row["fee"], row["currency"])
    net = amount if kind == "sale" else -money(abs(amount.amount), row["currency"])
    return SettlementEntry(
        external_id=str(row["id"]),
        kind=kind,
        type=row["type"],
        gross=net + fee,
        fee=fee,
        net=net,
        occurred_at=datetime.combine(day(row["date"]), time(), UTC),
        reference=row["transaction_code"],
    )
