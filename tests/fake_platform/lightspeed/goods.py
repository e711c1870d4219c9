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
        self.into_base_book(row)
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

    def found_products(self, request):
        """Return products by SKU, or the variants of one."""
        wanted = {"variant_parent_id": request.arg("variant_parent_id")}
        if request.arg("sku"):
            wanted = {"sku": request.arg("sku")}
        return [
            row
            for row in self.products.values()
            if wanted.items() <= row.items() and not row["deleted_at"]
        ]

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
