"""The catalogue: objects with versions, written in batches, one writer at a time."""

import copy
import json
import re

from ..rest import Response, route
from .words import list_page, money, new_id, refused, search_page, seconds

BATCH, REQUEST = 1000, 10_000
PART = re.compile(rb'name="(\w+)".*?\r\n\r\n(.*?)\r\n--', re.S)


def parts_of(body):
    """Return name -> content of the parts of an upload."""
    return dict(PART.findall(body))


def _size(one):
    """Return how many objects an object is, with those inside it."""
    return 1 + len((one.get("item_data") or {}).get("variations") or ())


class Catalogue:
    """Keep items with their variations inside, taxes, categories and pictures."""

    def begin(self):
        """Start with one tax."""
        self.objects, self.version, self.images = {}, 1, {}
        self.on_write = None  # called before each write, e.g. to change something
        self._keep(
            {
                "type": "TAX",
                "id": "TAX1",
                "tax_data": {"name": "Sales tax", "percentage": "8", "enabled": True},
            }
        )

    def add_item(self, name, sku, cents, barcode=""):
        """Make an item with one variation; return (item id, variation id)."""
        variation = {
            "type": "ITEM_VARIATION",
            "id": new_id("V"),
            "item_variation_data": {
                "name": "Regular",
                "sku": sku,
                "pricing_type": "FIXED_PRICING",
                "price_money": money(cents),
                "track_inventory": True,
            },
        }
        if barcode:
            variation["item_variation_data"]["upc"] = barcode
        item = {
            "type": "ITEM",
            "id": new_id("I"),
            "present_at_all_locations": True,
            "item_data": {"name": name, "variations": [variation]},
        }
        variation["item_variation_data"]["item_id"] = item["id"]
        self._keep(item)
        return item["id"], variation["id"]

    def add_tax(self, name, percentage):
        """Add a tax that is charged."""
        data = {"name": name, "percentage": percentage, "enabled": True}
        return self._keep({"type": "TAX", "id": new_id("TAX"), "tax_data": data})

    def touch(self, item_id, **fields):
        """Change an item by hand, as a person in the back office does."""
        found = copy.deepcopy(self.objects[item_id])
        found["item_data"].update(fields)
        self._keep(found)

    def remove(self, object_id):
        """Delete an object and its variations; return their ids."""
        found = copy.deepcopy(self.objects[object_id])
        rows = [found, *((found.get("item_data") or {}).get("variations") or ())]
        for row in rows:
            row["is_deleted"] = True
        self._keep(found)
        return [row["id"] for row in rows]

    def objects_by_id(self):
        """Return id -> object, variations too."""
        found = {}
        for one in self.objects.values():
            found[one["id"]] = one
            for row in (one.get("item_data") or {}).get("variations") or ():
                found[row["id"]] = row
        return found

    def _keep(self, found):
        self.version += 1
        now = self.now()
        found = {**found, "version": self.version, "updated_at": now}
        found.setdefault("is_deleted", False)
        for row in (found.get("item_data") or {}).get("variations") or ():
            row.update(version=self.version, updated_at=now)
        self.objects[found["id"]] = found
        return found

    # --- reading ---

    @route("GET", "/v2/catalog/list")
    def list_objects(self, request):
        """Return objects by type."""
        types = request.arg("types").split(",")
        rows = [
            row
            for row in self.objects.values()
            if row["type"] in types and not row["is_deleted"]
        ]
        return list_page(request, rows, "objects", 100)

    @route("POST", "/v2/catalog/batch-retrieve")
    def some_objects(self, request):
        """Return objects by id."""
        ids, known = request.json["object_ids"], self.objects_by_id()
        rows = [known[one] for one in ids if one in known]
        return Response(200, {"objects": [r for r in rows if not r.get("is_deleted")]})

    @route("POST", "/v2/catalog/search")
    def search_objects(self, request):
        """Return objects that changed after a time, or by SKU."""
        body, known = request.json, self.objects_by_id().values()
        begin = body.get("begin_time")
        wanted = ((body.get("query") or {}).get("set_query")) or {}
        rows = [
            row
            for row in known
            if row["type"] in body["object_types"]
            and (body.get("include_deleted_objects") or not row.get("is_deleted"))
            and (not begin or seconds(row["updated_at"]) > seconds(begin))
            and (
                not wanted
                or row["item_variation_data"].get(wanted["attribute_name"])
                in wanted["attribute_values"]
            )
        ]
        return search_page(request, rows, "objects", 1000)

    # --- writing ---

    def answer(self, request):
        """Refuse a second catalogue write of the seller while one is under way."""
        if not request.path.startswith("/v2/catalog/batch-upsert"):
            return super().answer(request)
        if not self.writing.acquire(blocking=False):
            return refused("RATE_LIMITED", "One at a time", None, 429)
        try:
            return super().answer(request)
        finally:
            self.writing.release()

    @route("POST", "/v2/catalog/batch-upsert")
    def upsert(self, request):
        """Write batches, each as a whole or not at all."""
        return self.once(request, self._upsert)

    def _upsert(self, request):
        batches = request.json["batches"]
        sizes = [sum(map(_size, batch["objects"])) for batch in batches]
        if max(sizes) > BATCH or sum(sizes) > REQUEST:
            return refused("ARRAY_LENGTH_TOO_LONG", "Too many objects", "batches")
        if self.on_write:
            act, self.on_write = self.on_write, None
            act()
        for batch in batches:
            for one in batch["objects"]:
                problem = self._write_problem(one)
                if problem:
                    return problem
        ids, written = {}, []
        for batch in batches:
            written += [self._write(one, ids) for one in batch["objects"]]
        rows = [{"client_object_id": a, "object_id": b} for a, b in ids.items()]
        return Response(200, {"objects": written, "id_mappings": rows})

    def _write_problem(self, one):
        known = self.objects_by_id().get(one["id"])
        if not one["id"].startswith("#"):
            if known is None:
                return refused("NOT_FOUND", f"No object {one['id']}", None, 404)
            if one.get("version") != known["version"]:
                return refused("VERSION_MISMATCH", "Object version does not match")
        if one["type"] == "ITEM" and not one["item_data"].get("name"):
            return refused("VALUE_EMPTY", "An item needs a name", "item_data.name")
        for row in (one.get("item_data") or {}).get("variations") or ():
            upc = row["item_variation_data"].get("upc")
            if upc and not re.fullmatch(r"\d{8}|\d{12,14}", upc):
                return refused("INVALID_VALUE", "upc is no GTIN", "upc")
        return None

    def _write(self, one, ids):
        one = copy.deepcopy(one)
        self._name(one, ids)
        for row in (one.get("item_data") or {}).get("variations") or ():
            self._name(row, ids)
            row["item_variation_data"]["item_id"] = one["id"]
        if one["type"] == "ITEM_VARIATION":
            item = copy.deepcopy(self.objects[one["item_variation_data"]["item_id"]])
            rows = item["item_data"]["variations"]
            item["item_data"]["variations"] = [
                one if row["id"] == one["id"] else row for row in rows
            ]
            self._keep(item)
            return self.objects_by_id()[one["id"]]
        return self._keep(one)

    def _name(self, one, ids):
        if one["id"].startswith("#"):
            ids[one["id"]] = new_id(one["type"][0])
            one["id"] = ids[one["id"]]

    @route("DELETE", "/v2/catalog/object/{object_id}")
    def delete(self, request):
        """Delete an object and its children; they stay known as deleted."""
        found = self.objects.get(request.match["object_id"])
        if found is None or found["is_deleted"]:
            return refused("NOT_FOUND", "No such object", None, 404)
        return Response(200, {"deleted_object_ids": self.remove(found["id"])})

    @route("POST", "/v2/catalog/images")
    def upload(self, request):
        """Take a picture; a repeat under the same key is the same picture."""
        asked = json.loads(parts_of(request.body)[b"request"])
        key = asked["idempotency_key"]
        if key not in self.images:
            image = {**asked["image"], "id": new_id("IMG")}
            self.images[key] = self._keep(image)
        return Response(200, {"image": self.images[key]})
