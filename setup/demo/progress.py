"""Run in `odoo shell`: count what arrived, beside what the demo shop says there is.

Arguments: platforms (what the fake platforms said when ready). A row of the answer says
what is counted, how many Odoo has, and how many the shop has (None: no goal).
"""

import json
import os
import urllib.request
from decimal import Decimal


class Shop:
    """The demo shop, asked directly and not through the connector."""

    def __init__(self, facts):
        self._control = facts["control"]
        self._domain = facts.get("shop") or facts["base_url"].rpartition("/")[2]

    def ask(self, verb, **arguments):
        request = urllib.request.Request(
            f"{self._control}/{verb}",
            json.dumps({"shop": self._domain, **arguments}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)


def count(backend, shop):
    """Return the rows of the table."""
    mine = [("backend_id", "=", backend.id)]
    orders = env["retail.binding.order"].search([*mine, ("record_id", "!=", False)])
    there = shop.ask("orders")
    events = env["retail.event"].search(mine)
    troubled = events.filtered(
        lambda event: event.state in ("parked", "failed", "dead")
    )
    waiting = events.filtered(lambda event: event.state == "received")
    return [
        row("Orders", len(orders), len(there)),
        row(
            f"Total of the orders ({backend.currency_id.name})",
            exact(order.amount_total for order in orders.record_id),
            exact(order["total"] for order in there),
        ),
        row(
            f"Tax of the orders ({backend.currency_id.name})",
            exact(order.amount_tax for order in orders.record_id),
            exact(order["tax"] for order in there),
        ),
        row("Confirmed", len(orders.record_id.filtered(lambda o: o.state == "sale"))),
        row(
            "Invoiced",
            len(orders.filtered(lambda order: order.invoice_id.state == "posted")),
        ),
        row(
            "Held until they are paid or released",
            len(orders.filtered(lambda order: order.stage == "held")),
        ),
        row("Customers", bound("party", mine), len(shop.ask("customers"))),
        row("Product variants", bound("variant", mine), len(shop.ask("catalog"))),
        *stock_rows(backend, shop),
        row(
            "Messages by webhook", len(events.filtered(lambda e: e.origin == "webhook"))
        ),
        row(
            "Messages by polling", len(events.filtered(lambda e: e.origin != "webhook"))
        ),
        row("Messages waiting", len(waiting), 0),
        row("Messages that need a person", len(troubled), 0),
        row(
            "Orders that need a person",
            len(orders.filtered(lambda order: order.stage == "parked")),
            0,
        ),
    ]


def stock_rows(backend, shop):
    """Count the levels that the shop shows as Odoo has them."""
    shown = {
        (level["item"].rpartition("/")[2], level["location"].rpartition("/")[2]): level
        for level in shop.ask("levels")
    }
    levels = env["retail.stock.level"].search(
        [("backend_id", "=", backend.id), ("state", "!=", "off")]
    )
    agreeing = 0
    for level in levels:
        key = (
            level.variant_binding_id.stock_external_id.rpartition("/")[2],
            level.location_binding_id.external_id.rpartition("/")[2],
        )
        remote = shown.get(key, {"available": 0})["available"]
        agreeing += level.state == "same" and level.remote_qty == remote
    pushed = env["retail.outbox"].search_count(
        [
            ("backend_id", "=", backend.id),
            ("kind", "=", "stock"),
            ("state", "=", "done"),
        ]
    )
    return [
        row("Stock levels in agreement", agreeing, len(levels) or None),
        row("Stock levels sent to the shop", pushed),
    ]


def exact(amounts):
    """Return the sum of amounts, to the cent and without a float in between."""
    return str(sum((Decimal(str(amount)) for amount in amounts), Decimal("0.00")))


def bound(kind, domain):
    """Count the bindings of a kind that have a record."""
    return env[f"retail.binding.{kind}"].search_count(
        [*domain, ("record_id", "!=", False)]
    )


def row(what, found, goal=None):
    """Return a row of the table."""
    return {"what": what, "found": found, "goal": goal}


def main(arguments):
    """Count."""
    backend = env["retail.backend"].search([("platform", "=", "shopify")], limit=1)
    return {"rows": count(backend, Shop(arguments["platforms"]["shopify"]))}


print("RESULT " + json.dumps(main(json.loads(os.environ["RETAIL_ARGUMENTS"]))))
