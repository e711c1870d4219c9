"""What is changed by two people: policies, guards, credentials, mappings."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

# An addon adds the settings it brings along.
GUARDED_POLICIES = {
    "accounting_policy",
    "adjustment_product_id",
    "auto_approve_taxes",
    "base_url",
    "channel_tax_account_id",
    "confirm_policy",
    "currency_side",
    "edit_policy",
    "environment",
    "fee_product_id",
    "fiscal_position_id",
    "gift_card_product_id",
    "invoice_journal_id",
    "invoice_when",
    "keep_payload_days",
    "payment_term_id",
    "price_below_cost",
    "price_drop_percent",
    "risk_hold",
    "stock_buffer",
    "stock_zero_percent",
    "summary_journal_id",
    "summary_partner_id",
    "user_id",
}


class RetailBackend(models.Model):
    """Guard a connection's policies once it went live, and going live itself."""

    _name = "retail.backend"
    _inherit = ["retail.guarded", "retail.backend"]
    _guarded = GUARDED_POLICIES
    _guarded_methods = frozenset(
        {"action_go_live", "action_leave_shadow", "action_release_quarantine"}
    )

    change_count = fields.Integer("To approve", compute="_compute_change_count")

    def _compute_change_count(self):
        counts = dict(
            self.env["retail.change"]._read_group(
                [("backend_id", "in", self.ids), ("state", "=", "pending")],
                ["backend_id"],
                ["__count"],
            )
        )
        for backend in self:
            backend.change_count = counts.get(backend._origin, 0)

    def _is_sensitive(self):
        """Until it was live nothing has an effect: going live is approved whole."""
        return bool(self.sudo().live_since)

    def write(self, vals):
        """Refuse to go live, or to leave shadow mode, by writing fields."""
        live = vals.get("state") == "live" and not all(self.mapped("live_since"))
        by_hand = live or "live_since" in vals or vals.get("shadow") is False
        if by_hand and self._held_back_calls():
            raise AccessError(self.env._("A second person has to approve this step."))
        return super().write(vals)

    def _held_back_calls(self):
        if self.env.su:
            return self.browse()
        return self.filtered(lambda b: b.sudo().company_id.retail_change_approval)

    def _propose_call(self, method):
        held = self._held_back_calls()
        for backend in held:
            title = backend._guarded_title(method)
            backend._propose({"action": "call", "method": method, "label": title})
        return self - held

    def action_go_live(self):
        """Start the traffic; in shadow mode nothing leaves, so one person is enough."""
        self.check_access("write")
        shadow = self.filtered("shadow")
        rest = (self - shadow)._propose_call("action_go_live")
        for part in (shadow.sudo(), rest):
            if part:
                super(RetailBackend, part).action_go_live()
        return True

    def action_leave_shadow(self):
        """Write at the platform from now on."""
        rest = self.filtered("shadow")._propose_call("action_leave_shadow")
        return super(RetailBackend, rest).action_leave_shadow() if rest else True

    def action_release_quarantine(self):
        """Accept this database as the connection's own; it must be tested again."""
        quarantined = self.filtered(lambda b: b.state == "quarantined")
        rest = quarantined._propose_call("action_release_quarantine")
        if quarantined and not rest:
            return True
        return super(RetailBackend, rest).action_release_quarantine()

    def action_open_changes(self):
        """Open the changes that wait for a second person."""
        return self._open("action_retail_change", search_default_pending=1)


class RetailFlow(models.Model):
    """Guard who owns the truth, and that a person looks before something leaves."""

    _name = "retail.flow"
    _inherit = ["retail.guarded", "retail.flow"]
    _guarded = frozenset({"owner", "preview_required"})

    def _is_sensitive(self):
        return bool(self.sudo().backend_id.live_since)


class RetailCredential(models.Model):
    """Guard what signs in, once it is in use."""

    _name = "retail.credential"
    _inherit = ["retail.guarded", "retail.credential"]
    _guarded = frozenset({"value"})
    _guarded_methods = frozenset({"action_forget"})

    def _is_sensitive(self):
        return bool(self.sudo().backend_id.live_since)

    def _inverse_new_value(self):
        held = self._held_back()
        for credential in held:
            if credential.new_value and credential.new_value != credential.value:
                credential._propose_secret(credential.new_value)
        return super(RetailCredential, self - held)._inverse_new_value()

    def action_forget(self):
        """Delete the stored value."""
        rest = self._propose_call("action_forget")
        return super(RetailCredential, rest).action_forget() if rest else True


class RetailBindingLocation(models.Model):
    """Guard from where a place's stock and orders come."""

    _name = "retail.binding.location"
    _inherit = ["retail.guarded", "retail.binding.location"]
    _guarded = frozenset(
        {"record_id", "extra_location_ids", "warehouse_id", "push_stock"}
    )

    def _is_sensitive(self):
        return bool(self.sudo().backend_id.live_since)


class RetailMapping(models.AbstractModel):
    """Guard what decides about money: no mapping is approved by who chose it alone."""

    _name = "retail.mapping"
    _inherit = ["retail.guarded", "retail.mapping"]
    _guarded_methods = frozenset({"action_approve", "action_suggest_again"})
    _guarded_by_accountant = True

    def write(self, vals):
        """Hold back targets of approved rows, and an approval by the back door."""
        chosen = {"state", "approved_by_id", "approved_at"} & vals.keys()
        held = self._held_back()
        if chosen and held and vals.get("state") == "approved":
            held._propose_call("action_approve")
            vals = {name: value for name, value in vals.items() if name not in chosen}
        approved = held.filtered(lambda row: row.state == "approved") if vals else held
        for row in approved if vals else ():
            row._propose_values(vals)
        rest = self - approved
        return super(RetailMapping, rest).write(vals) if rest and vals else True

    @api.model_create_multi
    def create(self, vals_list):
        """Make rows that a person enters as approved wait for the second one."""
        rows = super().create(vals_list)
        held = rows._held_back().filtered(lambda row: row.state == "approved")
        held.sudo().write(
            {"state": "suggested", "approved_by_id": False, "approved_at": False}
        )
        held._propose_call("action_approve")
        return rows

    def action_approve(self):
        """Approve, or propose to a second person."""
        self._check_approver()
        rest = self._propose_call("action_approve")
        return super(RetailMapping, rest).action_approve() if rest else True

    def action_suggest_again(self):
        """Withdraw the approval, or propose that."""
        self._check_approver()
        rest = self._propose_call("action_suggest_again")
        return super(RetailMapping, rest).action_suggest_again() if rest else True
