"""Manual journals in Xero's words, and back."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import Money
from odoo.addons.retail_connector_base.platforms import RefusedError

from ..journal import JournalEntry, JournalLine, RemoteEntry

STATES = {"DRAFT": "draft", "POSTED": "posted"}
REFERENCE = re.compile(r"\[(\w+)\]\s*$")
DOTNET = re.compile(r"/Date\((-?\d+)")
NO_TAX = "NONE"  # the tax type of a line without tax
PAGE = "https://go.xero.com/Journal/View.aspx?invoiceID="


def body(entry: JournalEntry, max_dimensions: int) -> dict:
    """Return the entry as a draft that is sent; a debit is positive.

    Where a line names a tax, each names one: without, it would get its account's own.
    The amount of the tax is what Xero computes.
    """
    taxed = any(line.tax_code for line in entry.lines)
    return {
        "Narration": f"{entry.narration} [{entry.reference}]".strip(),
        "Date": entry.posted_on.isoformat(),
        "LineAmountTypes": "Exclusive" if taxed else "NoTax",
        "Status": "DRAFT",
        "ShowOnCashBasisReports": False,
        "JournalLines": [_line(line, max_dimensions, taxed) for line in entry.lines],
    }


def _line(line, max_dimensions, taxed):
    if len(line.dimensions) > max_dimensions:
        raise RefusedError("more than two tracking categories", "dimension_refused")
    found = {
        "LineAmount": float(line.amount.amount),
        "AccountID": line.account,
        "Description": line.description,
    }
    if taxed:
        found["TaxType"] = line.tax_code or NO_TAX
    if line.dimensions:
        found["Tracking"] = [
            {"TrackingCategoryID": category, "TrackingOptionID": option}
            for category, option in line.dimensions
        ]
    return found


def remote(journal: dict, currency: str) -> RemoteEntry:
    """Return a manual journal as the organisation holds it."""
    return RemoteEntry(
        external_id=journal["ManualJournalID"],
        reference=reference(journal),
        posted_on=day(journal["Date"]),
        state=STATES.get(journal["Status"], "voided"),
        currency=currency,
        lines=tuple(
            _remote_line(line, currency) for line in journal.get("JournalLines") or ()
        ),
        version=journal.get("UpdatedDateUTC", ""),
        url=PAGE + journal["ManualJournalID"],
    )


def _remote_line(line, currency):
    code = line.get("TaxType") or NO_TAX
    tax = Money(Decimal(line.get("TaxAmount") or 0), currency)
    untaxed = code == NO_TAX and not tax
    return JournalLine(
        account=line.get("AccountID") or line.get("AccountCode") or "none",
        amount=Money(Decimal(line["LineAmount"]), currency),
        description=line.get("Description", ""),
        tax_code="" if untaxed else code,
        tax=None if untaxed else tax,
        dimensions=tuple(
            (tracking["TrackingCategoryID"], tracking["TrackingOptionID"])
            for tracking in line.get("Tracking") or ()
        ),
    )


def reference(journal: dict) -> str:
    """Return our reference: in brackets at the end of the narration."""
    found = REFERENCE.search(journal.get("Narration") or "")
    return found.group(1) if found else ""


def day(text: str) -> date:
    """Return a date that comes as ISO text or in .NET's notation."""
    found = DOTNET.search(text)
    if found:
        return datetime.fromtimestamp(int(found.group(1)) / 1000, UTC).date()
    return date.fromisoformat(text[:10])
