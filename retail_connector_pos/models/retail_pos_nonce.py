"""What was signed once cannot be sent twice."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

KEPT = timedelta(hours=1)  # longer than a signature is valid


class RetailPosNonce(models.Model):
    """Remember the nonces of the last requests of a register."""

    _name = "retail.pos.nonce"
    _description = "Retail Register Nonce"
    _log_access = False
    _rec_name = "nonce"

    register_id = fields.Many2one(
        "retail.pos.register", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    nonce = fields.Char(required=True, readonly=True)
    seen_at = fields.Datetime(required=True, readonly=True, index=True)

    _unique = models.UniqueIndex("(register_id, nonce)")

    @api.model
    def _use(self, register, nonce):
        """Return whether the nonce is new; it is not from now on."""
        return bool(
            self.env.execute_query(
                SQL(
                    """INSERT INTO retail_pos_nonce
                           (register_id, company_id, nonce, seen_at)
                       VALUES (%s, %s, %s, %s)
                       ON CONFLICT DO NOTHING RETURNING id""",
                    register.id,
                    register.company_id.id,
                    nonce,
                    fields.Datetime.now(),
                )
            )
        )

    @api.autovacuum
    def _forget(self):
        """Delete what cannot be valid any more."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM retail_pos_nonce WHERE seen_at < %s",
                fields.Datetime.now() - KEPT,
            )
        )
