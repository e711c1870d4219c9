"""Write the entries of settlements, and reconcile what they settle."""

from odoo import api, models
from odoo.fields import Command

from ..posting import ROLES

DEPOSIT = ("bank", "payout_returned")  # what a payout comes to stands there


class RetailSettlementLedger(models.AbstractModel):
    """Turn postings into posted, linked and reconciled journal entries."""

    _name = "retail.settlement.ledger"
    _description = "Retail Settlement Ledger"

    @api.model
    def _journal(self, backend):
        return backend.settlement_journal_id or self.env["account.journal"].search(
            [
                *self.env["account.journal"]._check_company_domain(backend.company_id),
                ("type", "=", "general"),
            ],
            limit=1,
        )

    @api.model
    def _move_values(self, settlement, kind, date, posting):
        document = settlement._document()
        lines = self._lines(posting, lambda leg: self._label(settlement, leg))
        if document.deposit and kind == "final":
            self._show_deposit(settlement, document, posting, lines)
        return {
            "move_type": "entry",
            "journal_id": self._journal(settlement.backend_id).id,
            "date": date,
            "company_id": settlement.company_id.id,
            "retail_backend_id": settlement.backend_id.id,
            "ref": f"{settlement.gateway} {settlement.external_name}",
            "line_ids": [Command.create(values) for values in lines],
        }

    @api.model
    def _show_deposit(self, settlement, document, posting, lines):
        """Enter the bank's item in the currency and amount that the bank shows."""
        for leg, values in zip(posting.legs, lines, strict=True):
            if leg.role == "bank":
                values.update(
                    currency_id=settlement.deposit_currency_id.id,
                    amount_currency=float(document.deposit.amount),
                )

    @api.model
    def _label(self, settlement, leg):
        if leg.role == "bank" and settlement.bank_reference:
            return f"{settlement.external_name} {settlement.bank_reference}"
        if leg.role in ("clearing", "chosen", "chargeback"):
            lines = settlement.line_ids.filtered(lambda x: x.external_id in leg.entries)
            names = list(dict.fromkeys(lines.mapped("display_name")))
            return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
        return self.env._(ROLES[leg.role])

    @api.model
    def _link(self, plans, moves):
        """Note on settlements, lines and payments what they became."""
        for (settlement, kind, _date, posting), move in zip(plans, moves, strict=True):
            if kind == "return":
                settlement.return_move_id = move
                continue
            if kind == "month":
                settlement.month_end_move_ids |= move
            else:
                settlement.record_id = move
            items = self._items_of(posting, move)
            if kind == "final":
                settlement.deposit_account_id = next(
                    (item.account_id for leg, item in items if leg.role in DEPOSIT),
                    False,
                )
            by_id = {line.external_id: line for line in settlement.line_ids}
            for leg, item in items:
                for external_id in leg.entries:
                    if not leg.role.startswith("fx_") and "fee" not in leg.role:
                        by_id[external_id].move_line_id = item
            settled = settlement.line_ids.filtered(
                lambda line: (
                    not (line.chosen_account_id and line.tender_id.settlement_id)
                )
            )
            settled.tender_id.write({"settlement_id": settlement.id})

    @api.model
    def _items_of(self, posting, move):
        """Return (leg, journal item) pairs; items stand in the order of the legs."""
        legs = [leg for leg in posting.legs if leg.balance or leg.amount]
        return list(zip(legs, move.line_ids.sorted("id"), strict=True))

    @api.model
    def _reconcile(self, plans, moves):
        """Reconcile clearing items, disputes and carried amounts, all in one plan."""
        Item = self.env["account.move.line"]
        groups = {}
        for (settlement, kind, _date, posting), move in zip(plans, moves, strict=True):
            for leg, item in self._items_of(posting, move):
                if leg.clears:
                    key = ("clearing", leg.clears)
                    groups.setdefault(key, Item.browse(leg.clears))
                elif leg.role == "carried_forward":
                    key = ("carried", settlement.id)
                elif leg.role == "bank" and kind == "return":
                    key = ("bank", settlement.id)
                    groups.setdefault(
                        key,
                        settlement.record_id.line_ids.filtered(
                            lambda line, account=item.account_id: (
                                line.account_id == account and not line.reconciled
                            )
                        ),
                    )
                elif leg.role == "chargeback" and leg.entries:
                    dispute = settlement.line_ids.filtered(
                        lambda line, ids=leg.entries: line.external_id in ids
                    ).dispute_id
                    key = ("dispute", dispute.id, item.account_id.id)
                    groups.setdefault(key, dispute._open_items(item.account_id))
                else:
                    continue
                groups[key] = groups.get(key, Item) | item
        plan = [
            items
            for items in groups.values()
            if len(items) > 1 and items.account_id.reconcile
        ]
        if plan:
            Item._reconcile_plan(plan)
