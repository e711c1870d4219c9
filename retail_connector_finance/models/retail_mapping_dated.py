"""Mappings of the books: which row is in force on a day."""

from datetime import date

from odoo import api, fields, models


class RetailMappingDated(models.AbstractModel):
    """Let several rows of one key follow each other; batches are what waits."""

    _name = "retail.mapping.dated"
    _inherit = ["retail.mapping"]
    _description = "Mapping with Effective Dates"

    start_date = fields.Date(
        "From", help="Entries from this day on. Empty: from the beginning."
    )

    def action_follow(self):
        """Begin rows that take over from today on; each is approved by itself."""
        self._check_approver()
        today = fields.Date.context_today(self)
        for mapping in self:
            mapping.copy({"start_date": today})
        return True

    @api.model
    def _suggest_again(self, backend):
        """Suggest targets for what has none yet: the remote masters may be new."""
        rows = self.search(
            [
                ("backend_id", "=", backend.id),
                ("state", "=", "suggested"),
                (self._target_field, "=", False),
            ]
        )
        for row in rows:
            row.write(self._suggest(backend, row._key()))

    @api.model
    def _resolve_dated(self, backend, keys):
        """Return (key, day) -> the row in force on that day; unknown: suggested."""
        rows = self._known(backend, {key for key, _on in keys})
        by_key = rows.grouped(lambda row: row._key())
        missing = {key for key, _on in keys} - set(by_key)
        created = self._resolve(backend, missing)
        found = {}
        for key, on in keys:
            candidates = by_key.get(key)
            if not candidates:
                found[key, on] = created[key]
                continue
            in_force = candidates.filtered(
                lambda row, on=on: not row.start_date or row.start_date <= on
            )
            started = (in_force or candidates).sorted(
                lambda row: row.start_date or date.min
            )
            found[key, on] = started[-1:] if in_force else started[:1]
        return found

    def _waiting_per_backend(self, backends):
        groups = self.env["retail.journal.batch"]._read_group(
            [
                ("backend_id", "in", backends.ids),
                ("state", "=", "draft"),
                ("cause", "=", self._waiting_cause),
            ],
            ["backend_id"],
            ["__count"],
        )
        return {backend.id: count for backend, count in groups}

    def _wake_waiting(self, backend):
        backend._wake("plan:journal")
