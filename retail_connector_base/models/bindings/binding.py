"""The link between a thing at a platform and its record in Odoo."""

from odoo import api, fields, models


class RetailBinding(models.AbstractModel):
    """Link one external id of one backend to one Odoo record.

    A concrete model adds ``record_id``, a Many2one to the model it binds.
    """

    _name = "retail.binding"
    _description = "Retail Binding"
    _rec_name = "external_name"
    _check_company_auto = True

    backend_id = fields.Many2one(
        "retail.backend", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True
    )
    external_id = fields.Char(
        "Id at the Platform",
        required=True,
        readonly=True,
        help="The platform's own id.",
    )
    external_version = fields.Char(
        readonly=True,
        help="Version of the last document imported; an older one is ignored.",
    )
    content_hash = fields.Char(
        readonly=True, help="Fingerprint of the last document imported."
    )
    external_name = fields.Char(readonly=True)
    external_url = fields.Char(string="Link at the Platform", readonly=True)
    synced_at = fields.Datetime(string="Last Synchronized", readonly=True)

    _backend_external = models.UniqueIndex(
        "(backend_id, external_id)",
        "This external id is already bound in this backend.",
    )
    _backend_record = models.UniqueIndex(
        "(backend_id, record_id) WHERE record_id IS NOT NULL",
        "This record is already bound in this backend.",
    )

    @api.depends("external_name", "external_id")
    def _compute_display_name(self):
        for binding in self:
            binding.display_name = binding.external_name or binding.external_id

    @api.model
    def _find(self, backend, external_ids):
        """Return external id -> binding for those that exist, in one query."""
        wanted = {external_id for external_id in external_ids if external_id}
        if not wanted:
            return {}
        found = self.search(
            [("backend_id", "=", backend.id), ("external_id", "in", list(wanted))]
        )
        return {binding.external_id: binding for binding in found}

    @api.model
    def _find_records(self, backend, records):
        """Return record id -> binding for the records bound in ``backend``."""
        found = self.search(
            [("backend_id", "=", backend.id), ("record_id", "in", records.ids)]
        )
        return {binding.record_id.id: binding for binding in found}

    @api.model
    def _bind(self, backend, rows):
        """Create or update bindings; return external id -> binding.

        :param rows: dicts of field values with at least ``external_id``
        """
        rows = list(rows)
        known = self._find(backend, [row["external_id"] for row in rows])
        now = fields.Datetime.now()
        fresh, seen = [], self.browse()
        for row in rows:
            values = {"synced_at": now, **row}
            binding = known.get(row["external_id"])
            if binding is None:
                fresh.append({"backend_id": backend.id, **values})
                continue
            if "synced_at" not in row:
                seen |= binding
            if changed := binding._differing(row):
                binding.write(changed)
        seen.write({"synced_at": now})
        for binding in self.create(fresh):
            known[binding.external_id] = binding
        return known

    def _differing(self, values):
        """Return those of the values to write that the binding does not have."""
        self.ensure_one()
        return {
            name: value
            for name, value in values.items()
            if (self._fields[name].convert_to_write(self[name], self) or False)
            != (value or False)
        }

    def action_open_record(self):
        """Open the Odoo record."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.record_id._name,
            "res_id": self.record_id.id,
            "views": [(False, "form")],
        }

    def action_open_external(self):
        """Open the thing at the platform, in a new tab."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": self.external_url,
            "target": "new",
        }
