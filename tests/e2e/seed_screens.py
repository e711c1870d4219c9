"""A believable month of work, for looking at every screen.

Runs inside ``odoo shell``: ``fill(env)``. Rows are written as the engine would leave
them, in every state a screen has a colour for; no platform is spoken to.
"""

import json
import random
from datetime import timedelta
from zlib import crc32

from odoo import Command, fields

from odoo.addons.retail_connector_base.platforms import ADAPTERS

from .seed_catalogue import add_catalogue
from .seed_goods import add_goods
from .seed_lives import TROUBLE, payload_of, steps_of
from .seed_money import add_money
from .seed_operations import add_operations
from .seed_trouble import add_trouble

FLOWS = ("order_in", "product_in", "party_in", "location_in", "stock_out")
FIRST = ("Ada", "Bruno", "Chloé", "Dmitri", "Elif", "Femke", "Goran", "Hanna")
LAST = ("Andersson", "Berger", "Costa", "Dubois", "Evans", "Fischer", "García")
GOODS = (
    ("Linen shirt, white, M", "LS-W-M", 59.0),
    ("Linen shirt, white, L", "LS-W-L", 59.0),
    ("Denim jacket", "DJ-01", 129.0),
    ("Wool beanie", "WB-GREY", 24.5),
    ("Canvas tote", "CT-NAT", 19.9),
    ("Leather belt, 95 cm", "LB-95", 45.0),
    ("Running socks, 3 pairs", "RS-3", 14.95),
    ("Rain coat, yellow", "RC-Y", 149.0),
)
STAGES = ("done", "pay", "invoice", "confirm", "held", "parked", "cancelled")
WEIGHTS = (60, 3, 4, 4, 4, 3, 4)
ORDERS = 70


class Month:
    """Write rows into one database."""

    def __init__(self, env):
        self.env = env
        self.company = env.company
        self.now = fields.Datetime.now()
        self.chance = random.Random(20)  # the same pictures every time
        # The one that can do most shows most.
        self.platform = max(
            ADAPTERS, key=lambda name: (len(ADAPTERS[name].pushes), name)
        )
        self.backend = self.make_backend("Web shop Europe", "live", sequence=1)
        self.products = self.make_products()

    def ago(self, **span):
        """Return a moment before now."""
        return self.now - timedelta(**span)

    def make_backend(self, name, state, reason=False, **values):
        """Create a connection with its flows."""
        values = {"platform": self.platform, "environment": "test", **values}
        backend = self.env["retail.backend"].create({"name": name, **values})
        have = set(backend.flow_ids.mapped("code"))
        self.env["retail.flow"].create(
            [
                {"backend_id": backend.id, "code": code}
                for code in FLOWS
                if code not in have
            ]
        )
        seen = self.ago(minutes=2)
        backend.flow_ids.write({"last_run_at": seen, "last_success_at": seen})
        backend.write(
            {
                "state": state,
                "state_reason": reason,
                "last_check_at": seen,
                "shop_name": name,
                "currency_id": self.company.currency_id.id,
            }
        )
        return backend

    def make_products(self):
        """Create storable products with stock and their bindings."""
        products = self.env["product.product"].create(
            [
                {
                    "name": title,
                    "default_code": sku,
                    "list_price": price,
                    "type": "consu",
                    "is_storable": True,
                }
                for title, sku, price in GOODS
            ]
        )
        place = self.backend.sale_warehouse_id.lot_stock_id
        for product in products:
            units = self.chance.randint(5, 80)
            self.env["stock.quant"]._update_available_quantity(product, place, units)
        self.env["retail.binding.template"].create(
            [
                {
                    "backend_id": self.backend.id,
                    "record_id": product.product_tmpl_id.id,
                    "external_id": str(33001000 + product.id),
                    "external_name": product.name,
                    "synced_at": self.ago(hours=3),
                }
                for product in products
            ]
        )
        self.env["retail.binding.variant"].create(
            [
                {
                    "backend_id": self.backend.id,
                    "record_id": product.id,
                    "external_id": str(44001000 + product.id),
                    "stock_external_id": str(77001000 + product.id),
                    "external_name": product.name,
                    "title": product.name,
                    "sku": product.default_code,
                    "price": product.list_price,
                    "state": "matched",
                    "synced_at": self.ago(hours=3),
                }
                for product in products
            ]
        )
        return products

    def trace(self, kind, entity, steps, start, **more):
        """Write the steps of an item's life: (step, seconds after the last, note)."""
        rows = []
        for step, seconds, note in steps:
            start += timedelta(seconds=seconds)
            values = {"at": start, "step": step, "note": note, "kind": kind}
            rows.append(
                {
                    "backend_id": self.backend.id,
                    "entity_id": entity,
                    **values,
                    **more,
                }
            )
        self.env["retail.trace"]._note(rows)

    def make_event(self, entity, kind, topic, state, at, **values):
        """Write one inbox row."""
        payload = values.pop("payload", {"id": entity, "updated_at": str(at)})
        return self.env["retail.event"].create(
            {
                "backend_id": self.backend.id,
                "company_id": self.company.id,
                "key": f"{topic}/{entity}/{at}",
                "topic": topic,
                "kind": kind,
                "entity_id": entity,
                "lane": crc32(entity.encode()) % self.backend.lanes,
                "version": at.isoformat(),
                "origin": "webhook",
                "received_at": at,
                "occurred_at": at - timedelta(seconds=2),
                "state": state,
                "tries": 1,
                "payload": json.dumps(payload),
                **values,
            }
        )

    def make_order(self, number):
        """Write one order in some stage, with its message and trace."""
        at = self.ago(minutes=self.chance.randint(3, 29 * 24 * 60))
        [stage] = self.chance.choices(STAGES, WEIGHTS)
        name, entity = f"#{1000 + number}", str(5510001000 + number * 7)
        channel = self.chance.choice(["web", "web", "web", "pos"])
        order = self.make_sale_order(name, channel, at)
        self.make_binding(order, entity, stage, channel, at)
        event = self.make_event(
            entity,
            "order",
            "orders/create",
            "done",
            at,
            done_at=at + timedelta(seconds=3),
            payload=payload_of(order, entity),
        )
        self.trace("order", entity, steps_of(stage, name), at, event_id=event.id)

    def make_sale_order(self, name, channel, at):
        """Create the sale order a shop's order became."""
        customer = f"{self.chance.choice(FIRST)} {self.chance.choice(LAST)}"
        lines = self.chance.sample(list(self.products), 2)
        return self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": customer}).id,
                "name": name,
                "date_order": at,
                "client_order_ref": name,
                "retail_backend_id": self.backend.id,
                "retail_channel": channel,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": self.chance.randint(1, 3),
                        }
                    )
                    for product in lines
                ],
            }
        )

    def make_binding(self, order, entity, stage, channel, at):
        """Write the order's binding and its payment."""
        money = {"currency_id": order.currency_id.id, "backend_id": self.backend.id}
        binding = self.env["retail.binding.order"].create(
            {
                **money,
                "record_id": order.id,
                "external_id": entity,
                "external_name": order.name,
                "external_url": f"https://shop.example/orders/{entity}",
                "synced_at": at,
                "stage": stage,
                "rule": {"held": "risky", "cancelled": "cancelled"}.get(stage, "paid"),
                "channel": channel,
                "financial_status": "paid",
                "placed_at": at,
                "total": order.amount_total,
                "tax_total": order.amount_tax,
                "paid_total": order.amount_total,
                "warehouse_id": order.warehouse_id.id,
                **TROUBLE.get(stage, {}),
            }
        )
        self.env["retail.binding.tender"].create(
            {
                **money,
                "order_binding_id": binding.id,
                "external_id": f"T{entity}",
                "kind": "sale",
                "status": "success",
                "gateway": self.chance.choice(["card_payments", "paypal"]),
                "amount": order.amount_total,
                "processed_at": at,
                "state": "posted" if stage == "done" else "waiting",
            }
        )


def fill(env):
    """Fill the database."""
    env["res.users"].search([]).odoobot_state = "disabled"  # no greeting over screens
    month = Month(env)
    for number in range(ORDERS):
        month.make_order(number)
    add_trouble(month)
    add_goods(month)
    add_money(month)
    add_catalogue(month)
    add_operations(month)
