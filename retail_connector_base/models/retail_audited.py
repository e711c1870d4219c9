"""Have every change of a model's settings noted in the audit log."""

from odoo import api, models

LONGEST = 500  # characters of a value that are kept
HIDDEN = "•••"


class RetailAudited(models.AbstractModel):
    """Note who created, changed or deleted records, and each field before and after."""

    _name = "retail.audited"
    _description = "Audited"
    # A model that uses this has a company_id.
    _audit_skip = frozenset()  # fields that the machinery writes, not people
    _audit_secret = frozenset()  # fields of which only "changed" is told

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env["retail.audit"]._note(
            [
                record._audit_row("create", after=record.display_name)
                for record in records._audit_created()
            ]
        )
        return records

    def write(self, vals):
        names = self._audit_fields(vals)
        if not names:
            return super().write(vals)
        before = self._audit_values(names)
        result = super().write(vals)
        after = self._audit_values(names)
        rows = []
        for record in self:
            for name in names:
                old, new = before[record.id][name], after[record.id][name]
                if old != new:
                    rows.append(record._audit_row("write", name, str(old), str(new)))
        self.env["retail.audit"]._note(rows)
        return result

    def unlink(self):
        rows = [
            record._audit_row("unlink", before=record.display_name) for record in self
        ]
        result = super().unlink()
        self.env["retail.audit"]._note(rows)
        return result

    def _audit_created(self):
        """Return those of new records that are a person's decision."""
        return self

    def _audit_fields(self, vals):
        """Return the names among the written ones that are settings."""
        return [
            name
            for name in vals
            if name not in self._audit_skip
            and (field := self._fields.get(name)) is not None
            and (field.store or field.type == "many2many")
            and field.type not in ("one2many", "binary")
        ]

    def _audit_values(self, names):
        """Return record id -> field -> value as text, secrets as Secret."""
        found = {}
        for record in self.sudo():
            found[record.id] = {
                name: Secret(record[name])
                if name in self._audit_secret
                else record._audit_text(name)
                for name in names
            }
        return found

    def _audit_text(self, name):
        """Return a value as a reader recognizes it."""
        value = self[name]
        if isinstance(value, models.BaseModel):
            names = [f"{row.display_name} ({row.id})" for row in value]
            return ", ".join(names)[:LONGEST]
        if value is False and self._fields[name].type != "boolean":
            return ""
        return str(value)[:LONGEST]

    def _audit_row(self, operation, name=None, before=None, after=None):
        record = self.sudo()
        field = self._fields.get(name)
        backend = self.env["retail.backend"]
        if self._name == "retail.backend":
            backend = record
        elif "backend_id" in self._fields:
            backend = record["backend_id"]
        return {
            "company_id": record["company_id"].id,
            "backend_id": backend.id,
            "model": self._name,
            "res_id": self.id,
            "record": record.display_name,
            "operation": operation,
            "field": name,
            "label": field.string if field else None,
            "before": before,
            "after": after,
        }


class Secret:
    """A value that is compared but never told."""

    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        return isinstance(other, Secret) and self.value == other.value

    def __hash__(self):
        return hash(self.value)

    def __str__(self):
        return HIDDEN if self.value else ""

    __repr__ = __str__
