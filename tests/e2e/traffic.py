"""A connected shop for an end-to-end test: fake platform, Odoo with jobs, and a driver.

The shop runs in the test's own process, Odoo with its workers and the job runner in
others. What is compared at the end is what a person could count: orders, invoices,
payments, stock, and what the shop shows.
"""

import contextlib
import json
import os
import time
import uuid
import xmlrpc.client
from pathlib import Path

from tests.fake_platform import FakeShopify

from .server import OdooServer, clone_database, drop_database, run_in_shell

DOMAIN = "e2e-retail.myshopify.com"
CHANNELS = "root:3"
CONNECT = Path(__file__).resolve().parents[2] / "setup" / "demo" / "connect.py"
CALL_PATIENCE = 60  # seconds a call is repeated when Odoo does not answer
QUIET = 300  # seconds until everything that was started is through

# Everything that still moves; nothing is quiet while one of these counts anything.
UNSETTLED = {
    "messages": "SELECT count(*) FROM retail_event "
    "WHERE state IN ('received', 'failed')",
    "stages": "SELECT count(*) FROM retail_binding_order "
    "WHERE stage IN ('confirm', 'invoice', 'correct', 'pay')",
    # Approved by now, so the timetable lets them go on within a minute
    "approved": "SELECT (SELECT count(*) FROM retail_binding_order "
    "WHERE stage = 'parked' AND stage_cause = 'tender_unmapped') + "
    "(SELECT count(*) FROM retail_event "
    "WHERE state = 'parked' AND cause = 'tax_unmapped')",
    "changes": "SELECT count(*) FROM retail_outbox "
    "WHERE state IN ('pending', 'sending', 'failed', 'stale')",
    "marks": "SELECT count(*) FROM retail_stock_dirty",
    "levels": "SELECT count(*) FROM retail_stock_level "
    "WHERE state IN ('read', 'pending', 'wait')",
}

LEDGER = {
    "orders": """
        SELECT b.external_name, o.state, o.amount_total::text, o.amount_tax::text,
               b.stage, b.stage_cause, b.paid_total::text, count(l.id),
               sum(l.product_uom_qty)::text
          FROM retail_binding_order b
          JOIN sale_order o ON o.id = b.record_id
          LEFT JOIN sale_order_line l ON l.order_id = o.id
         GROUP BY b.id, o.id ORDER BY b.external_name""",
    "invoices": """
        SELECT m.invoice_origin, m.state, m.amount_total::text, m.amount_tax::text,
               m.payment_state, m.amount_residual::text
          FROM account_move m WHERE m.move_type = 'out_invoice'
         ORDER BY m.invoice_origin, m.amount_total""",
    "ledger": """
        SELECT a.name->>'en_US', sum(l.balance)::text
          FROM account_move_line l JOIN account_account a ON a.id = l.account_id
         WHERE l.parent_state = 'posted' GROUP BY 1 ORDER BY 1""",
    "deliveries": """
        SELECT o.name, p.default_code, m.state, sum(m.product_uom_qty)::text
          FROM stock_move m
          JOIN sale_order_line l ON l.id = m.sale_line_id
          JOIN sale_order o ON o.id = l.order_id
          JOIN product_product p ON p.id = m.product_id
         WHERE m.state <> 'cancel'
         GROUP BY o.name, p.default_code, m.state ORDER BY 1, 2, 3""",
    "stock": """
        SELECT l.complete_name, p.default_code, sum(q.quantity)::text,
               sum(q.reserved_quantity)::text
          FROM stock_quant q
          JOIN stock_location l ON l.id = q.location_id AND l.usage = 'internal'
          JOIN product_product p ON p.id = q.product_id
         GROUP BY 1, 2 HAVING sum(q.quantity) <> 0 ORDER BY 1, 2""",
}

# Shelves whose reserved units are not what open transfers hold there: none, ever. It
# tells a reservation that was lost or doubled from one that had too little to take.
DRIFT = """
    SELECT location_id, product_id, COALESCE(q.units, 0), COALESCE(m.units, 0)
      FROM (SELECT q.location_id, q.product_id, sum(q.reserved_quantity) AS units
              FROM stock_quant q JOIN stock_location l ON l.id = q.location_id
             WHERE l.usage = 'internal' GROUP BY 1, 2) q
      FULL JOIN (
           SELECT m.location_id, m.product_id, sum(m.quantity_product_uom) AS units
             FROM stock_move_line m
             JOIN stock_location l ON l.id = m.location_id AND l.usage = 'internal'
             JOIN product_product p ON p.id = m.product_id
             JOIN product_template t ON t.id = p.product_tmpl_id AND t.is_storable
            WHERE m.state NOT IN ('done', 'cancel', 'draft')
            GROUP BY 1, 2) m USING (location_id, product_id)
     WHERE abs(COALESCE(q.units, 0) - COALESCE(m.units, 0)) > 0.001"""


class ConnectedShop:
    """One shop connected with one Odoo; ``with ConnectedShop() as shop:``."""

    def __init__(self, workers=2, profile="small", seed=1):
        self.db = f"retail_e2e_{os.getpid()}_{uuid.uuid4().hex[:6]}"
        self.workers, self.profile, self.seed = workers, profile, seed
        self.fake = FakeShopify()
        self.odoo = None

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            stack.callback(drop_database, self.db)
            clone_database(self.db)
            stack.enter_context(self.fake)
            # A shop ends what nobody answers for hours; here minutes are hours
            self.fake.world.webhooks.remove_dead = False
            self.facts = self.fake.control.create_shop(
                DOMAIN,
                profile=self.profile,
                seed=self.seed,
                currency="USD",  # as the company of the template
                country="US",
                taxes_included=False,
            )
            self.odoo = stack.enter_context(
                OdooServer(self.db, workers=self.workers, channels=CHANNELS)
            )
            self._connect()
            self._close = stack.pop_all().close
        return self

    def __exit__(self, *exc):
        self._close()

    def _connect(self):
        platforms = {"shopify": {**self.facts, "control": f"{self.fake.url}/_control"}}
        arguments = {"url": self.odoo.url, "platforms": platforms, "orders": 0}
        told = run_in_shell(
            self.db,
            "import os\n"
            f"os.environ['RETAIL_ARGUMENTS'] = {json.dumps(arguments)!r}\n"
            + CONNECT.read_text(encoding="utf-8"),
        )
        assert "RESULT" in told, told
        [(self.backend, state)] = self.odoo.query(
            "SELECT id, state FROM retail_backend"
        )
        assert state == "live"

    # --- the shop's side ---

    def control(self, verb, **arguments):
        """Do something in the shop."""
        return getattr(self.fake.control, verb)(DOMAIN, **arguments)

    def place(self, count, seed):
        """Let customers place orders; tests compare their names."""
        return [order["name"] for order in self.control("place_orders", count=count,
                                                        seed=seed)]  # fmt: skip

    # --- Odoo's side ---

    def call(self, model, method, *arguments, **options):
        """Call Odoo as a person who presses again when nothing comes back."""
        deadline = time.monotonic() + CALL_PATIENCE
        while True:
            try:
                return self.odoo.call(model, method, *arguments, **options)
            except xmlrpc.client.Fault as fault:
                if "cannot marshal None" in fault.faultString:
                    return None  # done and committed; XML-RPC has no word for nothing
                raise
            except (OSError, xmlrpc.client.ProtocolError) as error:
                if time.monotonic() > deadline:
                    raise AssertionError(f"{model}.{method}: {error}") from error
                time.sleep(0.3)

    def set_stock(self, product_id, location_id, quantity):
        """Count a shelf: a second count of the same number changes nothing."""
        [(quant,)] = self.odoo.query(
            "SELECT min(id) FROM stock_quant "
            "WHERE product_id = %s AND location_id = %s",
            product_id,
            location_id,
        )
        self.call(
            "stock.quant",
            "write",
            [quant],
            {"inventory_quantity_auto_apply": quantity},
            context={"inventory_mode": True},
        )

    def stock_up(self, quantity):
        """Fill every shelf, so that no order waits for goods and timing matters not."""
        places = self.odoo.query(
            """SELECT DISTINCT l.product_id, b.record_id
                 FROM retail_stock_level l
                 JOIN retail_binding_location b ON b.id = l.location_binding_id
                WHERE l.product_id IS NOT NULL AND l.state <> 'off'
                  AND b.record_id IS NOT NULL
                ORDER BY 1, 2"""
        )
        self.call(
            "stock.quant",
            "create",
            [
                {
                    "product_id": product,
                    "location_id": location,
                    "inventory_quantity_auto_apply": quantity,
                }
                for product, location in places
            ],
            context={"inventory_mode": True},
        )
        self.settle()

    def shelves(self, limit, place="%"):
        """Return (product id, location id) that the shop shows, in a stable order.

        :param place: of places of the shop with a name like this
        """
        return self.odoo.query(
            """SELECT l.product_id, b.record_id
                 FROM retail_stock_level l
                 JOIN retail_binding_location b ON b.id = l.location_binding_id
                 JOIN product_product p ON p.id = l.product_id
                 JOIN stock_quant q
                   ON q.product_id = p.id AND q.location_id = b.record_id
                WHERE l.state <> 'off' AND b.external_name LIKE %s
                GROUP BY l.product_id, b.record_id, p.default_code
                ORDER BY p.default_code, b.record_id LIMIT %s""",
            place,
            limit,
        )

    def poll(self):
        """Read what changed, as the timetable would."""
        flows = self.call(
            "retail.flow", "search", [("code", "=", "order_in"), ("paused", "=", False)]
        )
        self.call("retail.flow", "action_run", flows)

    def approve(self):
        """Approve what became known since: this is about transport, not about taxes."""
        for model in ("retail.mapping.tax", "retail.mapping.tender"):
            ids = self.call(model, "search", [("state", "=", "suggested")])
            if not ids:
                continue
            if model == "retail.mapping.tax":
                self.call(model, "action_create_tax", ids)
            else:
                self._choose_account(ids)
            self.call(model, "action_approve", ids)

    def _choose_account(self, ids):
        [account] = self.call(
            "account.account", "search", [("code", "=", "101900")], limit=1
        )
        self.call("retail.mapping.tender", "write", ids, {"account_id": account})

    def unsettled(self):
        """Return what still moves, by name.

        One look at everything: what is tried again between two looks would be in none.
        """
        counted = ", ".join(f"({query})" for query in UNSETTLED.values())
        [counts] = self.odoo.query(f"SELECT {counted}")
        return {name: n for name, n in zip(UNSETTLED, counts, strict=True) if n}

    def settle(self, patience=QUIET):
        """Wait until nothing moves any more, twice in a row."""
        quiet = 0
        deadline = time.monotonic() + patience
        while quiet < 3:
            self.approve()
            moving = self.unsettled()
            quiet = 0 if moving else quiet + 1
            assert time.monotonic() < deadline, f"still moving: {moving}"
            time.sleep(0.5)

    def work_off(self, seconds):
        """Wait until no order waits any more, but not longer than ``seconds``."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.approve()
            if not self.unsettled().keys() & {"messages", "stages"}:
                return
            time.sleep(0.5)

    def state(self):
        """Return everything two runs must agree on."""
        digest = self.control("digest")
        return {
            **{name: self.odoo.query(query) for name, query in LEDGER.items()},
            "shop levels": digest["levels"],
            "shop orders": digest["orders"],
        }
