"""Who looks after what waits, until when it may wait, and what was decided."""

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.mail import plaintext2html


class RetailExceptionCare(models.Model):
    """Keep what people add to an item that waits: owner, snooze, notes, reason.

    The list of what waits is computed; this row stands beside one of its rows and
    survives retries, so that whoever had it last still has it when it comes back.
    """

    _name = "retail.exception.care"
    _description = "Care for an Exception"
    _inherit = ["mail.thread"]
    _mail_post_access = "read"
    _order = "id desc"
    _rec_name = "label"

    source = fields.Char(required=True, readonly=True)
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Record", model_field="res_model", required=True, readonly=True
    )
    label = fields.Char("What", readonly=True)
    backend_id = fields.Many2one(
        "retail.backend", "Connection", readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Owner")
    snoozed_until = fields.Datetime()
    reason = fields.Text(
        "Why it is settled", help="What was decided, for later readers."
    )
    accepted_by_id = fields.Many2one("res.users", readonly=True)
    accepted_at = fields.Datetime(readonly=True)
    accepted_cause = fields.Char(readonly=True)
    accepted_message = fields.Char(readonly=True)
    accepted = fields.Boolean(
        readonly=True,
        help="It stays as it is. If its cause or details change, it waits again.",
    )
    escalated_at = fields.Datetime(readonly=True)

    _once = models.UniqueIndex("(source, res_id)")

    @api.model
    def _for(self, exceptions):
        """Return the rows beside these exceptions, made where they are missing."""
        exceptions = exceptions.filtered("company_id")
        if not exceptions:
            return self.browse()
        self.flush_model()
        rows = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s, now() AT TIME ZONE 'UTC', %s, "
                "now() AT TIME ZONE 'UTC')",
                exception.source,
                exception.res_model,
                exception.res_id,
                exception.label or None,
                exception.backend_id.id or None,
                exception.company_id.id,
                self.env.uid,
                self.env.uid,
            )
            for exception in exceptions
        )
        self.env.execute_query(
            SQL(
                """INSERT INTO retail_exception_care (source, res_model, res_id, label,
                       backend_id, company_id, create_uid, create_date, write_uid,
                       write_date)
                   VALUES %s ON CONFLICT (source, res_id) DO NOTHING RETURNING id""",
                rows,
            )
        )
        wanted = {(row.source, row.res_id) for row in exceptions}
        return self.search(
            [
                ("source", "in", list({source for source, _id in wanted})),
                ("res_id", "in", list({res_id for _source, res_id in wanted})),
            ]
        ).filtered(lambda care: (care.source, care.res_id) in wanted)

    def _log(self, text, author):
        """Write the same note on each, in one go."""
        body = plaintext2html(text)
        self._message_log_batch(
            bodies=dict.fromkeys(self.ids, body),
            author_id=author.partner_id.id,
            message_type="comment",
        )
