"""How stores fare: what their registers, days and records say, store by store."""

from odoo import api, fields, models
from odoo.tools import SQL

from .retail_event import CONFLICT


class RetailPosStore(models.Model):
    """Sum up the registers of a store; lead to what a person has to do."""

    _inherit = "retail.pos.store"

    register_count = fields.Integer("Registers", compute="_compute_overview")
    late_count = fields.Integer(
        "Late or offline", compute="_compute_overview", help="Registers, just now."
    )
    last_seen_at = fields.Datetime(
        "Oldest heartbeat",
        compute="_compute_overview",
        help="When the register heard of least recently gave its last sign of life.",
    )
    last_receipt_at = fields.Datetime("Last receipt", compute="_compute_overview")
    queued = fields.Integer("On the tills", compute="_compute_overview")
    oldest_queued_at = fields.Datetime("Oldest waiting", compute="_compute_overview")
    missing_count = fields.Integer("Missing", compute="_compute_overview")
    unclosed_days = fields.Integer("Open days", compute="_compute_overview")
    over_short = fields.Monetary(
        "Over/short (30 days)",
        compute="_compute_overview",
        currency_field="booking_currency_id",
    )
    waiting_count = fields.Integer(
        "In the inbox",
        compute="_compute_waiting",
        help="Records of the store that wait for a person.",
    )
    conflict_count = fields.Integer(
        "Numbers used twice",
        compute="_compute_waiting",
        help="Of these, records whose number another one has.",
    )
    tender_count = fields.Integer(
        "Ways to pay to map",
        compute="_compute_tender_count",
        help="Of the whole connection: receipts paid that way wait until it is mapped.",
    )

    @api.depends("register_ids")
    def _compute_overview(self):
        for store in self:
            registers = store.register_ids
            seen = [r.last_seen_at for r in registers if r.last_seen_at]
            store.register_count = len(registers)
            store.late_count = len(
                registers.filtered(lambda r: r.state in ("delayed", "offline"))
            )
            store.last_seen_at = min(seen, default=False)
            store.last_receipt_at = max(
                filter(None, registers.mapped("last_receipt_at")), default=False
            )
            store.queued = sum(registers.mapped("queued"))
            store.oldest_queued_at = min(
                filter(None, registers.mapped("oldest_queued_at")), default=False
            )
            store.missing_count = sum(registers.mapped("missing_count"))
            store.unclosed_days = sum(registers.mapped("unclosed_days"))
            store.over_short = sum(registers.mapped("over_short"))

    def _compute_waiting(self):
        """Count what waits per lane of a store, with one query for all stores."""
        self.env["retail.event"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT backend_id, lane_key, count(*),
                          count(*) FILTER (WHERE cause = %s)
                     FROM retail_event
                    WHERE backend_id = ANY(%s) AND lane_key = ANY(%s)
                      AND state IN ('parked', 'dead') GROUP BY 1, 2""",
                CONFLICT,
                self.backend_id.ids,
                [store._lane_key() for store in self],
            )
        )
        found = {(backend, lane): counts for backend, lane, *counts in rows}
        for store in self:
            key = (store.backend_id.id, store._lane_key())
            store.waiting_count, store.conflict_count = found.get(key, (0, 0))

    def _compute_tender_count(self):
        waiting = dict(
            self.env["retail.mapping.tender"]._read_group(
                [
                    ("backend_id", "in", self.backend_id.ids),
                    ("state", "!=", "approved"),
                ],
                ["backend_id"],
                ["__count"],
            )
        )
        for store in self:
            store.tender_count = waiting.get(store.backend_id, 0)

    # --- what a screen offers ---

    def action_request_resend(self):
        """Have all tills of the stores send again what is missing."""
        return self.register_ids.filtered("numbered").action_request_resend()

    def action_open_registers(self):
        """Open the registers of the store."""
        return self._open(
            "retail_connector_pos.action_retail_pos_register",
            [("store_id", "in", self.ids)],
        )

    def action_open_days(self):
        """Open the days that are not closed; a manager may close one from there."""
        return self._open(
            "retail_connector_pos.action_retail_pos_shift",
            [("store_id", "in", self.ids), ("state", "!=", "closed")],
        )

    def action_open_waiting(self):
        """Open what waits for a person; numbers used twice are decided there."""
        return self._open(
            "retail_connector_base.action_retail_event",
            [
                ("backend_id", "in", self.backend_id.ids),
                ("lane_key", "in", [store._lane_key() for store in self]),
                ("state", "in", ("parked", "dead")),
            ],
        )

    def action_map_tenders(self):
        """Open the ways to pay that are not mapped yet."""
        return self._open(
            "retail_connector_base.action_retail_mapping_tender",
            [("backend_id", "in", self.backend_id.ids), ("state", "!=", "approved")],
        )

    def _open(self, action, domain):
        found = self.env["ir.actions.actions"]._for_xml_id(action)
        return {**found, "domain": domain, "context": {}}
