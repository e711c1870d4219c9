"""Orders, payments, refunds and customers, as they are asked for."""

from ..rest import Response, route
from .words import list_page, new_id, refused, search_page, within

ORDERS = 1000  # a page
PAYMENTS = 100


class Sales:
    """Answer about sales; an order made offline is unknown until it is transmitted."""

    def _visible(self):
        now = self.clock()
        return [order for order in self.orders.values() if order["known_at"] <= now]

    def _bare(self, order):
        return {name: value for name, value in order.items() if name != "known_at"}

    @route("POST", "/v2/orders/search")
    def search_orders(self, request):
        """Return orders by one of their times."""
        body = request.json
        if len(body.get("location_ids") or ()) > 10:
            return refused("ARRAY_LENGTH_TOO_LONG", "At most 10", "location_ids")
        query = body.get("query") or {}
        chosen = query.get("filter") or {}
        field = ((query.get("sort") or {}).get("sort_field") or "CREATED_AT").lower()
        spans = chosen.get("date_time_filter") or {}
        if spans and list(spans) != [field]:
            return refused("BAD_REQUEST", "The sort is of another time", "sort_field")
        span = spans.get(field) or {}
        states = (chosen.get("state_filter") or {}).get("states")
        rows = [
            order
            for order in self._visible()
            if order["location_id"] in body["location_ids"]
            and (not states or order["state"] in states)
            and order.get(field)
            and within(order[field], span.get("start_at"), span.get("end_at"))
        ]
        rows.sort(key=lambda order: (order[field], order["id"]))
        return search_page(request, [self._bare(o) for o in rows], "orders", ORDERS)

    @route("POST", "/v2/orders/batch-retrieve")
    def some_orders(self, request):
        """Return orders by id; those that are unknown are left out."""
        ids = request.json["order_ids"]
        if len(ids) > 100:
            return refused("ARRAY_LENGTH_TOO_LONG", "At most 100", "order_ids")
        rows = [self._bare(o) for o in self._visible() if o["id"] in set(ids)]
        return Response(200, {"orders": rows} if rows else {})

    @route("GET", "/v2/payments")
    def list_payments(self, request):
        """Return payments by location and time."""
        known = {order["id"] for order in self._visible()}
        rows = [
            row
            for row in self.payments.values()
            if row["order_id"] in known and self._asked(request, row)
        ]
        newest = request.arg("sort_order", "DESC") == "DESC"
        rows.sort(key=lambda row: (row["created_at"], row["id"]), reverse=newest)
        return list_page(request, rows, "payments", PAYMENTS)

    def _asked(self, request, row):
        place = request.arg("location_id")
        if place and row["location_id"] != place:
            return False
        if request.arg("is_offline_payment") == "true":
            if not row.get("is_offline_payment"):
                return False
            made = row["offline_payment_details"]["client_created_at"]
            begin = request.arg("offline_begin_time")
            if not within(made, begin, request.arg("offline_end_time")):
                return False
        return within(
            row["created_at"], request.arg("begin_time"), request.arg("end_time")
        )

    @route("GET", "/v2/payments/{payment_id}")
    def one_payment(self, request):
        """Return a payment."""
        payment = self.payments.get(request.match["payment_id"])
        if payment is None:
            return refused("NOT_FOUND", "No such payment", None, 404)
        return Response(200, {"payment": payment})

    @route("GET", "/v2/refunds")
    def list_refunds(self, request):
        """Return refunds by location and time."""
        rows = [row for row in self.refunds.values() if self._asked(request, row)]
        return list_page(request, rows, "refunds", PAYMENTS)

    # --- customers ---

    def add_customer(self, given, family, email):
        """Add a customer; return its id."""
        customer = {
            "id": new_id("C"),
            "given_name": given,
            "family_name": family,
            "email_address": email,
            "created_at": self.now(),
            "updated_at": self.now(),
        }
        self.customers[customer["id"]] = customer
        return customer["id"]

    @route("POST", "/v2/customers/bulk-retrieve")
    def some_customers(self, request):
        """Return customers by id, each with its own answer."""
        ids = request.json["customer_ids"]
        missing = [{"category": "INVALID_REQUEST_ERROR", "code": "NOT_FOUND"}]
        rows = {
            one: {"customer": self.customers[one]}
            if one in self.customers
            else {"errors": missing}
            for one in ids
        }
        return Response(200, {"responses": rows})

    @route("POST", "/v2/customers/search")
    def search_customers(self, request):
        """Return customers by the time they changed."""
        chosen = (request.json.get("query") or {}).get("filter") or {}
        span = chosen.get("updated_at") or {}
        rows = [
            row
            for row in self.customers.values()
            if within(row["updated_at"], span.get("start_at"), span.get("end_at"))
        ]
        return search_page(request, rows, "customers", 100)
