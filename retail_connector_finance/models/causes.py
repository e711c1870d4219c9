"""Words for the causes that only ledgers have."""

from odoo.tools.translate import LazyTranslate

from odoo.addons.retail_connector_base.models.retail_cause import CAUSE_LABELS

_lt = LazyTranslate(__name__)

LEDGER_CAUSES = {
    "account_refused": _lt("Ledger refuses the account"),
    "dimension_refused": _lt("Ledger refuses the dimension"),
    "ledger_balance": _lt("Account at the ledger has another balance"),
    "ledger_changed": _lt("Entry was changed at the ledger"),
    "ledger_copied": _lt("Entry is at the ledger more than once"),
    "ledger_currency": _lt("Ledger keeps its books in another currency"),
    "ledger_unmapped": _lt("Account, tax or dimension not mapped"),
    "number_taken": _lt("Number is taken at the ledger"),
    "period_closed": _lt("Period at the ledger is closed"),
    "reference_taken": _lt("Another entry has our number"),
    "refused_by_person": _lt("Refused by a person"),
    "tax_inexact": _lt("Tax that no code can say"),
    "tax_refused": _lt("Ledger refuses the tax"),
    "too_many_lines": _lt("Too many lines for the ledger"),
    "unbalanced": _lt("Ledger says it does not balance"),
}
CAUSE_LABELS.update(LEDGER_CAUSES)
