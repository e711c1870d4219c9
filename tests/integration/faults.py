"""Faults of every kind: how each comes about, and what the checks must say of it.

A fault does its harm behind Odoo's back, in the fake shop or in the database, and
returns what has to be found: cause, entity and the amount in question.
"""

from decimal import Decimal
from typing import NamedTuple

from odoo import fields


class Expected(NamedTuple):
    """What a check must find of a fault; ``entity`` None: any, ``amount`` None: any."""

    cause: str
    entity: str | None = None
    amount: Decimal | None = None


def tamper(env, statement, *given):
    """Change a protected table as somebody with all rights over the database."""
    tables = ("retail_trace", "retail_certificate", "retail_certificate_line")
    env.flush_all()
    for table in tables:
        env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    env.cr.execute(statement, given)
    for table in tables:
        env.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    env.invalidate_all()


def lost_order(case, order):
    """The shop sells something, and nobody is told."""
    row = case.place(seed=case.next_seed(), payment="paid")
    return Expected("missing_in_odoo", row["id"], Decimal(row["total"]))


def lost_refund(case, order):
    """The shop gives money back, and nobody is told."""
    case.do("order_action", order=order["id"], action="refund", lines=[[0, 1]],
            restock="NO_RESTOCK")  # fmt: skip
    record = case.records.get(order["id"])
    refund = case.records.get(record["refunds"][-1])
    return Expected(
        "missing_in_odoo",
        refund["id"],
        Decimal(refund["totalRefundedSet"]["shopMoney"]["amount"]),
    )


def lost_edit(case, order):
    """The shop adds something to an order, and nobody is told."""
    sku = case.do("catalog")[0]["sku"]
    case.do("order_action", order=order["id"], action="edit",
            add={"sku": sku, "quantity": 1, "price": "17.00"})  # fmt: skip
    now = Decimal(case.do("order", order=order["id"])["total"])
    return Expected("amount_mismatch", order["id"], now - Decimal(order["total"]))


def voided_invoice(case, order):
    """Somebody cancels the invoice of an order that the customer paid."""
    invoice = case.binding(order).invoice_id
    invoice.button_draft()
    invoice.button_cancel()
    return Expected("amount_mismatch", order["id"], Decimal(order["total"]))


def doubled_order(case, order):
    """Somebody copies a sales order of the shop."""
    case.binding(order).record_id.copy(
        {"client_order_ref": order["name"], "retail_backend_id": case.backend.id}
    )
    return Expected("duplicate_document", order["id"], Decimal(order["total"]))


def changed_order(case, order):
    """Somebody changes the total of a sales order in the database."""
    sale = case.binding(order).record_id
    tamper(case.env, "UPDATE sale_order SET amount_total = amount_total + 1.23 "
           "WHERE id = %s", sale.id)  # fmt: skip
    return Expected("amount_mismatch", order["id"], Decimal("1.23"))


def deleted_order(case, order):
    """A sales order is deleted in the database."""
    binding = case.binding(order)
    tamper(case.env, "DELETE FROM retail_binding_order WHERE id = %s", binding.id)
    return Expected("missing_in_odoo", order["id"], Decimal(order["total"]))


def unmapped_product(case, order):
    """The shop sells what Odoo does not know, so that the order waits."""
    case.backend.unmatched_product = "park"
    case.do("add_product", title="New", sku="UNKNOWN-1", price="31.00", stock=[9])
    row = case.place(
        seed=case.next_seed(),
        payment="paid",
        lines=[{"sku": "UNKNOWN-1", "quantity": 1}],
    )
    case.tell(row)
    return Expected("missing_in_odoo", row["id"], Decimal(row["total"]))


def stale_stock(case, order):
    """Units vanish at the shop, and nobody is told."""
    level = case.level()
    item = level.variant_binding_id.stock_external_id
    place = level.location_binding_id.external_id
    sku = case.records.get(item)["sku"]
    case.do("change_stock", sku=sku, delta=-3, location=place)
    case.drop_messages()
    entity = f"{item}|{place}"
    return Expected("units_mismatch", entity, Decimal(3))


def late_till(case, order):
    """A till cannot send what it sold."""
    before = fields.Datetime.subtract(fields.Datetime.now(), hours=9)
    case.register.write({"queued": 4, "oldest_queued_at": before})
    return Expected("till", str(case.register.id))


def changed_message(case, order):
    """Somebody changes a message that was worked on."""
    [event] = case.env["retail.event"].search(
        [("kind", "=", "order"), ("entity_id", "=", order["id"]),
         ("state", "=", "done")], limit=1, order="id desc",
    )  # fmt: skip
    tamper(case.env, "UPDATE retail_event SET document = fetched WHERE id = %s",
           event.id)  # fmt: skip
    return Expected("payload_changed")


def changed_step(case, order):
    """Somebody changes a step of the trace that was sealed."""
    tamper(case.env, "UPDATE retail_trace SET note = 'never mind' WHERE id = "
           "(SELECT min(id) FROM retail_trace WHERE entity_id = %s)",
           order["id"])  # fmt: skip
    return Expected("trace_changed")


def changed_certificate(case, order):
    """Somebody makes a certificate look better."""
    tamper(case.env, "UPDATE retail_certificate SET healed = healed + 1 WHERE id = %s",
           case.certificate.id)  # fmt: skip
    return Expected("certificate_changed")


FAULTS = {
    fault.__name__: fault
    for fault in (
        lost_order, lost_refund, lost_edit, voided_invoice, doubled_order,
        changed_order, deleted_order, unmapped_product, stale_stock, late_till,
        changed_message, changed_step, changed_certificate,
    )
}  # fmt: skip
WITHOUT_ORDER = {"lost_order", "unmapped_product", "stale_stock", "late_till",
                 "changed_certificate"}  # fmt: skip
# These show only once, however often they happen.
SINGLE = {"unmapped_product", "stale_stock", "late_till", "changed_message",
          "changed_step", "changed_certificate"}  # fmt: skip
