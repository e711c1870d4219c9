"""Everything a batch of receipts has to be looked up for, in a few statements."""

from odoo.addons.retail_connector_base.importers.order_batch import (
    OrderBatch,
    real_lines,
)
from odoo.addons.retail_connector_base.importers.order_values import naive
from odoo.addons.retail_connector_base.models.mappings.mapping_tender import TenderKey

POS_PRODUCTS = {"deposit": "deposit_product_id", "donation": "donation_product_id"}


def place_key(receipt):
    """Return (store, register) at the platform."""
    return receipt.place.location_id, receipt.place.register_id


def sold_at(receipt):
    """Return when a receipt was made, as the database writes it."""
    return naive(receipt.processed_at or receipt.created_at)


def tender_key(tender):
    """Return what tells a receipt's way to pay apart."""
    return TenderKey(tender.gateway, tender.method)


class ReceiptBatch(OrderBatch):
    """Registers, tenders, customers, taxes and products of a batch of receipts."""

    def __init__(self, env, backend, receipts):
        super().__init__(env, backend, receipts)
        if any(not backend[name] for name in POS_PRODUCTS.values()):
            backend._ensure_pos_products()
        self.registers = env["retail.pos.register"]._find(
            backend, [place_key(receipt) for receipt in receipts]
        )
        self.tenders = env["retail.mapping.tender"]._resolve(
            backend,
            {tender_key(t) for r in receipts for t in r.tenders if t.effect},
        )
        self.methods = {}
        self.rated = {}  # (register, day) -> why it cannot be converted
        self.shifts = self._shifts(receipts)

    def _shifts(self, receipts):
        """Return the shifts that receipts without one may belong to, by time."""
        alone = [r for r in receipts if not r.place.shift_id and self.register(r)]
        if not alone:
            return self.env["retail.pos.shift"]
        moments = [sold_at(receipt) for receipt in alone]
        return self.env["retail.pos.shift"].search(
            [
                ("register_id", "in", [self.register(r).id for r in alone]),
                ("shift_ref", "!=", ""),
                ("late", "=", 0),
                ("opened_at", "<=", max(moments)),
                "|",
                ("closed_at", "=", False),
                ("closed_at", ">=", min(moments)),
            ],
            order="opened_at desc, id desc",
        )

    def shift_key(self, receipt):
        """Return (register, business date, shift) a receipt is booked in.

        A till may tell its shifts and not which one a receipt belongs to: then the
        time decides.
        """
        register, moment = self.register(receipt), sold_at(receipt)
        for shift in self.shifts if not receipt.place.shift_id else ():
            if (
                shift.register_id == register
                and shift.opened_at <= moment
                and (not shift.closed_at or moment <= shift.closed_at)
            ):
                return register, shift.business_date, shift.shift_ref
        return register, self.business_date(receipt), receipt.place.shift_id

    def register(self, receipt):
        """Return the register a receipt comes from, or None."""
        return self.registers.get(place_key(receipt))

    def business_date(self, receipt):
        """Return the business date: the till's, else by the store's day."""
        if receipt.place.business_date:
            return receipt.place.business_date
        store = self.register(receipt).store_id
        return store._business_date(receipt.processed_at or receipt.created_at)

    def method(self, receipt, tender):
        """Return the payment method that books a tender."""
        register, key = self.register(receipt), tender_key(tender)
        if (register.id, key) not in self.methods:
            self.methods[register.id, key] = self.tenders[key]._pos_method(register)
        return self.methods[register.id, key]

    def product(self, line):
        """Return the product of a line, or None while it is not decided."""
        if line.kind in POS_PRODUCTS:
            return self.backend[POS_PRODUCTS[line.kind]]
        return super().product(line)

    def problem(self, receipt):
        """Return (cause, message) of why a receipt cannot be booked, or None."""
        return (
            self._register_problem(receipt)
            or super().problem(receipt)
            or self._tender_problem(receipt)
        )

    def _register_problem(self, receipt):
        _ = self.env._
        register = self.register(receipt)
        if register is None or not register.config_id:
            return "register_unmapped", _(
                "Set up register %(register)s of store %(store)s.",
                register=receipt.place.register_id,
                store=receipt.place.location_id,
            )
        if register.config_id.currency_id.name != receipt.currency:
            return "register_currency", _(
                "The register books in %(ours)s, the receipt is in %(theirs)s.",
                ours=register.config_id.currency_id.name,
                theirs=receipt.currency,
            )
        key = (register, self.business_date(receipt))
        if key not in self.rated:
            self.rated[key] = register._currency_problem(key[1])
        return self.rated[key]

    def _tender_problem(self, receipt):
        _ = self.env._
        for tender in receipt.tenders:
            if not tender.effect:
                continue
            mapping = self.tenders[tender_key(tender)]
            if mapping.state != "approved":
                return "tender_unmapped", _(
                    "Approve the payment mapping: %s", mapping.display_name
                )
            if not mapping.pos_type:
                return "tender_unmapped", _(
                    "Say on the payment mapping %s how it is booked at the till, and "
                    "approve it again.",
                    mapping.display_name,
                )
            if mapping.pos_type == "account" and receipt.customer is None:
                return "customer_missing", _(
                    "Paid on account, but the receipt names no customer."
                )
            if not self.method(receipt, tender):
                if mapping.pos_type != "cash":
                    return "register_currency", _(
                        "%(tender)s is booked in %(journal)s, whose currency is not "
                        "%(currency)s: give the store its own way to pay.",
                        tender=mapping.display_name,
                        journal=mapping.journal_id.display_name,
                        currency=receipt.currency,
                    )
                return "register_unmapped", _(
                    "The point of sale of register %s has no cash.",
                    receipt.place.register_id,
                )
        if receipt.invoice and receipt.customer is None:
            return "customer_missing", _(
                "An invoice is asked for, but the receipt names no customer."
            )
        return None


__all__ = ["ReceiptBatch", "place_key", "real_lines", "tender_key"]
