"""What a person decides about an order in Odoo, delivered to the platform."""

from odoo import api, models
from odoo.exceptions import UserError

from ..platforms import StaleError, TransientError

REASONS = [
    ("customer", "Customer changed or cancelled it"),
    ("inventory", "Goods are not available"),
    ("fraud", "Fraud"),
    ("declined", "Payment declined"),
    ("staff", "Mistake of the staff"),
    ("other", "Other"),
]


class RetailExporterDecision(models.AbstractModel):
    """Publish decisions as outbox rows; the flow says whether they wait for a look."""

    _name = "retail.exporter.decision"
    _description = "Order Decision Exporter"

    @api.model
    def _cancel(self, binding, reason="other", restock=True, notify=False, note=""):
        """Have an order cancelled at the platform, once."""
        payload = {
            "action": "cancel",
            "reason": reason,
            "restock": restock,
            "notify": notify,
            "note": note,
            **self._refund_of(binding),
        }
        return self._publish(binding, "cancel", payload)

    @api.model
    def _refund_of(self, binding):
        """Return how money that was received goes back when an order is cancelled.

        Who knows how to give money back extends this; here an order with money is
        refunded first.
        """
        if binding.currency_id.compare_amounts(binding.paid_total, 0.0) > 0:
            raise UserError(
                self.env._(
                    "%(paid)s of %(order)s were received: give them back first.",
                    paid=binding.currency_id.format(binding.paid_total),
                    order=binding.display_name,
                )
            )
        return {}

    @api.model
    def _capture(self, tender, amount):
        """Have money taken that was authorized."""
        taken = sum(tender._captures().mapped("amount"))
        payload = {
            "action": "capture",
            "parent": tender.external_id,
            "amount": f"{amount:.{tender.currency_id.decimal_places}f}",
            "currency": tender.currency_id.name,
            "captured": f"{taken:.{tender.currency_id.decimal_places}f}",
        }
        key = f"capture:{tender.external_id}:{payload['captured']}"
        return self._publish(tender.order_binding_id, key, payload)

    @api.model
    def _void(self, tender):
        """Have an authorization let go."""
        payload = {"action": "void", "parent": tender.external_id}
        key = f"void:{tender.external_id}"
        return self._publish(tender.order_binding_id, key, payload)

    @api.model
    def _mark_paid(self, binding):
        """Tell the platform that an order was paid outside of it."""
        key = f"paid:{binding.paid_total}"
        return self._publish(binding, key, {"action": "paid"})

    @api.model
    def _publish(self, binding, key, payload):
        """Store one decision; the same one is stored once while it is open."""
        outbox = self.env["retail.outbox"].sudo()
        name = f"decision:{binding.external_id}:{key}"
        refused = outbox.search_count(
            [
                ("backend_id", "=", binding.backend_id.id),
                ("key", "=like", f"{name}%"),
                ("state", "in", ("superseded", "parked", "dead")),
            ]
        )
        return outbox._publish(
            binding.backend_id,
            "decision",
            [
                {
                    "key": f"{name}:{refused}" if refused else name,
                    "payload": {"id": binding.external_id, **payload},
                    "entity_id": binding.external_id,
                    "res_model": binding._name,
                    "res_id": binding.id,
                }
            ],
        )

    @api.model
    def _delivered(self, rows, results):
        """Have the order read again once a decision took effect."""
        errors = {result.key: result.error for result in results}
        for row in rows:
            error = errors.get(row.key)
            if row.key not in errors or isinstance(error, TransientError | StaleError):
                continue
            binding = self.env["retail.binding.order"].browse(row.res_id)
            if error is None:
                binding._trace("pushed", row.payload["action"])
                binding._read_again(row.key)
            else:
                binding._trace("parked", error.code, error.message)
