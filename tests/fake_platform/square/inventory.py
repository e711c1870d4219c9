"""Stock: counts and adjustments, applied by their own time, not by their coming."""

from decimal import Decimal

from ..rest import Response, route
from .words import refused, search_page, seconds, stamp

CHANGES = 100  # a request
AGE = 86400  # seconds a change may be late


class Inventory:
    """Keep what happened to each variation at each place."""

    def begin(self):
        """Start with empty shelves."""
        self.moves = {}  # (variation, place) -> [(seconds, "count" or "move", number)]

    def count_of(self, variation, place):
        """Return what is in stock, None when it never was."""
        rows = self.moves.get((variation, place))
        if not rows:
            return None
        total = Decimal(0)
        for _at, kind, number in sorted(rows, key=lambda row: row[0]):
            total = number if kind == "count" else total + number
        return total

    def put(self, variation, place, number, at=None):
        """Count by hand."""
        self._note(variation, place, at or self.clock(), "count", Decimal(number))

    def move_stock(self, order):
        """Take what an order sells off the shelf, put back what it returns."""
        lines = [(row, -1) for row in order["line_items"]]
        for back in order["returns"]:
            lines += [(row, 1) for row in back["return_line_items"]]
        at = seconds(order["closed_at"])
        for row, sign in lines:
            if row.get("catalog_object_id"):
                number = sign * Decimal(row["quantity"])
                place = order["location_id"]
                self._note(row["catalog_object_id"], place, at, "move", number)

    def _note(self, variation, place, at, kind, number):
        self.moves.setdefault((variation, place), []).append((at, kind, number))

    @route("POST", "/v2/inventory/counts/batch-retrieve")
    def some_counts(self, request):
        """Return counts of variations at locations."""
        body = request.json
        rows = []
        for (variation, place), moves in sorted(self.moves.items()):
            ids, places = body.get("catalog_object_ids"), body.get("location_ids")
            if (ids and variation not in ids) or (places and place not in places):
                continue
            rows.append(
                {
                    "catalog_object_id": variation,
                    "catalog_object_type": "ITEM_VARIATION",
                    "state": "IN_STOCK",
                    "location_id": place,
                    "quantity": str(self.count_of(variation, place)),
                    "calculated_at": stamp(max(row[0] for row in moves)),
                }
            )
        return search_page(request, rows, "counts", 1000)

    @route("POST", "/v2/inventory/changes/batch-create")
    def change_stock(self, request):
        """Apply changes, all of them or none."""
        return self.once(request, self._change_stock)

    def _change_stock(self, request):
        changes = request.json.get("changes") or []
        if len(changes) > CHANGES:
            return refused("ARRAY_LENGTH_TOO_LONG", "At most 100", "changes")
        for number, change in enumerate(changes):
            problem = self._stock_problem(change)
            if problem:
                return refused("INVALID_VALUE", problem, f"changes[{number}]")
        for change in changes:
            self._apply(change)
        return Response(200, {"counts": []})

    def _stock_problem(self, change):
        data = change.get("physical_count") or change.get("adjustment")
        if data["catalog_object_id"] not in self.objects_by_id():
            return "There is no such variation"
        at, now = seconds(data["occurred_at"]), self.clock()
        if at > now + 1 or at < now - AGE:
            return "It occurred too long ago or in the future"
        if "location_id" in (change.get("adjustment") or ()):
            return "location_id is not known to this version"
        return None

    def _apply(self, change):
        data = change.get("physical_count") or change["adjustment"]
        at, variation = seconds(data["occurred_at"]), data["catalog_object_id"]
        number = Decimal(data["quantity"])
        if change["type"] == "PHYSICAL_COUNT":
            self._note(variation, data["location_id"], at, "count", number)
        elif data["to_state"] == "IN_STOCK":
            self._note(variation, data["to_location_id"], at, "move", number)
        else:
            self._note(variation, data["from_location_id"], at, "move", -number)
