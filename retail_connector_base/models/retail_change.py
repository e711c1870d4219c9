"""Changes of sensitive settings that wait for a second person."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .retail_credential import cipher

STATES = [
    ("pending", "To approve"),
    ("applied", "Approved"),
    ("rejected", "Rejected"),
    ("withdrawn", "Withdrawn"),
    ("stale", "Overtaken"),
]
MANAGER = "retail_connector_base.group_manager"
ACCOUNTANT = "retail_connector_base.group_accountant"


class RetailChange(models.Model):
    """One proposal: who wants what changed, from what to what, and who decided.

    Rows are made by ``retail.guarded`` alone. What is proposed takes effect only here,
    with the rights of the system and the name of the person who approved.
    """

    _name = "retail.change"
    _description = "Change to Approve"
    _order = "id desc"
    _rec_name = "record"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    backend_id = fields.Many2one("retail.backend", readonly=True, ondelete="cascade")
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference("Number", model_field="model", readonly=True)
    record = fields.Char("What", readonly=True)
    action = fields.Selection(
        [("write", "Change"), ("call", "Step"), ("secret", "Credential")],
        required=True,
        readonly=True,
    )
    method = fields.Char(readonly=True)
    values = fields.Json(readonly=True, groups="base.group_system")
    ciphertext = fields.Char(readonly=True, groups="base.group_system")
    label = fields.Text("Change", readonly=True)
    before = fields.Text(readonly=True)
    after = fields.Text(readonly=True)
    state = fields.Selection(STATES, required=True, default="pending", readonly=True)
    by_accountant = fields.Boolean(
        readonly=True, help="Accountants may approve it too: it is about booking."
    )
    proposed_by_id = fields.Many2one("res.users", "Proposed by", readonly=True)
    proposed_at = fields.Datetime("Proposed", readonly=True)
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True)
    decided_at = fields.Datetime("Decided", readonly=True)
    may_decide = fields.Boolean(compute="_compute_may_decide")

    _pending_idx = models.Index("(model, res_id) WHERE state = 'pending'")

    @api.depends_context("uid")
    def _compute_may_decide(self):
        for change in self:
            change.may_decide = change.state == "pending" and change._is_second()

    def _is_second(self):
        """Return whether the user may approve: the right role, another person."""
        user = self.env.user
        role = user.has_group(MANAGER) or (
            self.by_accountant and user.has_group(ACCOUNTANT)
        )
        return role and user != self.proposed_by_id

    # --- decide ---

    def action_approve(self):
        """Let the changes take effect."""
        result = True
        for change in self._to_decide():
            record = change._record()
            if record is None or change._is_overtaken(record):
                change._close("stale")
                continue
            change._close("applied")
            result = change.sudo()._apply(record) or True
        return result

    def action_reject(self):
        """Refuse the changes; everything stays as it is."""
        self._to_decide()._close("rejected")
        return True

    def action_withdraw(self):
        """Take back what one proposed."""
        self.check_access("read")
        mine = self.filtered(
            lambda c: c.state == "pending" and c.proposed_by_id == self.env.user
        )
        mine._close("withdrawn")
        return True

    def _to_decide(self):
        """Return those that wait, locked; raise when the user may not decide."""
        self.check_access("read")
        pending = self.filtered(lambda change: change.state == "pending")
        for change in pending:
            if change.proposed_by_id == self.env.user:
                raise UserError(
                    self.env._(
                        "You proposed it: somebody else has to approve %s.",
                        change.record,
                    )
                )
            if not change._is_second():
                raise AccessError(self.env._("Only managers approve such a change."))
        pending.sudo().lock_for_update()
        return pending

    def _record(self):
        record = self.env[self.model].browse(self.res_id).exists()
        return record or None

    def _is_overtaken(self, record):
        """Return whether the values it was about have changed since."""
        if self.action != "write":
            return False
        texts = record._audit_values(sorted(self.sudo().values))[record.id]
        return "\n".join(str(text) for text in texts.values()) != (self.before or "")

    def _apply(self, record):
        """Do what was proposed; called as the system, in the approver's name."""
        record = record.sudo()
        if self.action == "write":
            record.write(self.values)
        elif self.action == "secret":
            record._set(cipher().decrypt(self.ciphertext) if self.ciphertext else "")
            self.ciphertext = False
        elif self.method in record._guarded_methods:
            return getattr(record, self.method)()
        return None

    def _close(self, state):
        """Write the decision and note it."""
        now = fields.Datetime.now()
        for change in self:
            change.sudo().write(
                {
                    "state": state,
                    "decided_by_id": self.env.uid,
                    "decided_at": now,
                    **({} if state == "applied" else {"ciphertext": False}),
                }
            )
            change._note(state)

    def _note(self, operation):
        """Note in the audit log who proposed or decided what."""
        self.env["retail.audit"].sudo()._note(
            [
                {
                    "company_id": change.company_id.id,
                    "backend_id": change.backend_id.id,
                    "model": change.model,
                    "res_id": change.res_id,
                    "record": change.record,
                    "operation": operation,
                    "label": (change.label or "").replace("\n", ", "),
                    "before": (change.before or "").replace("\n", ", "),
                    "after": (change.after or "").replace("\n", ", "),
                }
                for change in self
            ]
        )
