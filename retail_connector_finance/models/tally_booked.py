"""Payouts among what is counted: what reached the bank, against its journal entry."""

from datetime import UTC, datetime, time
from decimal import Decimal

from odoo import api, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.retail_connector_base.canonical.tally import Entry
from odoo.addons.retail_connector_base.models.retail_tally import KINDS
from odoo.addons.retail_connector_base.models.retail_tally_settle import RECORDS

from ..platforms.journal import cents
from .stage_settle import NOT_PAID

_lt = LazyTranslate(__name__)
BOOKED = "booked"
KINDS[BOOKED] = _lt("Payouts against their journal entries")
RECORDS[BOOKED] = "retail.settlement"


class RetailTally(models.Model):
    """Count the payouts of a day at the bank's account."""

    _inherit = "retail.tally"

    @api.model
    def _own_kinds(self, backend):
        kinds = super()._own_kinds(backend)
        pays_out = self.env["retail.settlement"].search_count(
            [("backend_id", "=", backend.id)], limit=1
        )
        return [*kinds, BOOKED] if pays_out else kinds

    def _own_booked(self, backend, day, since, until):
        """Return what each payout came to, and what is posted of it at the bank."""
        settlements = self.env["retail.settlement"].search(
            [
                ("backend_id", "=", backend.id),
                ("paid_on", "=", day),
                ("state", "!=", "open"),
            ],
            order="id",
        )
        mapped = self.env["retail.mapping.settlement"]
        accounts = {
            gateway: mapped._accounts(backend, gateway)
            for gateway in set(settlements.mapped("gateway"))
        }
        there, here = [], []
        for settlement in settlements:
            foreign = settlement.deposit_currency_id
            currency = foreign or settlement.currency_id
            total = settlement.deposit if foreign else settlement.total
            there.append(self._payout(settlement, currency, cents(total)))
            posted = self._posted(settlement, accounts[settlement.gateway])
            if posted is not None:
                here.append(self._payout(settlement, currency, posted))
        return there, here

    @api.model
    def _posted(self, settlement, accounts):
        """Return what its posted entry says of the deposit; None: not booked.

        :param accounts: role -> account id of its gateway
        """
        move = settlement.record_id
        if move.state != "posted":
            return None
        account = settlement.deposit_account_id.id  # what was approved may differ now
        if not account:  # booked by a version that did not keep it
            returned = settlement.status in NOT_PAID and not settlement.return_move_id
            account = accounts.get("payout_returned" if returned else "bank")
        items = move.line_ids.filtered(lambda line: line.account_id.id == account)
        return sum((cents(line.amount_currency) for line in items), Decimal(0))

    @api.model
    def _payout(self, settlement, currency, amount):
        return Entry(
            kind=BOOKED,
            entity_id=settlement.external_id,
            name=settlement.external_name or settlement.external_id,
            at=datetime.combine(settlement.paid_on, time.min, UTC),
            amount=amount,
            currency=currency.name,
            tender=settlement.gateway,
        )
