"""Find the deposits of settlements on the bank statements, and reconcile them."""

from datetime import timedelta

from odoo import api, models

MARGIN = timedelta(days=1)  # a bank may date a deposit before the provider does


class RetailStageBank(models.AbstractModel):
    """Match by reference, amount and date; what fits more than one waits."""

    _name = "retail.stage.bank"
    _description = "Retail Deposit Matching"

    @api.model
    def _match(self, backend):
        """Match what can be matched of a connection; return the settlements."""
        settlements = self._open(backend)
        if not settlements:
            return settlements
        lines = self._candidates(backend, settlements)
        matched = settlements.browse()
        for by_reference in (True, False):
            pairs = self._pairs(settlements - matched, lines, by_reference)
            for settlement, line in pairs:
                self._reconcile(settlement, line)
                matched |= settlement
                lines -= line
        return matched

    @api.model
    def _open(self, backend):
        """Return booked payouts that were not seen at the bank."""
        return self.env["retail.settlement"].search(
            [
                ("backend_id", "=", backend.id),
                ("state", "=", "booked"),
                ("status", "=", "paid"),
                ("record_id", "!=", False),
                ("bank_line_id", "=", False),
                ("total", "!=", 0),
            ]
        )

    @api.model
    def _candidates(self, backend, settlements):
        """Return the bank lines around the settlements that nobody reconciled."""
        days = timedelta(days=backend.settlement_bank_days)
        dates = settlements.mapped("paid_on")
        return self.env["account.bank.statement.line"].search(
            [
                ("company_id", "=", backend.company_id.id),
                ("is_reconciled", "=", False),
                ("journal_id.type", "=", "bank"),
                ("date", ">=", min(dates) - MARGIN),
                ("date", "<=", max(dates) + days),
            ]
        )

    @api.model
    def _pairs(self, settlements, lines, by_reference):
        """Return (settlement, line) where each fits the other and no one else."""
        fits = {
            settlement: lines.filtered(
                lambda line, s=settlement: (
                    self._fits(s, line) and (not by_reference or self._names(s, line))
                )
            )
            for settlement in settlements
        }
        wanted = {}
        for settlement, found in fits.items():
            for line in found:
                wanted.setdefault(line, []).append(settlement)
        return [
            (settlement, found)
            for settlement, found in fits.items()
            if len(found) == 1 and len(wanted[found]) == 1
        ]

    @api.model
    def _fits(self, settlement, line):
        """Return whether amount, currency and date are the settlement's."""
        currency, amount = self._shown(settlement)
        days = timedelta(days=settlement.backend_id.settlement_bank_days)
        return (
            line.currency_id == currency
            and currency.compare_amounts(line.amount, amount) == 0
            and settlement.paid_on - MARGIN <= line.date <= settlement.paid_on + days
        )

    @api.model
    def _shown(self, settlement):
        """Return (currency, amount) as the bank shows the deposit."""
        if settlement.deposit_currency_id:
            return settlement.deposit_currency_id, settlement.deposit
        return settlement.currency_id, settlement.total

    @api.model
    def _names(self, settlement, line):
        """Return whether the bank line names the settlement."""
        text = f"{line.payment_ref or ''} {line.ref or ''}".lower()
        return any(
            word.lower() in text
            for word in (settlement.bank_reference, settlement.external_name)
            if word
        )

    @api.model
    def _reconcile(self, settlement, line):
        """Reconcile the deposit with the settlement's open item."""
        item = self._bank_item(settlement)
        _liquidity, suspense, _other = line._seek_for_lines()
        if not item or len(suspense) != 1:
            return
        suspense.with_context(skip_account_move_synchronization=True).write(
            {"account_id": item.account_id.id}
        )
        (suspense | item).reconcile()
        settlement.bank_line_id = line
        settlement._trace("verified", "bank", line.payment_ref or "")

    @api.model
    def _bank_item(self, settlement):
        """Return the open journal item that stands for the deposit."""
        accounts = self.env["retail.mapping.settlement"]._accounts(
            settlement.backend_id, settlement.gateway
        )
        return settlement.record_id.line_ids.filtered(
            lambda line: (
                line.account_id.id == accounts.get("bank")
                and line.account_id.reconcile
                and not line.reconciled
            )
        )[:1]


class AccountBankStatementLine(models.Model):
    """Look for deposits when bank lines come in, imported or typed."""

    _inherit = "account.bank.statement.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        backends = (
            self.env["retail.settlement"]
            .sudo()
            .search(
                [
                    ("company_id", "in", lines.company_id.ids),
                    ("state", "=", "booked"),
                    ("status", "=", "paid"),
                    ("bank_line_id", "=", False),
                ]
            )
            .backend_id
        )
        backends._wake_settle()
        return lines
