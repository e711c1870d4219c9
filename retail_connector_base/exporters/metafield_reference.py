"""Records of Odoo as references in metafields, and back: products and collections."""

import json

from odoo import api, models
from odoo.fields import Command

from .metafield_value import REFERENCES, WrongValue

MANY = "list."
# what a reference refers to -> where its id at the shop is known
BINDINGS = {
    "product.template": "retail.binding.template",
    "product.product": "retail.binding.variant",
}


class RetailMetafieldReference(models.AbstractModel):
    """Write and read references by the ids that records have at a shop.

    What the shop does not have yet is left out; once it has it, every product is
    looked at again. What Odoo does not have is left out too.
    """

    _name = "retail.metafield.reference"
    _description = "References of Metafields"

    @api.model
    def _known(self, backend, metafields, records):
        """Return {metafield: {id of a record it refers to: id at the shop}}."""
        return {
            metafield: self._external_ids(
                backend, metafield, records.mapped(metafield.field_id.name)
            )
            for metafield in metafields
            if metafield.type in REFERENCES
        }

    def _external_ids(self, backend, metafield, targets):
        model = REFERENCES[metafield.type]
        if model not in BINDINGS:
            return {r.id: r.external_id for r in targets if r.external_id}
        bound = self.env[BINDINGS[model]]._find_records(backend, targets)
        return {key: binding.external_id for key, binding in bound.items()}

    @api.model
    def _text(self, metafield, targets, known):
        """Return the records a field refers to as the text of a metafield."""
        found = [known[target.id] for target in targets if target.id in known]
        if not found:
            return ""
        return json.dumps(found) if metafield.type.startswith(MANY) else found[0]

    @api.model
    def _value(self, backend, metafield, text):
        """Return the text of a metafield as a value to write into its field."""
        many = metafield.type.startswith(MANY)
        try:
            wanted = (json.loads(text) if many else [text]) if text else []
        except ValueError as error:
            raise WrongValue(text) from error
        model = REFERENCES[metafield.type]
        if model in BINDINGS:
            bound = self.env[BINDINGS[model]]._find(backend, wanted)
            targets = {key: binding.record_id for key, binding in bound.items()}
        else:
            mine = [("backend_id", "=", backend.id), ("external_id", "in", wanted)]
            targets = {r.external_id: r for r in self.env[model].search(mine)}
        ids = [targets[one].id for one in wanted if targets.get(one)]
        if wanted and not ids:
            raise WrongValue(text)  # nothing of it is in Odoo
        return [Command.set(ids)] if many else (ids[0] if ids else False)

    @api.model
    def _look_again(self, backend):
        """Have products looked at that may refer to what the shop has only now."""
        refer = [
            ("backend_id", "=", backend.id),
            ("direction", "=", "out"),
            ("type", "in", list(REFERENCES)),
        ]
        if self.env["retail.metafield"].search_count(refer, limit=1):
            self.env["retail.product.dirty"].sudo()._backend(backend)
