"""What is sold, worked out as Square does.

Discounts before taxes, each tax rounded by line, service charges on top or within.
"""

from decimal import ROUND_HALF_EVEN, Decimal

from .words import money, new_id, stamp

RATES = {"sales": ("Sales tax", "8", "ADDITIVE"), "vat": ("VAT", "20", "INCLUSIVE")}


def cents(number):
    """Return whole cents."""
    return int(Decimal(number).quantize(Decimal(1), ROUND_HALF_EVEN))


class Baskets:
    """Make orders with their lines, taxes, discounts and service charges."""

    def _order(self, place, at, wishes):
        late = wishes.get("offline")
        order = {
            "id": new_id("O"),
            "location_id": place,
            "source": {"name": "Point of Sale"},
            "state": "COMPLETED",
            "created_at": stamp(at),
            "updated_at": stamp(at + late if late else at),
            "closed_at": stamp(at),
            "line_items": [],
            "taxes": [],
            "discounts": [],
            "service_charges": [],
        }
        if wishes.get("customer"):
            order["customer_id"] = wishes["customer"]
        return order

    def _tax(self, order, name):
        """Return the order's row of a tax, made when it is first charged."""
        for row in order["taxes"]:
            if row["uid"] == name:
                return row
        title, percentage, kind = RATES[name]
        row = {
            "uid": name,
            "name": title,
            "percentage": percentage,
            "type": kind,
            "scope": "LINE_ITEM",
            "applied_money": money(0),
        }
        order["taxes"].append(row)
        return row

    def _line(self, order, item):
        quantity = Decimal(str(item.get("quantity", 1)))
        modifiers = item.get("modifiers") or ()
        each = item["price"] + sum(price for _name, price in modifiers)
        gross, reduced = cents(each * quantity), item.get("discount", 0)
        line = {
            "uid": new_id("l"),
            "name": item["name"],
            "quantity": str(quantity),
            "item_type": item.get("type", "ITEM"),
            "base_price_money": money(item["price"]),
            "variation_total_price_money": money(cents(item["price"] * quantity)),
            "gross_sales_money": money(gross),
            "total_discount_money": money(reduced),
            "applied_discounts": [],
            "applied_taxes": [],
            "modifiers": [
                {
                    "uid": new_id("m"),
                    "name": name,
                    "quantity": "1",
                    "base_price_money": money(price),
                    "total_price_money": money(cents(price * quantity)),
                }
                for name, price in modifiers
            ],
        }
        if item.get("variation"):
            line["catalog_object_id"] = item["variation"]
        if reduced:
            self._discount(order, line, reduced)
        worth = gross - reduced
        tax, total = self._taxed(order, line, item.get("tax"), worth)
        line["total_tax_money"], line["total_money"] = money(tax), money(total)
        return line

    def _taxed(self, order, line, name, worth):
        """Return (tax, total) of what is worth so much at its price."""
        if not name:
            return 0, worth
        row = self._tax(order, name)
        rate = Decimal(row["percentage"]) / 100
        if row["type"] == "INCLUSIVE":
            tax, total = cents(worth - worth / (1 + rate)), worth
        else:
            tax = cents(worth * rate)
            total = worth + tax
        row["applied_money"] = money(row["applied_money"]["amount"] + tax)
        line["applied_taxes"] = [
            {"uid": new_id("t"), "tax_uid": name, "applied_money": money(tax)}
        ]
        return tax, total

    def _discount(self, order, line, reduced):
        uid = new_id("d")
        order["discounts"].append(
            {
                "uid": uid,
                "name": "Staff discount",
                "type": "VARIABLE_AMOUNT",
                "amount_money": money(reduced),
                "applied_money": money(reduced),
                "scope": "LINE_ITEM",
            }
        )
        line["applied_discounts"] = [
            {"uid": new_id("a"), "discount_uid": uid, "applied_money": money(reduced)}
        ]

    def _charge(self, order, wishes):
        """Add a service charge on top, or one that is part of the first line."""
        for name, treatment, phase in (
            ("charge", "LINE_ITEM_TREATMENT", "SUBTOTAL_PHASE"),
            ("apportioned", "APPORTIONED_TREATMENT", "APPORTIONED_AMOUNT_PHASE"),
        ):
            amount = wishes.get(name)
            if not amount:
                continue
            row = {
                "uid": new_id("c"),
                "name": "Service charge",
                "type": "CUSTOM",
                "amount_money": money(amount),
                "applied_money": money(amount),
                "treatment_type": treatment,
                "calculation_phase": phase,
                "applied_taxes": [],
            }
            tax, total = 0, amount
            if name == "charge":
                tax, total = self._taxed(order, row, wishes.get("charge_tax"), amount)
            else:
                line = order["line_items"][0]
                line["total_service_charge_money"] = money(amount)
                line["applied_service_charges"] = [
                    {
                        "uid": new_id("s"),
                        "service_charge_uid": row["uid"],
                        "applied_money": money(amount),
                    }
                ]
                line["total_money"] = money(line["total_money"]["amount"] + amount)
            row["total_tax_money"], row["total_money"] = money(tax), money(total)
            order["service_charges"].append(row)
