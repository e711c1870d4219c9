"""Payment terms: when what was sold on account is due."""

from odoo.addons.retail_connector_base.canonical import Instalment, PaymentTerms

from .shapes import moment, money

KINDS = {
    "NET": "net",
    "FIXED": "fixed",
    "RECEIPT": "receipt",
    "FULFILLMENT": "fulfilment",
}


def payment_terms(payload) -> PaymentTerms | None:
    """Return the terms of an order or draft; None when it is paid at once.

    The instalments are in the customer's currency; an export of history has none.
    """
    terms = payload.get("paymentTerms")
    if not terms:
        return None
    schedules = (terms.get("paymentSchedules") or {}).get("nodes", ())
    return PaymentTerms(
        name=terms["paymentTermsName"],
        kind=KINDS.get(terms["paymentTermsType"], "unknown"),
        days=terms["dueInDays"],
        instalments=tuple(
            Instalment(money(item["totalBalance"]), moment(item["dueAt"]))
            for item in schedules
        ),
    )
