"""Recognise breakage: what is recognised follows what should be, card by card."""

import logging
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.retail_connector_base.importers.summary_entry import exact

from ..posting.giftcard import LIABILITY, card_legs

_logger = logging.getLogger(__name__)

CARDS = 10_000  # a run of a connection and kind; what is left follows the next day
ROLE = "card_breakage"

# What should be recognised of a card today, less what is. Once a card is used or
# loaded nothing should be: it was not forgotten. The same when it ends, because then
# its balance became income already.
DUE = """
SELECT id, kind, currency_id, target - recognised AS amount FROM (
    SELECT c.id, c.kind, c.currency_id, COALESCE(r.amount, 0) AS recognised,
           round(CASE WHEN u.last <= %(unused_since)s
                      THEN GREATEST(c.balance, 0) * %(percent)s / 100 ELSE 0 END,
                 y.decimal_places) AS target
      FROM retail_gift_card c
      JOIN res_currency y ON y.id = c.currency_id
      LEFT JOIN (SELECT card_id, max(date) AS last FROM retail_gift_card_move
                  WHERE backend_id = %(backend)s GROUP BY card_id) u
        ON u.card_id = c.id
      LEFT JOIN (SELECT card_id, sum(amount) AS amount, max(date) AS last
                   FROM retail_gift_card_breakage
                  WHERE backend_id = %(backend)s GROUP BY card_id) r
        ON r.card_id = c.id
     WHERE c.backend_id = %(backend)s AND (r.last IS NULL OR r.last < %(today)s)
) due WHERE target <> recognised ORDER BY id LIMIT %(cards)s"""


class RetailStageBreakage(models.AbstractModel):
    """Book the share of unused balances that the policy says, and give it back."""

    _name = "retail.stage.breakage"
    _description = "Retail Breakage Stage"

    @api.model
    def _recognise(self, backend):
        """Book what is due today, one entry per kind of card and currency."""
        if backend.accounting_policy == "none" or backend.gift_card_policy == "none":
            return
        today = fields.Date.context_today(self)
        groups = {}
        for card, kind, currency, amount in self._due(backend, today):
            groups.setdefault((kind, currency), {})[card] = amount
        for (kind, currency), amounts in groups.items():
            self._book(backend, today, kind, currency, amounts)

    @api.model
    def _due(self, backend, today):
        """Return (card, kind, currency, what is to be recognised) of a connection."""
        self.env.flush_all()
        percent = backend.breakage_percent if backend.breakage_months else 0.0
        return self.env.execute_query(
            SQL(
                DUE,
                backend=backend.id,
                today=today,
                unused_since=fields.Date.subtract(
                    today, months=backend.breakage_months
                ),
                percent=Decimal(repr(percent)),
                cards=CARDS,
            )
        )

    @api.model
    def _book(self, backend, today, kind, currency_id, amounts):
        """Book the amounts of cards; wait where an account or the period is missing."""
        Mapping = self.env["retail.mapping.settlement"]
        Mapping._resolve(
            backend, {Mapping._role_key(kind, role) for role in (ROLE, LIABILITY)}
        )
        accounts = Mapping._accounts(backend, kind)
        stage = self.env["retail.stage.giftcard"]
        journal = self.env["retail.stage.settle"]._journal(backend)
        locked = backend.company_id._get_violated_lock_dates(today, False, journal)
        if locked or not {ROLE, LIABILITY} <= set(accounts):
            _logger.info("backend %s: breakage of %s waits", backend.id, kind)
            return
        # Less is owed by what is recognised.
        legs = card_legs(("expire", -exact(amount)) for amount in amounts.values())
        entry = False
        if legs:
            currency = self.env["res.currency"].browse(currency_id)
            entry = stage._post_legs(backend, today, kind, currency, accounts, legs)
        self.env["retail.gift.card.breakage"].create(
            [
                {
                    "card_id": card,
                    "date": today,
                    "amount": float(amount),
                    "entry_id": entry.id if entry else False,
                }
                for card, amount in amounts.items()
            ]
        )
