"""One screen: find a thing, see all it came from and all that came of it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

AMOUNTS = ("amount_total", "refunded_total", "total", "amount", "gross", "balance")


class RetailChain(models.TransientModel):
    """Search, then show the whole chain of what was found, step by step."""

    _name = "retail.chain"
    _description = "Find and Trace"
    _inherit = ["retail.operated"]
    _rec_name = "title"

    query = fields.Char(
        "Find",
        help="An id at a platform, an order name, a number of an invoice, payout, "
        "tracking or journal batch, or an amount.",
    )
    searched = fields.Boolean()
    res_model = fields.Char("Model")
    res_id = fields.Many2oneReference("Record", model_field="res_model")
    title = fields.Char("Chain of")
    found_ids = fields.One2many("retail.chain.found", "chain_id")
    line_ids = fields.One2many("retail.chain.line", "chain_id")
    line_count = fields.Integer(compute="_compute_line_count")

    @api.depends("title")
    def _compute_display_name(self):
        for chain in self:
            chain.display_name = chain.title or self.env._("Find and trace")

    @api.depends("line_ids")
    def _compute_line_count(self):
        for chain in self:
            chain.line_count = len(chain.line_ids)

    def action_search(self):
        """Look for the text; one hit shows its chain at once."""
        self.ensure_one()
        self.found_ids.unlink()
        self.line_ids.unlink()
        found = self.env["retail.chain.search"]._search_all(self.query)
        self.write({"searched": True, "res_model": False, "title": False})
        self.env["retail.chain.found"].create(
            [
                {
                    "chain_id": self.id,
                    "res_model": record._name,
                    "res_id": record.id,
                    "name": record.display_name,
                    **self._amount_of(record),
                }
                for record in found
            ]
        )
        if len(found) == 1:
            self._show(found[0])
        return True

    @api.model
    def _amount_of(self, record):
        """Return a record's amount and currency, where it has them."""
        name = next((one for one in AMOUNTS if one in record._fields), None)
        if not name:
            return {}
        currency = record["currency_id"] if "currency_id" in record._fields else None
        return {"amount": record[name], "currency_id": currency and currency.id}

    @api.model
    def open_for(self, records):
        """Open the chain of one record: from its own Action menu."""
        if len(records) != 1:
            raise UserError(self.env._("Choose one to trace."))
        records.check_access("read")
        chain = self.create({})
        chain._show(records)
        return chain._reopen()

    def _show(self, record):
        """Write the lines of a record's chain."""
        self.ensure_one()
        self.line_ids.unlink()
        self.write(
            {
                "res_model": record._name,
                "res_id": record.id,
                "title": record.display_name,
            }
        )
        lines = self.env["retail.chain.builder"]._lines(record)
        self.env["retail.chain.line"].create(
            [{"chain_id": self.id, **line} for line in lines]
        )

    def _reopen(self):
        """Show this screen again, as it is now."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Find and trace"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [
                (
                    self.env.ref("retail_connector_base.view_retail_chain_form").id,
                    "form",
                )
            ],
            "target": "current",
        }

    def action_export(self):
        """Make the evidence file and hand it out; that is noted in the trace."""
        self.ensure_one()
        self._check_operator()
        attachment = self.env["retail.chain.evidence"]._make(self)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "self",
        }
