"""Send customers: who owns which fields, and the job that plans."""

from odoo import fields, models

QUEUES = ("plan:party", "plan:company")
OWNERS = [
    ("newest", "Whoever changed it last"),
    ("odoo", "Odoo"),
    ("platform", "Platform"),
]
LIMIT = 500  # contacts a job plans


def _owner(label, default="newest"):
    """Return the field that says who owns a group of a customer's fields."""
    return fields.Selection(OWNERS, label, required=True, default=default)


class RetailBackend(models.Model):
    """Plan customers."""

    _inherit = "retail.backend"

    party_identity_owner = _owner("Name, e-mail, phone")
    party_address_owner = _owner("Addresses")
    party_tags_owner = _owner("Tags")
    party_consent_owner = _owner("Consent to e-mails", "platform")
    party_sms_owner = _owner("Consent to text messages", "platform")
    party_tax_owner = _owner("Tax exemption")
    party_details_owner = _owner("Language and note")
    company_owner = fields.Selection(
        [("odoo", "Odoo"), ("platform", "Platform")],
        "Companies",
        required=True,
        default="odoo",
        help="Who keeps names, VAT numbers, addresses and terms of companies.",
    )
    exempt_fiscal_position_id = fields.Many2one(
        "account.fiscal.position",
        "Fiscal position of the tax exempt",
        check_company=True,
        help="Customers the platform calls tax exempt get it; contacts that have it "
        "are tax exempt at the platform.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals or "active" in vals:
            self.env.registry.clear_cache()
        return result

    def _party_owner(self, group):
        """Return who owns a group of fields: platform, odoo or newest."""
        return self[f"party_{group}_owner"]

    def _sends_parties(self, kind="party"):
        """Return whether customers (or companies) are sent to this shop now."""
        self.ensure_one()
        flow = self.sudo().flow_ids.filtered(
            lambda flow: flow.code == f"{kind}_out" and not flow.paused
        )
        return self.state == "live" and self.active and bool(flow)

    def _job_plan_party(self):
        """Turn contacts that changed into changes for the shop."""
        return self._plan_parties("party")

    def _job_plan_company(self):
        """Turn companies that changed into changes for the shop."""
        return self._plan_parties("company")

    def _plan_parties(self, kind):
        self.ensure_one()
        if not self._sends_parties(kind):
            return "not sending"
        queue = f"plan:{kind}"
        if not self.env["retail.lane"]._lock(self, queue):
            return "another job plans"
        backend = self.sudo().with_company(self.sudo().company_id)
        rows = backend.env[f"retail.exporter.{kind}"]._plan(backend, LIMIT)
        self._wake_rest(queue)
        return f"{len(rows)} changes"

    def _wake_all(self):
        """Wake the planning too, where its wake-up was lost."""
        result = super()._wake_all()
        for backend_id, kind in self.env["retail.party.dirty"].sudo()._waiting():
            if backend_id in self.ids:
                self.browse(backend_id)._wake(f"plan:{kind}")
        return result

    def _due_in(self, queue, index):
        """Say whether the planning has work left."""
        if queue not in QUEUES:
            return super()._due_in(queue, index)
        waiting = self.env["retail.party.dirty"].sudo()._waiting()
        return 0 if (self.id, queue.removeprefix("plan:")) in waiting else None


class RetailFlow(models.Model):
    """A flow that begins or stops to send customers changes who is listened to."""

    _inherit = "retail.flow"

    def write(self, vals):
        result = super().write(vals)
        if not {"paused", "delay_seconds"}.isdisjoint(vals):
            self.env.registry.clear_cache()
        return result
