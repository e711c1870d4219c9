"""Places of a platform to location bindings."""

from odoo import api, models


class RetailImporterLocation(models.AbstractModel):
    """List a platform's locations; a person maps them to Odoo's."""

    _name = "retail.importer.location"
    _inherit = ["retail.importer"]
    _description = "Retail Location Importer"

    @api.model
    def _import(self, items, backend):
        Binding = self.env["retail.binding.location"].with_context(active_test=False)
        known = Binding._find(backend, [item.document.external_id for item in items])
        bindings = Binding._bind(
            backend,
            [self._binding_values(backend, item.document, known) for item in items],
        )
        for item in items:
            binding = bindings[item.document.external_id]
            item.done(binding)

    def _binding_values(self, backend, location, known):
        values = {
            "external_id": location.external_id,
            "external_name": location.name,
            "active": location.active,
            "managed_elsewhere": location.managed_elsewhere,
            "fulfils_online_orders": location.fulfils_online_orders,
        }
        if location.external_id not in known and location.managed_elsewhere:
            values["push_stock"] = False
        return values
