"""The search: sales by date and state, products by SKU or family; paged by offset."""

from datetime import datetime
from urllib.parse import parse_qs

from ..rest import Response, route

API = "/api/2.0"
LARGEST = 1000  # rows a page; more is cut


def _moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


class Search:
    """What is found by what it is, not by its version."""

    @route("GET", f"{API}/search")
    def search(self, request):
        """Return a page of sales, or products."""
        asked = parse_qs(request.query)
        if asked["type"] == ["sales"]:
            rows = self.found_sales(asked)
        else:
            rows = self.found_products(request)
        start = int(asked.get("offset", ["0"])[0])
        size = min(int(asked.get("page_size", [LARGEST])[0]), LARGEST)
        page = rows[start : start + size]
        if asked["type"] == ["sales"] and self.on_search:
            self.on_search()
        return Response(200, {"data": page})

    def found_sales(self, asked):
        """Return the sales of a time, of some states, or with an id."""
        first = asked.get("date_from", [""])[0]
        last = asked.get("date_to", [""])[0]
        found = []
        for row in self.sales.values():
            at = _moment(row["sale_date"])
            if (
                (not first or at >= _moment(first))
                and (not last or at <= _moment(last))
                and row["id"] in asked.get("_id", [row["id"]])
                and row["status"] in asked.get("status", [row["status"]])
            ):
                found.append(row)
        if order := asked.get("order_by"):
            found.sort(key=lambda row: row[order[0]])
        return found
