"""Why customers send goods back, and what becomes of the goods then."""

from typing import NamedTuple

from odoo import fields, models

DISPOSITIONS = [
    ("restock", "Back to stock"),
    ("quarantine", "To quarantine"),
    ("scrap", "Scrap"),
    ("none", "Does not come back"),
]


class ReasonKey(NamedTuple):
    """The platform's word for the reason; empty: none was given."""

    reason: str


class RetailMappingReturnReason(models.Model):
    """Map the reason of a return to the disposition of its goods."""

    _name = "retail.mapping.return.reason"
    _inherit = ["retail.mapping"]
    _description = "Retail Return Reason"
    _rec_name = "reason"
    _waiting_cause = "return_reason_unmapped"
    _target_field = "disposition"

    reason = fields.Char(
        default="", help="The platform's name of the reason. Empty: none was given."
    )
    disposition = fields.Selection(
        DISPOSITIONS,
        help="Back to stock: received where the platform says, or in the location "
        "below. Quarantine and scrap: received there, never for sale. Does not come "
        "back: nothing is received.",
    )
    location_id = fields.Many2one(
        "stock.location",
        domain="[('usage', 'in', ('internal', 'inventory'))]",
        check_company=True,
        help="Where goods with this reason are received. Empty, for what goes back to "
        "stock: where the platform says, else in the warehouse's stock.",
    )

    _key_unique = models.UniqueIndex(
        "(backend_id, COALESCE(reason, ''))", "This reason is mapped already."
    )

    def _compute_display_name(self):
        for mapping in self:
            mapping.display_name = mapping.reason or self.env._("No reason given")

    def _key(self):
        return ReasonKey(self.reason or "")

    def _missing(self):
        problem = super()._missing()
        if problem:
            return problem
        if self.disposition in ("quarantine", "scrap") and not self.location_id:
            return self.env._("Choose the location the goods are received in.")
        if self.disposition == "quarantine" and self.location_id.usage != "internal":
            return self.env._("Quarantined goods are kept in an internal location.")
        return ""
