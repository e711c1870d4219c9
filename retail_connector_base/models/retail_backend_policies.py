"""What importing orders needs to know about a connection."""

from odoo import fields, models

from ..importers.order_rule import OrderPolicy


class RetailBackend(models.Model):
    """Add what orders are named, when they are invoiced, and where they come from."""

    _inherit = "retail.backend"

    location_ids = fields.One2many("retail.binding.location", "backend_id")
    order_prefix = fields.Char(
        default="",
        help="Put before the platform's order name, so that orders of several shops "
        "differ: SHOP/ gives SHOP/#1001.",
    )
    invoice_when = fields.Selection(
        [("confirmed", "When confirmed"), ("delivered", "When delivered")],
        "Account orders",
        required=True,
        default="confirmed",
    )
    edit_policy = fields.Selection(
        [
            ("add", "Invoice what is added; a person decides what is taken off"),
            ("auto", "Invoice what is added, credit what is taken off"),
            ("task", "A person decides about each"),
        ],
        "Edits after the invoice",
        required=True,
        default="add",
        help="An edit at the shop of lines that are booked in Odoo already. The "
        "amounts are the shop's own difference. Edits of lines that are not booked "
        "are always applied.",
    )
    channel_tax_account_id = fields.Many2one(
        "account.account",
        "Account of taxes the platform pays",
        check_company=True,
        copy=False,
        help="Tax that the platform collects and pays itself is kept apart here.",
    )
    summary_journal_id = fields.Many2one(
        "account.journal",
        "Journal of daily summaries",
        domain="[('type', '=', 'general')]",
        check_company=True,
        copy=False,
    )
    summary_partner_id = fields.Many2one(
        "res.partner",
        "Partner of daily summaries",
        check_company=True,
        copy=False,
        help="Whom the open rest of unpaid orders of a summary is booked on.",
    )
    invoice_journal_id = fields.Many2one(
        "account.journal",
        "Invoice journal",
        domain="[('type', '=', 'sale')]",
        check_company=True,
        copy=False,
    )

    def _order_policy(self):
        """Return the policies that decide about an order."""
        self.ensure_one()
        return OrderPolicy(
            confirm=self.confirm_policy,
            risk_hold=self.risk_hold,
            import_tests=self.import_test_orders or self.environment != "production",
            confirm_terms=self.confirm_on_account,
            pay_later=frozenset(
                name.strip().casefold()
                for name in (self.pay_later_gateways or "").split(",")
                if name.strip()
            ),
        )

    def _retry_parked(self, cause):
        """Let the events that were parked for ``cause`` be imported again."""
        self.env["retail.event"].sudo().search(
            [
                ("backend_id", "in", self.ids),
                ("state", "=", "parked"),
                ("cause", "=", cause),
            ]
        ).action_retry()
