"""storeCreditAccountCredit and -Debit."""

from decimal import Decimal

from .. import giftcards
from ..errors import refuse
from ..registry import mutation


@mutation("storeCreditAccountCredit")
def store_credit_account_credit(call, id, credit_input):
    """Add money to an account, or to the account of a customer."""
    account = call.shop.want(id, "StoreCreditAccount")
    if account is None:
        if not call.shop.want(id, "Customer"):
            refuse(["id"], "The owner does not exist.", "OWNER_NOT_FOUND")
        account = giftcards.account_of(call.shop, id)
    amount = _amount(call, credit_input["creditAmount"], "creditInput", "creditAmount")
    record = giftcards.move_credit(
        call.shop, account, amount, expires=credit_input.get("expiresAt")
    )
    return {"storeCreditAccountTransaction": record["id"]}


@mutation("storeCreditAccountDebit")
def store_credit_account_debit(call, id, debit_input):
    """Take money off an account."""
    account = call.shop.want(id, "StoreCreditAccount")
    if account is None:
        refuse(["id"], "The store credit account was not found.", "ACCOUNT_NOT_FOUND")
    amount = _amount(call, debit_input["debitAmount"], "debitInput", "debitAmount")
    if amount > Decimal(account["balance"]["amount"]):
        message = "The store credit account does not have sufficient funds."
        refuse(["debitInput", "debitAmount"], message, "INSUFFICIENT_FUNDS")
    record = giftcards.move_credit(call.shop, account, -amount)
    return {"storeCreditAccountTransaction": record["id"]}


def _amount(call, given, name, field):
    amount = Decimal(str(given["amount"]))
    if amount <= 0:
        message = "A positive amount must be used."
        refuse([name, field, "amount"], message, "NEGATIVE_OR_ZERO_AMOUNT")
    if given["currencyCode"] != call.shop.currency:
        message = "The currency provided does not match the store credit account."
        refuse([name, field, "currencyCode"], message, "MISMATCHING_CURRENCY")
    return amount
