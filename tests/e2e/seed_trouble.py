"""What needs a person, in every kind: parked messages, unknown products, taxes ..."""

from odoo import Command

from .seed_mappings import add_mappings

PARKED = (
    (
        "order",
        "tax_unmapped",
        "The tax 'VAT 19 %' of DE is not mapped to a tax yet.",
        5,
    ),
    ("order", "product_unmatched", "No product has the SKU 'HAT-XL'.", 3),
    (
        "order",
        "invariant",
        "The lines add up to 118.99, the shop's total is 119.00.",
        1,
    ),
    ("party", "party_ambiguous", "Two contacts have this e-mail address.", 2),
)
UNMATCHED = (
    ("Sun hat, XL", "HAT-XL", "missing"),
    ("Gift wrapping", "", "blank"),
    ("Canvas tote, natural", "CT-NAT", "duplicate"),
)
LEVELS = ("same", "same", "same", "pending", "wait", "hold", "parked", "read")


def add_trouble(month):
    """Add a row of every kind that waits for somebody."""
    add_backends(month)
    add_mappings(month)  # before what waits for a mapping: approving would wake it
    add_events(month)
    add_outbox(month)
    add_variants(month)
    add_stock(month)
    tie_outbox(month)
    add_rest(month)


def add_backends(month):
    """Add connections that are not live."""
    month.make_backend(
        "Stores Benelux", "paused", "The token was refused (401). Enter a new one."
    )
    month.make_backend(
        "Web shop US (copy)",
        "quarantined",
        "This database is a copy. The connection is cut so that the real shop is not "
        "touched from here.",
    )


def add_events(month):
    """Add messages in every state."""
    number = 0
    for kind, cause, error, count in PARKED:
        for _turn in range(count):
            number += 1
            entity, at = str(5599000000 + number), month.ago(hours=number * 2)
            event = month.make_event(
                entity,
                kind,
                f"{kind}s/create",
                "parked",
                at,
                cause=cause,
                error=error,
            )
            steps = [
                ("received", 0, "Webhook"),
                ("fetched", 1, ""),
                ("parked", 1, error),
            ]
            month.trace(kind, entity, steps, at, event_id=event.id)
    month.make_event(
        "5599000101",
        "order",
        "orders/updated",
        "failed",
        month.ago(minutes=12),
        cause="transient",
        error="The shop did not answer within 30 seconds.",
        tries=3,
        next_try_at=month.ago(minutes=-4),
    )
    month.make_event(
        "5599000102",
        "product",
        "products/update",
        "dead",
        month.ago(days=2),
        cause="rejected",
        error="variants[3].price: 'n/a' is not an amount.",
        tries=8,
    )
    for index in range(6):
        month.make_event(
            str(5599000200 + index),
            "order",
            "orders/updated",
            "received" if index < 4 else "ignored",
            month.ago(minutes=index),
        )


def add_outbox(month):
    """Add stock levels to send, sent, refused."""
    states = ["done"] * 24 + ["pending"] * 5 + ["superseded"] * 3 + ["failed", "parked"]
    for number, state in enumerate(states):
        product = month.products[number % len(month.products)]
        at = month.ago(minutes=number * 23 if state == "done" else number % 9)
        row = month.env["retail.outbox"].create(
            {
                "backend_id": month.backend.id,
                "company_id": month.company.id,
                "create_date": at,
                "kind": "stock",
                "key": f"stock/{number}",
                "request_key": f"9f0c-{number // 8}",
                "entity_id": str(77001000 + product.id),
                "payload": {
                    "stock_id": str(product.id),
                    "quantity": "12",
                    "compare": "10",
                },
                "answer": {"ok": True} if state == "done" else False,
                "state": state,
                "cause": {"failed": "transient", "parked": "rejected"}.get(state),
                "error": {
                    "failed": "The shop asks to wait 20 seconds.",
                    "parked": "The shop keeps no stock of this product.",
                }.get(state),
                "tries": 1,
                "sent_at": at if state == "done" else False,
                "done_at": at if state == "done" else False,
            }
        )
        steps = [("planned", 0, "10 at the shop, 12 wanted")]
        if state == "done":
            steps += [
                ("pushed", 2, "With 7 others in one request"),
                ("verified", 1, ""),
            ]
        month.trace("stock", row.entity_id, steps, at, outbox_id=row.id)


def add_variants(month):
    """Add products of the shop that nobody knows here, and what they could be."""
    tote, _wrap = month.env["product.product"].create(
        [
            {"name": "Canvas tote, natural (new)", "default_code": "CT-NAT"},
            {"name": "Gift wrap", "default_code": "GIFT", "type": "service"},
        ]
    )
    for number, (title, sku, why) in enumerate(UNMATCHED):
        month.env["retail.binding.variant"].create(
            {
                "backend_id": month.backend.id,
                "external_id": str(44009000 + number),
                "title": title,
                "sku": sku,
                "price": 12.5,
                "mismatch": why,
                "candidate_ids": [Command.set(tote.ids if why == "duplicate" else [])],
            }
        )


def add_stock(month):
    """Add places and the stock levels the shop shows."""
    env, backend = month.env, month.backend
    places = env["retail.binding.location"].create(
        [
            {
                "backend_id": backend.id,
                "external_id": str(8800 + index),
                "external_name": name,
                "record_id": place.id if place else False,
            }
            for index, (name, place) in enumerate(
                (
                    ("Main warehouse", backend.sale_warehouse_id.lot_stock_id),
                    ("Store Antwerp", None),
                )
            )
        ]
    )
    variants = env["retail.binding.variant"].search(
        [("backend_id", "=", backend.id), ("record_id", "!=", False)]
    )
    for number, (variant, state) in enumerate(zip(variants, LEVELS, strict=True)):
        shown = 10 + number
        env["retail.stock.level"].create(
            {
                "backend_id": backend.id,
                "company_id": month.company.id,
                "variant_binding_id": variant.id,
                "location_binding_id": places[0].id,
                "product_id": variant.record_id.id,
                "state": state,
                "cause": {"hold": "zero_unverified", "parked": "refused"}.get(state),
                "remote_qty": shown,
                "target_qty": 0 if state == "hold" else shown + (state != "same") * 3,
                "remote_seen_at": month.ago(minutes=5),
                "sent_at": month.ago(hours=number + 1),
            }
        )


def tie_outbox(month):
    """Let the rows of the outbox say of which level they are."""
    month.env.flush_all()
    month.env.cr.execute(
        "UPDATE retail_outbox o SET res_model = 'retail.stock.level', res_id = l.id "
        "FROM retail_stock_level l "
        "WHERE o.kind = 'stock' AND o.entity_id = (77001000 + l.product_id)::text"
    )
    month.env.invalidate_all()


def add_rest(month):
    """Add differences, customers and imports of history."""
    env, backend = month.env, month.backend
    env["retail.discrepancy"].create(
        [
            {
                "backend_id": backend.id,
                "type": "stock_drift",
                "kind": "stock",
                "entity": "Denim jacket @ Main warehouse",
                "expected": 12,
                "found": 11,
            },
            {
                "backend_id": backend.id,
                "type": "total_mismatch",
                "kind": "order",
                "entity": "#1007",
                "currency_id": month.company.currency_id.id,
                "expected": 119.0,
                "found": 118.99,
                "user_id": env.ref("base.user_admin").id,
            },
        ]
    )
    for number, order in enumerate(env["retail.binding.order"].search([], limit=20)):
        env["retail.binding.party"].create(
            {
                "backend_id": backend.id,
                "record_id": order.record_id.partner_id.id,
                "external_id": str(66001000 + number),
                "external_name": order.record_id.partner_id.name,
                "owned": True,
                "matched_by": "e-mail" if number % 3 else False,
                "synced_at": order.placed_at,
            }
        )
    for kind, state, count, done in (
        ("order", "reading", 4200, 2730),
        ("product", "done", 860, 860),
    ):
        env["retail.backfill"].create(
            {
                "backend_id": backend.id,
                "kind": kind,
                "state": state,
                "count": count,
                "done": done,
                "started_at": month.ago(minutes=9),
            }
        )
