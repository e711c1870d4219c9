"""The metafields of products, as Odoo's fields have them."""

from dataclasses import dataclass

from odoo import api, models

from ..canonical import Metafield
from .metafield_value import REFERENCES, write

OWNERS = {"template": "product.template", "variant": "product.product"}


@dataclass
class Fields:
    """What is mapped, and the ids of what it refers to."""

    by_model: dict  # model -> mapped metafields
    known: dict  # metafield -> {id of a record: id at the shop}


class RetailExporterProductDocument(models.AbstractModel):
    """Say which metafields a product and its variants should have."""

    _inherit = "retail.exporter.product.document"

    @api.model
    def _metafields(self, backend, listings):
        """Return the Fields of some listings, with all they refer to."""
        mapped = self.env["retail.metafield"].search(
            [("backend_id", "=", backend.id), ("direction", "=", "out")]
        )
        templates = listings.template_id
        records = {
            "product.template": templates,
            "product.product": templates.product_variant_ids,
        }
        reference = self.env["retail.metafield.reference"]
        found = Fields({}, {})
        for owner, model in OWNERS.items():
            mine = mapped.filtered(lambda m, o=owner: m.owner == o)
            found.by_model[model] = mine
            found.known.update(reference._known(backend, mine, records[model]))
        return found

    def _values(self, backend, record, mapped):
        currency = backend.company_id.currency_id.name
        reference = self.env["retail.metafield.reference"]
        values = []
        for metafield in mapped.by_model[record._name]:
            value = record[metafield.field_id.name]
            if metafield.type in REFERENCES:
                text = reference._text(metafield, value, mapped.known[metafield])
            else:
                text = write(metafield.type, value, currency)
            if text:
                values.append(
                    Metafield(metafield.namespace, metafield.key, metafield.type, text)
                )
        return tuple(values)
