"""What comes back: written without a sign, with the line it was sold in."""

from decimal import Decimal

from .baskets import cents
from .words import money, new_id


class Returns:
    """Make the parts of an order that take goods back and pay for them."""

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


def _part_of(row, part, quantity):
    """Return a line that comes back, of which a part was sold."""
    amounts = {
        name: money(cents(row[name]["amount"] * part))
        for name in ("total_money", "total_tax_money", "total_discount_money")
    }
    shares = {
        name: [
            {
                **one,
                "applied_money": money(cents(one["applied_money"]["amount"] * part)),
            }
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
