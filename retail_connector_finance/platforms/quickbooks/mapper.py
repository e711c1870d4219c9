"""Journal entries in the words of QuickBooks Online, and back."""

from datetime import date
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import Money
from odoo.addons.retail_connector_base.platforms import RefusedError

from ..journal import JournalEntry, JournalLine, RemoteEntry

CLASS, DEPARTMENT = "class", "department"  # ids of the two dimensions
FIELDS = {CLASS: "ClassRef", DEPARTMENT: "DepartmentRef"}
DETAIL = "JournalEntryLineDetail"
LONGEST = 4000  # characters of a description or note


def body(entry: JournalEntry) -> dict:
    """Return the entry as it is sent; amounts have no sign there."""
    return {
        "DocNumber": entry.reference,
        "TxnDate": entry.posted_on.isoformat(),
        "PrivateNote": entry.narration[:LONGEST],
        "Line": [_line(line) for line in entry.lines],
    }


def _line(line):
    detail = {
        "PostingType": "Debit" if line.is_debit else "Credit",
        "AccountRef": {"value": line.account},
    }
    for name, value in line.dimensions:
        if name not in FIELDS:
            raise RefusedError(f"there is no dimension {name}", "dimension_refused")
        detail[FIELDS[name]] = {"value": value}
    if line.contact:
        kind, _sep, number = line.contact.partition(":")
        detail["Entity"] = {
            "Type": kind.capitalize(),
            "EntityRef": {"value": number},
        }
    return {
        "Amount": float(abs(line.amount.amount)),
        "Description": line.description[:LONGEST],
        "DetailType": DETAIL,
        DETAIL: detail,
    }


def remote(found: dict, home_currency: str) -> RemoteEntry:
    """Return an entry as the company holds it."""
    currency = found.get("CurrencyRef", {}).get("value") or home_currency
    return RemoteEntry(
        external_id=found["Id"],
        reference=found.get("DocNumber", ""),
        posted_on=date.fromisoformat(found["TxnDate"]),
        state="posted",
        currency=currency,
        lines=tuple(
            _remote_line(line, currency)
            for line in found["Line"]
            if line.get("DetailType") == DETAIL
        ),
        number=found.get("DocNumber", ""),
        version=found.get("SyncToken", ""),
        url=f"https://app.qbo.intuit.com/app/journal?txnId={found['Id']}",
    )


def _remote_line(line, currency):
    detail = line[DETAIL]
    sign = 1 if detail["PostingType"] == "Debit" else -1
    return JournalLine(
        account=detail["AccountRef"]["value"],
        amount=Money(Decimal(line["Amount"]) * sign, currency),
        description=line.get("Description", ""),
        tax_code=detail.get("TaxCodeRef", {}).get("value", ""),
        dimensions=tuple(
            (name, detail[field]["value"])
            for name, field in FIELDS.items()
            if detail.get(field)
        ),
    )
