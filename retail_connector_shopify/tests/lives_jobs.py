"""Odoo's side of many lives: its jobs at random moments, its people, the end."""

import time

from odoo.addons.retail_connector_base.exporters.stock import GRACE
from odoo.addons.retail_connector_base.models.retail_backend_stages import STAGE_BATCH
from odoo.addons.retail_connector_base.platforms import Notice

from .common import ShopCase
from .lives_ends import Ends

POLLED = ("order", "refund", "return", "fulfilment")
DECIDED = (
    # what a person decides once, by the shop's words
    "tax_unmapped",
    "tender_unmapped",
    "return_reason_unmapped",
    "shipping_unmapped",
)
ROUNDS_OF_STOCK = 6
SHIPS = 0.1  # share of the orders that somebody looks after when goods are shipped


class Jobs:
    """Import, confirm, account, deliver, tell, decide."""

    def _jobs(self):
        """Run some of Odoo's jobs, in any order."""
        jobs = [
            self._import,
            lambda: self._often(self.backend._job_confirm),
            lambda: self._often(self.backend._job_account),
            lambda: self._often(self.backend._job_deliver),
            self._clerk,
            self._tell_goods,
            lambda: self._poll(self.chance.choice(POLLED)),
        ]
        self.chance.shuffle(jobs)
        for job in jobs:
            if self.chance.random() < 0.8:
                job()
        self._decide()
        self.env.flush_all()
        self.env.invalidate_all()

    def _often(self, job, more=0):
        """Run a job as often as its batches need for all orders."""
        for _batch in range(1 + more + len(self.lives) // STAGE_BATCH):
            job()

    def _import(self):
        """Work on every lane until nothing is due."""
        for _round in range(30 + len(self.lives) // 10):
            lanes = self.env["retail.event"]._lanes_due(self.backend)
            if not lanes:
                break
            for lane in lanes:
                self.backend._job_drain_in(lane)
        self.env.invalidate_all()

    def _poll(self, kind):
        flow = self.backend.flow_ids.filtered(lambda f: f.code == f"{kind}_in")
        for _page in range(50):
            self.backend._job_pull(flow.id)
            if not (flow.cursor or {}).get("cursor"):
                break

    def _tell_goods(self):
        self.backend._job_plan_fulfilment()
        self.backend._job_push("fulfilment")

    def _decide(self):
        """Do what a person does once: approve what the shop's words mean."""
        ShopCase.approve_mappings(self)
        for mapping in self._new("retail.mapping.tender"):
            mapping.write(
                {
                    "journal_id": self.journal.id,
                    "account_id": self._account_of(mapping.gateway).id,
                }
            )
            mapping.action_approve()
        for mapping in self._new("retail.mapping.return.reason"):
            broken = mapping.reason == "Defective"
            mapping.disposition = "quarantine" if broken else "restock"
            mapping.location_id = self.quarantine if broken else False
            mapping.action_approve()
        self.env["retail.event"].search(
            [
                ("backend_id", "=", self.backend.id),
                ("state", "=", "parked"),
                ("cause", "in", DECIDED),
            ]
        ).action_retry()
        self.env["retail.binding.order"].search(
            [
                ("backend_id", "=", self.backend.id),
                ("stage", "=", "held"),
                ("stage_cause", "=", "risk"),
            ]
        ).action_release()

    def _new(self, model):
        return self.env[model].search(
            [("backend_id", "=", self.backend.id), ("state", "!=", "approved")]
        )

    @property
    def journal(self):
        return self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "general")], limit=1
        )

    def _account_of(self, gateway):
        """Return the clearing account of a way to pay: each has its own."""
        code = f"1019{sum(map(ord, gateway)) % 10000:04d}"
        account = self.env["account.account"].search(
            [("code", "=", code), ("company_ids", "in", self.company.id)]
        )
        return account or self.clearing.copy({"name": gateway, "code": code})

    def _clerk(self):
        """Ship something of some orders in Odoo, after a look at the shop."""
        lives = [life for life in self.lives if life.chance.random() < SHIPS]
        orders = self.env["retail.binding.order"]._find(
            self.backend, [life.id for life in lives]
        )
        self._look(list(orders))
        shipped = self.env["stock.picking"]
        for life in lives:
            if life.id in orders:
                shipped |= self._pick(life, orders[life.id].record_id)
        shipped._action_done()
        self.clock.tick()
        self.env.invalidate_all()

    def _look(self, order_ids):
        """Read orders as they are in the shop now, as a careful person does."""
        self.env["retail.event"]._receive(
            self.backend,
            [
                Notice(f"look:{self.chance.random()}", f"look/{kind}", kind, order_id)
                for kind in POLLED
                for order_id in order_ids
            ],
            "poll",
        )
        self._import()
        self._often(self.backend._job_deliver)
        self._import()  # what waited for goods to come back
        self.env.invalidate_all()

    def _pick(self, life, order):
        """Pick some of what one transfer of an order is to deliver; return it."""
        open_now = order.picking_ids.filtered(
            lambda p: (
                p.state not in ("done", "cancel")
                and p.picking_type_code == "outgoing"
                and not p.retail_hold_reason
                and p.location_id.usage == "internal"
            )
        )
        if not open_now:
            return open_now
        picking = life.chance.choice(open_now)
        moves = picking.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
        units = [life.chance.randint(0, int(m.product_uom_qty)) for m in moves]
        if not any(units):
            return picking.browse()
        for move, quantity in zip(moves, units, strict=True):
            move.quantity = quantity
            move.picked = quantity > 0
        done = moves.filtered("picked")
        life.tell(
            f"Odoo: ships {[(m.product_id.default_code, m.quantity) for m in done]}"
            f" of {picking.name} from {picking.location_id.display_name}"
        )
        return picking

    # --- the end ---

    def _settle(self):
        """Let everything that waits be done, until nothing changes any more."""
        before = None
        for _round in range(8):
            self._due_now()
            for kind in POLLED:
                self._poll(kind)
            self._import()
            self._decide()
            self._import()
            self._often(self.backend._job_confirm)
            self._often(self.backend._job_deliver)
            self._often(self.backend._job_account, more=2)
            for _again in range(1 + len(self.lives) // 20):
                self._tell_goods()
            self.env.invalidate_all()
            now = self._done_so_far()
            if now == before:
                break
            before = now

    def _show_stock(self):
        """Have the shop show what Odoo can promise now.

        Messages about levels are left out of these lives; what the shop moved by itself
        is found by the comparison, as at night.
        """
        self.clock.catch_up()
        for _round in range(ROUNDS_OF_STOCK):
            self._poll("order")
            self._import()
            self.backend._job_plan_stock_compare()
            self.backend._job_plan_stock_read()
            self.backend._job_plan_stock()
            rows = self.env["retail.outbox"].search(
                [("backend_id", "=", self.backend.id), ("kind", "=", "stock")]
            )
            rows.filtered(lambda row: row.state == "preview").action_release()
            self.backend._job_push("stock")
            self._due_now()
            if not Ends(self).stock():
                break
            time.sleep(GRACE.total_seconds())  # word of an order may be under way

    def _done_so_far(self):
        """Return a fingerprint of what was done: no two states share it."""
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT (SELECT array_agg((stage, fulfilment_state, document)::text
                              ORDER BY id) FROM retail_binding_order),
                      (SELECT array_agg((stage, goods)::text ORDER BY id)
                         FROM retail_binding_refund),
                      (SELECT array_agg((status, goods)::text ORDER BY id)
                         FROM retail_binding_return),
                      (SELECT array_agg(state ORDER BY id) FROM retail_outbox),
                      (SELECT array_agg(state ORDER BY id) FROM stock_move),
                      (SELECT count(*) FROM account_partial_reconcile)"""
        )
        return self.env.cr.fetchall()

    def _due_now(self):
        """Let the time pass after which waiting things are tried again."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE retail_outbox SET next_try_at = NULL")
        self.env.cr.execute("UPDATE retail_event SET next_try_at = NULL")
        self.env.invalidate_all()
