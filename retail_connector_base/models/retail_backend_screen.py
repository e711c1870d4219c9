"""What a connection's screen counts and opens."""

from odoo import models
from odoo.fields import Domain, Integer

from .retail_overview import IN_WAITING, OUT_WAITING

URGENT = Domain("urgent", "=", True)


class RetailBackend(models.Model):
    """Count what belongs to a connection and open the lists behind the counts."""

    _inherit = "retail.backend"

    exception_count = Integer("To resolve", compute="_compute_screen_counts")
    waiting_count = Integer("Inbox waiting", compute="_compute_screen_counts")
    outgoing_count = Integer("Outbox waiting", compute="_compute_screen_counts")
    order_count = Integer("Orders", compute="_compute_screen_counts")
    variant_count = Integer("Products", compute="_compute_screen_counts")

    def _compute_screen_counts(self):
        for field, model, domain in (
            ("exception_count", "retail.exception", URGENT),
            ("waiting_count", "retail.event", IN_WAITING),
            ("outgoing_count", "retail.outbox", OUT_WAITING),
            ("order_count", "retail.binding.order", Domain.TRUE),
            ("variant_count", "retail.binding.variant", Domain.TRUE),
        ):
            counts = dict(
                self.env[model]._read_group(
                    domain & Domain("backend_id", "in", self.ids),
                    ["backend_id"],
                    ["__count"],
                )
            )
            for backend in self:
                backend[field] = counts.get(backend._origin, 0)

    def _open(self, action, domain=Domain.TRUE, **context):
        """Return a list's action, limited to these connections."""
        found = self.env["ir.actions.actions"]._for_xml_id(
            f"retail_connector_base.{action}"
        )
        return {
            **found,
            "domain": list(domain & Domain("backend_id", "in", self.ids)),
            "context": {"default_backend_id": self.id, **context},
        }

    def action_open_exceptions(self):
        """Open what waits for a person."""
        return self._open("action_retail_exception", search_default_urgent=1)

    def action_open_waiting(self):
        """Open what was received and not imported yet."""
        return self._open("action_retail_event", IN_WAITING)

    def action_open_outbox(self):
        """Open what has to be sent."""
        return self._open("action_retail_outbox", OUT_WAITING)

    def action_open_orders(self):
        """Open the orders."""
        return self._open("action_retail_binding_order")

    def action_open_variants(self):
        """Open the products, those without a decision first."""
        return self._open("action_retail_binding_variant")

    def action_open_taxes(self):
        """Open the mapping of taxes."""
        return self._open("action_retail_mapping_tax")

    def action_open_tenders(self):
        """Open the mapping of payment methods."""
        return self._open("action_retail_mapping_tender")

    def action_open_shipping(self):
        """Open the mapping of shipping methods."""
        return self._open("action_retail_mapping_shipping")

    def action_open_backfills(self):
        """Open the imports of history."""
        return self._open("action_retail_backfill")

    def action_open_resyncs(self):
        """Open the full re-syncs."""
        return self._open("action_retail_resync")
