"""Ways to pay at a till, and the payment methods that book them."""

from odoo import api, fields, models

POS_TYPES = [
    ("cash", "Cash of the register"),
    ("clearing", "Clearing account"),
    ("account", "Customer account"),
]
# What a platform calls a type of tender -> how it is booked
TYPE_OF = {
    "cash": "cash",
    "card": "clearing",
    "voucher": "clearing",
    "gift_card": "clearing",
    "account": "account",
    "other": "clearing",
}


class RetailMappingTender(models.Model):
    """Book a till's tender as cash, on a clearing account, or on the customer."""

    _inherit = "retail.mapping.tender"

    pos_type = fields.Selection(
        POS_TYPES,
        "At the till",
        help="Cash: the register's own drawer. Clearing account: money or a voucher "
        "that somebody else settles, e.g. cards; a gift card on its liability. "
        "Customer account: the customer owes it.",
    )
    pos_method_id = fields.Many2one(
        "pos.payment.method", "Payment Method", readonly=True, check_company=True
    )

    def _missing(self):
        self.ensure_one()
        if self.pos_type in ("cash", "account"):
            return ""
        problem = super()._missing()
        if not problem and self.pos_type and self.journal_id.type != "bank":
            return self.env._("At the till it needs a journal of type bank.")
        return problem

    @api.model
    def _is_for_tills(self, backend):
        return bool(
            self.env["retail.pos.store"].search_count(
                [("backend_id", "=", backend.id)], limit=1
            )
        )

    @api.model
    def _suggest(self, backend, key):
        """Suggest what a till's word most likely means; only cash needs no approval."""
        values = super()._suggest(backend, key)
        if not self._is_for_tills(backend):
            return values
        word = f"{key.gateway} {key.method}".lower()
        if key.gateway.lower() == "cash":
            return {**values, **self._cash_values()}
        values["pos_type"] = "account" if "account" in word else "clearing"
        values["journal_id"] = (
            self.env["account.journal"]
            .search(
                [
                    *self.env["account.journal"]._check_company_domain(
                        backend.company_id
                    ),
                    ("type", "=", "bank"),
                ],
                limit=1,
            )
            .id
        )
        return values

    @api.model
    def _cash_values(self):
        """Return the values of cash: there is one drawer, so nothing to decide."""
        return {
            "pos_type": "cash",
            "state": "approved",
            "approved_at": fields.Datetime.now(),
        }

    def _pos_method(self, register):
        """Return the payment method that books this tender at a register.

        None when its journal is in another currency than the register.
        """
        self.ensure_one()
        config = register.config_id
        if self.pos_type == "cash":
            return config.payment_method_ids.filtered("is_cash_count")[:1]
        own = register.store_id.tender_ids.filtered(lambda t: t.mapping_id == self)
        if own and self.pos_type == "clearing":
            method = own._method()
        else:
            if not self.pos_method_id:
                self.sudo().pos_method_id = self.env["pos.payment.method"].create(
                    self._pos_method_values()
                )
            method = self.pos_method_id
        currency = method.journal_id.currency_id
        if currency and currency != config.currency_id:
            return method.browse()
        if method not in config.payment_method_ids:
            # A new way to pay may turn up while a day is open.
            config.with_context(bypass_payment_method_ids_forbidden_change=True).write(
                {"payment_method_ids": [fields.Command.link(method.id)]}
            )
        return method

    def _pos_method_values(self):
        account = self.pos_type == "account"
        return {
            "name": f"{self.display_name} ({self.backend_id.name})",
            "company_id": self.company_id.id,
            "journal_id": False if account else self.journal_id.id,
            "outstanding_account_id": False if account else self.account_id.id,
            "split_transactions": account,
        }

    def _waiting_per_backend(self, backends):
        waiting = super()._waiting_per_backend(backends)
        groups = self.env["retail.event"]._read_group(
            [
                ("backend_id", "in", backends.ids),
                ("state", "=", "parked"),
                ("cause", "=", self._waiting_cause),
            ],
            ["backend_id"],
            ["__count"],
        )
        for backend, count in groups:
            waiting[backend.id] = waiting.get(backend.id, 0) + count
        return waiting

    def _wake_waiting(self, backend):
        super()._wake_waiting(backend)
        backend._retry_parked(self._waiting_cause)
