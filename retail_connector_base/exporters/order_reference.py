"""Odoo's number of an order, written on the order at the platform."""

from odoo import api, models

PLAN_LIMIT = 500  # orders a job


class RetailExporterReference(models.AbstractModel):
    """Publish the number of each confirmed order once, and again when it changes."""

    _name = "retail.exporter.reference"
    _description = "Order Reference Exporter"

    @api.model
    def _due_domain(self, backend):
        """Return which orders have no reference at the platform yet."""
        return [
            ("backend_id", "=", backend.id),
            ("reference", "=", False),
            ("record_id.state", "=", "sale"),
        ]

    @api.model
    def _plan(self, backend, limit=PLAN_LIMIT):
        """Publish references that are due; return how many."""
        if backend.write_reference == "none":
            return 0
        bindings = (
            self.env["retail.binding.order"]
            .search(self._due_domain(backend), limit=limit, order="id")
            .try_lock_for_update(allow_referencing=True)
        )
        extra = [backend.reference_tag] if backend.reference_tag else []
        as_tag = backend.write_reference in ("tag", "both")
        rows = []
        for binding in bindings:
            name = binding.record_id.name
            rows.append(
                {
                    "key": f"reference:{binding.external_id}:{name}",
                    "payload": {
                        "id": binding.external_id,
                        "reference": name,
                        "metafield": backend.write_reference in ("metafield", "both"),
                        "tags": [*([name] if as_tag else []), *extra],
                    },
                    "entity_id": binding.external_id,
                    "res_model": binding._name,
                    "res_id": binding.id,
                }
            )
            binding.reference = name
        self.env["retail.outbox"].sudo()._publish(backend, "reference", rows)
        return len(rows)
