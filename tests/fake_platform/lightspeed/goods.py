"""Products, and their stock in the outlets."""

import uuid
from decimal import Decimal

from ..rest import Response, route

API = "/api/2.0"


class Goods:
    """What the retailer sells, how many there are, and for how much."""

    def _start_goods(self):
        self.products, self.levels = {}, {}

    def add_product(self, sku, price="10.00", stock=0, **values):
        """Add a product; return it."""
        row = {
            "id": str(uuid.uuid4()),
            "name": f"Product {sku}",
            "handle": sku.lower(),
            "sku": sku,
            "active": True,
            "has_inventory": True,
            "has_variants": False,
            "variant_parent_id": None,
            "variant_options": [],
            "product_codes": [{"type": "CUSTOM", "code": sku}],
            "price_including_tax": float(price),
            "price_excluding_tax": float(price),
            "deleted_at": None,
            **values,
        }
        self.products[row["id"]] = self.bump(row)
        for outlet in self.outlets:
            self.levels[row["id"], outlet] = Decimal(stock)
        return row

    def product_id(self, sku):
        """Return the id of a product by its SKU, made when there is none."""
        for row in self.products.values():
            if row["sku"] == sku:
                return row["id"]
        return self.add_product(sku)["id"]

    def move(self, product_id, outlet_id, quantity):
        """Change the stock of a product in an outlet."""
        key = (product_id, outlet_id)
        self.levels[key] = self.levels.get(key, Decimal(0)) + quantity

    @route("GET", f"{API}/products")
    def list_products(self, request):
        """Return products."""
        return self.listed(request, self.products, False)

    @route("GET", f"{API}/products/{{product_id}}")
    def get_product(self, request):
        """Return a product."""
        return self.one(self.products, request.match["product_id"])

    @route("GET", f"{API}/search")
    def search(self, request):
        """Return the variants of a product."""
        parent = request.arg("variant_parent_id")
        rows = [r for r in self.products.values() if r["variant_parent_id"] == parent]
        return Response(200, {"data": rows})

    @route("GET", f"{API}/products/{{product_id}}/inventory")
    def inventory(self, request):
        """Return the levels of a product."""
        product_id = request.match["product_id"]
        rows = [
            {
                "id": f"{product}|{outlet}",
                "product_id": product,
                "outlet_id": outlet,
                "inventory_level": float(level),
                "current_amount": float(level),
            }
            for (product, outlet), level in self.levels.items()
            if product == product_id
        ]
        return Response(200, {"data": rows})

    @route("PUT", "/api/2.1/products/{product_id}")
    def update_product(self, request):
        """Change a product: its price, what outlets have of it."""
        product_id = request.match["product_id"]
        if product_id not in self.products:
            return Response(404, {"error": "not found"})
        details = dict(request.json["details"])
        for row in details.pop("inventory", ()):
            key = (product_id, row["outlet_id"])
            self.levels[key] = Decimal(str(row["current_amount"]))
        self.products[product_id].update(details)
        self.bump(self.products[product_id])
        return Response(200, {"data": {"product_id": product_id}})
