"""Which record a row of the outbox is about."""

from odoo import api, fields, models

ON_ITS_WAY = ("pending", "sending", "failed", "preview")
STUCK = ("parked", "dead")


class RetailOutbox(models.Model):
    """Name the record, and find the rows of a record."""

    _inherit = "retail.outbox"

    record_name = fields.Char("What", compute="_compute_record_name", compute_sudo=True)

    @api.depends("res_model", "res_id")
    def _compute_record_name(self):
        for model, rows in self.grouped("res_model").items():
            known = self.env.get(model or "")
            found = (
                known.browse(rows.mapped("res_id")).exists()
                if known is not None
                else ()
            )
            names = {record.id: record.display_name for record in found}
            for row in rows:
                row.record_name = names.get(row.res_id) or row.entity_id

    @api.model
    def _of(self, backend, kind, records, states):
        """Return record id -> its rows of a kind in these states.

        :param records: a recordset, or a list of records of one model
        """
        records = list(records)
        if not records:
            return {}
        rows = self.sudo().search(
            [
                ("backend_id", "=", backend.id),
                ("kind", "=", kind),
                ("state", "in", states),
                ("res_model", "=", records[0]._name),
                ("res_id", "in", [record.id for record in records]),
            ]
        )
        return rows.grouped("res_id")
