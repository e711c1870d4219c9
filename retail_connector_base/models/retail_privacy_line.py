"""What a privacy request found, erased and kept, one kind of data a line."""

from odoo import api, fields, models

CODES = [
    ("message", "Messages received"),
    ("outbox", "Changes sent"),
    ("staged", "Orders to import"),
    ("document", "Orders as the platform told them"),
    ("version", "Versions of edited orders"),
    ("aftersale", "Refunds and returns as told"),
    ("receipt", "Store receipts as told"),
    ("order", "Sales orders: notes, talk and files"),
    ("contact", "Contacts"),
    ("gift_card", "Gift cards and store credit"),
    ("invoice", "Posted invoices and payments"),
    ("trace", "Trace: ids and codes only"),
]
WAITS = [
    ("later", "By itself, when the reason has ended"),
    ("decide", "For a decision"),
]


class RetailPrivacyLine(models.Model):
    """Count one kind of data; say which records were kept, and why."""

    _name = "retail.privacy.line"
    _description = "Privacy Request Line"
    _order = "request_id, sequence, id"
    _rec_name = "code"

    request_id = fields.Many2one(
        "retail.privacy.request", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(readonly=True)
    code = fields.Selection(CODES, "Data", required=True, readonly=True)
    reason_code = fields.Char(readonly=True)
    found = fields.Integer(readonly=True, help="In the last run.")
    erased = fields.Integer(readonly=True, help="In all runs.")
    kept = fields.Integer(readonly=True, help="In the last run.")
    reason = fields.Char("Kept because", readonly=True)
    waits = fields.Selection(WAITS, readonly=True)
    records = fields.Char(
        "Which", readonly=True, help="Numbers of the kept records, at most twenty."
    )

    _one = models.UniqueIndex("(request_id, code, COALESCE(reason_code, ''))")

    @api.model
    def _add(self, request, results):
        """Add a part's results to the lines of a request."""
        known = {(line.code, line.reason_code or ""): line for line in request.line_ids}
        order = [code for code, _label in CODES]
        for result in results:
            key = (result.code, result.reason_code)
            line = known.get(key)
            if line is None:
                line = known[key] = self.create(
                    {
                        "request_id": request.id,
                        "code": result.code,
                        "reason_code": result.reason_code or False,
                        "sequence": order.index(result.code),
                    }
                )
            names = [*filter(None, (line.records or "").split(", ")), *result.records]
            line.write(
                {
                    "found": line.found + result.found,
                    "erased": line.erased + result.erased,
                    "kept": line.kept + result.kept,
                    "reason": result.reason or False,
                    "waits": result.waits or False,
                    "records": ", ".join(names[:20]) or False,
                }
            )
