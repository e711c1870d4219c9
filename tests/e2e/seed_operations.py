"""What an operator starts and watches: readings, re-syncs, rehearsals, privacy."""

from odoo import Command

ORDERS = 12_480  # of the history that is being read


def add_operations(month):
    """Add one of each, in the states a person meets."""
    add_readings(month)
    add_resyncs(month)
    add_rehearsals(month)
    add_privacy(month)


def add_readings(month):
    """Add a history that is being read and one that was."""
    reading = {"backend_id": month.backend.id, "kind": "order"}
    month.env["retail.backfill"].create(
        [
            {
                **reading,
                "state": "reading",
                "since": month.ago(days=900),
                "count": ORDERS,
                "done": ORDERS // 3,
                "started_at": month.ago(minutes=4),
                "measured_at": month.ago(minutes=4),
            },
            {
                **reading,
                "kind": "party",
                "state": "done",
                "count": 3_120,
                "done": 3_120,
                "started_at": month.ago(days=2),
                "finished_at": month.ago(days=2),
            },
        ]
    )


def add_resyncs(month):
    """Add re-syncs that were looked at, run, and are over."""
    env, backend = month.env, month.backend
    flows = {flow.code: flow for flow in backend.flow_ids}
    reading = env["retail.backfill"].search([("state", "=", "reading")], limit=1)
    one = {"backend_id": backend.id}
    env["retail.resync"].create(
        [
            {
                **one,
                "flow_id": flows["party_in"].id,
                "state": "ready",
                "read_count": 3_120,
                "known_count": 3_088,
                "method": "export",
                "request_count": 1,
            },
            {
                **one,
                "flow_id": flows["order_in"].id,
                "since": month.ago(days=900),
                "state": "running",
                "read_count": ORDERS,
                "known_count": 70,
                "method": "export",
                "request_count": 1,
                "backfill_id": reading.id,
                "started_at": month.ago(minutes=4),
            },
            {
                **one,
                "flow_id": flows["stock_out"].id,
                "state": "ready",
                "send_count": 12,
                "hold_count": 3,
                "same_count": 240,
            },
        ]
    )


def add_rehearsals(month):
    """Add a version that passed and one with findings."""
    one = {"backend_id": month.backend.id, "run_at": month.ago(hours=3)}
    good = [
        {"subject": "orders_by_id", "result": "same"},
        {"subject": "Order", "entity_id": "#1042", "result": "same"},
    ]
    bad = [
        {"subject": "orders_by_id", "result": "same"},
        {
            "subject": "products_by_id",
            "result": "refused",
            "detail": "Cannot query field 'vendor' on type 'Product'.",
        },
        {
            "subject": "Order",
            "entity_id": "#1042",
            "result": "different",
            "detail": "lines.taxes",
        },
        {"subject": "Product", "entity_id": "LS-W-M", "result": "moved"},
    ]
    for version, state, lines in (
        ("2027-01", "passed", good),
        ("2027-04", "failed", bad),
    ):
        month.env["retail.rehearsal"].create(
            {
                **one,
                "version": version,
                "served": version,
                "state": state,
                "line_ids": [Command.create(line) for line in lines],
            }
        )


def add_privacy(month):
    """Add requests: to know, to be erased in part, to erase a whole shop."""
    partner = month.env["res.partner"].search([("name", "ilike", "Berger")], limit=1)
    one = {"backend_id": month.backend.id, "requested_at": month.ago(days=3)}
    kept = {
        "code": "invoice",
        "found": 4,
        "kept": 4,
        "reason": "Posted documents are kept as long as the law says.",
        "records": "INV/2026/00012, INV/2026/00031",
    }
    for number, (kind, state, lines) in enumerate(
        (
            ("access", "ready", [{"code": "order", "found": 4}, kept]),
            (
                "erase",
                "partly",
                [
                    {"code": "message", "found": 9, "erased": 9},
                    {
                        "code": "contact",
                        "found": 2,
                        "erased": 1,
                        "kept": 1,
                        "reason": "It was in Odoo before the connection.",
                        "waits": "decide",
                        "records": partner.name or "Berger",
                    },
                    kept,
                ],
            ),
            (
                "erase_shop",
                "done",
                [{"code": "contact", "found": 61, "erased": 61}, kept],
            ),
        )
    ):
        month.env["retail.privacy.request"].create(
            {
                **one,
                "external_id": f"asked-{number}",
                "kind": kind,
                "state": state,
                "customer_id": False if kind == "erase_shop" else f"cust-{number}",
                "email": "bruno@example.com" if state == "ready" else False,
                "partner_ids": [Command.set(partner.ids)],
                "due_date": month.ago(days=-27).date(),
                "run_at": month.ago(days=3),
                "runs": 1,
                "done_at": month.ago(days=1) if state == "done" else False,
                "line_ids": [Command.create(line) for line in lines],
            }
        )
