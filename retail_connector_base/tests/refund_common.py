"""Refunds and returns of orders, consistent by construction."""

from datetime import timedelta
from decimal import Decimal

from ..canonical import Money, Refund, RefundLine, Refunds, Return, ReturnLine, Returns
from .importer_common import PLACED, ImporterCase

REFUNDED = PLACED + timedelta(days=2)


class RefundCase(ImporterCase):
    """A connected shop with mapped taxes and tenders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.state = "connected"
        cls._map_taxes(cls, ("Tax", "0.10", False, False), ("Tax", "0.10", True, False))
        cls._map_tender(cls)
        cls.store_credit = cls.gift_liability.copy(
            {"code": "211950", "name": "Store credit"}
        )

    # --- documents ---

    def part(self, line_id="l1", amount=10, quantity=1, tax=None, **values):
        """Return a refunded part of an order line."""
        currency = values.pop("currency", "USD")
        return RefundLine(
            kind=values.pop("kind", "product"),
            subtotal=self.money(amount, currency),
            external_id=values.pop("external_id", f"{line_id}-{amount}-{quantity}"),
            order_line_id=line_id,
            quantity=Decimal(str(quantity)),
            taxes=() if tax is None else (self.tax(tax, currency=currency),),
            **values,
        )

    def refund(self, *lines, money=None, order="1001", number=1, **values):
        """Return a refund; all of it was given back by card unless told else."""
        currency = values.pop("currency", "USD")
        included = values.pop("included", False)
        total = Money.sum((line.gross(included) for line in lines), currency)
        tenders = values.pop("tenders", None)
        if tenders is None:
            money = total.amount if money is None else money
            tenders = [self.back(f"r{order}-{number}", money, currency=currency)]
            tenders = tenders if money else []
        values.setdefault("refunded", -Money.sum((t.effect for t in tenders), currency))
        return Refund(
            external_id=f"refund-{order}-{number}",
            order_id=order,
            currency=currency,
            prices_include_tax=included,
            created_at=values.pop("created_at", REFUNDED),
            lines=tuple(lines),
            total=total,
            tenders=tuple(tenders),
            name=f"#{order}",
            **values,
        )

    def back(self, external_id, amount, **values):
        """Return a tender that gives money back."""
        values.setdefault("processed_at", REFUNDED)
        return self.tender(external_id, amount, kind="refund", **values)

    def refunds(self, *refunds, order="1001", updated_at=None):
        """Return the document with all refunds of an order."""
        return Refunds(order, tuple(refunds), updated_at)

    def returns(self, *lines, status="open", order="1001", number=1, **values):
        """Return the document with the one return of an order."""
        one = Return(f"return-{order}-{number}", order, status, tuple(lines), **values)
        return Returns(order, (one,))

    def coming(self, line_id="l1", quantity=1, reason="Too small", **values):
        """Return a line of a return."""
        if "received" in values:
            values["received"] = Decimal(str(values["received"]))
        return ReturnLine(line_id, Decimal(str(quantity)), reason=reason, **values)

    # --- doing and checking ---

    def _sold(self, **values):
        """Return the binding of an accounted order of three mugs with tax."""
        lines = values.pop("lines", None) or [
            self.line("l1", 10, 3, taxes=[self.tax("3.00")])
        ]
        [binding] = self._account(self.order(lines=lines, **values))
        return binding

    def _refund(self, *refunds, order="1001"):
        """Import the refunds of an order and account them; return their bindings."""
        [item] = self._import(self.refunds(*refunds, order=order), kind="refund")
        self.assertEqual(item.outcome.state, "done", item.outcome)
        self.backend._job_confirm()
        self.backend._job_account()
        found = self._bindings(refunds)
        return found

    def _bindings(self, refunds):
        found = self.env["retail.binding.refund"]._find(
            self.backend, [refund.external_id for refund in refunds]
        )
        return self.env["retail.binding.refund"].union(
            *(found[refund.external_id] for refund in refunds)
        )

    def _ship(self, binding, units=None):
        """Deliver an order, all of it or some units of each line."""
        picking = binding.record_id.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty if units is None else units
            move.picked = True
        picking._action_done()

    def _free(self, product=None):
        """Return (on hand, not reserved) in the warehouse's stock."""
        product = (product or self.mug).with_context(
            location=self.warehouse.lot_stock_id.id
        )
        product.invalidate_recordset()
        return product.qty_available, product.free_qty

    def _assert_settled(self, order_binding, residual=0.0):
        """Odoo's invoices less credit notes are the shop's total less its refunds."""
        order = order_binding.record_id
        credits = order_binding.refund_ids.record_id
        standing = order.invoice_ids.filtered(lambda move: move.state != "cancel")
        invoices = standing - credits
        ours = sum(invoices.mapped("amount_total")) - sum(
            credits.mapped("amount_total")
        )
        theirs = order_binding.total - sum(order_binding.refund_ids.mapped("total"))
        self.assertAlmostEqual(ours, theirs, 6)
        left = sum((invoices | credits).mapped("amount_residual"))
        self.assertAlmostEqual(left, residual, 6)
        owed = (invoices | credits).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        customer = self.env["account.move.line"].search(
            [
                ("account_id", "in", owed.account_id.ids),
                ("partner_id", "=", order.partner_invoice_id.commercial_partner_id.id),
                ("parent_state", "=", "posted"),
            ]
        )
        self.assertAlmostEqual(sum(customer.mapped("balance")), residual, 6)
