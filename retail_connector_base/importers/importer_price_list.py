"""Price lists of a platform to bindings; a person says whose prices they get."""

from odoo import api, models


class RetailImporterPriceList(models.AbstractModel):
    """List the price lists of markets and companies."""

    _name = "retail.importer.price_list"
    _inherit = ["retail.importer"]
    _description = "Retail Price List Importer"

    @api.model
    def _import(self, items, backend):
        Binding = self.env["retail.binding.price.list"].with_context(active_test=False)
        names = {item.document.currency for item in items}
        currencies = {
            currency.name: currency.id
            for currency in self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "in", list(names))])
        }
        known = Binding._find(backend, [item.document.external_id for item in items])
        rows = []
        for item in items:
            row = self._values(item.document, currencies)
            binding = known.get(row["external_id"])
            if binding is None or any(
                binding._fields[name].convert_to_write(binding[name], binding) != value
                for name, value in row.items()
            ):
                rows.append(row)
        bindings = {**known, **Binding._bind(backend, rows)}
        for item in items:
            item.done(bindings[item.document.external_id])

    def _values(self, document, currencies):
        return {
            "external_id": document.external_id,
            "external_name": document.name,
            "catalog": document.catalog or False,
            "audience": document.audience or False,
            "contexts": ", ".join(document.contexts) or False,
            "currency_id": currencies.get(document.currency, False),
            "adjustment": document.adjustment or False,
            "fixed_count": document.fixed_count,
            "active": document.active,
        }
