"""Mappings of the books: which row is in force on a day."""

from collections import defaultdict
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
    items_waiting = fields.Integer(
        "Items waiting", compute="_compute_waiting", help="In incomplete batches."
    )
    amount_waiting = fields.Monetary(
        compute="_compute_waiting",
        currency_field="company_currency_id",
        help="Debits and credits of the items that wait, without tax that leaves as "
        "codes.",
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")

    def action_follow(self):
        """Begin rows that take over from today on; each is approved by itself."""
        self._check_approver()
        today = fields.Date.context_today(self)
        for mapping in self:
            mapping.copy({"start_date": today})
        return True

    # --- what waits ---

    @api.depends("state")
    def _compute_waiting(self):
        lines = self.env["retail.journal.batch.line"].search(
            [
                ("batch_id.backend_id", "in", self.backend_id.ids),
                ("batch_id.state", "=", "draft"),
                ("batch_id.cause", "=", self._waiting_cause),
                ("origin_id", "=", False),  # else it goes where it was sent to
            ]
        )
        items, amounts = defaultdict(int), defaultdict(float)
        for line, key in self._needed_by(lines):
            items[line.batch_id.backend_id, key] += line.items
            amounts[line.batch_id.backend_id, key] += abs(line.balance)
        for mapping in self:
            found = mapping.backend_id, mapping._key()
            waits = mapping.state == "suggested"
            mapping.items_waiting = items[found] if waits else 0
            mapping.amount_waiting = amounts[found] if waits else 0.0

    @api.model
    def _needed_by(self, lines):
        """Yield (line of a batch, key of a mapping of this kind that it needs)."""
        raise NotImplementedError

    # --- suggestions ---

    @api.model
    def _suggest_all_again(self, backend):
        """Suggest targets of every kind: the remote masters may be new."""
        for name in sorted(self.pool.descendants([self._name], "_inherit")):
            if not self.env[name]._abstract:
                self.env[name]._suggest_again(backend)

    @api.model
    def _suggest_again(self, backend):
        """Suggest targets for what has none yet."""
        rows = self.search(
            [
                ("backend_id", "=", backend.id),
                ("state", "=", "suggested"),
                (self._target_field, "=", False),
            ]
        ).filtered(lambda row: row._missing())
        found = self._suggest_many(backend, sorted({row._key() for row in rows}))
        for row in rows:
            new = {
                name: value
                for name, value in found[row._key()].items()
                if value and not row[name]
            }
            if new:
                row.write(new)

    # --- which is in force ---

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
