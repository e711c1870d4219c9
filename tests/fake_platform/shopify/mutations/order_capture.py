"""orderCapture, transactionVoid and orderMarkAsPaid: what becomes of money held."""

from .. import order_actions, pricing
from ..errors import refuse
from ..money import load
from ..order_view import refresh
from ..orders import touched
from ..payments import add_transaction
from ..registry import mutation


@mutation("orderCapture")
def order_capture(call, input):
    """Take money that was authorized, the whole or a part."""
    shop = call.shop
    order = shop.want(input["id"], "Order")
    if order is None:
        refuse(["id"], "Order does not exist")
    held = shop.want(input["parentTransactionId"], "OrderTransaction")
    if held is None or held["order"] != order["id"]:
        refuse(None, "Unable to find parent transaction")
    if held["kind"] != "AUTHORIZATION":
        refuse(None, "Parent transaction should be a successful authorization")
    pair = pricing.pair_of(order["_facts"])
    currency = input.get("currency")
    if pair.other != pair.shop and not currency:
        message = f"Currency Currency must match parent transaction {pair.other}"
        refuse(["currency"], message)
    # The amount is in the customer's currency when there are two.
    wanted = pricing.Decimal(str(input["amount"]))
    amount = pair.amount(wanted / pricing.Decimal(pair.rate))
    if amount.shop <= 0:
        refuse(None, "Amount must be greater than zero for capture transactions")
    if not order["capturable"]:
        refuse(None, "Can only capture successful authorizations")
    if wanted > load(held["_amount"]).other:
        most = load(held["_amount"]).other
        refuse(
            None, f"Cannot capture more than the authorized {most} for this payment."
        )
    record = add_transaction(
        shop, order, amount, held["gateway"], "CAPTURE", parent=held["id"],
        at=shop.now(),
    )  # fmt: skip
    refresh(shop, order)
    touched(shop, order)
    return {"transaction": record["id"]}


@mutation("transactionVoid")
def transaction_void(call, parent_transaction_id):
    """Let money go that was authorized and not taken."""
    shop = call.shop
    field = ["parentTransactionId"]
    held = shop.want(parent_transaction_id, "OrderTransaction")
    if held is None:
        refuse(field, "Transaction does not exist", "TRANSACTION_NOT_FOUND")
    if held["kind"] != "AUTHORIZATION" or held["status"] != "SUCCESS":
        message = "Parent transaction must be a successful authorization"
        refuse(field, message, "AUTH_NOT_SUCCESSFUL")
    order = shop.get(held["order"])
    if not order["capturable"]:
        message = (
            "Parent transaction require a parent_id referring to a voidable transaction"
        )
        refuse(field, message, "AUTH_NOT_VOIDABLE")
    record = add_transaction(
        shop, order, load(held["_amount"]), held["gateway"], "VOID",
        parent=held["id"], at=shop.now(),
    )  # fmt: skip
    refresh(shop, order)
    touched(shop, order)
    return {"transaction": record["id"]}


@mutation("orderMarkAsPaid")
def order_mark_as_paid(call, input):
    """Note that what is open was paid outside of the shop."""
    order = call.shop.want(input["id"], "Order")
    if order is None:
        refuse(["id"], "Order does not exist")
    try:
        order_actions.pay(call.shop, order, gateway="manual")
    except ValueError as error:
        refuse(["id"], str(error))
    return {"order": order["id"]}
