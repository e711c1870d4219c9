"""Stores with tills in every state, for looking at their screens.

Runs inside ``odoo shell``: ``fill(env)``. The tills' records go through the gate and
the importers, so what is shown is what a store would leave.
"""

import json
from datetime import UTC, datetime, timedelta

from odoo import fields

from odoo.addons.retail_connector_base.canonical import Register, Store, TenderType
from odoo.addons.retail_connector_base.importers.item import Item
from odoo.addons.retail_connector_pos.platforms.store_feed.batch import read_batch
from odoo.addons.retail_connector_pos.tests.till import PRICES, Till

NAMES = (("S1", "Main street", 2), ("S2", "Harbour", 1), ("S3", "Airport", 1))
TENDERS = (
    TenderType("cash", type="cash"),
    TenderType("card", type="card"),
    TenderType("gift card", type="gift_card"),
)


def fill(env):
    """Fill the database."""
    env["res.users"].search([]).odoobot_state = "disabled"
    backend, registers = open_stores(env)
    for number, register in enumerate(registers):
        sell(env, backend, register, number)
    registers[1].last_seen_at = fields.Datetime.now() - timedelta(hours=5)


def open_stores(env):
    """Set up stores whose tills send the store feed; return backend, registers."""
    backend = env["retail.backend"].create(
        {"name": "Our tills", "platform": "store_feed", "state": "live"}
    )
    backend._ensure_service_products()
    _goods(env, backend)
    return backend, _stores(env, backend)


def _goods(env, backend):
    warehouse = backend.sale_warehouse_id
    for sku, price in PRICES.items():
        product = env["product.product"].create(
            {
                "name": {"MUG": "Mug", "TEE": "T-shirt", "CAP": "Cap"}[sku],
                "default_code": sku,
                "is_storable": True,
                "available_in_pos": True,
                "list_price": float(price),
                "standard_price": 2.0,
                "taxes_id": False,
            }
        )
        env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, 500
        )
    tax = env["account.tax"].create(
        {
            "name": "Store tax 8 %",
            "amount": 8.0,
            "type_tax_use": "sale",
            "price_include_override": "tax_excluded",
        }
    )
    account = env["account.account"].search(
        [("account_type", "=", "liability_current")], limit=1
    )
    for side in ("invoice", "refund"):
        tax[f"{side}_repartition_line_ids"].filtered(
            lambda line: line.repartition_type == "tax"
        ).account_id = account
    env["retail.mapping.tax"].create(
        {
            "backend_id": backend.id,
            "title": "Sales tax",
            "rate": 0.08,
            "country_code": env.company.account_fiscal_country_id.code or "",
            "tax_id": tax.id,
            "state": "approved",
        }
    )


def _stores(env, backend):
    env["retail.importer.store"]._import_or_bisect(
        [
            Item(
                Store(
                    code,
                    name,
                    timezone="America/New_York",
                    registers=tuple(
                        Register(str(n), f"Till {n}", numbered=True)
                        for n in range(1, count + 1)
                    ),
                    tenders=TENDERS,
                )
            )
            for code, name, count in NAMES
        ],
        backend,
    )
    backend.store_ids.warehouse_id = backend.sale_warehouse_id
    account = env["account.account"].search(
        [("account_type", "=", "asset_current"), ("reconcile", "=", True)], limit=1
    )
    for row in env["retail.mapping.tender"].search(
        [("backend_id", "=", backend.id), ("state", "=", "suggested")]
    ):
        row.account_id = account
        row.action_approve()
    registers = backend.store_ids.register_ids
    registers._set_up()
    return registers.sorted(lambda r: (r.store_id.external_id, r.external_id))


def sell(env, backend, register, number):
    """Sell two days: the first closed, one short of cash, one with a hole."""
    today = fields.Date.context_today(register)
    days = (today - timedelta(days=1), today)
    till = Till(register.store_id.external_id, register.external_id, number, days)
    till.sell(12)
    till.close()
    close = till.sold[-1]["close"]
    if number == 2:  # the drawer is short
        close["counted_cash"] = f"{float(close['counted_cash']) - 80:.2f}"
    till.sell(8)
    send(env, register, till, lost=(5, 17) if number == 3 else ())
    for lane in env["retail.event"]._lanes_due(backend):
        backend._job_drain_in(lane)
    for shift in env["retail.pos.shift"].search(
        [("register_id", "=", register.id), ("closed_at", "!=", False)]
    ):
        backend._job_close_shift(shift.id)


def send(env, register, till, lost=()):
    """Have a till's records arrive, but for the lost ones; nobody works on them yet."""
    data = json.loads(till.batch(500))
    data["register_state"]["clock"] = datetime.now(UTC).isoformat()
    data["transactions"] = [
        record for record in data["transactions"] if record["sequence"] not in lost
    ]
    batch = read_batch(json.dumps(data).encode(), datetime.now(UTC))
    env["retail.pos.gate"]._accept(register, batch)
