"""Journal batches and bank lines at the end of every chain."""

from odoo import api, models


class RetailChainLinks(models.AbstractModel):
    """Know which entry left in which batch, and came to which line of the bank."""

    _inherit = "retail.chain.links"

    @api.model
    def _up(self):
        up = super()._up()
        return {
            **up,
            "retail.journal.batch": ("@_batch_moves",),
            "account.bank.statement.line": (("retail.settlement", "bank_line_id"),),
        }

    @api.model
    def _down(self):
        down = super()._down()
        return {
            **down,
            "account.move": (*down.get("account.move", ()), "@_move_batches"),
            "retail.settlement": (*down["retail.settlement"], "bank_line_id"),
        }

    def _batch_moves(self, batches):
        """Return the entries that a batch carries."""
        links = self.env["retail.journal.link"].sudo()
        groups = links._read_group([("batch_id", "in", batches.ids)], ["move_id"])
        ids = [move_id for (move_id,) in groups]
        return self.env["account.move"].sudo().browse(ids).exists()

    def _move_batches(self, moves):
        """Return the batches that entries left in."""
        links = self.env["retail.journal.link"].sudo()
        groups = links._read_group([("move_id", "in", moves.ids)], ["batch_id"])
        return self.env["retail.journal.batch"].sudo().union(*(b for (b,) in groups))


class RetailChainSearch(models.AbstractModel):
    """Find entries at a ledger by their number or id there."""

    _inherit = "retail.chain.search"

    @api.model
    def _searched(self):
        names = ("external_id", "external_number", "name", "uuid")
        return {**super()._searched(), "retail.journal.batch": (names, ("total",))}
