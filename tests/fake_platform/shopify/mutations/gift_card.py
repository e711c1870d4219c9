"""giftCardCreate, -Credit, -Debit and -Deactivate."""

from decimal import Decimal

from .. import giftcards
from ..errors import refuse
from ..registry import mutation

SHORTEST, LONGEST = 8, 20  # characters of a code


@mutation("giftCardCreate")
def gift_card_create(call, input):
    """Create a card; its code is told once."""
    given = input.get("initialAmount") or {"amount": input.get("initialValue") or 0}
    amount = Decimal(str(given["amount"]))
    if amount <= 0:
        refuse(["input", "initialAmount"], "must be greater than 0", "GREATER_THAN")
    if given.get("currencyCode", call.shop.currency) != call.shop.currency:
        refuse(["input", "initialAmount"], "The currency is not enabled.", "INVALID")
    code = input.get("code")
    if code and len(code) < SHORTEST:
        refuse(["input", "code"], "is too short (minimum is 8 characters)", "TOO_SHORT")
    if code and len(code) > LONGEST:
        refuse(["input", "code"], "is too long (maximum is 20 characters)", "TOO_LONG")
    if any(c["_code"] == code for c in call.shop.table("GiftCard").values() if code):
        refuse(["input", "code"], "Code has already been taken", "TAKEN")
    customer = input.get("customerId")
    if customer and not call.shop.want(customer, "Customer"):
        message = "The customer could not be found."
        refuse(["input", "customerId"], message, "CUSTOMER_NOT_FOUND")
    card = giftcards.issue(
        call.shop, amount, customer=customer, code=code,
        expires=input.get("expiresOn"), note=input.get("note"),
    )  # fmt: skip
    return {"giftCard": card["id"], "giftCardCode": card["_code"]}


@mutation("giftCardCredit")
def gift_card_credit(call, id, credit_input):
    """Add money to a card."""
    card, amount = _checked(call, id, credit_input["creditAmount"], "creditInput")
    record = giftcards.move(call.shop, card, amount, credit_input.get("note"))
    return {"giftCardCreditTransaction": record["id"]}


@mutation("giftCardDebit")
def gift_card_debit(call, id, debit_input):
    """Take money off a card."""
    card, amount = _checked(call, id, debit_input["debitAmount"], "debitInput")
    if amount > Decimal(card["balance"]["amount"]):
        message = "The gift card does not have sufficient funds."
        refuse(["debitInput", "debitAmount"], message, "INSUFFICIENT_FUNDS")
    record = giftcards.move(call.shop, card, -amount, debit_input.get("note"))
    return {"giftCardDebitTransaction": record["id"]}


@mutation("giftCardDeactivate")
def gift_card_deactivate(call, id):
    """End a card."""
    card = call.shop.want(id, "GiftCard")
    if card is None:
        refuse(["id"], "The gift card could not be found.")
    return {"giftCard": giftcards.deactivate(call.shop, card)["id"]}


def _checked(call, gid, given, name):
    """Return the card and the amount, or refuse."""
    card = call.shop.want(gid, "GiftCard")
    if card is None:
        refuse(["id"], "The gift card could not be found.", "GIFT_CARD_NOT_FOUND")
    amount = Decimal(str(given["amount"]))
    field = name.replace("Input", "Amount")
    if amount <= 0:
        message = "A positive amount must be used."
        refuse([name, field, "amount"], message, "NEGATIVE_OR_ZERO_AMOUNT")
    if given["currencyCode"] != call.shop.currency:
        message = "The currency provided does not match the currency of the gift card."
        refuse([name, field, "currencyCode"], message, "MISMATCHING_CURRENCY")
    return card, amount
