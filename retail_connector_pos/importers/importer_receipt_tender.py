"""Payments of receipts, as payouts and settlement files will name them."""

from typing import NamedTuple

from odoo import api, models

from .receipt_keys import payment_key


class TenderName(NamedTuple):
    """What tells the payments of a receipt apart."""

    receipt_id: str
    tender_id: str
    kind: str

    @property
    def names(self):
        """Return the ids it may have, the platform's own first."""
        own = f"{self.receipt_id}/{self.tender_id}"
        return self.tender_id, own, f"{own}/{self.kind}"


class RetailImporterReceiptTender(models.AbstractModel):
    """Keep a row per payment that somebody else settles; the close books it.

    Cash stays in the drawer and what is on account is the customer's: neither has one.
    """

    _name = "retail.importer.receipt.tender"
    _inherit = ["retail.importer.order.tender"]
    _description = "Retail Receipt Tender Importer"

    @api.model
    def _sync(self, batch, items, drafts, bindings):
        """Write the payments of receipts just booked; void what they replace.

        :param bindings: receipt id -> its binding
        """
        Tender = self.env["retail.binding.tender"]
        orders = {id(draft.item): draft.order for draft in drafts if not draft.reverses}
        groups = {}
        for item in items:
            binding = bindings[item.document.external_id]
            groups[binding] = self._groups(batch, item.document, orders.get(id(item)))
        old = {item.document.voids for item in items} & set(bindings)
        gone = Tender.search(
            [
                "|",
                ("receipt_binding_id", "in", [b.id for b in groups if b.revision]),
                ("receipt_binding_id", "in", [bindings[one].id for one in old]),
                ("settlement_id", "=", False),
            ]
        )
        known = Tender._find(
            batch.backend,
            [name for mine in groups.values() for key in mine for name in key.names],
        )
        fresh, rows = {}, {}
        for binding, mine in groups.items():
            for key, (tender, amount, payments) in mine.items():
                name = self._free_name(key, binding, known, rows)
                values = self._till_values(batch, binding, tender, amount, name)
                rows[name], row = payments, known.get(name)
                if row is None:
                    fresh[name] = values
                    continue
                gone -= row
                if not row.settlement_id:
                    row.write(values)
        gone.write({"kind": "void", "state": "no_money", "record_id": False})
        created = Tender.create(list(fresh.values()))
        known.update((row.external_id, row) for row in created)
        for name, payments in rows.items():
            payments.retail_tender_id = known[name]
        if "giftcard_in" in batch.backend.flow_ids.mapped("code"):
            # Where nobody lists cards, the receipts themselves tell their moves.
            self.env["retail.importer.giftcard"]._paid_with(batch.backend, created)

    @api.model
    def _groups(self, batch, receipt, order):
        """Return key -> (tender, signed amount, payments); parts of one are added."""
        if not order:
            return {}
        payments = {payment.uuid: payment for payment in order.payment_ids}
        found = {}
        for number, tender in enumerate(receipt.tenders, start=1):
            if not tender.effect:
                continue
            payment = payments[payment_key(order.uuid, number, tender)]
            method = payment.payment_method_id
            if method.journal_id.type != "bank":
                continue
            key = TenderName(receipt.external_id, tender.external_id, tender.kind)
            if key in found and found[key][2].payment_method_id != method:
                key = key._replace(kind=f"{tender.kind}/{number}")
            first, amount, others = found.get(key, (tender, 0, payment.browse()))
            found[key] = (first, amount + tender.effect.amount, others | payment)
        return found

    @api.model
    def _free_name(self, key, binding, known, taken):
        """Return a payment's id; the receipt's is added where others have it too."""
        for name in key.names:
            row = known.get(name)
            free = row is None or row.receipt_binding_id == binding
            if free and name not in taken:
                return name
        return key.names[-1]

    @api.model
    def _till_values(self, batch, binding, tender, amount, name):
        values = self._values(batch, batch.env["retail.binding.order"], tender)
        return {
            **values,
            "external_id": name,
            "receipt_binding_id": binding.id,
            "amount": float(amount),
            "record_id": False,
            "state": "waiting" if values["state"] == "refund" else values["state"],
        }
