"""What happens to the goods of an order in the fake shop."""

from tests.fake_platform.shopify.returns import announced

PLACES = ("Warehouse", "City Store")


class Goods:
    """Ship, move, hold, and take back what was not to be shipped."""

    def _open(self):
        rows = self.do("fulfilment", order=self.id)["orders"]
        return [row for row in rows if row["left"] and not row["holds"]]

    def _fulfil(self):
        rows = self._open()
        if not rows or self.untold:
            return False
        row = self.chance.choice(rows)
        numbers = {line["id"]: place for place, line in enumerate(self.lines)}
        wanted = [(numbers[k], left) for k, left in row["lines"].items() if left]
        if self.chance.random() < 0.5:
            place, left = self.chance.choice(wanted)
            wanted = [(place, self.some(left))]
        given = {"lines": [list(one) for one in wanted], "location": row["location"]}
        if self.chance.random() < 0.3:
            given["numbers"] = [f"P{self.number}A", f"P{self.number}B"]
        self.act("fulfil", **given)
        self.parcels.add(self.order["fulfillments"][-1])
        return True

    def _move(self):
        if not self._open():
            return False
        return self.act("move", location=self.chance.choice(PLACES))

    def _hold(self):
        return bool(self._open()) and self.act("hold")

    def _release(self):
        rows = self.do("fulfilment", order=self.id)["orders"]
        return any(row["holds"] for row in rows) and self.act("release")

    def _unship(self):
        """Cancel a parcel the shop made, of which nothing came back."""
        parcels = [self.records.get(gid) for gid in self.order["fulfillments"]]
        lines = {line["id"]: line for line in self.lines}
        places = [
            place
            for place, parcel in enumerate(parcels)
            if parcel["status"] == "SUCCESS"
            and parcel["id"] in self.parcels
            and not any(
                lines[entry["lineItem"]].get("back")
                or announced(self.records, self.order, entry)
                for entry in parcel["fulfillmentLineItems"]
            )
        ]
        return bool(places) and self.act("unship", place=self.chance.choice(places))
