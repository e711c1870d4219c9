"""Journal entries in the words of QuickBooks Online, and back."""

from datetime import date
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import Money
from odoo.addons.retail_connector_base.platforms import RefusedError

from ..journal import JournalEntry, JournalLine, RemoteEntry

CLASS, DEPARTMENT = "class", "department"  # ids of the two dimensions
FIELDS = {CLASS: "ClassRef", DEPARTMENT: "DepartmentRef"}
DETAIL = "JournalEntryLineDetail"
PLAIN = "TaxOnAmount"  # a rate that builds on no other
LONGEST = 4000  # characters of a description or note


def body(entry: JournalEntry) -> dict:
    """Return the entry as it is sent; amounts have no sign there."""
    found = {
        "DocNumber": entry.reference,
        "TxnDate": entry.posted_on.isoformat(),
        "PrivateNote": entry.narration[:LONGEST],
        "Line": [_line(line) for line in entry.lines],
    }
    if any(line.tax_code for line in entry.lines):
        found["GlobalTaxCalculation"] = "TaxExcluded"
    return found


def _line(line):
    detail = {
        "PostingType": "Debit" if line.is_debit else "Credit",
        "AccountRef": {"value": line.account},
    }
    for name, value in line.dimensions:
        if name not in FIELDS:
            raise RefusedError(f"there is no dimension {name}", "dimension_refused")
        detail[FIELDS[name]] = {"value": value}
    if line.tax_code:
        detail |= _tax(line)
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


def contact(kind: str, number: str) -> str:
    """Return how we name a customer or vendor: both are numbered by themselves."""
    return f"{kind}:{number}"


def tax_code(number: str, kind: str) -> str:
    """Return how we name a code that is used on one side: it may serve both."""
    return f"{'sales' if kind == 'sale' else 'purchase'}:{number}"


def code_rate(details: list, rates: dict) -> str:
    """Return the percentage of a code's rates together, empty if they build on others.

    :param rates: id -> percentage
    """
    if any(one.get("TaxTypeApplicable", PLAIN) != PLAIN for one in details):
        return ""
    found = [rates.get(one["TaxRateRef"]["value"]) for one in details]
    return "" if None in found else f"{sum(found).normalize():f}"


def _tax(line):
    """Return the tax of a line, in the line's own direction."""
    side, _sep, number = line.tax_code.partition(":")
    tax = line.tax.amount if line.tax else Decimal(0)
    if tax and (tax > 0) != line.is_debit:
        raise RefusedError("a tax against the direction of its line", "tax_refused")
    return {
        "TaxCodeRef": {"value": number},
        "TaxApplicableOn": side.capitalize(),
        "TaxAmount": float(abs(tax)),
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
    code = detail.get("TaxCodeRef", {}).get("value", "")
    tax = Money(Decimal(detail.get("TaxAmount") or 0) * sign, currency)
    entity = detail.get("Entity", {})
    return JournalLine(
        account=detail["AccountRef"]["value"],
        amount=Money(Decimal(line["Amount"]) * sign, currency),
        description=line.get("Description", ""),
        tax_code=f"{detail.get('TaxApplicableOn', '').lower()}:{code}" if code else "",
        tax=tax if code else None,
        dimensions=tuple(
            (name, detail[field]["value"])
            for name, field in FIELDS.items()
            if detail.get(field)
        ),
        contact=contact(entity["Type"].lower(), entity["EntityRef"]["value"])
        if entity
        else "",
    )
