"""Goods are sold and come back: lines, adjustments, totals.

Lines have five decimals and no tax in their price, totals are in cents: what the
customer pays is what the shelf said.
"""

import uuid
from decimal import ROUND_HALF_UP, Decimal

from .till import make_id

CENT, FIVE = Decimal("0.01"), Decimal("0.00001")


class Sales:
    """Sales of every state."""

    # --- sales ---

    def sell(self, *lines, paid=None, register="Main 1", status="CLOSED", **values):
        """Make a sale.

        :param lines: ``(sku, quantity, shelf price)`` and a dict of options: discount
            (of the line, as shown), tax, product_id, note
        :param paid: (payment type, amount) pairs; None: cash, to the cent
        :param values: more fields: customer_id, return_for, tip, fee, sale_date
        """
        row = self.register(register)
        row["invoice_sequence"] += 1
        self.bump(row)
        sequence = row["invoice_sequence"]
        sale = {
            "id": str(uuid.uuid4()),
            "outlet_id": row["outlet_id"],
            "register_id": row["id"],
            "user_id": make_id("user"),
            "customer_id": values.pop("customer_id", None),
            "invoice_number": f"{row['invoice_prefix']}{sequence}",
            "source": "USER",
            "status": status,
            "note": "",
            "return_for": values.pop("return_for", None),
            "created_at": self.now(),
            "sale_date": values.pop("sale_date", None) or self.now(),
            "line_items": [],
            "payments": [],
            "adjustments": self._adjustments(values),
            **values,
        }
        shown = [self._add_line(sale, index, *line) for index, line in enumerate(lines)]
        self._total(sale, sum(shown, Decimal(0)))
        due = Decimal(str(sale["total_price"])) + Decimal(str(sale["total_tax"]))
        for name, amount in [("Cash", due)] if paid is None else paid:
            self.pay(sale, name, amount)
        return self.record(sale)

    def record(self, sale):
        """Keep a new or changed sale and announce it."""
        self.sales[sale["id"]] = self.bump(sale)
        self.announce(
            "sale.update",
            {
                "id": sale["id"],
                "register_id": sale["register_id"],
                "outlet_id": sale["outlet_id"],
                "invoice_number": sale["invoice_number"],
                "status": sale["status"],
            },
        )
        return sale

    def _adjustments(self, values):
        found = []
        for name, word in (("tip", "TIP"), ("fee", "NON_CASH_FEE")):
            if amount := values.pop(name, None):
                found.append(
                    {"type": word, "name": name.title(), "value": float(amount)}
                )
        return found

    def _add_line(self, sale, index, sku, quantity, price, options=None):
        """Add a line; return what the shelf says of it (with tax where included)."""
        options = options or {}
        quantity, price = Decimal(str(quantity)), Decimal(str(price))
        discount = Decimal(str(options.get("discount", 0)))
        shown = (price * quantity).quantize(CENT, ROUND_HALF_UP) - discount
        tax = options.get("tax", self.tax)
        rates = [(rate["id"], Decimal(str(rate["rate"]))) for rate in tax["rates"]]
        whole = Decimal(1) + sum(rate for _id, rate in rates)
        net = shown / whole if self.inclusive else shown
        components = [
            {"rate_id": rate_id, "total_tax": float((net * rate).quantize(FIVE))}
            for rate_id, rate in rates
        ]
        net = net.quantize(FIVE)
        product = options.get("product_id") or self.product_id(sku)
        sale["line_items"].append(
            {
                "id": str(uuid.uuid4()),
                "product_id": product,
                "tax_id": tax["id"],
                "quantity": float(quantity),
                "price": float((net / quantity).quantize(FIVE)),
                "price_total": float(net),
                "discount": float(
                    discount / (whole if self.inclusive else 1) / quantity
                ),
                "discount_total": float(
                    (discount / (whole if self.inclusive else 1)).quantize(FIVE)
                ),
                "tax_total": sum(row["total_tax"] for row in components),
                "tax_components": components,
                "price_set": bool(options.get("price_set")),
                "is_return": quantity < 0,
                "note": options.get("note"),
                "sequence": index,
                "status": "CONFIRMED",
            }
        )
        if options.get("moves", True):
            self.move(product, sale["outlet_id"], -quantity)
        return shown

    def _total(self, sale, shown):
        def tax_of(rate_id):
            return sum(
                (
                    Decimal(str(c["total_tax"]))
                    for line in sale["line_items"]
                    for c in line["tax_components"]
                    if c["rate_id"] == rate_id
                ),
                Decimal(0),
            ).quantize(CENT, ROUND_HALF_UP)

        ids = dict.fromkeys(
            c["rate_id"] for line in sale["line_items"] for c in line["tax_components"]
        )
        taxes = {rate_id: tax_of(rate_id) for rate_id in ids}
        tax = sum(taxes.values(), Decimal(0))
        extra = sum((Decimal(str(a["value"])) for a in sale["adjustments"]), Decimal(0))
        net = shown - tax if self.inclusive else shown
        sale["total_price"], sale["total_tax"] = float(net + extra), float(tax)
        sale["taxes"] = [
            {"id": rate_id, "amount": float(amount)}
            for rate_id, amount in taxes.items()
        ]

    def change(self, sale, *lines, paid):
        """Ring a sale up anew, with other lines and payments."""
        self._take_out(sale)
        sale.update(line_items=[], payments=[])
        shown = [self._add_line(sale, index, *line) for index, line in enumerate(lines)]
        self._total(sale, sum(shown, Decimal(0)))
        for name, amount in paid:
            self.pay(sale, name, amount)
        return self.record(sale)

    def double(self, sale):
        """Upload a sale once more, as another one with the same number."""
        payments = [{**row, "id": str(uuid.uuid4())} for row in sale["payments"]]
        return self.record({**sale, "id": str(uuid.uuid4()), "payments": payments})

    def void(self, sale):
        """Void a sale; its payments go out of its closure."""
        self._take_out(sale)
        sale["status"] = "VOIDED"
        return self.record(sale)

    def _take_out(self, sale):
        for payment in sale["payments"]:
            closure = self.closures.get(payment["register_id"])
            if closure and "closed" not in closure:
                closure["totals"][payment["name"]] -= Decimal(str(payment["amount"]))
