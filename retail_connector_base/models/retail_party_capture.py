"""Notice contacts that change, and publish new ones to shops."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

WATCHED = {
    "name", "email", "phone", "street", "street2", "zip", "city", "state_id",
    "country_id", "category_id", "retail_marketing", "retail_marketing_sms",
    "property_account_position_id", "parent_id", "type", "active", "vat", "ref",
    "property_payment_term_id", "comment", "lang",
}  # fmt: skip
OPERATOR = "retail_connector_base.group_operator"


CONSENT = [("subscribed", "Subscribed"), ("unsubscribed", "Not subscribed")]


class ResPartner(models.Model):
    """Hold the consent to marketing, and tell shops what changed."""

    _inherit = "res.partner"

    retail_marketing = fields.Selection(
        CONSENT,
        "Marketing by e-mail",
        help="Whether the customer wants marketing e-mails, as the shop knows it.",
    )
    retail_marketing_sms = fields.Selection(
        CONSENT,
        "Marketing by SMS",
        help="Whether the customer wants marketing by text message, as the shop knows "
        "it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        self.env["retail.party.dirty"]._changed(partners.parent_id.ids)
        return partners

    def write(self, vals):
        result = super().write(vals)
        if not WATCHED.isdisjoint(vals):
            family = self | self.parent_id | self.commercial_partner_id
            self.env["retail.party.dirty"]._changed(family.ids)
        return result

    def unlink(self):
        """An address that is deleted is a place less at the shops."""
        company = self.commercial_partner_id - self
        places = self.env["retail.binding.company.location"].sudo()
        places.search([("record_id", "in", self.ids)]).dropped = True
        result = super().unlink()
        self.env["retail.party.dirty"]._changed(company.ids)
        return result

    def action_publish_to_shops(self):
        """Create these contacts as customers of the shops that get customers."""
        self.check_access("read")
        if not self.env.user.has_group(OPERATOR):
            raise AccessError(
                self.env._("Only operators of the Retail Connector may do this.")
            )
        backends = self.env["retail.backend"].search([("platform", "!=", "none")])
        backends = backends.filtered(
            lambda b: b._sends_parties() or b._sends_parties("company")
        )
        if not backends:
            raise UserError(
                self.env._("Switch on the flow that sends customers to a shop first.")
            )
        published = self.browse()
        for backend in backends.sudo():
            part = self.sudo().filtered(
                lambda p, b=backend: not p.company_id or p.company_id == b.company_id
            )
            for kind in ("party", "company"):
                if backend._sends_parties(kind):
                    exporter = self.env[f"retail.exporter.{kind}"].sudo()
                    published |= exporter._publish_new(backend, part)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if published else "warning",
                "message": self.env._(
                    "%(count)s of %(all)s contacts are sent. Known ones and those "
                    "without e-mail and phone are not.",
                    count=len(published),
                    all=len(self),
                ),
            },
        }
