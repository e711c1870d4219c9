"""Receipts of tills to point-of-sale orders, a batch at a time."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from odoo import api, models

from odoo.addons.retail_connector_base.canonical import encode
from odoo.addons.retail_connector_base.importers.importer import PartlyParked
from odoo.addons.retail_connector_base.importers.order_values import naive

from .receipt_batch import ReceiptBatch
from .receipt_content import content_of
from .receipt_keys import order_key
from .receipt_reversal import reversal_values
from .receipt_values import order_values


@dataclass
class Draft:
    """An order to create for an item: its receipt, or what takes an old one back."""

    item: Any
    external_id: str
    revision: int
    reverses: Any = None  # the order taken back
    order: Any = None

    @property
    def receipt(self):
        """Return the receipt the item brings."""
        return self.item.document

    def key(self, backend):
        """Return the UUID of the order."""
        role = "reversal" if self.reverses else "sale"
        return order_key(backend.id, self.external_id, self.revision, role)


class RetailImporterReceipt(models.AbstractModel):
    """Book receipts once, with their own amounts, in the session of their day."""

    _name = "retail.importer.receipt"
    _inherit = ["retail.importer"]
    _description = "Retail Receipt Importer"

    @api.model
    def _import(self, items, backend):
        """Import receipts; those that void another one of the batch come after it."""
        here = {item.document.external_id for item in items}
        after = [item for item in items if item.document.voids in here]
        self._import_receipts([item for item in items if item not in after], backend)
        self._import_receipts(after, backend)

    @api.model
    def _import_receipts(self, items, backend):
        Binding = self.env["retail.binding.receipt"]
        known = Binding._find(
            backend,
            [
                external_id
                for item in items
                for external_id in (item.document.external_id, item.document.voids)
            ],
        )
        news = [item for item in items if self._is_news(item, known, backend)]
        if not news:
            return
        batch = ReceiptBatch(self.env, backend, [item.document for item in news])
        self._check(batch, news, known)
        numbers = self.env["retail.importer.receipt.number"]
        numbers._claim(batch, news)
        drafts = self._drafts(batch, news, known)
        shifts = self._shifts(batch, news, drafts)
        self._book(batch, drafts, shifts)
        self._move_cash(batch, news, shifts)
        self._bind(batch, news, drafts, shifts, known)
        numbers._settle(batch, news)
        self._finish(batch, drafts, shifts)

    @api.model
    def _is_news(self, item, known, backend):
        """Tell news from repeats, and older data from newer."""
        receipt = item.document
        if receipt.test and not backend._order_policy().import_tests:
            item.ignored("test_order")
            return False
        binding = known.get(receipt.external_id)
        if binding is None:
            return True
        if binding.content_hash == content_of(receipt):
            item.ignored("duplicate", self.env._("It is here already."))
            return False
        theirs = (receipt.place.revision, item.version)
        ours = (binding.revision, binding.external_version or "")
        if receipt.place.revision and theirs < ours:
            item.ignored("stale", self.env._("Newer data is here already."))
            return False
        if not receipt.place.revision and item.version < ours[1]:
            item.ignored("stale", self.env._("Newer data is here already."))
            return False
        return True

    @api.model
    def _check(self, batch, items, known):
        """Park what cannot be booked, all of it at once."""
        problems = []
        for item in items:
            problem = batch.problem(item.document)
            if not problem and item.document.voids:
                problem = self._void_problem(item, known)
            if problem:
                problems.append((item, *problem))
        if problems:
            raise PartlyParked(problems)

    @api.model
    def _void_problem(self, item, known):
        original = known.get(item.document.voids)
        if original is None:
            return "original_missing", self.env._(
                "Receipt %s, which it voids, is not here yet.", item.document.voids
            )
        return None

    @api.model
    def _drafts(self, batch, items, known):
        """Return the orders to create: new ones, and those that take old ones back."""
        drafts = []
        for item in items:
            receipt, binding = item.document, known.get(item.document.external_id)
            revision = binding.revision + 1 if binding else 0
            if binding and binding.record_id and not binding.voided:
                drafts.append(self._reversal(item, binding, revision))
            if receipt.action == "post_void":
                original = known[receipt.voids]
                if original.record_id and not original.voided:
                    number = original.revision + 1
                    drafts.append(self._reversal(item, original, number))
            elif receipt.action == "sale":
                drafts.append(Draft(item, receipt.external_id, revision))
        return drafts

    @api.model
    def _reversal(self, item, binding, revision):
        return Draft(item, binding.external_id, revision, binding.record_id)

    # --- sessions ---

    @api.model
    def _shifts(self, batch, items, drafts):
        """Return key -> locked shift for everything that is booked in a session."""
        keys = {self._shift_key(batch, draft) for draft in drafts} | {
            self._item_key(batch, item) for item in items if item.document.movement
        }
        return self.env["retail.pos.shift"]._ensure(keys)

    @api.model
    def _item_key(self, batch, item):
        return batch.shift_key(item.document)

    @api.model
    def _shift_key(self, batch, draft):
        """A reversal is booked where its new version, or its void, is booked."""
        return self._item_key(batch, draft.item)

    # --- booking ---

    @api.model
    def _book(self, batch, drafts, shifts):
        """Create all orders in one go, and tie them together."""
        if not drafts:
            return
        sales = [draft for draft in drafts if not draft.reverses]
        customers = self._customers(batch, [draft.receipt for draft in sales])
        customer_of = {
            id(draft): customer
            for draft, customer in zip(sales, customers, strict=True)
        }
        values = []
        for draft in drafts:
            session = shifts[self._shift_key(batch, draft)].session_id
            uuid, receipt = draft.key(batch.backend), draft.receipt
            if draft.reverses:
                moment = naive(receipt.processed_at or receipt.created_at)
                values.append(
                    reversal_values(
                        draft.reverses, session, uuid, draft.revision, moment
                    )
                )
            else:
                customer = customer_of[id(draft)]
                values.append(order_values(batch, receipt, session, customer, uuid))
        orders = self.env["pos.order"].create(values)
        for draft, order in zip(drafts, orders, strict=True):
            draft.order = order

    @api.model
    def _customers(self, batch, receipts):
        """Return the contact of each receipt; most have none."""
        named = [receipt for receipt in receipts if receipt.customer is not None]
        if not named:
            return [None] * len(receipts)
        partners = self.env["retail.importer.party"]._resolve(
            batch.backend, [receipt.customer for receipt in named]
        )
        found = {
            id(receipt): partner
            for receipt, partner in zip(named, partners, strict=True)
        }
        return [found.get(id(receipt)) for receipt in receipts]

    @api.model
    def _move_cash(self, batch, items, shifts):
        """Book cash that was put in or taken out."""
        movements = [
            (shifts[self._item_key(batch, item)], item.document.movement)
            for item in items
            if item.document.movement
        ]
        self.env["retail.importer.session"]._book_movements(batch.backend, movements)

    @api.model
    def _bind(self, batch, items, drafts, shifts, known):
        """Remember what each receipt became."""
        orders = {id(d.item): d.order for d in drafts if not d.reverses}
        rows = []
        for item in items:
            receipt, place = item.document, item.document.place
            key = self._item_key(batch, item)
            old = known.get(receipt.external_id)
            order = orders.get(id(item))
            rows.append(
                {
                    "external_id": receipt.external_id,
                    "external_name": receipt.number or receipt.name,
                    "external_version": item.version or False,
                    "external_url": receipt.url or False,
                    "content_hash": content_of(receipt),
                    "record_id": order.id if order else False,
                    "register_id": key[0].id,
                    "shift_id": shifts[key].id if key in shifts else False,
                    "action": receipt.action,
                    "voided": False,
                    "epoch": place.epoch or 0,
                    "sequence": place.sequence or 0,
                    "revision": max(place.revision, old.revision + 1 if old else 0),
                    "business_date": key[1],
                    "sold_at": naive(receipt.processed_at or receipt.created_at),
                    "currency_id": batch.currencies[receipt.currency].id,
                    "total": float(receipt.total.amount),
                    "tax_total": float(receipt.total_tax.amount),
                    "document": encode(receipt),
                }
            )
            item.done(order or self.env["pos.order"])
        bound = self.env["retail.binding.receipt"]._bind(batch.backend, rows)
        voided = self.env["retail.binding.receipt"].union(
            *(known[item.document.voids] for item in items if item.document.voids)
        )
        voided.filtered(lambda binding: not binding.voided).voided = True
        bindings = {**known, **bound}
        self.env["retail.importer.receipt.tender"]._sync(batch, items, drafts, bindings)
        self.env["retail.importer.receipt.card"]._sync(batch, items, bindings)

    @api.model
    def _finish(self, batch, drafts, shifts):
        """Move goods, link returns, invoice on request, count, wake the closes."""
        orders = self.env["pos.order"].union(*(draft.order for draft in drafts))
        self.env["retail.importer.receipt.return"]._link(batch, drafts)
        self.env["retail.pos.goods"]._move(orders.lines)
        for order in orders.filtered("to_invoice"):
            order.with_context(generate_pdf=False)._generate_pos_order_invoice()
        counts = Counter(shifts[self._shift_key(batch, draft)].id for draft in drafts)
        touched = self.env["retail.pos.shift"].union(*shifts.values())
        touched._touch({shift.id: counts[shift.id] for shift in touched})
        touched.filtered("closed_at")._wake_close()
        batch.backend._retry_parked("original_missing")
