"""Take persons out of stored receipts; the sale itself stays in its session."""

from odoo import api, models

from odoo.addons.retail_connector_base.models.privacy_subject import Result


class RetailPrivacyEraser(models.AbstractModel):
    """Erase what receipts tell of a person."""

    _inherit = "retail.privacy.eraser"

    @api.model
    def _steps(self):
        steps = super()._steps()
        return [*steps[:-1], "_erase_receipts", steps[-1]]

    @api.model
    def _erase_receipts(self, request, subject, open_orders):
        """Forget persons in receipts that are the customer's."""
        domain = [("backend_id", "=", request.backend_id.id)]
        if not subject.whole:
            domain += [
                "|",
                ("external_id", "in", subject.orders),
                ("record_id.partner_id", "in", subject.partners.ids),
            ]
        count = self._strip(self.env["retail.binding.receipt"].sudo().search(domain))
        return [Result("receipt", count, count)]
