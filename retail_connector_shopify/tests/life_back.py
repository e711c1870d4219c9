"""What comes back of an order in the fake shop, and the money for it."""

from tests.fake_platform.shopify import pricing
from tests.fake_platform.shopify.returns import announced, parcel_lines

RESTOCKS = ("RETURN", "RETURN", "NO_RESTOCK")
REASONS = ("SIZE_TOO_SMALL", "DEFECTIVE", "OTHER")
DISPOSITIONS = ("RESTOCKED", "RESTOCKED", "NOT_RESTOCKED", "MISSING")


class Back:
    """Refund, give back in part, return, exchange."""

    def _refund_open(self):
        """Refund what was not shipped."""
        places = self._places(pricing.unshipped)
        if not places or self.untold:
            return False
        place = self.chance.choice(places)
        units = self.some(pricing.unshipped(self.lines[place]))
        restock = self.chance.choice(("CANCEL", "CANCEL", "CANCEL", "NO_RESTOCK"))
        return self._refund(lines=[[place, units]], restock=restock)

    def _refund_shipped(self):
        """Refund what was shipped, with or without taking it back."""
        places = self._places(self._free)
        restock = self.chance.choice(RESTOCKS)
        if restock == "NO_RESTOCK":  # or it would be taken for what is still here
            places = [p for p in places if not pricing.unshipped(self.lines[p])]
        if not places:
            return False
        place = self.chance.choice(places)
        units = self.some(self._free(self.lines[place]))
        return self._refund(lines=[[place, units]], restock=restock)

    def _free(self, line):
        """Return the shipped units that are in no open return."""
        waiting = sum(
            back["unprocessedQuantity"]
            for gid in self.order.get("returns", ())
            if self.records.get(gid)["status"] in ("REQUESTED", "OPEN")
            for back in map(self.records.get, self.records.get(gid)["returnLineItems"])
            if back["fulfillmentLineItem"]["lineItem"] == line["id"]
        )
        return pricing.returnable(line) - waiting

    def _net(self):
        return float(self.order["netPaymentSet"]["shopMoney"]["amount"])

    def _refund(self, **given):
        if self.chance.random() < 0.2:
            given["shipping"] = True
        if self._net() > 0 and self.chance.random() < 0.1:
            given["pending"] = True
        return self.act("refund", **given)

    def _goodwill(self):
        if self._net() < 3:
            return False
        given = {"amount": self.chance.choice(("0.01", "2.50", "1.99"))}
        if self.order["customer"] and self.chance.random() < 0.2:
            given["gateway"] = "shopify_store_credit"
        return self.act("refund", lines=[], note="sorry", **given)

    def _settle(self):
        waiting = any(
            self.records.get(gid)["status"] == "PENDING"
            and self.records.get(gid)["kind"] == "REFUND"
            for gid in self.order["transactions"]
        )
        return waiting and self.act(
            "settle_refunds", arrived=self.chance.random() < 0.8
        )

    def _open_return(self):
        rows = list(parcel_lines(self.records, self.order).values())
        lines = {line["id"]: line for line in self.lines}
        places = {}
        for place, row in enumerate(rows):
            line = lines[row["lineItem"]]
            units = row["quantity"] - announced(self.records, self.order, row)
            units = min(units, self._free(line)) if line["ships"] else 0
            if units > 0:
                places[place] = units
        if not places:
            return False
        place = self.chance.choice(sorted(places))
        given = {
            "lines": [[place, self.some(places[place])]],
            "reason": self.chance.choice(REASONS),
            "requested": self.chance.random() < 0.2,
        }
        if self.chance.random() < 0.25:
            catalog = {row["sku"]: row for row in self.do("catalog")}
            variant = catalog[self.chance.choice(self.goods)]["variant_id"]
            given["exchange"] = [{"variant": variant, "quantity": 1}]
        elif self.chance.random() < 0.15:
            given["fee"] = "1.50"
        return self.act("open_return", **given)

    def _newest_return(self):
        ids = self.order.get("returns")
        return self.records.get(ids[-1]) if ids else None

    def _process_return(self):
        newest = self._newest_return()
        if newest is None or newest["status"] not in ("REQUESTED", "OPEN"):
            return False
        if newest["status"] == "REQUESTED":
            if self.chance.random() < 0.3:
                return self.act("decline_return")
            return self.act("approve_return")
        if not any(
            self.records.get(gid)["processableQuantity"]
            for gid in newest["returnLineItems"]
        ):
            return self.act("close_return")
        if self.chance.random() < 0.15:
            return self.act("cancel_return")
        return self.act("process_return", disposition=self.chance.choice(DISPOSITIONS))
