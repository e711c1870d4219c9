"""Products made and changed: families of variants, what names stand for, pictures.

As the vendor documents it: a family is what shares a name, its head is one of its
variants, SKUs are unique, and a picture that is there already is not added again.
"""

import hashlib
import uuid
from decimal import Decimal

from ..rest import Response, route

API = "/api/2.0"
NAMED = {"brands": "brand", "tags": "tag", "variant_attributes": "attribute"}
MOST_VARIANTS = 200


def refused(sentence):
    """Return that a change is not possible."""
    return Response(422, {"errors": [sentence]})


class Catalogue:
    """What the back office does with products, over the API."""

    def _start_catalogue(self):
        self.names = {resource: {} for resource in NAMED}
        self.pictures = {}  # picture id -> (product id, checksum)

    # --- brands, tags, attributes ---

    @route("GET", f"{API}/brands")
    def list_brands(self, request):
        """Return brands."""
        return self.listed(request, self.names["brands"])

    @route("GET", f"{API}/tags")
    def list_tags(self, request):
        """Return tags."""
        return self.listed(request, self.names["tags"])

    @route("GET", f"{API}/variant_attributes")
    def list_attributes(self, request):
        """Return what variants differ by, all at once."""
        rows = list(self.names["variant_attributes"].values())
        return Response(200, {"data": rows})

    @route("POST", f"{API}/brands")
    def add_brand(self, request):
        """Make a brand; its id comes alone."""
        return Response(200, {"data": self.add_name("brands", request.json)["id"]})

    @route("POST", f"{API}/tags")
    def add_tag(self, request):
        """Make a tag; its id comes alone."""
        return Response(200, {"data": self.add_name("tags", request.json)["id"]})

    @route("POST", f"{API}/variant_attributes")
    def add_attribute(self, request):
        """Make an attribute."""
        return Response(
            201, {"data": self.add_name("variant_attributes", request.json)}
        )

    def add_name(self, resource, body):
        """Add a name; return its row."""
        row = self.bump({"id": str(uuid.uuid4()), "name": body["name"]})
        self.names[resource][row["id"]] = row
        return row

    # --- making ---

    @route("POST", f"{API}/products")
    def create_product(self, request):
        """Make a product, or a family of variants."""
        body = dict(request.json)
        variants = body.pop("variants", None)
        names = {row["name"] for row in self._alive()}
        if body["name"] in names:
            return refused("name: already used by another product")
        if variants and len(variants) > MOST_VARIANTS:
            return refused("variants: at most 200")
        rows = [{**body, **one} for one in variants] if variants else [body]
        skus = [row.get("sku") for row in rows if row.get("sku")]
        if problem := self._taken(skus):
            return problem
        ids = []
        for row in rows:
            ids.append(self._make(row, ids[0] if ids else None, len(rows) > 1))
        return Response(200, {"data": ids})

    @route("POST", "/api/2.1/products")
    def add_variant(self, request):
        """Add a variant to the family that has the name."""
        common, details = request.json["common"], dict(request.json["details"])
        family = [row for row in self._alive() if row["name"] == common["name"]]
        head = next((row for row in family if not row["variant_parent_id"]), None)
        if head is None or not head["variant_options"]:
            return refused("name: no family of variants has it")
        sku = next(c["code"] for c in details["product_codes"] if c["type"] == "CUSTOM")
        if problem := self._taken([sku]):
            return problem
        definitions = [
            {"attribute_id": row["attribute_id"], "value": row["attribute_value"]}
            for row in details.pop("variant_attribute_values")
        ]
        body = {**details, "sku": sku, "variant_definitions": definitions}
        shared = {name: head.get(name) for name in ("name", "handle", "source_id")}
        head["has_variants"] = True
        made = self._make({**shared, **body}, head["id"], False)
        return Response(200, {"data": {"product_id": made}})

    def _alive(self):
        return [row for row in self.products.values() if not row["deleted_at"]]

    def _taken(self, skus, own=""):
        """Refuse SKUs that another product has."""
        known = {r["sku"] for r in self._alive() if r["id"] != own}
        found = [sku for sku in skus if sku in known]
        if len(set(skus)) < len(skus) or found:
            return refused(f"sku: {(found or skus)[0]} is used already")
        return None

    def _make(self, body, parent, is_head):
        options = [
            {"id": row["attribute_id"], **self._option(row)}
            for row in body.pop("variant_definitions", ())
        ]
        price = body.get("price_including_tax") or body.get("price_excluding_tax") or 0
        row = self.add_product(
            body.pop("sku", None) or str(10000 + len(self.products)),
            price=price,
            **{k: v for k, v in body.items() if k not in ("all_outlets_tax",)},
            variant_parent_id=parent,
            variant_options=options,
            has_variants=is_head and parent is None,
            active=body.get("is_active", True),
            tax=body.get("all_outlets_tax") or body.get("outlet_taxes"),
            images=[],
        )
        return row["id"]

    def _option(self, row):
        name = self.names["variant_attributes"][row["attribute_id"]]["name"]
        return {"name": name, "value": row["value"]}

    # --- changing ---

    @route("PUT", "/api/2.1/products/{product_id}")
    def update_product(self, request):
        """Change one variant, and what all of its family share."""
        row = self.products.get(request.match["product_id"])
        if row is None or row["deleted_at"]:
            return Response(404, {"error": "not found"})
        common = dict(request.json.get("common") or {})
        details = dict(request.json.get("details") or {})
        codes = details.get("product_codes") or ()
        sku = [code["code"] for code in codes if code["type"] == "CUSTOM"]
        if problem := self._taken(sku, row["id"]):
            return problem
        if "track_inventory" in common:
            common["has_inventory"] = common.pop("track_inventory")
        for one in self.family(row):
            one.update(common)
            self.bump(one)
        for level in details.pop("inventory", ()):
            key = (row["id"], level["outlet_id"])
            self.levels[key] = Decimal(str(level["current_amount"]))
        if sku:
            row["sku"] = sku[0]
        if "is_active" in details:
            row["active"] = details["is_active"]
        row["tax"] = details.pop("all_outlet_tax", None) or row.get("tax")
        row.update(details)
        return Response(200, {"data": {"product_id": row["id"]}})

    def family(self, row):
        """Return the rows of a product's family, its head first."""
        head = row["variant_parent_id"] or row["id"]
        return [r for r in self._alive() if head in (r["id"], r["variant_parent_id"])]

    @route("DELETE", f"{API}/products/{{product_id}}")
    def delete_variant(self, request):
        """Delete one variant."""
        return self.delete([self.products.get(request.match["product_id"])])

    @route("DELETE", f"{API}/products/{{product_id}}/all")
    def delete_family(self, request):
        """Delete a product with its variants."""
        row = self.products.get(request.match["product_id"])
        return self.delete(self.family(row) if row else [None])

    def delete(self, rows):
        if not rows or rows[0] is None or rows[0]["deleted_at"]:
            return Response(404, {"error": "not found"})
        for row in rows:
            self.bump(row)["deleted_at"] = self.now()
        return Response(200, {"data": {}})

    # --- pictures ---

    @route("POST", f"{API}/products/{{product_id}}/actions/image_upload")
    def upload(self, request):
        """Take a picture; one that the product has is not added again."""
        product = self.products[request.match["product_id"]]
        content = request.body.partition(b"\r\n\r\n")[2].rpartition(b"\r\n--")[0]
        mark = (product["id"], hashlib.sha256(content).hexdigest())
        one = next((i for i, known in self.pictures.items() if known == mark), None)
        if one is None:
            one = str(uuid.uuid4())
            self.pictures[one] = mark
            product["images"] = [*product.get("images", ()), {"id": one}]
            self.bump(product)
        data = {"id": one, "product_id": product["id"], "status": "processing"}
        return Response(201, {"data": {**data, "position": len(product["images"])}})

    @route("PUT", f"{API}/product_images/{{image_id}}")
    def place_image(self, request):
        """Put a picture at a place among the others."""
        one = request.match["image_id"]
        if one not in self.pictures:
            return Response(404, {"error": "not found"})
        images = self.products[self.pictures[one][0]]["images"]
        images.remove({"id": one})
        images.insert(int(request.json["position"]) - 1, {"id": one})
        return Response(200, {"data": {"id": one}})

    @route("DELETE", f"{API}/product_images/{{image_id}}")
    def delete_image(self, request):
        """Delete a picture."""
        known = self.pictures.pop(request.match["image_id"], None)
        if known is None:
            return Response(404, {"error": "not found"})
        self.products[known[0]]["images"].remove({"id": request.match["image_id"]})
        return Response(204)
