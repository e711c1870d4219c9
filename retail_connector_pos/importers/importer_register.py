"""Signs of life of registers."""

from odoo import api, models


class RetailImporterRegister(models.AbstractModel):
    """Take over what registers say of themselves, newest last."""

    _name = "retail.importer.register"
    _inherit = ["retail.importer"]
    _description = "Retail Register Importer"

    @api.model
    def _import(self, items, backend):
        registers = self.env["retail.pos.register"]._find(
            backend,
            [(i.document.location_id, i.document.external_id) for i in items],
        )
        for item in sorted(items, key=lambda each: each.document.at):
            state = item.document
            register = registers.get((state.location_id, state.external_id))
            if register is None:
                item.ignored("register_unmapped", state.external_id)
                continue
            register._take_state(state)
            if register.numbered:
                register._recount()
            item.done(register)
