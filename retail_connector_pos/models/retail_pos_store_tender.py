"""Ways to pay that one store books elsewhere than the others."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RetailPosStoreTender(models.Model):
    """Let a store have its own clearing account of a way to pay.

    A store with an acquirer of its own, say. What is booked already stays where it is.
    """

    _name = "retail.pos.store.tender"
    _description = "Retail Store Payment Mapping"
    _check_company_auto = True
    _order = "store_id, mapping_id"
    _rec_name = "mapping_id"

    store_id = fields.Many2one(
        "retail.pos.store", required=True, ondelete="cascade", index=True
    )
    backend_id = fields.Many2one(related="store_id.backend_id")
    company_id = fields.Many2one(
        related="store_id.company_id", store=True, precompute=True
    )
    mapping_id = fields.Many2one(
        "retail.mapping.tender",
        "Way to pay",
        required=True,
        ondelete="cascade",
        check_company=True,
        domain="[('backend_id', '=', backend_id), ('pos_type', '=', 'clearing')]",
    )
    journal_id = fields.Many2one(
        "account.journal",
        required=True,
        check_company=True,
        domain="[('type', '=', 'bank')]",
        help="Where the receipts of this store are entered.",
    )
    account_id = fields.Many2one(
        "account.account",
        "Clearing Account",
        required=True,
        check_company=True,
        help="Holds what this store took until the payout arrives.",
    )
    pos_method_id = fields.Many2one(
        "pos.payment.method", "Payment Method", readonly=True, check_company=True
    )

    _unique = models.UniqueIndex(
        "(store_id, mapping_id)", "The store has this way to pay already."
    )

    @api.constrains("mapping_id", "store_id", "journal_id")
    def _check_mapping(self):
        for tender in self:
            if tender.mapping_id.backend_id != tender.store_id.backend_id:
                raise ValidationError(
                    self.env._("The way to pay is another connection's.")
                )
            if tender.journal_id.type != "bank":
                raise ValidationError(
                    self.env._("At the till it needs a journal of type bank.")
                )

    def write(self, vals):
        """Book on a new method from now on, when it goes somewhere else."""
        if not {"journal_id", "account_id"}.isdisjoint(vals):
            vals = {**vals, "pos_method_id": False}
        return super().write(vals)

    def _method(self):
        """Return the payment method that books it, made when it is first needed."""
        self.ensure_one()
        if not self.pos_method_id:
            values = {
                **self.mapping_id._pos_method_values(),
                "name": f"{self.mapping_id.display_name} ({self.store_id.name})",
                "journal_id": self.journal_id.id,
                "outstanding_account_id": self.account_id.id,
            }
            self.sudo().pos_method_id = self.env["pos.payment.method"].create(values)
        return self.pos_method_id


class RetailPosStore(models.Model):
    """A store lists the ways to pay that are its own."""

    _inherit = "retail.pos.store"

    tender_ids = fields.One2many("retail.pos.store.tender", "store_id")
