"""Refunds of a platform: what is credited, which money went back, which goods."""

from odoo import api, models

from ..canonical import Refunds, codec
from .goods_back import exact
from .order_content import fingerprint
from .order_values import naive
from .refund_batch import RefundBatch

IN_FLIGHT = ("pending", "sending", "failed")


class RetailImporterRefund(models.AbstractModel):
    """Keep a binding per refund; crediting it is a later stage.

    A document names an order and tells all its refunds, so that one that comes late
    or twice changes nothing, and one whose message was lost is found with the next.
    """

    _name = "retail.importer.refund"
    _inherit = ["retail.importer", "retail.importer.aftersales"]
    _description = "Retail Refund Importer"

    @api.model
    def _import(self, items, backend):
        items = self._with_content(items, "refunds")
        orders, items = self._orders(items, backend)
        items = self._not_being_sent(items, backend)
        if not items:
            return
        refunds = [one for item in items for one in item.document.refunds]
        bindings = self.env["retail.binding.refund"]._find(
            backend, [refund.external_id for refund in refunds]
        )
        batch = RefundBatch(self.env, backend, orders, refunds)
        for item in items:
            problem = batch.problem(item.document.refunds)
            changed = self._changed_after_booking(item.document, bindings)
            if problem or changed:
                item.parked(*(problem or changed))
        ready = [item for item in items if item.outcome is None]
        self._write(batch, ready, bindings)
        sold = self.env["retail.binding.order"].union(*batch.orders.values())
        sold.record_id.fetch(["warehouse_id", "state", "locked"])
        self.env["retail.goods.back"]._release(
            [(batch.orders[i.document.external_id], i.document) for i in ready]
        )
        for item in ready:
            self._follow(batch, item, bindings)
        backend._wake("account")

    # --- which documents can be imported ---

    @api.model
    def _not_being_sent(self, items, backend):
        """Leave refunds of orders to which one of ours is on its way for later.

        Until its answer is here nobody knows which of the platform's refunds it is.
        """
        sending = self.env["retail.outbox"].search(
            [
                ("backend_id", "=", backend.id),
                ("kind", "=", "refund"),
                ("state", "in", IN_FLIGHT),
                ("sent_at", "!=", False),
                ("entity_id", "in", [item.document.external_id for item in items]),
            ]
        )
        busy = set(sending.mapped("entity_id"))
        for item in items:
            if item.document.external_id in busy:
                item.later("busy", self.env._("A refund made in Odoo is being sent."))
        return [item for item in items if item.outcome is None]

    @api.model
    def _changed_after_booking(self, document, bindings):
        """Return (cause, message) when a booked refund is another one now."""
        for refund in document.refunds:
            binding = bindings.get(refund.external_id)
            if not binding or not (binding.record_id or binding.summary_move_id):
                continue
            if binding.origin == "odoo":
                note = binding.record_id
                if exact(note.amount_total) != refund.total.amount:
                    return "refund_differs", self.env._(
                        "%(note)s credits %(ours)s, the refund made of it %(theirs)s.",
                        note=note.name,
                        ours=note.amount_total,
                        theirs=refund.total,
                    )
                continue
            if binding.record_id._is_withdrawn():
                continue  # it is credited anew
            before = binding._document()
            if (before.total, before.total_tax) != (refund.total, refund.total_tax):
                return "refund_changed", self.env._(
                    "Refund %(refund)s was %(before)s when it was booked, now it is "
                    "%(after)s.",
                    refund=refund.external_id,
                    before=before.total,
                    after=refund.total,
                )
        return None

    # --- writing ---

    @api.model
    def _write(self, batch, items, bindings):
        """Create and update the bindings of all refunds, in one statement each."""
        fresh = {}
        for item in items:
            for number, refund in enumerate(item.document.refunds, start=1):
                binding = bindings.get(refund.external_id)
                values = self._values(batch, item, refund, number)
                if binding is None:
                    fresh[refund.external_id] = values
                elif binding.content_hash != values["content_hash"]:
                    if binding.record_id._is_withdrawn():
                        values["record_id"] = False
                    elif binding.stage == "done" or binding.origin == "odoo":
                        values.pop("stage")
                    binding.write(values)
        for binding in self.env["retail.binding.refund"].create(list(fresh.values())):
            bindings[binding.external_id] = binding
        pairs = [
            (batch.orders[item.document.external_id], refund)
            for item in items
            for refund in item.document.refunds
        ]
        self.env["retail.importer.order.tender"]._sync(batch, pairs)
        self._link_tenders(batch, pairs, bindings)

    @api.model
    def _values(self, batch, item, refund, number):
        packed = codec.encode(Refunds(refund.order_id, (refund,)))
        return {
            "backend_id": batch.backend.id,
            "external_id": refund.external_id,
            "external_name": f"{refund.name} R{number}".strip(),
            "external_version": item.version or False,
            "content_hash": fingerprint(packed),
            "document": packed,
            "synced_at": self.env.cr.now(),
            "order_binding_id": batch.orders[refund.order_id].id,
            "stage": "pending" if refund.is_pending else "credit",
            "refunded_at": naive(refund.created_at),
            "currency_id": batch.currencies[refund.currency].id,
            "total": float(refund.total.amount),
            "tax_total": float(refund.total_tax.amount),
            "refunded_total": float(refund.refunded.amount) if refund.refunded else 0.0,
            "pending_total": float(refund.pending.amount),
            "note": refund.note or False,
            "return_external_id": refund.return_id or False,
        }

    @api.model
    def _link_tenders(self, batch, pairs, bindings):
        """Say of each refund tender which refund it is of."""
        ids = [t.external_id for _order, refund in pairs for t in refund.tenders]
        known = self.env["retail.binding.tender"]._find(batch.backend, ids)
        for _order, refund in pairs:
            binding = bindings[refund.external_id]
            tenders = binding.tender_ids.union(
                *(known[t.external_id] for t in refund.tenders)
            )
            new = tenders - binding.tender_ids
            if new:
                new.refund_binding_id = binding
            if binding.stage == "done" and "refund" in tenders.mapped("state"):
                binding._set_stage("credit")  # money that arrived after the credit

    @api.model
    def _follow(self, batch, item, bindings):
        """Let the order and the goods follow what was refunded."""
        document = item.document
        order = batch.orders[document.external_id]
        mine = self.env["retail.binding.refund"].union(
            *(bindings[refund.external_id] for refund in document.refunds)
        )
        self.env["retail.goods.back"]._receive_refunds(
            mine.filtered(
                lambda b: b.goods in ("none", "waiting") and b.origin == "platform"
            )
        )
        if order.stage == "held" and order.stage_cause == "refunded":
            # It waited only to learn which goods are not to be delivered any more.
            order.write({"released": True})
            order._set_stage("confirm")
            batch.backend._wake_stage("confirm")
        item.notes.append(
            ("mapped", "refunds", ", ".join(mine.mapped("external_name")))
        )
        item.done(mine)
