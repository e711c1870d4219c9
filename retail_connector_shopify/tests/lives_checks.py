"""What has to be true of an order's life when everything is settled."""

from collections import defaultdict
from decimal import Decimal

from .lives_shop import CENT, Shop

# Why an order may still wait: a person, or the customer, has to do something.
HELD = {
    "unpaid",  # nobody paid: nothing is confirmed, by policy
    "payment_expired",  # nor in time
    "refunded",  # all was given back before anything was confirmed
    "empty",  # nothing is left of it
}


def exact(number):
    """Return an amount or quantity of the database in cents."""
    return Decimal(repr(float(number))).quantize(CENT)


class Checks:
    """Compare one life with Odoo; ``problems`` are sentences."""

    def __init__(self, case, life):
        self.case, self.life = case, life
        self.env = case.env
        self.problems = []
        self.left_too_late = 0
        self.shop = Shop(case.records, life.order)
        self.binding = case.binding({"id": life.id})

    def run(self):
        """Return what is not as it has to be."""
        if not self.binding:
            self.problems.append("not imported")
            return self.problems
        self._items()
        self._order()
        self._money()
        self._goods()
        if self.problems:
            self._show()
        return self.problems

    def _show(self):
        """Tell what Odoo has, for the story."""
        binding, order = self.binding, self.binding.record_id
        tell = self.life.tell
        tell(f"Odoo: {order.name} {order.state} {binding.stage} {order.amount_total}")
        for move in order.invoice_ids | binding.refund_ids.record_id:
            tell(
                f"Odoo: {move.move_type} {move.name} {move.state} {move.amount_total} "
                f"open {move.amount_residual}"
            )
        for tender in binding.tender_ids:
            line = tender._customer_lines()
            tell(
                f"Odoo: {tender.kind} {tender.status} {tender.gateway} {tender.amount} "
                f"{tender.state} open {line.mapped('amount_residual')}"
            )
        for refund in binding.refund_ids:
            tell(
                f"Odoo: refund {refund.external_name} {refund.stage} {refund.total} "
                f"goods {refund.goods}"
            )
        for back in binding.return_ids:
            tell(f"Odoo: return {back.external_name} {back.status} goods {back.goods}")
        for move in order.picking_ids.move_ids.sorted("id"):
            tell(
                f"Odoo: {move.picking_id.name} {move.product_id.default_code} "
                f"{move.product_uom_qty:g}/{move.quantity:g} {move.state} "
                f"{move.location_id.name} -> {move.location_dest_id.name}"
            )

    def same(self, what, ours, theirs):
        """Note a difference."""
        if exact(ours) != exact(theirs):
            self.problems.append(f"{what}: Odoo {exact(ours)}, shop {exact(theirs)}")

    # --- items ---

    def _items(self):
        domain = [("backend_id", "=", self.case.backend.id)]
        entity = [*domain, ("entity_id", "=", self.life.id)]
        self._discrepancies(domain)
        for event in self.env["retail.event"].search(entity):
            if event.state not in ("done", "ignored"):
                self.problems.append(
                    f"event {event.topic} {event.state} {event.cause}: {event.error}"
                )
        for row in self.env["retail.outbox"].search(entity):
            late = row.cause == "fulfilment_exceeds" and self.left_too_late
            if row.state not in ("done", "superseded") and not late:
                self.problems.append(f"outbox {row.state} {row.cause}: {row.error}")
        binding = self.binding
        if binding.stage not in ("done", "cancelled") and not (
            binding.stage == "held" and binding.stage_cause in HELD
        ):
            self.problems.append(
                f"order {binding.stage} {binding.stage_cause}: {binding.stage_error}"
            )
        if binding.fulfilment_state not in ("done", "none") and (
            binding.record_id.state == "sale"
        ):
            self.problems.append(
                f"goods {binding.fulfilment_state} {binding.fulfilment_cause}: "
                f"{binding.fulfilment_error}"
            )
        for refund in binding.refund_ids:
            if refund.stage != "done" and binding.stage != "held":
                self.problems.append(
                    f"refund {refund.stage} {refund.stage_cause}: {refund.stage_error}"
                )

    def _discrepancies(self, domain):
        for one in self.env["retail.discrepancy"].search(
            [*domain, ("state", "=", "open"), ("entity", "=like", f"{self.life.id}%")]
        ):
            if not self._is_legitimate(one):
                self.problems.append(
                    f"discrepancy {one.type}: {one.expected} {one.found} {one.note}"
                )

    def _is_legitimate(self, discrepancy):
        """Return whether a person has to decide, by the shop's own facts."""
        if discrepancy.type == "cancelled_with_money":
            return self.shop.net != 0  # the shop kept money of what it cancelled
        if discrepancy.type == "cancelled_after_invoice":
            return self.shop.sold != self.shop.back  # it did not credit all of it
        if discrepancy.type == "return_after_delivery":
            self.left_too_late += int(discrepancy.found)
            return True  # the shop gave units back that Odoo had just shipped
        return False

    # --- money ---

    def _order(self):
        order = self.binding.record_id
        if order.state == "cancel":
            return
        self.same("order total", order.amount_total, self.shop.sold)
        self.same("order tax", order.amount_tax, self.shop.sold_tax)

    def _money(self):
        booked = defaultdict(Decimal)
        for tender in self.binding.tender_ids:
            if tender.record_id:
                booked[tender.gateway] += exact(tender.record_id.balance)
        moves = self.binding.record_id.invoice_ids | self.binding.refund_ids.record_id
        moves = moves.filtered(lambda move: move.state != "cancel")
        if self.binding.stage == "held" or (
            self.binding.stage == "cancelled" and not moves
        ):
            self.same("invoiced", sum(moves.mapped("amount_total")), 0)
            net = sum(booked.values(), Decimal(0))
            self.same("money", net, self.shop.net if booked else 0)
            return
        for gateway in {*booked, *self.shop.tenders}:
            self.same(
                f"money by {gateway}", booked[gateway], self.shop.tenders[gateway]
            )
        due = self.shop.sold - self.shop.back
        signs = {"out_invoice": 1, "out_refund": -1}
        for state in set(moves.mapped("state")) - {"posted"}:
            self.problems.append(f"an invoice is {state}")
        for what, field, theirs in (
            ("booked", "amount_total", due),
            ("booked tax", "amount_tax", self.shop.sold_tax - self.shop.back_tax),
            ("open", "amount_residual", due - self.shop.net),
        ):
            ours = sum(
                (signs[m.move_type] * exact(m[field]) for m in moves), Decimal(0)
            )
            if field == "amount_residual":
                ours += self._unmatched()
            self.same(what, ours, theirs)
        if due == self.shop.net:
            for move in moves:
                self.same(f"residual of {move.name}", move.amount_residual, 0)

    def _unmatched(self):
        """Return payments of the order that no invoice took yet."""
        lines = self.binding.tender_ids._customer_lines()
        return exact(sum(lines.mapped("amount_residual")))

    # --- goods ---

    def _goods(self):
        order = self.binding.record_id
        if order.state != "sale":
            return
        lines = {line.retail_line_key: line for line in order.order_line}
        returned = self._returned()
        late = self.left_too_late
        for fact in self.life.lines:
            line = lines.get(fact["id"])
            if line is None or line.product_id.type != "consu":
                continue
            units = fact["fulfilled"] - returned[fact["id"]]
            if late and line.qty_delivered > units:
                late -= line.qty_delivered - units
                continue
            self.same(
                f"delivered {line.product_id.default_code}", line.qty_delivered, units
            )
        self.same("left too late", self.left_too_late - late, self.left_too_late)
        self.same("to deliver", *self._to_deliver(order))
        for move in self._open(order):
            if move.state != "assigned":
                self.problems.append(
                    f"not reserved: {move.product_uom_qty:g} {move.product_id.name}, "
                    f"{move.state} at {move.location_id.display_name}"
                )
            if move.location_dest_id.usage != "customer":
                expected = move.picking_id.retail_return_binding_id
                shown = self.case.records.get(expected.external_id) or {}
                if (expected.status, shown.get("status")) != ("open", "OPEN"):
                    self.problems.append(f"{move.picking_id.name} expects goods")

    def _open(self, order):
        """Return what is still to be moved; there is enough of everything."""
        return order.picking_ids.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )

    def _returned(self):
        """Return line id -> units that came back, as the shop says."""
        units = defaultdict(int)
        for refund in map(self.case.records.get, self.life.order["refunds"]):
            for row in refund["refundLineItems"]:
                if row["restockType"] == "RETURN":
                    units[row["lineItem"]] += row["quantity"]
        for gid in self.life.order.get("returns", ()):
            for reverse in self.case.records.get(gid)["reverseFulfillmentOrders"]:
                for part in self.case.records.get(reverse)["lineItems"]:
                    for done in part["dispositions"]:
                        line = part["fulfillmentLineItem"]["lineItem"]
                        if self._comes_back(gid, part, done):
                            units[line] += done["quantity"]
        return units

    def _comes_back(self, gid, part, done):
        """Return whether goods reach a place of Odoo."""
        if done["type"] == "MISSING":
            return False
        if done["type"] == "RESTOCKED":
            return True
        for line in map(
            self.case.records.get, self.case.records.get(gid)["returnLineItems"]
        ):
            if line["fulfillmentLineItem"]["id"] == part["fulfillmentLineItem"]["id"]:
                reason = self.case.records.get(line["returnReasonDefinition"])
                return reason["name"] == "Defective"  # goes to quarantine
        return False

    def _to_deliver(self, order):
        """Return the units of goods still to be delivered: here, in the shop.

        What is no article (an engraving) is shipped in the shop, but not from stock.
        """
        goods = {
            line.retail_line_key
            for line in order.order_line
            if line.product_id.type == "consu"
        }
        here = sum(
            move.product_uom_qty
            for move in self._open(order)
            if move.location_dest_id.usage == "customer"
        )
        rows = self.case.do("fulfilment", order=self.life.id)["orders"]
        return here, sum(
            left for row in rows for key, left in row["lines"].items() if key in goods
        )
