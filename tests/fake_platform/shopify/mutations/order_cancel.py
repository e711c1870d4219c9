"""orderCancel: whole, asynchronous at the platform, at once here."""

from .. import order_actions
from ..errors import UserErrors, user_error
from ..registry import mutation

NOTE_LENGTH = 255  # characters


@mutation("orderCancel")
def order_cancel(
    call, order_id, reason, restock, notify_customer=False, refund=None,
    refund_method=None, staff_note=None,
):  # fmt: skip
    """Cancel an order; money goes back only when asked for."""
    order = call.shop.want(order_id, "Order")
    try:
        _check(order, refund, refund_method, staff_note)
    except UserErrors as refusal:
        plain = [{**error, "code": None} for error in refusal.errors]
        return {
            "job": None,
            "orderCancelUserErrors": refusal.errors,
            "userErrors": plain,
        }
    give_back = bool(
        refund or (refund_method or {}).get("originalPaymentMethodsRefund")
    )
    order_actions.cancel(
        call.shop, order, reason=reason, restock=restock, give_back=give_back
    )
    order["cancellation"] = {"staffNote": staff_note}
    job = {"__typename": "Job", "id": call.shop.new_id("Job"), "done": True}
    return {"job": job, "orderCancelUserErrors": [], "userErrors": []}


def _check(order, refund, refund_method, staff_note):
    if order is None:
        _refuse("orderId", "Order does not exist", "NOT_FOUND")
    if order["cancelledAt"]:
        _refuse("orderId", "Cannot cancel an order that has already been canceled")
    if any(line["fulfilled"] for line in order["_facts"]["lines"]):
        _refuse("orderId", "Cannot cancel an order that has outstanding fulfillments")
    if refund is not None and refund_method is not None:
        message = "Only one of the arguments `refund` or `refund_method` is allowed."
        _refuse("refund", message)
    if staff_note and len(staff_note) > NOTE_LENGTH:
        message = f"Staff note is too long. Maximum length is {NOTE_LENGTH} characters."
        _refuse("staffNote", message)


def _refuse(field, message, code="INVALID"):
    raise UserErrors(user_error([field], message, code))
