"""What only Odoo has of a day's receipts: asked for by its id before it is missed."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from odoo import api, models

from odoo.addons.retail_connector_base.canonical import InvariantError
from odoo.addons.retail_connector_base.canonical.tally import AMOUNT, SURPLUS
from odoo.addons.retail_connector_base.models.retail_tally_count import CHECKED
from odoo.addons.retail_connector_base.platforms import RejectedDocument

KINDS = ("receipt", "tender")
MOST = 200  # receipts that a count asks for one by one; of more, the list is wrong


class RetailTally(models.Model):
    """Tell a receipt that was voided, or is of another day, from one that is gone."""

    _inherit = "retail.tally"

    @api.model
    def _really_gone(self, backend, adapter, differences):
        """Drop what the platform has by its id, as Odoo has it.

        Where it comes to something else there, that is the difference.
        """
        left = super()._really_gone(backend, adapter, differences)
        doubtful = [
            one for one in left if one.type == SURPLUS and one.entry.kind in KINDS
        ]
        if not doubtful or "receipt" not in adapter.kinds:
            return left
        receipts = self._receipts_of(backend, doubtful)
        asked = sorted(set(receipts.values()))
        known = self._amounts_there(adapter, asked) if len(asked) <= MOST else {}
        return [
            found
            for one in left
            if (found := self._by_id(one, receipts.get(one.entry.entity_id), known))
        ]

    def _receipts_of(self, backend, differences):
        """Return entity -> id of the receipt that has it."""
        found = {
            one.entry.entity_id: one.entry.entity_id
            for one in differences
            if one.entry.kind == "receipt"
        }
        tenders = [
            one.entry.entity_id for one in differences if one.entry.kind == "tender"
        ]
        rows = self.env["pos.payment"].search(
            [
                ("transaction_id", "in", tenders),
                ("pos_order_id.retail_backend_id", "=", backend.id),
                ("pos_order_id.retail_receipt", "!=", False),
            ],
            order="id desc",  # the order that was booked first has the last word
        )
        return found | {
            row.transaction_id: row.pos_order_id.retail_receipt for row in rows
        }

    def _amounts_there(self, adapter, receipts):
        """Return receipt -> (kind, entity) -> what it comes to at the platform.

        Only of what the platform has, and what is understood.
        """
        found = {}
        for start in range(0, len(receipts), CHECKED):
            payloads = adapter.fetch_many("receipt", receipts[start : start + CHECKED])
            for one, payload in payloads.items():
                if payload is None:
                    continue
                try:
                    document = adapter.parse("receipt", payload)
                except (RejectedDocument, InvariantError):
                    continue
                found[one] = _amounts(document)
        return found

    def _by_id(self, one, receipt, known):
        """Return the difference as it is, as one of amounts, or None: there is none."""
        if one.type != SURPLUS or receipt not in known:
            return one
        entry = one.entry
        there = known[receipt].get((entry.kind, entry.entity_id), Decimal(0))
        if there == entry.amount:
            return None
        named = replace(entry, source=("receipt", receipt))
        return replace(one, type=AMOUNT, entry=named, expected=there)


def _amounts(document):
    """Return (kind, entity) -> amount; change belongs to the cash handed over."""
    if document.action != "sale":
        return {}
    found = defaultdict(Decimal)
    found["receipt", document.external_id] = document.total.amount
    first = {}
    for tender in document.tenders:
        if tender.kind != "change":
            first.setdefault(tender.gateway, tender.external_id)
            found["tender", tender.external_id] += tender.effect.amount
    for tender in document.tenders:
        if tender.kind == "change" and tender.gateway in first:
            found["tender", first[tender.gateway]] += tender.effect.amount
    return found
