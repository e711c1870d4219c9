"""Have sensitive settings changed by two people, where the company wants that."""

from odoo import models

from .retail_credential import cipher

HIDDEN = "•••"


class RetailGuarded(models.AbstractModel):
    """Hold back what a person changes until a second one approves.

    The system itself is not held back (``env.su``): jobs, importers and the approval.
    A model that uses this is audited and has a company_id.
    """

    _name = "retail.guarded"
    _description = "Changed by Two People"
    _guarded = frozenset()  # fields whose change waits
    _guarded_methods = frozenset()  # buttons that wait
    _guarded_by_accountant = False  # accountants may approve too

    def write(self, vals):
        names = self._guarded & vals.keys()
        held = self._held_back() if names else self.browse()
        if not held:
            return super().write(vals)
        rest = {name: value for name, value in vals.items() if name not in names}
        for record in held:
            record._propose_values({name: vals[name] for name in sorted(names)})
        if rest:
            super(RetailGuarded, held).write(rest)
        if self - held:
            super(RetailGuarded, self - held).write(vals)
        return True

    def _held_back(self):
        """Return the records whose change waits for a second person."""
        if self.env.su:
            return self.browse()
        return self.filtered(
            lambda record: (
                record.sudo()["company_id"].retail_change_approval
                and record._is_sensitive()
            )
        )

    def _is_sensitive(self):
        """Return whether a change has an effect already."""
        return True

    # --- propose ---

    def _propose_values(self, vals):
        """Propose new values of fields; what does not differ is left out."""
        before = self._audit_values(list(vals))[self.id]
        after = {name: self._guarded_text(name, value) for name, value in vals.items()}
        # The database keeps names in an order of its own: sorted, both agree.
        names = sorted(name for name in vals if str(before[name]) != after[name])
        if names:
            self._propose(
                {
                    "action": "write",
                    "values": {name: vals[name] for name in names},
                    "label": "\n".join(self._label(name) for name in names),
                    "before": "\n".join(str(before[name]) for name in names),
                    "after": "\n".join(after[name] for name in names),
                }
            )

    def _propose_call(self, method):
        """Propose a step for the records that are held back; return the others."""
        held = self._held_back()
        for record in held:
            title = record._guarded_title(method)
            record._propose({"action": "call", "method": method, "label": title})
        return self - held

    def _propose_secret(self, text):
        """Propose a new secret; it is kept encrypted until somebody decides."""
        self._propose(
            {
                "action": "secret",
                "ciphertext": cipher().encrypt(text.strip()) if text else False,
                "label": self.display_name,
                "before": HIDDEN,
                "after": HIDDEN,
            }
        )

    def _propose(self, vals):
        """Write down one proposal in place of an older one of the same kind."""
        self.ensure_one()
        self.check_access("write")
        holder = self.sudo()
        backend = holder if self._name == "retail.backend" else holder["backend_id"]
        Change = self.env["retail.change"].sudo()
        older = Change.search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("state", "=", "pending"),
                ("action", "=", vals["action"]),
                ("label", "=", vals["label"]),
            ]
        )
        older._close("stale")
        change = Change.create(
            {
                "company_id": holder["company_id"].id,
                "backend_id": backend.id,
                "model": self._name,
                "res_id": self.id,
                "record": holder.display_name,
                "by_accountant": self._guarded_by_accountant,
                "proposed_by_id": self.env.uid,
                "proposed_at": self.env.cr.now(),
                **vals,
            }
        )
        change.with_user(self.env.user)._note("proposed")
        self._tell_held_back(backend, change)

    def _tell_held_back(self, backend, change):
        """Say that nothing changed yet, and ask the connection's people."""
        message = self.env._(
            "%(what)s: a second person has to approve it.",
            what=change.label.replace("\n", ", "),
        )
        self.env.user._bus_send(
            "simple_notification", {"type": "info", "message": message}
        )
        backend.sudo()._alert(
            self.env._("Changes wait for approval"),
            self.env._("See Work / Changes to approve."),
        )

    # --- words ---

    def _label(self, name):
        return self._fields[name]._description_string(self.env)

    def _guarded_title(self, method):
        """Return what a person calls a step."""
        return method.removeprefix("action_").replace("_", " ").capitalize()

    def _guarded_text(self, name, value):
        """Return a value that is to be written, as a reader recognizes it."""
        field = self._fields[name]
        if field.relational and field.type == "many2one":
            record = self.env[field.comodel_name].browse(value or [])
            return f"{record.display_name} ({record.id})" if record else ""
        if field.type == "many2many":
            ids = field.convert_to_cache(value or [], self, validate=False)
            rows = self.env[field.comodel_name].browse(ids)
            return ", ".join(f"{row.display_name} ({row.id})" for row in rows)
        if field.type == "boolean":
            return str(bool(value))
        if value is False or value is None:
            return ""
        cached = field.convert_to_cache(value, self, validate=False)
        return str(cached)
