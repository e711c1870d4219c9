"""Book what happens to gift cards beside orders: an entry per day and kind of card."""

from decimal import Decimal

from odoo import api, models
from odoo.fields import Command

from odoo.addons.retail_connector_base.importers.stage import PartlyFailed
from odoo.addons.retail_connector_base.importers.summary_entry import exact

from ..posting.giftcard import AGAINST, LIABILITY, card_legs
from ..posting.roles import ROLES


class RetailStageGiftcard(models.AbstractModel):
    """Keep the liability equal to the balances of the cards."""

    _name = "retail.stage.giftcard"
    _inherit = ["retail.stage"]
    _description = "Retail Gift Card Stage"

    @api.model
    def _prepare(self, moves):
        Mapping = self.env["retail.mapping.settlement"]
        keys = {
            Mapping._role_key(move.card_kind, role)
            for move in moves.filtered(lambda one: self._amount(one))
            for role in (AGAINST[move.kind], LIABILITY)
        }
        Mapping._resolve(moves.backend_id, keys)

    @api.model
    def _run(self, moves):
        free = moves.filtered(lambda move: not self._amount(move))
        free.entry_state = "done"
        groups = (moves - free).grouped(
            lambda move: (move.date, move.card_kind, move.currency_id)
        )
        for (date, kind, currency), mine in groups.items():
            accounts = self._accounts(mine, kind)
            self._check_period(mine, date)
            entry = self._create(mine, date, kind, currency, accounts)
            for move in mine:
                move.write(
                    {
                        "entry_id": entry.id,
                        "entry_amount": float(self._amount(move)),
                        "entry_state": "done",
                    }
                )

    @api.model
    def _amount(self, move):
        """Return what is to be booked: a sold card was, all but its discount."""
        if not move.paid:
            return exact(move.amount)
        card = move.card_id
        line = card.order_binding_id.record_id.order_line.filtered(
            lambda one: one.retail_line_key == card.order_line_external_id
        )[:1]
        if not line or not line.product_uom_qty:
            return Decimal(0)
        unit = exact(line.price_subtotal) / exact(line.product_uom_qty)
        return exact(move.amount) - exact(move.currency_id.round(float(unit)))

    @api.model
    def _accounts(self, moves, kind):
        """Return role -> account id; raise for moves whose accounts are missing."""
        accounts = self.env["retail.mapping.settlement"]._accounts(
            moves.backend_id, kind
        )
        problems = []
        for move in moves:
            missing = {AGAINST[move.kind], LIABILITY} - set(accounts)
            if missing:
                message = self.env._("Choose the account for: %s", ROLES[min(missing)])
                problems.append((move, "settlement_unmapped", message))
        if problems:
            raise PartlyFailed(problems)
        return accounts

    @api.model
    def _check_period(self, moves, date):
        journal = self.env["retail.stage.settle"]._journal(moves.backend_id)
        if moves.company_id._get_violated_lock_dates(date, False, journal):
            message = self.env._("%s is in a locked period.", date)
            raise PartlyFailed([(move, "period_locked", message) for move in moves])

    @api.model
    def _create(self, moves, date, kind, currency, accounts, sign=1):
        """Create and post the entry of some moves of one day."""
        legs = card_legs((m.kind, sign * self._amount_booked(m)) for m in moves)
        return self._post_legs(moves.backend_id, date, kind, currency, accounts, legs)

    @api.model
    def _post_legs(self, backend, date, kind, currency, accounts, legs):
        """Create and post an entry of legs: role -> debit, which add up to nothing."""
        company = backend.company_id
        rest, lines = 0.0, []
        for place, (role, amount) in enumerate(legs.items(), 1):
            balance = currency._convert(
                float(amount), company.currency_id, company, date
            )
            # Converted once: the last leg is what makes the conversion add up.
            balance = -rest if place == len(legs) else balance
            rest += balance
            lines.append(
                Command.create(
                    {
                        "account_id": accounts[role],
                        "currency_id": currency.id,
                        "amount_currency": float(amount),
                        "balance": balance,
                        "name": self.env._(ROLES[role]),
                        "partner_id": False,
                        "tax_ids": [],
                    }
                )
            )
        cards = self.env["retail.gift.card"]
        labels = dict(cards._fields["kind"]._description_selection(self.env))
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.env["retail.stage.settle"]._journal(backend).id,
                "date": date,
                "company_id": company.id,
                "retail_backend_id": backend.id,
                "ref": f"{backend.name}: {labels[kind]}",
                "line_ids": lines,
            }
        )
        entry._post(soft=False)
        return entry

    @api.model
    def _amount_booked(self, move):
        return exact(move.entry_amount) or self._amount(move)

    @api.model
    def _take_back(self, moves):
        """Reverse what was booked of moves that an order accounts for after all."""
        groups = moves.grouped(
            lambda move: (move.backend_id, move.date, move.card_kind, move.currency_id)
        )
        for (_backend, date, kind, currency), mine in groups.items():
            accounts = self._accounts(mine, kind)
            self._create(mine, date, kind, currency, accounts, sign=-1)

    @api.model
    def _park(self, binding, cause, message):
        binding.write(
            {"entry_state": "parked", "entry_error": message, "entry_cause": cause}
        )
