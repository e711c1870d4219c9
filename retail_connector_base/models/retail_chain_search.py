"""Find anything by what people have in hand: an id, a name, a number, an amount."""

import re
from decimal import Decimal, InvalidOperation

from odoo import api, models
from odoo.fields import Domain

FOUND = 20  # of each model
# model -> (fields that hold ids and names, fields that hold amounts)
SEARCHED = {
    "retail.binding.order": (("external_id", "external_name"), ("total",)),
    "retail.binding.refund": (("external_id",), ("refunded_total", "total")),
    "retail.binding.return": (("external_id", "external_name"), ()),
    "retail.binding.tender": (
        ("external_id", "reference", "authorization"),
        ("amount",),
    ),
    "retail.settlement": (
        ("external_id", "external_name", "bank_reference"),
        ("total",),
    ),
    "retail.settlement.line": (
        ("external_id", "reference", "order_name"),
        ("gross", "net"),
    ),
    "retail.dispute": (("external_id",), ("amount",)),
    "sale.order": (("name", "client_order_ref"), ("amount_total",)),
    "stock.picking": (("name", "carrier_tracking_ref"), ()),
    "account.move": (("name", "ref", "payment_reference"), ("amount_total",)),
    "account.move.line": ((), ("balance",)),
    "retail.event": (("entity_id", "key"), ()),
    "retail.outbox": (("entity_id", "key"), ()),
}


class RetailChainSearch(models.AbstractModel):
    """Search all documents of the suite at once, with the reader's own rights."""

    _name = "retail.chain.search"
    _description = "Search of Documents"

    @api.model
    def _searched(self):
        """Return SEARCHED; an addon adds its own models."""
        return SEARCHED

    @api.model
    def _search_all(self, text):
        """Return the records that a text names, best-known kinds first."""
        words, number = self._words(text), (text or "").strip().removeprefix("#")
        amount = self._amount(text)
        found = []
        for model, (names, amounts) in self._searched().items():
            records = self.env[model]
            if not (words and records.has_access("read")):
                continue
            domain = Domain.OR(
                [
                    *(Domain(name, "in", words) for name in names),
                    *(Domain(name, "=like", f"%/{number}")
                      for name in names if name == "external_id" and number.isdigit()),
                    *(Domain(name, "in", (amount, -amount))
                      for name in amounts if amount is not None),
                ]
            )  # fmt: skip
            found += records.search(domain, limit=FOUND)
        return found

    @api.model
    def _words(self, text):
        """Return how a thing may be written: as given, with and without a #."""
        word = (text or "").strip()
        if not word:
            return []
        bare = word.removeprefix("#")
        return list(dict.fromkeys((word, f"#{bare}", bare)))

    @api.model
    def _amount(self, text):
        """Return the number a text is, or None: 1.234,50 and 1,234.50 are the same."""
        digits = re.sub(r"[^\d.,]", "", text or "")
        match = re.fullmatch(r"([\d.,]*?)(?:[.,](\d{1,2}))?", digits)
        if not digits or not match or re.search(r"[A-Za-z/#]", text):
            return None
        whole = re.sub(r"[.,]", "", match[1]) or "0"
        try:
            return float(Decimal(f"{whole}.{match[2] or 0}"))
        except InvalidOperation:
            return None
