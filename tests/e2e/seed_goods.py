"""Goods on their way out and back: shipments, returns, refunds, edits, choices."""

from dataclasses import replace
from datetime import UTC
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import Money, Order, OrderLine, codec

SHIPMENTS = (
    ("DHL Express", "JD014600003", "odoo", "success", "applied"),
    ("UPS", "1Z999AA10123", "odoo", "success", "applied"),
    ("DHL Express", "", "platform", "success", "waiting"),
    ("UPS", "1Z999AA10999", "odoo", "cancelled", "conflict"),
)
WORK = (
    ("open", "shipping", "", False),
    ("in_progress", "shipping", "", False),
    ("on_hold", "local", "Address is incomplete", False),
    ("open", "pickup", "", False),
    ("closed", "shipping", "", True),
)
REASONS = (
    ("Too small", "restock", True),
    ("Defective", "scrap", True),
    ("Colour", False, False),
)
RETURNS = (
    ("requested", "none", "Too small", "Too tight at the shoulders"),
    ("open", "open", "Too small", ""),
    ("open", "waiting", "Colour", "Not the blue of the picture"),
    ("closed", "done", "Defective", "A button is missing"),
)
REFUNDS = (
    ("done", "done", 1.0, False, False),
    ("credit", "open", 1.0, False, False),
    ("pending", "none", 0.5, False, False),
    (
        "parked",
        "none",
        0.5,
        "refund_mismatch",
        "The credit note would be 59.01, the shop gave back 59.00.",
    ),
)
STAGED = (
    ("Ada Berger", "DE", "paid", "unfulfilled", "low", "waiting", ""),
    ("Bruno Costa", "IT", "pending", "unfulfilled", "medium", "waiting", "wholesale"),
    ("Elif Evans", "GB", "paid", "fulfilled", "low", "imported", ""),
    ("Goran Fischer", "AT", "authorized", "unfulfilled", "high", "skipped", "review"),
)


def add_goods(month):
    """Add a row of every kind that follows goods."""
    orders = month.env["retail.binding.order"].search(
        [("stage", "=", "done"), ("channel", "=", "web")], limit=12
    )
    add_shipments(month, orders)
    add_work(month, orders)
    add_returns(month, orders)
    add_refunds(month, orders)
    add_credit_note(orders[-1:])
    add_edits(month, orders)
    add_staged(month)


def add_shipments(month, orders):
    """Add shipments told and received, and the names of carriers."""
    env, backend = month.env, month.backend
    for name, there in (("DHL Express", "DHL Express"), ("Post", "Deutsche Post (DE)")):
        env["retail.mapping.carrier"].create(
            {"backend_id": backend.id, "name": name, "name_there": there}
        ).action_approve()
    orders[: len(SHIPMENTS)].record_id.action_confirm()
    for number, (order, row) in enumerate(zip(orders, SHIPMENTS, strict=False)):
        carrier, tracking, origin, status, state = row
        env["retail.binding.picking"].create(
            {
                "backend_id": backend.id,
                "external_id": str(99001000 + number),
                "external_name": f"{order.external_name}.1",
                "order_binding_id": order.id,
                "record_id": order.record_id.picking_ids[:1].id,
                "carrier": carrier,
                "tracking": tracking,
                "origin": origin,
                "status": status,
                "state": state,
                "shipped_at": month.ago(hours=4 + number),
            }
        )


def add_work(month, orders):
    """Add what the shop wants to be shipped, and from where."""
    place = month.env["retail.binding.location"].search(
        [("backend_id", "=", month.backend.id), ("record_id", "!=", False)], limit=1
    )
    for number, (order, row) in enumerate(zip(orders, WORK, strict=False)):
        status, method, hold, service = row
        month.env["retail.binding.fulfilment.order"].create(
            {
                "backend_id": month.backend.id,
                "external_id": str(98001000 + number),
                "order_binding_id": order.id,
                "record_id": order.record_id.picking_ids[:1].id,
                "location_binding_id": place.id,
                "location_external_id": place.external_id,
                "status": status,
                "method": method,
                "hold_reason": hold,
                "with_service": service,
                "synced_at": month.ago(minutes=number * 7),
            }
        )


def add_returns(month, orders):
    """Add returns in every state and the reasons for them."""
    env, backend = month.env, month.backend
    scrap = env["stock.location"].search([("usage", "=", "inventory")], limit=1)
    for reason, disposition, approved in REASONS:
        mapping = env["retail.mapping.return.reason"].create(
            {
                "backend_id": backend.id,
                "reason": reason,
                "disposition": disposition,
                "location_id": scrap.id if disposition == "scrap" else False,
            }
        )
        if approved:
            mapping.action_approve()
    for number, (order, row) in enumerate(zip(orders, RETURNS, strict=False)):
        status, goods, reason, note = row
        env["retail.binding.return"].create(
            {
                "backend_id": backend.id,
                "external_id": str(97001000 + number),
                "external_name": f"{order.external_name}-R1",
                "order_binding_id": order.id,
                "status": status,
                "goods": goods,
                "reason": reason,
                "note": note,
                "quantity": 1 + number % 2,
                "exchange": number == 1,
                "synced_at": month.ago(hours=number + 1),
            }
        )


def add_refunds(month, orders):
    """Add refunds in every stage, with the money that went back."""
    for number, (order, row) in enumerate(zip(orders, REFUNDS, strict=False)):
        stage, goods, share, cause, error = row
        total = order.currency_id.round(order.total * share)
        money = {"backend_id": month.backend.id, "currency_id": order.currency_id.id}
        refund = month.env["retail.binding.refund"].create(
            {
                **money,
                "external_id": str(96001000 + number),
                "external_name": f"{order.external_name}-{number + 1}",
                "order_binding_id": order.id,
                "origin": "odoo" if number == 1 else "platform",
                "stage": stage,
                "stage_cause": cause,
                "stage_error": error,
                "goods": goods,
                "refunded_at": month.ago(hours=9 * (number + 1)),
                "total": total,
                "refunded_total": 0 if stage == "pending" else total,
                "pending_total": total if stage == "pending" else 0,
            }
        )
        month.env["retail.binding.tender"].create(
            {
                **money,
                "order_binding_id": order.id,
                "refund_binding_id": refund.id,
                "external_id": f"R{refund.external_id}",
                "kind": "refund",
                "status": "pending" if stage == "pending" else "success",
                "gateway": "card_payments",
                "amount": -total,
                "processed_at": refund.refunded_at,
                "state": "posted" if stage == "done" else "refund",
            }
        )


def add_credit_note(orders):
    """Add a credit note made in Odoo that the shop does not know of."""
    orders.record_id.action_confirm()
    orders.record_id.order_line.qty_delivered = 1
    invoice = orders.record_id._create_invoices()
    invoice.action_post()
    invoice._reverse_moves().action_post()


def document_of(order):
    """Return the canonical order of a sales order without taxes."""
    currency = order.currency_id.name
    placed = order.placed_at.replace(tzinfo=UTC)
    lines = tuple(
        OrderLine(
            external_id=str(line.id),
            kind="product",
            title=line.product_id.name,
            quantity=Decimal(int(line.product_uom_qty)),
            unit_price=Money(Decimal(f"{line.price_unit:.2f}"), currency),
            subtotal=Money(Decimal(f"{line.price_subtotal:.2f}"), currency),
        )
        for line in order.record_id.order_line
    )
    return with_lines(
        Order(
            external_id=order.external_id,
            name=order.external_name,
            currency=currency,
            prices_include_tax=False,
            created_at=placed,
            updated_at=placed,
            lines=(),
            total=Money(Decimal(0), currency),
            total_tax=Money(Decimal(0), currency),
        ),
        lines,
    )


def with_lines(document, lines):
    """Return the order with other lines and the total they make."""
    total = Money.sum((line.subtotal for line in lines), document.currency)
    return replace(document, lines=lines, total=total)


def add_edits(month, orders):
    """Add an edit that waits for a decision, and one that was applied."""
    Version = month.env["retail.order.version"]
    for order, state in zip(orders[4:6], ("waiting", "applied"), strict=True):
        for line in order.record_id.order_line:
            line.retail_line_key = str(line.id)
        before = document_of(order)
        first, *others = before.lines
        more = replace(
            first,
            quantity=first.quantity + 1,
            subtotal=first.subtotal + first.unit_price,
        )
        after = with_lines(before, (more, *others))
        order.document = codec.encode(before)
        Version._last(order, before)
        packed = codec.encode(after)
        Version.create(
            {
                **Version._values(order, after, packed, "2", before),
                "state": state,
                "cause": "edited_after_delivery" if state == "waiting" else False,
                "message": "Goods of the changed lines have left already."
                if state == "waiting"
                else False,
            }
        )


def add_staged(month):
    """Add orders somebody chooses from."""
    for number, row in enumerate(STAGED):
        customer, country, payment, shipment, risk, state, tags = row
        month.env["retail.staged.order"].create(
            {
                "backend_id": month.backend.id,
                "external_id": str(5520001000 + number),
                "external_name": f"#{2000 + number}",
                "external_url": f"https://shop.example/orders/{number}",
                "placed_at": month.ago(hours=number * 5),
                "customer": customer,
                "country_code": country,
                "channel": "web",
                "financial_status": payment,
                "fulfilment_status": shipment,
                "risk": risk,
                "tags": tags,
                "currency_id": month.company.currency_id.id,
                "total": 59 + number * 24.5,
                "state": state,
            }
        )
