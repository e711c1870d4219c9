"""What people do at the tills: sell, take back, exchange, offline or not.

Amounts are worked out as Square does: discounts before taxes, each tax rounded by line,
service charges and tips on top; what comes back is written without a sign in an order
of its own.
"""

from decimal import ROUND_HALF_EVEN, Decimal

from .words import money, new_id, seconds, stamp

RATES = {"sales": ("Sales tax", "8", "ADDITIVE"), "vat": ("VAT", "20", "INCLUSIVE")}


def cents(number):
    """Return whole cents."""
    return int(Decimal(number).quantize(Decimal(1), ROUND_HALF_EVEN))


class Till:
    """Make orders with their payments and refunds."""

    def begin(self):
        """Start without sales."""
        self.orders, self.payments, self.refunds = {}, {}, {}
        self.customers = {}

    def sell(self, place, items, tenders=None, **wishes):
        """Make a sale; return its order.

        :param items: dicts with ``name``, ``price`` (cents) and, if wanted,
            ``variation``, ``quantity``, ``tax`` (of RATES), ``discount`` (cents),
            ``modifiers`` ((name, cents) ...), ``type``
        :param tenders: (type, cents or None for the rest, options) ...
        :param wishes: ``tip``, ``charge`` (cents), ``apportioned`` (cents), ``rounding``,
            ``device``, ``at`` (seconds), ``customer``, ``offline`` (seconds until it is
            transmitted), ``returns`` (see ``take_back``)
        """
        at = wishes.get("at") or self.clock()
        order = self._order(place, at, wishes)
        for item in items:
            order["line_items"].append(self._line(order, item))
        self._charge(order, wishes)
        order["returns"] = wishes.get("returns") or []
        self._round(order, wishes)
        self._total(order, wishes)
        self._tender(order, tenders, wishes)
        return self._finish(order, wishes)

    def take_back(self, order_id, lines=None, to=None, items=(), tenders=None, **wishes):
        """Take goods back, or exchange them for ``items``; return the new order.

        :param lines: uid -> quantity; None: all of the order
        :param to: kind of tender the money goes back to; None: as it was paid
        """
        source = self.orders[order_id]
        back = self._return(source, lines)
        order = self.sell(
            source["location_id"], items, tenders or (), returns=[back], **wishes
        )
        owed = -order["net_amounts"]["total_money"]["amount"]
        if owed > 0:
            self._refund(order, source, owed, to)
        self._send_order(order)
        return order

    # --- orders ---

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

    # --- money ---

    def _round(self, order, wishes):
        if wishes.get("rounding"):
            order["rounding_adjustment"] = {
                "uid": new_id("r"),
                "name": "Cash rounding",
                "amount_money": money(wishes["rounding"]),
            }

    def _total(self, order, wishes):
        charges = [
            row
            for row in order["service_charges"]
            if row["treatment_type"] == "LINE_ITEM_TREATMENT"
        ]
        rows = [*order["line_items"], *charges]
        tip = wishes.get("tip", 0)
        total = sum(row["total_money"]["amount"] for row in rows)
        total += tip + wishes.get("rounding", 0)
        tax = sum(row["total_tax_money"]["amount"] for row in rows)
        back = [row["return_amounts"] for row in order["returns"]]
        order["total_money"], order["total_tax_money"] = money(total), money(tax)
        order["total_tip_money"] = money(tip)
        order["return_amounts"] = {
            name: money(sum(row[name]["amount"] for row in back))
            for name in ("total_money", "tax_money", "tip_money")
        }
        order["net_amounts"] = {
            name: money(value - order["return_amounts"][name]["amount"])
            for name, value in (
                ("total_money", total),
                ("tax_money", tax),
                ("tip_money", tip),
            )
        }

    def _tender(self, order, tenders, wishes):
        """Pay what is due; the first tender has the tip."""
        due = order["net_amounts"]["total_money"]["amount"]
        order["tenders"], tip = [], wishes.get("tip", 0)
        given = tenders if tenders is not None else (("CARD", None, {}),)
        for kind, amount, options in given:
            amount = due if amount is None else amount
            due -= amount
            row = {
                "id": new_id("P"),
                "location_id": order["location_id"],
                "transaction_id": order["id"],
                "created_at": order["closed_at"],
                "type": kind,
                "amount_money": money(amount),
                "tip_money": money(tip),
            }
            tip = 0
            if kind == "CASH":
                handed = options.get("handed", amount)
                row["cash_details"] = {
                    "buyer_tendered_money": money(handed),
                    "change_back_money": money(handed - amount),
                }
            if kind == "CARD":
                row["card_details"] = {
                    "status": "CAPTURED",
                    "card": {"card_brand": options.get("brand", "VISA")},
                }
            order["tenders"].append(row)
            self._pay(order, row, wishes)

    def _pay(self, order, tender, wishes):
        payment = {
            "id": tender["id"],
            "order_id": order["id"],
            "location_id": order["location_id"],
            "created_at": order["updated_at"],
            "updated_at": order["updated_at"],
            "status": "COMPLETED",
            "source_type": tender["type"],
            "amount_money": money(
                tender["amount_money"]["amount"] - tender["tip_money"]["amount"]
            ),
            "tip_money": tender["tip_money"],
            "total_money": tender["amount_money"],
            "receipt_number": tender["id"][1:5],
            "team_member_id": "TM1",
        }
        if wishes.get("device"):
            name = (self.devices.get(wishes["device"]) or {}).get("attributes", {})
            payment["device_details"] = {
                "device_id": wishes["device"],
                "device_name": name.get("name") or wishes["device"],
            }
        if wishes.get("offline"):
            payment["is_offline_payment"] = True
            payment["offline_payment_details"] = {
                "client_created_at": order["created_at"]
            }
        self.payments[payment["id"]] = payment

    # --- what comes back ---

    def _return(self, source, lines):
        uids = {row["uid"]: row["quantity"] for row in source["line_items"]}
        wanted = uids if lines is None else lines
        back = {
            "uid": new_id("r"),
            "source_order_id": source["id"],
            "return_line_items": [],
            "return_taxes": source["taxes"],
            "return_discounts": source["discounts"],
        }
        total = tax = 0
        for row in source["line_items"]:
            if row["uid"] not in wanted:
                continue
            part = Decimal(wanted[row["uid"]]) / Decimal(row["quantity"])
            line = _part_of(row, part, str(wanted[row["uid"]]))
            back["return_line_items"].append(line)
            total += line["total_money"]["amount"]
            tax += line["total_tax_money"]["amount"]
        back["return_amounts"] = {
            "total_money": money(total),
            "tax_money": money(tax),
            "tip_money": money(0),
        }
        return back

    def _refund(self, order, source, owed, to):
        tender = source["tenders"][0]
        kind = to or tender["type"]
        refund = {
            "id": f"{tender['id']}_{new_id()}",
            "status": "COMPLETED",
            "location_id": order["location_id"],
            "amount_money": money(owed),
            "payment_id": tender["id"],
            "order_id": order["id"],
            "destination_type": kind,
            "created_at": order["updated_at"],
            "updated_at": order["updated_at"],
        }
        self.refunds[refund["id"]] = refund
        order["refunds"] = [
            {
                "id": refund["id"],
                "location_id": order["location_id"],
                "transaction_id": source["id"],
                "tender_id": tender["id"],
                "created_at": order["updated_at"],
                "reason": "Returned goods",
                "amount_money": money(owed),
                "status": "APPROVED",
            }
        ]

    # --- afterwards ---

    def _finish(self, order, wishes):
        """Have Square know it: at once, or when the till is online again."""
        late = wishes.get("offline")
        order["known_at"] = seconds(order["updated_at"]) if late else 0
        self.orders[order["id"]] = order
        self.move_stock(order)
        if not order["returns"]:
            self._send_order(order)
        return order

    def _send_order(self, order):
        for payment in order["tenders"]:
            self.announce("payment.updated", "payment", self.payments[payment["id"]])
        told = {name: order[name] for name in ("location_id", "state", "updated_at")}
        self.announce("order.updated", "order_updated", {**told, "order_id": order["id"]})


def _part_of(row, part, quantity):
    """Return a line that comes back, of which a part was sold."""
    amounts = {
        name: money(cents(row[name]["amount"] * part))
        for name in ("total_money", "total_tax_money", "total_discount_money")
    }
    shares = {
        name: [
            {**one, "applied_money": money(cents(one["applied_money"]["amount"] * part))}
            for one in row[name]
        ]
        for name in ("applied_taxes", "applied_discounts")
    }
    kept = ("name", "item_type", "catalog_object_id", "base_price_money")
    return {
        **{name: row[name] for name in kept if name in row},
        **amounts,
        **shares,
        "uid": new_id("b"),
        "source_line_item_uid": row["uid"],
        "quantity": quantity,
        "gross_return_money": money(cents(row["gross_sales_money"]["amount"] * part)),
        "return_modifiers": row["modifiers"],
    }
