"""What an operator reads about a decision of the order rules."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

RULE_MESSAGES = {
    "test_order": _lt("A test order."),
    "cancelled_with_money": _lt(
        "Cancelled, but money was received and not all of it given back."
    ),
    "payment_expired": _lt("The payment was not made in time."),
    "empty": _lt("The order has no lines."),
    "refunded": _lt("Everything was refunded: nothing is delivered or invoiced."),
    "risk_pending": _lt("The platform still assesses the risk of fraud."),
    "risk": _lt("Risk of fraud: a person releases it."),
    "manual": _lt("Orders are confirmed by a person."),
    "quotation": _lt("A draft order of the shop: it becomes an order there."),
    "quotation_sold": _lt("The draft became an order of its own."),
    "shadow": _lt("Placed in shadow mode: the other connector deals with it."),
    "unpaid": _lt("The order is not paid."),
}


def rule_message(env, rule):
    """Return the sentence for a rule's cause, in the reader's language."""
    message = RULE_MESSAGES.get(rule.cause)
    return env._(message) if message else ""
