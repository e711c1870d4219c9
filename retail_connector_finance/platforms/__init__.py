"""Ledgers: what they share, and a folder for each. Imports no Odoo models."""

from . import business_central, journal_file, quickbooks, xero
from .journal import (
    Difference,
    JournalEntry,
    JournalLine,
    RemoteEntry,
    compare,
    from_payload,
    remote_from_payload,
    remote_payload,
    to_payload,
)
from .ledger import (
    Balance,
    Capabilities,
    LedgerAccount,
    LedgerAdapter,
    LedgerContact,
    LedgerTax,
    LedgerValue,
    Period,
)

__all__ = [
    "Balance",
    "Capabilities",
    "Difference",
    "JournalEntry",
    "JournalLine",
    "LedgerAccount",
    "LedgerAdapter",
    "LedgerContact",
    "LedgerTax",
    "LedgerValue",
    "Period",
    "RemoteEntry",
    "business_central",
    "compare",
    "from_payload",
    "journal_file",
    "quickbooks",
    "remote_from_payload",
    "remote_payload",
    "to_payload",
    "xero",
]
