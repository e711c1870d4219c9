"""Options of a platform's products as attributes."""

from odoo import api, models
from odoo.fields import Command


class RetailImporterAttribute(models.AbstractModel):
    """Give new templates the options of their products, in a few statements.

    The attributes are dynamic: only the variants that exist at the platform are
    created, not every combination.
    """

    _name = "retail.importer.attribute"
    _description = "Retail Option Importer"

    @api.model
    def _add_options(self, pairs):
        """Add the options of each (new template, product)."""
        options = {}
        for _template, product in pairs:
            for name, values in _options(product).items():
                options.setdefault(name, {}).update(dict.fromkeys(values))
        attributes = self._attributes(options)
        values = self._values(attributes, options)
        self.env["product.template.attribute.line"].create(
            [
                {
                    "product_tmpl_id": template.id,
                    "attribute_id": attributes[name].id,
                    "value_ids": [
                        Command.set([values[name, value].id for value in chosen])
                    ],
                }
                for template, product in pairs
                for name, chosen in _options(product).items()
            ]
        )

    @api.model
    def _attributes(self, names):
        """Return name -> dynamic attribute; create the missing ones."""
        Attribute = self.env["product.attribute"]
        found = Attribute.search(
            [("name", "in", list(names)), ("create_variant", "=", "dynamic")]
        )
        known = {attribute.name: attribute for attribute in reversed(found)}
        missing = [name for name in names if name not in known]
        known.update(
            zip(
                missing,
                Attribute.create(
                    [{"name": name, "create_variant": "dynamic"} for name in missing]
                ),
                strict=True,
            )
        )
        return known

    @api.model
    def _values(self, attributes, options):
        """Return (attribute name, value name) -> value; create the missing ones."""
        ids = [attribute.id for attribute in attributes.values()]
        Value = self.env["product.attribute.value"]
        names = {attribute.id: name for name, attribute in attributes.items()}
        known = {
            (names[value.attribute_id.id], value.name): value
            for value in Value.search([("attribute_id", "in", ids)])
        }
        missing = [
            (name, value)
            for name, values in options.items()
            for value in values
            if (name, value) not in known
        ]
        created = Value.create(
            [
                {"attribute_id": attributes[name].id, "name": value}
                for name, value in missing
            ]
        )
        known.update(zip(missing, created, strict=True))
        return known

    @api.model
    def _combination(self, template, variant):
        """Return the ids of the template's attribute values of a variant."""
        wanted = set(variant.options)
        return [
            value.id
            for line in template.attribute_line_ids
            for value in line.product_template_value_ids
            if (line.attribute_id.name, value.product_attribute_value_id.name) in wanted
        ]


def _options(product):
    """Return option name -> values that tell the variants of a product apart."""
    options = {}
    for variant in product.variants:
        for name, value in variant.options:
            options.setdefault(name, {})[value] = None
    if len(product.variants) == 1:
        return {}
    return options
