"""Books of prices: the retailer's own, and others for outlets and customer groups."""

import uuid

from ..rest import Response, route

API = "/api/2.0"
MOST = 100  # rows a request
BASE = "General Price Book (All Products)"


class PriceBooks:
    """Keep books and the prices in them."""

    def _start_books(self):
        self.books, self.book_rows = {}, {}
        self.base_book = self.add_book(BASE, type="BASE")

    def add_book(self, name, outlet=None, group="All Customers", **values):
        """Add a book; return it."""
        place = [row["id"] for row in self.outlets.values() if row["name"] == outlet]
        row = {
            "id": str(uuid.uuid4()),
            "name": name,
            "type": "GENERAL",
            "outlet_id": place[0] if place else None,
            "customer_group_id": f"group-{group}",
            "customer_group": {"id": f"group-{group}", "name": group},
            "deleted_at": None,
            **values,
        }
        self.books[row["id"]] = self.bump(row)
        return row

    def into_base_book(self, product):
        """Note a product's tax among the retailer's own prices."""
        self._keep(self.base_book["id"], product["id"], 0, self.tax["id"])

    def _keep(self, book, product, price, tax, **values):
        row = {"id": str(uuid.uuid4()), "product_id": product, "price_book_id": book}
        row |= {"price": price, "tax_id": tax, **values}
        self.book_rows[row["id"]] = self.bump(row)

    def prices_of(self, book):
        """Return product id -> price in a book, as the shelf shows it."""
        rows = self.book_rows.values()
        return {
            row["product_id"]: row["price"]
            for row in rows
            if row["price_book_id"] == book["id"]
        }

    @route("GET", f"{API}/price_books")
    def list_books(self, request):
        """Return books."""
        return self.listed(request, self.books)

    @route("GET", f"{API}/price_books/{{book_id}}/products")
    def list_book(self, request):
        """Return the prices of products in a book."""
        book = request.match["book_id"]
        if book not in self.books:
            return Response(404, {"error": "not found"})
        wanted = request.arg("product_ids").split(",")
        rows = [
            row
            for row in self.book_rows.values()
            if row["price_book_id"] == book and row["product_id"] in wanted
        ]
        return Response(200, {"data": rows})

    @route("POST", f"{API}/price_books/{{book_id}}/products")
    def add_prices(self, request):
        """Add prices; a second one of a product is not wanted."""
        book, rows = request.match["book_id"], request.json["data"]
        problem = self._problem(book, rows)
        if problem:
            return problem
        known = self.prices_of({"id": book})
        if any(row["product_id"] in known for row in rows):
            return Response(422, {"errors": ["product_id: is in the book already"]})
        for row in rows:
            self._keep(book, row["product_id"], row["price"], row["tax_id"])
        return Response(200, {"data": {"message": "done"}})

    @route("PATCH", f"{API}/price_books/{{book_id}}/products")
    def change_prices(self, request):
        """Change prices that are in a book."""
        book, rows = request.match["book_id"], request.json["data"]
        problem = self._problem(book, rows)
        if problem or any(row.get("id") not in self.book_rows for row in rows):
            return problem or Response(422, {"errors": ["id: unknown"]})
        for row in rows:
            self.bump(self.book_rows[row["id"]]).update(price=row["price"])
        return Response(200, {"data": {"message": "done"}})

    def _problem(self, book, rows):
        if book not in self.books:
            return Response(404, {"error": "not found"})
        if len(rows) > MOST:
            return Response(422, {"errors": ["data: at most 100"]})
        if any(row["product_id"] not in self.products for row in rows):
            return Response(422, {"errors": ["product_id: unknown"]})
        return None

    @route("DELETE", f"{API}/price_books/{{book_id}}/products")
    def remove_prices(self, request):
        """Take prices out of a book."""
        for one in request.json["data"]["price_book_product_ids"]:
            self.book_rows.pop(one, None)
        return Response(200, {"data": {"message": "done"}})
