"""Which account a line of a settlement is booked on: a table, nothing is guessed."""

from odoo.addons.retail_connector_base.canonical.payout import UNKNOWN

from .problem import PostingProblem

# role -> the words of an accountant. Each one is an account that a person approved.
ROLES = {
    "bank": "Payouts on their way to the bank",
    "fee": "Processing fees",
    "fee_tax": "Tax on fees",
    "chargeback": "Chargeback receivable",
    "chargeback_fee": "Chargeback fees",
    "chargeback_loss": "Chargeback losses",
    "protection": "Chargeback protection",
    "reserve": "Reserve held by the provider",
    "risk": "Withdrawn for risk",
    "adjustment": "Adjustments by the provider",
    "shipping_label": "Shipping labels",
    "import_duty": "Duties and import taxes",
    "billing": "Provider's bills",
    "promotion": "Promotion credits",
    "marketplace_fee": "Marketplace fees",
    "marketplace_tax": "Marketplace tax collected",
    "vat_refund": "VAT refunds",
    "sponsored": "Paid by the provider instead of the customer",
    "collective": "Sold for another merchant",
    "channel": "Balances of other channels",
    "markets": "Cross-border services",
    "advance": "Advances received",
    "lending": "Loans of the provider",
    "transfer": "Other balances at the provider",
    "payout_returned": "Payouts returned",
    "refund_reversal": "Refunds payable",
    "cash": "Cash on its way to the bank",
    "fx_loss": "Realised exchange loss",
    "fx_gain": "Realised exchange gain",
    "carried_forward": "Carried forward to the next month",
    "card_liability": "Gift cards and credit outstanding",
    "card_expense": "Gift cards issued free of charge",
    "card_breakage": "Breakage of gift cards",
    "card_cash": "Gift cards paid out in cash",
}
# kinds of entries whose account has another name
ROLE_OF = {
    "chargeback_reversal": "chargeback",
    "reserve_release": "reserve",
}
# The fee that comes with an entry; all others are processing fees.
FEE_OF = {
    "chargeback": "chargeback_fee",
    "chargeback_reversal": "chargeback_fee",
    "chargeback_fee": "chargeback_fee",
    "marketplace_fee": "marketplace_fee",
}


def role_of(kind):
    """Return the role of an entry that settles no tender."""
    return ROLE_OF.get(kind, kind)


def known_role(entry):
    """Return the role of an entry's account, or say that nobody knows what it is."""
    if entry.kind == UNKNOWN:
        raise PostingProblem("settlement_type_unknown", entry.external_id)
    return role_of(entry.kind)
