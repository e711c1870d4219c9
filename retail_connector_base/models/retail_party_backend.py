"""Send customers: who owns which fields, and the job that plans."""

from odoo import fields, models

QUEUE = "plan:party"
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
    party_consent_owner = _owner("Marketing consent", "platform")
    party_tax_owner = _owner("Tax exemption")
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

    def _sends_parties(self):
        """Return whether customers are sent to this shop now."""
        self.ensure_one()
        flow = self.sudo().flow_ids.filtered(
            lambda flow: flow.code == "party_out" and not flow.paused
        )
        return self.state == "live" and self.active and bool(flow)

    def _job_plan_party(self):
        """Turn contacts that changed into changes for the shop."""
        self.ensure_one()
        if not self._sends_parties():
            return "not sending"
        if not self.env["retail.lane"]._lock(self, QUEUE):
            return "another job plans"
        backend = self.sudo().with_company(self.sudo().company_id)
        rows = backend.env["retail.exporter.party"]._plan(backend, LIMIT)
        self._wake_rest(QUEUE)
        return f"{len(rows)} changes"

    def _wake_all(self):
        """Wake the planning too, where its wake-up was lost."""
        result = super()._wake_all()
        waiting = self.env["retail.party.dirty"].sudo()._waiting_backends()
        for backend in self.filtered(lambda b: b.id in waiting):
            backend._wake(QUEUE)
        return result

    def _due_in(self, queue, index):
        """Say whether the planning has work left."""
        if queue != QUEUE:
            return super()._due_in(queue, index)
        waiting = self.env["retail.party.dirty"].sudo()._waiting_backends()
        return 0 if self.id in waiting else None


class RetailFlow(models.Model):
    """A flow that begins or stops to send customers changes who is listened to."""

    _inherit = "retail.flow"

    def write(self, vals):
        result = super().write(vals)
        if not {"paused", "delay_seconds"}.isdisjoint(vals):
            self.env.registry.clear_cache()
        return result
