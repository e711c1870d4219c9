"""Products out: made in one request, changed variant by variant, pictures apart.

The platform knows no idempotency keys. A product that is made carries our key; when the
answer was lost it is found again by its SKUs and that key instead of being made twice.
Changes set what is wanted, and a picture that is there already is not added again, so
repeating those does no harm.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from urllib3.filepost import encode_multipart_formdata

from odoo.addons.retail_connector_base.platforms import (
    NotFoundError,
    PushResult,
    RefusedError,
    TransientError,
)

from . import product_shape as shape
from .client import PRODUCTS
from .names import Names

TYPES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif"}
LARGEST = 10_000_000  # bytes


@dataclass(frozen=True)
class House:
    """What products need of the retailer."""

    names: Names
    price_field: str
    inclusive: bool
    taxes: Mapping[frozenset, str]  # names of rates -> id
    outlets: tuple[str, ...]

    def tax(self, names):
        """Return the id of the tax with these rates."""
        found = self.taxes.get(frozenset(names))
        if not found:
            text = ", ".join(name.replace("|", " ") for name in names)
            raise RefusedError(f"There is no such tax: {text}", "tax_unknown")
        return found


def house(reads) -> House:
    """Return the retailer's ways."""
    return House(
        names=Names(reads.client),
        price_field=reads.price_field,
        inclusive=not reads.retailer.get("tax_exclusive"),
        taxes={
            **{
                frozenset(map(_rate_name, tax["rates"])): tax["id"]
                for tax in reads.taxes
            },
            frozenset(): reads.retailer.get("no_tax_group_id") or "",
        },
        outlets=tuple(reads.outlets),
    )


def _rate_name(rate):
    """Return a rate's title and percentage, as Odoo names it."""
    return f"{rate['name']}|{float(rate['rate']) * 100:g}"


class ProductPush:
    """Deliver products one by one; what one cannot do stops no other."""

    def __init__(self, reads, read_file):
        self.reads, self.client = reads, reads.client
        self.house, self.read_file = house(reads), read_file

    def push(self, items):
        """Return one result per item, in their order."""
        results = []
        for item in items:
            try:
                answer = self._deliver(item)
                results.append(PushResult(item.key, answer["id"], answer))
            except (NotFoundError, RefusedError, TransientError) as error:
                if isinstance(error, TransientError) and not results:
                    raise
                if isinstance(error, NotFoundError):
                    error = RefusedError("The product is not there.", "no_product")
                results.append(PushResult(item.key, error=error))
        return results

    def _deliver(self, item):
        payload = item.payload
        one = payload["id"] or (item.again and self._lost(payload)) or ""
        if payload["delete"]:
            return self._delete(one)
        answer = self._change(one, payload) if one else self._create(payload)
        if payload.get("media") is not None:
            answer["media"] = self._show(answer["id"], payload["media"])
        return answer

    # --- making ---

    def _lost(self, payload):
        """Return the id of what was made before its answer was lost."""
        for row in payload["variants"]:
            sku = (row.get("values") or {}).get("sku")
            found = sku and self.client.get("/search", type="products", sku=sku)
            for product in found or ():
                if product.get("source_id") == payload["key"]:
                    return product.get("variant_parent_id") or product["id"]
        return ""

    def _create(self, payload):
        if not all(row["values"]["sku"] for row in payload["variants"]):
            raise RefusedError("Each variant needs an SKU.", "sku_missing")
        body = shape.new_product(payload, self.house)
        try:
            ids = self.client.send("POST", "/products", body)
        except RefusedError:
            # It may be there already: made before one of its pictures was refused.
            if not (made := self._lost(payload)):
                raise
            return self._change(made, payload)
        return self._answer(payload, self._family(ids[0]), whole=True)

    def _family(self, one):
        """Return the rows of a product, its head first."""
        payload = self.reads.product_payload(one)
        if payload is None:
            raise NotFoundError("The product is not there.")
        head = payload["rows"][0].get("variant_parent_id")
        if head:
            return self._family(head)
        alive = [row for row in payload["rows"] if not row.get("deleted_at")]
        if not alive:
            raise NotFoundError("The product is not there.")
        return alive

    def _answer(self, payload, rows, whole):
        """Return what the exporter has to know: which variant is which row."""
        by_options, by_id = _by_options(rows), {row["id"]: row for row in rows}
        known = []
        for row in payload["variants"]:
            found = by_id.get(row["id"]) or by_options.get(_options(row["options"]))
            if found is not None:
                known.append(
                    {"ref": row["ref"], "id": found["id"], "stock_id": found["id"]}
                )
        return {"id": rows[0]["id"], "whole": whole, "variants": known}

    # --- changing ---

    def _change(self, one, payload):
        rows = self._family(one)
        head, status = rows[0]["id"], payload["parts"].get("status") or ""
        wanted, fresh = {}, []
        by_options = _by_options(rows)
        for row in payload["variants"]:
            found = row["id"] or (by_options.get(_options(row["options"])) or {}).get(
                "id"
            )
            if found:
                wanted[found] = row
            else:
                fresh.append(row)
        shared = shape.common(payload, self.house)
        for row in rows:
            body = shape.details(wanted.get(row["id"]), status, self.house)
            self._put(row["id"], shared if row["id"] == head else {}, body)
        name = shared.get("name") or rows[0]["name"]
        for row in fresh:
            self._add(name, row)
        if payload["whole"]:
            self._remove([row for row in rows if row["id"] not in wanted], head)
        if fresh:
            rows = self._family(head)
        return self._answer(payload, rows, bool(payload["whole"]))

    def _put(self, product_id, shared, body):
        changes = {"common": shared, "details": body}
        changes = {name: part for name, part in changes.items() if part}
        if changes:
            path = f"/products/{product_id}"
            self.client.send("PUT", path, changes, version=PRODUCTS, idempotent=True)

    def _add(self, name, row):
        """Add a variant to the family that has this name."""
        body = shape.details(row, "active", self.house)
        body["variant_attribute_values"] = shape.definitions(
            row, self.house, "attribute_value"
        )
        if row.get("price"):
            body[self.house.price_field] = float(row["price"])
        changes = {"common": {"name": name}, "details": body}
        self.client.send("POST", "/products", changes, version=PRODUCTS)

    def _remove(self, rows, head):
        """Take variants away; the head, which the others name, is only put aside."""
        for row in rows:
            if row["id"] != head:
                self._gone(f"/products/{row['id']}")
            elif row.get("variant_options"):
                self._put(head, {}, {"is_active": False})

    def _delete(self, one):
        if one:
            self._gone(f"/products/{one}/all")
        return {"id": one, "deleted": True}

    def _gone(self, path):
        try:
            self.client.send("DELETE", path, idempotent=True)
        except NotFoundError:
            return  # it was sent before

    # --- pictures ---

    def _show(self, one, media):
        """Upload what is missing, remove what is not wanted, put them in order."""
        ids = {row["name"]: row["id"] or self._upload(one, row) for row in media}
        images = self._family(one)[0].get("images") or ()
        present = [image["id"] for image in images]
        for image in present:
            if image not in ids.values():
                self._gone(f"/product_images/{image}")
        left = [image for image in present if image in ids.values()]
        if left != list(ids.values()):
            for position, image in enumerate(ids.values(), 1):
                body, path = {"position": position}, f"/product_images/{image}"
                self.client.send("PUT", path, body, idempotent=True)
        return [{"name": n, "id": one, "status": "ready"} for n, one in ids.items()]

    def _upload(self, one, row):
        file = self.read_file(row["ref"]) if row["ref"] and self.read_file else None
        if file is None:
            raise RefusedError("A picture is not there any more.", "no_file")
        mimetype, content = file
        if mimetype not in TYPES or len(content) > LARGEST:
            raise RefusedError(
                "It takes pictures of type JPEG, PNG or GIF up to 10 MB.", "bad_picture"
            )
        name = f"{row['name']}.{TYPES[mimetype]}"
        body, kind = encode_multipart_formdata({"image": (name, content, mimetype)})
        path = f"/products/{one}/actions/image_upload"
        return self.client.upload(path, body, kind)["id"]


def _options(pairs):
    """Return options so that their order does not matter."""
    return frozenset((name, value) for name, value in pairs)


def _by_options(rows):
    return {
        _options((o["name"], o["value"]) for o in row.get("variant_options") or ()): row
        for row in rows
    }
